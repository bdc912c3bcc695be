/** Symbols of the formulas by name, for those who hear them. Relations take what stands on both sides. */
export const symbolWords = {
  phi: 'phi',
  pi: 'pi',
  gamma: 'gamma',
  mu: 'mu',
  Sigma: 'Sigma',
  sigma: 'sigma',
  theta: 'theta',
  sim: 'is distributed as',
  mid: 'given',
  top: 'transposed',
  ge: 'is at least',
  le: 'is at most',
  next: 't plus 1',
  evidence: 'P of x',
} as const;

export type SymbolKey = keyof typeof symbolWords;
