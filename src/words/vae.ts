/**
 * Words of the VAE's views. {Q}, {P}, {i} and {m} are the symbols of the notation in use.
 * Korean: l10n/bundle.l10n.ko.json, under the English text.
 */
export const vaeWords = {
  takeTitle: 'The same bound, with networks: the VAE',
  takeSubtitle: '{file}, row {row}, epoch {epoch}; in nats, in the units of the file.',
  // Sections
  latentSpace: 'Latent space',
  reparameterisation: 'Reparameterisation',
  generated: 'Rows drawn from the model',
  derivation: 'Derivation',
  health: 'Figures and health',

  // The identity
  epochOf: 'Epoch {epoch} of {epochs}',
  steps: 'steps',
  amortisation: 'amortisation',
  approximation: 'approximation',
  amortisationShort: 'amort.',
  approximationShort: 'approx.',
  identityElbo: 'ELBO {elbo} nats a row; log p is not known at this epoch yet',
  identityGap: 'log p {logLikelihood} equals ELBO {elbo} plus gap {gap}, in nats a row',
  identitySplit:
    'log p {logLikelihood} equals ELBO {elbo} plus amortisation {amortisation} plus approximation {approximation}, in nats a row',
  overTrain: 'Nats a row, mean of the {rows} rows of training; log p follows when the run rests.',
  overQuadrature: 'Nats a row, mean of {rows} rows; log p exact by quadrature over z.',
  overClosed: 'Nats a row, mean of {rows} rows; log p in closed form, as the decoder is linear.',
  overSampled:
    'Nats a row, mean of {rows} rows; log p, and with it the gap, is a lower bound in expectation, from {samples} draws a row with an effective sample size of {effective}.',
  partly: 'Of {rows} rows: amortisation {amortisation}, approximation {approximation}.',
  movedBoth:
    'In the last {steps} steps θ moved by {theta}, φ by {phi}, both at once by the gradient of one objective: ELBO {rise} on the rows of training.',
  movedStart: 'The start: weights drawn by the seed. θ and φ will climb together.',
  notElbo: 'What is climbed is no longer the ELBO (β, annealing or free bits); what is shown is the ELBO.',

  // The curve
  scrubber: 'Epoch',
  scrubberElbo: 'Epoch {epoch} of {epochs}: ELBO {elbo} on the rows of training',
  scrubberGap: 'Epoch {epoch} of {epochs}: ELBO {elbo}, log p {logLikelihood}, gap {gap}',
  chartLabel: 'ELBO over {epochs} epochs, from {first} to {now} nats a row.',
  chartLabelGap:
    'ELBO over {epochs} epochs, from {first} to {now} nats a row on the rows of training. At epoch {epoch} log p is {logLikelihood}, the gap {gap}.',
  curves: 'The curves',
  epoch: 'epoch',
  gap: 'gap',
  trainElbo: 'ELBO, training',
  heldElbo: 'ELBO, held out',
  reconstruction: 'reconstruction',
  klPrior: 'KL to the prior',
  legendQuadrature: 'log p, exact at the marked epochs, {rows} rows',
  legendClosed: 'log p, in closed form at the marked epochs, {rows} rows',
  legendSampled: 'log p at the marked epochs, a lower bound in expectation ± 2 standard errors, {rows} rows',
  legendElbo: 'ELBO of the same rows',
  legendGap: 'the gap, amortisation and approximation together',
  legendTrain: 'below: {rows} rows of training',
  legendHeld: '{rows} rows held out',
  lowerCurve: 'What the lower curves are of',
  partElbo: 'ELBO',
  noCheckpoint: 'log p comes at the first checkpoint',
  scopeDensity: 'nats a row · log density',
  scopeProbability: 'nats a row · log probability, never above 0',
  scopeMixed: 'nats a row · 0/1 columns ({binary} of {columns}) enter as log probability, the others as log density',
  scopeMixedShort: 'nats a row · {binary} of {columns} columns 0/1',

  // Latent space
  latentCaption: 'left: means of q, by {label}',
  latentCaptionPlain: 'left: means of q',
  gridCaption: 'right: what the decoder makes of the same square, a bar a column',
  gridCaptionPixels: 'right: what the decoder makes of the same square',
  colourBy: 'Colour of the rows',
  mixture: 'mixture',
  byMixture: 'colours: responsibilities of the mixture fitted before',
  across: 'across',
  up: 'up',
  latentLabel:
    'Means of q of {rows} rows in a square of z from −{reach} to {reach}. Row {row} has μ ({mean}) and σ ({sigma}). Arrow keys go from row to row, a click chooses a row.',
  gridLabel: 'What the decoder makes of {side} by {side} places of z on the same square, from −{reach} to {reach}.',
  latentTable: 'Means and deviations of q',
  rowColumn: 'row',
  rowNamed: 'row {row}',

  // Reparameterisation
  noRow: 'Choose a row: a point of the latent space, or the cursor in the file.',
  line: 'line {line}',
  encoder: 'encoder',
  decoder: 'decoder',
  rowPicture: 'Row {row} as it is in the file',
  decodedPicture: 'What the decoder makes of z, drawn for row {row}',
  drawSpoken: 'z ({z}) equals mu ({mean}) plus sigma ({sigma}) times epsilon ({epsilon})',
  slideWhich: 'Which ε to slide',
  slide: 'ε of dimension {dimension}',
  slideHint: 'Drag ε: z moves, μ and σ stay. So the slope of what comes out passes to μ as it is and to σ times ε.',
  rowIdentity: 'Row {row}: log p {logLikelihood} equals reconstruction {reconstruction} minus KL {kl} plus gap {gap}',
  rowIdentitySplit:
    'Row {row}: log p {logLikelihood} equals reconstruction {reconstruction} minus KL {kl} plus amortisation {amortisation} plus approximation {approximation}',
  splitNote:
    'Amortisation: one network for all rows, not this row’s own best q. Approximation: even the best diagonal Gaussian is not the posterior.',
  rowPending: 'log p of this row is worked out when the run rests.',
  rowSplitting: 'The gap is being split in two …',
  rowSampled:
    'log p is a lower bound in expectation, from {samples} draws worth {effective}. With more than two latent dimensions the gap is not split.',
  rowClosed: 'The decoder is linear: the posterior is a Gaussian, and log p is known in closed form.',
  reconstructionTable: 'Row and reconstruction, column by column',
  column: 'column',
  noise: 'noise σ',
  offBy: 'off by',
  allColumns: 'All {count} columns',

  // Rows drawn from the model
  generatedCaption: 'First z from the prior, then x from the decoder; beside rows of the file.',
  drawAgain: 'Draw others',
  generatedStrewn: 'Points of 0/1 columns are strewn a little, so that their number is seen.',
  realRows: 'rows of the file',
  drawnRows: 'drawn',
  planeLabel: '{real} rows of the file and {drawn} drawn from the model, {x} across and {y} up.',
  histogramLabel:
    '{column}: how its values are spread in the file and in rows drawn from the model; {off} % lie elsewhere.',

  // Figures and health
  figuresTable: 'Reconstruction, KL, ELBO, gap and log p at this epoch',
  natsARow: 'nats a row',
  overTrainShort: 'training, {rows} rows',
  overHeldShort: 'held out, {rows} rows',
  overSampleShort: 'sample, {rows} rows',
  overAllShort: 'all rows',
  totalsHead: 'nats, summed over all {rows} rows',
  totalsComing: 'Summing log p over all rows: {percent} %',
  totalsStopped: 'The sum over all rows was stopped.',
  totalsSampled:
    'log p(X) is a lower bound in expectation: {samples} draws a row, worth {effective} on average; standard error {error}.',
  activeUnits: '{active} of {latent} latent dimensions are active',
  activityOf: 'Dimension {dimension}: variance of the means of q over the rows {value}',
  activeMeaning: 'Active: the variance over the rows of q’s mean exceeds .01. What hardly varies carries nothing.',
  noiseTitle: 'Noise σ of the decoder, in the units of the file',
  noiseNone: 'Every column is 0/1: Bernoulli, so there is no σ to learn.',
  noiseMeaning:
    'Held above a hundredth of each column’s spread: with no floor, likelihood has no maximum, as with a component of a mixture that collapses onto one row.',
  atFloor: 'at its floor',
  boundsFree: 'log σ² of q is within its bounds on every row.',
  boundsHit: 'log σ² of q is at its bound on {rows} rows.',
  heldBest: 'Best ELBO on the rows held out: {elbo}, at epoch {epoch}.',
  stopHeldOut: 'Stopped early: the ELBO of the rows held out no longer rose. Epoch {epoch} is the one kept.',
  stopPlateau: 'Stopped: the ELBO no longer rose. Epoch {epoch} is the one kept.',
  stopEpochs: 'Ran all the epochs that were asked for.',
  stopLimit: 'Stopped at the limit of optimiser steps, still climbing.',

  // The run bar
  latentField: 'Latent L',
  hiddenField: 'Hidden',
  hiddenHelp: 'Widths of the encoder’s hidden layers, parted by commas; the decoder mirrors them',
  activationField: 'Activation',
  epochsField: 'Epochs',
  epochsAuto: 'auto',
  epochsHelp: 'Empty: until the ELBO of the rows held out stops rising',
  rateField: 'Rate',
  batchField: 'Batch',
  betaField: 'β, weight of the KL (1 is the ELBO)',
  annealField: 'Steps over which β rises (0 is the ELBO)',
  freeBitsField: 'Free nats a dimension (0 is the ELBO)',
  linearField: 'Linear: probabilistic PCA by gradient',
  boundsField: 'Likelihood: a Gaussian with a learned σ a column; Bernoulli where a column is 0/1.',
} as const;

export type VaeKey = keyof typeof vaeWords;
