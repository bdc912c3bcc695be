/** `<elbo-vi-identity>`: log p(X) = ELBO(q) + KL, of which for K > 1 only the ELBO is known, and what moved. */
import { html, nothing, type TemplateResult } from 'lit';
import type { ViFrame, ViPart } from '../../src/protocol/viFrame.ts';
import type { ViKey } from '../../src/words/vi.ts';
import { decimalsThatAddUp, decimalsThatShow, fixed, grouped } from '../figures.ts';
import { figure } from '../identity/figure.ts';
import { factorOf } from '../moments.ts';
import type { Term } from '../store.ts';
import { letterOf } from './slot.ts';
import { ViView } from './viView.ts';
import '../tex.ts';
import '../identity/identity.css';

const moved: Readonly<Record<ViPart, ViKey>> = {
  assignments: 'viMovedAssignments',
  weights: 'viMovedWeights',
  components: 'viMovedComponents',
};

const tex: Readonly<Record<'logLikelihood' | 'elbo' | 'kl', string>> = {
  logLikelihood: '\\htmlData{term=logLikelihood}{\\log p(X)}',
  elbo: '\\htmlData{term=elbo}{\\mathrm{ELBO}(q)}',
  kl: '\\htmlData{term=kl}{\\mathrm{KL}(q\\,\\|\\,p(Z,\\theta\\mid X))}',
};

/** A rise of fewer nats has no digit among the decimals that are shown. */
const leastRise = 1e-6;

export class ViIdentity extends ViView {
  protected override render(): unknown {
    const { vi, started } = this.state;
    const { frame, setting } = vi;
    if (!frame || !setting || !started) return nothing;
    const { evidence } = setting;
    const { bound } = frame;
    const rows = grouped(started.n);
    // A bound above the evidence is so by rounding alone.
    const kl = evidence === undefined ? undefined : Math.max(0, evidence - bound);
    const digits = kl === undefined ? 4 : Math.min(4, decimalsThatAddUp([bound, kl], evidence!));
    const elbo = fixed(bound, digits);
    const label =
      kl === undefined
        ? this.word('viIdentityUnknown', { elbo, rows })
        : this.word('viIdentityKnown', { elbo, rows, evidence: fixed(evidence!, digits), kl: fixed(kl, digits) });
    const known = (name: string, value: number | undefined): TemplateResult =>
      value === undefined
        ? html`<span class="figure secondary">${this.word('viUnknown')}</span>`
        : figure(name, fixed(value, digits), value);
    return html`
      <h2 class="identity-title">
        ${this.#subStep(frame)} <span class="secondary">·</span> <span>${factorOf(letterOf(frame.part))}</span>
        <span class="identity-facts">
          K ${figure('components', frame.theta.k, frame.theta.k)} · ${this.word('viIteration')}
          ${figure('iteration', frame.iteration, frame.iteration)}
        </span>
      </h2>
      <div class="identity-sum" role="group" aria-label=${label} @pointerover=${this.#point} @pointerleave=${this.#letGo}>
        <div class=${this.#part('elbo')} data-part="elbo" aria-hidden="true">
          <span class="swatch swatch-elbo"></span><elbo-tex .tex=${tex.elbo}></elbo-tex> ${figure('elbo', elbo, bound)}
        </div>
        <span class="identity-sign plus" aria-hidden="true">+</span>
        <div class=${this.#part('kl')} data-part="kl" aria-hidden="true">
          <span class="swatch swatch-kl"></span><elbo-tex .tex=${tex.kl}></elbo-tex> ${known('kl', kl)}
        </div>
        <span class="identity-sign equals" aria-hidden="true">=</span>
        <div class=${`${this.#part('logLikelihood')} whole`} data-part="logLikelihood" aria-hidden="true">
          <span class="swatch"></span><elbo-tex .tex=${tex.logLikelihood}></elbo-tex> ${known('logEvidence', evidence)}
        </div>
      </div>
      <p class="identity-sentence">
        ${this.#sentence(frame)} ${this.word(evidence === undefined ? 'viLeftSide' : 'viExact')}
        ${this.say('natsOverRows', { rows })}
        ${
          frame.logPredictive === undefined
            ? nothing
            : html`<span title=${this.word('viPredictiveTip')}
                >${this.word('viPredictive')} ${figure('logPredictive', fixed(frame.logPredictive, 2), frame.logPredictive)}</span
              >`
        }
      </p>
    `;
  }

  #subStep(frame: ViFrame): unknown[] {
    const figures: Readonly<Record<string, unknown>> = {
      '{half}': figure('halfStep', frame.half + 1, frame.half + 1),
      '{known}': figure('knownHalfSteps', frame.known, frame.known),
    };
    return this.word('viSubStepOf')
      .split(/(\{half\}|\{known\})/)
      .map((part) => figures[part] ?? part);
  }

  #sentence({ part, bound, previous }: ViFrame): string {
    if (!previous) return this.word('viMovedFirst');
    const rise = bound - previous.bound;
    const text = fixed(rise, decimalsThatShow([rise]));
    const small = Math.abs(rise) < leastRise;
    return `${this.word(moved[part])} ${small ? this.word('viSettled', { rise: fixed(leastRise, 6) }) : this.word('viRose', { rise: text })}`;
  }

  #part(term: Term): string {
    return `identity-part role-${term} ${this.state.ui.highlight.term === term ? 'lit' : ''}`;
  }

  #point(event: Event): void {
    const part = (event.target as HTMLElement).closest<HTMLElement>('[data-part]');
    const term = part?.dataset.part as Term | undefined;
    this.store.dispatch({ type: 'highlight', highlight: term ? { term } : {} });
  }

  #letGo(): void {
    this.store.dispatch({ type: 'highlight', highlight: {} });
  }
}

customElements.define('elbo-vi-identity', ViIdentity);
