import type { Stream } from './random';

/** Lloyd's steps need no more rows than this, or this many a centre, to tell where centres belong. */
const SWEPT_ROWS = 2048;
const SWEPT_ROWS_OF_CENTRE = 64;

/**
 * k-means++ on `scaledRows` (Arthur & Vassilvitskii 2007): each further centre is a row drawn
 * with probability proportional to its squared distance from the nearest centre so far; then up to `sweeps` of Lloyd's
 * steps, on evenly spaced rows where there are many. Where all rows lie on centres already, the draw is among all rows.
 *
 * Returns the centre of each row, [n] of 0 … K − 1. A centre may end up without rows if fewer than K rows differ.
 */
export function seedRows(rows: Float64Array, d: number, k: number, stream: Stream, sweeps: number): Int32Array {
  const n = rows.length / d;
  const centres = new Float64Array(k * d);
  const nearest = new Float64Array(n).fill(Infinity);
  const assigned = new Int32Array(n);
  const take = (centre: number, row: number): void => {
    const at = centre * d;
    for (let c = 0; c < d; c++) centres[at + c] = rows[row * d + c];
    for (let i = 0; i < n; i++) {
      const distance = squaredDistance(rows, i * d, centres, at, d);
      if (distance >= nearest[i]) continue;
      nearest[i] = distance;
      assigned[i] = centre;
    }
  };
  take(0, stream.below(n));
  for (let centre = 1; centre < k; centre++) take(centre, drawWeighted(nearest, stream));
  const stride = Math.max(1, Math.floor(n / Math.max(SWEPT_ROWS, k * SWEPT_ROWS_OF_CENTRE)));
  for (let sweep = 0; sweep < sweeps; sweep++) {
    moveCentres(rows, assigned, centres, k, stride);
    if (!reassign(rows, centres, k, assigned, stride)) break;
  }
  if (stride > 1 && sweeps > 0) reassign(rows, centres, k, assigned, 1);
  return assigned;
}

/** [n·D] row by row, so that a row's cells lie side by side; about the first row, which keeps their digits. */
export function scaledRows(columns: readonly Float64Array[], scales: Float64Array): Float64Array {
  const d = columns.length;
  const rows = new Float64Array(d * columns[0].length);
  for (let c = 0; c < d; c++) {
    const column = columns[c];
    const origin = column[0];
    const scale = scales[c];
    for (let i = 0, at = c; i < column.length; i++, at += d) rows[at] = (column[i] - origin) / scale;
  }
  return rows;
}

function squaredDistance(rows: Float64Array, row: number, centres: Float64Array, centre: number, d: number): number {
  let sum = 0;
  for (let c = 0; c < d; c++) {
    const away = rows[row + c] - centres[centre + c];
    sum += away * away;
  }
  return sum;
}

function drawWeighted(weights: Float64Array, stream: Stream): number {
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += weights[i];
  if (!(total > 0)) return stream.below(weights.length);
  let rest = stream.next() * total;
  let last = 0;
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] === 0) continue;
    last = i;
    rest -= weights[i];
    if (rest < 0) return i;
  }
  return last;
}

function moveCentres(rows: Float64Array, assigned: Int32Array, centres: Float64Array, k: number, stride: number): void {
  const d = centres.length / k;
  const counts = new Float64Array(k);
  const sums = new Float64Array(k * d);
  for (let i = 0; i < assigned.length; i += stride) {
    const centre = assigned[i];
    const row = i * d;
    const at = centre * d;
    counts[centre]++;
    // About the old centres: sums of numbers far from 0 would lose the differences.
    for (let c = 0; c < d; c++) sums[at + c] += rows[row + c] - centres[at + c];
  }
  for (let centre = 0; centre < k; centre++) {
    if (counts[centre] === 0) continue;
    for (let c = 0; c < d; c++) centres[centre * d + c] += sums[centre * d + c] / counts[centre];
  }
}

function reassign(rows: Float64Array, centres: Float64Array, k: number, assigned: Int32Array, stride: number): boolean {
  const d = centres.length / k;
  let changed = false;
  for (let i = 0; i < assigned.length; i += stride) {
    const row = i * d;
    let best = assigned[i];
    let least = squaredDistance(rows, row, centres, best * d, d);
    for (let centre = 0; centre < k; centre++) {
      const distance = squaredDistance(rows, row, centres, centre * d, d);
      if (distance >= least) continue;
      least = distance;
      best = centre;
    }
    if (best === assigned[i]) continue;
    assigned[i] = best;
    changed = true;
  }
  return changed;
}
