/** Messages of a host, with the numbers of a small true run: one-dimensional, two components, three half-steps. */
import type { ToPanel } from '../../../src/protocol/panel.ts';
import { defaultFitOptions, type Frame, type RunEvent, type SliceMessage } from '../../../src/protocol/run.ts';

type Event<T extends ToPanel['type']> = Extract<ToPanel, { type: T }>;

export const welcome: Event<'welcome'> = {
  type: 'welcome',
  language: 'en',
  uri: 'file:///a.csv',
  fileName: 'a.csv',
  options: defaultFitOptions,
  notation: 'cs229',
};

export const started = (run: number, n = 4, d = 2): Event<'started'> => ({
  type: 'started',
  run,
  options: { ...defaultFitOptions, components: 2 },
  n,
  d,
  names: Array.from({ length: d }, (_, i) => `c${i}`),
  dropped: 0,
  droppedLines: [],
  notices: [],
});

export const trace = (run: number, from: number, elbo: readonly number[], kl: readonly number[]): Event<'trace'> => ({
  type: 'trace',
  run,
  from,
  halves: elbo.map((_, i) => ((from + i) % 2 === 0 ? 'E' : 'M')).join(''),
  elbo: Float64Array.from(elbo),
  logLikelihood: Float64Array.from(elbo, (value, i) => value + kl[i]!),
});

export function frame(run: number, half: number, known: number): Frame {
  const theta = {
    k: 2,
    d: 1,
    weights: Float64Array.of(0.5, 0.5),
    means: Float64Array.of(0, 1),
    covariances: Float64Array.of(1, 1),
  };
  return {
    type: 'frame',
    run,
    half,
    known,
    step: { iteration: Math.ceil(half / 2), half: half % 2 === 0 ? 'E' : 'M', elbo: -10, logLikelihood: -9, kl: 1 },
    theta,
    thetaOfQ: theta,
    counts: Float64Array.of(2, 2),
    warnings: [],
  };
}

export const runState = (run: number, state: Extract<RunEvent, { type: 'state' }>['state']): Event<'state'> => ({
  type: 'state',
  run,
  state,
});

/** ELBO = ℓ at the point where they touch, along a coordinate of a family that has so many. */
export const slice = (coordinate: number | undefined, coordinates: number): SliceMessage => ({
  iteration: 2,
  ...(coordinate === undefined ? {} : { coordinate }),
  coordinates,
  at: Float64Array.of(-1, 0, 1),
  logLikelihood: Float64Array.of(-11, -10, -9),
  bound: Float64Array.of(-12, -10, -9.5),
  nextBound: Float64Array.of(-13, -11, -9),
  touch: [-10, -9.5, -9],
});
