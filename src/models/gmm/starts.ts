import { FaultError } from '../../fault';
import { createKernel } from '../../kernels/create';
import { emptyMoments, type Moments, type RowKernel } from '../../kernels/rows';
import { eligible } from './collapse';
import { Em, type EmSetting } from './em';
import { families } from './families';
import { knownMoments } from './known';
import type { Family, HalfStep, Mixture } from './mixture';
import { randomStream, sampleRows, spreadRows } from './random';
import { scaledRows, seedRows } from './seeding';

/** Starts are looked for among no more rows than this. */
export const SAMPLE_ROWS = 8192;
/** From so many columns on, a step under the constraint costs an eigendecomposition that is felt. */
const COSTLY_COLUMNS = 16;
/** There, a short run that the constraint holds open for so many steps is over, and so is a search in which … */
const BOUND_STEPS = 3;
/** … so many starts in a row have ended like that before any has stood. */
const FALLEN_STARTS = 4;
/** Among the rows of a sample, restarts are compared on so many; the finalists go on on all of them. */
const SCREEN_ROWS = 4096;
const SCREEN_STREAM = 102;
/**
 * Change of ℓ a row at which a short run is over. On a sample, ℓ is some (free parameters)/2n away from what it is on
 * all rows, 1e-3 and more: the last digits of its optimum say nothing.
 */
const TOLERANCE = 1e-8;
const TOLERANCE_OF_SAMPLE = 1e-6;
/** Stream of the sample; restart r has stream r + 1. */
const SAMPLE_STREAM = 0;
/** Of how many rows an accelerated fit looks at one before it looks at all. */
const ROWS_EACH_FOR = 16;
const FORE_STREAM = 101;
/** Stands in for a constraint that is off, so that a start on few rows is no dead end. */
const LEAST_EIGENVALUE = 1e-6;
/** Lloyd's steps of every other restart; the rest begin right from k-means++, which is the more varied. */
const SWEEPS = 20;

export interface StartSetting {
  readonly family: Family;
  readonly k: number;
  /** A whole number. */
  readonly seed: number;
  readonly restarts: number;
  /** EM steps of every restart. */
  readonly iterations: number;
  /** How many of them go on, and for how many more steps, before one is chosen. */
  readonly finalists: number;
  readonly finalIterations: number;
  /** Of all rows, as in `EmSetting`. */
  readonly columnMeans: Float64Array;
  readonly columnScales: Float64Array;
  readonly minEigenvalue: number;
  /** Whether the rows are but a sample of those that the run goes on with. */
  readonly sampled?: boolean;
}

/**
 * Ten restarts of 15 steps, the best four for 50 more: after 15 steps the leader is often not on the way to the best
 * optimum. Over 20 seeds, iris with K = 4, full, ended at −159.2 on average against −160.5 when only the leader went on,
 * and 35 further steps changed nothing. No start ever passes over more than the sample.
 */
export const defaultSearch = { restarts: 10, iterations: 15, finalists: 4, finalIterations: 50 } as const;

/** A short run, over. */
export interface ShortRun {
  /** Which restart, from 0. */
  readonly restart: number;
  /** θ₀, where the run began. */
  readonly begin: Mixture;
  /** Where the run has arrived: what EM on all rows begins with if the sample is not all of them. */
  readonly mixture: Mixture;
  /** ℓ of that mixture on the rows that it was fitted to, in nats. */
  readonly logLikelihood: number;
  /** The constraint binds, or a component has ≤ D effective rows of the sample. */
  readonly collapsed: boolean;
  readonly trace: readonly HalfStep[];
}

export interface StartProgress {
  /** EM steps made and to be made at most, over all restarts. */
  readonly done: number;
  readonly total: number;
  readonly restart: number;
}

/** The rows among which to look: all, or a seeded sample in file order. */
export const startSample = (n: number, seed: number): Uint32Array =>
  sampleRows(n, SAMPLE_ROWS, randomStream(seed, SAMPLE_STREAM));

/**
 * The rows on which an accelerated fit of very many goes on from the sample before all rows are asked: a sixteenth,
 * seeded. Undefined where that would be hardly more than the sample.
 */
export const foreRows = (n: number, seed: number): Uint32Array | undefined =>
  n >= 2 * ROWS_EACH_FOR * SAMPLE_ROWS
    ? spreadRows(n, Math.floor(n / ROWS_EACH_FOR), randomStream(seed, FORE_STREAM))
    : undefined;

/** Those rows of some columns; the columns themselves if it is all of them. */
export function takeRows(columns: readonly Float64Array[], rows: Uint32Array): readonly Float64Array[] {
  if (columns.length === 0 || rows.length === columns[0].length) return columns;
  return columns.map((column) => {
    const taken = new Float64Array(rows.length);
    for (let i = 0; i < rows.length; i++) taken[i] = column[rows[i]];
    return taken;
  });
}

/**
 * Looks for where to start: seeded k-means++ on scaled columns, hard assignments to θ₀ by the family's M-step, a short
 * EM from each, the most promising for longer. Yields after every EM step, so that the caller can let others in, tell
 * how far it is, or stop (`return`). The result depends on the seed, the rows and the kernel's kind alone. Of a sample,
 * the restarts see 4,096 rows, and only the finalists all of them.
 *
 * Returns all runs, best first: by ℓ, those that collapsed after those that did not. `columns` are the sample's rows and
 * `kernel` holds the same rows; there is at least one.
 */
export function* searchStarts(
  columns: readonly Float64Array[],
  kernel: RowKernel,
  setting: StartSetting,
): Generator<StartProgress, readonly ShortRun[]> {
  const { k, iterations, finalIterations } = setting;
  // One component has its maximum in one step, wherever it begins.
  const restarts = k === 1 ? 1 : setting.restarts;
  const { shape } = families[setting.family];
  const moments = emptyMoments(shape, k, columns.length);
  const finalists = Math.min(setting.finalists, restarts);
  const total = restarts * iterations + finalists * finalIterations;
  const scales = setting.columnScales.map((scale) => scale || 1);
  const runs: Run[] = [];
  const costly = columns.length >= COSTLY_COLUMNS;
  let done = 0;
  let standing = 0;
  const screen = setting.sampled ? screenOf(columns, setting.seed) : undefined;
  const rows = scaledRows(screen?.columns ?? columns, scales);
  const first = screen?.kernel ?? kernel;
  for (let restart = 0; restart < restarts; restart++) {
    if (costly && standing === 0 && restart >= FALLEN_STARTS) break;
    const stream = randomStream(setting.seed, restart + 1);
    const assigned = seedRows(rows, columns.length, k, stream, restart % 2 === 0 ? SWEEPS : 0);
    const em = beginFrom(first, assigned, setting, iterations + finalIterations, moments);
    runs.push({ restart, em, begin: em.snapshot() });
    for (let step = 0, bound = 0; step < iterations; step++, done++) {
      yield { done, total, restart };
      if (em.done || (costly && bound >= BOUND_STEPS)) continue;
      iterate(first, em, moments);
      bound = em.binds.includes(1) ? bound + 1 : 0;
    }
    closeRun(first, em, moments);
    if (eligible(em)) standing++;
  }
  runs.sort(byPromise);
  for (const run of costly && standing === 0 ? [] : runs.slice(0, finalists)) {
    if (screen && !goOn(run, settingOf(kernel, setting, finalIterations))) continue;
    const { restart, em } = run;
    for (let step = 0; step < finalIterations && !em.done; step++, done++) {
      yield { done, total, restart };
      iterate(kernel, em, moments);
    }
    closeRun(kernel, em, moments);
  }
  return runs.sort(byPromise).map(({ restart, em, begin }) => ({
    restart,
    begin,
    mixture: em.snapshot(),
    logLikelihood: em.logLikelihood,
    collapsed: !eligible(em),
    trace: em.halfSteps(),
  }));
}

interface Run {
  readonly restart: number;
  readonly begin: Mixture;
  em: Em;
}

/** From the rows of the screen to those of the sample. False if θ cannot be taken there. */
function goOn(run: Run, setting: EmSetting): boolean {
  const em = Em.fromMixture(setting, run.em.snapshot());
  if (em.ok) run.em = em.value;
  return em.ok;
}

/** θ₀ from hard assignments. */
function beginFrom(
  kernel: RowKernel,
  assigned: Int32Array,
  setting: StartSetting,
  maxIterations: number,
  moments: Moments,
): Em {
  const emSetting = settingOf(kernel, setting, maxIterations);
  reset(moments);
  knownMoments(kernel, emSetting, assigned, 0, kernel.n, moments);
  const em = Em.fromResponsibilities(emSetting, moments);
  if (!em.ok) throw new FaultError(em.fault);
  return em.value;
}

const settingOf = (kernel: RowKernel, setting: StartSetting, maxIterations: number): EmSetting => ({
  n: kernel.n,
  family: setting.family,
  columnMeans: setting.columnMeans,
  columnScales: setting.columnScales,
  minEigenvalue: setting.minEigenvalue || LEAST_EIGENVALUE,
  regCovar: 0,
  tolerance: setting.sampled ? TOLERANCE_OF_SAMPLE : TOLERANCE,
  maxIterations,
});

function screenOf(columns: readonly Float64Array[], seed: number) {
  const chosen = takeRows(columns, spreadRows(columns[0].length, SCREEN_ROWS, randomStream(seed, SCREEN_STREAM)));
  return { columns: chosen, kernel: createKernel(chosen) };
}

function iterate(kernel: RowKernel, em: Em, moments: Moments): void {
  reset(moments);
  kernel.pass(em.frame, 0, kernel.n, moments);
  em.advance(moments);
}

/** Makes ℓ and N_k belong to the θ of the run. */
function closeRun(kernel: RowKernel, em: Em, moments: Moments): void {
  if (em.done) return;
  reset(moments);
  kernel.pass(em.frame, 0, kernel.n, moments);
  em.close(moments);
}

function byPromise(a: Run, b: Run): number {
  const collapsed = Number(!eligible(a.em)) - Number(!eligible(b.em));
  if (collapsed !== 0) return collapsed;
  // ℓ on few rows and on many cannot be compared: whoever went on to the many is ahead.
  if (a.em.setting.n !== b.em.setting.n) return b.em.setting.n - a.em.setting.n;
  const [x, y] = [a.em.logLikelihood, b.em.logLikelihood];
  if (Number.isFinite(x) !== Number.isFinite(y)) return Number.isFinite(x) ? -1 : 1;
  return y === x || !Number.isFinite(x) ? a.restart - b.restart : y - x;
}

function reset(moments: Moments): void {
  moments.logLikelihood = 0;
  moments.entropy = 0;
  moments.counts.fill(0);
  moments.first.fill(0);
  moments.second.fill(0);
}
