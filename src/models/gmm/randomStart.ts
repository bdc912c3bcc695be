import { createMixture } from './frame';
import type { Mixture } from './mixture';
import { randomStream } from './random';

/** Streams that the search for starts does not use. */
const FIRST_STREAM = 1000;

/**
 * A start that knows nothing: K different rows, drawn by seed, as means; equal weights; every covariance that of the
 * columns taken one by one. EM has its whole way to go from here, which is what a lecture wants to look at.
 *
 * @param columns D columns of n ≥ K rows; @param scales [D] standard deviations, 0 counts as 1; @param which restart
 */
export function randomStart(
  columns: readonly Float64Array[],
  scales: Float64Array,
  k: number,
  seed: number,
  which: number,
): Mixture {
  const d = columns.length;
  const n = columns[0].length;
  const stream = randomStream(seed, FIRST_STREAM + which);
  const mixture = createMixture(k, d);
  const taken = new Set<string>();
  // Rows may be alike: after so many draws an equal one has to do.
  for (let j = 0, draws = 0; j < k; draws++) {
    const row = stream.below(n);
    const key = columns.map((column) => column[row]).join(' ');
    if (taken.has(key) && draws < 100 * k) continue;
    taken.add(key);
    mixture.weights[j] = 1 / k;
    for (let c = 0; c < d; c++) {
      mixture.means[j * d + c] = columns[c][row];
      mixture.covariances[(j * d + c) * d + c] = (scales[c] || 1) ** 2;
    }
    j++;
  }
  return mixture;
}
