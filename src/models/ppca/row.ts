import { LOG_2PI } from '../gmm/frame';
import { diagonalMatrix, invert, product, squaredNorm, trace } from './dense';
import { gram, type LinearEncoder, type LinearModel, posteriorOf } from './model';

/** q(z) = N(mean, covariance) for one row. */
export interface LatentGaussian {
  /** [L] */
  readonly mean: Float64Array;
  /** [L·L] */
  readonly covariance: Float64Array;
}

/** The identity log p = ELBO + KL for one row, with every number worked out on its own; nats, in the columns' units. */
export interface LinearRowIdentity {
  /** log p(x) */
  readonly logDensity: number;
  /** reconstruction − priorKl */
  readonly elbo: number;
  /** KL(q ‖ p(z | x)) ≥ 0 */
  readonly kl: number;
  /** E_q[log p(x | z)] */
  readonly reconstruction: number;
  /** KL(q ‖ N(0, I)) ≥ 0 */
  readonly priorKl: number;
}

/** What an encoder says of the row `x` [D]. */
export function encode(model: LinearModel, encoder: LinearEncoder, x: ArrayLike<number>): LatentGaussian {
  return { mean: product(encoder.map, offset(model, x), model.l, model.d, 1), covariance: encoder.covariance };
}

/** q with independent z from means and deviations, [L] each. */
export const independent = (mean: Float64Array, deviations: Float64Array): LatentGaussian => ({
  mean,
  covariance: diagonalMatrix(deviations.map((s) => s * s)),
});

/** The identity for the row `x` [D] under any Gaussian q with a positive definite covariance. */
export function linearRowIdentity(model: LinearModel, x: ArrayLike<number>, q: LatentGaussian): LinearRowIdentity {
  const { d, l, loadings, noise } = model;
  const away = offset(model, x);
  const { map, m, logDeterminant } = posteriorOf(model);
  const centre = product(map, away, l, d, 1);
  const own = invert(q.covariance, l);
  if (own === undefined) throw new RangeError('not positive definite');
  const logVolume = d * LOG_2PI + (d - l) * Math.log(noise) + logDeterminant;
  const jitter = trace(product(q.covariance, gram(loadings, d, l), l, l, l), l);
  const misfit = left(model, away, q.mean) + jitter;
  const reconstruction = -0.5 * (d * (LOG_2PI + Math.log(noise)) + misfit / noise);
  const priorKl = 0.5 * (trace(q.covariance, l) + squaredNorm(q.mean) - l - own.logDeterminant);
  const between = q.mean.map((v, j) => v - centre[j]);
  const weighed = product(m, between, l, l, 1);
  const distance = between.reduce((sum, v, j) => sum + v * weighed[j], 0);
  const spill = trace(product(m, q.covariance, l, l, l), l);
  const logRatio = l * Math.log(noise) - logDeterminant - own.logDeterminant;
  return {
    logDensity: -0.5 * (logVolume + left(model, away, centre) / noise + squaredNorm(centre)),
    elbo: reconstruction - priorKl,
    kl: Math.max(0, 0.5 * ((spill + distance) / noise - l + logRatio)),
    reconstruction,
    priorKl,
  };
}

/** x − μ. */
export const offset = (model: LinearModel, x: ArrayLike<number>): Float64Array =>
  model.mean.map((centre, c) => x[c] - centre);

/** |x − μ − Wz|² */
function left({ d, l, loadings }: LinearModel, away: Float64Array, z: Float64Array): number {
  const fitted = product(loadings, z, d, l, 1);
  return away.reduce((sum, v, c) => sum + (v - fitted[c]) ** 2, 0);
}
