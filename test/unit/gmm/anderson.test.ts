import { describe, expect, test } from 'vitest';
import { createKernel } from '../../../src/kernels/create';
import { emptyMoments } from '../../../src/kernels/rows';
import { AcceleratedEm } from '../../../src/models/gmm/accelerate';
import { Anderson } from '../../../src/models/gmm/anderson';
import { coordinateCount } from '../../../src/models/gmm/coordinates';
import { Em, type EmSetting } from '../../../src/models/gmm/em';
import { copyTheta, createTheta } from '../../../src/models/gmm/frame';
import type { Family, Mixture } from '../../../src/models/gmm/mixture';
import { randomStream } from '../../../src/models/gmm/random';
import { takeRows } from '../../../src/models/gmm/starts';
import { clear } from './fixtures';
import { normal } from './problems';

const stream = randomStream(11);
const n = 12_000;
/** Two clouds that overlap: more rows than a search for a start looks at, so that Anderson's method is the one taken. */
const columns = [new Float64Array(n), new Float64Array(n)];
for (let i = 0; i < n; i++) {
  const away = i % 3 === 0 ? 1.6 : 0;
  columns[0][i] = normal(stream) + away;
  columns[1][i] = 0.8 * normal(stream) - away + 0.3 * columns[0][i];
}

const start: Mixture = {
  k: 2,
  d: 2,
  weights: Float64Array.of(0.5, 0.5),
  means: Float64Array.of(0.1, 0.2, 1.2, -0.9),
  covariances: Float64Array.of(1, 0, 0, 1, 1, 0, 0, 1),
};

function settingOf(rows: number, family: Family): EmSetting {
  return {
    n: rows,
    family,
    columnMeans: Float64Array.of(0.5, -0.4),
    columnScales: Float64Array.of(1.2, 1.2),
    minEigenvalue: 1e-6,
    regCovar: 0,
    tolerance: 1e-8,
    maxIterations: 10_000,
  };
}

function emOf(rows: number, family: Family, from: Mixture): Em {
  const em = Em.fromMixture(settingOf(rows, family), from);
  if (!em.ok) throw new Error(em.fault.code);
  return em.value;
}

function run(data: readonly Float64Array[], driven: Em | AcceleratedEm): { passes: number; logLikelihoods: number[] } {
  const kernel = createKernel(data);
  const moments = emptyMoments(driven.frame.shape, driven.frame.k, driven.frame.d);
  const logLikelihoods: number[] = [];
  do {
    clear(moments);
    kernel.pass(driven.frame, 0, kernel.n, moments);
    logLikelihoods.push(moments.logLikelihood);
  } while (driven.advance(moments));
  return { passes: logLikelihoods.length, logLikelihoods };
}

describe("Anderson's method", () => {
  test.each(['full', 'tied', 'diag', 'spherical'] as const)(
    '%s: no less likelihood than EM, which never falls, in fewer passes',
    (family) => {
      const plain = emOf(n, family, start);
      const fast = emOf(n, family, start);
      const slow = run(columns, plain);
      const quick = run(columns, new AcceleratedEm(fast));
      expect(fast.stopReason).toBe('converged');
      expect(fast.logLikelihood).toBeGreaterThan(plain.logLikelihood - 1e-7 * n);
      expect(quick.passes).toBeLessThan(0.7 * slow.passes);
      const kept = fast.halfSteps().map(({ logLikelihood }) => logLikelihood);
      for (let t = 1; t < kept.length; t++) expect(kept[t]).toBeGreaterThanOrEqual(kept[t - 1] - 1e-7);
    },
  );

  test('what a part of the rows told is of use on all of them', () => {
    const every = Uint32Array.from({ length: n / 4 }, (_, i) => 4 * i);
    const part = takeRows(columns, every);
    // As many rows as make the part choose the same method.
    const before = new AcceleratedEm(emOf(n, 'full', start));
    run(
      [...part].map((column) => Float64Array.from({ length: n }, (_, i) => column[i % column.length])),
      before,
    );
    const begin = before.em.snapshot();
    const knowing = emOf(n, 'full', begin);
    const fresh = emOf(n, 'full', begin);
    const withMemory = run(columns, new AcceleratedEm(knowing, before));
    const without = run(columns, new AcceleratedEm(fresh));
    expect(knowing.logLikelihood).toBeGreaterThan(fresh.logLikelihood - 1e-7 * n);
    expect(withMemory.passes).toBeLessThanOrEqual(without.passes);
  });

  test('finds the fixed point of a linear map in as many steps as it has directions', () => {
    const theta = emOf(n, 'spherical', start).theta;
    const units = { columnMeans: Float64Array.of(0, 0), columnScales: Float64Array.of(1, 1) };
    const method = new Anderson(theta, units);
    const { shape, k, d } = theta.frame;
    const here = createTheta(shape, k, d);
    const mapped = createTheta(shape, k, d);
    const target = Float64Array.of(0.4, -0.2, 1.1, 0.7);
    const rates = [0.99, 0.9, 0.5, 0.2];
    copyTheta(theta, here);
    let proposed = 0;
    for (let step = 0; step < 8; step++) {
      copyTheta(here, mapped);
      for (let c = 0; c < k * d; c++) {
        mapped.frame.means[c] = target[c] + rates[c] * (here.frame.means[c] - target[c]);
      }
      if (method.propose(here, mapped, here)) proposed++;
      else copyTheta(mapped, here);
    }
    expect(coordinateCount(theta)).toBe(8);
    expect(proposed).toBeGreaterThanOrEqual(4);
    for (let c = 0; c < k * d; c++) expect(here.frame.means[c]).toBeCloseTo(target[c], 6);
  });
});
