import type { Fault } from '../../fault';

/**
 * English sentences of everything that can be wrong with, or worth knowing about, a mixture and its start. Placeholders
 * in braces are the fault's arguments; components and rows count from 1.
 */
export const gmmSentences = {
  fewerRowsThanComponents:
    'There are {rows} rows and {components} components: choose at most {rows} components, or add rows.',
  fewerDistinctRowsThanComponents:
    'Only {distinct} different rows for {components} components: choose at most {distinct} components.',
  columnTooLarge:
    'Column {column} spreads over numbers too large or too small to square: divide it by a power of ten first.',
  startNotJson: 'The start is not valid JSON: {reason}.',
  startNoKind:
    'The start must be an object with either "weights", "means" and "covariances", or with "responsibilities".',
  startShape: "The start's {part} must be {expected}, but it is {found}.",
  startComponents: 'The start has {found} components but {expected} were asked for.',
  startNotFinite: "The start's {part} must be a finite number.",
  startTwoKinds: 'The start gives both responsibilities and parameters: leave one of them out.',
  startNegative: "The start's {part} is {value}: it must be 0 or more.",
  startWeights: "The start's weights must add up to 1; they add up to {sum}.",
  startNotSymmetric: "The start's covariance of component {component} is not symmetric.",
  startNotPositiveDefinite: "The start's covariance of component {component} is not positive definite.",
  startResponsibilityRow: "Row {row} of the start's responsibilities must add up to 1; it adds up to {sum}.",
  startProjected: "The start's covariances are not of the family {family}; EM began from the nearest ones that are.",
  startClipped:
    'Component {component} of the start was narrower than the smallest eigenvalue allowed and was widened to it.',
  constraintBinds:
    'Component {component} is held open by the smallest eigenvalue allowed: the likelihood has no maximum here, so this fit is not eligible. Take fewer components or a simpler covariance, or leave out a column that hardly varies within it.',
  fewRows:
    'Component {component} rests on {effective} rows in {dimensions} dimensions: too few, so this fit is not eligible.',
  nearlySingular: 'Component {component} is nearly flat: its smallest scaled eigenvalue is {eigenvalue}.',
  emptyComponent: 'Component {component} has no rows left and plays no part.',
  notMonotone: 'A constant of {regCovar} on the diagonal is not an exact M-step: the log-likelihood may fall.',
  notConverged: 'EM stopped after {iterations} steps before it converged: allow more steps, or a larger tolerance.',
  singular:
    'Component {component} shrank to a point or a plane, where the likelihood has no maximum: allow no eigenvalue below a small number.',
  notFinite: 'The log-likelihood left the range of numbers: the start is too far from the data.',
} as const;

export type GmmCode = keyof typeof gmmSentences;

/** A fault with one of the codes above. */
export const gmmFault = (code: GmmCode, args: Fault['args'] = {}): Fault => ({ code, args });
