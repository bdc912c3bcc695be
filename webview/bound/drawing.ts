/** The marks of the bound: the band under the thumb, the hatched gaps, the labels. */
import type { Theme } from '../theme.ts';
import type { Column } from './columns.ts';
import { pixelAt, type Scale, valueAt } from './scales.ts';

/** What the marks need beside the plot. */
export interface Marks {
  readonly columns: readonly Column[];
  readonly theme: Theme;
  /** The half-step on show, with its values, and whether the bound touches ℓ there. */
  readonly at: { half: number; touches: boolean; elbo: number; logLikelihood: number } | undefined;
  /** The column under the pointer. */
  readonly hovered: number | undefined;
  /** The gaps are pointed at. */
  readonly gapsLit: boolean;
  /** Written at the bottom where the start runs off the axis. */
  readonly start: { readonly word: string; readonly figure: string } | undefined;
  /** Written beside the gap on show; undefined where there is none to see. */
  readonly gapLabel: string | undefined;
}

/** Where things lie, in pixels of the canvas; the plot is what the axes enclose. */
export interface Plot {
  readonly context: CanvasRenderingContext2D;
  readonly x: Scale;
  readonly y: Scale;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** Of the whole canvas. */
  readonly height: number;
}

/** Draws between the sides of the plot, down to `bottom`. */
export function inPlot({ context, left, right, top }: Plot, bottom: number, draw: () => void): void {
  context.save();
  context.beginPath();
  context.rect(left, top, right - left, bottom - top);
  context.clip();
  draw();
  context.restore();
}

/** Pixels of half-step h's column, never thinner than 3. */
function columnPixels({ x }: Plot, half: number): [left: number, width: number] {
  const left = pixelAt(x, half - 0.5);
  const right = pixelAt(x, half + 0.5);
  const width = Math.max(3, right - left);
  return [(left + right - width) / 2, width];
}

export function band(plot: Plot, { at, hovered, theme }: Marks): void {
  const { context, top, height } = plot;
  const paint = (half: number, alpha: number) => {
    const [left, width] = columnPixels(plot, half);
    context.globalAlpha = alpha;
    context.fillStyle = theme.foreground;
    context.fillRect(left, top, width, height - top);
    context.globalAlpha = 1;
  };
  if (hovered !== undefined && hovered !== at?.half) paint(hovered, 0.06);
  if (at) paint(at.half, 0.12);
}

export function gaps({ context, x, y }: Plot, { columns, at, gapsLit, theme }: Marks): void {
  const hatch = hatchPattern(context, theme.kl);
  for (const { left, right, gap } of columns) {
    const top = pixelAt(y, gap[1]);
    const bottom = pixelAt(y, gap[0]);
    if (!(bottom - top > 0.5)) continue;
    const from = pixelAt(x, left);
    const width = pixelAt(x, right) - from;
    const current = at !== undefined && left < at.half && at.half < right;
    context.globalAlpha = current || gapsLit ? 0.55 : 0.22;
    context.fillStyle = theme.kl;
    context.fillRect(from, top, width, bottom - top);
    context.globalAlpha = 1;
    context.fillStyle = hatch;
    context.fillRect(from, top, width, bottom - top);
  }
}

const patterns = new Map<string, CanvasPattern>();

/** Lines at 45°, one in 6 px; made once a colour. */
function hatchPattern(context: CanvasRenderingContext2D, colour: string): CanvasPattern {
  const known = patterns.get(colour);
  if (known) return known;
  const size = 6;
  const tile = new OffscreenCanvas(size, size);
  const draw = tile.getContext('2d')!;
  draw.strokeStyle = colour;
  draw.lineWidth = 1.1;
  draw.beginPath();
  for (const offset of [-size, 0, size]) {
    draw.moveTo(offset - 1, size + 1);
    draw.lineTo(offset + size + 1, -1);
  }
  draw.stroke();
  const pattern = context.createPattern(tile, 'repeat')!;
  patterns.set(colour, pattern);
  return pattern;
}

/** KL beside its block, or a ring where the bound touches ℓ. */
export function label(plot: Plot, { at, gapLabel, theme }: Marks): void {
  if (!at || !Number.isFinite(at.elbo)) return;
  const { context, right, top, bottom } = plot;
  const [left, width] = columnPixels(plot, at.half);
  if (left + width < plot.left || left > right) return;
  const y = pixelAt(plot.y, at.elbo);
  const whole = pixelAt(plot.y, at.logLikelihood);
  if (y > bottom + 1) return;
  context.save();
  if (at.touches) {
    context.beginPath();
    context.arc(left + width / 2, y, 4, 0, 2 * Math.PI);
    context.fillStyle = theme.background;
    context.fill();
    context.lineWidth = 2;
    context.strokeStyle = theme.elbo;
    context.stroke();
  } else if (gapLabel !== undefined && whole < y - 1) {
    const middle = (y + whole) / 2;
    context.font = `600 12px ${theme.font}`;
    context.textBaseline = 'middle';
    const toTheLeft = left + width + 8 + context.measureText(gapLabel).width > right;
    context.textAlign = toTheLeft ? 'right' : 'left';
    // Below the risers that follow on the right, above those that come before on the left.
    const lower = Math.min(middle + (toTheLeft ? -12 : 8), bottom - 8);
    textOnGround(context, gapLabel, toTheLeft ? left - 8 : left + width + 8, Math.max(top + 8, lower), theme.kl, theme);
  }
  context.restore();
}

/**
 * The start runs off the axis: its value and an arrow down to it, in its column where that is wide enough, else above
 * the first stairs.
 */
export function start(plot: Plot, { start: value, columns, theme }: Marks): void {
  if (value === undefined) return;
  const { context } = plot;
  const [left, width] = columnPixels(plot, 0);
  const x = left + width / 2;
  if (x < plot.left || x > plot.right) return;
  const bottom = plot.bottom - 4;
  context.save();
  context.font = `11px ${theme.font}`;
  context.textBaseline = 'alphabetic';
  const [word, figure] = [value.word, value.figure];
  const both = `${word} ${figure}`;
  let top = bottom - 4;
  if (Math.max(context.measureText(word).width, context.measureText(figure).width) <= width - 4) {
    context.textAlign = 'center';
    textOnGround(context, word, x, bottom - 25, theme.secondary, theme);
    textOnGround(context, figure, x, bottom - 12, theme.secondary, theme);
  } else {
    context.textAlign = 'left';
    const reach = valueAt(plot.x, plot.left + 8 + context.measureText(both).width);
    const above = columns.filter((column) => column.left < reach).map((column) => column.logLikelihood[1]);
    top = Math.max(plot.top + 12, pixelAt(plot.y, Math.max(...above)) - 10);
    textOnGround(context, both, plot.left + 4, top, theme.secondary, theme);
    top += 4;
  }
  context.strokeStyle = theme.secondary;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(x, top);
  context.lineTo(x, bottom);
  context.moveTo(x - 4, bottom - 4);
  context.lineTo(x, bottom);
  context.lineTo(x + 4, bottom - 4);
  context.stroke();
  context.restore();
}

function textOnGround(
  context: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  colour: string,
  theme: Theme,
): void {
  const { actualBoundingBoxLeft: before, actualBoundingBoxRight: after, ...box } = context.measureText(text);
  const [above, below] = [box.actualBoundingBoxAscent, box.actualBoundingBoxDescent];
  context.globalAlpha = 0.92;
  context.fillStyle = theme.background;
  context.fillRect(x - before - 2, y - above - 2, before + after + 4, above + below + 4);
  context.globalAlpha = 1;
  context.fillStyle = colour;
  context.fillText(text, x, y);
}
