import type { Fault } from '../../fault';

/**
 * English sentences of everything that can be wrong with, or worth knowing about, a VAE. Placeholders in braces are the
 * fault's arguments; columns, dimensions and rows count from 1.
 */
export const vaeSentences = {
  vaeFewRows: 'A VAE needs at least 2 rows; there are {rows}.',
  vaeLatentTooMany: 'A linear decoder may have at most {most} latent dimensions for {columns} columns.',
  vaeColumnTooLarge: 'Column {column} spreads over numbers too large or too small: divide it by a power of ten first.',
  vaeDiverged: 'Training left the range of numbers after {steps} steps: try a smaller learning rate.',
  vaeNotElbo: 'With β, annealing or free bits the objective is no longer the ELBO; the ELBO shown is.',
  vaeNoiseFloor: "The noise of column {column} is held at its floor, {floor} of the column's spread.",
  vaeNoiseFloorShared: 'The noise is held at its floor, {floor} of the common spread: the decoder leaves nothing over.',
  vaeInactive: 'Latent dimension {dimension} is not used: its q is nearly the prior for every row.',
  vaeLogVarianceBound: "The encoder's log σ² is at its bound on {rows} rows.",
  vaePositive: 'Densities may exceed 1, so log-likelihoods may be positive.',
  vaeNoHeldOut: 'Too few rows to hold any out: training stops when the ELBO of all rows stops rising.',
} as const;

export type VaeCode = keyof typeof vaeSentences;

/** A fault with one of the codes above. */
export const vaeFault = (code: VaeCode, args: Fault['args'] = {}): Fault => ({ code, args });
