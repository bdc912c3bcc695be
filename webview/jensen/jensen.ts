/**
 * `<elbo-jensen>`: Jensen's inequality on row i in full: the chord below the curve, the gap, Q sliding to the posterior
 * until the gap is 0, and the convex twin. Needs nothing but the row of the frame.
 */
import { html, nothing, type TemplateResult } from 'lit';
import { type Reading, read } from '../../src/lesson/reading.ts';
import { slid } from '../../src/lesson/slide.ts';
import { type LessonKey, lessonWords } from '../../src/words/lesson.ts';
import { translate, type WordArgs } from '../../src/words/translate.ts';
import { FormulaView } from '../derivation/formulaView.ts';
import type { PanelState } from '../store.ts';
import { jensenPicture } from './picture.ts';
import '../colour/terms.css';
import './jensen.css';

/** Where the three small pictures stand on the way. */
const stops = [0, 0.5, 1];
const steps = 100;

export class Jensen extends FormulaView {
  /** How far Q has slid, in hundredths. */
  #slid = 0;

  protected override select({ frame, ui }: PanelState): readonly unknown[] {
    return [frame?.row, ui.notation];
  }

  #say(key: LessonKey, args?: WordArgs): string {
    const symbols = this.state.ui.notation === 'cs229' ? { Q: 'Q', j: 'j', i: 'i' } : { Q: 'q', j: 'k', i: 'n' };
    return translate(this.state.welcome?.language ?? 'en', lessonWords[key], { ...symbols, ...args });
  }

  #label(reading: Reading): string {
    return this.#say('jensenPicture', {
      row: reading.figures.row + 1,
      evidence: reading.evidence.text,
      logLikelihood: reading.logLikelihood.text,
      elbo: reading.elbo.text,
      kl: reading.kl.text,
    });
  }

  protected override render(): unknown {
    const row = this.state.frame?.row;
    if (!row) return html`<p class="secondary">${this.#say('noRow')}</p>`;
    if (this.width === 0) return nothing;
    const now = read(slid(row, this.#slid / steps));
    const width = Math.max(280, Math.min(760, this.width));
    return html`
      <div class="jensen-page">
        <p class="jensen-lead">${this.#say('jensenLead')}</p>
        ${this.#identity(now)}
        ${jensenPicture(now, { width, height: Math.round(width * 0.5), detail: true, id: 'jensen-now', label: this.#label(now) })}
        ${this.#slider(now)}
        <div class="jensen-stops">${stops.map((t) => this.#stop(read(slid(row, t)), t))}</div>
        <div class="jensen-twin">
          ${jensenPicture(now, { width: 200, height: 120, convex: true, id: 'jensen-twin', label: this.#say('convexPicture') })}
          <p><strong>${this.#say('convexTitle')}</strong> ${this.#say('convexText')}</p>
        </div>
      </div>
    `;
  }

  /** log P = log E[P/Q] ≥ E[log P/Q] = ELBO with its numbers. */
  #identity(now: Reading): TemplateResult {
    const { notation } = this.state.ui;
    const ratio = '\\tfrac{\\P}{\\term{q}{Q}}'.replace('{Q}', notation === 'cs229' ? '{Q}' : '{q}');
    const pieces: readonly (readonly [string, unknown])[] = [
      ['\\log \\evidence', this.#figure('logLikelihood', now.logLikelihood.text)],
      ['=', '='],
      [`\\log \\E{\\Qall}\\big[${ratio}\\big]`, html`log ${this.#figure('evidence', now.evidence.text)}`],
      [now.figures.kl < 1e-9 ? '=' : '\\ge', now.figures.kl < 1e-9 ? '=' : '≥'],
      [`\\E{\\Qall}\\big[\\log ${ratio}\\big]`, this.#figure('expectation', now.elbo.text)],
      ['=', '='],
      ['\\elbo', this.#figure('elbo', now.elbo.text, 'elbo')],
    ];
    return html`<div class="lesson-scroll"><div class="lesson-table jensen-identity" role="group" aria-label=${this.#label(now)}>
      <div class="lesson-row formula" aria-hidden="true">
        ${pieces.map(([tex], at) => html`<span class="lesson-cell sign">${this.tex(tex, `${at}`)}</span>`)}
      </div>
      <div class="lesson-row">${pieces.map(([, figure]) => html`<span class="lesson-cell">${figure}</span>`)}</div>
    </div></div>`;
  }

  #figure(slot: string, text: string, term = ''): TemplateResult {
    return html`<span class="figure" data-slot=${`jensen.${slot}`} data-term=${term || nothing}>${text}</span>`;
  }

  #slider(now: Reading): TemplateResult {
    return html`<label class="jensen-slider">
      <span class="role-q">${this.#say('slideFrom')}</span>
      <input
        type="range"
        min="0"
        max=${steps}
        .value=${String(this.#slid)}
        aria-label=${this.#say('slide')}
        aria-valuetext=${`${this.#slid} %, KL ${now.kl.text}`}
        @input=${(event: Event) => {
          this.#slid = Number((event.target as HTMLInputElement).value);
          this.requestUpdate();
        }}
      />
      <span>${this.#say('slideTo')}</span>
    </label>`;
  }

  #stop(reading: Reading, t: number): TemplateResult {
    const own = reading.components.filter((c) => c.component !== undefined);
    const width = Math.max(120, Math.min(220, Math.floor((Math.min(760, this.width) - 32) / 3)));
    const go = () => {
      this.#slid = Math.round(t * steps);
      this.requestUpdate();
    };
    return html`<button class="jensen-stop" @click=${go}>
      ${jensenPicture(reading, { width, height: 104, id: `jensen-stop-${t * 2}`, label: this.#label(reading) })}
      <span class="role-q">${this.state.ui.notation === 'cs229' ? 'Q' : 'q'} ${own.map((c) => c.share.q.toFixed(3)).join(', ')}</span>
      <span class="role-kl strong">KL ${reading.kl.text}</span>
      ${t === 1 ? html`<span class="secondary">${this.#say('ratiosAreEqual')}</span>` : nothing}
    </button>`;
  }
}

customElements.define('elbo-jensen', Jensen);

declare global {
  interface HTMLElementTagNameMap {
    'elbo-jensen': Jensen;
  }
}
