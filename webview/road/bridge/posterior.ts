/** The posterior of a bent decoder over z, which no formula gives, with the encoder's q and the best q over it. */
import { html, type SVGTemplateResult, svg, type TemplateResult } from 'lit';
import type { BridgeAnswerOf } from '../../../src/protocol/bridge.ts';
import { normalDensity } from '../../normal.ts';
import { heights, scaleTo } from '../figures/drawing.ts';
import { ellipsePath, independent, type ZPlane } from './plane.ts';

export type CurvedRow = NonNullable<BridgeAnswerOf<'curved'>['ofRow']>;

export interface PosteriorWords {
  readonly label: string;
  readonly posterior: string;
  readonly own: string;
  readonly best: string;
}

/** z of one dimension: three densities on one axis. */
export function densities({ q, best, grid }: CurvedRow, words: PosteriorWords, width: number): SVGTemplateResult {
  const height = Math.round(Math.max(170, Math.min(230, width * 0.36)));
  const { side, logDensity } = grid;
  const [from, to] = [grid.from[0]!, grid.to[0]!];
  const z = (i: number) => from + ((to - from) * i) / (side - 1);
  const curves = {
    posterior: Array.from(logDensity, Math.exp),
    own: Array.from({ length: side }, (_, i) => normalDensity(z(i), q.mean[0]!, q.deviations[0]!)),
    best: Array.from({ length: side }, (_, i) => normalDensity(z(i), best.mean[0]!, best.deviations[0]!)),
  };
  const top = Math.max(...curves.posterior, ...curves.own, ...curves.best);
  const floor = height - 26;
  const x = scaleTo(from, to, 10, width - 10);
  const y = scaleTo(0, 1.06 * top, floor, 46);
  const line = (values: readonly number[]) =>
    values.map((value, i) => `${x(z(i)).toFixed(1)} ${y(value).toFixed(1)}`).join('L');
  return svg`<svg class="road-picture" width=${width} height=${height} viewBox="0 0 ${width} ${height}" role="img" aria-label=${words.label}>
    <path class="axis" d="M10 ${floor}H${width - 10}" />
    ${heights(from, to, 5).map(({ value, text }) => svg`<text class="tick" text-anchor="middle" x=${Math.max(16, Math.min(width - 16, x(value)))} y=${height - 8}>${text}</text>`)}
    <g data-term="posterior"><path class="posterior-area" d="M10 ${floor}L${line(curves.posterior)}L${width - 10} ${floor}Z" /></g>
    <g data-term="q"><path class="q-line" d="M${line(curves.own)}" /></g>
    <path class="q-line dashed" d="M${line(curves.best)}" />
    ${names(words)}
    <text class="math" x=${width - 22} y=${floor - 8}><tspan class="italic">z</tspan></text>
  </svg>`;
}

/** z of two dimensions: the posterior as a cloud; `paint` fills its canvas once it is there. */
export function cloud({ q, best, grid }: CurvedRow, words: PosteriorWords, size: number): TemplateResult {
  const plane: ZPlane = {
    size,
    x: scaleTo(grid.from[0]!, grid.to[0]!, 0, size),
    y: scaleTo(grid.from[1]!, grid.to[1]!, size, 0),
  };
  const [own, alone] = [independent(q.mean, q.deviations), independent(best.mean, best.deviations)];
  return html`<div class="posterior-plane" .style=${`width:${size}px;height:${size}px`}>
    <canvas width=${grid.side} height=${grid.side} .style=${`width:${size}px;height:${size}px`} aria-hidden="true"></canvas>
    ${svg`<svg class="road-picture" width=${size} height=${size} viewBox="0 0 ${size} ${size}" role="img" aria-label=${words.label}>
      <g data-term="q"><path class="q-line" d=${ellipsePath(own, 2, plane)} /><path class="q-line" d=${ellipsePath(own, 1, plane)} /></g>
      <path class="q-line dashed" d=${ellipsePath(alone, 2, plane)} /><path class="q-line dashed" d=${ellipsePath(alone, 1, plane)} />
      ${names(words)}
      <text class="math" x=${size - 22} y=${size - 10}><tspan class="italic">z</tspan><tspan class="sub" dy="3">1</tspan></text>
      <text class="math" x="10" y=${size - 10}><tspan class="italic">z</tspan><tspan class="sub" dy="3">2</tspan></text>
    </svg>`}
  </div>`;
}

const names = ({ posterior, own, best }: PosteriorWords): SVGTemplateResult => svg`
  <text class="name" x="10" y="14">${posterior}</text>
  <text class="name q" x="10" y="30">${own}</text>
  <text class="tick q" x="10" y="44">${best}</text>`;

/** The cloud's canvas: the foreground colour, as dense as the posterior is. */
export function paint(canvas: HTMLCanvasElement, { grid }: CurvedRow, colour: string): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const { side, logDensity } = grid;
  // The colour as the browser reads it, whatever it is written as.
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [r, g, b] = context.getImageData(0, 0, 1, 1).data;
  const image = context.createImageData(side, side);
  let top = -Infinity;
  for (const value of logDensity) if (value > top) top = value;
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const at = 4 * ((side - 1 - row) * side + column);
      image.data[at] = r!;
      image.data[at + 1] = g!;
      image.data[at + 2] = b!;
      image.data[at + 3] = Math.round(210 * Math.exp(logDensity[row * side + column]! - top));
    }
  }
  context.putImageData(image, 0, 0);
}
