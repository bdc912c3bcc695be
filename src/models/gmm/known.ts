import type { Result } from '../../fault';
import { emptyMoments, type Moments, type RowKernel } from '../../kernels/rows';
import { Em, type EmSetting } from './em';
import { families } from './families';

/** Rows whose one-hot q is held in memory at a time. */
const BLOCK = 4096;

/**
 * Statistics of the rows whose z is known, under `Em.referenceFrame(setting, k)`: q is 1 at the label, and rows without
 * one (−1) have no weight. Adds rows [from, to) of the kernel to `into`; `labels` counts from the kernel's first row.
 */
export function knownMoments(
  kernel: RowKernel,
  setting: EmSetting,
  labels: Int32Array,
  from: number,
  to: number,
  into: Moments,
): void {
  const k = into.counts.length;
  const frame = Em.referenceFrame(setting, k);
  const q = new Float64Array(Math.min(BLOCK, to - from) * k);
  for (let start = from; start < to; start += BLOCK) {
    const end = Math.min(start + BLOCK, to);
    q.fill(0);
    for (let row = start; row < end; row++) {
      if (labels[row] >= 0) q[(row - start) * k + labels[row]] = 1;
    }
    kernel.passGiven(frame, q.subarray(0, (end - start) * k), start, end, into);
  }
}

/**
 * If z is known on every row, the complete-data log-likelihood Σ log p(x_i, z_i; θ) has its maximum in closed form: the
 * M-step for those labels. The Em returned holds that θ, and its `elboAfterM` is the maximum, in nats (H(q) = 0, so the
 * bound and what it bounds are one). If z is known on some rows, this θ of those rows alone is where semi-supervised EM
 * begins; there a component with too few labelled rows for a covariance of its own starts from the pooled one.
 *
 * `moments`: of `knownMoments` over all rows. K is the number of levels.
 * Fault `singular {component}` if a covariance is singular and the constraint is off.
 */
export function emFromKnown(setting: EmSetting, moments: Moments): Result<Em> {
  let labelled = 0;
  for (const count of moments.counts) labelled += count;
  return Em.fromResponsibilities(setting, labelled < setting.n ? shareSmall(moments, setting) : moments);
}

/**
 * Moments in which every component with ≤ D + 1 labelled rows also gets the scatter of all labelled rows about their
 * centres, for the shapes in which a component has a matrix of its own.
 */
function shareSmall(moments: Moments, setting: EmSetting): Moments {
  const { shape } = families[setting.family];
  const k = moments.counts.length;
  const d = setting.columnMeans.length;
  if (shape === 'tied') return moments;
  const shared = emptyMoments(shape, k, d);
  shared.counts.set(moments.counts);
  shared.first.set(moments.first);
  shared.second.set(moments.second);
  shared.entropy = moments.entropy;
  const size = moments.second.length / k;
  const within = new Float64Array(size);
  let total = 0;
  for (let j = 0; j < k; j++) {
    if (moments.counts[j] === 0) continue;
    total += moments.counts[j];
    for (let at = 0; at < size; at++) within[at] += moments.second[j * size + at] - centre(moments, j, at, d, size);
  }
  for (let j = 0; j < k; j++) {
    const count = moments.counts[j];
    if (count === 0 || count > d + 1) continue;
    for (let at = 0; at < size; at++) {
      const spread = total > k ? within[at] / total : unitSpread(at, size, d);
      shared.second[j * size + at] = centre(moments, j, at, d, size) + count * spread;
    }
  }
  return shared;
}

/** The part of entry `at` of component j's second moment that its mean accounts for: S1 S1ᵀ / N. */
function centre(moments: Moments, j: number, at: number, d: number, size: number): number {
  const { first, counts } = moments;
  if (size === 1 && d > 1) {
    let sum = 0;
    for (let c = 0; c < d; c++) sum += first[j * d + c] ** 2;
    return sum / counts[j];
  }
  if (size === d) return first[j * d + at] ** 2 / counts[j];
  const row = Math.floor((Math.sqrt(8 * at + 1) - 1) / 2);
  return (first[j * d + row] * first[j * d + at - (row * (row + 1)) / 2]) / counts[j];
}

/** The columns' own spread, which is 1 in the reference axes: for when no two labelled rows share a component. */
function unitSpread(at: number, size: number, d: number): number {
  if (size === 1) return d;
  if (size === d) return 1;
  const row = Math.floor((Math.sqrt(8 * at + 1) - 1) / 2);
  return at === (row * (row + 3)) / 2 ? 1 : 0;
}
