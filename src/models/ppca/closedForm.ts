import { ok, type Result } from '../../fault';
import { LOG_2PI } from '../gmm/frame';
import { ppcaFault } from './faults';
import type { LinearModel } from './model';
import type { Spread } from './spread';

export interface PpcaSolution {
  /** W = U_L(Λ_L − σ²I)^½ on the principal axes: orthogonal columns, so that the posterior is diagonal. */
  readonly model: LinearModel;
  /** ℓ* in nats: no linear decoder and no linear VAE comes above it. */
  readonly logLikelihood: number;
}

/**
 * Whether a z of L dimensions can be fitted at all. Faults: `ppcaOneColumn`, `ppcaLatent {latent, dimensions, most}`,
 * `ppcaNoNoise {latent, rank}`.
 */
export function checkLatent({ d, rank }: Spread, l: number): Result<true> {
  if (d < 2) return { ok: false, fault: ppcaFault('ppcaOneColumn') };
  if (!Number.isInteger(l) || l < 1 || l >= d) {
    return { ok: false, fault: ppcaFault('ppcaLatent', { latent: l, dimensions: d, most: d - 1 }) };
  }
  if (rank <= l) return { ok: false, fault: ppcaFault('ppcaNoNoise', { latent: l, rank }) };
  return ok(true);
}

/**
 * Probabilistic PCA in closed form (Tipping & Bishop 1999): σ² is the mean of the D − L smallest eigenvalues and
 *
 *   ℓ* = −(N/2) [Σ_{j≤L} ln λ_j + (D − L) ln σ² + D ln 2π + D]
 *
 * Faults of `checkLatent`.
 */
export function solvePpca(spread: Spread, l: number): Result<PpcaSolution> {
  const fits = checkLatent(spread, l);
  if (!fits.ok) return fits;
  const { n, d, mean, eigenvalues, axes } = spread;
  let noise = 0;
  for (let j = d - 1; j >= l; j--) noise += eigenvalues[j];
  noise /= d - l;
  const loadings = new Float64Array(d * l);
  let logs = (d - l) * Math.log(noise);
  for (let j = 0; j < l; j++) {
    logs += Math.log(eigenvalues[j]);
    const length = Math.sqrt(Math.max(0, eigenvalues[j] - noise));
    for (let r = 0; r < d; r++) loadings[r * l + j] = axes[r * d + j] * length;
  }
  return ok({ model: { d, l, mean, loadings, noise }, logLikelihood: -(n / 2) * (logs + d * LOG_2PI + d) });
}
