import type { Fault } from '../../fault';

/**
 * English sentences of everything that can be wrong with, or worth knowing about, a variational fit. Placeholders in
 * braces are the fault's arguments; components and columns count from 1.
 */
export const viSentences = {
  viAlpha0: "The prior's alpha0 must be a number above 0, but it is {found}.",
  viBeta0: "The prior's beta0 must be a number above 0, but it is {found}.",
  viNu0: "The prior's nu0 must be a number above {least}, one less than the number of columns, but it is {found}.",
  viM0: "The prior's m0 must be finite numbers, one for all columns or {dimensions} of them; {reason}.",
  viW0: "The prior's w0 must be numbers above 0, one for all columns or {dimensions} of them; {reason}.",
  viEmptied:
    'Component {component} has emptied: it holds {rows} rows in all, so what is shown of it is hardly more than the prior.',
  viNotConverged: 'The bound was still rising after {iterations} steps: allow more steps, or a larger tolerance.',
  viSingular:
    'The precision of component {component} left the range of numbers: choose a smaller w0, which keeps it wider.',
  viNotFinite: 'The bound left the range of numbers: choose priors nearer to the scale of the data.',
} as const;

export type ViCode = keyof typeof viSentences;

/** A fault with one of the codes above. */
export const viFault = (code: ViCode, args: Fault['args'] = {}): Fault => ({ code, args });
