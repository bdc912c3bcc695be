import { EigenvalueDecomposition, Matrix, QrDecomposition } from 'ml-matrix';
import { invertTriangle } from './triangle';

/**
 * The covariance nearest the data's under the eigenvalue constraint, for the rare step in which it may bind.
 *
 * In scaled coordinates x_d / s_d let C̃ = V diag(λ) Vᵀ be the weighted covariance. Among all Σ̃ whose eigenvalues are
 * ≥ ε, −log|Σ̃| − tr(Σ̃⁻¹ C̃) is largest at Σ̃ = V diag(max(λ, ε)) Vᵀ: by von Neumann's trace inequality the best Σ̃ shares
 * the eigenvectors of C̃, and then each eigenvalue is on its own in −log e − λ/e, which rises up to e = λ and falls after.
 */
export interface Clipped {
  /** Whether any eigenvalue was below ε. */
  readonly binds: boolean;
  /** tr(Σ⁻¹ S) of the clipped Σ and the weighted covariance S: D unless the constraint binds. */
  readonly quadratic: number;
}

/**
 * Clips L C Lᵀ, where L is the inverse of the packed lower triangle `whitening` at `at` and C the packed symmetric
 * `covariance` in whitened axes; writes the new packed whitening to `into` at the same place.
 * `scales` [d] are the columns' deviations, `least` is ε > 0. A covariance with a negative eigenvalue by rounding is
 * treated as having 0.
 */
export function clipEigenvalues(
  covariance: Float64Array,
  whitening: Float64Array,
  at: number,
  scales: Float64Array,
  least: number,
  into: Float64Array,
): Clipped {
  const d = scales.length;
  const size = (d * (d + 1)) / 2;
  const packed = new Float64Array(size);
  invertTriangle(whitening, at, d, packed, 0);
  const root = Matrix.zeros(d, d);
  const inner = Matrix.zeros(d, d);
  for (let r = 0, place = 0; r < d; r++) {
    for (let c = 0; c <= r; c++, place++) {
      root.set(r, c, packed[place] / scales[r]);
      inner.set(r, c, covariance[place]);
      inner.set(c, r, covariance[place]);
    }
  }
  const scaled = root.mmul(inner).mmul(root.transpose());
  const eigen = new EigenvalueDecomposition(scaled, { assumeSymmetric: true });
  const vectors = eigen.eigenvectorMatrix;
  let binds = false;
  // Σ̃ = RᵀR for the R of the QR decomposition of diag(√λ) Vᵀ: nothing is squared again, and it cannot fail.
  const wide = Matrix.zeros(d, d);
  for (let j = 0; j < d; j++) {
    const found = Math.max(eigen.realEigenvalues[j], 0);
    const kept = Math.max(found, least);
    if (found < least) binds = true;
    for (let c = 0; c < d; c++) wide.set(j, c, Math.sqrt(kept) * vectors.get(c, j));
  }
  const upper = new QrDecomposition(wide).upperTriangularMatrix;
  const clipped = Matrix.zeros(d, d);
  for (let r = 0, place = 0; r < d; r++) {
    for (let c = 0; c <= r; c++) packed[place++] = upper.get(c, r) * (upper.get(c, c) < 0 ? -scales[r] : scales[r]);
  }
  invertTriangle(packed, 0, d, into, at);
  for (let r = 0, place = at; r < d; r++) {
    for (let c = 0; c <= r; c++) clipped.set(r, c, into[place++] * scales[c]);
  }
  // Σ λ_j / max(λ_j, ε) is the same number, but at λ ≈ ε ≪ 1 its λ_j are mostly rounding.
  const moved = clipped.mmul(root);
  return { binds, quadratic: moved.mmul(inner).mul(moved).sum() };
}
