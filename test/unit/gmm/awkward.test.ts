import { describe, expect, test } from 'vitest';
import { inspect } from '../../../src/models/gmm/collapse';
import { Em } from '../../../src/models/gmm/em';
import type { Family } from '../../../src/models/gmm/mixture';
import { randomStream, type Stream } from '../../../src/models/gmm/random';
import { searchStarts } from '../../../src/models/gmm/starts';
import { columnsOf, fromMixture, kernelFor, runEm, settingFor } from './fixtures';
import { normal } from './problems';

type Maker = (n: number, d: number, stream: Stream) => number[][];

const table = (n: number, d: number, cell: (i: number, c: number) => number): number[][] =>
  Array.from({ length: n }, (_, i) => Array.from({ length: d }, (_, c) => cell(i, c)));

/** Data that break careless code. */
const makers: Readonly<Record<string, Maker>> = {
  'all rows equal': (n, d) => table(n, d, () => 3.7),
  'few different rows': (n, d, s) => {
    const kinds = table(2, d, () => normal(s));
    return table(n, d, (i, c) => kinds[i % 2][c]);
  },
  'a constant column': (n, d, s) => table(n, d, (_, c) => (c === 0 ? 1e-7 : normal(s))),
  'columns that repeat one another': (n, d, s) => {
    const base = Array.from({ length: n }, () => normal(s));
    return table(n, d, (i, c) => base[i] * (c + 1));
  },
  'an outlier at 1e8': (n, d, s) => table(n, d, (i) => (i === 0 ? 1e8 : normal(s))),
  'units from 1e-6 to 1e6': (n, d, s) => table(n, d, (_, c) => normal(s) * 10 ** (c % 2 === 0 ? -6 : 6)),
  'means of 1e6 with spread 1': (n, d, s) => table(n, d, () => 1e6 + normal(s)),
  'means of 1e12 with spread 1e-3': (n, d, s) => table(n, d, () => 1e12 + 1e-3 * normal(s)),
  'whole numbers, many ties': (n, d, s) => table(n, d, () => s.below(3)),
  'heavy tails': (n, d, s) => table(n, d, () => normal(s) / (Math.abs(normal(s)) + 1e-6)),
  'zeros but for one': (n, d) => table(n, d, (i, c) => (i === 1 && c === 0 ? 1 : 0)),
  'numbers of 1e-140': (n, d, s) => table(n, d, () => 1e-140 * normal(s) * 1e3),
  'numbers of 1e140': (n, d, s) => table(n, d, () => 1e140 * normal(s)),
};

function expectFinite(em: Em): void {
  const { weights, means, covariances } = em.mixture;
  expect(Number.isFinite(em.logLikelihood)).toBe(true);
  for (const values of [weights, means, covariances]) {
    expect(values.every((value) => !Number.isNaN(value))).toBe(true);
  }
  for (const half of em.halfSteps()) {
    expect([half.elbo, half.logLikelihood, half.kl].every((value) => Number.isFinite(value))).toBe(true);
  }
}

function fitAll(rows: number[][], family: Family, k: number, seed: number): Em {
  const setting = settingFor(rows, family, { tolerance: 1e-8, maxIterations: 60 });
  const { columnMeans, columnScales, minEigenvalue } = setting;
  const search = { restarts: 3, iterations: 10, finalists: 1, finalIterations: 5 };
  const steps = searchStarts(columnsOf(rows), kernelFor(rows), {
    family,
    k,
    seed,
    ...search,
    columnMeans,
    columnScales,
    minEigenvalue,
  });
  let next = steps.next();
  while (next.done !== true) next = steps.next();
  expect(next.value.length).toBeGreaterThan(0);
  for (const run of next.value) expect(Number.isFinite(run.logLikelihood)).toBe(true);
  return runEm(kernelFor(rows), fromMixture(setting, next.value[0].mixture));
}

describe('no data make NaN', () => {
  test.each(Object.keys(makers))('%s', (name) => {
    const families: Family[] = ['full', 'tied', 'diag', 'spherical'];
    for (let trial = 0; trial < 20; trial++) {
      const stream = randomStream(trial, 1);
      const k = 1 + stream.below(4);
      const n = Math.max(k, 2 + stream.below(25));
      const d = 1 + stream.below(5);
      const em = fitAll(makers[name](n, d, stream), families[trial % 4], k, trial);
      expectFinite(em);
      for (const warning of inspect({
        mixture: em.mixture,
        columnScales: em.setting.columnScales,
        binds: em.binds,
        counts: em.counts,
      })) {
        for (const value of Object.values(warning.args)) expect(value).not.toBeNaN();
      }
    }
  });

  test('more columns than rows, and fifty of them', () => {
    const stream = randomStream(9);
    expectFinite(
      fitAll(
        table(20, 50, () => normal(stream)),
        'full',
        2,
        1,
      ),
    );
    expectFinite(
      fitAll(
        table(20, 50, () => normal(stream)),
        'tied',
        2,
        1,
      ),
    );
  });
});

describe('without a constraint', () => {
  test('a collapse ends the run at the last regular θ and names the component', () => {
    const rows = [[0], [0], [0], [5], [6], [7], [8]];
    const setting = settingFor(rows, 'full', { minEigenvalue: 0 });
    const start = {
      k: 2,
      d: 1,
      weights: Float64Array.of(0.5, 0.5),
      means: Float64Array.of(6, 0),
      covariances: Float64Array.of(1, 1e-3),
    };
    const em = runEm(kernelFor(rows), fromMixture(setting, start));
    expect(em.stopReason).toBe('singular');
    expect(em.singularComponent).toBe(1);
    expectFinite(em);
  });

  test('a singular start is a fault', () => {
    const rows = [[0], [0], [1]];
    const start = {
      k: 1,
      d: 1,
      weights: Float64Array.of(1),
      means: Float64Array.of(0),
      covariances: Float64Array.of(0),
    };
    const em = Em.fromMixture(settingFor(rows, 'full'), start);
    expect(em).toEqual({ ok: false, fault: { code: 'startNotPositiveDefinite', args: { component: 1 } } });
  });
});

test('a component that loses all rows gets weight 0, stays where it was, and ℓ does not fall', () => {
  const rows = Array.from({ length: 12 }, (_, i) => [i % 5, (i * 7) % 3]);
  const start = {
    k: 2,
    d: 2,
    weights: Float64Array.of(0.5, 0.5),
    means: Float64Array.of(2, 1, 5e3, 5e3),
    covariances: Float64Array.of(1, 0, 0, 1, 1, 0, 0, 1),
  };
  const em = runEm(kernelFor(rows), fromMixture(settingFor(rows, 'full'), start));
  expect(em.stopReason).toBe('converged');
  expect([...em.mixture.weights]).toEqual([1, 0]);
  expect([...em.mixture.means.subarray(2)]).toEqual([5e3, 5e3]);
  expectFinite(em);
  const trace = em.halfSteps();
  for (let t = 1; t < trace.length; t++) expect(trace[t].elbo).toBeGreaterThanOrEqual(trace[t - 1].elbo - 1e-9);
  const warnings = inspect({
    mixture: em.mixture,
    columnScales: em.setting.columnScales,
    binds: em.binds,
    counts: em.counts,
  });
  expect(warnings).toEqual([{ code: 'emptyComponent', args: { component: 2 }, component: 1 }]);
});
