import type { Fault } from '../../fault';

/** English sentences of what can be wrong with a linear latent model. Placeholders in braces are the arguments. */
export const ppcaSentences = {
  ppcaLatent:
    'There are {dimensions} columns, so z must have from 1 to {most} dimensions, fewer than the columns; {latent} were asked for.',
  ppcaOneColumn: 'One column leaves nothing for a smaller z to explain: choose two columns or more.',
  ppcaNoNoise:
    'The rows lie exactly in a space of {rank} dimensions, so with {latent} there is no noise left and the likelihood has no maximum: choose fewer dimensions for z, or more rows.',
  ppcaNotConverged: 'The bound was still rising after {iterations} steps: allow more steps.',
} as const;

export type PpcaCode = keyof typeof ppcaSentences;

/** A fault with one of the codes above. */
export const ppcaFault = (code: PpcaCode, args: Fault['args'] = {}): Fault => ({ code, args });
