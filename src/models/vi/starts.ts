import { emptyMoments, type Moments, type RowKernel } from '../../kernels/rows';
import type { EmSetting } from '../gmm/em';
import { knownMoments } from '../gmm/known';
import { randomStream } from '../gmm/random';
import { scaledRows, seedRows } from '../gmm/seeding';
import type { StartProgress } from '../gmm/starts';
import { Cavi, type CaviSetting } from './cavi';
import { cloneFactors, type Factors } from './factors';
import type { SubStep } from './trace';

/** Lloyd's steps of every other restart, as for EM. */
const SWEEPS = 20;

export interface ViStartSetting {
  readonly k: number;
  /** A whole number. */
  readonly seed: number;
  readonly restarts: number;
  /** Iterations of every restart. */
  readonly iterations: number;
  /** How many of them go on, and for how many more iterations, before one is chosen. */
  readonly finalists: number;
  readonly finalIterations: number;
  /** Priors and column statistics of all rows; `n` is the number of rows in the kernel. */
  readonly cavi: Omit<CaviSetting, 'tolerance' | 'maxIterations'>;
}

/** A short run, over. */
export interface ViShortRun {
  /** Which restart, from 0. */
  readonly restart: number;
  /** The factors right after the start: what the whole run begins with if the sample is all rows. */
  readonly begin: Factors;
  /** Where the run has arrived: what the run on all rows begins with if the sample is not all of them. */
  readonly factors: Factors;
  /** The bound there, on the sample, in nats. */
  readonly bound: number;
  readonly trace: readonly SubStep[];
}

/**
 * Looks for where to start, as `searchStarts` does for EM and from the same seeded assignments (k-means++ on scaled
 * columns), but judged by what is to be maximised: the bound. Yields after every iteration. Returns all runs, the one
 * with the largest bound first. `columns` are the rows of `kernel`; there is at least one.
 */
export function* searchViStarts(
  columns: readonly Float64Array[],
  kernel: RowKernel,
  setting: ViStartSetting,
): Generator<StartProgress, readonly ViShortRun[]> {
  const { k, restarts, iterations, finalIterations } = setting;
  const moments = emptyMoments('full', k, columns.length);
  const finalists = Math.min(setting.finalists, restarts);
  const total = restarts * iterations + finalists * finalIterations;
  const scales = setting.cavi.columnScales.map((scale) => scale || 1);
  const runs: { restart: number; cavi: Cavi; begin: Factors }[] = [];
  let done = 0;
  const rows = scaledRows(columns, scales);
  for (let restart = 0; restart < restarts; restart++) {
    const stream = randomStream(setting.seed, restart + 1);
    const assigned = seedRows(rows, columns.length, k, stream, restart % 2 === 0 ? SWEEPS : 0);
    const cavi = beginFrom(kernel, assigned, setting, moments);
    if (cavi === undefined) continue;
    runs.push({ restart, cavi, begin: cloneFactors(cavi.current) });
    for (let step = 0; step < iterations; step++, done++) {
      yield { done, total, restart };
      if (!cavi.done) iterate(kernel, cavi, moments);
    }
  }
  runs.sort(byBound);
  for (const { restart, cavi } of runs.slice(0, finalists)) {
    for (let step = 0; step < finalIterations && !cavi.done; step++, done++) {
      yield { done, total, restart };
      iterate(kernel, cavi, moments);
    }
  }
  return runs.sort(byBound).map(({ restart, cavi, begin }) => ({
    restart,
    begin,
    factors: cloneFactors(cavi.current),
    bound: cavi.bound,
    trace: cavi.trace.subSteps(),
  }));
}

/** Hard assignments and what follows from them; undefined if that leaves the range of numbers. */
function beginFrom(
  kernel: RowKernel,
  assigned: Int32Array,
  { cavi: shared, iterations, finalIterations, k }: ViStartSetting,
  moments: Moments,
): Cavi | undefined {
  const setting: CaviSetting = { ...shared, tolerance: 1e-8, maxIterations: iterations + finalIterations };
  clear(moments);
  knownMoments(kernel, assignmentSetting(setting), assigned, 0, kernel.n, moments);
  const cavi = Cavi.fromMoments(setting, Cavi.referenceFrame(setting, k), moments);
  return cavi.ok ? cavi.value : undefined;
}

/** What `knownMoments` takes of an EM: the columns' reference axes, which are those of `Cavi.referenceFrame`. */
export function assignmentSetting(setting: CaviSetting): EmSetting {
  const { n, columnMeans, columnScales, tolerance, maxIterations } = setting;
  return { n, columnMeans, columnScales, tolerance, maxIterations, family: 'full', minEigenvalue: 0, regCovar: 0 };
}

function iterate(kernel: RowKernel, cavi: Cavi, moments: Moments): void {
  clear(moments);
  kernel.pass(cavi.frame, 0, kernel.n, moments);
  cavi.advance(moments);
}

function byBound(a: { cavi: Cavi; restart: number }, b: { cavi: Cavi; restart: number }): number {
  const [x, y] = [a.cavi.bound, b.cavi.bound];
  if (Number.isFinite(x) !== Number.isFinite(y)) return Number.isFinite(x) ? -1 : 1;
  return y === x || !Number.isFinite(x) ? a.restart - b.restart : y - x;
}

function clear(moments: Moments): void {
  moments.logLikelihood = 0;
  moments.entropy = 0;
  moments.counts.fill(0);
  moments.first.fill(0);
  moments.second.fill(0);
}
