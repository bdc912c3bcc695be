/**
 * From a table and options to a run that stands at its θ₀: the problem posed, K and family settled, the starts tried.
 * Long work is done in slices; a fit that is overtaken ends quietly.
 */
import type { Table } from '../data/table.ts';
import { FaultError, unwrap } from '../fault.ts';
import type { Family } from '../models/gmm/mixture.ts';
import type { Candidate, Criteria } from '../models/gmm/selection.ts';
import type { CandidateMessage, FitOptions } from '../protocol/run.ts';
import type { FromWorker } from '../protocol/worker.ts';
import type { EmRun } from './emRun.ts';
import type { Platform } from './platform.ts';
import { type Problem, poseProblem } from './problem.ts';
import { criteriaOfRun, isEligible } from './runs.ts';
import { settleStart } from './settleStart.ts';
import { startedEvent } from './started.ts';
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
  /** An EM fit has drawn from many rows those that it looks for a start on; cells of table and matrix are done with. */
  onSampled?(table: Table, problem: Problem): void;
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
  tell(startedEvent(run, options, request.table, matrix));
  request.onPosed();
  const found = await settleStart({ ...request, options }, problem, tell);
  if (!found || request.overtaken()) {
    problem.rows.close();
    return undefined;
  }
  const { family, em, candidates } = found;
  tell({
    type: 'chosen',
    run,
    components: em.em.frame.k,
    family,
    ...(candidates.length > 1 ? { candidates: candidates.map(candidateMessage) } : {}),
  });
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

const candidateMessage = ({ k, family, criteria: { bic, aic, icl }, eligible }: Candidate): CandidateMessage => ({
  components: k,
  family,
  bic,
  aic,
  icl,
  eligible,
});

/** Known labels without a word on which: the column that looks most like it, text before numbers. */
export function withLabel(options: FitOptions, { columns }: Table): FitOptions {
  if (!options.known || options.label !== undefined) return options;
  const candidates = columns.filter(({ looksLikeLabel, labels }) => looksLikeLabel && labels);
  const label = candidates.find(({ kind }) => kind === 'text') ?? candidates[0];
  if (!label) throw new FaultError({ code: 'labelNeeded', args: {} });
  return { ...options, label: label.name };
}

/** BIC, AIC and ICL of the newest θ, and whether such a fit may be chosen. */
export function criteriaOf(fitting: Fitting): Criteria & { eligible: boolean } {
  return { ...criteriaOfRun(fitting.em, fitting.family), eligible: isEligible(fitting.em) };
}

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
