/**
 * The bound on a canvas: axis, stairs, and the marks of what they mean. By our own hand: chart.js took some 60 ms of a
 * processor, in one task, to be made and drawn for the first time, for two lines and five labels.
 */
import { fixed } from '../figures.ts';
import type { Term, Trace } from '../state.ts';
import { type Theme, translucent } from '../theme.ts';
import { type Column, columnsOf, type Span, type ValueAxis, valueAxis } from './columns.ts';
import { band, gaps, inPlot, label, type Marks, type Plot, start } from './drawing.ts';
import { pixelAt, type Scale, type Ticks, ticksBetween, valueAt } from './scales.ts';

export interface Picture {
  readonly trace: Trace;
  readonly otherStarts: readonly Float64Array[];
  readonly span: Span;
  readonly at: Marks['at'];
  readonly hovered: number | undefined;
  readonly gapLabel: string | undefined;
  readonly theme: Theme;
  /** The term that is pointed at, wherever it is. */
  readonly lit: Term | undefined;
  readonly startWord: string;
}

/** The chart's plot in pixels of the canvas. */
export interface Area {
  readonly left: number;
  readonly right: number;
}

/** Around the plot, beside the labels, in px. */
const padding = { top: 16, right: 16, bottom: 10, left: 5, label: 6 };
const mostTicks = 5;

/** What the lines are made of; a thumb or a pointer that moves changes the marks alone. */
interface Lines {
  readonly columns: readonly Column[];
  readonly axis: ValueAxis;
  readonly ticks: Ticks;
}

export class BoundChart {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #laidOut: (area: Area) => void;
  readonly #sized: ResizeObserver;
  #size: { readonly width: number; readonly height: number } = { width: 0, height: 0 };
  #picture: Picture | undefined;
  #plot: Plot | undefined;
  #lines: Lines | undefined;
  #made: readonly unknown[] = [];

  /** @param laidOut told where the plot lies, whenever that is another place */
  constructor(canvas: HTMLCanvasElement, laidOut: (area: Area) => void) {
    this.#canvas = canvas;
    this.#context = canvas.getContext('2d')!;
    this.#laidOut = laidOut;
    this.#sized = new ResizeObserver(([entry]) => {
      this.#size = entry!.contentRect;
      this.#paint();
    });
    this.#sized.observe(canvas);
  }

  draw(picture: Picture): void {
    this.#picture = picture;
    this.#paint();
  }

  /** The half-step at a horizontal pixel of the canvas, as a number on the axis; −1 before there is a picture. */
  halfAt(pixel: number): number {
    return this.#plot ? valueAt(this.#plot.x, pixel) : -1;
  }

  pixelOf(half: number): number {
    return this.#plot ? pixelAt(this.#plot.x, half) : 0;
  }

  destroy(): void {
    this.#sized.disconnect();
  }

  #paint(): void {
    const picture = this.#picture;
    const { width, height } = this.#size;
    if (!picture || width === 0) return;
    const context = this.#context;
    const canvas = this.#canvas;
    const [across, down] = [Math.round(width * devicePixelRatio), Math.round(height * devicePixelRatio)];
    if (canvas.width !== across || canvas.height !== down) Object.assign(canvas, { width: across, height: down });
    context.setTransform(across / width, 0, 0, down / height, 0, 0);
    context.clearRect(0, 0, width, height);
    if (picture.trace.length === 0) {
      this.#plot = undefined;
      return;
    }
    const lines = this.#linesOf(picture, width);
    const before = this.#plot;
    const plot = this.#lay(picture, lines);
    this.#plot = plot;
    const marks = marksOf(picture, lines);
    drawAxis(plot, lines.ticks, picture.theme);
    // The band runs on into the scrubber below.
    inPlot(plot, height, () => band(plot, marks));
    inPlot(plot, plot.bottom, () => gaps(plot, marks));
    drawLines(plot, picture, lines.columns);
    label(plot, marks);
    start(plot, marks);
    if (plot.left !== before?.left || plot.right !== before.right) this.#laidOut(plot);
  }

  #linesOf({ trace, span }: Picture, width: number): Lines {
    const made = [trace, span.from, span.to, width];
    if (this.#lines && made.every((part, i) => part === this.#made[i])) return this.#lines;
    this.#made = made;
    const columns = columnsOf(trace, span, width / 2);
    const axis = valueAxis(columns);
    this.#lines = { columns, axis, ticks: ticksBetween(axis.min, axis.max, mostTicks) };
    return this.#lines;
  }

  #lay({ span, theme }: Picture, { axis, ticks }: Lines): Plot {
    const { width, height } = this.#size;
    const context = this.#context;
    context.font = tickFont(theme);
    const widths = ticks.values.map((value) => context.measureText(fixed(value, ticks.decimals)).width);
    const left = padding.left + Math.ceil(Math.max(0, ...widths)) + padding.label;
    const [right, top, bottom] = [width - padding.right, padding.top, height - padding.bottom];
    const x: Scale = { from: span.from - 0.5, to: span.to - 0.5, start: left, end: right };
    const y: Scale = { from: axis.min, to: axis.max, start: bottom, end: top };
    return { context, x, y, left, right, top, bottom, height };
  }
}

const tickFont = (theme: Theme): string => `11px ${theme.font}`;

function marksOf({ at, hovered, gapLabel, lit, span, trace, theme, startWord }: Picture, lines: Lines): Marks {
  const { columns, axis } = lines;
  const digits = Math.max(0, 1 - Math.floor(Math.log10(axis.max - axis.min)));
  const cut = axis.cut > 0 && span.from < 1;
  return {
    columns,
    theme,
    at,
    hovered,
    gapLabel,
    gapsLit: lit === 'kl',
    start: cut ? { word: startWord, figure: fixed(trace.elbo[0]!, Math.min(9, digits)) } : undefined,
  };
}

function drawAxis({ context, y, left, right }: Plot, { values, decimals }: Ticks, theme: Theme): void {
  // In high contrast rules are as bright as text; behind a curve they step back.
  context.strokeStyle = theme.kind.startsWith('high') ? translucent(theme.rule, 0.35) : theme.rule;
  context.fillStyle = theme.secondary;
  context.lineWidth = 1;
  context.font = tickFont(theme);
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  context.beginPath();
  for (const value of values) {
    const pixel = pixelAt(y, value);
    context.moveTo(left, Math.floor(pixel) + 0.5);
    context.lineTo(right, Math.floor(pixel) + 0.5);
    context.fillText(fixed(value, decimals), left - padding.label, pixel);
  }
  context.stroke();
}

/** Other starts beneath the ELBO, ℓ on top. */
function drawLines(plot: Plot, { otherStarts, span, theme, lit }: Picture, columns: readonly Column[]): void {
  const faint = translucent(theme.foreground, theme.kind.startsWith('high') ? 0.6 : 0.3);
  for (const values of otherStarts) stroke(plot, otherStartPoints(values, span), faint, 1);
  stroke(
    plot,
    stairs(columns, (column) => column.elbo),
    theme.elbo,
    lit === 'elbo' ? 5 : 3,
  );
  stroke(
    plot,
    stairs(columns, (column) => column.logLikelihood),
    theme.logLikelihood,
    lit === 'logLikelihood' ? 3 : 1.25,
  );
}

type Point = readonly [x: number, y: number];

/** The line keeps its whole width at the edges of the plot. */
function stroke(plot: Plot, points: readonly Point[], colour: string, width: number): void {
  const { context, x, y, left, right, top, bottom } = plot;
  context.save();
  context.beginPath();
  context.rect(left - width / 2, top - width / 2, right - left + width, bottom - top + width);
  context.clip();
  context.beginPath();
  for (const [half, value] of points) context.lineTo(pixelAt(x, half), pixelAt(y, value));
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke();
  context.restore();
}

/** Two points a column: its tread. The riser is the line to the next. */
function stairs(columns: readonly Column[], value: (column: Column) => readonly [number, number]): Point[] {
  const points: Point[] = [];
  for (const column of columns) {
    const [first, last] = value(column);
    if (Number.isNaN(first)) continue;
    points.push([column.left, first], [column.right, last]);
  }
  return points;
}

/** θ_t is on show at half-steps 2t − 1 and 2t. */
function otherStartPoints(values: Float64Array, span: Span): Point[] {
  const points: Point[] = [];
  const first = Math.max(0, Math.floor(span.from / 2) - 1);
  const last = Math.min(values.length - 1, Math.ceil(span.to / 2) + 1);
  const stride = Math.max(1, Math.floor((last - first) / 500));
  for (let t = first; t <= last; t += stride) {
    const y = values[t]!;
    points.push([2 * t - 1.5, y], [2 * t + 0.5, y]);
  }
  return points;
}
