/** The bound on a canvas: chart.js for axes and lines, our own marks for what they mean. */
import type { Chart } from 'chart.js';
import { fixed } from '../figures.ts';
import type { Term, Trace } from '../state.ts';
import { type Theme, translucent } from '../theme.ts';
import { type Column, columnsOf, type Span, valueAxis } from './columns.ts';
import { type Marks, marksPlugin } from './drawing.ts';

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

interface Point {
  x: number;
  y: number;
}

/** The chart's plot in pixels of the canvas. */
export interface Area {
  readonly left: number;
  readonly right: number;
}

export class BoundChart {
  readonly #chart: Chart<'line', Point[]>;
  #marks: Marks | undefined;
  #theme: Theme | undefined;
  #made: readonly unknown[] = [];

  /** @param Made chart.js's class, its parts registered (chartjs.ts) */
  constructor(Made: typeof Chart, canvas: HTMLCanvasElement, laidOut: (area: Area) => void) {
    // Axes without a curve are not shown.
    canvas.style.visibility = 'hidden';
    this.#chart = new Made<'line', Point[]>(canvas, {
      type: 'line',
      data: { datasets: [elboLine(), logLikelihoodLine()] },
      options: {
        responsive: true,
        maintainAspectRatio: false,
        animation: false,
        parsing: false,
        events: [],
        layout: { padding: { top: 10, right: 16, bottom: 2 } },
        scales: {
          x: { type: 'linear', display: false, min: -0.5, max: 7.5 },
          y: {
            type: 'linear',
            border: { display: false },
            ticks: {
              maxTicksLimit: 5,
              includeBounds: false,
              padding: 6,
              callback: (value, _i, ticks) => tickText(Number(value), ticks),
            },
          },
        },
      },
      plugins: [
        marksPlugin(() => this.#marks),
        { id: 'elbo-area', afterLayout: ({ chartArea: { left, right } }) => laidOut({ left, right }) },
      ],
    });
  }

  /** A thumb or a pointer that moves changes the marks alone; the lines are made anew only for what they are made of. */
  draw(picture: Picture): void {
    const made = [picture.trace, picture.otherStarts, picture.span.from, picture.span.to, picture.theme, picture.lit];
    const { at, hovered, gapLabel } = picture;
    if (this.#marks && made.every((part, i) => part === this.#made[i])) {
      this.#marks = { ...this.#marks, at, hovered, gapLabel };
      this.#chart.draw();
      return;
    }
    this.#made = made;
    this.#remake(picture);
  }

  #remake(picture: Picture): void {
    const { trace, span, theme, at } = picture;
    const chart = this.#chart;
    const x = chart.options.scales!.x!;
    const y = chart.options.scales!.y!;
    const width = Math.max(64, chart.chartArea?.right - chart.chartArea?.left || 600);
    const columns = columnsOf(trace, span, width / 2);
    const axis = valueAxis(columns);
    const cut = axis.cut > 0 && span.from < 1 && trace.length > 0;
    x.min = span.from - 0.5;
    x.max = span.to - 0.5;
    y.min = axis.min;
    y.max = axis.max;
    if (theme !== this.#theme) this.#paint(theme);
    const [elbo, logLikelihood, ...others] = chart.data.datasets;
    elbo!.data = stairs(columns, (column) => column.elbo);
    logLikelihood!.data = stairs(columns, (column) => column.logLikelihood);
    elbo!.borderWidth = picture.lit === 'elbo' ? 5 : 3;
    logLikelihood!.borderWidth = picture.lit === 'logLikelihood' ? 3 : 1.25;
    const faint = translucent(theme.foreground, theme.kind.startsWith('high') ? 0.6 : 0.3);
    chart.data.datasets = [
      elbo!,
      logLikelihood!,
      ...picture.otherStarts.map((values, i) => ({
        ...(others[i] ?? otherStartLine()),
        borderColor: faint,
        data: otherStartPoints(values, span),
      })),
    ];
    const digits = Math.max(0, 1 - Math.floor(Math.log10(axis.max - axis.min)));
    const start = cut ? { word: picture.startWord, figure: fixed(trace.elbo[0]!, Math.min(9, digits)) } : undefined;
    this.#marks = {
      columns,
      theme,
      at,
      hovered: picture.hovered,
      gapsLit: picture.lit === 'kl',
      gapLabel: picture.gapLabel,
      start,
    };
    chart.update('none');
    chart.canvas.style.visibility = '';
  }

  /** The half-step at a horizontal pixel of the canvas, as a number on the axis; −1 before there is a picture. */
  halfAt(pixel: number): number {
    if (!this.#marks) return -1;
    return this.#chart.scales.x?.getValueForPixel(pixel) ?? 0;
  }

  pixelOf(half: number): number {
    return this.#chart.scales.x?.getPixelForValue(half) ?? 0;
  }

  destroy(): void {
    this.#chart.destroy();
  }

  #paint(theme: Theme): void {
    this.#theme = theme;
    const [elbo, logLikelihood] = this.#chart.data.datasets;
    elbo!.borderColor = theme.elbo;
    logLikelihood!.borderColor = theme.logLikelihood;
    const y = this.#chart.options.scales!.y!;
    // In high contrast rules are as bright as text; behind a curve they step back.
    y.grid = { color: theme.kind.startsWith('high') ? translucent(theme.rule, 0.35) : theme.rule, drawTicks: false };
    y.ticks = { ...y.ticks, color: theme.secondary, font: { family: theme.font, size: 11 } };
  }
}

const line = { data: [] as Point[], pointRadius: 0, borderJoinStyle: 'miter' as const, tension: 0 };
// Chart.js draws the last order first: other starts beneath the ELBO, ℓ on top.
const otherStartLine = () => ({ ...line, borderWidth: 1, order: 3 });
const elboLine = () => ({ ...line, borderWidth: 3, order: 2 });
const logLikelihoodLine = () => ({ ...line, borderWidth: 1.25, order: 1 });

/** Two points a column: its tread. The riser is the line to the next. */
function stairs(columns: readonly Column[], value: (column: Column) => readonly [number, number]): Point[] {
  const points: Point[] = [];
  for (const column of columns) {
    const [first, last] = value(column);
    if (Number.isNaN(first)) continue;
    points.push({ x: column.left, y: first }, { x: column.right, y: last });
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
    points.push({ x: 2 * t - 1.5, y }, { x: 2 * t + 0.5, y });
  }
  return points;
}

/** Tick labels with the decimals their distance needs. */
function tickText(value: number, ticks: readonly { value: number }[]): string {
  const step = ticks.length > 1 ? Math.abs(ticks[1]!.value - ticks[0]!.value) : 1;
  return fixed(value, Math.max(0, Math.min(9, -Math.floor(Math.log10(step)))));
}
