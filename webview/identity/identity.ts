/** `<elbo-identity>`: log P = ELBO + KL as a sum that adds up in the digits shown, and a sentence on what moved. */
import { html, nothing } from 'lit';
import type { Frame } from '../../src/protocol/run.ts';
import { flashChanges } from '../derivation/flash.ts';
import { decimalsThatAddUp, decimalsThatShow, fixed } from '../figures.ts';
import { pointerCame } from '../pointing.ts';
import type { PanelState, Term } from '../store.ts';
import { View } from '../view.ts';
import { figure } from './figure.ts';
import { sentenceOf } from './sentence.ts';
import { symbolsOf } from './symbols.ts';
import '../tex.ts';
import './identity.css';

/** The sum takes more decimals only to add up, not to show a gap that has all but closed. */
const mostShown = 4;

export class Identity extends View {
  protected override select({ frame, started, ui }: PanelState): readonly unknown[] {
    return [frame, started, ui.notation, ui.highlight.term];
  }

  protected override render(): unknown {
    const { frame } = this.state;
    if (!frame) return nothing;
    const { elbo, kl, logLikelihood, half, iteration } = frame.step;
    const symbols = symbolsOf[this.state.ui.notation];
    const digits = decimalsThatAddUp([elbo, kl], logLikelihood, Math.min(mostShown, decimalsThatShow([kl])));
    const [elboText, klText, sumText] = [fixed(elbo, digits), fixed(kl, digits), fixed(logLikelihood, digits)];
    return html`
      <h2 class="identity-title">
        ${this.#halfStep(frame)}
        <span class="secondary">·</span>
        ${figure('half', half, half)}
        <span class="identity-facts">
          K ${figure('components', frame.theta.k, frame.theta.k)} · ${this.say('iteration')} ${figure('iteration', iteration, iteration)}
        </span>
      </h2>
      <div
        class="identity-sum"
        role="group"
        @pointerover=${this.#point}
        @pointerleave=${this.#letGo}
        aria-label=${this.say('identityLabel', { elbo: elboText, kl: klText, logLikelihood: sumText })}
      >
        <div class=${this.#part('elbo')} data-part="elbo" aria-hidden="true">
          <span class="swatch swatch-elbo"></span>
          <elbo-tex .tex=${symbols.elbo}></elbo-tex>
          ${figure('elbo', elboText, elbo)}
        </div>
        <span class="identity-sign plus" aria-hidden="true">+</span>
        <div class=${this.#part('kl')} data-part="kl" aria-hidden="true">
          <span class="swatch swatch-kl"></span>
          <elbo-tex .tex=${symbols.kl}></elbo-tex>
          ${figure('kl', klText, kl)}
        </div>
        <span class="identity-sign equals" aria-hidden="true">=</span>
        <div class=${`${this.#part('logLikelihood')} whole`} data-part="logLikelihood" aria-hidden="true">
          <span class="swatch"></span>
          <elbo-tex .tex=${symbols.logLikelihood}></elbo-tex>
          ${figure('logLikelihood', sumText, logLikelihood)}
        </div>
      </div>
      <p class="identity-sentence">${sentenceOf(this.state, frame)}</p>
    `;
  }

  #part(term: Term): string {
    return `identity-part role-${term} ${this.state.ui.highlight.term === term ? 'lit' : ''}`;
  }

  /** A term under the pointer lights up wherever it is drawn. */
  #point(event: PointerEvent): void {
    if (!pointerCame(event)) return;
    const part = (event.target as HTMLElement).closest<HTMLElement>('[data-part]');
    const term = part?.dataset.part as Term | undefined;
    this.store.dispatch({ type: 'highlight', highlight: term ? { term } : {} });
  }

  #letGo(event: PointerEvent): void {
    if (pointerCame(event)) this.store.dispatch({ type: 'highlight', highlight: {} });
  }

  protected override updated(): void {
    flashChanges(this, this.state);
  }

  /** "Half-step 6 of 22", with the two numbers as live figures wherever the language puts them. */
  #halfStep(frame: Frame): unknown[] {
    const figures: Readonly<Record<string, unknown>> = {
      '{half}': figure('halfStep', frame.half + 1, frame.half + 1),
      '{known}': figure('knownHalfSteps', frame.known, frame.known),
    };
    return this.say('halfStepOf')
      .split(/(\{half\}|\{known\})/)
      .map((part) => figures[part] ?? part);
  }
}

customElements.define('elbo-identity', Identity);
