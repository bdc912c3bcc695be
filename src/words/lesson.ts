/**
 * The derivation in words. Keys of reasons are ids of the lesson's lines. {Q}, {j}, {m}, {phi} are the symbols of the
 * notation in use; the other names are live numbers. Korean: l10n/bundle.l10n.ko.json, under the English text.
 */
export const lessonWords = {
  derivation: 'Derivation',
  rowLabel: 'row {i}',
  rowInput: 'Row {i} of {m}',
  rowUp: 'Previous row',
  rowDown: 'Next row',
  rowLine: 'line {line}',
  rowClass: 'label {label}',
  notation: 'Notation',
  chain: 'Chain',
  stepByStep: 'Steps',
  inShort: 'Short',
  copyLine: 'Copy as LaTeX',
  copied: 'Copied',
  othersRow: 'and {count} more',
  noRow: 'Choose a row: a point, a row of the heatmap, or the cursor in the file.',
  componentSpoken: 'component {component}',

  logOfMean: 'log of the mean of the ratios',
  noRatio: 'no ratio where {Q} is 0: this part of P(x) is missing from the mean',
  zeroLimit: '0 · log 0 = 0, the limit of {Q} log {Q}',
  nextM: 'moves with the next M',
  constrained: 'held at the smallest spread allowed',
  equal: 'equal: the bound is tight',
  nearlyEqual: 'equal to the digits shown: the gap is all but closed',
  notEqual: 'not equal: a gap is open',

  entriesMeans: '({a}, {b})',
  entriesFull: '(variance of {a}, covariance of the two, variance of {b})',
  entriesDiag: '(variance of {a}, variance of {b})',
  entriesOne: 'one variance for all columns',
  entriesOnAxes: '2 of {d} columns, those on the axes of the picture',
  entriesFirst: '2 of {d} columns, the first two',

  jointName: 'joint',
  completeName: 'if z were known',
  evidenceName: 'z is hidden: the log of a sum',
  ratioName: '× {Q} / {Q}, expectation',
  jensenName: 'Jensen',
  equalityName: 'equality iff constant',
  gapName: 'the gap is a KL',
  posteriorName: 'the next E: equality',
  weightsName: 'M: Lagrange',
  meansName: 'M: slope in μ is 0',
  covariancesName: 'M: slope in Σ is 0',
  shortRatioName: '× {Q} / {Q}',
  shortEvidenceName: 'the log of a sum',
  shortBoundName: 'Jensen, and the gap',

  joint:
    'The story of a mixture: first z is drawn, component {j} with probability {phi}, then x from the Gaussian of that component. The product rule writes both at once. The numbers are densities, so they may exceed 1.',
  complete:
    'Were z known, the log of the product would fall apart into two logs, one for the Gaussian and one for the weight, and every parameter would have its maximum in closed form: shares, means and covariances of the groups. Here row {row} is counted to its likeliest component, {component}.',
  evidence:
    'But z is hidden. What can be observed is x alone, so z is summed out: {evidence} is the sum over the components. The log stands outside that sum and does not split; setting derivatives to 0 gives equations in which every parameter hangs on all others.',
  ratio:
    'Multiply and divide by any distribution {Q} over the components. Nothing has changed, but the sum now reads as a mean: the ratios, each weighted by {Q}. Their mean is {evidence} whatever {Q} is.',
  jensen:
    'log is concave: the chord lies below the curve. Ratios of row {row}: {ratios}. Their mean under {Q} is {evidence}; there the curve is at {logLikelihood}, the chord at {elbo}. The two meet only if the ratio is the same for every {j}.',
  equality:
    'The log is strictly bent, so Jensen’s inequality is an equality only if what is averaged does not vary. A ratio that is the same for every component must be {evidence}, the mean. That is the wish the E-step fulfils.',
  gap: 'Subtract: what Jensen lost is the mean, under {Q}, of the log of {Q} divided by the posterior: the Kullback–Leibler divergence. It is never negative, and 0 just when {Q} is the posterior. So for this row {logLikelihood} is always {elbo} and {kl} together.',
  posterior:
    'A constant ratio means that {Q} is proportional to the joint. {Q} must add up to 1, so divide by the sum: that is Bayes’ rule, and {Q} becomes the posterior of z. After this E-step the bound touches ℓ at the present θ.',
  weights:
    'With {Q} held, maximise the bound over the weights, which must add up to 1: a Lagrange multiplier sees to that. Each weight becomes the share of the rows that its component answers for.',
  means:
    'With {Q} held, the bound is quadratic in each mean. Its slope is 0 at the average of the rows, each counting as much as the component answers for it.',
  covariances:
    'With {Q} held, differentiate with respect to the inverse of Σ. The slope is 0 where Σ is the weighted average of the outer products of the deviations from the new mean.',
  shortRatio:
    'The joint is written as {Q} times a ratio. Nothing has changed, but its sum over the components now reads as a mean under {Q}.',
  shortEvidence: 'z is hidden, so it is summed out; the log stands outside the sum and does not split.',
  shortBound:
    'log is concave: the log of the mean ({logLikelihood}) is never below the mean of the logs ({elbo}). The difference {kl} is the divergence of {Q} from the posterior, and 0 just when the two are one.',

  jointSpoken: 'The joint of x and z equals the density of x given z, times the weight of z',
  completeSpoken: 'With z known, the log of the joint equals the log density plus the log weight',
  evidenceSpoken: 'The log of P of x equals the log of the sum of the joints',
  ratioSpoken:
    'It equals the log of the sum of {Q} times the ratio of the joint to {Q}, the log of an expectation under {Q}',
  jensenSpoken: 'It is at least the sum of {Q} times the log of the ratio, the evidence lower bound',
  equalitySpoken: 'Equality holds when every ratio equals P of x, that is, when the divergence is 0',
  gapSpoken: 'The log of P of x minus the lower bound equals the divergence of {Q} from the posterior',
  posteriorSpoken: '{Q} becomes the posterior, the joint divided by the sum of the joints',
  weightsSpoken: 'The weight becomes the mean of the responsibilities',
  meansSpoken: 'The mean becomes the average of the rows weighted by responsibility',
  covariancesSpoken: 'The covariance becomes the average of the squared deviations weighted by responsibility',
  shortRatioSpoken: 'The joint equals {Q} times the ratio of the joint to {Q}',
  shortEvidenceSpoken: 'The log of P of x equals the log of the sum of the joints',
  shortBoundSpoken:
    'At least the sum of {Q} times the log of the ratio, the lower bound, which is the log of P of x minus the divergence',

  jensenPicture:
    'The curve of log with the ratios of row {row}. At their mean {evidence} the curve is at {logLikelihood}, the chord at {elbo}; the gap is {kl}.',
  jensenLead:
    'Write the ratio P / {Q} for each component. Under {Q} it is a random number, and its mean is P(x). log is concave: the log of the mean is never below the mean of the logs.',
  slide: '{Q} on its way to the posterior',
  slideFrom: '{Q} of this half-step',
  slideTo: 'posterior',
  ratiosAreEqual: 'the ratios are equal',
  convexTitle: 'The other way round.',
  convexText:
    'For a convex function, here −log with the same ratios, the chord lies above the curve: f(E X) ≤ E f(X). Equality only if the ratio is constant, because the curve is strictly bent.',
  convexPicture: 'The curve of −log with the same ratios: the chord lies above it.',
} as const;

export type LessonKey = keyof typeof lessonWords;
