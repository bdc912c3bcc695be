import { type Moments, triangle } from '../../kernels/rows';
import { LOG_2PI } from '../gmm/frame';
import type { Factors } from './factors';
import type { Priors } from './priors';
import { logDirichletPartition, logEvenPartition, logWishartPartition } from './wishart';

/** The terms of the bound in the order of Bishop 10.70, each with the sign under which it is added. */
export const boundTermNames = [
  'E[log p(X|Z,μ,Λ)]',
  'E[log p(Z|π)]',
  'E[log p(π)]',
  'E[log p(μ,Λ)]',
  '−E[log q(Z)]',
  '−E[log q(π)]',
  '−E[log q(μ,Λ)]',
] as const;

export const BOUND_TERMS = boundTermNames.length;

/** What the bound needs to know of q(Z) and the rows. */
export interface Assignment {
  /** [K] N_k. */
  readonly counts: Float64Array;
  /** H(q(Z)), in nats. */
  readonly entropy: number;
  /** [K] Σ_i q_ik (x_i − m_k)ᵀE[Λ_k](x_i − m_k) under the very factors that the bound is taken at. */
  readonly quadratic: Float64Array;
}

/** [K] the quadratic sums of a pass under the factors' own frame: traces of the second moments. */
export function quadraticOf(moments: Moments, d: number, into: Float64Array): void {
  const size = triangle(d);
  for (let j = 0; j < into.length; j++) {
    let sum = 0;
    for (let c = 0; c < d; c++) sum += moments.second[j * size + (c * (c + 3)) / 2];
    into[j] = sum;
  }
}

/**
 * The seven signed terms of the bound on log p(X), in nats and with all constants (Bishop 10.71–10.77), written to
 * `into` [7]. q(π) is that of `weights`, q(μ,Λ) that of `components`; they differ only between two sub-steps.
 */
export function boundTerms(
  priors: Priors,
  { counts, entropy, quadratic }: Assignment,
  weights: Factors,
  components: Factors,
  into: Float64Array,
): void {
  const { k, d } = components.frame;
  const { alpha0, beta0, nu0 } = priors;
  const { beta, nu, logPrecision, logPartition, priorTrace, priorDistance } = components;
  const { alpha, logWeight } = weights;
  const prior = logWishartPartition(logDeterminantOfPrior(priors), nu0, d);
  let rows = 0;
  let choices = 0;
  let priorWeights = -logEvenPartition(alpha0, k);
  let ownWeights = logDirichletPartition(alpha);
  let priorComponents = 0;
  let ownComponents = 0;
  for (let j = 0; j < k; j++) {
    const n = counts[j];
    rows += 0.5 * (n * (logPrecision[j] - d / beta[j] - d * LOG_2PI) - quadratic[j]);
    choices += n * logWeight[j];
    priorWeights += (alpha0 - 1) * logWeight[j];
    ownWeights -= (alpha[j] - 1) * logWeight[j];
    const aroundPrior = d * (Math.log(beta0) - LOG_2PI) - (d * beta0) / beta[j] - beta0 * priorDistance[j];
    priorComponents += 0.5 * (aroundPrior + (nu0 - d) * logPrecision[j] - priorTrace[j]) - prior;
    const aroundOwn = d * (Math.log(beta[j]) - LOG_2PI) - d;
    ownComponents -= 0.5 * (aroundOwn + (nu[j] - d) * logPrecision[j] - nu[j] * d) - logPartition[j];
  }
  into[0] = rows;
  into[1] = choices;
  into[2] = priorWeights;
  into[3] = priorComponents;
  into[4] = entropy;
  into[5] = ownWeights;
  into[6] = ownComponents;
}

/**
 * The bound itself: the same seven terms, summed so that what cancels is never formed. E[ln π_k] is multiplied by
 * N_k + α₀ − α_k and E[ln|Λ_k|] by ½(N_k + ν₀ − ν_k), which are 0 right after an update, where with a small α₀ or a
 * ν₀ near D − 1 the terms by themselves are huge.
 */
export function boundOf(
  priors: Priors,
  { counts, entropy, quadratic }: Assignment,
  weights: Factors,
  components: Factors,
): number {
  const { k, d } = components.frame;
  const { alpha0, beta0, nu0 } = priors;
  const { beta, nu, logPrecision, logPartition, priorTrace, priorDistance } = components;
  const { alpha, logWeight } = weights;
  const prior = logWishartPartition(logDeterminantOfPrior(priors), nu0, d);
  let sum = entropy + logDirichletPartition(alpha) - logEvenPartition(alpha0, k);
  for (let j = 0; j < k; j++) {
    const n = counts[j];
    // α and ν carry the rounding of α₀ + N_k, so N_k + α₀ − α_k must be taken in this order to be 0.
    sum += (alpha0 + n - alpha[j]) * logWeight[j];
    sum += logPartition[j] - prior;
    const freedom = (nu0 + n - nu[j]) * logPrecision[j] + nu[j] * d - priorTrace[j] - quadratic[j];
    const place = d * (1 - (beta0 + n) / beta[j] + Math.log(beta0 / beta[j]) - n * LOG_2PI);
    sum += 0.5 * (freedom + place - beta0 * priorDistance[j]);
  }
  return sum;
}

/** ln|W₀|. */
export const logDeterminantOfPrior = ({ w0 }: Priors): number => w0.reduce((sum, w) => sum + Math.log(w), 0);
