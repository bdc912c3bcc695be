/**
 * `<elbo-level>`: the bound as one function of Q and θ, seen from above: Q from one posterior to the next across, θ on
 * the line of the M-step upwards. M goes straight up, E straight across.
 */
import { html, nothing, svg, type TemplateResult } from 'lit';
import { isoline, type SliceFigures, surface } from '../../../src/lesson/road/surface.ts';
import type { SliceMessage } from '../../../src/protocol/run.ts';
import { boundRamp } from '../../colour/ramp.ts';
import { decimalsThatShow, fixed } from '../../figures.ts';
import type { PanelState } from '../../store.ts';
import { RoadView } from '../roadView.ts';
import { symbols } from '../words.ts';
import { scaleTo } from './drawing.ts';

const margin = { left: 40, right: 12, top: 12, bottom: 34 };
const levels = 12;

export class Level extends RoadView {
  #of: SliceMessage | undefined;
  #values: Float64Array = new Float64Array(0);

  protected override select({ slice, ui, theme }: PanelState): readonly unknown[] {
    return [slice, ui.notation, theme];
  }

  protected override render(): unknown {
    const { slice } = this.state;
    if (!slice?.entropy || this.width === 0) return nothing;
    if (this.#of !== slice) {
      this.#of = slice;
      this.#values = surface(slice as SliceFigures);
    }
    return html`${this.#picture(slice, slice.entropy.length)}<p class="road-caption">${this.word('levelNote')}</p>`;
  }

  #range(slice: SliceMessage): { low: number; high: number } {
    const high = Math.max(...this.#values.filter(Number.isFinite));
    const rise = Math.max(high - slice.touch[0], 1e-9 * Math.abs(high));
    return { low: slice.touch[0] - 1.2 * rise, high };
  }

  #size(): { width: number; height: number } {
    const width = Math.min(this.width, 560);
    return { width, height: Math.round(Math.max(200, Math.min(320, width * 0.58))) };
  }

  #picture(slice: SliceMessage, columns: number): TemplateResult {
    const { width, height } = this.#size();
    const { at, touch } = slice;
    const rows = at.length;
    const { low, high } = this.#range(slice);
    const x = scaleTo(0, 1, margin.left + 18, width - margin.right - 18);
    const y = scaleTo(at[0]!, at[rows - 1]!, height - margin.bottom, margin.top);
    const gridX = scaleTo(0, columns - 1, x(0), x(1));
    const gridY = (row: number): number => y(at[0]! + ((at[rows - 1]! - at[0]!) * row) / (rows - 1));
    const isolines = Array.from({ length: levels }, (_, n) => low + ((high - low) * (n + 0.5)) / levels).map((level) =>
      isoline(this.#values, columns, level)
        .map(
          ([x0, y0, x1, y1]) =>
            `M${gridX(x0).toFixed(1)} ${gridY(y0).toFixed(1)}L${gridX(x1).toFixed(1)} ${gridY(y1).toFixed(1)}`,
        )
        .join(''),
    );
    const digits = decimalsThatShow([touch[1] - touch[0], touch[2] - touch[1]]);
    const [a, b, c] = touch.map((value) => fixed(value, digits)) as [string, string, string];
    const points = { start: [x(0), y(0)], peak: [x(0), y(1)], end: [x(1), y(1)] } as const;
    const label = this.word('levelPicture', { first: a, second: b, third: c });
    return html`<div class="level" role="img" aria-label=${label} .style=${`width:${width}px;height:${height}px`}>
      <canvas aria-hidden="true" .style=${`left:${x(0)}px;top:${margin.top}px;width:${x(1) - x(0)}px;height:${height - margin.top - margin.bottom}px`}></canvas>
      ${svg`<svg class="road-picture" width=${width} height=${height} aria-hidden="true">
        <defs><marker id="level-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="arrow" d="M0 0L8 4L0 8z" /></marker></defs>
        ${isolines.map((d) => (d ? svg`<path class="isoline" d=${d} />` : nothing))}
        <path class="walk under" d="M${points.start[0]} ${points.start[1]}L${points.peak[0]} ${points.peak[1]}L${points.end[0]} ${points.end[1]}" />
        <path class="walk" marker-end="url(#level-arrow)" d="M${points.start[0]} ${points.start[1]}L${points.peak[0]} ${points.peak[1] + 6}" />
        <path class="walk" marker-end="url(#level-arrow)" d="M${points.peak[0]} ${points.peak[1]}L${points.end[0] - 6} ${points.end[1]}" />
        <circle class="dot-l" cx=${points.start[0]} cy=${points.start[1]} r="4" /><circle class="dot-l" cx=${points.end[0]} cy=${points.end[1]} r="4" />
        <path class="peak" d="M${points.peak[0]} ${points.peak[1] - 6}l6 10h-12z" />
        ${tag(points.start[0] + 10, points.start[1] + 16, a, 'start')}
        ${tag(points.peak[0] + 10, points.peak[1] - 10, b, 'start')}
        ${tag(points.end[0] - 10, points.end[1] - 10, c, 'end')}
        ${tag(points.start[0] + 10, (points.start[1] + points.peak[1]) / 2 + 4, this.word('levelM'), 'start', 'strong')}
        ${tag((points.peak[0] + points.end[0]) / 2, points.peak[1] + 20, this.word('levelE'), 'middle', 'strong')}
        <text class="math" text-anchor="end" x=${x(0) - 8} y=${y(0) + 4}><tspan class="italic">θ</tspan><tspan class="sub" dy="3">t</tspan></text>
        <text class="math" text-anchor="end" x=${x(0) - 8} y=${y(1) + 4}><tspan class="italic">θ</tspan><tspan class="sub" dy="3">t+1</tspan></text>
        <text class="math" text-anchor="start" x=${x(0)} y=${height - 12}><tspan class="italic">${symbols(this.state).Q}</tspan><tspan class="sub" dy="3">t</tspan></text>
        <text class="math" text-anchor="end" x=${x(1)} y=${height - 12}><tspan class="italic">${symbols(this.state).Q}</tspan><tspan class="sub" dy="3">t+1</tspan></text>
        ${x(1) - x(0) > 240 ? svg`<text class="tick" text-anchor="middle" x=${(x(0) + x(1)) / 2} y=${height - 12}>${this.word('levelQ')}</text>` : nothing}
      </svg>`}
    </div>`;
  }

  /** The heights as bands of the bound's colour, one pixel a grid point, smoothed by the browser. */
  protected override updated(): void {
    const canvas = this.querySelector('canvas');
    const { slice } = this.state;
    if (!canvas || !slice?.entropy) return;
    const { theme } = this.state;
    const columns = slice.entropy.length;
    const rows = slice.at.length;
    const { low, high } = this.#range(slice);
    const shades = boundRamp(theme);
    canvas.width = columns;
    canvas.height = rows;
    const context = canvas.getContext('2d')!;
    const image = context.createImageData(columns, rows);
    const pixels = new Uint32Array(image.data.buffer);
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < columns; c++) {
        const share = Math.max(0, Math.min(1, (this.#values[r * columns + c]! - low) / (high - low)));
        // θ grows upwards, pixels downwards.
        pixels[(rows - 1 - r) * columns + c] = shades[Math.round(255 * share)]!;
      }
    }
    context.putImageData(image, 0, 0);
  }
}

const tag = (x: number, y: number, text: string, anchor: string, strong = '') =>
  svg`<text class="tag ${strong}" x=${x} y=${y} text-anchor=${anchor}>${text}</text>`;

customElements.define('elbo-level', Level);
