/** The bound for other numbers of components, in slices: by the same priors' rule, seed and restarts as the run's own. */
import { createKernel } from '../kernels/create.ts';
import { emptyMoments, type RowKernel } from '../kernels/rows.ts';
import { defaultSearch, startSample, takeRows } from '../models/gmm/starts.ts';
import { Cavi, type CaviSetting } from '../models/vi/cavi.ts';
import { boundOverK } from '../models/vi/evidence.ts';
import { EMPTIED } from '../models/vi/inspect.ts';
import { choosePriors } from '../models/vi/priors.ts';
import { searchViStarts } from '../models/vi/starts.ts';
import type { FitOptions } from '../protocol/run.ts';
import type { ViOverKEntry } from '../protocol/viFrame.ts';
import type { Problem } from './problem.ts';
import { addMoments, clearMoments, groupsOf } from './segments.ts';

const mostCompared = 9;

export class ViOverK {
  readonly entries: ViOverKEntry[] = [];
  /** K that are to be compared: 1 to 9, and the run's own. */
  readonly #all: readonly number[];
  readonly #work: Generator<void>;
  #done = false;

  constructor(
    private readonly problem: Problem,
    private readonly options: FitOptions,
    own: number,
  ) {
    const few = Array.from({ length: Math.min(mostCompared, problem.matrix.n) }, (_, i) => i + 1);
    this.#all = own > few.length ? [...few, own] : few;
    this.#work = this.#compare();
  }

  get total(): number {
    return this.#all.length;
  }

  /** A slice of the work; false once there is none left. */
  next(): boolean {
    if (!this.#done) this.#done = this.#work.next().done === true;
    return !this.#done;
  }

  *#compare(): Generator<void> {
    const { columns, n } = this.problem.matrix;
    const chosen = startSample(n, this.options.seed);
    const sample = takeRows(columns, chosen);
    const kernels = { sample: createKernel(sample), all: createKernel(columns) };
    for (const k of this.#all) {
      const priors = choosePriors(this.options.priors ?? {}, k, this.problem.statistics);
      // What this K refuses, the run's own has already said of itself.
      if (!priors.ok) continue;
      const setting: CaviSetting = {
        n,
        priors: priors.value,
        columnMeans: this.problem.statistics.means,
        columnScales: this.problem.statistics.scales,
        tolerance: this.options.tolerance,
        maxIterations: this.options.maxIterations,
      };
      const cavi = yield* this.#started(k, setting, sample, kernels.sample, chosen.length === n);
      if (!cavi) continue;
      yield* climb(cavi, kernels.all);
      if (!Number.isFinite(cavi.bound)) continue;
      const emptied = cavi.counts.reduce((count, rows) => count + (rows < EMPTIED ? 1 : 0), 0);
      this.entries.push({
        components: k,
        bound: cavi.bound,
        comparable: boundOverK(cavi.bound, k, emptied),
        emptied,
        converged: cavi.stopReason === 'converged',
      });
    }
  }

  *#started(
    k: number,
    setting: CaviSetting,
    sample: readonly Float64Array[],
    kernel: RowKernel,
    whole: boolean,
  ): Generator<void, Cavi | undefined> {
    const { seed, restarts } = this.options;
    const search = searchViStarts(sample, kernel, {
      ...defaultSearch,
      k,
      seed,
      restarts,
      cavi: { ...setting, n: kernel.n },
    });
    for (;;) {
      const { done, value } = search.next();
      if (!done) {
        yield;
        continue;
      }
      const [best] = value;
      return best && Cavi.fromFactors(setting, whole ? best.begin : best.factors);
    }
  }
}

function* climb(cavi: Cavi, kernel: RowKernel): Generator<void> {
  const moments = emptyMoments('full', cavi.frame.k, cavi.frame.d);
  const part = emptyMoments('full', cavi.frame.k, cavi.frame.d);
  const groups = groupsOf(kernel.n);
  do {
    clearMoments(moments);
    for (const { from, to } of groups) {
      clearMoments(part);
      kernel.pass(cavi.frame, from, to, part);
      addMoments(part, moments);
      yield;
    }
  } while (cavi.advance(moments));
}
