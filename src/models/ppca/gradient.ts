import { LOG_2PI } from '../gmm/frame';
import { randomStream } from '../gmm/random';
import { product, squaredNorm, transposed } from './dense';
import type { LinearModel } from './model';
import { standardNormal } from './normal';
import { offset } from './row';

/**
 * Two ways to have the gradient of one row's ELBO with respect to the mean m and the deviations s of its
 * q(z) = N(m, diag s²) from random draws, beside the gradient itself. Both take the KL to the prior in closed form and
 * estimate the rest, ∇ E_q[log p(x | z)], from the same draws of ε, z = m + s⊙ε:
 *
 * - reparameterisation: the gradient passes through z, ∇_m = g, ∇_s = g⊙ε with g = ∇_z log p(x | z);
 * - score function: log p(x | z) ∇ log q(z), which needs no gradient of the decoder and pays for it in variance.
 */
export interface RowGradients {
  /** [2L] ∂/∂m_1 … ∂/∂m_L, ∂/∂s_1 … ∂/∂s_L, in nats. */
  readonly reparameterisation: Float64Array;
  readonly scoreFunction: Float64Array;
}

/** Everything about a row that does not change from draw to draw. */
export interface RowAscent {
  readonly model: LinearModel;
  /** [D] x − μ */
  readonly away: Float64Array;
  /** [L] m */
  readonly mean: Float64Array;
  /** [L] s > 0 */
  readonly deviations: Float64Array;
}

export const rowAscent = (
  model: LinearModel,
  x: ArrayLike<number>,
  mean: Float64Array,
  deviations: Float64Array,
): RowAscent => ({ model, away: offset(model, x), mean, deviations });

/** [2L] the gradient itself: Wᵀ(x − μ − Wm)/σ² − m, and 1/s_j − s_j(1 + (WᵀW)_jj/σ²). */
export function exactGradient(row: RowAscent): Float64Array {
  const { model, mean, deviations } = row;
  const { d, l, loadings, noise } = model;
  const gradient = closedPart(row);
  const pull = pullOf(row, mean);
  for (let j = 0; j < l; j++) {
    gradient[j] += pull[j];
    let length = 0;
    for (let r = 0; r < d; r++) length += loadings[r * l + j] ** 2;
    gradient[l + j] -= (deviations[j] * length) / noise;
  }
  return gradient;
}

/** Both estimates from one draw `epsilon` [L] of standard normal numbers. */
export function gradientsOfDraw(row: RowAscent, epsilon: Float64Array): RowGradients {
  const { model, mean, deviations, away } = row;
  const { d, l, noise, loadings } = model;
  const z = mean.map((m, j) => m + deviations[j] * epsilon[j]);
  const pull = pullOf(row, z);
  const fitted = product(loadings, z, d, l, 1);
  const misfit = squaredNorm(away.map((v, c) => v - fitted[c]));
  const logDensity = -0.5 * (d * (LOG_2PI + Math.log(noise)) + misfit / noise);
  const reparameterisation = closedPart(row);
  const scoreFunction = reparameterisation.slice();
  for (let j = 0; j < l; j++) {
    reparameterisation[j] += pull[j];
    reparameterisation[l + j] += pull[j] * epsilon[j];
    scoreFunction[j] += (logDensity * epsilon[j]) / deviations[j];
    scoreFunction[l + j] += (logDensity * (epsilon[j] ** 2 - 1)) / deviations[j];
  }
  return { reparameterisation, scoreFunction };
}

/** Mean and variance of an estimator over draws, [2L] each; the variance is that of one draw (divisor draws − 1). */
export interface Measured {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
}

export interface MeasuredGradients {
  readonly draws: number;
  /** [2L] */
  readonly exact: Float64Array;
  readonly reparameterisation: Measured;
  readonly scoreFunction: Measured;
}

/** Both estimators over the same `draws` ≥ 2 draws of a seeded stream. */
export function measureGradients(row: RowAscent, draws: number, seed: number): MeasuredGradients {
  const { l } = row.model;
  const stream = randomStream(seed);
  const epsilon = new Float64Array(l);
  const through = new Tally(2 * l);
  const score = new Tally(2 * l);
  for (let draw = 0; draw < draws; draw++) {
    for (let j = 0; j < l; j++) epsilon[j] = standardNormal(stream);
    const { reparameterisation, scoreFunction } = gradientsOfDraw(row, epsilon);
    through.add(reparameterisation);
    score.add(scoreFunction);
  }
  return {
    draws,
    exact: exactGradient(row),
    reparameterisation: through.measured(),
    scoreFunction: score.measured(),
  };
}

/** Running means and variances (Welford 1962). */
class Tally {
  #count = 0;
  readonly #mean: Float64Array;
  readonly #squares: Float64Array;

  constructor(length: number) {
    this.#mean = new Float64Array(length);
    this.#squares = new Float64Array(length);
  }

  add(values: Float64Array): void {
    this.#count++;
    for (let at = 0; at < values.length; at++) {
      const away = values[at] - this.#mean[at];
      this.#mean[at] += away / this.#count;
      this.#squares[at] += away * (values[at] - this.#mean[at]);
    }
  }

  measured(): Measured {
    return { mean: this.#mean.slice(), variance: this.#squares.map((sum) => sum / (this.#count - 1)) };
  }
}

/** [2L] −∇KL(q ‖ N(0, I)): −m_j, and 1/s_j − s_j. */
function closedPart({ mean, deviations }: RowAscent): Float64Array {
  const l = mean.length;
  const part = new Float64Array(2 * l);
  for (let j = 0; j < l; j++) {
    part[j] = -mean[j];
    part[l + j] = 1 / deviations[j] - deviations[j];
  }
  return part;
}

/** [L] ∇_z log p(x | z) = Wᵀ(x − μ − Wz)/σ². */
function pullOf({ model, away }: RowAscent, z: Float64Array): Float64Array {
  const { d, l, loadings, noise } = model;
  const fitted = product(loadings, z, d, l, 1);
  const rest = away.map((v, c) => (v - fitted[c]) / noise);
  return product(transposed(loadings, d, l), rest, l, d, 1);
}
