/** Which rows are on show, where they lie, and how the window over them moves. All positions are in the heatmap's order. */
import type { HeatmapMessage } from '../../src/protocol/run.ts';

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Nearer than this nobody wants to come. */
const fewestRows = 6;

const lengthOf = (rows: number, n: number): number => Math.max(Math.min(fewestRows, n), Math.min(n, Math.round(rows)));

/** `span` within n rows, and no shorter than a few of them. */
export function fitted({ from, to }: Span, n: number): Span {
  const length = lengthOf(to - from, n);
  const start = Math.max(0, Math.min(n - length, Math.round(from)));
  return { from: start, to: start + length };
}

/** `span` seen `factor` times as close, as far as that goes, the position `at` staying where it is. */
export function closer({ from, to }: Span, factor: number, at: number, n: number): Span {
  const length = lengthOf((to - from) / factor, n);
  const start = at - ((at - from) * length) / (to - from);
  return fitted({ from: start, to: start + length }, n);
}

export const shifted = ({ from, to }: Span, by: number, n: number): Span => {
  const start = Math.max(0, Math.min(n - (to - from), Math.round(from + by)));
  return { from: start, to: start + (to - from) };
};

/** The band that holds a position; undefined outside what the message covers. */
export function bandAt(heatmap: HeatmapMessage, position: number): number | undefined {
  if (position < heatmap.from || position >= heatmap.to) return undefined;
  return Math.min(heatmap.bands - 1, Math.floor((position - heatmap.from) / heatmap.rowsPerBand));
}

/** How many rows a band stands for; the last may be shorter. */
export const rowsIn = (heatmap: HeatmapMessage, band: number): number =>
  Math.min(heatmap.rowsPerBand, heatmap.to - heatmap.from - band * heatmap.rowsPerBand);
