/** Variational Bayes from a table to a finished ascent, on the same rows, kernels and threads as EM. */
import { FaultError, unwrap } from '../fault.ts';
import { createKernel } from '../kernels/create.ts';
import { emptyMoments, type Moments } from '../kernels/rows.ts';
import { thetaOf } from '../models/gmm/frame.ts';
import { defaultSearch, startSample, takeRows } from '../models/gmm/starts.ts';
import { Cavi, type CaviSetting } from '../models/vi/cavi.ts';
import { logPredictive, predictiveOf } from '../models/vi/predictive.ts';
import { choosePriors, type Priors } from '../models/vi/priors.ts';
import { searchViStarts } from '../models/vi/starts.ts';
import type { FitRequest } from './fitting.ts';
import { type Problem, poseProblem } from './problem.ts';
import { clearMoments } from './segments.ts';

export interface ViFitting {
  readonly problem: Problem;
  readonly priors: Priors;
  readonly cavi: Cavi;
}

/** K where it is left to the data: more than are likely to be needed, since those that are not empty themselves. */
const ceiling = 9;

/** Throws FaultError; resolves to undefined if it was overtaken. `given` and `options.start` begin as EM's do. */
export async function beginVi(request: FitRequest): Promise<ViFitting | undefined> {
  const { options, given } = request;
  const problem = unwrap(poseProblem(request.table, options, request.platform, request.turn));
  const { n } = problem.matrix;
  const k = given?.k ?? options.start?.k ?? (options.components === 'auto' ? Math.min(ceiling, n) : options.components);
  if (k > n) throw new FaultError({ code: 'fewerRowsThanComponents', args: { rows: n, components: k } });
  const priors = unwrap(choosePriors(options.priors ?? {}, k, problem.statistics));
  const setting: CaviSetting = {
    n,
    priors,
    columnMeans: problem.statistics.means,
    columnScales: problem.statistics.scales,
    tolerance: options.tolerance,
    maxIterations: options.maxIterations,
  };
  const cavi = await startOf(request, problem, setting, k);
  return cavi && { problem, priors, cavi };
}

async function startOf(
  request: FitRequest,
  problem: Problem,
  setting: CaviSetting,
  k: number,
): Promise<Cavi | undefined> {
  const { given, options } = request;
  const { rows, matrix } = problem;
  const moments = emptyMoments('full', k, matrix.d);
  if (given) {
    const axes = Cavi.referenceFrame(setting, k);
    await rows.passGiven(axes, given.q, moments);
    return unwrap(Cavi.fromMoments(setting, axes, moments));
  }
  if (options.start) {
    const { frame } = unwrap(thetaOf(options.start, 'full'));
    await rows.pass(frame, moments);
    return unwrap(Cavi.fromMoments(setting, frame, moments));
  }
  const chosen = startSample(matrix.n, options.seed);
  const sample = takeRows(matrix.columns, chosen);
  const runs = searchViStarts(sample, createKernel(sample), {
    ...defaultSearch,
    k,
    seed: options.seed,
    restarts: options.restarts,
    cavi: { ...setting, n: chosen.length },
  });
  for (;;) {
    const { done, value } = runs.next();
    if (done) {
      const best = value[0];
      if (!best) throw new FaultError({ code: 'viNotFinite', args: {} });
      return Cavi.fromFactors(setting, chosen.length === matrix.n ? best.begin : best.factors);
    }
    if (!request.turn.due()) continue;
    await request.turn.yield();
    if (request.overtaken()) return undefined;
  }
}

/**
 * Iterates until there is a reason to stop; factors, N_k and bound then belong together. Throws FaultError `viSingular
 * {component}` or `viNotFinite` where the bound has left the range of numbers.
 */
export async function finishVi({ problem, cavi }: ViFitting): Promise<Moments> {
  const { k, d } = cavi.frame;
  const moments = emptyMoments('full', k, d);
  do {
    clearMoments(moments);
    await problem.rows.pass(cavi.frame, moments);
  } while (cavi.advance(moments));
  if (cavi.stopReason === 'singular') {
    throw new FaultError({ code: 'viSingular', args: { component: cavi.singularComponent + 1 } });
  }
  if (cavi.stopReason === 'notFinite') throw new FaultError({ code: 'viNotFinite', args: {} });
  return moments;
}

const rowsPerSlice = 4096;

/** Σ_i log p̂(x_i) of the factors as they are, in nats. */
export async function predictiveTotal({ problem, cavi }: ViFitting): Promise<number> {
  const predictive = predictiveOf(cavi.current);
  const { rows } = problem;
  const { k } = cavi.frame;
  const squares = new Float64Array(rowsPerSlice * k);
  let total = 0;
  for (let from = 0; from < rows.n; from += rowsPerSlice) {
    const to = Math.min(rows.n, from + rowsPerSlice);
    const part = squares.subarray(0, (to - from) * k);
    await rows.logJoint(predictive.frame, from, to, part);
    total += logPredictive(predictive, part);
  }
  return total;
}
