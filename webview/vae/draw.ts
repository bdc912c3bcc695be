/**
 * `<elbo-vae-draw>`: row i goes through the encoder, becomes one z = μ + σ ⊙ ε by an ε that the reader holds, and comes
 * out of the decoder; under it the identity of that row, with its gap in two parts.
 */
import { html, nothing, type TemplateResult } from 'lit';
import type { VaeFrame, VaeRow } from '../../src/protocol/vaeFrame.ts';
import { flashChanges } from '../derivation/flash.ts';
import { rowPicker } from '../derivation/rowPicker.ts';
import { decimalsThatAddUp, fixed } from '../figures.ts';
import { icons } from '../icons.ts';
import type { PanelState } from '../store.ts';
import { rowGapOf } from './slot.ts';
import { subscript } from './symbols.ts';
import { VaeView } from './vaeView.ts';
import './rowPicture.ts';

/** Where the engine decodes beside the slider. */
const stops = [-3, -1.5, 0, 1.5, 3];
/** Dimensions written out. */
const mostWritten = 3;
/** Columns in the table of a row that is no picture. */
const mostColumns = 12;

export class VaeDraw extends VaeView {
  #allColumns = false;

  protected override select({ vae, ui, theme, started }: PanelState): readonly unknown[] {
    return [vae.frame, vae.rowGap, ui.vae, ui.row, ui.notation, ui.highlight.term, theme, started];
  }

  protected override render(): unknown {
    const { frame } = this;
    if (!frame || !this.state.started) return nothing;
    const { row } = frame;
    return html`
      <div class="vae-tools">${rowPicker(this.store)}
        ${row ? html`<span class="vae-row-about">${this.#about(row)}</span>` : nothing}</div>
      ${row ? this.#row(frame, row) : html`<p class="lesson-empty">${this.word('noRow')}</p>`}
    `;
  }

  #about(row: VaeRow): string {
    const label = row.label === undefined ? '' : ` · ${this.state.started!.label?.name ?? ''} ${row.label}`;
    return `${this.word('line', { line: row.line })}${label}`;
  }

  #row(frame: VaeFrame, row: VaeRow): TemplateResult {
    const i = this.state.ui.notation === 'cs229' ? 'i' : 'n';
    const { pixels } = this.state.started!;
    return html`
      <div class="vae-through ${pixels ? 'pixels' : 'profile'}">
        <figure>${this.#picture(row.values, this.word('rowPicture', { row: row.row + 1 }))}<figcaption>${this.tex('\\x', 'x')}</figcaption></figure>
        <div class="vae-arrow"><span>${this.word('encoder')}</span><span class="vae-arrow-line" aria-hidden="true"></span></div>
        ${this.#equation(row)}
        <div class="vae-arrow"><span>${this.word('decoder')}</span><span class="vae-arrow-line" aria-hidden="true"></span></div>
        <figure>${this.#picture(row.draw.decoded, this.word('decodedPicture', { row: row.row + 1 }))}<figcaption>${this.tex('\\hat{x}', 'xhat')}</figcaption></figure>
      </div>
      ${this.#slider(row)}
      ${this.#identity(row)}
      ${pixels ? nothing : this.#columns(frame, row)}
      <p class="hidden-title" aria-live="polite">${i} = ${row.row + 1}</p>
    `;
  }

  #picture(values: ArrayLike<number>, label: string): TemplateResult {
    const { started, theme } = this.state;
    return html`<elbo-row-picture class="vae-picture" .values=${values} .pixels=${started!.pixels} .reach=${this.frame?.spread} .theme=${theme} .label=${label}></elbo-row-picture>`;
  }

  #equation(row: VaeRow): TemplateResult {
    const { mean, sigma, draw } = row;
    const latent = mean.length;
    const written = Array.from({ length: Math.min(mostWritten, latent) }, (_, l) => l);
    if (!written.includes(draw.along)) written[written.length - 1] = draw.along;
    const digits = digitsOfDraw(row, written);
    const cell = (
      name: string,
      values: ArrayLike<number>,
      l: number,
      decimals: number,
      term: string | undefined,
    ) => html`<span class="lesson-cell"
      ><span class="figure" data-value=${`draw.${name}.${l + 1}`} data-exact=${String(values[l])} data-term=${term ?? nothing} title=${String(values[l])}>${fixed(values[l]!, decimals)}</span></span>`;
    const sign = (text: string) => html`<span class="lesson-cell sign"><span class="lesson-sign">${text}</span></span>`;
    const formula = (tex: string, kind: string) => html`<span class="lesson-cell ${kind}">${this.tex(tex, tex)}</span>`;
    const spoken = this.word('drawSpoken', {
      z: written.map((l) => fixed(draw.z[l]!, digits)).join(', '),
      mean: written.map((l) => fixed(mean[l]!, digits)).join(', '),
      sigma: written.map((l) => fixed(sigma[l]!, digits)).join(', '),
      epsilon: written.map((l) => fixed(draw.epsilon[l]!, digits)).join(', '),
    });
    return html`<div class="vae-equation"><div class="lesson-table" role="group" aria-label=${spoken}>
      <div class="lesson-row formula" aria-hidden="true">
        ${formula('z', 'term')}${formula('=', 'sign')}${formula('\\term{q}{\\mu}', 'term')}${formula('+', 'sign')}${formula('\\term{q}{\\sigma}', 'term')}${formula('\\odot', 'sign')}${formula('\\varepsilon', 'term')}
      </div>
      ${written.map(
        (l) => html`<div class="lesson-row" aria-hidden="true">
          ${cell('z', draw.z, l, digits, undefined)}${sign('=')}${cell('mean', mean, l, digits, 'q')}${sign('+')}${cell('sigma', sigma, l, digits, 'q')}${sign('×')}${cell('epsilon', draw.epsilon, l, 2, undefined)}
        </div>`,
      )}
      ${latent > written.length ? html`<div class="lesson-row" aria-hidden="true"><span class="lesson-cell">…</span></div>` : nothing}
      </div></div>`;
  }

  #slider(row: VaeRow): TemplateResult {
    const { draw } = row;
    const latent = row.mean.length;
    const d = this.state.started!.d;
    const { along, epsilon } = this.state.ui.vae;
    const dimension = Math.min(along, latent - 1);
    const value = epsilon[dimension] ?? 0;
    const set = (next: number) => {
      const all = Array.from({ length: latent }, (_, l) => (l === dimension ? next : (epsilon[l] ?? 0)));
      this.store.dispatch({ type: 'vae', vae: { epsilon: all } });
    };
    return html`<div class="vae-slider">
      <div class="vae-stops" aria-hidden="true">
        ${stops.map((stop, s) => html`<span class="vae-stop" data-share=${(stop + 3) / 6}>${this.#picture(draw.stops.subarray(s * d, (s + 1) * d), '')}</span>`)}
      </div>
      <div class="vae-slide">
        ${
          latent > 1
            ? html`<span class="segmented" role="group" aria-label=${this.word('slideWhich')}>${Array.from(
                { length: Math.min(latent, 8) },
                (_, l) =>
                  html`<button aria-pressed=${String(l === dimension)} data-choice=${`epsilon${l + 1}`} @click=${() => this.store.dispatch({ type: 'vae', vae: { along: l } })}>ε${subscript(l + 1)}</button>`,
              )}</span>`
            : html`<span class="vae-epsilon">ε</span>`
        }
        <input type="range" min="-3" max="3" step="0.05" data-field="epsilon" .value=${String(value)} aria-label=${this.word('slide', { dimension: dimension + 1 })} aria-valuetext=${fixed(value, 2)}
          @input=${(event: Event) => set(Number((event.target as HTMLInputElement).value))} />
        <span class="figure vae-slide-value">${fixed(value, 2)}</span>
      </div>
      <p class="vae-note">${this.word('slideHint')}</p>
    </div>`;
  }

  /** log p = E log p(x | z) − KL + amortisation + approximation. */
  #identity(row: VaeRow): TemplateResult {
    const gap = rowGapOf(this.vae);
    const { reconstruction, kl, logLikelihood } = gap ?? row;
    const rest = gap
      ? [gap.amortisation, gap.approximation]
      : logLikelihood === undefined
        ? []
        : [logLikelihood - row.elbo];
    const digits =
      logLikelihood === undefined ? 3 : decimalsThatAddUp([reconstruction, -kl, ...rest], logLikelihood, 3, 6);
    const text = (value: number | undefined) => (value === undefined ? '…' : fixed(value, digits));
    const column = (
      name: string,
      symbol: unknown,
      value: number | undefined,
      term: string,
    ) => html`<div class="vae-term role-${term}" data-term=${term}>
      <span class="vae-term-name">${symbol}</span>
      ${value === undefined ? html`<span class="figure">…</span>` : html`<span class="figure" data-value=${`row.${name}`} data-exact=${String(value)} title=${String(value)}>${text(value)}</span>`}</div>`;
    const sign = (of: string) => html`<span class="vae-sign" aria-hidden="true">${of}</span>`;
    const label = this.word(gap ? 'rowIdentitySplit' : 'rowIdentity', {
      row: row.row + 1,
      logLikelihood: text(logLikelihood),
      reconstruction: text(reconstruction),
      kl: text(kl),
      gap: text(rest[0]),
      amortisation: text(rest[0]),
      approximation: text(rest[1]),
    });
    return html`<div class="vae-row-identity" role="group" aria-label=${label}>
      ${column('logLikelihood', this.tex('\\term{logLikelihood}{\\log \\P(\\x)}', 'row l'), logLikelihood, 'logLikelihood')}${sign('=')}
      ${column('reconstruction', this.tex('\\term{elbo}{\\E{\\Qall} \\log \\P(\\x\\mid z)}', 'row r'), reconstruction, 'elbo')}${sign('−')}
      ${column('kl', this.tex('\\term{elbo}{\\mathrm{KL}(\\Qall\\,\\|\\,\\P(z))}', 'row k'), kl, 'elbo')}
      ${
        gap
          ? html`${sign('+')}${column('amortisation', this.word('amortisationShort'), gap.amortisation, 'kl')}${sign('+')}${column('approximation', this.word('approximationShort'), gap.approximation, 'kl')}`
          : html`${sign('+')}${column('gap', this.tex('\\term{kl}{\\mathrm{KL}(\\Qall\\,\\|\\,\\P(z\\mid\\x))}', 'row g'), rest[0], 'kl')}`
      }
    </div>
    <p class="vae-note">${this.#identityNote(row, gap !== undefined)}</p>`;
  }

  #identityNote(row: VaeRow, split: boolean): string {
    if (split) return this.word('splitNote');
    if (row.logLikelihood === undefined) return this.word('rowPending');
    if (row.method === 'importance')
      return this.word('rowSampled', { samples: row.samples, effective: row.effectiveSampleSize.toFixed(0) });
    if (row.method === 'closed') return this.word('rowClosed');
    return this.state.runState === 'running' ? this.word('rowPending') : this.word('rowSplitting');
  }

  /** What the row is, what comes back at q's mean, and how far off that is in the decoder's σ. */
  #columns(frame: VaeFrame, row: VaeRow): TemplateResult {
    const { names, d } = this.state.started!;
    const count = this.#allColumns ? d : Math.min(d, mostColumns);
    const binary = this.vae.setting?.binary;
    const noisy = !binary || binary.some((one) => one !== 1);
    const digits = (j: number): number => {
      const spread = frame.spread ? frame.spread.high[j]! - frame.spread.low[j]! : Math.abs(row.values[j]!) || 1;
      return Math.max(0, Math.min(6, 2 - Math.floor(Math.log10(spread || 1))));
    };
    return html`<div class="road-scroll vae-scroll" tabindex="0" role="group" aria-label=${this.word('reconstructionTable')}><table class="vae-table">
      <caption class="hidden-title">${this.word('reconstructionTable')}</caption>
      <thead><tr><th scope="col">${this.word('column')}</th><th scope="col">${this.tex('\\x', 'col x')}<span class="hidden-title">x</span></th><th scope="col">${this.tex('\\hat{x}(\\mu)', 'col xhat')}<span class="hidden-title">x̂</span></th>${noisy ? html`<th scope="col">${this.word('noise')}</th><th scope="col">${this.word('offBy')}</th>` : nothing}</tr></thead>
      <tbody>${Array.from({ length: count }, (_, j) => {
        const bernoulli = binary?.[j] === 1;
        const off = (row.values[j]! - row.reconstructed[j]!) / (frame.noise[j]! || 1);
        return html`<tr><th scope="row">${names[j]}</th><td>${fixed(row.values[j]!, bernoulli ? 0 : digits(j))}</td>
          <td>${this.number(`reconstructed.${j}`, row.reconstructed[j]!, bernoulli ? 3 : digits(j))}</td>
          ${
            noisy
              ? html`<td>${bernoulli ? '–' : fixed(frame.noise[j]!, digits(j) + 1)}</td>
          <td>${bernoulli ? '–' : `${off < 0 ? '−' : '+'}${fixed(Math.abs(off), 1)} σ`}</td>`
              : nothing
          }</tr>`;
      })}</tbody></table></div>
      ${d > count ? html`<button class="link" @click=${this.#showAll}>${icons.chevronDown}${this.word('allColumns', { count: d })}</button>` : nothing}`;
  }

  #showAll(): void {
    this.#allColumns = true;
    this.requestUpdate();
  }

  protected override updated(): void {
    for (const stop of this.querySelectorAll<HTMLElement>('[data-share]')) {
      stop.style.left = `${100 * Number(stop.dataset.share)}%`;
    }
    flashChanges(this, this.state);
  }
}

/** The fewest decimals at which z = μ + σ·ε comes out in the digits shown. */
function digitsOfDraw({ mean, sigma, draw }: VaeRow, written: readonly number[]): number {
  const rounded = (x: number, digits: number): number => Number(x.toFixed(digits));
  for (let digits = 2; digits < 6; digits++) {
    const holds = written.every((l) => {
      const sum = rounded(mean[l]!, digits) + rounded(sigma[l]!, digits) * rounded(draw.epsilon[l]!, 2);
      return Math.abs(rounded(sum, digits) - rounded(draw.z[l]!, digits)) < 0.1 * 10 ** -digits;
    });
    if (holds) return digits;
  }
  return 3;
}

customElements.define('elbo-vae-draw', VaeDraw);
