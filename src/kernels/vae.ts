/**
 * The seam between the VAE's mathematics and its loops: a network as a list of dense layers over one flat array of
 * parameters, and a kernel that holds the rows and takes optimiser steps. A scalar f64 kernel (vaeScalar.ts) and a
 * WebAssembly f32 kernel (vaeSimd.ts) implement it and are tested against each other.
 */

export type Activation = 'tanh' | 'relu';

/** D columns, L latent dimensions; the decoder's hidden layers are the encoder's, mirrored. */
export interface VaeShape {
  readonly d: number;
  readonly latent: number;
  /** Widths of the encoder's hidden layers; none makes encoder and decoder linear. */
  readonly hidden: readonly number[];
  readonly activation: Activation;
  /** [D] 1 where a column is 0/1 and its likelihood Bernoulli (the decoder gives a logit), else Gaussian. */
  readonly binary: Uint8Array;
  /** One learned σ a column, one for all columns, or σ = 1. */
  readonly noise: 'column' | 'shared' | 'unit';
  /** Least and greatest log σ that learning may reach, in training units. */
  readonly noiseBounds: readonly [number, number];
}

/** Weights [out][in] at `weights`, then biases [out] at `bias`; `active` where an activation follows. */
export interface Dense {
  readonly inputs: number;
  readonly outputs: number;
  readonly weights: number;
  readonly bias: number;
  readonly active: boolean;
}

/** Where a network's parameters stand in one flat array: encoder, decoder, log σ. */
export interface Network {
  readonly shape: VaeShape;
  /** The last one's outputs are μ [L], then log σ² of q [L]. */
  readonly encoder: readonly Dense[];
  readonly decoder: readonly Dense[];
  readonly logSigma: number;
  readonly logSigmas: number;
  readonly size: number;
}

/**
 * log σ² of q is held within these bounds: σ from 9e-4 to 20 where the prior's is 1. A linear network is not in danger
 * of running away and its exact posterior may be narrower.
 */
export const logVarianceBounds = (shape: VaeShape): readonly [number, number] =>
  shape.hidden.length === 0 ? [-60, 6] : [-14, 6];

export interface StepSettings {
  /** Adam's step size. */
  readonly rate: number;
  /** Weight of the KL term; anything but 1 is no longer the ELBO. */
  readonly beta: number;
  /** Nats a row and latent dimension below which KL is not pressed further; 0 for the ELBO. */
  readonly freeBits: number;
}

/** Sums over rows, in nats, in training units. */
export interface BatchSums {
  /** Σ_i log p(x_i | z_i), constants included. */
  reconstruction: number;
  /** Σ_i KL(q(z | x_i) ‖ N(0, I)), closed form. */
  kl: number;
}

/** Adam's state, in the order of the parameters. */
export interface OptimiserState {
  readonly steps: number;
  readonly first: Float64Array;
  readonly second: Float64Array;
}

/** Rows in training units, and a network that learns them. */
export interface VaeKernel {
  readonly kind: 'simd' | 'scalar';
  readonly network: Network;
  /** Threads that take a step together. */
  readonly threads: number;
  /** The most rows a call takes. */
  readonly batch: number;
  /**
   * One Adam step up the ELBO averaged over `rows` (indices), with z = μ + σ ⊙ ε.
   * @param epsilon [rows·L] row-major standard normals.
   * @returns sums at the parameters before the step.
   */
  step(rows: Uint32Array, epsilon: Float64Array, settings: StepSettings): BatchSums;
  /** The same sums without a step. */
  evaluate(rows: Uint32Array, epsilon: Float64Array): BatchSums;
  /** Copies all parameters out; [size]. */
  parameters(into?: Float64Array): Float64Array;
  /** Sets parameters, and Adam's state: a new one where none is given. */
  restore(parameters: Float64Array, state?: OptimiserState): void;
  optimiser(): OptimiserState;
}

/** β1, β2 and ε of Adam (Kingma & Ba 2015). */
export const adam = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;

/**
 * Step size and ε that make m/(√v + ε̂)·rate̅ the bias-corrected Adam step number `steps` (from 1).
 */
export function adamScale(rate: number, steps: number): { readonly rate: number; readonly epsilon: number } {
  const correction = Math.sqrt(1 - adam.beta2 ** steps);
  return { rate: (rate * correction) / (1 - adam.beta1 ** steps), epsilon: adam.epsilon * correction };
}

/** Lays a network's parameters out in one array. */
export function layNetwork(shape: VaeShape): Network {
  let size = 0;
  const dense = (inputs: number, outputs: number, active: boolean): Dense => {
    const weights = size;
    const bias = weights + inputs * outputs;
    size = bias + outputs;
    return { inputs, outputs, weights, bias, active };
  };
  const chain = (widths: readonly number[]): Dense[] =>
    widths.slice(1).map((outputs, l) => dense(widths[l]!, outputs, l < widths.length - 2));
  const { d, latent, hidden } = shape;
  const encoder = chain([d, ...hidden, 2 * latent]);
  const decoder = chain([latent, ...hidden.toReversed(), d]);
  const logSigmas = shape.noise === 'column' ? d : shape.noise === 'shared' ? 1 : 0;
  const logSigma = size;
  return { shape, encoder, decoder, logSigma, logSigmas, size: size + logSigmas };
}

/** log σ of column j under `parameters`. */
export function logSigmaOf(network: Network, parameters: Float64Array, j: number): number {
  if (network.logSigmas === 0) return 0;
  return parameters[network.logSigma + (network.logSigmas === 1 ? 0 : j)]!;
}
