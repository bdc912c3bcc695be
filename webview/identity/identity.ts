/** `<elbo-identity>`: log P = ELBO + KL as a sum that adds up in the digits shown, and a sentence on what moved. */
import { html, nothing } from 'lit';
import type { Frame } from '../../src/protocol/run.ts';
import { decimalsThatAddUp, decimalsThatShow, fixed } from '../figures.ts';
import type { PanelState } from '../store.ts';
import { View } from '../view.ts';
import { figure } from './figure.ts';
import { sentenceOf } from './sentence.ts';
import '../tex.ts';
import './identity.css';

export class Identity extends View {
  protected override select({ frame, started, chosen, runState, stopReason }: PanelState): readonly unknown[] {
    return [frame, started, chosen, runState, stopReason];
  }

  protected override render(): unknown {
    const { frame } = this.state;
    if (!frame) return nothing;
    const { elbo, kl, logLikelihood, half, iteration } = frame.step;
    const { previous } = frame;
    const changes = previous ? [kl, elbo - previous.elbo, logLikelihood - previous.logLikelihood] : [kl];
    const digits = decimalsThatAddUp([elbo, kl], logLikelihood, decimalsThatShow(changes));
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
        aria-label=${this.say('identityLabel', { elbo: elboText, kl: klText, logLikelihood: sumText })}
      >
        <div class="identity-part role-elbo" aria-hidden="true">
          <span class="swatch swatch-elbo"></span>
          <elbo-tex .tex=${'\\mathrm{ELBO}(Q,\\theta)'}></elbo-tex>
          ${figure('elbo', elboText, elbo)}
        </div>
        <span class="identity-sign plus" aria-hidden="true">+</span>
        <div class="identity-part role-kl" aria-hidden="true">
          <span class="swatch swatch-kl"></span>
          <elbo-tex .tex=${'\\mathrm{KL}(Q\\,\\|\\,P(z\\mid x;\\theta))'}></elbo-tex>
          ${figure('kl', klText, kl)}
        </div>
        <span class="identity-sign equals" aria-hidden="true">=</span>
        <div class="identity-part whole" aria-hidden="true">
          <span class="swatch"></span>
          <elbo-tex .tex=${'\\log P(X;\\theta)'}></elbo-tex>
          ${figure('logLikelihood', sumText, logLikelihood)}
        </div>
      </div>
      <p class="identity-sentence">${sentenceOf(this.state, frame, digits)}</p>
    `;
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
