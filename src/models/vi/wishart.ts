import digamma from '@stdlib/math-base-special-digamma';
import gammaln from '@stdlib/math-base-special-gammaln';

const LOG_PI = Math.log(Math.PI);

/** lnΓ_D(a) = (D(D − 1)/4) ln π + Σ_{j<D} lnΓ(a − j/2), for a > (D − 1)/2. */
export function logMultivariateGamma(a: number, d: number): number {
  let sum = ((d * (d - 1)) / 4) * LOG_PI;
  for (let j = 0; j < d; j++) sum += gammaln(a - j / 2);
  return sum;
}

/**
 * −ln B(W, ν) of Bishop (B.79): the log normaliser of a Wishart distribution over D×D precisions, with ln|W| and
 * ν > D − 1 given.
 */
export function logWishartPartition(logDeterminant: number, nu: number, d: number): number {
  return (nu / 2) * (logDeterminant + d * Math.LN2) + logMultivariateGamma(nu / 2, d);
}

/** E[ln|Λ|] = Σ_{j<D} ψ((ν − j)/2) + D ln 2 + ln|W| under a Wishart distribution (Bishop B.81, 10.65). */
export function expectedLogDeterminant(logDeterminant: number, nu: number, d: number): number {
  let sum = d * Math.LN2 + logDeterminant;
  for (let j = 0; j < d; j++) sum += digamma((nu - j) / 2);
  return sum;
}

/** −ln C(α) of Bishop (B.23): the log normaliser of a Dirichlet distribution, Σ lnΓ(α_k) − lnΓ(Σ α_k). */
export function logDirichletPartition(alpha: Float64Array): number {
  let total = 0;
  let sum = 0;
  for (const a of alpha) {
    total += a;
    sum += gammaln(a);
  }
  return sum - gammaln(total);
}

/** The same where all K α are one number. */
export const logEvenPartition = (alpha: number, k: number): number => k * gammaln(alpha) - gammaln(k * alpha);

/** E[ln π_k] = ψ(α_k) − ψ(Σ α) under a Dirichlet distribution (Bishop B.21, 10.66), written over `into` [K]. */
export function expectedLogWeights(alpha: Float64Array, into: Float64Array): void {
  let total = 0;
  for (const a of alpha) total += a;
  const all = digamma(total);
  for (let j = 0; j < alpha.length; j++) into[j] = digamma(alpha[j]) - all;
}
