/** The staircase as columns to draw, and the axes that keep its gaps visible. Pure. */
import type { Trace } from '../state.ts';
import { roundStep } from './scales.ts';

/** One half-step, or as many as share a pixel. */
export interface Column {
  /** On the axis of half-steps: half-step h fills [h − ½, h + ½]. */
  readonly left: number;
  readonly right: number;
  /** ELBO and ℓ where the column begins and ends: the same two values for a single half-step; NaN where ℓ is unknown. */
  readonly elbo: readonly [number, number];
  readonly logLikelihood: readonly [number, number];
  /** The widest gap in it: the ELBO and ℓ of that half-step. */
  readonly gap: readonly [number, number];
}

/** Half-steps on show, half-open: `from` ≤ h < `to`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A staircase of fewer half-steps than this is drawn as if it had so many: no column is as wide as the panel. */
const fewest = 8;

/** All there is, with room for the first few to come. */
export const wholeSpan = ({ length }: { readonly length: number }): Span => ({
  from: 0,
  to: Math.max(fewest, length),
});

/**
 * The visible half-steps as at most `most` columns. Columns that hold several half-steps keep their first and last
 * value and their widest gap, so that neither a jump nor a gap is lost however many there are.
 */
export function columnsOf(trace: Trace, span: Span, most: number): Column[] {
  const from = Math.max(0, Math.floor(span.from));
  const to = Math.min(trace.length, Math.ceil(span.to));
  const each = Math.max(1, Math.ceil((to - from) / Math.max(1, most)));
  const columns: Column[] = [];
  for (let first = from; first < to; first += each) {
    const last = Math.min(first + each, to) - 1;
    let widest = first;
    for (let h = first + 1; h <= last; h++) {
      if (gapAt(trace, h) > gapAt(trace, widest)) widest = h;
    }
    columns.push({
      left: first - 0.5,
      right: last + 0.5,
      elbo: [trace.elbo[first]!, trace.elbo[last]!],
      logLikelihood: [trace.logLikelihood[first]!, trace.logLikelihood[last]!],
      gap: [trace.elbo[widest]!, trace.logLikelihood[widest]!],
    });
  }
  return columns;
}

const gapAt = (trace: Trace, h: number): number => trace.logLikelihood[h]! - trace.elbo[h]!;

export interface ValueAxis {
  readonly min: number;
  readonly max: number;
  /** The first so many columns run off the bottom: their values are written instead. */
  readonly cut: number;
}

/** A step that takes more than this share of what there is to climb would press all later gaps flat. */
const steep = 1 / 3;
/** One column may run off, of a long staircase one in twenty. */
const mostCut = 1 / 20;

/**
 * The values from the bottom to the top of the chart. A poor start is far below everything that happens later: while
 * the next climb is a third of all that is left, the column before it is let run off the axis.
 */
export function valueAxis(columns: readonly Column[]): ValueAxis {
  if (columns.length === 0) return { min: -1, max: 1, cut: 0 };
  // NaN stands where ℓ is not known, and is no reason to leave a column out.
  const finite = columns.filter((c) => Number.isFinite(c.elbo[0]) && Math.abs(c.logLikelihood[1]) !== Infinity);
  let top = -Infinity;
  for (const { gap, logLikelihood, elbo } of finite) {
    for (const value of [gap[1], ...logLikelihood, ...elbo]) if (value > top) top = value;
  }
  let cut = columns.length - finite.length;
  const limit = Math.max(cut, columns.length < 4 ? 0 : Math.max(1, Math.floor(columns.length * mostCut)));
  while (cut < limit) {
    const here = columns[cut]!.elbo[0];
    const next = columns[cut + 1]!.elbo[0];
    if (next - here <= steep * (top - here)) break;
    cut++;
  }
  let bottom = Infinity;
  for (const column of columns.slice(cut)) bottom = Math.min(bottom, column.gap[0], ...column.elbo);
  if (!Number.isFinite(bottom) || !Number.isFinite(top)) return { min: -1, max: 1, cut };
  const height = top - bottom;
  const size = Math.max(1, Math.abs(top));
  // Rounding noise of a run at rest is not worth a picture: a level line among round numbers is.
  if (height < 1e-9 * size) return { min: bottom - 0.01 * size, max: top + 0.01 * size, cut };
  return { min: bottom - 0.06 * height, max: top + 0.1 * height, cut };
}

/** The span zoomed by `factor` about `about`, within `whole` and not below four columns. */
export function zoom(span: Span, about: number, factor: number, whole: Span): Span {
  const width = Math.min(whole.to - whole.from, Math.max(4, (span.to - span.from) * factor));
  const share = (about - span.from) / (span.to - span.from);
  return within({ from: about - share * width, to: about + (1 - share) * width }, whole);
}

/** The span moved, not resized, to lie within `whole`. */
export function within(span: Span, whole: Span): Span {
  const width = Math.min(span.to - span.from, whole.to - whole.from);
  const from = Math.max(whole.from, Math.min(span.from, whole.to - width));
  return { from, to: from + width };
}

/** The span moved as little as needed to show half-step `half` whole. */
export function including(span: Span, half: number, whole: Span): Span {
  const shift = Math.min(0, half - span.from) + Math.max(0, half + 1 - span.to);
  return shift === 0 ? span : within({ from: span.from + shift, to: span.to + shift }, whole);
}

export interface Tick {
  readonly half: number;
  readonly text: string;
}

/** What stands on the axis of moments. */
export interface Moments {
  readonly length: number;
  /** One letter a moment; '' where moments have numbers alone. */
  readonly halves: string;
  /** What a moment is called by. */
  number(moment: number): number;
}

/** Under each column its letter, where there is room; else its number, evenly spread. */
export function ticksOf(moments: Moments, span: Span, width: number): Tick[] {
  const { length, halves } = moments;
  const columns = span.to - span.from;
  const from = Math.max(0, Math.ceil(span.from - 0.5));
  const to = Math.min(length, Math.floor(span.to + 0.5));
  const ticks: Tick[] = [];
  if (halves !== '' && width / columns >= 14) {
    for (let h = from; h < to; h++) ticks.push({ half: h, text: halves[h]! });
    return ticks;
  }
  const step = roundStep(Math.max(1, (columns * 48) / Math.max(48, width)));
  const first = Math.min(1, length === 0 ? 0 : moments.number(0));
  for (let n = Math.ceil((from + first) / step) * step; n < to + first; n += step) {
    ticks.push({ half: n - first, text: String(moments.number(n - first)) });
  }
  return ticks;
}
