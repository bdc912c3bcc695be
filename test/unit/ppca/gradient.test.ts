import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomStream } from '../../../src/models/gmm/random';
import { solvePpca } from '../../../src/models/ppca/closedForm';
import { exactGradient, gradientsOfDraw, measureGradients, rowAscent } from '../../../src/models/ppca/gradient';
import { standardNormal } from '../../../src/models/ppca/normal';
import { climb, type LinearObjective, parameterCount } from '../../../src/models/ppca/objective';
import { independent, linearRowIdentity } from '../../../src/models/ppca/row';
import { iris } from '../gmm/fixtures';
import { spreadOfRows } from './fixtures';
import { type LinearProblem, linearProblems } from './problems';

const runs = { numRuns: 300, seed: 20240611 };

const ascentOf = ({ model, rows, q }: LinearProblem) => {
  const deviations = Float64Array.from({ length: model.l }, (_, j) => Math.sqrt(q.covariance[j * model.l + j]));
  return rowAscent(model, rows[0], q.mean, deviations);
};

test('the exact gradient is that of the ELBO, by finite differences', () => {
  fc.assert(
    fc.property(linearProblems(), (problem) => {
      const row = ascentOf(problem);
      const { l } = problem.model;
      const gradient = exactGradient(row);
      const elbo = (mean: Float64Array, deviations: Float64Array): number =>
        linearRowIdentity(problem.model, problem.rows[0], independent(mean, deviations)).elbo;
      for (let at = 0; at < 2 * l; at++) {
        const h = 1e-5 * (at < l ? 1 : row.deviations[at - l]);
        const [up, down] = [1, -1].map((side) => {
          const mean = row.mean.slice();
          const deviations = row.deviations.slice();
          if (at < l) mean[at] += side * h;
          else deviations[at - l] += side * h;
          return elbo(mean, deviations);
        });
        const size = 1 + Math.abs(gradient[at]) + Math.abs(elbo(row.mean, row.deviations));
        expect(Math.abs((up - down) / (2 * h) - gradient[at])).toBeLessThan(1e-6 * size);
      }
    }),
    runs,
  );
});

test('of one draw: the pathwise gradient is ∂ log p(x | m + s⊙ε), by finite differences', () => {
  fc.assert(
    fc.property(linearProblems(), (problem) => {
      const row = ascentOf(problem);
      const { l } = problem.model;
      const epsilon = Float64Array.from({ length: l }, (_, j) => Math.sin(problem.seed + j));
      // With the closed part's own gradient 1/s − s, −m taken off, what is left is that of log p(x | z) alone.
      const { reparameterisation } = gradientsOfDraw(row, epsilon);
      const point = (mean: Float64Array, s: Float64Array): number => {
        const z = mean.map((m, j) => m + s[j] * epsilon[j]);
        return linearRowIdentity(
          problem.model,
          problem.rows[0],
          independent(
            z,
            z.map(() => 1e-9),
          ),
        ).reconstruction;
      };
      for (let at = 0; at < 2 * l; at++) {
        const h = 1e-5 * (at < l ? 1 : row.deviations[at - l]);
        const [up, down] = [1, -1].map((side) => {
          const mean = row.mean.slice();
          const s = row.deviations.slice();
          if (at < l) mean[at] += side * h;
          else s[at - l] += side * h;
          return point(mean, s);
        });
        const closed = at < l ? -row.mean[at] : 1 / row.deviations[at - l] - row.deviations[at - l];
        const size = 1 + Math.abs(reparameterisation[at]) + Math.abs(point(row.mean, row.deviations));
        expect(Math.abs((up - down) / (2 * h) + closed - reparameterisation[at])).toBeLessThan(1e-6 * size);
      }
    }),
    runs,
  );
});

test('both estimators are unbiased: within five standard errors everywhere, within two nearly everywhere', () => {
  let close = 0;
  let all = 0;
  fc.assert(
    fc.property(linearProblems(), (problem) => {
      const { exact, draws, reparameterisation, scoreFunction } = measureGradients(
        ascentOf(problem),
        4000,
        problem.seed,
      );
      for (const { mean, variance } of [reparameterisation, scoreFunction]) {
        for (let at = 0; at < exact.length; at++) {
          const error = Math.sqrt(variance[at] / draws);
          const off = Math.abs(mean[at] - exact[at]) / error;
          expect(off).toBeLessThan(5.5);
          all++;
          if (off < 2) close++;
        }
      }
    }),
    { ...runs, numRuns: 60 },
  );
  expect(close / all).toBeGreaterThan(0.9);
});

test('the mean of the score function comes at a far larger variance', () => {
  const spread = spreadOfRows(iris);
  const solution = solvePpca(spread, 2);
  if (!solution.ok) throw new Error(solution.fault.code);
  const row = rowAscent(solution.value.model, iris[0], Float64Array.of(0, 0), Float64Array.of(0.5, 0.5));
  const { reparameterisation, scoreFunction } = measureGradients(row, 20000, 1);
  for (let at = 0; at < 4; at++) {
    expect(scoreFunction.variance[at]).toBeGreaterThan(5 * reparameterisation.variance[at]);
  }
  const again = measureGradients(row, 20000, 1);
  expect([...again.scoreFunction.mean]).toEqual([...scoreFunction.mean]);
});

test('the gradient of the linear VAE agrees with finite differences', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 5 }), fc.integer({ min: 1, max: 4 }), fc.nat(), (d, latent, seed) => {
      const l = Math.min(latent, d - 1);
      const stream = randomStream(seed);
      const lengths = Float64Array.from({ length: d }, () => Math.exp(standardNormal(stream)))
        .sort()
        .reverse();
      const objective: LinearObjective = { d, l, lengths };
      const count = parameterCount(objective);
      const point = Float64Array.from({ length: count }, () => 0.5 * standardNormal(stream));
      const [gradient, inverse] = [new Float64Array(count), new Float64Array(count)];
      const value = climb(objective, point, gradient, inverse);
      const [g, i] = [new Float64Array(count), new Float64Array(count)];
      for (let at = 0; at < count; at++) {
        const h = 1e-5;
        const [up, down] = [1, -1].map((side) => {
          const moved = point.slice();
          moved[at] += side * h;
          const there = climb(objective, moved, g, i);
          return [there, g[at]];
        });
        const size = 1 + Math.abs(value) + Math.abs(gradient[at]);
        expect(Math.abs((up[0] - down[0]) / (2 * h) - gradient[at])).toBeLessThan(1e-6 * size);
        expect(inverse[at]).toBeGreaterThan(0);
        // W and P enter as squares, so along each of them the curvature is known exactly.
        if (at >= 2 * d * l) continue;
        expect(Math.abs(((down[1] - up[1]) / (2 * h)) * inverse[at] - 1)).toBeLessThan(1e-5);
      }
    }),
    runs,
  );
});
