/** Variational Bayes from a table to a finished ascent, on the same rows, kernels and threads as EM. */
import { FaultError, unwrap } from '../fault.ts';
import { createKernel } from '../kernels/create.ts';
import { emptyMoments, type Frame, type Moments } from '../kernels/rows.ts';
import { thetaOf } from '../models/gmm/frame.ts';
import { defaultSearch, startSample, takeRows } from '../models/gmm/starts.ts';
import { Cavi, type CaviSetting } from '../models/vi/cavi.ts';
import { singleEvidence } from '../models/vi/evidence.ts';
import type { Factors } from '../models/vi/factors.ts';
import { logPredictive, predictiveOf } from '../models/vi/predictive.ts';
import { choosePriors, type Priors } from '../models/vi/priors.ts';
import { searchViStarts } from '../models/vi/starts.ts';
import type { FitOptions } from '../protocol/run.ts';
import type { ViSetting } from '../protocol/viFrame.ts';
import type { FromWorker } from '../protocol/worker.ts';
import type { FitRequest } from './fitting.ts';
import { type Problem, poseProblem } from './problem.ts';
import type { RowSource } from './rowSource.ts';
import { clearMoments } from './segments.ts';
import { startedEvent } from './started.ts';

export interface ViFitting {
  readonly run: number;
  readonly options: FitOptions;
  readonly problem: Problem;
  readonly priors: Priors;
  readonly cavi: Cavi;
  /** Under which the given q(Z) was had that the run begins with; absent where it begins with factors. */
  readonly startFrame?: Frame;
  /** What was told before the first moment, to be told again to a panel that comes later. */
  readonly beginning: readonly FromWorker[];
}

/** K where it is left to the data: more than are likely to be needed, since those that are not empty themselves. */
const ceiling = 9;

/** Throws FaultError; resolves to undefined if it was overtaken. `given` and `options.start` begin as EM's do. */
export async function beginVi(request: FitRequest): Promise<ViFitting | undefined> {
  const { run, options, given } = request;
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
  const { matrix } = problem;
  const beginning: FromWorker[] = [];
  const tell = (event: FromWorker): void => {
    beginning.push(event);
    request.emit(event);
  };
  request.emit({ type: 'lines', lines: matrix.lines });
  tell(startedEvent(run, options, request.table, matrix));
  request.onPosed();
  const start = await startOf(request, problem, setting, k);
  if (!start || request.overtaken()) {
    problem.rows.close();
    return undefined;
  }
  tell({ type: 'chosen', run, components: k, family: 'full' });
  tell(settingOf(run, start.cavi, await evidenceOf(problem, start.cavi)));
  return { run, options, problem, priors, ...start, beginning };
}

function settingOf(run: number, { frame, setting, trace }: Cavi, evidence: number | undefined): ViSetting {
  const { alpha0, beta0, nu0, m0, w0 } = setting.priors;
  return {
    type: 'viSetting',
    run,
    components: frame.k,
    priors: { alpha0, beta0, nu0, m0: m0.slice(), w0: w0.slice() },
    firstIteration: trace.firstIteration,
    ...(evidence === undefined ? {} : { evidence }),
  };
}

/** log p(X) of one component, which takes all rows whatever it begins with; undefined for more of them. */
async function evidenceOf({ rows, matrix }: Problem, { frame, setting, current }: Cavi): Promise<number | undefined> {
  if (frame.k > 1) return undefined;
  const moments = emptyMoments('full', 1, matrix.d);
  await rows.pass(frame, moments);
  const posterior = Cavi.fromFactors(setting, current);
  posterior.close(moments);
  return posterior.step(moments) ? singleEvidence(setting.priors, setting.n, posterior.current) : undefined;
}

interface Start {
  readonly cavi: Cavi;
  readonly startFrame?: Frame;
}

async function startOf(
  request: FitRequest,
  problem: Problem,
  setting: CaviSetting,
  k: number,
): Promise<Start | undefined> {
  const { given, options } = request;
  const { rows, matrix } = problem;
  const moments = emptyMoments('full', k, matrix.d);
  if (given) {
    const axes = Cavi.referenceFrame(setting, k);
    await rows.passGiven(axes, given.q, moments);
    return { cavi: unwrap(Cavi.fromMoments(setting, axes, moments)) };
  }
  if (options.start) {
    const { frame } = unwrap(thetaOf(options.start, 'full'));
    await rows.pass(frame, moments);
    return { cavi: unwrap(Cavi.fromMoments(setting, frame, moments)), startFrame: frame };
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
      return { cavi: Cavi.fromFactors(setting, chosen.length === matrix.n ? best.begin : best.factors) };
    }
    if (!request.turn.due()) continue;
    request.emit({ type: 'progress', run: request.run, phase: 'starts', fraction: value.done / value.total });
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
export async function predictiveTotal({ problem, cavi }: Pick<ViFitting, 'problem' | 'cavi'>): Promise<number> {
  const densities = await predictiveDensities(problem.rows, cavi.current, async () => {});
  return densities.reduce((sum, density) => sum + density, 0);
}

/** log p̂(x_i) of every row [n] under factors, in nats; `rest` is called between slices, and may throw. */
export async function predictiveDensities(
  rows: RowSource,
  factors: Factors,
  rest: () => Promise<void>,
): Promise<Float64Array> {
  const predictive = predictiveOf(factors);
  const { k } = factors.frame;
  const squares = new Float64Array(Math.min(rows.n, rowsPerSlice) * k);
  const densities = new Float64Array(rows.n);
  for (let from = 0; from < rows.n; from += rowsPerSlice) {
    const to = Math.min(rows.n, from + rowsPerSlice);
    const part = squares.subarray(0, (to - from) * k);
    await rows.logJoint(predictive.frame, from, to, part);
    logPredictive(predictive, part, densities.subarray(from, to));
    await rest();
  }
  return densities;
}
