import { triangle } from '../../kernels/rows';
import { factorInPlace, invertTriangle, logDiagonal } from '../gmm/triangle';

/** Small matrices as flat arrays, row by row. None of this runs per row of the data. */

/** A B for A [m·n], B [n·p]. */
export function product(a: Float64Array, b: Float64Array, m: number, n: number, p: number): Float64Array {
  const out = new Float64Array(m * p);
  for (let r = 0; r < m; r++) {
    for (let j = 0; j < n; j++) {
      const factor = a[r * n + j];
      if (factor === 0) continue;
      for (let c = 0; c < p; c++) out[r * p + c] += factor * b[j * p + c];
    }
  }
  return out;
}

/** Aᵀ [n·m] of A [m·n]. */
export function transposed(a: Float64Array, m: number, n: number): Float64Array {
  const out = new Float64Array(m * n);
  for (let r = 0; r < m; r++) for (let c = 0; c < n; c++) out[c * m + r] = a[r * n + c];
  return out;
}

/** Σ of squares: ‖A‖². */
export function squaredNorm(a: Float64Array): number {
  let sum = 0;
  for (const entry of a) sum += entry * entry;
  return sum;
}

/** [n·n] with `diagonal` on it. */
export function diagonalMatrix(diagonal: ArrayLike<number>): Float64Array {
  const n = diagonal.length;
  const out = new Float64Array(n * n);
  for (let j = 0; j < n; j++) out[j * n + j] = diagonal[j];
  return out;
}

/** Tr of [n·n]. */
export function trace(a: Float64Array, n: number): number {
  let sum = 0;
  for (let j = 0; j < n; j++) sum += a[j * n + j];
  return sum;
}

export interface Inverted {
  /** [n·n] */
  readonly inverse: Float64Array;
  readonly logDeterminant: number;
}

/** Inverse and log determinant of a symmetric positive definite [n·n]; undefined if it is not that. */
export function invert(a: Float64Array, n: number): Inverted | undefined {
  const factor = new Float64Array(triangle(n));
  const back = new Float64Array(triangle(n));
  for (let r = 0; r < n; r++) for (let c = 0; c <= r; c++) factor[triangle(r) + c] = a[r * n + c];
  if (!factorInPlace(factor, 0, n)) return undefined;
  invertTriangle(factor, 0, n, back, 0);
  const inverse = new Float64Array(n * n);
  for (let r = 0; r < n; r++) {
    for (let c = 0; c <= r; c++) {
      let sum = 0;
      for (let j = r; j < n; j++) sum += back[triangle(j) + r] * back[triangle(j) + c];
      inverse[r * n + c] = sum;
      inverse[c * n + r] = sum;
    }
  }
  return { inverse, logDeterminant: 2 * logDiagonal(factor, 0, n) };
}
