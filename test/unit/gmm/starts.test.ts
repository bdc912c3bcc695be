import { describe, expect, test } from 'vitest';
import { eligible } from '../../../src/models/gmm/collapse';
import type { Em } from '../../../src/models/gmm/em';
import type { Family, Mixture } from '../../../src/models/gmm/mixture';
import { randomStream, sampleRows } from '../../../src/models/gmm/random';
import { scaledRows, seedRows } from '../../../src/models/gmm/seeding';
import { AUTO_COMPONENTS, choose, criteria } from '../../../src/models/gmm/selection';
import {
  defaultSearch,
  SAMPLE_ROWS,
  type ShortRun,
  searchStarts,
  startSample,
  takeRows,
} from '../../../src/models/gmm/starts';
import { columnsOf, faithful, fromMixture, iris, kernelFor, relative, runEm, settingFor } from './fixtures';

function search(rows: number[][], family: Family, k: number, seed: number): readonly ShortRun[] {
  const { columnMeans, columnScales, minEigenvalue } = settingFor(rows, family);
  const setting = { family, k, seed, ...defaultSearch, columnMeans, columnScales, minEigenvalue };
  const steps = searchStarts(columnsOf(rows), kernelFor(rows), setting);
  let last = -1;
  for (;;) {
    const next = steps.next();
    if (next.done === true) return next.value;
    expect(next.value.done).toBeGreaterThan(last);
    expect(next.value.done).toBeLessThan(next.value.total);
    last = next.value.done;
  }
}

const converge = (rows: number[][], family: Family, k: number, seed: number): Em =>
  runEm(
    kernelFor(rows),
    fromMixture(settingFor(rows, family, { tolerance: 1e-8 }), search(rows, family, k, seed)[0].mixture),
  );

describe('the default search', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])('finds the known optima with seed %d', (seed) => {
    expect(relative(converge(faithful, 'full', 2, seed).logLikelihood, -1130.263960185)).toBeLessThan(1e-6);
    expect(relative(converge(iris, 'full', 2, seed).logLikelihood, -214.354705)).toBeLessThan(1e-5);
    expect(relative(converge(iris, 'full', 3, seed).logLikelihood, -180.185477)).toBeLessThan(1e-6);
    const three = converge(faithful, 'full', 3, seed);
    expect(three.logLikelihood).toBeGreaterThan(-1119.215);
    expect(eligible(three)).toBe(true);
  });

  test('depends on the seed and nothing else', () => {
    const [a, b] = [search(iris, 'full', 3, 5), search(iris, 'full', 3, 5)];
    expect(b).toEqual(a);
    expect(search(iris, 'full', 3, 6)[0].trace).not.toEqual(a[0].trace);
  });

  test('ranks by ℓ with the collapsed last, and no trace of a run ever falls', () => {
    const runs = search(iris, 'full', 8, 1);
    expect(runs).toHaveLength(defaultSearch.restarts);
    expect(runs.some((run) => run.collapsed)).toBe(true);
    for (const [i, run] of runs.entries()) {
      if (i > 0 && runs[i - 1].collapsed === run.collapsed) {
        expect(run.logLikelihood).toBeLessThanOrEqual(runs[i - 1].logLikelihood);
      }
      if (i > 0) expect(Number(run.collapsed)).toBeGreaterThanOrEqual(Number(runs[i - 1].collapsed));
      expect(run.trace.at(-1)?.logLikelihood).toBe(run.logLikelihood);
      for (let t = 1; t < run.trace.length; t++) {
        expect(run.trace[t].elbo).toBeGreaterThanOrEqual(run.trace[t - 1].elbo - 1e-7);
      }
    }
  });

  test('can be left at any point', () => {
    const { columnMeans, columnScales, minEigenvalue } = settingFor(iris, 'full');
    const setting = {
      family: 'full',
      k: 3,
      seed: 1,
      ...defaultSearch,
      columnMeans,
      columnScales,
      minEigenvalue,
    } as const;
    const steps = searchStarts(columnsOf(iris), kernelFor(iris), setting);
    steps.next();
    expect(steps.return([]).done).toBe(true);
  });
});

describe('a search on a sample', () => {
  const stream = randomStream(1);
  const noise = (): number => stream.next() + stream.next() + stream.next() + stream.next() - 2;
  const rows = Array.from({ length: SAMPLE_ROWS }, (_, i) => [3 * (i % 3) + noise(), (i % 2) + noise()]);
  const sampled = (seed: number): readonly ShortRun[] => {
    const { columnMeans, columnScales, minEigenvalue } = settingFor(rows, 'full');
    const setting = { family: 'full', k: 3, seed, columnMeans, columnScales, minEigenvalue, sampled: true } as const;
    const steps = searchStarts(columnsOf(rows), kernelFor(rows), { ...setting, ...defaultSearch });
    for (;;) {
      const { done, value } = steps.next();
      if (done) return value;
    }
  };
  const whole = (mixture: Mixture): Em =>
    runEm(kernelFor(rows), fromMixture(settingFor(rows, 'full', { maxIterations: 0 }), mixture));

  test('ends with the likelihood of all its rows, as good as a search that never looks at fewer', () => {
    const best = Math.max(...search(rows, 'full', 3, 2).map((run) => run.logLikelihood));
    const runs = sampled(2);
    expect(runs).toHaveLength(defaultSearch.restarts);
    for (const run of runs.slice(0, defaultSearch.finalists)) {
      expect(relative(whole(run.mixture).logLikelihood, run.logLikelihood)).toBeLessThan(1e-12);
    }
    expect(runs[0].logLikelihood).toBeGreaterThan(best - 1e-4 * rows.length);
    for (const run of runs.slice(defaultSearch.finalists)) {
      expect(run.logLikelihood).toBeGreaterThan(0.6 * best); // of half the rows
    }
  });

  test('depends on the seed and nothing else', () => {
    expect(sampled(3)).toEqual(sampled(3));
    expect(sampled(4)[0].trace).not.toEqual(sampled(3)[0].trace);
  });
});

/** The fits for K = 1 … 9, each from the best of its starts. */
function selectK(rows: number[][], seed: number) {
  const fits = AUTO_COMPONENTS.map((k) => converge(rows, 'full', k, seed));
  const candidates = fits.map((em) => ({
    family: 'full' as const,
    k: em.frame.k,
    criteria: criteria('full', em.frame.k, em.frame.d, rows.length, em.logLikelihood, em.entropy),
    eligible: eligible(em),
  }));
  return { fits, candidates, chosen: candidates[choose(candidates)] };
}

describe('K by BIC', () => {
  test.each([
    ['faithful', faithful, 2322.192],
    ['iris', iris, 574.018],
  ] as const)('%s gets two components', (_name, rows, bic) => {
    for (const seed of [1, 2]) {
      const { chosen } = selectK(rows as number[][], seed);
      expect(chosen.k).toBe(2);
      expect(chosen.criteria.bic).toBeCloseTo(bic, 2);
    }
  });
});

describe('sampling', () => {
  test('takes different rows in rising order, the same for the same seed', () => {
    const rows = startSample(100_000, 7);
    expect(rows).toHaveLength(SAMPLE_ROWS);
    for (let i = 1; i < rows.length; i++) expect(rows[i]).toBeGreaterThan(rows[i - 1]);
    expect(startSample(100_000, 7)).toEqual(rows);
    expect(startSample(100_000, 8)).not.toEqual(rows);
    const middle = rows.reduce((sum, row) => sum + row, 0) / rows.length;
    expect(Math.abs(middle - 50_000)).toBeLessThan(2000);
  });

  test('takes all rows of a small file, and no copy of them', () => {
    const columns = columnsOf(iris);
    expect(takeRows(columns, startSample(150, 1))).toBe(columns);
    expect(takeRows(columns, sampleRows(150, 3, randomStream(1)))[0]).toHaveLength(3);
  });

  test('draws every set with the same chance', () => {
    const counts = new Map<string, number>();
    const stream = randomStream(3);
    for (let i = 0; i < 6000; i++) {
      const key = sampleRows(4, 2, stream).join();
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  test('streams of a seed differ, and neighbouring seeds too', () => {
    const first = (seed: number, index: number): number => randomStream(seed, index).next();
    const all = [first(1, 0), first(1, 1), first(2, 0), first(2, 1), first(3, 0)];
    expect(new Set(all).size).toBe(5);
    let sum = 0;
    for (let seed = 0; seed < 2000; seed++) sum += first(seed, 0);
    expect(Math.abs(sum / 2000 - 0.5)).toBeLessThan(0.03);
  });
});

describe('k-means++', () => {
  const ones = Float64Array.of(1);

  test('puts a centre into each of three far clusters', () => {
    const column = Float64Array.from({ length: 30 }, (_, i) => 100 * (i % 3) + (i % 7) * 0.01);
    for (let seed = 0; seed < 20; seed++) {
      const assigned = seedRows(scaledRows([column], ones), 1, 3, randomStream(seed), 10);
      expect(new Set(assigned.subarray(0, 3)).size).toBe(3);
      for (let i = 3; i < 30; i++) expect(assigned[i]).toBe(assigned[i % 3]);
    }
  });

  test('works where all rows are one', () => {
    const assigned = seedRows(scaledRows([new Float64Array(9).fill(4)], ones), 1, 3, randomStream(1), 5);
    expect([...assigned].every((centre) => centre === 0)).toBe(true);
  });

  test('measures in the columns’ own units', () => {
    const wide = Float64Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 1e6 : -1e6) * (1 + 0.001 * i));
    const fine = Float64Array.from({ length: 40 }, (_, i) => (i < 20 ? 1e-6 : -1e-6));
    const scales = Float64Array.of(1e9, 1e-6);
    const assigned = seedRows(scaledRows([wide, fine], scales), 2, 2, randomStream(2), 10);
    for (let i = 0; i < 20; i++) expect(assigned[i]).toBe(assigned[0]);
    for (let i = 20; i < 40; i++) expect(assigned[i]).toBe(1 - assigned[0]);
  });
});
