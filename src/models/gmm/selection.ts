import { degreesOfFreedom, familyNames } from './families';
import type { Family } from './mixture';

/** Numbers of components that 'auto' looks at. */
export const AUTO_COMPONENTS: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8, 9];

/** Information criteria in scikit-learn's sign: smaller is better. */
export interface Criteria {
  /** Free parameters. */
  readonly df: number;
  /** −2ℓ + df·log N (Schwarz 1978). */
  readonly bic: number;
  /** −2ℓ + 2·df (Akaike 1974). */
  readonly aic: number;
  /** BIC + 2·H(q), the entropy form (Biernacki et al. 2000); mclust's takes hard assignments instead. */
  readonly icl: number;
}

/** Criteria of a fit with ℓ and H(q) in nats, N the total weight of the rows. */
export function criteria(
  family: Family,
  k: number,
  d: number,
  n: number,
  logLikelihood: number,
  entropy: number,
): Criteria {
  const df = degreesOfFreedom(family, k, d);
  const bic = -2 * logLikelihood + df * Math.log(n);
  return { df, bic, aic: -2 * logLikelihood + 2 * df, icl: bic + 2 * entropy };
}

/** A fit as far as choosing goes. */
export interface Candidate {
  readonly family: Family;
  readonly k: number;
  readonly criteria: Criteria;
  readonly eligible: boolean;
}

/**
 * Index of the eligible candidate with the smallest BIC; among equals the one with fewer components, then the family
 * that comes first. −1 if none is eligible.
 */
export function choose(candidates: readonly Candidate[], by: 'bic' | 'aic' | 'icl' = 'bic'): number {
  let best = -1;
  for (const [index, candidate] of candidates.entries()) {
    if (!candidate.eligible || !Number.isFinite(candidate.criteria[by])) continue;
    if (best < 0 || precedes(candidate, candidates[best], by)) best = index;
  }
  return best;
}

function precedes(a: Candidate, b: Candidate, by: 'bic' | 'aic' | 'icl'): boolean {
  if (a.criteria[by] !== b.criteria[by]) return a.criteria[by] < b.criteria[by];
  if (a.k !== b.k) return a.k < b.k;
  return familyNames.indexOf(a.family) < familyNames.indexOf(b.family);
}
