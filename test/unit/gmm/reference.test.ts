import { describe, expect, test } from 'vitest';
import type { Family } from '../../../src/models/gmm/mixture';
import {
  faithful,
  fromResponsibilities,
  iris,
  irisSpecies,
  kernelFor,
  oneHotRows,
  relative,
  runEm,
  settingFor,
} from './fixtures';

/** Published figures: R's faithful and iris, run to convergence; six significant digits or more are asked for. */
const within = 1e-6;

const runFrom = (rows: number[][], codes: ArrayLike<number>, k: number, family: Family) => {
  const kernel = kernelFor(rows);
  const em = fromResponsibilities(settingFor(rows, family), kernel, oneHotRows(codes, k));
  return runEm(kernel, em);
};

describe('faithful', () => {
  const long = faithful.map((row) => (row[0] > 3 ? 0 : 1));
  test.each([
    ['full', -1130.263960185],
    ['tied', -1140.186759],
    ['diag', -1147.806353],
    ['spherical', -1709.529282],
  ] as const)('K=2 %s converges to %d', (family, expected) => {
    const em = runFrom(faithful, long, 2, family);
    expect(em.stopReason).toBe('converged');
    expect(relative(em.logLikelihood, expected)).toBeLessThan(within);
  });

  test('K=2 full has the published parameters', () => {
    const { mixture } = runFrom(faithful, long, 2, 'full');
    const expected = [
      [0.644127142453, 4.28966197405, 79.9681151853, 0.169968077, 0.9406047557, 36.0461599],
      [0.355872857547, 2.03638845569, 54.4785163878, 0.0691679268, 0.4351702705, 33.6973001],
    ];
    for (const [j, [weight, m0, m1, s00, s10, s11]] of expected.entries()) {
      expect(relative(mixture.weights[j], weight)).toBeLessThan(within);
      expect(relative(mixture.means[2 * j], m0)).toBeLessThan(within);
      expect(relative(mixture.means[2 * j + 1], m1)).toBeLessThan(within);
      const [a, b, c, d] = mixture.covariances.subarray(4 * j, 4 * j + 4);
      expect(Math.abs(a / s00 - 1)).toBeLessThan(1e-5);
      expect(Math.abs(b / s10 - 1)).toBeLessThan(1e-5);
      expect(c).toBe(b);
      expect(Math.abs(d / s11 - 1)).toBeLessThan(1e-5);
    }
  });

  test('K=1 is closed form in one step', () => {
    const kernel = kernelFor(faithful);
    const em = fromResponsibilities(
      settingFor(faithful, 'full', { tolerance: 0, maxIterations: 0 }),
      kernel,
      oneHotRows(
        faithful.map(() => 0),
        1,
      ),
    );
    runEm(kernel, em);
    expect(em.iteration).toBe(0);
    expect(relative(em.logLikelihood, -1289.79675)).toBeLessThan(within);
    expect(em.elboAfterM).toBeCloseTo(em.logLikelihood, 8);
  });

  test('standardised columns give the published figure in their own units', () => {
    const { columnMeans: m, columnScales: s } = settingFor(faithful, 'full');
    const grow = Math.sqrt(faithful.length / (faithful.length - 1));
    const standard = faithful.map((row) => row.map((v, c) => (v - m[c]) / (s[c] * grow)));
    expect(relative(runFrom(standard, long, 2, 'full').logLikelihood, -384.458852877)).toBeLessThan(within);
  });

  test('waiting alone has the published parameters', () => {
    const waiting = faithful.map((row) => [row[1]]);
    const em = runFrom(
      waiting,
      faithful.map((row) => (row[0] > 3 ? 1 : 0)),
      2,
      'full',
    );
    expect(relative(em.logLikelihood, -1034.00175)).toBeLessThan(within);
    const { weights, means, covariances } = em.mixture;
    expect(weights[0]).toBeCloseTo(0.36089, 5);
    expect(relative(means[0], 54.6149)).toBeLessThan(within);
    expect(relative(means[1], 80.0911)).toBeLessThan(within);
    expect(Math.sqrt(covariances[0])).toBeCloseTo(5.87126, 4);
    expect(Math.sqrt(covariances[1])).toBeCloseTo(5.86771, 4);
  });

  /** ℓ − ELBO(uniform, θ): at the θ of the start's own M-step (the published figure), and at the optimum. */
  test('uniform responsibilities leave the published gap', () => {
    const kernel = kernelFor(faithful);
    const gap = (maxIterations: number): number => {
      const setting = settingFor(faithful, 'full', { tolerance: 0, maxIterations });
      const em = runEm(kernel, fromResponsibilities(setting, kernel, oneHotRows(long, 2)));
      const joint = new Float64Array(2 * faithful.length);
      kernel.logJoint(em.frame, 0, kernel.n, joint);
      return em.logLikelihood - joint.reduce((sum, a) => sum + 0.5 * (a - Math.log(0.5)), 0);
    };
    expect(relative(gap(0), 4064.37702192)).toBeLessThan(within);
    expect(relative(gap(40), 4119.58685681)).toBeLessThan(within);
  });
});

describe('iris from the species', () => {
  test.each([
    ['full', -180.185477, 5],
    ['diag', -306.860461, 9],
    ['spherical', -384.314095, 16],
  ] as const)('%s converges to %d with %d rows elsewhere', (family, expected, misclassified) => {
    const em = runFrom(iris, irisSpecies, 3, family);
    expect(relative(em.logLikelihood, expected)).toBeLessThan(within);
    const kernel = kernelFor(iris);
    const joint = new Float64Array(3 * iris.length);
    kernel.logJoint(em.frame, 0, kernel.n, joint);
    let elsewhere = 0;
    irisSpecies.forEach((species, i) => {
      const a = joint.subarray(3 * i, 3 * i + 3);
      if (a.indexOf(Math.max(...a)) !== species) elsewhere++;
    });
    expect(elsewhere).toBe(misclassified);
  });
});
