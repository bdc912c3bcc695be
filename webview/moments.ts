/** What the moments of a run are called: half-steps of EM, epochs of a VAE. */
import type { Moments } from './bound/columns.ts';
import { decimalsThatAddUp, fixed } from './figures.ts';
import { modelOf, type PanelState } from './state.ts';
import { say, stepName } from './words.ts';

/** What stands on the axis under the curves. */
export function momentsOf(state: PanelState): Moments {
  if (modelOf(state) === 'vae') {
    const { length, epochs } = state.vae.trace;
    return { length, halves: '', number: (moment) => epochs[moment]! };
  }
  const { length, halves } = state.trace;
  return { length, halves, number: (moment) => moment + 1 };
}

/** The scrubber's name. */
export const nameOfMoments = (state: PanelState): string => say(state, modelOf(state) === 'vae' ? 'epoch' : 'scrubber');

export const stepBackName = (state: PanelState): string =>
  say(state, modelOf(state) === 'vae' ? 'epochBack' : 'stepBack');

/** The button that takes the next step, where steps have no letters of their own. */
export const nextStepName = (state: PanelState): { readonly text: string; readonly tip: string } => ({
  text: say(state, 'epoch'),
  tip: say(state, 'epochTip'),
});

/** A moment with its figures, for those who hear the scrubber. */
export function momentText(state: PanelState, moment: number): string {
  if (modelOf(state) === 'vae') return epochText(state, moment);
  const { trace } = state;
  const [elbo, logLikelihood] = [trace.elbo[moment]!, trace.logLikelihood[moment]!];
  const kl = logLikelihood - elbo;
  const digits = decimalsThatAddUp([elbo, kl], logLikelihood);
  return say(state, 'scrubberValue', {
    half: moment + 1,
    known: trace.length,
    step: stepName(state, trace.halves[moment]!),
    elbo: fixed(elbo, digits),
    logLikelihood: fixed(logLikelihood, digits),
    kl: fixed(kl, digits),
  });
}

function epochText(state: PanelState, moment: number): string {
  const { epochs, train } = state.vae.trace;
  const [elbo, reconstruction, kl] = [train.elbo[moment]!, train.reconstruction[moment]!, train.kl[moment]!];
  const digits = decimalsThatAddUp([elbo, kl], reconstruction);
  return say(state, 'epochValue', {
    epoch: epochs[moment]!,
    elbo: fixed(elbo, digits),
    reconstruction: fixed(reconstruction, digits),
    kl: fixed(kl, digits),
  });
}
