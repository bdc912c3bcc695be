/** θ made random too: variational Bayes on the same rows, whose bound is on log p(X) and stays below it. */
import { FaultError, unwrap } from '../../fault.ts';
import { createKernel } from '../../kernels/create.ts';
import { emptyMoments, type Moments, type RowKernel } from '../../kernels/rows.ts';
import type { ColumnStatistics } from '../../models/gmm/columns.ts';
import { defaultSearch, startSample, takeRows } from '../../models/gmm/starts.ts';
import { Cavi, type CaviSetting } from '../../models/vi/cavi.ts';
import { singleEvidence } from '../../models/vi/evidence.ts';
import { choosePriors, type Priors } from '../../models/vi/priors.ts';
import { searchViStarts } from '../../models/vi/starts.ts';
import { clearMoments } from '../segments.ts';
import type { Asked, Say } from './bridge.ts';
import { breathe, type Ground, type Shift } from './ground.ts';

const rowsPerSlice = 4096;
/** Between two pictures of an ascent that is under way. */
const tellEveryMs = 250;

/** An ascent of variational Bayes; its trace can be looked at while it goes on. */
export interface BayesAscent {
  readonly priors: Priors;
  readonly cavi: Cavi;
  readonly n: number;
}

/** Rows to fit, without an editor or a file. */
export interface Rows {
  readonly columns: readonly Float64Array[];
  readonly statistics: ColumnStatistics;
  readonly kernel: RowKernel;
}

export interface BayesOptions {
  readonly components: number;
  readonly seed: number;
  readonly restarts: number;
  readonly tolerance: number;
  readonly maxIterations: number;
}

/**
 * From the best of several seeded starts, priors from the data. Throws FaultError `fewerRowsThanComponents {rows,
 * components}`, `viNotFinite`.
 */
export async function beginBayes(rows: Rows, options: BayesOptions, shift: Shift): Promise<BayesAscent> {
  const { columns, statistics } = rows;
  const n = rows.kernel.n;
  const k = options.components;
  if (k > n) throw new FaultError({ code: 'fewerRowsThanComponents', args: { rows: n, components: k } });
  const priors = unwrap(choosePriors({}, k, statistics));
  const { tolerance, maxIterations } = options;
  const setting: CaviSetting = {
    n,
    priors,
    columnMeans: statistics.means,
    columnScales: statistics.scales,
    tolerance,
    maxIterations,
  };
  const chosen = startSample(n, options.seed);
  const sample = takeRows(columns, chosen);
  const runs = searchViStarts(sample, createKernel(sample), {
    ...defaultSearch,
    k,
    seed: options.seed,
    restarts: options.restarts,
    cavi: { ...setting, n: chosen.length },
  });
  for (;;) {
    const { done, value } = runs.next();
    if (!done) {
      await breathe(shift);
      continue;
    }
    const best = value[0];
    if (!best) throw new FaultError({ code: 'viNotFinite', args: {} });
    return { priors, cavi: Cavi.fromFactors(setting, chosen.length === n ? best.begin : best.factors), n };
  }
}

/** One iteration: q(Z) of all rows, then q(π) and q(μ,Λ). False once there is a reason to stop. */
export async function iterateBayes({ cavi }: BayesAscent, kernel: RowKernel, moments: Moments, shift: Shift) {
  clearMoments(moments);
  const { frame } = cavi;
  for (let from = 0; from < kernel.n; from += rowsPerSlice) {
    kernel.pass(frame, from, Math.min(kernel.n, from + rowsPerSlice), moments);
    await breathe(shift);
  }
  const more = cavi.advance(moments);
  if (cavi.stopReason === 'singular') {
    throw new FaultError({ code: 'viSingular', args: { component: cavi.singularComponent + 1 } });
  }
  if (cavi.stopReason === 'notFinite') throw new FaultError({ code: 'viNotFinite', args: {} });
  return more;
}

/** The ascent on all rows, begun once for each number of components and taken up where it was left. */
export async function bayesPage(ask: Asked<'bayes'>, ground: Ground, shift: Shift, say: Say): Promise<void> {
  const { options, statistics, matrix, kernel } = ground;
  const components = Math.min(ask.components, matrix.n);
  const { seed, restarts, tolerance, maxIterations } = options;
  const rows: Rows = { columns: matrix.columns, statistics, kernel };
  const ascent = await ground.keepWhenDone(`bayes ${components}`, () =>
    beginBayes(rows, { components, seed, restarts, tolerance, maxIterations }, shift),
  );
  const moments = emptyMoments('full', components, matrix.d);
  let toldAt = 0;
  while (!ascent.cavi.done) {
    await iterateBayes(ascent, kernel, moments, shift);
    if (ascent.cavi.done || performance.now() < toldAt) continue;
    toldAt = performance.now() + tellEveryMs;
    say(answerOf(ascent, ask.at));
  }
  say(answerOf(ascent, ask.at));
}

function answerOf({ cavi, priors, n }: BayesAscent, wanted: number | undefined): Parameters<Say>[0] {
  const { trace, current, counts, done } = cavi;
  const components = counts.length;
  const last = trace.length - 1;
  const at = Math.min(wanted ?? last, last);
  const { alpha0, beta0, nu0 } = priors;
  const total = current.alpha.reduce((sum, a) => sum + a, 0);
  return {
    page: 'bayes',
    components,
    n,
    at,
    bounds: Float64Array.from({ length: trace.length }, (_, step) => trace.bound(step)),
    terms: trace.terms(at).slice(),
    // Of the factors at the end, which have taken all rows.
    ...(components === 1 && done ? { evidence: singleEvidence(priors, n, current) } : {}),
    counts: counts.slice(),
    weights: Float64Array.from(current.alpha, (a) => a / total),
    priors: { alpha0, beta0, nu0 },
    done,
  };
}
