/** `<elbo-vae-generated>`: rows drawn from the model beside rows of the file: as pictures, in a plane, column by column. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type { VaeFrame } from '../../src/protocol/vaeFrame.ts';
import { type Scale, ticks } from '../data/plane.ts';
import { scaleTo } from '../road/figures/drawing.ts';
import type { PanelState } from '../store.ts';
import { strewnAt } from '../strewn.ts';
import { VaeView } from './vaeView.ts';
import './rowPicture.ts';

const edges = { right: 8, top: 8, bottom: 24 };
/** Of a figure in a tick, and what stands beside it. */
const tickPixels = { digit: 6.5, gap: 12 };
/** A 0/1 column has two places for all its points: they are strewn so far about them that their number is seen. */
const strewn = 0.09;
const mostHistograms = 12;
const asIs: Scale = { slope: 1, shift: 0 };

export class VaeGenerated extends VaeView {
  #all = false;

  protected override select({ vae, ui, theme, started }: PanelState): readonly unknown[] {
    return [vae.frame, vae.setting, ui.vae, theme, started];
  }

  protected override render(): unknown {
    const { frame } = this;
    const { setting } = this.vae;
    if (!frame?.drawn || !setting || !this.state.started || this.width === 0) return nothing;
    const { pixels } = this.state.started;
    return html`
      <p class="vae-aside">${this.word('generatedCaption')} ${this.#strewn ? this.word('generatedStrewn') : nothing}
        <button class="link" data-action="drawAgain" @click=${this.#again}>${this.word('drawAgain')}</button></p>
      ${pixels ? this.#pictures(frame, setting.shown.values, frame.drawn) : html`${this.#plane(frame, setting.shown.values, frame.drawn)}${this.#histograms(frame)}`}
    `;
  }

  /** A column of the plane is 0/1. */
  get #strewn(): boolean {
    const { started } = this.state;
    const [x, y] = this.state.ui.vae.columns ?? [0, 1];
    const binary = this.vae.setting?.binary;
    return !started?.pixels && (started?.d ?? 0) > 1 && (binary?.[x] === 1 || binary?.[y] === 1);
  }

  #again(): void {
    this.store.dispatch({ type: 'vae', vae: { seed: this.state.ui.vae.seed + 1 } });
  }

  #pictures(frame: VaeFrame, real: Float32Array, drawn: Float32Array): TemplateResult {
    const { d, pixels } = this.state.started!;
    const { theme } = this.state;
    const count = Math.max(6, Math.min(16, Math.floor(this.width / 44)));
    const strip = (
      name: string,
      values: Float32Array,
      step: number,
    ) => html`<div class="vae-strip" role="img" aria-label=${name}>
      <span class="vae-strip-name">${name}</span>
      ${Array.from({ length: count }, (_, i) => {
        const at = Math.min(Math.floor(values.length / d) - 1, i * step) * d;
        return html`<elbo-row-picture class="vae-thumb" .values=${values.subarray(at, at + d)} .pixels=${pixels} .reach=${frame.spread} .theme=${theme}></elbo-row-picture>`;
      })}</div>`;
    const step = Math.max(1, Math.floor(real.length / d / count));
    return html`${strip(this.word('realRows'), real, step)}${strip(this.word('drawnRows'), drawn, 1)}`;
  }

  #plane(frame: VaeFrame, real: Float32Array, drawn: Float32Array): TemplateResult | typeof nothing {
    const { d, names } = this.state.started!;
    const { spread } = frame;
    if (d < 2 || !spread) return nothing;
    const [across, up] = this.state.ui.vae.columns ?? [0, 1];
    const [x, y] = [Math.min(across, d - 1), Math.min(up, d - 1)];
    const width = Math.min(this.width, 560);
    const height = Math.round(width * 0.6);
    const ticksAcross = ticks(spread.low[x]!, spread.high[x]!, 5, asIs);
    const ticksUp = ticks(spread.low[y]!, spread.high[y]!, 4, asIs);
    const longest = Math.max(4, ...ticksUp.map(({ text }) => text.length));
    const margin = { ...edges, left: Math.ceil(longest * tickPixels.digit + tickPixels.gap) };
    const binary = this.vae.setting?.binary;
    const at = (values: Float32Array, i: number, j: number): number =>
      values[i * d + j]! + (binary?.[j] === 1 ? strewn * scatter(i, j === x) : 0);
    const toX = scaleTo(spread.low[x]!, spread.high[x]!, margin.left, width - margin.right);
    const toY = scaleTo(spread.low[y]!, spread.high[y]!, height - margin.bottom, margin.top);
    const points = (values: Float32Array): [number, number][] =>
      Array.from({ length: Math.floor(values.length / d) }, (_, i) => [toX(at(values, i, x)), toY(at(values, i, y))]);
    const inside = ([a, b]: [number, number]) =>
      a >= margin.left && a <= width - margin.right && b >= margin.top && b <= height - margin.bottom;
    const picker = (
      which: 0 | 1,
    ) => html`<label class="vae-picker"><span>${this.word(which === 0 ? 'across' : 'up')}</span>
      <select data-field=${which === 0 ? 'generatedAcross' : 'generatedUp'} @change=${(event: Event) => {
        const next: [number, number] = [x, y];
        next[which] = (event.target as HTMLSelectElement).selectedIndex;
        this.store.dispatch({ type: 'vae', vae: { columns: next } });
      }}>${names.map((name, j) => html`<option .selected=${j === (which === 0 ? x : y)}>${name}</option>`)}</select></label>`;
    const cross = points(drawn)
      .filter(inside)
      .map(([a, b]) => `M${(a - 3).toFixed(1)} ${b.toFixed(1)}h6M${a.toFixed(1)} ${(b - 3).toFixed(1)}v6`)
      .join('');
    const label = this.word('planeLabel', {
      real: Math.floor(real.length / d),
      drawn: Math.floor(drawn.length / d),
      x: names[x]!,
      y: names[y]!,
    });
    return html`<div class="vae-pickers">${picker(0)}${picker(1)}
        <span class="vae-key"><svg width="12" height="12" aria-hidden="true"><circle class="vae-real" cx="6" cy="6" r="3" /></svg>${this.word('realRows')}</span>
        <span class="vae-key"><svg width="12" height="12" aria-hidden="true"><path class="vae-drawn" d="M2 6h8M6 2v8" /></svg>${this.word('drawnRows')}</span></div>
      <svg class="vae-plane" width=${width} height=${height} role="img" aria-label=${label}>
        ${ticksAcross.map(({ p, text }) => svg`<path class="vae-grid" d="M${toX(p).toFixed(1)} ${margin.top}V${height - margin.bottom}" /><text class="vae-tick" text-anchor="middle" x=${toX(p)} y=${height - 8}>${text}</text>`)}
        ${ticksUp.map(({ p, text }) => svg`<path class="vae-grid" d="M${margin.left} ${toY(p).toFixed(1)}H${width - margin.right}" /><text class="vae-tick" text-anchor="end" x=${margin.left - 6} y=${toY(p) + 4}>${text}</text>`)}
        ${guard([real, spread.low[x], spread.high[x], spread.low[y], spread.high[y], x, y, width], () => points(real).map(([a, b]) => svg`<circle class="vae-real" cx=${a.toFixed(1)} cy=${b.toFixed(1)} r="2.6" />`))}
        <path class="vae-drawn" d=${cross} />
      </svg>`;
  }

  #histograms({ spread }: VaeFrame): TemplateResult | typeof nothing {
    if (!spread) return nothing;
    const { d, names } = this.state.started!;
    const count = this.#all ? d : Math.min(d, mostHistograms);
    const { bins, real, drawn } = spread;
    const [width, height] = [132, 56];
    const one = (j: number) => {
      const of = (values: Float32Array) => values.subarray(j * bins, (j + 1) * bins);
      const [a, b] = [of(real), of(drawn)];
      const most = Math.max(...a, ...b, 1e-9);
      const x = (bin: number) => (bin / bins) * width;
      const y = (share: number) => height - (share / most) * (height - 3);
      const bars = Array.from(
        a,
        (share, bin) => `M${x(bin).toFixed(1)} ${height}V${y(share).toFixed(1)}H${x(bin + 1).toFixed(1)}V${height}Z`,
      ).join('');
      const steps = Array.from(
        b,
        (share, bin) => `${bin === 0 ? 'M' : 'L'}${x(bin).toFixed(1)} ${y(share).toFixed(1)}H${x(bin + 1).toFixed(1)}`,
      ).join('');
      const off = a.reduce((sum, share, bin) => sum + Math.abs(share - b[bin]!), 0) / 2;
      return html`<figure class="vae-histogram"><svg width=${width} height=${height} role="img" aria-label=${this.word('histogramLabel', { column: names[j]!, off: (100 * off).toFixed(0) })}>
        <path class="vae-bars" d=${bars} /><path class="vae-steps" d=${steps} /></svg><figcaption>${names[j]}</figcaption></figure>`;
    };
    return html`<div class="vae-histograms">${Array.from({ length: count }, (_, j) => one(j))}</div>
      ${d > count ? html`<button class="link" @click=${this.#showAll}>${this.word('allColumns', { count: d })}</button>` : nothing}`;
  }

  #showAll(): void {
    this.#all = true;
    this.requestUpdate();
  }
}

/** Evenly over −1 … 1 in each direction as i grows. */
const scatter = (i: number, across: boolean): number => 2 * strewnAt(i, across ? 'across' : 'up') - 1;

customElements.define('elbo-vae-generated', VaeGenerated);
