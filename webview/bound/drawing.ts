/** The marks of the bound that chart.js does not draw: the band under the thumb, the hatched gaps, the labels. */
import type { Chart, Plugin } from 'chart.js';
import type { Theme } from '../theme.ts';
import type { Column } from './columns.ts';

/** What the marks need beside the chart's scales; replaced as a whole at every update. */
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

export function marksPlugin(marks: () => Marks | undefined): Plugin<'line'> {
  return {
    id: 'elbo-marks',
    beforeDatasetsDraw(chart) {
      const now = marks();
      if (!now) return;
      // The band runs on into the scrubber below.
      clipped(chart, chart.height, (context) => band(chart, context, now));
      clipped(chart, chart.chartArea.bottom, (context) => gaps(chart, context, now));
    },
    afterDatasetsDraw(chart) {
      const now = marks();
      if (!now) return;
      label(chart, now);
      start(chart, now);
    },
  };
}

function clipped(chart: Chart<'line'>, bottom: number, draw: (context: CanvasRenderingContext2D) => void): void {
  const { ctx, chartArea } = chart;
  ctx.save();
  ctx.beginPath();
  ctx.rect(chartArea.left, chartArea.top, chartArea.right - chartArea.left, bottom - chartArea.top);
  ctx.clip();
  draw(ctx);
  ctx.restore();
}

/** Pixels of half-step h's column, never thinner than 3. */
function columnPixels(chart: Chart<'line'>, half: number): [left: number, width: number] {
  const left = chart.scales.x!.getPixelForValue(half - 0.5);
  const right = chart.scales.x!.getPixelForValue(half + 0.5);
  const width = Math.max(3, right - left);
  return [(left + right - width) / 2, width];
}

function band(chart: Chart<'line'>, context: CanvasRenderingContext2D, { at, hovered, theme }: Marks): void {
  const paint = (half: number, alpha: number) => {
    const [left, width] = columnPixels(chart, half);
    context.globalAlpha = alpha;
    context.fillStyle = theme.foreground;
    context.fillRect(left, chart.chartArea.top, width, chart.height - chart.chartArea.top);
    context.globalAlpha = 1;
  };
  if (hovered !== undefined && hovered !== at?.half) paint(hovered, 0.06);
  if (at) paint(at.half, 0.12);
}

function gaps(chart: Chart<'line'>, context: CanvasRenderingContext2D, { columns, at, gapsLit, theme }: Marks): void {
  const x = chart.scales.x!;
  const y = chart.scales.y!;
  const hatch = hatchPattern(context, theme.kl);
  for (const { left, right, gap } of columns) {
    const top = y.getPixelForValue(gap[1]);
    const bottom = y.getPixelForValue(gap[0]);
    if (!(bottom - top > 0.5)) continue;
    const from = x.getPixelForValue(left);
    const width = x.getPixelForValue(right) - from;
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
function label(chart: Chart<'line'>, { at, gapLabel, theme }: Marks): void {
  if (!at || !Number.isFinite(at.elbo)) return;
  const { ctx, chartArea, scales } = chart;
  const [left, width] = columnPixels(chart, at.half);
  if (left + width < chartArea.left || left > chartArea.right) return;
  const y = scales.y!.getPixelForValue(at.elbo);
  if (y > chartArea.bottom + 1) return;
  ctx.save();
  if (at.touches) {
    ctx.beginPath();
    ctx.arc(left + width / 2, y, 4, 0, 2 * Math.PI);
    ctx.fillStyle = theme.background;
    ctx.fill();
    ctx.lineWidth = 2;
    ctx.strokeStyle = theme.elbo;
    ctx.stroke();
  } else if (gapLabel !== undefined && scales.y!.getPixelForValue(at.logLikelihood) < y - 1) {
    const middle = (y + scales.y!.getPixelForValue(at.logLikelihood)) / 2;
    ctx.font = `600 12px ${theme.font}`;
    ctx.textBaseline = 'middle';
    const toTheLeft = left + width + 8 + ctx.measureText(gapLabel).width > chartArea.right;
    ctx.textAlign = toTheLeft ? 'right' : 'left';
    // Below the risers that follow on the right, above those that come before on the left.
    const lower = Math.min(middle + (toTheLeft ? -12 : 8), chartArea.bottom - 8);
    textOnGround(
      ctx,
      gapLabel,
      toTheLeft ? left - 8 : left + width + 8,
      Math.max(chartArea.top + 8, lower),
      theme.kl,
      theme,
    );
  }
  ctx.restore();
}

/**
 * The start runs off the axis: its value and an arrow down to it, in its column where that is wide enough, else above
 * the first stairs.
 */
function start(chart: Chart<'line'>, { start: value, columns, theme }: Marks): void {
  if (value === undefined) return;
  const { ctx, chartArea, scales } = chart;
  const [left, width] = columnPixels(chart, 0);
  const x = left + width / 2;
  if (x < chartArea.left || x > chartArea.right) return;
  const bottom = chartArea.bottom - 4;
  ctx.save();
  ctx.font = `11px ${theme.font}`;
  ctx.textBaseline = 'alphabetic';
  const [word, figure] = [value.word, value.figure];
  const both = `${word} ${figure}`;
  let top = bottom - 4;
  if (Math.max(ctx.measureText(word).width, ctx.measureText(figure).width) <= width - 4) {
    ctx.textAlign = 'center';
    textOnGround(ctx, word, x, bottom - 25, theme.secondary, theme);
    textOnGround(ctx, figure, x, bottom - 12, theme.secondary, theme);
  } else {
    ctx.textAlign = 'left';
    const reach = scales.x!.getValueForPixel(chartArea.left + 8 + ctx.measureText(both).width)!;
    const above = columns.filter((column) => column.left < reach).map((column) => column.logLikelihood[1]);
    top = Math.max(chartArea.top + 12, scales.y!.getPixelForValue(Math.max(...above)) - 10);
    textOnGround(ctx, both, chartArea.left + 4, top, theme.secondary, theme);
    top += 4;
  }
  ctx.strokeStyle = theme.secondary;
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.moveTo(x, top);
  ctx.lineTo(x, bottom);
  ctx.moveTo(x - 4, bottom - 4);
  ctx.lineTo(x, bottom);
  ctx.lineTo(x + 4, bottom - 4);
  ctx.stroke();
  ctx.restore();
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
