/** What the VAE's derivation is told of a row and an epoch. The protocol's `vaeFrame` and `vaeGap` have these shapes. */

export interface VaeRowFigures {
  readonly row: number;
  /** [L] of q(z | x). */
  readonly mean: ArrayLike<number>;
  readonly sigma: ArrayLike<number>;
  /** [L] KL(q ‖ prior) by dimension. */
  readonly klByDimension: ArrayLike<number>;
  readonly reconstruction: number;
  readonly kl: number;
  readonly elbo: number;
  /** Absent while it is not known. */
  readonly logLikelihood?: number;
  readonly method: 'closed' | 'quadrature' | 'importance';
  /** One z = μ + σ ⊙ ε. */
  readonly draw: {
    readonly epsilon: ArrayLike<number>;
    readonly z: ArrayLike<number>;
    /** log p(x | z), log p(z), log q(z | x). */
    readonly logLikelihood: number;
    readonly logPrior: number;
    readonly logQ: number;
    /** [L] ∂ log p(x | z)/∂z. */
    readonly slope: ArrayLike<number>;
    /** [L] the one-sample gradient in μ by the score function. */
    readonly score: ArrayLike<number>;
  };
}

/** KL(q ‖ posterior) in two parts: log p = reconstruction − kl + amortisation + approximation. */
export interface VaeSplitFigures {
  readonly elbo: number;
  readonly reconstruction: number;
  readonly kl: number;
  readonly logLikelihood: number;
  readonly amortisation: number;
  readonly approximation: number;
}

/** What the optimiser's last steps did, on the rows of training. */
export interface VaeClimbFigures {
  readonly steps: number;
  /** Euclidean norms of the changes. */
  readonly theta: number;
  readonly phi: number;
  readonly before: number;
  readonly after: number;
}

export interface VaeMoment {
  readonly row: VaeRowFigures;
  readonly split: VaeSplitFigures | undefined;
  readonly climb: VaeClimbFigures | undefined;
  readonly linear: boolean;
  /** Whether what is climbed is the ELBO: no β, annealing or free bits. */
  readonly climbsElbo: boolean;
}
