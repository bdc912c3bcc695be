import { describe, expect, test } from 'vitest';
import { emptyMoments } from '../../../src/kernels/rows';
import type { Em } from '../../../src/models/gmm/em';
import { families } from '../../../src/models/gmm/families';
import { emFromKnown, knownMoments } from '../../../src/models/gmm/known';
import type { Family } from '../../../src/models/gmm/mixture';
import {
  columnsOf,
  fromMixture,
  iris,
  irisSpecies,
  kernelFor,
  oneHotRows,
  relative,
  runEm,
  settingFor,
  slowTheta,
} from './fixtures';
import { slowElbo, slowLogLikelihood, slowM } from './slow';

function known(rows: number[][], family: Family, labels: Int32Array, k: number): Em {
  const setting = settingFor(rows, family);
  const moments = emptyMoments(families[family].shape, k, rows[0].length);
  knownMoments(kernelFor(rows), setting, labels, 0, rows.length, moments);
  const em = emFromKnown(setting, moments);
  if (!em.ok) throw new Error(em.fault.code);
  return em.value;
}

describe('z known on every row', () => {
  test.each(['full', 'tied', 'diag', 'spherical'] as const)('%s is the closed form', (family) => {
    const q = oneHotRows(irisSpecies, 3);
    const em = known(iris, family, irisSpecies, 3);
    const theta = slowM(iris, q, family);
    expect(relative(em.elboAfterM, slowElbo(iris, q, theta))).toBeLessThan(1e-10);
    theta.means.flat().forEach((mean, at) => {
      expect(em.mixture.means[at]).toBeCloseTo(mean, 10);
    });
    theta.covariances.flat(2).forEach((value, at) => {
      expect(em.mixture.covariances[at]).toBeCloseTo(value, 10);
    });
    // A pass with those labels gives the same number, and EM has nowhere to go.
    runEm(kernelFor(iris, irisSpecies), em);
    expect(em.stopReason).toBe('converged');
    expect(em.iteration).toBeLessThanOrEqual(2);
    expect(relative(em.logLikelihood, slowElbo(iris, q, theta))).toBeLessThan(1e-10);
  });
});

describe('z known on some rows', () => {
  const some = irisSpecies.map((code, i) => (i % 2 === 0 ? code : -1));

  test('ℓ_obs rises from iris’s optimum with every second row labelled while ℓ falls to −182.76', () => {
    const free = known(iris, 'full', irisSpecies, 3);
    runEm(kernelFor(iris), free);
    expect(relative(free.logLikelihood, -180.185477)).toBeLessThan(1e-6);
    const em = runEm(kernelFor(iris, some), fromMixture(settingFor(iris, 'full'), free.snapshot()));
    const trace = em.halfSteps();
    for (let t = 1; t < trace.length; t++) expect(trace[t].elbo).toBeGreaterThanOrEqual(trace[t - 1].elbo - 1e-8);
    expect(em.logLikelihood).toBeGreaterThan(trace[0].logLikelihood + 1);
    expect(relative(em.logLikelihood, slowLogLikelihood(iris, slowTheta(em.mixture), some))).toBeLessThan(1e-10);
    expect(slowLogLikelihood(iris, slowTheta(em.mixture))).toBeCloseTo(-182.76, 2);
  });

  test('begins from the labelled rows alone', () => {
    const em = known(iris, 'full', some, 3);
    const rows = iris.filter((_, i) => some[i] >= 0);
    const theta = slowM(
      rows,
      oneHotRows(
        some.filter((code) => code >= 0),
        3,
      ),
      'full',
    );
    theta.covariances.flat(2).forEach((value, at) => {
      expect(em.mixture.covariances[at]).toBeCloseTo(value, 10);
    });
    expect([...em.mixture.weights]).toEqual(theta.weights);
  });

  test.each(['full', 'diag', 'spherical'] as const)(
    '%s: a level with too few rows takes the pooled covariance, and keeps its own mean',
    (family) => {
      const few = irisSpecies.map((code, i) => (code === 2 ? (i < 103 ? 2 : -1) : i % 2 === 0 ? code : -1));
      const em = known(iris, family, few, 3);
      const labelled = iris.filter((_, i) => few[i] >= 0);
      const codes = few.filter((code) => code >= 0);
      const own = slowM(labelled, oneHotRows(codes, 3), family);
      const pooled = slowM(labelled, oneHotRows(codes, 3), 'tied').covariances[0];
      const trace = (pooled[0][0] + pooled[1][1] + pooled[2][2] + pooled[3][3]) / 4;
      for (let r = 0; r < 4; r++) {
        expect(em.mixture.means[8 + r]).toBeCloseTo(own.means[2][r], 10);
        for (let c = 0; c < 4; c++) {
          const free = family === 'full' ? pooled[r][c] : r === c ? (family === 'diag' ? pooled[r][c] : trace) : 0;
          expect(em.mixture.covariances[(2 * 4 + r) * 4 + c]).toBeCloseTo(free, 10);
          expect(em.mixture.covariances[r * 4 + c]).toBeCloseTo(own.covariances[0][r][c], 10);
        }
      }
    },
  );

  test('one labelled row a level starts from the spread of the columns', () => {
    const single = irisSpecies.map((code, i) => (i % 50 === 0 ? code : -1));
    const em = known(iris, 'full', single, 3);
    const { columnScales } = settingFor(iris, 'full');
    expect(em.mixture.covariances[0]).toBeCloseTo(columnScales[0] ** 2, 10);
    expect([...em.binds]).toEqual([0, 0, 0]);
    runEm(kernelFor(iris, single), em);
    expect(em.stopReason).toBe('converged');
    expect(Number.isFinite(em.logLikelihood)).toBe(true);
  });
});

test('blocks of rows add up to all of them', () => {
  const rows = Array.from({ length: 9001 }, (_, i) => [Math.sin(i), Math.cos(3 * i)]);
  const labels = Int32Array.from(rows, (_, i) => (i % 5) - 1);
  const setting = settingFor(rows, 'full');
  const whole = emptyMoments('full', 4, 2);
  knownMoments(kernelFor(rows), setting, labels, 0, rows.length, whole);
  const parts = emptyMoments('full', 4, 2);
  for (const [from, to] of [
    [0, 1],
    [1, 5000],
    [5000, 9001],
  ])
    knownMoments(kernelFor(rows), setting, labels, from, to, parts);
  whole.second.forEach((value, at) => {
    expect(parts.second[at]).toBeCloseTo(value, 9);
  });
  expect([...parts.counts]).toEqual([...whole.counts]);
  expect(whole.counts.reduce((sum, count) => sum + count, 0)).toBe(labels.filter((label) => label >= 0).length);
  expect(columnsOf(rows)).toHaveLength(2);
});
