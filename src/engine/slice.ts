/**
 * The lecture's picture, computed: ℓ and two lower bounds along a curve through θ_t and θ_{t+1} in the family's own
 * coordinates, on all rows. ELBO(q_t, ·) touches ℓ at θ_t and, on the line of the step, peaks at θ_{t+1};
 * ELBO(q_{t+1}, ·) touches at θ_{t+1} and peaks elsewhere.
 */

import { emptyMoments } from '../kernels/rows.ts';
import { boundAt } from '../models/gmm/bound.ts';
import { coordinateCount, readCoordinates, walk, writeCoordinates } from '../models/gmm/coordinates.ts';
import { createTheta, type Theta } from '../models/gmm/frame.ts';
import { responsibilities } from '../models/gmm/posterior.ts';
import type { SliceMessage, SliceWatch } from '../protocol/run.ts';
import type { Fitting } from './fitting.ts';
import type { SweepContext } from './sweep.ts';
import { Overtaken } from './turn.ts';

/** From a little before θ_t to as far beyond θ_{t+1}, in steps of the M-step. */
const before = -0.6;
const beyond = 2.1;

/**
 * The slice at iteration t, whose θ_{t+1} must be known; null if it is not, or if the step is no exact M-step
 * (regCovar, an extrapolated one), where nothing need peak. Throws `Overtaken`.
 */
export async function sliceAt(
  fitting: Fitting,
  context: SweepContext,
  t: number,
  wanted: SliceWatch,
): Promise<SliceMessage | null> {
  const { em, problem, options } = fitting;
  if (options.regCovar > 0 || em.history.length < 2) return null;
  const first = Math.min(t, Math.floor(em.history.length / 2) - 1);
  if (em.step(2 * first + 1).half === 'X') return null;
  const { theta: to, thetaOfQ: from } = await em.snapshot(2 * first + 1);
  const units = {
    columnMeans: problem.statistics.means,
    columnScales: problem.statistics.scales.map((scale) => scale || 1),
  };
  const { shape, k, d } = from.frame;
  const [ofFrom, ofTo] = [emptyMoments(shape, k, d), emptyMoments(shape, k, d)];
  await context.rows.pass(from.frame, ofFrom);
  await context.rows.pass(to.frame, ofTo);
  const curve = curveOf(from, to, units, wanted);
  const { points } = wanted;
  const slice: SliceMessage = {
    iteration: first + 1,
    ...(wanted.coordinate === undefined ? {} : { coordinate: curve.coordinate }),
    coordinates: coordinateCount(from),
    at: new Float64Array(points),
    logLikelihood: new Float64Array(points),
    bound: new Float64Array(points),
    nextBound: new Float64Array(points),
    touch: [ofFrom.logLikelihood, boundAt(ofFrom, from, to), ofTo.logLikelihood],
  };
  for (let p = 0; p < points; p++) {
    const share = before + ((beyond - before) * p) / (points - 1);
    const theta = curve.theta(share);
    slice.at[p] = share;
    slice.logLikelihood[p] = await context.rows.logLikelihood(theta.frame);
    slice.bound[p] = boundAt(ofFrom, from, theta);
    slice.nextBound[p] = boundAt(ofTo, to, theta);
    if (!context.turn.due()) continue;
    await context.turn.yield();
    if (context.overtaken()) throw new Overtaken();
  }
  if (wanted.mixtures) slice.entropy = await mixedEntropy(context, from, to, wanted.mixtures);
  return slice;
}

const rowsPerSweep = 4096;

/**
 * H((1 − s)·q_t + s·q_{t+1}) = −Σ_i Σ_k q log q at `count` values of s from 0 to 1, in nats. The bound is linear in Q but
 * for this: ELBO(Q_s, θ) = (1 − s)·(ELBO(q_t, θ) − H_0) + s·(ELBO(q_{t+1}, θ) − H_1) + H_s. Throws `Overtaken`.
 */
async function mixedEntropy(context: SweepContext, from: Theta, to: Theta, count: number): Promise<Float64Array> {
  const { rows, labels } = context;
  const { k } = from.frame;
  const entropy = new Float64Array(count);
  const [first, second] = [new Float64Array(rowsPerSweep * k), new Float64Array(rowsPerSweep * k)];
  for (let start = 0; start < rows.n; start += rowsPerSweep) {
    const end = Math.min(rows.n, start + rowsPerSweep);
    const size = (end - start) * k;
    const known = labels?.subarray(start, end);
    await rows.logJoint(from.frame, start, end, first);
    await rows.logJoint(to.frame, start, end, second);
    responsibilities(first.subarray(0, size), k, first, known);
    responsibilities(second.subarray(0, size), k, second, known);
    for (let s = 0; s < count; s++) {
      const share = s / (count - 1);
      let sum = 0;
      for (let at = 0; at < size; at++) {
        const q = first[at]! + share * (second[at]! - first[at]!);
        if (q > 0) sum -= q * Math.log(q);
      }
      entropy[s]! += sum;
    }
    if (!context.turn.due()) continue;
    await context.turn.yield();
    if (context.overtaken()) throw new Overtaken();
  }
  return entropy;
}

/** θ at each share: 0 is θ_t; 1 is θ_{t+1}, or where the chosen coordinate has as much of it as θ_{t+1} has. */
function curveOf(
  from: Theta,
  to: Theta,
  units: { columnMeans: Float64Array; columnScales: Float64Array },
  { coordinate }: SliceWatch,
): { coordinate: number; theta: (share: number) => Theta } {
  const { shape, k, d } = from.frame;
  const into = createTheta(shape, k, d);
  const count = coordinateCount(from);
  const index = Math.min(coordinate ?? 0, count - 1);
  if (coordinate === undefined) {
    return {
      coordinate: index,
      theta: (share) => {
        walk(from, to, share, units, into);
        return into;
      },
    };
  }
  const start = new Float64Array(count);
  const end = new Float64Array(count);
  writeCoordinates(from, units, start);
  writeCoordinates(to, units, end);
  // A coordinate that hardly moved is walked along for a visible stretch all the same.
  const step = Math.abs(end[index]! - start[index]!) > 1e-3 ? end[index]! - start[index]! : 0.25;
  return {
    coordinate: index,
    theta: (share) => {
      end.set(start);
      end[index] = start[index]! + share * step;
      readCoordinates(end, units, into);
      return into;
    },
  };
}
