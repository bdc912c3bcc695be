import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { type Frame, type Moments, triangle } from '../../kernels/rows';
import { invertTriangle } from '../gmm/triangle';
import { product } from './dense';
import { singular } from './jacobi';

/**
 * All that a linear Gaussian model needs to know of the rows: their number, mean and covariance S (divisor N), the
 * latter by its root and its eigenvalues. With it no iteration looks at a row again.
 */
export interface Spread {
  readonly n: number;
  readonly d: number;
  /** [D] */
  readonly mean: Float64Array;
  /** [D] λ, largest first; exactly 0 beyond the rank. */
  readonly eigenvalues: Float64Array;
  /** [D·D] column j is the unit eigenvector of λ_j. */
  readonly axes: Float64Array;
  /** [D·D] F = U Λ^½, so that S = F Fᵀ. Sums of squares with F lose no digits where traces with S would. */
  readonly root: Float64Array;
  readonly rank: number;
}

/**
 * The spread of all rows from the statistics of one component under any frame of shape full with K = 1 (a pass of a
 * kernel gives them: with one component q is 1).
 *
 * S = A⁻¹CA⁻ᵀ with C the covariance in the frame's axes, where columns are of one scale: its root is taken there, and λ
 * from the singular values of A⁻¹C^½, so that a column in units 10⁸ times as small as another keeps its digits. Directions
 * without spread to working precision (beside the columns' own scales) count as having none.
 */
export function spreadOf(frame: Frame, moments: Moments): Spread {
  const { d, means, whitening } = frame;
  const n = moments.counts[0];
  const back = new Float64Array(triangle(d));
  invertTriangle(whitening, 0, d, back, 0);
  const lower = new Float64Array(d * d);
  for (let r = 0; r < d; r++) for (let c = 0; c <= r; c++) lower[r * d + c] = back[triangle(r) + c];
  const shift = moments.first.map((sum) => sum / n);
  const mean = product(lower, shift, d, d, 1).map((moved, c) => means[c] + moved);
  const { half, rank } = rootOf(moments, shift, n, d);
  const { axes, lengths, root } = singular(product(lower, half, d, d, d), d);
  for (let j = rank; j < d; j++) {
    lengths[j] = 0;
    for (let r = 0; r < d; r++) root[r * d + j] = 0;
  }
  return { n, d, mean, eigenvalues: lengths.map((length) => length * length), axes, root, rank };
}

/** C^½ as eigenvectors times roots, and how many of them are not rounding. */
function rootOf(moments: Moments, shift: Float64Array, n: number, d: number): { half: Float64Array; rank: number } {
  const covariance = Matrix.zeros(d, d);
  for (let r = 0; r < d; r++) {
    for (let c = 0; c <= r; c++) {
      const value = moments.second[triangle(r) + c] / n - shift[r] * shift[c];
      covariance.set(r, c, value);
      covariance.set(c, r, value);
    }
  }
  const eigen = new EigenvalueDecomposition(covariance, { assumeSymmetric: true });
  const values = eigen.realEigenvalues;
  const least = 8 * d * Number.EPSILON * Math.max(0, ...values);
  const half = new Float64Array(d * d);
  let rank = 0;
  for (let j = 0; j < d; j++) {
    if (!(values[j] > least)) continue;
    rank++;
    for (let r = 0; r < d; r++) half[r * d + j] = eigen.eigenvectorMatrix.get(r, j) * Math.sqrt(values[j]);
  }
  return { half, rank };
}

/**
 * [D·p] a root of the second moment about `mean` instead of about the rows' own: F, and one more column x̄ − mean where
 * they differ.
 */
export function rootAbout(spread: Spread, mean: Float64Array): { root: Float64Array; width: number } {
  const { d, root } = spread;
  if (mean.every((value, c) => value === spread.mean[c])) return { root, width: d };
  const wide = new Float64Array(d * (d + 1));
  for (let r = 0; r < d; r++) {
    wide.set(root.subarray(r * d, (r + 1) * d), r * (d + 1));
    wide[r * (d + 1) + d] = spread.mean[r] - mean[r];
  }
  return { root: wide, width: d + 1 };
}
