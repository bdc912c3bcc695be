import { describe, expect, test } from 'vitest';
import { createKernel } from '../../../src/kernels/create';
import { emptyMoments } from '../../../src/kernels/rows';
import { columnStatistics } from '../../../src/models/gmm/columns';
import { createMixture, thetaOf } from '../../../src/models/gmm/frame';
import { defaultSearch } from '../../../src/models/gmm/starts';
import { Cavi } from '../../../src/models/vi/cavi';
import { boundOverK } from '../../../src/models/vi/evidence';
import { expectedCovariance, expectedWeights, writeExpected } from '../../../src/models/vi/factors';
import { viSentences } from '../../../src/models/vi/faults';
import { inspectVi } from '../../../src/models/vi/inspect';
import { choosePriors, type PriorChoice, type Priors } from '../../../src/models/vi/priors';
import { searchViStarts } from '../../../src/models/vi/starts';
import { columnsOf, faithful, iris, kernelFor, oneHotRows, relative } from '../gmm/fixtures';
import { anyPriors, beginCavi, caviSetting, passOf, runCavi } from './fixtures';

const priorsOf = (rows: number[][], k: number, choice: PriorChoice = {}): Priors => {
  const statistics = columnStatistics(columnsOf(rows));
  if (!statistics.ok) throw new Error(statistics.fault.code);
  const priors = choosePriors(choice, k, statistics.value);
  if (!priors.ok) throw new Error(priors.fault.code);
  return priors.value;
};

describe('priors', () => {
  test('come from the data where nothing is chosen', () => {
    const { alpha0, beta0, nu0, m0, w0 } = priorsOf(faithful, 4);
    expect([alpha0, beta0, nu0]).toEqual([0.25, 1, 2]);
    for (const c of [0, 1]) {
      const mean = faithful.reduce((s, row) => s + row[c], 0) / faithful.length;
      const variance = faithful.reduce((s, row) => s + (row[c] - mean) ** 2, 0) / faithful.length;
      expect(relative(m0[c], mean)).toBeLessThan(1e-14);
      expect(relative(1 / (nu0 * w0[c]), variance)).toBeLessThan(1e-14);
    }
  });

  test('take one number for all columns, or one each', () => {
    const { m0, w0, nu0 } = priorsOf(faithful, 2, { m0: 3, w0: [1, 2], nu0: 1.5 });
    expect([[...m0], [...w0], nu0]).toEqual([[3, 3], [1, 2], 1.5]);
  });

  test.each<[PriorChoice, keyof typeof viSentences, object]>([
    [{ alpha0: 0 }, 'viAlpha0', { found: '0' }],
    [{ beta0: Number.NaN }, 'viBeta0', { found: 'NaN' }],
    [{ nu0: 1 }, 'viNu0', { found: '1', least: 1 }],
    [{ m0: [1, 2, 3] }, 'viM0', { dimensions: 2, reason: '3 ≠ 2' }],
    [{ m0: Infinity }, 'viM0', { dimensions: 2, reason: 'Infinity' }],
    [{ w0: [1, -1] }, 'viW0', { dimensions: 2, reason: '-1' }],
  ])('%o is refused', (choice, code, args) => {
    const statistics = columnStatistics(columnsOf(faithful));
    if (!statistics.ok) throw new Error(statistics.fault.code);
    expect(choosePriors(choice, 2, statistics.value)).toEqual({ ok: false, fault: { code, args } });
    const placeholders = [...viSentences[code].matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    expect(Object.keys(args).sort()).toEqual(placeholders.sort());
  });
});

test('needless components empty, are named, and are never NaN', () => {
  const kernel = kernelFor(faithful);
  const k = 6;
  const setting = caviSetting(faithful, priorsOf(faithful, k, { alpha0: 1e-3 }), { tolerance: 1e-10 });
  const codes = faithful.map((_, i) => i % k);
  const q = oneHotRows(codes, k).map((row) => row.map((v) => 0.4 * v + 0.1));
  const cavi = runCavi(kernel, beginCavi(setting, kernel, q));
  expect(cavi.stopReason).toBe('converged');
  const warnings = inspectVi(cavi.counts);
  expect(warnings.length).toBeGreaterThanOrEqual(3);
  const { current } = cavi;
  const mixture = createMixture(k, 2);
  writeExpected(current, mixture);
  for (const list of [mixture.weights, mixture.means, mixture.covariances, current.frame.logConstant, cavi.terms]) {
    expect(list.every(Number.isFinite)).toBe(true);
  }
  for (const { component } of warnings) {
    // What has no rows is the prior again: its mean the overall mean, its covariance the columns' own.
    const j = component!;
    if (cavi.counts[j] > 1e-6) continue;
    expect(relative(mixture.means[2 * j], setting.columnMeans[0])).toBeLessThan(1e-5);
    expect(relative(mixture.covariances[4 * j], setting.columnScales[0] ** 2)).toBeLessThan(1e-5);
    expect(expectedCovariance(current, j)).toBeUndefined();
  }
  expect(
    relative(
      expectedWeights(current).reduce((s, v) => s + v, 0),
      1,
    ),
  ).toBeLessThan(1e-14);
});

test('a component without a single row is the prior', () => {
  const kernel = kernelFor(faithful);
  const setting = caviSetting(faithful, priorsOf(faithful, 2), { tolerance: 0 });
  const cavi = beginCavi(
    setting,
    kernel,
    oneHotRows(
      faithful.map(() => 0),
      2,
    ),
  );
  const { alpha, beta, nu, frame } = cavi.current;
  expect([alpha[1], beta[1], nu[1]]).toEqual([0.5, 1, 2]);
  expect([...frame.means.subarray(2)]).toEqual([...setting.priors.m0]);
  expect(Number.isFinite(cavi.bound)).toBe(true);
});

test('an extreme α₀ or ν₀ leaves the bound finite and monotone', () => {
  for (const choice of [{ alpha0: 1e-100 }, { alpha0: 1e8 }, { nu0: 1 + 1e-12 }, { nu0: 1e6 }, { beta0: 1e-12 }]) {
    const kernel = kernelFor(faithful);
    const setting = caviSetting(faithful, priorsOf(faithful, 3, choice), { tolerance: 0 });
    const cavi = beginCavi(
      setting,
      kernel,
      oneHotRows(
        faithful.map((row) => (row[0] > 3 ? 1 : 0)),
        3,
      ),
    );
    for (let step = 0; step < 10; step++) cavi.advance(passOf(kernel, cavi));
    for (let at = 1; at < cavi.trace.length; at++) {
      const [before, after] = [cavi.trace.bound(at - 1), cavi.trace.bound(at)];
      expect(after - before).toBeGreaterThan(-1e-9 * (faithful.length + Math.abs(before)));
    }
  }
});

test('identical rows and more columns than rows are no trouble', () => {
  for (const rows of [
    Array.from({ length: 5 }, () => [1, 2]),
    [
      [1, 2, 3, 4, 5.5],
      [2, 1, 7, 9, 0],
    ],
  ]) {
    const kernel = kernelFor(rows);
    const codes = rows.map((_, i) => i % 2);
    const cavi = runCavi(kernel, beginCavi(caviSetting(rows, anyPriors(rows, 2, 0)), kernel, oneHotRows(codes, 2)));
    expect(cavi.stopReason).toBe('converged');
    expect(cavi.terms.every(Number.isFinite)).toBe(true);
  }
});

test('a precision beyond the range of numbers is a fault that names the component', () => {
  const rows = Array.from({ length: 4 }, (_, i) => [1, i]);
  const kernel = kernelFor(rows);
  const setting = caviSetting(rows, priorsOf(rows, 1, { w0: 1e300, nu0: 2 }));
  const axes = Cavi.referenceFrame(setting, 1);
  const moments = emptyMoments('full', 1, 2);
  kernel.passGiven(axes, new Float64Array(4).fill(1), 0, 4, moments);
  moments.second[0] = -1e-12; // what rounding may leave of a column without spread
  const cavi = Cavi.fromMoments(setting, axes, moments);
  expect(cavi.ok ? undefined : cavi.fault).toEqual({ code: 'viSingular', args: { component: 1 } });
});

describe('starts', () => {
  const columns = columnsOf(iris);
  const search = (seed: number, k: number) => {
    const kernel = createKernel(columns);
    const { n, priors, columnMeans, columnScales } = caviSetting(iris, priorsOf(iris, k));
    const cavi = { n, priors, columnMeans, columnScales };
    const generator = searchViStarts(columns, kernel, { k, seed, ...defaultSearch, cavi });
    let steps = 0;
    for (;;) {
      const next = generator.next();
      if (next.done) return { runs: next.value, steps };
      steps++;
    }
  };

  test('are ordered by the bound, the same for the same seed, and let others in', () => {
    const [one, again, other] = [search(1, 3), search(1, 3), search(2, 3)];
    expect(one.runs.length).toBe(defaultSearch.restarts);
    for (let at = 1; at < one.runs.length; at++) {
      expect(one.runs[at - 1].bound).toBeGreaterThanOrEqual(one.runs[at].bound);
    }
    expect(again.runs.map((run) => run.bound)).toEqual(one.runs.map((run) => run.bound));
    expect(other.runs.map((run) => run.bound)).not.toEqual(one.runs.map((run) => run.bound));
    expect(one.steps).toBeGreaterThan(100);
  });

  test('a whole run from the best one goes on where it was', () => {
    const { runs } = search(1, 3);
    const kernel = createKernel(columns);
    const setting = caviSetting(iris, priorsOf(iris, 3));
    const cavi = runCavi(kernel, Cavi.fromFactors(setting, runs[0].begin));
    expect(cavi.bound).toBeGreaterThanOrEqual(runs[0].bound - 1e-9 * Math.abs(runs[0].bound));
    expect(cavi.trace.subSteps()[0]).toMatchObject({ iteration: 1, part: 'assignments' });
  });
});

test('the posterior of a mixture can be the first q(Z)', () => {
  const mixture = {
    k: 2,
    d: 2,
    weights: Float64Array.of(0.4, 0.6),
    means: Float64Array.of(2, 54, 4.3, 80),
    covariances: Float64Array.of(0.1, 0, 0, 36, 0.2, 0.9, 0.9, 36),
  };
  const theta = thetaOf(mixture, 'full');
  if (!theta.ok) throw new Error(theta.fault.code);
  const kernel = kernelFor(faithful);
  const moments = emptyMoments('full', 2, 2);
  kernel.pass(theta.value.frame, 0, kernel.n, moments);
  const setting = caviSetting(faithful, priorsOf(faithful, 2));
  const cavi = Cavi.fromMoments(setting, theta.value.frame, moments);
  if (!cavi.ok) throw new Error(cavi.fault.code);
  const joint = new Float64Array(faithful.length * 2);
  kernel.logJoint(theta.value.frame, 0, kernel.n, joint);
  const q = faithful.map((_, i) => {
    const odds = Math.exp(joint[2 * i + 1] - joint[2 * i]);
    return [1 / (1 + odds), odds / (1 + odds)];
  });
  const same = beginCavi(setting, kernel, q);
  for (const at of [0, 1, 2]) {
    expect(relative(cavi.value.trace.bound(at), same.trace.bound(at))).toBeLessThan(1e-10);
  }
});

test('the bound over K counts the relabellings that are different', () => {
  expect(boundOverK(-100, 1, 0)).toBe(-100);
  expect(relative(boundOverK(-100, 4, 0), -100 + Math.log(24))).toBeLessThan(1e-14);
  expect(relative(boundOverK(-100, 4, 2), -100 + Math.log(12))).toBeLessThan(1e-14);
  // With that, needless components do not pay.
  const kernel = kernelFor(faithful);
  const over = [2, 4].map((k) => {
    const codes = faithful.map((row, i) => (row[0] > 3 ? 0 : 1) + 2 * (i % (k / 2)));
    const begun = beginCavi(caviSetting(faithful, priorsOf(faithful, k)), kernel, oneHotRows(codes, k));
    const cavi = runCavi(kernel, begun);
    return boundOverK(cavi.bound, k, inspectVi(cavi.counts).length);
  });
  expect(over[0]).toBeGreaterThan(over[1]);
});
