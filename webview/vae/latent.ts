/** `<elbo-vae-latent>`: where the encoder puts the rows, and what the decoder makes of the same square of z. */
import { html, nothing, type SVGTemplateResult, svg, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type { VaeFrame } from '../../src/protocol/vaeFrame.ts';
import { fixed } from '../figures.ts';
import type { PanelState } from '../store.ts';
import { DecodedPicture, LatentPicture } from './latentPicture.ts';
import { nearest, pointsOf, type Square, toPixel } from './plane.ts';
import { subscript } from './symbols.ts';
import { VaeView } from './vaeView.ts';

/** Side by side from this width on. */
const beside = 420;
const gap = 16;
const mostSide = 460;
/** Labels of up to so many characters are written at their points. */
const shortLabel = 2;
/** Rows in the table behind the picture. */
const mostRows = 24;

export class VaeLatent extends VaeView {
  protected override readonly follows = 'asPicture';
  #hovered: number | undefined;
  #place: { x: number; y: number } | undefined;
  readonly #picture = new LatentPicture();
  readonly #decoded = new DecodedPicture();

  protected override select({ vae, ui, theme, started }: PanelState): readonly unknown[] {
    return [vae.frame, ui.vae, ui.row, ui.notation, theme, started];
  }

  get #latent(): number {
    return this.vae.setting?.latent ?? 2;
  }

  get #square(): Square {
    const room = this.width >= beside ? (this.width - gap) / 2 : this.width;
    return { reach: this.vae.reach, side: Math.floor(Math.min(room, mostSide)) };
  }

  get #axes(): readonly [number, number] {
    const latent = this.#latent;
    const [a, b] = this.state.ui.vae.axes;
    return latent === 1 ? [0, 0] : [a % latent, b % latent];
  }

  protected override render(): unknown {
    const { frame } = this;
    if (!frame || this.width === 0) return nothing;
    const { label, pixels } = this.state.started ?? {};
    const square = this.#square;
    const axes = this.#axes;
    return html`
      <p class="vae-aside">${label ? this.word('latentCaption', { label: label.name }) : this.word('latentCaptionPlain')} · ${pixels ? this.word('gridCaptionPixels') : this.word('gridCaption')}</p>
      ${this.#latent > 2 || this.state.ui.vae.mixture ? html`<div class="vae-pickers">${this.#latent > 2 ? this.#pickers() : nothing}${this.#colouring()}</div>` : nothing}
      <div class="vae-squares">
        <div class="vae-square" data-side=${square.side} tabindex="0" role="img" aria-label=${this.#describe(frame)}
          @pointermove=${this.#move} @pointerleave=${this.#leave} @click=${this.#click} @keydown=${this.#key}>
          <canvas class="vae-points" aria-hidden="true"></canvas>
          ${this.#overlay(frame, square, axes)}
          ${this.#tip(frame)}
        </div>
        <div class="vae-square" data-side=${square.side} role="img" aria-label=${this.word('gridLabel', { side: frame.grid?.side ?? 0, reach: square.reach })}>
          <canvas class="vae-decoded" aria-hidden="true"></canvas>
          ${this.#cellOfRow(frame, square, axes)}
        </div>
      </div>
      ${label && !this.#short() ? this.#labels(label.levels) : nothing}
      ${guard([this.slowly, this.state.welcome, this.state.ui.notation], () => this.#table(frame))}
    `;
  }

  /** Labels are so short that they stand at their points. */
  #short(): boolean {
    const levels = this.state.started?.label?.levels;
    return levels?.every((level) => level.length <= shortLabel) ?? false;
  }

  #pickers(): TemplateResult {
    const latent = this.#latent;
    const axes = this.#axes;
    const picker = (
      which: 0 | 1,
    ) => html`<label class="vae-picker"><span>${this.word(which === 0 ? 'across' : 'up')}</span>
      <select data-field=${which === 0 ? 'latentAcross' : 'latentUp'} @change=${(event: Event) => {
        const chosen = (event.target as HTMLSelectElement).selectedIndex;
        const next: [number, number] = [axes[0], axes[1]];
        next[which] = chosen;
        this.store.dispatch({ type: 'vae', vae: { axes: next } });
      }}>${Array.from({ length: latent }, (_, l) => html`<option .selected=${l === axes[which]}>z${subscript(l + 1)}</option>`)}</select></label>`;
    return html`${picker(0)}${picker(1)}`;
  }

  /** By the mixture fitted before: its rows come in the colours of their responsibilities. */
  get #byMixture(): Uint8Array | undefined {
    const { mixture, colourBy } = this.state.ui.vae;
    const labelled = this.state.started?.label !== undefined;
    return mixture && (colourBy === 'mixture' || !labelled) ? mixture : undefined;
  }

  #colouring(): TemplateResult | typeof nothing {
    const { mixture, colourBy } = this.state.ui.vae;
    if (!mixture) return nothing;
    const { label } = this.state.started ?? {};
    if (!label) return html`<span class="vae-note">${this.word('byMixture')}</span>`;
    const choice = (by: 'label' | 'mixture', name: string) =>
      html`<button aria-pressed=${String(by === colourBy)} data-choice=${by} @click=${() => this.store.dispatch({ type: 'vae', vae: { colourBy: by } })}>${name}</button>`;
    return html`<span class="segmented" role="group" aria-label=${this.word('colourBy')}>${choice('label', label.name)}${choice('mixture', this.word('mixture'))}</span>`;
  }

  #labels(levels: readonly string[]): TemplateResult {
    return html`<p class="vae-labels">${levels.map(
      (level, code) =>
        html`<span class="vae-label"><span class=${`vae-mark component-${(code % 8) + 1}`}>${code + 1}</span>${level}</span>`,
    )}</p>`;
  }

  #overlay(frame: VaeFrame, square: Square, axes: readonly [number, number]): unknown {
    const { row } = frame;
    const { side, reach } = square;
    const latent = this.#latent;
    const ticks = ticksOf(reach);
    const labels = svg`${ticks.map((t) => svg`<text class="vae-tick" x=${toPixel(square, t, 0).x} y=${side - 5} text-anchor="middle">${t < 0 ? `−${-t}` : t}</text>`)}
      ${latent > 1 ? ticks.filter((t) => t !== 0).map((t) => svg`<text class="vae-tick" x="4" y=${toPixel(square, 0, t).y + 4}>${t < 0 ? `−${-t}` : t}</text>`) : nothing}
      <text class="vae-axis" x=${side - 8} y=${side - 6} text-anchor="end">${axisName(axes[0])}</text>
      ${latent > 1 ? svg`<text class="vae-axis" x="8" y="16">${axisName(axes[1])}</text>` : nothing}`;
    const prior =
      latent > 1
        ? [1, 2].map(
            (r) => svg`<circle class="vae-prior" cx=${side / 2} cy=${side / 2} r=${(r / reach) * (side / 2)} />`,
          )
        : nothing;
    if (!row) return svg`<svg class="vae-over" width=${side} height=${side} aria-hidden="true">${prior}${labels}</svg>`;
    const at = this.#pointOf(frame, row.mean, row.row);
    const { x, y } = toPixel(square, at[0], at[1]);
    const scale = side / (2 * reach);
    const [rx, ry] = [row.sigma[axes[0]]! * scale, latent > 1 ? row.sigma[axes[1]]! * scale : 0];
    const z = this.#pointOf(frame, row.draw.z, row.row);
    const drawn = toPixel(square, z[0], latent > 1 ? z[1] : at[1]);
    const name = `${this.state.ui.notation === 'cs229' ? 'i' : 'n'} = ${row.row + 1}`;
    const text = this.state.ui.notation === 'cs229' ? `${name}, Q` : `${name}, q`;
    const below = y + Math.max(10, 2 * ry) + 16 < side - 16;
    return svg`<svg class="vae-over" width=${side} height=${side} aria-hidden="true">
      ${prior}${labels}
      ${
        latent > 1
          ? svg`<ellipse class="vae-q faint" cx=${x} cy=${y} rx=${2 * rx} ry=${2 * ry} /><ellipse class="vae-q" cx=${x} cy=${y} rx=${rx} ry=${ry} />`
          : svg`<path class="vae-q-line faint" d="M${x - 2 * rx} ${y}H${x + 2 * rx}" /><path class="vae-q-line" d="M${x - rx} ${y}H${x + rx}" />`
      }
      <circle class="vae-row" cx=${x} cy=${y} r="7" />
      <path class="vae-to-z" d="M${x} ${y}L${drawn.x} ${drawn.y}" /><circle class="vae-z" cx=${drawn.x} cy=${drawn.y} r="3.2" />
      <text class="vae-row-name" x=${Math.max(40, Math.min(side - 40, x))} y=${below ? y + Math.max(10, 2 * ry) + 15 : y - Math.max(10, 2 * ry) - 7} text-anchor="middle">${text}</text>
    </svg>`;
  }

  /** Where a z of that row is drawn: [across, up]. */
  #pointOf(frame: VaeFrame, z: ArrayLike<number>, row: number): readonly [number, number] {
    const axes = this.#axes;
    if (this.#latent > 1) return [z[axes[0]]!, z[axes[1]]!];
    const at = frame.rows.indexOf(row);
    const points = this.#points(frame);
    return [z[0]!, at >= 0 ? points[2 * at + 1]! : 0];
  }

  #points = (frame: VaeFrame): Float32Array =>
    pointsOf(frame.means, this.#latent, this.#axes, this.vae.reach, frame.codes);

  /** The cell of the decoder's grid in which q's mean lies. */
  #cellOfRow(frame: VaeFrame, square: Square, axes: readonly [number, number]): unknown {
    const { row, grid } = frame;
    if (!row || !grid) return nothing;
    const cells = grid.side;
    const each = square.side / cells;
    const of = (value: number) =>
      Math.max(0, Math.min(cells - 1, Math.floor(((value + square.reach) / (2 * square.reach)) * cells)));
    const column = of(row.draw.z[axes[0]]!);
    const line = this.#latent > 1 ? cells - 1 - of(row.draw.z[axes[1]]!) : Math.floor(cells / 2);
    return svg`<svg class="vae-over" width=${square.side} height=${square.side} aria-hidden="true">
      <rect class="vae-cell" x=${column * each + 0.5} y=${line * each + 0.5} width=${each - 1} height=${each - 1} /></svg>`;
  }

  #tip(frame: VaeFrame): TemplateResult | typeof nothing {
    const at = this.#hovered;
    if (at === undefined || at >= frame.rows.length || !this.#place) return nothing;
    const latent = this.#latent;
    const code = frame.codes?.[at] ?? -1;
    const level = this.state.started?.label?.levels[code];
    const show = (values: Float32Array) =>
      Array.from(values.subarray(at * latent, (at + 1) * latent), (value) => fixed(value, 2)).join(', ');
    return html`<div class="tip" role="presentation"><strong>${this.word('rowNamed', { row: frame.rows[at]! + 1 })}</strong>${level === undefined ? nothing : ` · ${level}`}
      <div class="role-q">μ (${show(frame.means)})</div><div class="role-q">σ (${show(frame.sigmas)})</div></div>`;
  }

  #describe(frame: VaeFrame): string {
    const { row } = frame;
    return this.word('latentLabel', {
      rows: frame.rows.length,
      reach: this.vae.reach,
      row: (row?.row ?? 0) + 1,
      mean: row ? Array.from(row.mean, (value) => fixed(value, 2)).join(', ') : '',
      sigma: row ? Array.from(row.sigma, (value) => fixed(value, 2)).join(', ') : '',
    });
  }

  #table(frame: VaeFrame): TemplateResult {
    const latent = this.#latent;
    const step = Math.max(1, Math.floor(frame.rows.length / mostRows));
    const rows = Array.from({ length: Math.min(mostRows, frame.rows.length) }, (_, i) => i * step);
    const dimensions = Array.from({ length: latent }, (_, l) => l);
    return html`<div class="hidden-title"><table><caption>${this.word('latentTable')}</caption>
      <thead><tr><th scope="col">${this.word('rowColumn')}</th>${dimensions.map((l) => html`<th scope="col">μ${subscript(l + 1)}</th><th scope="col">σ${subscript(l + 1)}</th>`)}</tr></thead>
      <tbody>${rows.map((at) => html`<tr><th scope="row">${frame.rows[at]! + 1}</th>${dimensions.map((l) => html`<td>${fixed(frame.means[at * latent + l]!, 3)}</td><td>${fixed(frame.sigmas[at * latent + l]!, 3)}</td>`)}</tr>`)}</tbody></table></div>`;
  }

  protected override updated(): void {
    const { frame } = this;
    for (const square of this.querySelectorAll<HTMLElement>('[data-side]')) {
      square.style.width = `${square.dataset.side}px`;
      square.style.height = `${square.dataset.side}px`;
    }
    if (!frame || this.width === 0) return;
    this.#drawPoints(frame);
    this.#drawGrid(frame);
    const tip = this.querySelector<HTMLElement>('.tip');
    if (tip && this.#place) {
      const { side } = this.#square;
      tip.style.left = `${Math.max(2, Math.min(side - tip.offsetWidth - 2, this.#place.x + 12))}px`;
      tip.style.top = `${this.#place.y + 16 + tip.offsetHeight > side ? this.#place.y - tip.offsetHeight - 8 : this.#place.y + 16}px`;
    }
  }

  #canvas(selector: string): CanvasRenderingContext2D | undefined {
    const canvas = this.querySelector<HTMLCanvasElement>(selector);
    if (!canvas) return undefined;
    const pixels = Math.round(this.#square.side * devicePixelRatio);
    if (canvas.width !== pixels) {
      canvas.width = pixels;
      canvas.height = pixels;
    }
    return canvas.getContext('2d')!;
  }

  #drawPoints(frame: VaeFrame): void {
    const context = this.#canvas('.vae-points');
    if (!context) return;
    const { theme, started } = this.state;
    const levels = started?.label?.levels ?? [];
    this.#picture.draw(context, {
      square: this.#square,
      points: this.#points(frame),
      rows: frame.rows,
      codes: frame.codes,
      sigmas: frame.sigmas,
      latent: this.#latent,
      axes: this.#axes,
      ticks: ticksOf(this.#square.reach),
      levels: this.#short() ? levels : undefined,
      own: frame.row?.label === undefined ? -1 : levels.indexOf(frame.row.label),
      mixture: this.#byMixture,
      theme,
    });
  }

  #drawGrid({ grid, spread }: VaeFrame): void {
    const context = this.#canvas('.vae-decoded');
    if (!context || !grid) return;
    const { started, theme } = this.state;
    this.#decoded.draw(context, grid, this.#latent, started?.d ?? 1, started?.pixels, spread, theme);
  }

  #move(event: PointerEvent): void {
    const { frame } = this;
    if (!frame) return;
    const { left, top } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    this.#place = { x: event.clientX - left, y: event.clientY - top };
    this.#hovered = nearest(this.#square, this.#points(frame), this.#place, 16);
    this.requestUpdate();
  }

  #leave(): void {
    this.#hovered = undefined;
    this.requestUpdate();
  }

  #click(): void {
    const at = this.#hovered;
    if (at !== undefined && this.frame) this.store.chooseRow(this.frame.rows[at]!, true);
  }

  /** Arrows go from row to row in the file's order. */
  #key(event: KeyboardEvent): void {
    const by = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1, PageUp: -10, PageDown: 10 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const last = (this.state.started?.n ?? 1) - 1;
    this.store.chooseRow(Math.max(0, Math.min(last, (this.state.ui.row ?? 0) + by)), false);
  }
}

const ticksOf = (reach: number): readonly [number, number, number] => {
  const step = tickStep(reach);
  return [-step, 0, step];
};

/** A round number somewhat beyond the half of the reach. */
const tickStep = (reach: number): number => [1, 2, 3, 4, 5, 10, 20].find((step) => step >= reach / 2.4) ?? 50;

customElements.define('elbo-vae-latent', VaeLatent);

/** The digit set low: not every italic face has the characters that are. */
const axisName = (axis: number): SVGTemplateResult => svg`z<tspan class="vae-subscript" dy="3">${axis + 1}</tspan>`;
