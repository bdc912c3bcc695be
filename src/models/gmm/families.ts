import type { Shape } from '../../kernels/rows';
import type { Family } from './mixture';

/**
 * What there is to know about a covariance family apart from its M-step. mclust has fourteen (Scrucca et al. 2016,
 * table 3); each further one is one more entry here and one more `maximise` in `mstep.ts`, written to one of the four
 * shapes that the loops understand.
 */
export interface FamilyFacts {
  readonly family: Family;
  /** mclust's three letters: volume, shape, orientation; E equal, V varying, I identity. */
  readonly mclust: string;
  readonly shape: Shape;
  /** Free parameters of the K covariances in D dimensions. */
  readonly covarianceParameters: (k: number, d: number) => number;
}

export const families: Readonly<Record<Family, FamilyFacts>> = {
  full: { family: 'full', mclust: 'VVV', shape: 'full', covarianceParameters: (k, d) => (k * d * (d + 1)) / 2 },
  tied: { family: 'tied', mclust: 'EEE', shape: 'tied', covarianceParameters: (_k, d) => (d * (d + 1)) / 2 },
  diag: { family: 'diag', mclust: 'VVI', shape: 'diag', covarianceParameters: (k, d) => k * d },
  spherical: { family: 'spherical', mclust: 'VII', shape: 'spherical', covarianceParameters: (k) => k },
};

/** In the order in which they are compared and shown. */
export const familyNames = Object.keys(families) as readonly Family[];

/** The family of that name, scikit-learn's or mclust's, in any case; undefined for any other word. */
export function parseFamily(name: string): Family | undefined {
  const wanted = name.trim().toLowerCase();
  return familyNames.find((family) => family === wanted || families[family].mclust.toLowerCase() === wanted);
}

/** Free parameters of a mixture: K − 1 weights, K·D means, and the covariances. */
export function degreesOfFreedom(family: Family, k: number, d: number): number {
  return k - 1 + k * d + families[family].covarianceParameters(k, d);
}
