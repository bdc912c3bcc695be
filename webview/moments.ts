/** What the moments of a run are called: half-steps of EM, sub-steps of variational Bayes, epochs of a VAE. */
import type { PanelKey } from '../src/words/panel.ts';
import type { Moments } from './bound/columns.ts';
import { decimalsThatAddUp, fixed } from './figures.ts';
import { halfOnShow, type Model, modelOf, type PanelState } from './state.ts';
import { partOf } from './vi/slot.ts';
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

const names: Readonly<Record<Model, PanelKey>> = { gmm: 'scrubber', vi: 'subStep', vae: 'epoch' };
const backs: Readonly<Record<Model, PanelKey>> = { gmm: 'stepBack', vi: 'subStepBack', vae: 'epochBack' };

/** The scrubber's name. */
export const nameOfMoments = (state: PanelState): string => say(state, names[modelOf(state)]);

export const stepBackName = (state: PanelState): string => say(state, backs[modelOf(state)]);

/** The factor of q that a sub-step updates, as it is written. */
const factors = { assignments: 'q(Z)', weights: 'q(π)', components: 'q(μ,Λ)' } as const;
const tips: Readonly<Record<keyof typeof factors, PanelKey>> = {
  assignments: 'viStepAssignments',
  weights: 'viStepWeights',
  components: 'viStepComponents',
};

export const factorOf = (letter: string): string => factors[partOf(letter)];

/** The button that takes the next step, where steps have no letters of their own. */
export function nextStepName(state: PanelState): { readonly text: string; readonly tip: string } {
  if (modelOf(state) === 'vae') return { text: say(state, 'epoch'), tip: say(state, 'epochTip') };
  const { halves } = state.trace;
  const moment = (halfOnShow(state) ?? -1) + 1;
  // Sub-steps follow each other in a circle of three.
  const part = partOf(halves[moment] ?? halves[moment % 3] ?? '');
  return { text: factors[part], tip: say(state, tips[part]) };
}

/** "6 · M" */
export const momentName = (state: PanelState, moment: number): string => {
  const letter = state.trace.halves[moment]!;
  return `${moment + 1} · ${modelOf(state) === 'vi' ? factorOf(letter) : letter}`;
};

/** A moment with its figures, for those who hear the scrubber. */
export function momentText(state: PanelState, moment: number): string {
  if (modelOf(state) === 'vae') return epochText(state, moment);
  const { trace } = state;
  const [elbo, logLikelihood] = [trace.elbo[moment]!, trace.logLikelihood[moment]!];
  const at = { half: moment + 1, known: trace.length };
  if (modelOf(state) === 'vi') {
    return say(state, 'subStepValue', { ...at, factor: factorOf(trace.halves[moment]!), elbo: fixed(elbo, 4) });
  }
  const kl = logLikelihood - elbo;
  const digits = decimalsThatAddUp([elbo, kl], logLikelihood);
  return say(state, 'scrubberValue', {
    ...at,
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
