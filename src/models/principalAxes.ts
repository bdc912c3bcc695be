import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

export interface PrincipalAxes {
  /** D axes, the one of largest variance first; axis r takes x − means to its r-th coordinate. Each [D]. */
  readonly axes: readonly Float64Array[];
  /** [D] share of the variance along each axis. */
  readonly explained: Float64Array;
}

/**
 * Principal axes of D columns, each divided by its standard deviation (divisor N; 0 counts as 1), so that units do not
 * decide: eigenvectors of the correlation matrix. The sign of each is such that its largest entry is positive.
 */
export function principalAxes(
  columns: readonly Float64Array[],
  means: Float64Array,
  scales: Float64Array,
): PrincipalAxes {
  const d = columns.length;
  const n = columns[0]?.length ?? 0;
  const unit = Float64Array.from(scales, (scale) => (scale > 0 ? scale : 1));
  const correlation = Matrix.zeros(d, d);
  for (let r = 0; r < d; r++) {
    for (let c = 0; c <= r; c++) {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += (columns[r]![i]! - means[r]!) * (columns[c]![i]! - means[c]!);
      const value = sum / n / unit[r]! / unit[c]!;
      correlation.set(r, c, value);
      correlation.set(c, r, value);
    }
  }
  const eigen = new EigenvalueDecomposition(correlation, { assumeSymmetric: true });
  const values = eigen.realEigenvalues;
  const total = values.reduce((sum, value) => sum + Math.max(0, value), 0) || 1;
  const order = values.map((_, index) => index).sort((a, b) => values[b]! - values[a]!);
  const axes = order.map((index) => {
    const vector = eigen.eigenvectorMatrix.getColumn(index);
    const largest = vector.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
    return Float64Array.from(vector, (value, c) => (largest < 0 ? -value : value) / unit[c]!);
  });
  return { axes, explained: Float64Array.from(order, (index) => Math.max(0, values[index]!) / total) };
}
