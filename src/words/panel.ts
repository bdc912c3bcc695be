/** Every sentence of the panel, in English. The Korean stands in l10n/bundle.l10n.ko.json under the English text. */
export const panelWords = {
  // The identity
  halfStepOf: 'Half-step {half} of {known}',
  stepE: 'E-step',
  stepM: 'M-step',
  stepX: 'extrapolated step',
  natsOverRows: 'Nats, summed over {rows} rows.',
  rowCount: '{rows} rows',
  movedFirst: 'The start: Q is the posterior at θ₀, so the bound touches ℓ.',
  movedFirstM: 'The start: θ was fitted to a first guess of Q; the next E closes the gap.',
  movedE: 'Q moved, θ stayed. The bound rose by {bound} and now touches ℓ.',
  movedM: 'θ moved, Q stayed. ℓ rose by {likelihood}, the bound by {bound}; the difference is the gap.',
  movedX: 'θ jumped ahead along its path and Q followed; neither an E nor an M.',
  settledE: 'Q moved, θ stayed. The bound already touched ℓ to within {bound}.',
  positiveDensity: 'ℓ is above 0 because densities, unlike probabilities, may exceed 1.',
  identityLabel: 'ELBO {elbo} plus KL {kl} equals log-likelihood {logLikelihood}, in nats',
  iteration: 'iteration',

  // How it ended
  stoppedTolerance: 'Converged: ℓ has stopped rising.',
  stoppedMaxIterations: 'Stopped at the limit of iterations, not converged.',
  stoppedExact: 'Closed form: z is known on every row, one M-step is the maximum.',
  // The bound
  boundTitle: 'The bound',
  start: 'start',
  legendElbo: 'touches ℓ after every E',
  legendKl: 'the gap that M reopens',
  legendOtherStart: 'one other start',
  legendOtherStarts: '{count} other starts',
  chartLabel:
    'ELBO and log-likelihood over {known} half-steps, from {first} to {last}. The gap between them is the KL divergence.',
  scrubber: 'Half-step',
  scrubberValue: 'Half-step {half} of {known}, {step}: ELBO {elbo}, log-likelihood {logLikelihood}, KL {kl}',
  zoomHelp: 'Wheel or drag to zoom, double-click to see all',

  // The run
  transport: 'Run',
  stepBack: 'One half-step back',
  stepETip: 'E-step: Q becomes the posterior at the present θ',
  stepMTip: 'M-step: θ goes where the bound is highest',
  play: 'Play',
  pause: 'Pause',
  toConvergence: 'To convergence',
  newStart: 'New start',
  stop: 'Stop',
} as const;

export type PanelKey = keyof typeof panelWords;
