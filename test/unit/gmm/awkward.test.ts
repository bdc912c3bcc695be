import { describe, expect, test } from 'vitest';
import { inspect } from '../../../src/models/gmm/collapse';
import { Em } from '../../../src/models/gmm/em';
import type { Family, Mixture } from '../../../src/models/gmm/mixture';
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
  'means of 1e6 with spread 1, and twins of every row': (n, d, s) => {
    const kinds = table(Math.ceil(n / 2), d, () => 1e6 + normal(s));
    return table(n, d, (i, c) => kinds[i >> 1][c]);
  },
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

/** One component, far from where it belongs. */
const start = (rows: number[][]): Mixture => {
  const d = rows[0].length;
  const covariances = Float64Array.from({ length: d * d }, (_, at) => (at % (d + 1) === 0 ? 1e4 : 0));
  return { k: 1, d, weights: Float64Array.of(1), means: Float64Array.from(rows[0]), covariances };
};

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

/** J. W. Longley, JASA 62 (1967): macroeconomic series so collinear that regression programs failed on them. */
const longley = [
  [83, 234.289, 235.6, 159, 107.608, 1947, 60.323],
  [88.5, 259.426, 232.5, 145.6, 108.632, 1948, 61.122],
  [88.2, 258.054, 368.2, 161.6, 109.773, 1949, 60.171],
  [89.5, 284.599, 335.1, 165, 110.929, 1950, 61.187],
  [96.2, 328.975, 209.9, 309.9, 112.075, 1951, 63.221],
  [98.1, 346.999, 193.2, 359.4, 113.27, 1952, 63.639],
  [99, 365.385, 187, 354.7, 115.094, 1953, 64.989],
  [100, 363.112, 357.8, 335, 116.219, 1954, 63.761],
  [101.2, 397.469, 290.4, 304.8, 117.388, 1955, 66.019],
  [104.6, 419.18, 282.2, 285.7, 118.734, 1956, 67.857],
  [108.4, 442.769, 293.6, 279.8, 120.445, 1957, 68.169],
  [110.8, 444.546, 468.1, 263.7, 121.95, 1958, 66.513],
  [112.6, 482.704, 381.3, 255.2, 123.366, 1959, 68.655],
  [114.2, 502.601, 393.1, 251.4, 125.368, 1960, 69.564],
  [115.7, 518.173, 480.6, 257.2, 127.852, 1961, 69.331],
  [116.9, 554.894, 400.7, 282.7, 130.081, 1962, 70.551],
];

describe('Longley’s collinear series', () => {
  test('one component: mean and covariance to the last digits but a few', () => {
    const em = runEm(
      kernelFor(longley),
      fromMixture(settingFor(longley, 'full', { minEigenvalue: 0 }), start(longley)),
    );
    const { means, covariances } = em.mixture;
    const d = longley[0].length;
    const exact = longley[0].map((_, c) => longley.reduce((sum, row) => sum + row[c], 0) / longley.length);
    for (let r = 0; r < d; r++) {
      expect(Math.abs(means[r] / exact[r] - 1)).toBeLessThan(1e-13);
      for (let c = 0; c < d; c++) {
        const moment =
          longley.reduce((sum, row) => sum + (row[r] - exact[r]) * (row[c] - exact[c]), 0) / longley.length;
        const unit = Math.sqrt(covariances[r * d + r] * covariances[c * d + c]);
        expect(Math.abs(covariances[r * d + c] - moment) / unit).toBeLessThan(1e-11);
      }
    }
    expectFinite(em);
  });

  test.each(['full', 'tied', 'diag', 'spherical'] as const)('%s, up to four components', (family) => {
    for (let k = 1; k <= 4; k++) for (let seed = 1; seed <= 5; seed++) expectFinite(fitAll(longley, family, k, seed));
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
