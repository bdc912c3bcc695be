/** `<elbo-vi-terms>`: the bound as the sum of its seven signed terms, and which of them the last sub-step moved. */
import { html, nothing, type SVGTemplateResult, svg } from 'lit';
import type { ViKey } from '../../src/words/vi.ts';
import { decimalsThatAddUp, decimalsThatShow, fixed } from '../figures.ts';
import { figure } from '../identity/figure.ts';
import { type Cascade, cascade, type Step } from './cascade.ts';
import { ViView } from './viView.ts';
import '../tex.ts';

/** In the order of Bishop 10.70. */
const terms: readonly { readonly name: string; readonly tex: string; readonly hint: ViKey }[] = [
  { name: 'term.rows', tex: '\\mathbb E[\\log p(X\\mid Z,\\mu,\\Lambda)]', hint: 'viTermRows' },
  { name: 'term.choices', tex: '\\mathbb E[\\log p(Z\\mid\\pi)]', hint: 'viTermChoices' },
  { name: 'term.priorWeights', tex: '\\mathbb E[\\log p(\\pi)]', hint: 'viTermPriorWeights' },
  { name: 'term.priorComponents', tex: '\\mathbb E[\\log p(\\mu,\\Lambda)]', hint: 'viTermPriorComponents' },
  { name: 'term.entropyZ', tex: '-\\mathbb E[\\log q(Z)]', hint: 'viTermEntropyZ' },
  { name: 'term.entropyWeights', tex: '-\\mathbb E[\\log q(\\pi)]', hint: 'viTermEntropyWeights' },
  { name: 'term.entropyComponents', tex: '-\\mathbb E[\\log q(\\mu,\\Lambda)]', hint: 'viTermEntropyComponents' },
];

/** Units of a bar's own drawing; it is stretched to its cell. */
const [width, height] = [200, 20];
/** A change of fewer nats is none. */
const still = 5e-7;

export class ViTerms extends ViView {
  protected override render(): unknown {
    const { frame } = this.state.vi;
    if (!frame) return nothing;
    const values = Array.from(frame.terms);
    const digits = Math.min(6, decimalsThatAddUp(values, frame.bound, 2, 6));
    const changes = values.map((value, t) => (frame.previous ? value - frame.previous.terms[t]! : 0));
    const whole = cascade(values);
    const total: Step = { value: frame.bound, from: 0, to: frame.bound };
    return html`
      <p class="vi-caption">${this.word('viTermsCaption')}</p>
      <div class="vi-terms" role="table" aria-label=${this.word('viWaterfallLabel', { bound: fixed(frame.bound, digits) })}>
        <div class="vi-term vi-head" role="row">
          <span role="columnheader">${this.word('viTermColumn')}</span>
          <span class="vi-bar" role="presentation"></span>
          <span role="columnheader">${this.word('viValueColumn')}</span>
          <span role="columnheader" title=${this.word('viChangeColumn')} aria-label=${this.word('viChangeColumn')}>Δ</span>
        </div>
        ${terms.map(({ name, tex, hint }, t) => {
          const kind = t < 4 ? 'expectation' : 'entropy';
          const change = changes[t]!;
          return html`<div class="vi-term ${kind} ${Math.abs(change) < still ? '' : 'moved'}" role="row" title=${this.word(hint)}>
            <span role="rowheader"><elbo-tex .tex=${tex} .label=${this.word(hint)}></elbo-tex></span>
            <span class="vi-bar" role="presentation">${bar(whole, whole.steps[t]!, t)}</span>
            <span class="vi-value" role="cell">${figure(name, signed(values[t]!, digits), values[t]!)}</span>
            <span class="vi-change" role="cell">${Math.abs(change) < still ? nothing : signed(change, Math.min(4, decimalsThatShow([change])))}</span>
          </div>`;
        })}
        <div class="vi-term total" role="row">
          <span role="rowheader">${this.word('viBound')}</span>
          <span class="vi-bar" role="presentation">${bar(whole, total, terms.length)}</span>
          <span class="vi-value" role="cell">${figure('bound', fixed(frame.bound, digits), frame.bound)}</span>
          <span class="vi-change" role="cell">${frame.previous ? this.#rise(frame.bound - frame.previous.bound) : nothing}</span>
        </div>
      </div>
    `;
  }

  #rise(rise: number): unknown {
    return Math.abs(rise) < still ? nothing : signed(rise, Math.min(4, decimalsThatShow([rise])));
  }
}

const signed = (value: number, digits: number): string =>
  value > 0 ? `+${fixed(value, digits)}` : fixed(value, digits);

/** One bar in its place on the common axis, a thread to the next one's beginning, and a tear where 0 is off the axis. */
function bar({ least, most, cut }: Cascade, { from, to }: Step, at: number): SVGTemplateResult {
  const x = (value: number): number => (width * (Math.max(least, Math.min(most, value)) - least)) / (most - least);
  const [left, right] = [Math.min(x(from), x(to)), Math.max(x(from), x(to))];
  const torn = cut && (at === 0 || at === terms.length);
  const edge = from > to ? right : left;
  return svg`<svg viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" aria-hidden="true">
    ${cut ? nothing : svg`<path class="zero" d="M${x(0)} 0V${height}" />`}
    <rect x=${left} y="4" width=${Math.max(0.75, right - left)} height=${height - 8} />
    ${torn ? svg`<path class="tear" d="M${edge - 8} 1l3 ${height - 2}M${edge - 4} 1l3 ${height - 2}" />` : nothing}
    ${at < terms.length ? svg`<path class="thread" d="M${x(to)} ${height - 4}V${height}" />` : nothing}
    ${at > 0 && at < terms.length ? svg`<path class="thread" d="M${x(from)} 0V4" />` : nothing}
  </svg>`;
}

customElements.define('elbo-vi-terms', ViTerms);
