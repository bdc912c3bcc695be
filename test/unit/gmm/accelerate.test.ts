import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyMoments } from '../../../src/kernels/rows';
import { AcceleratedEm } from '../../../src/models/gmm/accelerate';
import { boundAt } from '../../../src/models/gmm/bound';
import { coordinateCount, readCoordinates, walk, writeCoordinates } from '../../../src/models/gmm/coordinates';
import type { Em, EmSetting } from '../../../src/models/gmm/em';
import { createMixture, createTheta, type Theta, writeMixture } from '../../../src/models/gmm/frame';
import type { Family } from '../../../src/models/gmm/mixture';
import { randomStream } from '../../../src/models/gmm/random';
import { searchStarts } from '../../../src/models/gmm/starts';
import {
  clear,
  columnsOf,
  faithful,
  fromMixture,
  fromResponsibilities,
  iris,
  kernelFor,
  passOver,
  relative,
  settingFor,
  slowTheta,
} from './fixtures';
import { normal, problems } from './problems';
import { slowElbo, slowPosterior } from './slow';

interface Outcome {
  readonly em: Em;
  readonly passes: number;
}

function run(rows: number[][], em: Em, fast: boolean): Outcome {
  const kernel = kernelFor(rows);
  const driven = fast ? new AcceleratedEm(em) : em;
  const moments = emptyMoments(em.frame.shape, em.frame.k, em.frame.d);
  let passes = 0;
  do {
    clear(moments);
    kernel.pass(em.frame, 0, kernel.n, moments);
    passes++;
  } while (driven.advance(moments));
  return { em, passes };
}

/** Plain and accelerated EM from the same raw k-means++ start. */
function both(rows: number[][], family: Family, k: number, seed: number, more: Partial<EmSetting> = {}) {
  const setting = settingFor(rows, family, { tolerance: 1e-8, maxIterations: 100_000, ...more });
  const { columnMeans, columnScales, minEigenvalue } = setting;
  const short = { restarts: 1, iterations: 0, finalists: 0, finalIterations: 0 };
  const steps = searchStarts(columnsOf(rows), kernelFor(rows), {
    family,
    k,
    seed,
    ...short,
    columnMeans,
    columnScales,
    minEigenvalue,
  });
  let next = steps.next();
  while (next.done !== true) next = steps.next();
  const start = next.value[0].begin;
  return {
    plain: run(rows, fromMixture(setting, start), false),
    fast: run(rows, fromMixture(setting, start), true),
  };
}

const stream = randomStream(4);
/** Two normals 2.2 standard deviations apart, one three times the other: EM crawls. */
const overlapping = Array.from({ length: 500 }, (_, i) => [normal(stream) + (i % 4 === 0 ? 2.2 : 0)]);

describe('accelerated EM', () => {
  test.each([
    ['overlap, K=2', overlapping, 'full', 2],
    ['overlap, K=3', overlapping, 'full', 3],
    ['faithful, K=3', faithful, 'full', 3],
    ['faithful, K=4, tied', faithful, 'tied', 4],
    ['iris, K=3', iris, 'full', 3],
    ['iris, K=3, diag', iris, 'diag', 3],
    ['iris, K=4, spherical', iris, 'spherical', 4],
  ] as [string, number[][], Family, number][])(
    '%s: no less likelihood than EM, in fewer passes',
    (_name, rows, family, k) => {
      let plainPasses = 0;
      let fastPasses = 0;
      for (let seed = 1; seed <= 4; seed++) {
        const { plain, fast } = both(rows, family, k, seed);
        expect(fast.em.logLikelihood).toBeGreaterThan(plain.em.logLikelihood - 1e-7 * rows.length);
        expect(fast.em.stopReason).toBe('converged');
        plainPasses += plain.passes;
        fastPasses += fast.passes;
      }
      expect(fastPasses).toBeLessThan(plainPasses);
    },
  );

  test('marks its steps, each with a bound of its own below ℓ, and ℓ never falls', () => {
    const { em } = both(faithful, 'full', 3, 1).fast;
    const steps = em.halfSteps();
    expect(steps.filter(({ half }) => half === 'X').length).toBeGreaterThan(5);
    for (const [t, { half, elbo, logLikelihood, kl }] of steps.entries()) {
      expect(half === 'E').toBe(t % 2 === 0);
      expect(kl).toBeGreaterThanOrEqual(0);
      expect(elbo).toBeLessThanOrEqual(logLikelihood + 1e-9 * Math.abs(logLikelihood));
      if (t > 0) expect(logLikelihood).toBeGreaterThanOrEqual(steps[t - 1].logLikelihood - 1e-7);
    }
  });

  test('leaves regCovar to plain EM', () => {
    const { plain, fast } = both(faithful, 'full', 2, 1, { regCovar: 1e-3 });
    expect(fast.passes).toBe(plain.passes);
    expect(fast.em.halfSteps()).toEqual(plain.em.halfSteps());
  });

  test('random data: ℓ never falls, collapses included', () => {
    let extrapolated = 0;
    fc.assert(
      fc.property(problems({ rowsEach: [1, 6], minK: 2 }), ({ rows, q, family }) => {
        const setting = settingFor(rows, family, { tolerance: 1e-8, maxIterations: 60 });
        const { em } = run(rows, fromResponsibilities(setting, kernelFor(rows), q), true);
        let last = -Infinity;
        for (const { half, logLikelihood } of em.halfSteps()) {
          if (half === 'X') extrapolated++;
          expect(logLikelihood).toBeGreaterThanOrEqual(last - 1e-9 * (rows.length + Math.abs(logLikelihood)));
          last = logLikelihood;
        }
      }),
      { numRuns: 300, seed: 12 },
    );
    expect(extrapolated).toBeGreaterThan(300);
  });
});

describe('coordinates', () => {
  const settled = (problem: { rows: number[][]; q: number[][]; family: Family }) => {
    const setting = settingFor(problem.rows, problem.family);
    const em = fromResponsibilities(setting, kernelFor(problem.rows), problem.q);
    const moments = passOver(kernelFor(problem.rows), em);
    em.advance(moments);
    return { em, moments, units: setting };
  };
  const asMixture = (theta: Theta) => {
    const mixture = createMixture(theta.frame.k, theta.frame.d);
    writeMixture(theta, mixture);
    return mixture;
  };
  const moderate = problems({ rowsEach: [3, 6], scales: [-3, 3] });

  test('go there and back', () => {
    fc.assert(
      fc.property(moderate, (problem) => {
        const { em, units } = settled(problem);
        const at = new Float64Array(coordinateCount(em.theta));
        writeCoordinates(em.theta, units, at);
        const { shape, k, d } = em.frame;
        const back = createTheta(shape, k, d);
        readCoordinates(at, units, back);
        back.frame.whitening.forEach((value, i) => {
          expect(Math.abs(value - em.frame.whitening[i])).toBeLessThan(1e-9 * Math.max(...em.frame.whitening));
        });
        back.weights.forEach((value, i) => {
          expect(value).toBeCloseTo(em.theta.weights[i], 12);
        });
        back.frame.logConstant.forEach((value, i) => {
          expect(relative(value, em.frame.logConstant[i])).toBeLessThan(1e-9);
        });
      }),
      { numRuns: 200, seed: 2 },
    );
  });

  test('the bound from the statistics is the bound over rows, anywhere on the walk, and peaks at the next θ', () => {
    fc.assert(
      fc.property(moderate, fc.double({ min: -0.5, max: 2, noNaN: true }), (problem, share) => {
        const { em, moments, units } = settled(problem);
        const there = createTheta(em.frame.shape, em.frame.k, em.frame.d);
        walk(em.previous, em.theta, share, units, there);
        const found = boundAt(moments, em.previous, there);
        const q = slowPosterior(problem.rows, slowTheta(asMixture(em.previous)));
        expect(relative(found, slowElbo(problem.rows, q, slowTheta(asMixture(there))))).toBeLessThan(1e-7);
        expect(relative(boundAt(moments, em.previous, em.theta), em.elboAfterM)).toBeLessThan(1e-9);
        expect(relative(boundAt(moments, em.previous, em.previous), moments.logLikelihood)).toBeLessThan(1e-9);
        expect(found).toBeLessThanOrEqual(em.elboAfterM + 1e-9 * Math.abs(em.elboAfterM));
      }),
      { numRuns: 300, seed: 3 },
    );
  });
});
