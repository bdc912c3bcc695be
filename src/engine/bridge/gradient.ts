/**
 * The best diagonal q of one row again, found by gradient from random draws: by reparameterisation, and by the score
 * function beside it, both on the same draws, with their variances measured.
 */
import { randomStream } from '../../models/gmm/random.ts';
import {
  exactGradient,
  gradientsOfDraw,
  measureGradients,
  type RowAscent,
  rowAscent,
} from '../../models/ppca/gradient.ts';
import { bestDiagonal, type LinearModel } from '../../models/ppca/model.ts';
import { standardNormal } from '../../models/ppca/normal.ts';
import { encode, independent, linearRowIdentity } from '../../models/ppca/row.ts';
import type { BridgeAnswerOf } from '../../protocol/bridge.ts';
import type { Asked, Say } from './bridge.ts';
import { planeOf, turned } from './diagonal.ts';
import { breathe, type Ground, type Shift } from './ground.ts';

/** Steps of the ascent, each with one draw of ε. */
const steps = 600;
/** Adam's rate at the beginning; it falls as 1/(1 + t/settling), so that the noise of one draw a step dies away. */
const rate = 0.1;
const settling = 40;
/** Draws whose gradients are shown one by one. */
const shownDraws = 120;

type Estimator = 'reparameterisation' | 'scoreFunction';

/** An ascent of one row's ELBO in (m, ln s). */
interface Climb {
  /** [T + 1] */
  readonly elbo: Float64Array;
  /** [T + 1] q at each step. */
  readonly q: readonly { readonly mean: Float64Array; readonly deviations: Float64Array }[];
}

export async function gradientPage(ask: Asked<'gradient'>, ground: Ground, shift: Shift, say: Say): Promise<void> {
  const spread = await ground.spread(shift);
  const row = Math.min(ask.row, ground.matrix.n - 1);
  const model = turned(planeOf(ground, spread).model, ask.angle);
  const x = ground.row(row);
  const { encoder, variances } = bestDiagonal(model);
  const best = { mean: encode(model, encoder, x).mean, deviations: variances.map(Math.sqrt) };
  const top = linearRowIdentity(model, x, independent(best.mean, best.deviations));
  const key = `${row} ${ask.angle} ${ask.seed}`;
  const climbs = ground.keepLast('gradient climbs', key, () => ({
    reparameterisation: climb(model, x, ask.seed, 'reparameterisation'),
    scoreFunction: climb(model, x, ask.seed, 'scoreFunction'),
  }));
  await breathe(shift);
  const at = Math.min(ask.at, steps);
  const q = climbs.reparameterisation.q[at]!;
  const here = rowAscent(model, x, q.mean, q.deviations);
  const measured = ground.keepLast('gradient measured', `${key} ${at} ${ask.draws}`, () =>
    measureGradients(here, ask.draws, ask.seed),
  );
  say({
    page: 'gradient',
    row,
    angle: ask.angle,
    latent: model.l,
    steps,
    at,
    q,
    best,
    bestElbo: top.elbo,
    logLikelihood: top.logDensity,
    path: { reparameterisation: climbs.reparameterisation.elbo, scoreFunction: climbs.scoreFunction.elbo },
    draws: ask.draws,
    seed: ask.seed,
    exact: exactGradient(here),
    reparameterisation: measured.reparameterisation,
    scoreFunction: measured.scoreFunction,
    samples: samplesOf(here, Math.min(shownDraws, ask.draws), ask.seed),
    draw: drawOf(here, ask.epsilon),
  });
}

/** From the prior, q = N(0, I), one draw a step, by Adam (Kingma & Ba 2015). The ELBO along the way is exact. */
function climb(model: LinearModel, x: Float64Array, seed: number, estimator: Estimator): Climb {
  const { l } = model;
  const stream = randomStream(seed, 1);
  const point = new Float64Array(2 * l);
  const [first, second] = [new Float64Array(2 * l), new Float64Array(2 * l)];
  const q = () => ({ mean: point.slice(0, l), deviations: point.slice(l).map(Math.exp) });
  const elboOf = ({ mean, deviations }: ReturnType<typeof q>) =>
    linearRowIdentity(model, x, independent(mean, deviations)).elbo;
  const path = [q()];
  const elbo = new Float64Array(steps + 1);
  elbo[0] = elboOf(path[0]!);
  const epsilon = new Float64Array(l);
  for (let step = 1; step <= steps; step++) {
    const now = path[step - 1]!;
    for (let j = 0; j < l; j++) epsilon[j] = standardNormal(stream);
    const gradient = gradientsOfDraw(rowAscent(model, x, now.mean, now.deviations), epsilon)[estimator];
    const length = rate / (1 + step / settling);
    for (let p = 0; p < 2 * l; p++) {
      // ∂/∂ln s = s ∂/∂s
      const g = p < l ? gradient[p]! : gradient[p]! * now.deviations[p - l]!;
      first[p] = 0.9 * first[p]! + 0.1 * g;
      second[p] = 0.98 * second[p]! + 0.02 * g * g;
      const mean = first[p]! / (1 - 0.9 ** step);
      const size = Math.sqrt(second[p]! / (1 - 0.98 ** step));
      point[p]! += size > 0 ? (length * mean) / size : 0;
    }
    path.push(q());
    elbo[step] = elboOf(path[step]!);
  }
  return { elbo, q: path };
}

/** The first draws of the stream that `measureGradients` draws from, one by one: [S·2L] each. */
function samplesOf(here: RowAscent, count: number, seed: number): BridgeAnswerOf<'gradient'>['samples'] {
  const { l } = here.model;
  const stream = randomStream(seed);
  const samples = {
    reparameterisation: new Float64Array(count * 2 * l),
    scoreFunction: new Float64Array(count * 2 * l),
  };
  const epsilon = new Float64Array(l);
  for (let s = 0; s < count; s++) {
    for (let j = 0; j < l; j++) epsilon[j] = standardNormal(stream);
    const gradients = gradientsOfDraw(here, epsilon);
    samples.reparameterisation.set(gradients.reparameterisation, s * 2 * l);
    samples.scoreFunction.set(gradients.scoreFunction, s * 2 * l);
  }
  return samples;
}

/** One draw with the reader's ε: z = m + s⊙ε, and what the decoder makes of it. */
function drawOf(here: RowAscent, wanted: readonly number[]): BridgeAnswerOf<'gradient'>['draw'] {
  const { model, mean, deviations, away } = here;
  const { d, l, loadings, noise } = model;
  const epsilon = Float64Array.from({ length: l }, (_, j) => wanted[j] ?? 0);
  const z = mean.map((m, j) => m + deviations[j]! * epsilon[j]!);
  const reconstruction = Float64Array.from(model.mean);
  const slope = new Float64Array(l);
  let misfit = 0;
  for (let r = 0; r < d; r++) {
    let fitted = 0;
    for (let j = 0; j < l; j++) fitted += loadings[r * l + j]! * z[j]!;
    reconstruction[r]! += fitted;
    const rest = away[r]! - fitted;
    misfit += rest * rest;
    for (let j = 0; j < l; j++) slope[j]! += (loadings[r * l + j]! * rest) / noise;
  }
  return {
    epsilon,
    z,
    reconstruction,
    logDensity: -0.5 * (d * Math.log(2 * Math.PI * noise) + misfit / noise),
    slope,
    ...gradientsOfDraw(here, epsilon),
  };
}
