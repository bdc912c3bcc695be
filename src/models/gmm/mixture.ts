/** Gaussian mixtures as values: θ = (π, μ, Σ), in the units of the file. */

/** scikit-learn's names; in mclust's: full = VVV, tied = EEE, diag = VVI, spherical = VII. */
export type Family = 'full' | 'tied' | 'diag' | 'spherical';

export interface Mixture {
  readonly k: number;
  readonly d: number;
  /** [K] π_k, adding up to 1. */
  readonly weights: Float64Array;
  /** [K·D] μ_k, component by component. */
  readonly means: Float64Array;
  /** [K·D·D] Σ_k, each symmetric and whole, whatever the family. */
  readonly covariances: Float64Array;
}

/** E: q = posterior at θ. M: θ maximises the bound at q. X: an extrapolated step, neither of the two. */
export type Half = 'E' | 'M' | 'X';

/** One entry of the staircase. Totals in nats; logLikelihood − elbo = kl ≥ 0. */
export interface HalfStep {
  /** Counts full EM steps from 1; 0 is the M-step that turns given responsibilities into parameters. */
  readonly iteration: number;
  readonly half: Half;
  readonly elbo: number;
  readonly logLikelihood: number;
  readonly kl: number;
}
