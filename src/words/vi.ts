/** Words of variational inference in the panel. */
export const viWords = {
  viSubStepOf: 'Sub-step {half} of {known}',
  viIteration: 'iteration',
  viUnknown: 'unknown',
  viIdentityUnknown:
    'log p of X, unknown, is ELBO of q, {elbo}, plus KL, unknown and not negative; nats, summed over {rows} rows',
  viIdentityKnown: 'log p of X, {evidence}, is ELBO of q, {elbo}, plus KL, {kl}; nats, summed over {rows} rows',
  viMovedFirst: 'The start. Each sub-step sets one factor of q to the best there is for the others as they stand.',
  viMovedAssignments: 'q(Z) was updated, q(π) and q(μ,Λ) stayed.',
  viMovedWeights: 'q(π) was updated, all else stayed.',
  viMovedComponents: 'q(μ,Λ) was updated, all else stayed.',
  viRose: 'The bound rose by {rise}.',
  viSettled: 'The bound moved by no more than {rise}.',
  viLeftSide:
    'θ is random here and integrated out: log p(X) is another quantity than the ℓ(θ) of EM, and never on one axis with it.',
  viExact: 'With one component q is the posterior itself: KL is 0 and the bound is log p(X).',
  viPredictive: 'Σ log p̂(xᵢ)',
  viPredictiveTip:
    'The density of each row with θ integrated out under q, a mixture of Student-t, summed over the rows.',

  viTerms: 'Seven terms of the bound',
  viTermsCaption: 'four expectations of log p, three entropies of q; they add up to the bound',
  viTermRows: 'how well the rows fit their components',
  viTermChoices: 'how well the shares fit the weights',
  viTermPriorWeights: 'the prior of the weights',
  viTermPriorComponents: 'the prior of means and precisions',
  viTermEntropyZ: 'entropy of q(Z): how unsure the rows are',
  viTermEntropyWeights: 'entropy of q(π)',
  viTermEntropyComponents: 'entropy of q(μ,Λ)',
  viTermColumn: 'Term',
  viValueColumn: 'Nats',
  viChangeColumn: 'Since the sub-step before',
  viBound: 'ELBO(q)',
  viWaterfallLabel: 'The seven terms one after another, from 0 to the bound {bound}',

  viComponents: 'Components',
  viComponentsCaption: 'q(π) is a Dirichlet, each q(μ,Λ) a Normal–Wishart',
  viEmptiedWord: 'emptied',
  viEmptiedCaption: '{count} of {k} have emptied: they are the prior again',

  viPriors: 'Priors',
  viPriorsCaption: 'from the data where nothing else is chosen; every change is fitted at once',
  viAlpha0: 'Weight of the prior of π, for each component. From the data: 1/K, one row in all',
  viBeta0: 'Rows that the prior mean counts for. From the data: 1',
  viNu0: 'Degrees of freedom of the prior of Λ, above D − 1. From the data: D',
  viM0: 'Prior mean. From the data: the mean of the column',
  viW0: 'Scale of the prior of Λ, on the diagonal. From the data: 1/(ν₀s²), so that the spread expected is that of the column',
  viColumn: 'Column',
  viOfTheData: 'of the data',
  viChosen: 'chosen',
  viBackToData: 'All from the data',

  viRow: 'Row i',
  viRowCaption: 'how its shares are made: the E-step of EM with expectations in place of θ',
  viRowUnknown: 'Here q(Z) was given: it comes from no factors that could be shown.',
  viRowTable: 'Row {row}: the terms of ln ρ for each component',
  viRowPredictive: 'With θ integrated out: log p̂(xᵢ) =',

  viOverK: 'Bound over K',
  viOverKCaption: 'each K fitted by itself with its own priors; a run of the largest K empties what it does not need',
  viOverKWorking: 'Fitting other K: {percent} %',
  viOverKWaits: 'Other K are fitted once this run has converged.',
  viOverKFactorial:
    'A solution can be relabelled in K! ways of equal bound; E emptied components are all alike, so K!/E! of them differ. Compare the bound + ln K!/E!.',
  viComparable: '+ ln K!/E!',
  viEmptiedColumn: 'Emptied',
  viAdopt: 'Fit K = {k}',
  viBest: 'the largest',
  viNotConvergedWord: 'not converged',
} as const;

export type ViKey = keyof typeof viWords;
