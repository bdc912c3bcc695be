import gammaln from '@stdlib/math-base-special-gammaln';
import { logDeterminantOfPrior } from './bound';
import { type Factors, logScaleDeterminant } from './factors';
import type { Priors } from './priors';
import { logMultivariateGamma } from './wishart';

/**
 * log p(X) of one component in closed form, in nats: the Normal–Wishart prior is conjugate, so q is the posterior, KL is
 * 0 and this is what the bound must equal.
 *
 *   −(ND/2) ln π + lnΓ_D(ν_N/2) − lnΓ_D(ν₀/2) − (ν₀/2) ln|W₀| + (ν_N/2) ln|W_N| + (D/2) ln(β₀/β_N)
 *
 * @param n number of rows; @param posterior factors of one component that has taken all of them.
 */
export function singleEvidence(priors: Priors, n: number, posterior: Factors): number {
  const { nu0, beta0 } = priors;
  const { d } = posterior.frame;
  const nu = posterior.nu[0];
  return (
    -((n * d) / 2) * Math.log(Math.PI) +
    logMultivariateGamma(nu / 2, d) -
    logMultivariateGamma(nu0 / 2, d) -
    (nu0 / 2) * logDeterminantOfPrior(priors) +
    (nu / 2) * logScaleDeterminant(posterior, 0) +
    (d / 2) * Math.log(beta0 / posterior.beta[0])
  );
}

/**
 * The bound as it may be compared where K differs, in nats: + ln(K!/E!) with E the number of emptied components. A
 * solution can be relabelled in K! ways of equal bound, and q sits on one of them, so the bound misses that much of
 * log p(X) where they do not overlap (Bishop 10.2.4). Emptied components are all the prior again: swapping two of them
 * changes nothing and must not be counted, or the largest K would win by ln K! alone (on faithful, K = 9 with seven
 * emptied would be ahead of K = 2 by 5 nats, and is behind by 3).
 */
export const boundOverK = (bound: number, k: number, emptied: number): number =>
  bound + gammaln(k + 1) - gammaln(emptied + 1);
