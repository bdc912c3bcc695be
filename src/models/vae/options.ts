import type { Activation } from '../../kernels/vae';

/** How a VAE is built and trained. */
export interface VaeOptions {
  readonly latent: number;
  /** Widths of the encoder's hidden layers; the decoder mirrors them. */
  readonly hidden: readonly number[];
  readonly activation: Activation;
  /** Exactly so many epochs; absent: until the held-out ELBO stops rising. */
  readonly epochs?: number;
  readonly batch: number;
  readonly rate: number;
  readonly seed: number;
  /** Share of the rows held out of training. */
  readonly heldOut: number;
  /** One learned σ a column, or one for all. */
  readonly noise: 'column' | 'shared';
  /** Least σ, as a share of the column's standard deviation. */
  readonly noiseFloor: number;
  /** Columns that hold only 0 and 1 are Bernoulli. */
  readonly bernoulli: boolean;
  readonly beta: number;
  /** β rises from 0 over so many optimiser steps. */
  readonly annealSteps: number;
  /** Nats a latent dimension and row below which KL is free. */
  readonly freeBits: number;
  /** Linear encoder mean and decoder, one σ, columns centred and scaled by one number: PPCA, by gradient. */
  readonly linear: boolean;
}

export const defaultVaeOptions: VaeOptions = {
  latent: 2,
  hidden: [64],
  activation: 'tanh',
  batch: 128,
  rate: 1e-3,
  seed: 1,
  heldOut: 0.1,
  noise: 'column',
  noiseFloor: 1e-2,
  bernoulli: true,
  beta: 1,
  annealSteps: 0,
  freeBits: 0,
  linear: false,
};

/** Whether what is climbed is the ELBO. */
export const climbsElbo = (options: VaeOptions): boolean =>
  options.linear || (options.beta === 1 && options.annealSteps === 0 && options.freeBits === 0);
