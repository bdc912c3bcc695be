/** Columns that are the pixels of a picture, by the look of them or because their width was given. */
import type { Column, Matrix, Table } from './table';

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** [D] the pixel of each fitted column, row by row. */
  readonly places: Uint32Array;
  /** [width·height] the value of a constant column at its pixel; 0 where a fitted column stands. */
  readonly fill: Float32Array;
  /** The range that is drawn from dark to bright. */
  readonly low: number;
  readonly high: number;
}

const leastSide = 4;
/** Columns are alike if half of them reach over at least this share of the range of all. */
const alike = 0.5;

interface Pixel {
  readonly column: Column;
  /** Place among the fitted columns; undefined where it is constant. */
  readonly fitted: number | undefined;
  readonly low: number;
  readonly high: number;
}

/**
 * The fitted columns, and the constant ones between them that were left out, in file order: a picture if they make a
 * square of at least 4 × 4 and have ranges alike, or if they fill rows of the width that was given.
 * @param width given by people; 0 says that there is no picture.
 */
export function pixelsOf(table: Table, { names, columns }: Matrix, width?: number): Pixels | undefined {
  if (width === 0 || (width === undefined && columns.length < (leastSide * leastSide) / 2)) return undefined;
  if (width === undefined && !mayBeSquare(columns.length, table.columns.length)) return undefined;
  const all = pixels(table, names, columns);
  const side = width ?? Math.round(Math.sqrt(all.length));
  if (side === 0 || all.length % side !== 0) return undefined;
  if (width === undefined && (side < leastSide || side * side !== all.length)) return undefined;
  const varying = all.filter(({ fitted }) => fitted !== undefined);
  const low = Math.min(...varying.map((pixel) => pixel.low));
  const high = Math.max(...varying.map((pixel) => pixel.high));
  if (width === undefined) {
    const spans = varying.map((pixel) => pixel.high - pixel.low).sort((a, b) => b - a);
    // A constant beyond what the others reach is no dark corner.
    const within = all.every((pixel) => pixel.low >= low && pixel.high <= high);
    if (!within || spans[Math.floor(spans.length / 2)]! < alike * (high - low)) return undefined;
  }
  const places = new Uint32Array(columns.length);
  const fill = new Float32Array(all.length);
  all.forEach(({ fitted, low: value }, place) => {
    if (fitted === undefined) fill[place] = value;
    else places[fitted] = place;
  });
  return { width: side, height: all.length / side, places, fill, low, high };
}

/** Whether some number from `least` to `most` is a square: else no column need be looked at. */
const mayBeSquare = (least: number, most: number): boolean => Math.ceil(Math.sqrt(least)) ** 2 <= most;

/** The fitted columns and, between the first and the last of their kind, the constant ones. */
function pixels(table: Table, names: readonly string[], columns: readonly Float64Array[]): Pixel[] {
  const place = new Map(names.map((name, j) => [name, j]));
  return table.columns.flatMap((column): Pixel[] => {
    const fitted = place.get(column.name);
    if (fitted === undefined && column.kind !== 'integer' && column.kind !== 'number') return [];
    const [low, high] = rangeOf(fitted === undefined ? column.values : columns[fitted]!);
    return fitted !== undefined || low === high ? [{ column, fitted, low, high }] : [];
  });
}

function rangeOf(values: Float64Array): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}
