import { LOG_2PI } from '../gmm/frame';
import { diagonalMatrix, type Inverted, invert, product, squaredNorm, trace, transposed } from './dense';
import { rootAbout, type Spread } from './spread';

/**
 * A linear decoder: z ~ N(0, I_L), x | z ~ N(μ + Wz, σ²I). Probabilistic PCA (Tipping & Bishop 1999), and the decoder of
 * a linear VAE. In the units of the columns.
 */
export interface LinearModel {
  readonly d: number;
  readonly l: number;
  /** [D] μ */
  readonly mean: Float64Array;
  /** [D·L] W, row by row. */
  readonly loadings: Float64Array;
  /** σ² > 0 */
  readonly noise: number;
}

/** q(z | x) = N(A(x − μ), V) for every x, with one V for all: what a linear Gaussian posterior is, or an encoder. */
export interface LinearEncoder {
  /** [L·D] A */
  readonly map: Float64Array;
  /** [L·L] V */
  readonly covariance: Float64Array;
}

/** The exact posterior and what it is made of. */
export interface Posterior extends LinearEncoder {
  /** [L·L] M = WᵀW + σ²I; the posterior's covariance is σ²M⁻¹, its map M⁻¹Wᵀ. */
  readonly m: Float64Array;
  /** ln|M| */
  readonly logDeterminant: number;
}

/** p(z | x) of a linear model: Gaussian, with one covariance for all x. */
export function posteriorOf({ d, l, loadings, noise }: LinearModel): Posterior {
  const turned = transposed(loadings, d, l);
  const m = product(turned, loadings, l, d, l);
  for (let j = 0; j < l; j++) m[j * l + j] += noise;
  const { inverse, logDeterminant } = inverted(m, l);
  return { map: product(inverse, turned, l, l, d), covariance: inverse.map((v) => v * noise), m, logDeterminant };
}

/**
 * ℓ = Σ_i log N(x_i | μ, WWᵀ + σ²I) in nats, with
 * tr((WWᵀ + σ²I)⁻¹S) = ‖F − WAF‖²/σ² + ‖AF‖²: what is left of the rows, and how far z has to go for the rest.
 */
export function logLikelihood(model: LinearModel, spread: Spread): number {
  const { d, l, noise } = model;
  const { map, logDeterminant } = posteriorOf(model);
  const { root, width } = rootAbout(spread, model.mean);
  const z = product(map, root, l, d, width);
  const logVolume = d * LOG_2PI + (d - l) * Math.log(noise) + logDeterminant;
  return -(spread.n / 2) * (logVolume + residual(model, root, z, width) / noise + squaredNorm(z));
}

/** The bound and its two parts, in nats, of all rows together. */
export interface LinearElbo {
  /** reconstruction − priorKl */
  readonly elbo: number;
  /** Σ_i E_q[log p(x_i | z)] */
  readonly reconstruction: number;
  /** Σ_i KL(q(z | x_i) ‖ N(0, I)) ≥ 0 */
  readonly priorKl: number;
}

/** ELBO of a linear decoder under any linear encoder, averaged over the rows in closed form. */
export function elboOf(model: LinearModel, encoder: LinearEncoder, spread: Spread): LinearElbo {
  const { d, l, noise, loadings } = model;
  const { root, width } = rootAbout(spread, model.mean);
  const z = product(encoder.map, root, l, d, width);
  const jitter = trace(product(encoder.covariance, gram(loadings, d, l), l, l, l), l);
  const { logDeterminant } = inverted(encoder.covariance, l);
  const misfit = residual(model, root, z, width) + jitter;
  const reconstruction = -(spread.n / 2) * (d * (LOG_2PI + Math.log(noise)) + misfit / noise);
  const priorKl = (spread.n / 2) * (trace(encoder.covariance, l) + squaredNorm(z) - l - logDeterminant);
  return { elbo: reconstruction - priorKl, reconstruction, priorKl };
}

/** Σ_i KL(q(z | x_i) ‖ p(z | x_i)) ≥ 0 in nats, on its own and not as the difference that it must equal. */
export function totalKl(model: LinearModel, encoder: LinearEncoder, spread: Spread): number {
  const { d, l, noise } = model;
  const { map, m, logDeterminant } = posteriorOf(model);
  const { root, width } = rootAbout(spread, model.mean);
  const away = product(
    encoder.map.map((v, at) => v - map[at]),
    root,
    l,
    d,
    width,
  );
  let distance = 0;
  const weighed = product(m, away, l, l, width);
  for (let at = 0; at < away.length; at++) distance += away[at] * weighed[at];
  const spill = trace(product(m, encoder.covariance, l, l, l), l);
  const logRatio = l * Math.log(noise) - logDeterminant - inverted(encoder.covariance, l).logDeterminant;
  return (spread.n / 2) * ((spill + distance) / noise - l + logRatio);
}

/** An encoder with independent z: q(z | x) = N(A(x − μ), diag v). `variances` [L]. */
export const diagonalEncoder = (map: Float64Array, variances: ArrayLike<number>): LinearEncoder => ({
  map,
  covariance: diagonalMatrix(variances),
});

/** The best q with independent z, and what independence costs. */
export interface BestDiagonal {
  readonly encoder: LinearEncoder;
  /** [L] σ²/M_jj, the diagonal of the posterior's *precision* turned over: narrower than the posterior's margins. */
  readonly variances: Float64Array;
  /** KL to the posterior, the same for every row: ½(Σ ln M_jj − ln|M|) ≥ 0 nats, 0 where W's columns are orthogonal. */
  readonly gap: number;
}

/** The diagonal Gaussian nearest in KL to the posterior, for all rows at once. */
export function bestDiagonal(model: LinearModel): BestDiagonal {
  const { l, noise } = model;
  const { m, map, logDeterminant } = posteriorOf(model);
  const precisions = Float64Array.from({ length: l }, (_, j) => m[j * l + j]);
  const variances = precisions.map((p) => noise / p);
  const logs = precisions.reduce((sum, p) => sum + Math.log(p), 0);
  return { encoder: diagonalEncoder(map, variances), variances, gap: Math.max(0, (logs - logDeterminant) / 2) };
}

/** W R for an orthogonal R [L·L]: WWᵀ and so ℓ stay, the posterior turns. */
export const rotated = (model: LinearModel, rotation: Float64Array): LinearModel => ({
  ...model,
  loadings: product(model.loadings, rotation, model.d, model.l, model.l),
});

/** [L·L] the rotation by `angle` radians in the plane of z's axes `i` and `j`. */
export function planeRotation(l: number, i: number, j: number, angle: number): Float64Array {
  const rotation = diagonalMatrix(new Float64Array(l).fill(1));
  rotation[i * l + i] = Math.cos(angle);
  rotation[j * l + j] = Math.cos(angle);
  rotation[i * l + j] = -Math.sin(angle);
  rotation[j * l + i] = Math.sin(angle);
  return rotation;
}

/** WᵀW [L·L]. */
export const gram = (loadings: Float64Array, d: number, l: number): Float64Array =>
  product(transposed(loadings, d, l), loadings, l, d, l);

/** ‖F − WZ‖² for Z = AF [L·width]. */
function residual({ d, l, loadings }: LinearModel, root: Float64Array, z: Float64Array, width: number): number {
  const fitted = product(loadings, z, d, l, width);
  let sum = 0;
  for (let at = 0; at < root.length; at++) sum += (root[at] - fitted[at]) ** 2;
  return sum;
}

/** @throws RangeError if `a` is not positive definite, which no covariance or M of a model is. */
function inverted(a: Float64Array, n: number): Inverted {
  const result = invert(a, n);
  if (result === undefined) throw new RangeError('not positive definite');
  return result;
}
