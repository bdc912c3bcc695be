import type { Frame } from '../../kernels/rows';
import { triangle } from '../../kernels/rows';
import { createTheta, LOG_2PI, writeMixture } from '../gmm/frame';
import type { Mixture } from '../gmm/mixture';
import { invertTriangle, logDiagonal } from '../gmm/triangle';
import type { Priors } from './priors';
import { expectedLogDeterminant, expectedLogWeights, logWishartPartition } from './wishart';

/**
 * q(π) = Dirichlet(α) and q(μ_k, Λ_k) = Normal–Wishart(m_k, β_k, W_k, ν_k), with what follows from them.
 *
 * m_k and W_k live in the frame: its means are m_k and its whitening A_k has A_kᵀA_k = ν_k W_k = E[Λ_k]. So the E-step of
 * variational Bayes is the E-step of EM under another frame:
 *
 *   ln ρ_ik = E[ln π_k] + ½ E[ln|Λ_k|] − D/(2β_k) − (D/2) ln 2π − ½ |A_k(x_i − m_k)|²      (Bishop 10.46, 10.64)
 */
export interface Factors {
  readonly frame: Frame;
  /** [K] each. */
  readonly alpha: Float64Array;
  readonly beta: Float64Array;
  readonly nu: Float64Array;
  /** [K] E[ln π_k]. */
  readonly logWeight: Float64Array;
  /** [K] E[ln|Λ_k|]. */
  readonly logPrecision: Float64Array;
  /** [K] −ln B(W_k, ν_k), the log normaliser of q(Λ_k). */
  readonly logPartition: Float64Array;
  /** [K] tr(W₀⁻¹ E[Λ_k]). */
  readonly priorTrace: Float64Array;
  /** [K] (m_k − m₀)ᵀ E[Λ_k] (m_k − m₀). */
  readonly priorDistance: Float64Array;
}

/** Room for the factors of K components in D dimensions; all zeros, so not yet any. */
export function createFactors(k: number, d: number): Factors {
  const room = (): Float64Array => new Float64Array(k);
  return {
    frame: createTheta('full', k, d).frame,
    alpha: room(),
    beta: room(),
    nu: room(),
    logWeight: room(),
    logPrecision: room(),
    logPartition: room(),
    priorTrace: room(),
    priorDistance: room(),
  };
}

const perComponent = [
  'alpha',
  'beta',
  'nu',
  'logWeight',
  'logPrecision',
  'logPartition',
  'priorTrace',
  'priorDistance',
] as const;

/** Copies factors over others of the same K and D. */
export function copyFactors(from: Factors, to: Factors): void {
  to.frame.logConstant.set(from.frame.logConstant);
  to.frame.means.set(from.frame.means);
  to.frame.whitening.set(from.frame.whitening);
  for (const key of perComponent) to[key].set(from[key]);
}

/** A copy that stays as it is. */
export function cloneFactors(from: Factors): Factors {
  const copy = createFactors(from.frame.k, from.frame.d);
  copyFactors(from, copy);
  return copy;
}

/** The prior itself as factors: where nothing has been seen yet. */
export function priorFactors(priors: Priors, k: number): Factors {
  const d = priors.m0.length;
  const factors = createFactors(k, d);
  factors.alpha.fill(priors.alpha0);
  factors.beta.fill(priors.beta0);
  factors.nu.fill(priors.nu0);
  expectedLogWeights(factors.alpha, factors.logWeight);
  const { means, whitening } = factors.frame;
  for (let j = 0; j < k; j++) {
    means.set(priors.m0, j * d);
    for (let c = 0; c < d; c++) whitening[j * triangle(d) + (c * (c + 3)) / 2] = Math.sqrt(priors.nu0 * priors.w0[c]);
    settleComponent(priors, factors, j);
  }
  setLogConstants(factors);
  return factors;
}

/** ln|W_k|. */
export function logScaleDeterminant({ frame, nu }: Factors, j: number): number {
  return 2 * logDiagonal(frame.whitening, j * triangle(frame.d), frame.d) - frame.d * Math.log(nu[j]);
}

/** What follows from m_k, W_k and ν_k of component `j`, all but the log constant. */
export function settleComponent(priors: Priors, factors: Factors, j: number): void {
  const { d, means, whitening } = factors.frame;
  const { m0, w0 } = priors;
  let trace = 0;
  let distance = 0;
  for (let r = 0, at = j * triangle(d); r < d; r++) {
    let along = 0;
    for (let c = 0; c <= r; c++, at++) {
      trace += (whitening[at] * whitening[at]) / w0[c];
      along += whitening[at] * (means[j * d + c] - m0[c]);
    }
    distance += along * along;
  }
  factors.priorTrace[j] = trace;
  factors.priorDistance[j] = distance;
  const logDeterminant = logScaleDeterminant(factors, j);
  factors.logPrecision[j] = expectedLogDeterminant(logDeterminant, factors.nu[j], d);
  factors.logPartition[j] = logWishartPartition(logDeterminant, factors.nu[j], d);
}

/** Sets every log constant of the frame from the expectations. */
export function setLogConstants({ frame, beta, logWeight, logPrecision }: Factors): void {
  const { d, logConstant } = frame;
  for (let j = 0; j < frame.k; j++) {
    logConstant[j] = logWeight[j] + 0.5 * (logPrecision[j] - d / beta[j] - d * LOG_2PI);
  }
}

/** [K] E[π_k] = α_k / Σ α. */
export function expectedWeights({ alpha }: Factors): Float64Array {
  const total = alpha.reduce((sum, a) => sum + a, 0);
  return alpha.map((a) => a / total);
}

/**
 * The factors as a mixture to draw and to print, written over `into`: E[π_k], m_k and E[Λ_k]⁻¹ = (ν_k W_k)⁻¹, which
 * exists whatever ν_k is. E[Σ_k] is a little wider and need not exist: `expectedCovariance`.
 */
export function writeExpected(factors: Factors, into: Mixture): void {
  writeMixture({ frame: factors.frame, weights: expectedWeights(factors) }, into);
}

/** [D·D] E[Σ_k] = W_k⁻¹/(ν_k − D − 1), whole and symmetric; undefined where ν_k ≤ D + 1 and the integral diverges. */
export function expectedCovariance({ frame, nu }: Factors, j: number): Float64Array | undefined {
  const { d, whitening } = frame;
  const freedom = nu[j] - d - 1;
  if (!(freedom > 0)) return undefined;
  const factor = new Float64Array(triangle(d));
  invertTriangle(whitening, j * triangle(d), d, factor, 0);
  const covariance = new Float64Array(d * d);
  for (let r = 0; r < d; r++) {
    for (let c = 0; c <= r; c++) {
      let sum = 0;
      for (let m = 0; m <= c; m++) sum += factor[triangle(r) + m] * factor[triangle(c) + m];
      covariance[r * d + c] = (sum * nu[j]) / freedom;
      covariance[c * d + r] = covariance[r * d + c];
    }
  }
  return covariance;
}
