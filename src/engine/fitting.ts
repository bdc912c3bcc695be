/**
 * From a table and options to a run that stands at its θ₀: the problem posed, K and family settled, the starts tried.
 * Long work is done in slices; a fit that is overtaken ends quietly.
 */
import type { Table } from '../data/table.ts';
import { type Fault, FaultError, type Result } from '../fault.ts';
import { createKernel } from '../kernels/create.ts';
import { emptyMoments } from '../kernels/rows.ts';
import { eligible } from '../models/gmm/collapse.ts';
import { Em, type EmSetting } from '../models/gmm/em.ts';
import { families, familyNames } from '../models/gmm/families.ts';
import type { Family, HalfStep, Mixture } from '../models/gmm/mixture.ts';
import { randomStart } from '../models/gmm/randomStart.ts';
import { AUTO_COMPONENTS, type Candidate, type Criteria, choose, criteria } from '../models/gmm/selection.ts';
import {
  defaultSearch,
  foreRows,
  SAMPLE_ROWS,
  type ShortRun,
  searchStarts,
  startSample,
  takeRows,
} from '../models/gmm/starts.ts';
import type { FitOptions } from '../protocol/run.ts';
import type { FromWorker } from '../protocol/worker.ts';
import { AcceleratedRun } from './acceleratedRun.ts';
import { EmRun } from './emRun.ts';
import { givenRun, knownRun } from './knownRun.ts';
import type { Platform } from './platform.ts';
import { type Problem, poseProblem } from './problem.ts';
import { LocalRows } from './rowSource.ts';
import { clearMoments } from './segments.ts';
import type { Turn } from './turn.ts';

export interface Fitting {
  readonly run: number;
  readonly options: FitOptions;
  readonly problem: Problem;
  readonly family: Family;
  readonly em: EmRun;
  /** What was told before the staircase began, to be told again to a panel that comes later. */
  readonly beginning: readonly FromWorker[];
  /** All fits that were compared, when K or the family was to be chosen. */
  readonly candidates: readonly Candidate[];
  /** How far towards the tolerance the run is, 0 … 1, by the logarithm of its last rise of ℓ. */
  convergenceFraction(): number;
}

export interface FitRequest {
  readonly run: number;
  readonly table: Table;
  readonly options: FitOptions;
  readonly platform: Platform;
  readonly turn: Turn;
  emit(event: FromWorker): void;
  /** The problem is well posed; the work begins. */
  onPosed(): void;
  overtaken(): boolean;
  /** Begin with the M-step for these responsibilities instead, row-major [n·K]. */
  readonly given?: { readonly k: number; readonly q: Float64Array };
}

/** Throws FaultError; resolves to undefined if it was overtaken. */
export async function beginFit(request: FitRequest): Promise<Fitting | undefined> {
  const beginning: FromWorker[] = [];
  const tell = (event: FromWorker): void => {
    beginning.push(event);
    request.emit(event);
  };
  const { run } = request;
  const options = withLabel(request.options, request.table);
  const problem = unwrap(poseProblem(request.table, options, request.platform, request.turn));
  const { matrix } = problem;
  request.emit({ type: 'lines', lines: matrix.lines });
  tell({
    type: 'started',
    run,
    options,
    n: matrix.n,
    d: matrix.d,
    names: [...matrix.names],
    dropped: matrix.dropped.count,
    droppedLines: [...matrix.dropped.lines.subarray(0, 1000)],
    notices: matrix.notices.map(({ code, args }) => ({ code, args: { ...args } })),
    ...(matrix.label ? { label: { name: matrix.label.name, levels: [...matrix.label.levels] } } : {}),
  });
  request.onPosed();
  const found = await settleStart({ ...request, options }, problem, tell);
  if (!found || request.overtaken()) {
    problem.rows.close();
    return undefined;
  }
  const { family, em, candidates } = found;
  tell({ type: 'chosen', run, components: em.em.frame.k, family });
  return {
    run,
    options,
    problem,
    family,
    em,
    beginning,
    candidates,
    convergenceFraction: () => fractionOf(em, options.tolerance),
  };
}

/** Known labels without a word on which: the column that looks most like it, text before numbers. */
function withLabel(options: FitOptions, { columns }: Table): FitOptions {
  if (!options.known || options.label !== undefined) return options;
  const candidates = columns.filter(({ looksLikeLabel, labels }) => looksLikeLabel && labels);
  const label = candidates.find(({ kind }) => kind === 'text') ?? candidates[0];
  if (!label) throw new FaultError({ code: 'labelNeeded', args: {} });
  return { ...options, label: label.name };
}

interface Settled {
  readonly family: Family;
  readonly em: EmRun;
  readonly candidates: readonly Candidate[];
}

async function settleStart(
  request: FitRequest,
  problem: Problem,
  tell: (event: FromWorker) => void,
): Promise<Settled | undefined> {
  const { options } = request;
  const { d } = problem.matrix;
  const firstFamily: Family = options.family === 'auto' ? 'full' : options.family;
  if (options.known && problem.matrix.label) {
    return {
      family: firstFamily,
      em: await knownRun(problem, settingOf(problem, options, firstFamily)),
      candidates: [],
    };
  }
  if (request.given) {
    const em = await givenRun(problem, settingOf(problem, options, firstFamily), request.given);
    return { family: firstFamily, em, candidates: [] };
  }
  if (options.start && options.start.d === d) {
    const em = runFrom(problem, options, firstFamily, options.start);
    return { family: firstFamily, em, candidates: [] };
  }
  const families = familiesFor(options, d);
  const counts = options.components === 'auto' ? AUTO_COMPONENTS : [options.components];
  if (typeof options.components === 'number' && options.components > problem.matrix.n) {
    const args = { rows: problem.matrix.n, components: options.components };
    throw new FaultError({ code: 'fewerRowsThanComponents', args });
  }
  const search = startSearch(problem, options);
  const choices = families
    .flatMap((family) => counts.map((k) => ({ family, k })))
    .filter(({ k }) => k <= search.distinct);
  if (choices.length === 0) {
    const args = { distinct: search.distinct, components: options.components };
    throw new FaultError({ code: 'fewerDistinctRowsThanComponents', args });
  }
  const alone = choices.length === 1;
  const candidates: (Candidate & { em: EmRun; runs: readonly ShortRun[] })[] = [];
  for (const [index, { family, k }] of choices.entries()) {
    const share = (fraction: number): void =>
      request.emit({
        type: 'progress',
        run: request.run,
        phase: alone ? 'starts' : 'selection',
        fraction: (index + fraction) / choices.length,
      });
    const runs = await search.from(family, k, request, share);
    if (!runs) return undefined;
    let em: EmRun | undefined;
    for (const run of alone ? runs.slice(0, 1) : promising(runs)) {
      const start = search.whole ? run.begin : await foreRun(request, problem, family, run.mixture);
      if (!start) return undefined;
      em = runFrom(problem, options, family, start);
      if (!alone && !(await converge(em, request))) return undefined;
      if (alone || isEligible(em)) break;
    }
    if (!em) throw new FaultError({ code: 'notFinite', args: {} });
    candidates.push({ family, k, em, runs, eligible: alone || isEligible(em), criteria: criteriaOfRun(em, family) });
  }
  const best = candidates[Math.max(0, choose(candidates))]!;
  const random = options.startFrom === 'random' ? randomStarts(problem, options, best.family, best.k) : undefined;
  for (const trace of random?.others ?? best.runs.slice(1).map((run) => run.trace)) {
    const logLikelihood = Float64Array.from(
      trace.filter(({ half }) => half === 'M'),
      (step) => step.logLikelihood,
    );
    tell({ type: 'otherStart', run: request.run, logLikelihood });
  }
  return { family: best.family, em: random?.em ?? best.em, candidates };
}

/** A start that looked sound may collapse on its way: so many are followed before a K is given up. */
const mostFollowed = 3;

function promising(runs: readonly ShortRun[]): readonly ShortRun[] {
  const sound = runs.filter(({ collapsed }) => !collapsed).slice(0, mostFollowed);
  return sound.length > 0 ? sound : runs.slice(0, 1);
}

/** The fore-run need not be exact: θ of a sixteenth of the rows is that far from θ of all, and further. */
const foreTolerance = 1e-6;

/**
 * Where to begin on all rows: where the search arrived, or, for an accelerated fit of very many rows, where it goes on
 * to from there on a sixteenth of them. Undefined if the fit was overtaken.
 */
async function foreRun(
  request: FitRequest,
  problem: Problem,
  family: Family,
  start: Mixture,
): Promise<Mixture | undefined> {
  const { options } = request;
  const chosen = options.accelerate ? foreRows(problem.matrix.n, options.seed) : undefined;
  if (!chosen) return start;
  const columns = takeRows(problem.matrix.columns, chosen);
  const run = runFrom(
    {
      ...problem,
      matrix: { ...problem.matrix, n: chosen.length },
      rows: new LocalRows(createKernel(columns), request.turn),
    },
    { ...options, tolerance: Math.max(options.tolerance, foreTolerance) },
    family,
    start,
  );
  if (!(await converge(run, request))) return undefined;
  return run.em.stopReason === 'converged' && isEligible(run) ? run.em.snapshot() : start;
}

/** Steps of the starts that are drawn faint behind the one that is followed. */
const faintSteps = 20;

/** A run from random rows, and a few steps from other random rows; the latter only where that is no work. */
function randomStarts(problem: Problem, options: FitOptions, family: Family, k: number) {
  const { columns, n } = problem.matrix;
  const start = (which: number): Mixture => randomStart(columns, problem.statistics.scales, k, options.seed, which);
  const em = runFrom(problem, options, family, start(0));
  const others: (readonly HalfStep[])[] = [];
  if (n <= SAMPLE_ROWS) {
    const kernel = createKernel(columns, problem.knownLabels);
    const moments = emptyMoments(families[family].shape, k, columns.length);
    for (let which = 1; which < options.restarts; which++) {
      const other = unwrap(Em.fromMixture({ ...em.em.setting, maxIterations: faintSteps }, start(which)));
      do {
        clearMoments(moments);
        kernel.pass(other.frame, 0, n, moments);
      } while (other.advance(moments));
      others.push(other.halfSteps());
    }
  }
  return { em, others };
}

/** Families with whole matrices cost D³ a component and step: beyond this many columns they are not offered. */
const mostColumnsOfMatrix = 256;

function familiesFor(options: FitOptions, d: number): readonly Family[] {
  const wanted = options.family === 'auto' ? familyNames : [options.family];
  const possible = wanted.filter((family) => d <= mostColumnsOfMatrix || family === 'diag' || family === 'spherical');
  if (possible.length > 0) return possible;
  throw new FaultError({
    code: 'tooManyColumns',
    args: { columns: d, family: options.family, most: mostColumnsOfMatrix },
  });
}

/** Short runs on a sample of the rows; see `models/gmm/starts.ts`. */
function startSearch(problem: Problem, options: FitOptions) {
  const { columns, n } = problem.matrix;
  const chosen = startSample(n, options.seed);
  const sample = takeRows(columns, chosen);
  const kernel = createKernel(sample);
  return {
    /** The sample is all there is: the run can begin where the best short run began. */
    whole: chosen.length === n,
    distinct: distinctRows(sample, 201),
    async from(
      family: Family,
      k: number,
      request: FitRequest,
      progress: (fraction: number) => void,
    ): Promise<readonly ShortRun[] | undefined> {
      const runs = searchStarts(sample, kernel, {
        ...defaultSearch,
        family,
        k,
        seed: options.seed,
        restarts: options.restarts,
        columnMeans: problem.statistics.means,
        columnScales: problem.statistics.scales,
        minEigenvalue: options.minEigenvalue,
      });
      for (;;) {
        const { done, value } = runs.next();
        if (done) return value;
        if (!request.turn.due()) continue;
        progress(value.done / value.total);
        await request.turn.yield();
        if (request.overtaken()) return undefined;
      }
    },
  };
}

async function converge(em: EmRun, request: FitRequest): Promise<boolean> {
  for (;;) {
    const more = em.next();
    if (!(typeof more === 'boolean' ? more : await more)) return true;
    if (!request.turn.due()) continue;
    await request.turn.yield();
    if (request.overtaken()) return false;
  }
}

function settingOf(problem: Problem, options: FitOptions, family: Family): EmSetting {
  return {
    n: problem.matrix.n,
    family,
    columnMeans: problem.statistics.means,
    columnScales: problem.statistics.scales,
    minEigenvalue: options.minEigenvalue,
    regCovar: options.regCovar,
    tolerance: options.tolerance,
    maxIterations: options.maxIterations,
  };
}

function runFrom(problem: Problem, options: FitOptions, family: Family, start: Mixture): EmRun {
  const em = unwrap(Em.fromMixture(settingOf(problem, options, family), start));
  return options.accelerate ? new AcceleratedRun(problem.rows, em) : new EmRun(problem.rows, em);
}

/** BIC, AIC and ICL of the newest θ, and whether such a fit may be chosen. */
export function criteriaOf(fitting: Fitting): Criteria & { eligible: boolean } {
  return { ...criteriaOfRun(fitting.em, fitting.family), eligible: isEligible(fitting.em) };
}

function criteriaOfRun(em: EmRun, family: Family): Criteria {
  const { frame, logLikelihood, entropy, setting } = em.em;
  return criteria(family, frame.k, frame.d, setting.n, logLikelihood, entropy);
}

const isEligible = ({ em }: EmRun): boolean => eligible(em);

function fractionOf(run: EmRun, tolerance: number): number {
  const { history, em } = run;
  const last = history.length - 1;
  const newest = last % 2 === 1 ? last : last - 1;
  if (newest < 3) return 0;
  const rise = (half: number): number =>
    Math.abs(history.step(half).logLikelihood - history.step(half - 1).logLikelihood) / em.setting.n;
  const byIteration = em.iteration / em.setting.maxIterations;
  if (tolerance <= 0) return byIteration;
  const first = Math.log(Math.max(rise(1), 10 * tolerance));
  const now = Math.log(Math.max(rise(newest), tolerance));
  return Math.min(0.99, Math.max(byIteration, (first - now) / (first - Math.log(tolerance))));
}

/** How many different rows there are, counted up to `most`. */
function distinctRows(columns: readonly Float64Array[], most: number): number {
  const seen = new Set<string>();
  const n = columns[0]?.length ?? 0;
  for (let i = 0; i < n && seen.size < most; i++) seen.add(columns.map((column) => column[i]).join(' '));
  return seen.size;
}

function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new FaultError(result.fault satisfies Fault);
}
