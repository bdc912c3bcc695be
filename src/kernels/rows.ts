/**
 * The seam between the mathematics and the loops over rows. A kernel holds a shard of the rows (columns of float64) and
 * does two things with them: one fused pass of EM, and the joint log densities of a few rows. A scalar TypeScript kernel
 * and a WebAssembly SIMD kernel implement the same interface and are tested against each other.
 */

/** How a covariance is laid out for the loops: one matrix a component, one for all, a diagonal, or one variance. */
export type Shape = 'full' | 'tied' | 'diag' | 'spherical';

/** Parameters θ as the loops read them. K components, D columns, T = D(D+1)/2. */
export interface Frame {
  readonly shape: Shape;
  readonly k: number;
  readonly d: number;
  /** [K] log π_k − ½ log|Σ_k| − (D/2) log 2π; −Infinity for a component of weight 0. */
  readonly logConstant: Float64Array;
  /** [K·D] means, component by component, in the units of the file. */
  readonly means: Float64Array;
  /**
   * What takes x − μ_k to whitened coordinates y with |y|² the squared Mahalanobis distance, Σ_k = L_k L_kᵀ.
   * full: [K·T] the lower triangles of L_k⁻¹, packed row by row ((0,0), (1,0), (1,1), …);
   * tied: [T] one such triangle; diag: [K·D] of 1/σ_kd; spherical: [K] of 1/σ_k.
   */
  readonly whitening: Float64Array;
}

/**
 * Sums over rows of one E-step, about the old means and in the old whitened axes y = L_k⁻¹(x − μ_k), so that nothing
 * cancels when means are large beside the spread. All are sums; nothing is divided by a count.
 */
export interface Moments {
  /** Σ_i logsumexp_k a_ik over unlabelled rows + Σ_i a_i,z(i) over labelled ones, in nats. */
  logLikelihood: number;
  /** H(q) = −Σ_i Σ_k q_ik log q_ik, in nats. */
  entropy: number;
  /** [K] N_k = Σ_i q_ik. */
  readonly counts: Float64Array;
  /** [K·D] Σ_i q_ik y_ik. */
  readonly first: Float64Array;
  /**
   * full: [K·T] Σ_i q_ik y yᵀ, packed lower triangles; tied: [T] the same summed over k;
   * diag: [K·D] Σ_i q_ik y_d²; spherical: [K] Σ_i q_ik |y|².
   */
  readonly second: Float64Array;
}

/** A shard of rows and the loops over them. `from` and `to` count rows within the shard, half-open. */
export interface RowKernel {
  readonly kind: 'simd' | 'scalar';
  readonly n: number;
  readonly d: number;
  /**
   * E-step and sufficient statistics of rows [from, to) under `frame`, added to `into`. `again`: the frame is that of the
   * pass before and holds the same numbers, so that it need not be taken over anew.
   */
  pass(frame: Frame, from: number, to: number, into: Moments, again?: boolean): void;
  /**
   * ℓ of rows [from, to) under `frame` in nats: what `pass` adds, to the bit where none of its sums overflow. `again` as
   * there.
   */
  logLikelihood(frame: Frame, from: number, to: number, again?: boolean): number;
  /**
   * The same statistics for responsibilities that are given: `q` is row-major [(to − from)·K]. `logLikelihood` is left
   * alone; `entropy` is that of the given q.
   */
  passGiven(frame: Frame, q: Float64Array, from: number, to: number, into: Moments): void;
  /** a_ik = log π_k + log N(x_i | μ_k, Σ_k) for rows [from, to), written row-major to `out` [(to − from)·K]. */
  logJoint(frame: Frame, from: number, to: number, out: Float64Array): void;
}

export const triangle = (d: number): number => (d * (d + 1)) / 2;

/** Length of `Frame.whitening`. */
export function whiteningLength(shape: Shape, k: number, d: number): number {
  switch (shape) {
    case 'full':
      return k * triangle(d);
    case 'tied':
      return triangle(d);
    case 'diag':
      return k * d;
    case 'spherical':
      return k;
  }
}

/** Moments of no rows at all. */
export function emptyMoments(shape: Shape, k: number, d: number): Moments {
  return {
    logLikelihood: 0,
    entropy: 0,
    counts: new Float64Array(k),
    first: new Float64Array(k * d),
    second: new Float64Array(whiteningLength(shape, k, d)),
  };
}
