import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyMoments } from '../../../src/kernels/rows';
import type { Em } from '../../../src/models/gmm/em';
import type { Mixture } from '../../../src/models/gmm/mixture';
import { responsibilities, rowIdentity } from '../../../src/models/gmm/posterior';
import { randomStream } from '../../../src/models/gmm/random';
import {
  clear,
  fromMixture,
  fromResponsibilities,
  kernelFor,
  mixtureOf,
  passOver,
  relative,
  settingFor,
  slowTheta,
} from './fixtures';
import { normal, type Problem, problems, randomResponsibilities } from './problems';
import { slowElbo, slowKl, slowLogLikelihood, slowM, slowPosterior } from './slow';

const runs = { numRuns: 1000, seed: 20240611 };

/** θ₀ by the M-step of the problem's own q, then `steps` more EM steps. */
function fitted(problem: Problem, steps: number, more: Parameters<typeof settingFor>[2] = {}): Em {
  const { rows, q, family } = problem;
  const kernel = kernelFor(rows);
  const em = fromResponsibilities(settingFor(rows, family, { tolerance: 0, ...more }), kernel, q);
  for (let step = 0; step < steps; step++) em.advance(passOver(kernel, em));
  em.close(passOver(kernel, em));
  return em;
}

/** Joint log densities of all rows under the θ of `em`. */
function jointOf(rows: number[][], em: Em): Float64Array {
  const joint = new Float64Array(rows.length * em.frame.k);
  kernelFor(rows).logJoint(em.frame, 0, rows.length, joint);
  return joint;
}

/** Σ_i of the identity's three terms under q [n][K]. */
function totals(joint: Float64Array, q: number[][]): { logDensity: number; elbo: number; kl: number } {
  const sum = { logDensity: 0, elbo: 0, kl: 0 };
  q.forEach((own, i) => {
    const row = rowIdentity(joint, own.length, i, own);
    sum.logDensity += row.logDensity;
    sum.elbo += row.elbo;
    sum.kl += row.kl;
  });
  return sum;
}

test('1: ELBO ≤ ℓ for any q, with Σ KL between them, and equality for the posterior', () => {
  fc.assert(
    fc.property(problems(), fc.integer({ min: 0, max: 1e9 }), (problem, seed) => {
      const em = fitted(problem, 2);
      const joint = jointOf(problem.rows, em);
      const any = randomResponsibilities(problem.rows.length, problem.k, randomStream(seed));
      const { logDensity, elbo, kl } = totals(joint, any);
      const size = Math.abs(elbo) + Math.abs(logDensity) + problem.rows.length;
      expect(relative(logDensity, em.logLikelihood)).toBeLessThan(1e-12);
      expect(elbo).toBeLessThanOrEqual(logDensity + 1e-12 * size);
      expect(Math.abs(logDensity - elbo - kl)).toBeLessThan(1e-12 * size);
      const q = new Float64Array(joint.length);
      responsibilities(joint, problem.k, q);
      const own = problem.rows.map((_, i) => [...q.subarray(i * problem.k, (i + 1) * problem.k)]);
      const tight = totals(joint, own);
      expect(Math.abs(tight.elbo - em.logLikelihood)).toBeLessThan(1e-10 * size);
      expect(tight.kl).toBeLessThan(1e-10 * size);
      const shares = own.map((row) => row.reduce((sum, v) => sum + v, 0));
      for (const share of shares) expect(Math.abs(share - 1)).toBeLessThan(1e-12);
    }),
    runs,
  );
});

describe('2: neither ℓ nor the ELBO ever falls', () => {
  const monotone = (problem: Problem, minEigenvalue: number): number => {
    const em = fitted(problem, 15, { minEigenvalue });
    let last = -Infinity;
    let previous = -Infinity;
    for (const { half, elbo, logLikelihood } of em.halfSteps()) {
      const slack = 1e-10 * (problem.rows.length + Math.abs(logLikelihood));
      expect(elbo).toBeGreaterThanOrEqual(last - slack);
      expect(logLikelihood).toBeGreaterThanOrEqual(previous - slack);
      if (half === 'M') expect(logLikelihood).toBeGreaterThanOrEqual(elbo - slack);
      last = elbo;
      previous = logLikelihood;
    }
    return em.binds.some((bound) => bound === 1) ? 1 : 0;
  };

  test('with the default constraint, collapses included', () => {
    let bound = 0;
    fc.assert(
      fc.property(problems(), (problem) => {
        bound += monotone(problem, 1e-6);
      }),
      runs,
    );
    expect(bound).toBeGreaterThan(100);
  });

  test('with a constraint that binds often', () => {
    let bound = 0;
    fc.assert(
      fc.property(problems({ minK: 2 }), fc.double({ min: 0.01, max: 1, noNaN: true }), (problem, least) => {
        bound += monotone(problem, least);
      }),
      runs,
    );
    expect(bound).toBeGreaterThan(200);
  });
});

test('2: ℓ_obs never falls when some rows are labelled', () => {
  fc.assert(
    fc.property(problems({ minK: 2 }), fc.integer({ min: 0, max: 1e9 }), ({ rows, q, k, family }, seed) => {
      const stream = randomStream(seed);
      const labels = Int32Array.from(rows, () => (stream.next() < 0.5 ? stream.below(k) : -1));
      const kernel = kernelFor(rows, labels);
      const em = fromResponsibilities(settingFor(rows, family, { tolerance: 0 }), kernel, q);
      for (let step = 0; step < 10; step++) em.advance(passOver(kernel, em));
      em.close(passOver(kernel, em));
      let last = -Infinity;
      for (const { iteration, elbo } of em.halfSteps()) {
        // The first q is not the labels', so the first bound is of another objective.
        if (iteration > 0) expect(elbo).toBeGreaterThanOrEqual(last - 1e-10 * (rows.length + Math.abs(elbo)));
        last = iteration > 0 ? elbo : -Infinity;
      }
      const found = slowLogLikelihood(rows, slowTheta(em.mixture), labels);
      if (em.binds.every((bound) => bound === 0)) expect(relative(em.logLikelihood, found)).toBeLessThan(1e-7);
    }),
    runs,
  );
});

test('3: the mixture has the mean and the covariance of the data after an M-step of full or tied', () => {
  fc.assert(
    fc.property(problems({ families: fc.constantFrom('full', 'tied'), rowsEach: [2, 6] }), (problem) => {
      const em = fitted(problem, 1);
      const { columnMeans, columnScales } = settingFor(problem.rows, problem.family);
      const { k, d } = problem;
      const { weights, means, covariances } = em.mixture;
      const binds = em.binds.some((bound) => bound === 1);
      for (let r = 0; r < d; r++) {
        let mean = 0;
        for (let j = 0; j < k; j++) mean += weights[j] * (means[j * d + r] - columnMeans[r]);
        expect(Math.abs(mean) / (columnScales[r] + 1e-6 * Math.abs(columnMeans[r]))).toBeLessThan(1e-8);
        for (let c = 0; c <= r && !binds; c++) {
          let found = 0;
          for (let j = 0; j < k; j++) {
            const away = (means[j * d + r] - columnMeans[r]) * (means[j * d + c] - columnMeans[c]);
            found += weights[j] * (covariances[(j * d + r) * d + c] + away);
          }
          let wanted = 0;
          for (const x of problem.rows) wanted += (x[r] - columnMeans[r]) * (x[c] - columnMeans[c]);
          const unit = columnScales[r] * columnScales[c];
          expect(Math.abs(found - wanted / problem.rows.length) / unit).toBeLessThan(1e-8);
        }
      }
    }),
    runs,
  );
});

describe('4: x → Ax + b', () => {
  const spacious = { rowsEach: [6, 10] as const, maxD: 3, maxK: 3 };
  const loose = { minEigenvalue: 0 };

  /** An affine map within what the family allows, and log|det A|. */
  function affine(problem: Problem, seed: number): { rows: number[][]; logDeterminant: number } {
    const stream = randomStream(seed);
    const { d, family, rows } = problem;
    const scales = Array.from({ length: d }, () => 10 ** (6 * stream.next() - 3));
    const shift = Array.from({ length: d }, () => 10 * normal(stream));
    if (family === 'diag') {
      const logs = scales.map(Math.log);
      return {
        rows: rows.map((x) => x.map((v, c) => scales[c] * v + shift[c])),
        logDeterminant: logs.reduce((sum, v) => sum + v, 0),
      };
    }
    let turned = rows.map((x) => [...x]);
    for (let turn = 0; turn + 1 < d; turn++) {
      const angle = 2 * Math.PI * stream.next();
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      turned = turned.map((x) => {
        const y = [...x];
        y[turn] = cos * x[turn] - sin * x[turn + 1];
        y[turn + 1] = sin * x[turn] + cos * x[turn + 1];
        return y;
      });
    }
    const unit = family === 'spherical' ? scales.map(() => scales[0]) : scales;
    return {
      rows: turned.map((x) => x.map((v, c) => unit[c] * v + shift[c])),
      logDeterminant: unit.reduce((sum, v) => sum + Math.log(v), 0),
    };
  }

  test('leaves responsibilities alone and moves ℓ by −N log|det A|', () => {
    fc.assert(
      fc.property(problems({ ...spacious, scales: [0, 0] }), fc.integer({ min: 0, max: 1e9 }), (problem, seed) => {
        // Means near 0: rotating numbers near 10⁶ would test the rounding of the data, not the fit.
        const centred = { ...problem, rows: problem.rows.map((x) => x.map((v) => (v > 1e5 ? v - 1e6 : v))) };
        const mapped = affine(centred, seed);
        const before = fitted(centred, 4, loose);
        const after = fitted({ ...centred, rows: mapped.rows }, 4, loose);
        fc.pre(before.stopReason !== 'singular');
        const moved = before.logLikelihood - centred.rows.length * mapped.logDeterminant;
        expect(relative(after.logLikelihood, moved)).toBeLessThan(1e-7);
        const q = [before, after].map((em, i) => {
          const joint = jointOf(i === 0 ? centred.rows : mapped.rows, em);
          responsibilities(joint, problem.k, joint);
          return joint;
        });
        for (let at = 0; at < q[0].length; at++) expect(Math.abs(q[0][at] - q[1][at])).toBeLessThan(1e-5);
      }),
      runs,
    );
  });
});

describe('5: sameness', () => {
  test('permuting components changes nothing', () => {
    fc.assert(
      fc.property(problems({ minK: 2 }), (problem) => {
        const turned = { ...problem, q: problem.q.map((row) => [...row.slice(1), row[0]]) };
        const [a, b] = [fitted(problem, 3), fitted(turned, 3)];
        expect(relative(a.logLikelihood, b.logLikelihood)).toBeLessThan(1e-8);
        for (let j = 0; j < problem.k; j++) {
          const other = (j + problem.k - 1) % problem.k;
          expect(Math.abs(a.mixture.weights[j] - b.mixture.weights[other])).toBeLessThan(1e-6);
        }
      }),
      runs,
    );
  });

  test('duplicating every row doubles ℓ', () => {
    fc.assert(
      fc.property(problems(), (problem) => {
        const twice = { ...problem, rows: [...problem.rows, ...problem.rows], q: [...problem.q, ...problem.q] };
        const [a, b] = [fitted(problem, 3), fitted(twice, 3)];
        expect(relative(2 * a.logLikelihood, b.logLikelihood)).toBeLessThan(1e-8);
        expect(relative(2 * a.elboAfterM, b.elboAfterM)).toBeLessThan(1e-8);
      }),
      runs,
    );
  });

  test('D = 1 makes full, diag and spherical the same', () => {
    fc.assert(
      fc.property(problems({ maxD: 1 }), (problem) => {
        const full = fitted({ ...problem, family: 'full' }, 5);
        for (const family of ['diag', 'spherical'] as const) {
          const other = fitted({ ...problem, family }, 5);
          expect(relative(full.logLikelihood, other.logLikelihood)).toBeLessThan(1e-8);
          expect([...other.binds]).toEqual([...full.binds]);
        }
      }),
      runs,
    );
  });

  test('K = 1 is closed form in one step', () => {
    fc.assert(
      fc.property(problems({ maxK: 1, rowsEach: [1, 6] }), (problem) => {
        const em = fitted(problem, 0);
        const later = fitted(problem, 3);
        expect(relative(em.logLikelihood, later.logLikelihood)).toBeLessThan(1e-10);
        expect(relative(em.elboAfterM, em.logLikelihood)).toBeLessThan(1e-10);
        expect(em.mixture.weights[0]).toBe(1);
      }),
      runs,
    );
  });
});

test('6: the bound touches ℓ with the same slope where q is the posterior', () => {
  fc.assert(
    fc.property(
      problems({ minK: 2, rowsEach: [2, 6], scales: [0, 0] }),
      fc.integer({ min: 0, max: 1e9 }),
      (problem, seed) => {
        const em = fitted(problem, 1, { minEigenvalue: 1e-3 });
        const { rows, k, d, family } = problem;
        const joint = jointOf(rows, em);
        const q = new Float64Array(joint.length);
        responsibilities(joint, k, q);
        const fixed = rows.map((_, i) => [...q.subarray(i * k, (i + 1) * k)]);
        const direction = randomDirection(em.mixture, randomStream(seed));
        const at = (step: number) => {
          const moved = moveAlong(em.mixture, direction, step);
          const there = fromMixture(settingFor(rows, family === 'tied' ? 'full' : family, { minEigenvalue: 0 }), moved);
          return totals(jointOf(rows, there), fixed);
        };
        const step = 1e-4;
        const [behind, ahead] = [at(-step), at(step)];
        const slopeOfBound = (ahead.elbo - behind.elbo) / (2 * step);
        const slopeOfLogLikelihood = (ahead.logDensity - behind.logDensity) / (2 * step);
        // Both differences err by the third derivative times step²; the sizes of rows and slopes bound it.
        const slack = 1e-4 * (rows.length * d + Math.abs(slopeOfLogLikelihood));
        expect(Math.abs(slopeOfBound - slopeOfLogLikelihood)).toBeLessThan(slack);
      },
    ),
    runs,
  );
});

/** A direction in log π, μ/σ and log σ: any of them may move, in units of the component's own spread. */
function randomDirection(mixture: Mixture, stream: { next(): number }): Float64Array {
  return Float64Array.from({ length: mixture.k * (mixture.d + 2) }, () => 2 * stream.next() - 1);
}

function moveAlong(mixture: Mixture, direction: Float64Array, step: number): Mixture {
  const { k, d } = mixture;
  const weights = mixture.weights.map((weight, j) => weight * Math.exp(step * direction[j]));
  const total = weights.reduce((sum, v) => sum + v, 0);
  const means = mixture.means.map((mean, at) => {
    const j = Math.floor(at / d);
    const sd = Math.sqrt(mixture.covariances[(j * d + (at % d)) * d + (at % d)]);
    return mean + step * 0.1 * sd * direction[k + at];
  });
  const covariances = mixture.covariances.map((value, at) => {
    const j = Math.floor(at / (d * d));
    return value * Math.exp(step * direction[k + k * d + j]);
  });
  return { k, d, weights: weights.map((weight) => weight / total), means, covariances };
}

describe('against the slow twin', () => {
  const fair = { rowsEach: [4, 8] as const, scales: [-3, 3] as const };

  test('the ELBO after an M-step from the statistics is the one summed over rows', () => {
    fc.assert(
      fc.property(problems(fair), fc.constantFrom(0, 0.01), (problem, regCovar) => {
        const { rows, q, family } = problem;
        const unit = settingFor(rows, family).columnScales.reduce((a, b) => Math.min(a, b));
        const kernel = kernelFor(rows);
        const em = fromResponsibilities(
          settingFor(rows, family, { regCovar: regCovar * unit * unit, minEigenvalue: 0 }),
          kernel,
          q,
        );
        const first = slowM(rows, q, family, regCovar * unit * unit);
        expect(relative(em.elboAfterM, slowElbo(rows, q, first))).toBeLessThan(1e-9);
        em.advance(passOver(kernel, em));
        // The q of that step is the posterior at θ before it.
        const before = slowTheta(em.mixture);
        const behind = passOverPrevious(rows, em);
        expect(relative(em.elboAfterM, slowElbo(rows, behind, before))).toBeLessThan(1e-9);
        const gap = slowLogLikelihood(rows, before) - slowKl(rows, behind, before);
        expect(relative(em.elboAfterM, gap)).toBeLessThan(1e-9);
      }),
      runs,
    );
  });

  test('the ELBO after a clipped M-step is the one summed over rows, and no other θ allowed has a larger one', () => {
    let bound = 0;
    fc.assert(
      fc.property(
        problems({ rowsEach: [2, 6], scales: [-1, 1], minK: 2, maxD: 3 }),
        fc.double({ min: 0.1, max: 1, noNaN: true }),
        fc.integer({ min: 0, max: 1e9 }),
        (problem, minEigenvalue, seed) => {
          const { rows, q, family } = problem;
          const setting = settingFor(rows, family, { minEigenvalue });
          const em = fromResponsibilities(setting, kernelFor(rows), q);
          const best = slowElbo(rows, q, slowTheta(em.mixture));
          expect(relative(em.elboAfterM, best)).toBeLessThan(1e-9);
          if (em.binds.every((b) => b === 0)) return;
          bound++;
          const stream = randomStream(seed);
          for (let trial = 0; trial < 5; trial++) {
            const moved = moveAlong(em.mixture, randomDirection(em.mixture, stream), 0.05);
            const allowed = fromMixture(setting, moved);
            expect(slowElbo(rows, q, slowTheta(allowed.mixture))).toBeLessThanOrEqual(best + 1e-9 * Math.abs(best));
          }
        },
      ),
      runs,
    );
    expect(bound).toBeGreaterThan(100);
  });

  test.each(['full', 'tied', 'diag', 'spherical'] as const)('the first ten iterations of %s agree', (family) => {
    fc.assert(
      fc.property(problems({ ...fair, families: fc.constant(family) }), (problem) => {
        const { rows, q } = problem;
        let theta = slowM(rows, q, family);
        const kernel = kernelFor(rows);
        const setting = settingFor(rows, family, { tolerance: 0, maxIterations: 10, minEigenvalue: 1e-12 });
        const em = fromMixture(setting, mixtureOf(theta));
        const moments = emptyMoments(em.frame.shape, problem.k, problem.d);
        for (let t = 0; t <= 10; t++) {
          clear(moments);
          kernel.pass(em.frame, 0, kernel.n, moments);
          expect(relative(moments.logLikelihood, slowLogLikelihood(rows, theta))).toBeLessThan(1e-9);
          em.advance(moments);
          theta = slowM(rows, slowPosterior(rows, theta), family);
        }
        expect(em.stopReason).toBe('maxIterations');
      }),
      { ...runs, numRuns: 60 },
    );
  });
});

/** q of the last M-step of `em`, from the θ behind it. */
function passOverPrevious(rows: number[][], em: Em): number[][] {
  const { k } = em.frame;
  const joint = new Float64Array(rows.length * k);
  kernelFor(rows).logJoint(em.previous.frame, 0, rows.length, joint);
  responsibilities(joint, k, joint);
  return rows.map((_, i) => [...joint.subarray(i * k, (i + 1) * k)]);
}
