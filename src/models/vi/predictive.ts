import gammaln from '@stdlib/math-base-special-gammaln';
import { type Frame, type RowKernel, triangle } from '../../kernels/rows';
import { logDiagonal } from '../gmm/triangle';
import type { Factors } from './factors';

/** Rows whose squares are held in memory at a time. */
const BLOCK = 4096;

/**
 * The density of a further row, log p̂(x) = log ∫ p(x | θ) q(θ) dθ: a mixture of K Student-t densities
 * (Bishop 10.81–10.82) with weights E[π_k], centres m_k, ν_k + 1 − D degrees of freedom and precisions
 * (ν_k + 1 − D) β_k/(1 + β_k) W_k.
 */
export interface Predictive {
  /** Under this frame a kernel's `logJoint` writes −½|A_k(x − m_k)|², from which the densities follow. */
  readonly frame: Frame;
  /** [K] log of weight times density at the centre, in nats. */
  readonly peak: Float64Array;
  /** [K] the square |A_k(x − m_k)|² is multiplied by this: β/((1 + β)ν). */
  readonly shrink: Float64Array;
  /** [K] the power (ν + 1)/2 with which density falls. */
  readonly power: Float64Array;
}

/** The predictive density of the factors as they are now; it does not follow them. */
export function predictiveOf(factors: Factors): Predictive {
  const { frame, alpha, beta, nu } = factors;
  const { k, d } = frame;
  const total = alpha.reduce((sum, a) => sum + a, 0);
  const peak = new Float64Array(k);
  const shrink = new Float64Array(k);
  const power = new Float64Array(k);
  for (let j = 0; j < k; j++) {
    shrink[j] = beta[j] / ((1 + beta[j]) * nu[j]);
    power[j] = (nu[j] + 1) / 2;
    // |precision|^½ / freedom^(D/2) is shrink^(D/2) |A|: the degrees of freedom cancel.
    peak[j] =
      Math.log(alpha[j] / total) +
      gammaln(power[j]) -
      gammaln((nu[j] + 1 - d) / 2) +
      (d / 2) * Math.log(shrink[j] / Math.PI) +
      logDiagonal(frame.whitening, j * triangle(d), d);
  }
  return {
    frame: {
      shape: 'full',
      k,
      d,
      logConstant: new Float64Array(k),
      means: frame.means.slice(),
      whitening: frame.whitening.slice(),
    },
    peak,
    shrink,
    power,
  };
}

/**
 * log p̂(x_i) of rows, in nats and in the units of the columns. `squares` is what a kernel's `logJoint` wrote under the
 * predictive's frame, row-major [rows·K]; `out` [rows] is optional. Returns the sum over the rows.
 */
export function logPredictive(
  { peak, shrink, power, frame }: Predictive,
  squares: Float64Array,
  out?: Float64Array,
): number {
  const { k } = frame;
  let total = 0;
  for (let row = 0, at = 0; at < squares.length; row++, at += k) {
    let top = -Infinity;
    let sum = 0;
    for (let j = 0; j < k; j++) {
      const density = peak[j] - power[j] * Math.log1p(-2 * squares[at + j] * shrink[j]);
      if (density > top) {
        sum = sum * Math.exp(top - density) + 1;
        top = density;
      } else sum += Math.exp(density - top);
    }
    const own = top + Math.log(sum);
    if (out !== undefined) out[row] = own;
    total += own;
  }
  return total;
}

/** Σ_i log p̂(x_i) over all rows of a kernel, in nats; each of them into `out` [n] if it is given. */
export function sumLogPredictive(predictive: Predictive, kernel: RowKernel, out?: Float64Array): number {
  const { frame } = predictive;
  const squares = new Float64Array(Math.min(BLOCK, kernel.n) * frame.k);
  let total = 0;
  for (let from = 0; from < kernel.n; from += BLOCK) {
    const to = Math.min(kernel.n, from + BLOCK);
    const part = squares.subarray(0, (to - from) * frame.k);
    kernel.logJoint(frame, from, to, part);
    total += logPredictive(predictive, part, out?.subarray(from, to));
  }
  return total;
}
