/** Where to begin: short runs on a sample of the rows, a fore-run on more of them, or rows drawn at random. */

import { release } from '../data/pieces.ts';
import { unwrap } from '../fault.ts';
import { createKernel } from '../kernels/create.ts';
import { emptyMoments, type RowKernel } from '../kernels/rows.ts';
import { Em } from '../models/gmm/em.ts';
import { families } from '../models/gmm/families.ts';
import type { Family, HalfStep, Mixture } from '../models/gmm/mixture.ts';
import { randomStart } from '../models/gmm/randomStart.ts';
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
import type { EmRun } from './emRun.ts';
import type { FitRequest } from './fitting.ts';
import type { Problem } from './problem.ts';
import { LocalRows } from './rowSource.ts';
import { converge, isEligible, runFrom } from './runs.ts';
import { clearMoments } from './segments.ts';

/** Short runs on a sample of the rows; see `models/gmm/starts.ts`. */
export function startSearch(problem: Problem, options: FitOptions) {
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
        sampled: chosen.length < n,
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

/** Where a run on all rows begins, and the run on some of them that led there, if there was one. */
export interface Beginning {
  readonly start: Mixture;
  readonly before?: EmRun;
}

/** A sixteenth of very many rows, behind a kernel. Undefined where there are fewer. */
export function foreSample({ matrix }: Problem, options: FitOptions): RowKernel | undefined {
  const chosen = foreRows(matrix.n, options.seed);
  return chosen && createKernel(takeRows(matrix.columns, chosen), undefined, 'simd', release);
}

/**
 * Where to begin on all rows: where the search arrived or, if there is a `fore` sample, where it goes on to from there
 * on those rows. Undefined if the fit was overtaken.
 */
export async function foreRun(
  request: FitRequest,
  problem: Problem,
  fore: RowKernel | undefined,
  family: Family,
  start: Mixture,
): Promise<Beginning | undefined> {
  if (!fore) return { start };
  const part = {
    ...problem,
    matrix: { ...problem.matrix, n: fore.n },
    rows: new LocalRows(fore, request.turn),
  };
  const before = runFrom(part, request.options, family, start);
  if (!(await converge(before, request))) return undefined;
  const { em } = before;
  return em.stopReason === 'converged' && isEligible(before) ? { start: em.snapshot(), before } : { start };
}

/** Steps of the starts that are drawn faint behind the one that is followed. */
const faintSteps = 20;

/** A run from random rows, and a few steps from other random rows; the latter only where that is no work. */
export function randomStarts(problem: Problem, options: FitOptions, family: Family, k: number) {
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

/** How many different rows there are, counted up to `most`. */
function distinctRows(columns: readonly Float64Array[], most: number): number {
  const seen = new Set<string>();
  const n = columns[0]?.length ?? 0;
  for (let i = 0; i < n && seen.size < most; i++) seen.add(columns.map((column) => column[i]).join(' '));
  return seen.size;
}
