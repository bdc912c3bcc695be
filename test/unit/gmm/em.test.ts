import { describe, expect, test } from 'vitest';
import { emptyMoments } from '../../../src/kernels/rows';
import { columnStatistics } from '../../../src/models/gmm/columns';
import { Em } from '../../../src/models/gmm/em';
import {
  createMixture,
  createTheta,
  referenceTheta,
  thetaOf,
  writeMixture,
  writeTheta,
} from '../../../src/models/gmm/frame';
import type { Family } from '../../../src/models/gmm/mixture';
import { likeliest, logDensity, responsibilities, rowIdentity } from '../../../src/models/gmm/posterior';
import {
  faithful,
  fromMixture,
  fromResponsibilities,
  iris,
  kernelFor,
  mixtureOf,
  passOver,
  relative,
  runEm,
  settingFor,
  slowTheta,
} from './fixtures';
import { slowEm, slowLogJoint, slowLogLikelihood } from './slow';

const start = mixtureOf({
  weights: [0.4, 0.6],
  means: [
    [2, 55],
    [4, 75],
  ],
  covariances: [
    [
      [0.5, 1],
      [1, 50],
    ],
    [
      [0.4, -0.5],
      [-0.5, 60],
    ],
  ],
});

describe('the staircase', () => {
  test('from parameters: ten E and ten M, which are the slow twin’s', () => {
    const em = runEm(
      kernelFor(faithful),
      fromMixture(settingFor(faithful, 'full', { tolerance: 0, maxIterations: 10 }), start),
    );
    const slow = slowEm(faithful, slowTheta(start), 'full', 10);
    const steps = em.halfSteps();
    expect(steps.map(({ iteration, half }) => `${half}${iteration}`)).toEqual(
      Array.from({ length: 10 }, (_, t) => [`E${t + 1}`, `M${t + 1}`]).flat(),
    );
    for (let t = 0; t < 10; t++) {
      const [e, m] = [steps[2 * t], steps[2 * t + 1]];
      expect(relative(e.logLikelihood, slow.logLikelihoods[t])).toBeLessThan(1e-9);
      expect([e.elbo, e.kl]).toEqual([e.logLikelihood, 0]);
      expect(relative(m.elbo, slow.bounds[t])).toBeLessThan(1e-9);
      expect(relative(m.logLikelihood, slow.logLikelihoods[t + 1])).toBeLessThan(1e-9);
      expect(m.kl).toBe(m.logLikelihood - m.elbo);
    }
    expect([em.stopReason, em.iteration]).toEqual(['maxIterations', 10]);
    expect(em.logLikelihood).toBe(steps[19].logLikelihood);
    expect(relative(em.logLikelihood, slowLogLikelihood(faithful, slowTheta(em.mixture)))).toBeLessThan(1e-12);
  });

  test('from responsibilities: begins with M of iteration 0', () => {
    const kernel = kernelFor(faithful);
    const setting = settingFor(faithful, 'full', { tolerance: 0, maxIterations: 2 });
    const em = fromResponsibilities(
      setting,
      kernel,
      faithful.map((row) => (row[0] > 3 ? [1, 0] : [0, 1])),
    );
    expect(em.halfSteps()).toEqual([]);
    runEm(kernel, em);
    expect(em.halfSteps().map(({ iteration, half }) => `${half}${iteration}`)).toEqual(['M0', 'E1', 'M1', 'E2', 'M2']);
  });

  test('can be walked by hand: close tells ℓ, step makes the M, and closing twice is closing once', () => {
    const kernel = kernelFor(faithful);
    const setting = settingFor(faithful, 'full', { tolerance: 1e-8 });
    const [whole, walked] = [fromMixture(setting, start), fromMixture(setting, start)];
    runEm(kernel, whole);
    while (!walked.done) {
      const moments = passOver(kernel, walked);
      walked.close(moments);
      walked.close(moments);
      expect(walked.halfSteps().at(-1)?.half ?? 'M').toBe('M');
      if (!walked.done) walked.step(moments);
    }
    expect(walked.halfSteps()).toEqual(whole.halfSteps());
    expect(walked.snapshot()).toEqual(whole.snapshot());
  });

  test('grows as long as it has to', () => {
    const em = runEm(
      kernelFor(faithful),
      fromMixture(settingFor(faithful, 'full', { tolerance: 0, maxIterations: 150 }), start),
    );
    expect(em.halfSteps()).toHaveLength(300);
    expect(em.halfSteps().every(({ elbo, logLikelihood }) => elbo <= logLikelihood + 1e-9 && elbo < -1000)).toBe(true);
  });
});

describe('state', () => {
  test('a resumed run goes on bit for bit', () => {
    const kernel = kernelFor(iris);
    const setting = settingFor(iris, 'full', { tolerance: 1e-10 });
    const q = iris.map((_, i) => [i % 3 === 0 ? 0.8 : 0.2, i % 3 === 0 ? 0.2 : 0.8]);
    const em = fromResponsibilities(setting, kernel, q);
    for (let t = 0; t < 5; t++) em.advance(passOver(kernel, em));
    const again = Em.resume(setting, em.save());
    runEm(kernel, em);
    runEm(kernel, again);
    expect(again.logLikelihood).toBe(em.logLikelihood);
    expect(again.iteration).toBe(em.iteration);
    expect(again.snapshot()).toEqual(em.snapshot());
    expect(again.halfSteps().at(-1)).toEqual(em.halfSteps().at(-1));
  });

  test('previous is the θ behind q, mixture a view, snapshot a copy', () => {
    const kernel = kernelFor(faithful);
    const em = fromMixture(settingFor(faithful, 'full'), start);
    const before = em.snapshot();
    em.advance(passOver(kernel, em));
    const behind = createMixture(2, 2);
    writeMixture(em.previous, behind);
    expect(behind).toEqual(before);
    const view = em.mixture;
    const copy = em.snapshot();
    em.advance(passOver(kernel, em));
    expect(em.mixture).toBe(view);
    expect(view).not.toEqual(copy);
  });

  test('a start far outside the range of numbers ends the run, with no NaN', () => {
    const away = { ...start, means: start.means.map(() => 1e200) };
    const em = runEm(kernelFor(faithful), fromMixture(settingFor(faithful, 'full'), away));
    expect(em.stopReason).toBe('notFinite');
    expect(em.mixture.means.every((mean) => mean === 1e200)).toBe(true);
  });
});

describe('starts outside the family', () => {
  test.each([
    ['tied', [0.44, 0.1, 0.1, 56, 0.44, 0.1, 0.1, 56]],
    ['diag', [0.5, 0, 0, 50, 0.4, 0, 0, 60]],
    ['spherical', [25.25, 0, 0, 25.25, 30.2, 0, 0, 30.2]],
  ] as [Family, number[]][])('%s begins from the nearest member', (family, expected) => {
    const em = fromMixture(settingFor(faithful, family), start);
    expect(em.startChange).toEqual({ projected: true, clipped: [] });
    em.mixture.covariances.forEach((value, at) => {
      expect(value).toBeCloseTo(expected[at], 10);
    });
    const again = fromMixture(settingFor(faithful, family), em.snapshot());
    expect(again.startChange).toEqual({ projected: false, clipped: [] });
  });

  test.each(['full', 'tied', 'diag', 'spherical'] as const)(
    '%s narrower than the constraint is widened to it',
    (family) => {
      const setting = settingFor(faithful, family, { minEigenvalue: 0.01 });
      const [s0, s1] = setting.columnScales;
      const thin = { ...start, covariances: Float64Array.of(1e-4, 0, 0, 1e-4, 1e-4, 0, 0, 1e-4) };
      const em = fromMixture(setting, thin);
      expect(em.startChange.clipped).toEqual([0, 1]);
      const { covariances } = em.mixture;
      const widest = Math.max(s0, s1) ** 2;
      expect(covariances[0]).toBeCloseTo(0.01 * (family === 'spherical' ? widest : s0 * s0), 10);
      expect(covariances[3]).toBeCloseTo(0.01 * s1 * s1, 10);
    },
  );
});

describe('frames', () => {
  test.each(['full', 'tied', 'diag', 'spherical'] as const)(
    '%s: mixture → frame → mixture, and the densities are the textbook’s',
    (family) => {
      const { mixture } = fromMixture(settingFor(faithful, family), start);
      const theta = thetaOf(mixture, family);
      if (!theta.ok) throw new Error(theta.fault.code);
      const back = createMixture(2, 2);
      writeMixture(theta.value, back);
      back.covariances.forEach((value, at) => {
        expect(relative(value, mixture.covariances[at])).toBeLessThan(1e-13);
      });
      const joint = new Float64Array(2 * faithful.length);
      kernelFor(faithful).logJoint(theta.value.frame, 0, faithful.length, joint);
      slowLogJoint(faithful, slowTheta(mixture))
        .flat()
        .forEach((a, at) => {
          expect(relative(joint[at], a)).toBeLessThan(1e-12);
        });
    },
  );

  test('report the first component that is not positive definite', () => {
    const bad = { ...start, covariances: Float64Array.of(1, 0, 0, 1, 1, 2, 2, 1) };
    expect(writeTheta(bad, createTheta('full', 2, 2))).toBe(1);
    expect(
      writeTheta({ ...bad, covariances: Float64Array.of(1, 0, 0, 1, 1, 0, 0, Number.NaN) }, createTheta('diag', 2, 2)),
    ).toBe(1);
    expect(writeTheta(start, createTheta('full', 2, 2))).toBe(-1);
  });

  test('the reference axes centre and scale the columns', () => {
    const { columnMeans, columnScales } = settingFor(iris, 'full');
    for (const shape of ['full', 'tied', 'diag'] as const) {
      const moments = emptyMoments(shape, 1, 4);
      const q = new Float64Array(150).fill(1);
      kernelFor(iris).passGiven(referenceTheta(shape, 1, columnMeans, columnScales).frame, q, 0, 150, moments);
      for (const sum of moments.first) expect(Math.abs(sum)).toBeLessThan(1e-10);
      const at = shape === 'diag' ? [0, 1, 2, 3] : [0, 2, 5, 9];
      for (const place of at) expect(moments.second[place]).toBeCloseTo(150, 9);
    }
  });
});

describe('rows', () => {
  const joint = Float64Array.of(-1, -2, -Infinity, -Infinity, 700, 690);

  test('log densities, responsibilities and the likeliest component', () => {
    expect(logDensity(joint, 2, 0)).toBeCloseTo(Math.log(Math.exp(-1) + Math.exp(-2)), 12);
    expect(logDensity(joint, 2, 1)).toBe(-Infinity);
    expect(logDensity(joint, 2, 2)).toBeCloseTo(700 + Math.log1p(Math.exp(-10)), 10);
    const q = new Float64Array(6);
    responsibilities(joint, 2, q, [-1, -1, 1]);
    expect(q[0]).toBeCloseTo(1 / (1 + Math.exp(-1)), 14);
    expect([...q.subarray(2)]).toEqual([0.5, 0.5, 0, 1]);
    expect([0, 2].map((row) => likeliest(joint, 2, row))).toEqual([0, 0]);
  });

  test('the identity of a row, labelled or not', () => {
    const { logDensity: total, elbo, kl } = rowIdentity(joint, 2, 0, [0.3, 0.7]);
    expect(elbo + kl).toBeCloseTo(total, 14);
    expect(rowIdentity(joint, 2, 0, [0, 1], 1)).toEqual({ logDensity: -2, elbo: -2, kl: 0 });
    expect(rowIdentity(joint, 2, 0, [0.5, 0.5], 1)).toMatchObject({ elbo: -Infinity, kl: Infinity });
  });
});

describe('columns', () => {
  test('keep their spread beside a mean of 1e9', () => {
    const column = Float64Array.from({ length: 1001 }, (_, i) => 1e9 + (i % 2));
    const found = columnStatistics([column]);
    if (!found.ok) throw new Error(found.fault.code);
    expect(found.value.means[0]).toBeCloseTo(1e9 + 500 / 1001, 6);
    expect(found.value.scales[0]).toBeCloseTo(Math.sqrt(500 * 501) / 1001, 12);
  });

  test('a constant column has no spread at all, and one beyond squares is named', () => {
    const found = columnStatistics([Float64Array.of(0.1, 0.1, 0.1)]);
    expect(found.ok && found.value.scales[0]).toBe(0);
    for (const size of [1e200, 1e-200]) {
      expect(columnStatistics([Float64Array.of(1, 2), Float64Array.of(size, -size)])).toEqual({
        ok: false,
        fault: { code: 'columnTooLarge', args: { column: 2 } },
      });
    }
  });
});
