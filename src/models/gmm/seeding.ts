import type { Stream } from './random';

/**
 * k-means++ on columns divided by their deviations (Arthur & Vassilvitskii 2007): each further centre is a row drawn
 * with probability proportional to its squared distance from the nearest centre so far; then up to `sweeps` of Lloyd's
 * steps. Where all rows lie on centres already, the draw is among all rows.
 *
 * Returns the centre of each row, [n] of 0 … K − 1. A centre may end up without rows if fewer than K rows differ.
 */
export function seedClusters(
  columns: readonly Float64Array[],
  scales: Float64Array,
  k: number,
  stream: Stream,
  sweeps: number,
): Int32Array {
  const n = columns[0].length;
  const d = columns.length;
  const centres = new Float64Array(k * d);
  const nearest = new Float64Array(n).fill(Infinity);
  const assigned = new Int32Array(n);
  const take = (centre: number, row: number): void => {
    for (let c = 0; c < d; c++) centres[centre * d + c] = columns[c][row];
    for (let i = 0; i < n; i++) {
      const distance = squaredDistance(columns, scales, i, centres, centre * d);
      if (distance >= nearest[i]) continue;
      nearest[i] = distance;
      assigned[i] = centre;
    }
  };
  take(0, stream.below(n));
  for (let centre = 1; centre < k; centre++) take(centre, drawWeighted(nearest, stream));
  for (let sweep = 0; sweep < sweeps; sweep++) {
    moveCentres(columns, assigned, centres, k);
    if (!reassign(columns, scales, centres, k, assigned)) break;
  }
  return assigned;
}

function squaredDistance(
  columns: readonly Float64Array[],
  scales: Float64Array,
  row: number,
  centres: Float64Array,
  at: number,
): number {
  let sum = 0;
  for (let c = 0; c < columns.length; c++) {
    const away = (columns[c][row] - centres[at + c]) / scales[c];
    sum += away * away;
  }
  return sum;
}

function drawWeighted(weights: Float64Array, stream: Stream): number {
  let total = 0;
  for (const weight of weights) total += weight;
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

function moveCentres(columns: readonly Float64Array[], assigned: Int32Array, centres: Float64Array, k: number): void {
  const d = columns.length;
  const counts = new Float64Array(k);
  const sums = new Float64Array(k * d);
  for (let i = 0; i < assigned.length; i++) {
    const centre = assigned[i];
    counts[centre]++;
    // About the old centres: sums of numbers far from 0 would lose the differences.
    for (let c = 0; c < d; c++) sums[centre * d + c] += columns[c][i] - centres[centre * d + c];
  }
  for (let centre = 0; centre < k; centre++) {
    if (counts[centre] === 0) continue;
    for (let c = 0; c < d; c++) centres[centre * d + c] += sums[centre * d + c] / counts[centre];
  }
}

function reassign(
  columns: readonly Float64Array[],
  scales: Float64Array,
  centres: Float64Array,
  k: number,
  assigned: Int32Array,
): boolean {
  const d = columns.length;
  let changed = false;
  for (let i = 0; i < assigned.length; i++) {
    let best = assigned[i];
    let least = squaredDistance(columns, scales, i, centres, best * d);
    for (let centre = 0; centre < k; centre++) {
      const distance = squaredDistance(columns, scales, i, centres, centre * d);
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
