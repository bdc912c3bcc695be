import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomStream } from '../../../src/models/gmm/random';
import { solvePpca } from '../../../src/models/ppca/closedForm';
import { product } from '../../../src/models/ppca/dense';
import { singular } from '../../../src/models/ppca/jacobi';
import {
  bestDiagonal,
  diagonalEncoder,
  elboOf,
  logLikelihood,
  planeRotation,
  posteriorOf,
  rotated,
  totalKl,
} from '../../../src/models/ppca/model';
import { standardNormal } from '../../../src/models/ppca/normal';
import { encode, independent, linearRowIdentity } from '../../../src/models/ppca/row';
import { iris, relative } from '../gmm/fixtures';
import { spreadOfRows } from './fixtures';
import { anyRotation, linearProblems } from './problems';
import { slowElbo, slowLogDensity, square } from './slow';

const runs = { numRuns: 300, seed: 20240611 };
const sum = (list: number[]): number => list.reduce((total, v) => total + v, 0);

test('mean, root and eigenvalues of the rows are right, far from 0 and in unlike units', () => {
  fc.assert(
    fc.property(linearProblems([-4, 4]), ({ rows, spread }) => {
      const { d, mean, root, eigenvalues, axes } = spread;
      for (let r = 0; r < d; r++) {
        expect(relative(mean[r], sum(rows.map((row) => row[r])) / rows.length)).toBeLessThan(1e-12);
        for (let c = 0; c < d; c++) {
          const direct = sum(rows.map((row) => (row[r] - mean[r]) * (row[c] - mean[c]))) / rows.length;
          const size = Math.sqrt(
            sum(rows.map((row) => (row[r] - mean[r]) ** 2)) * sum(rows.map((row) => (row[c] - mean[c]) ** 2)),
          );
          let own = 0;
          let turn = 0;
          for (let j = 0; j < d; j++) {
            own += root[r * d + j] * root[c * d + j];
            turn += axes[j * d + r] * axes[j * d + c];
          }
          expect(Math.abs(own - direct)).toBeLessThan((1e-11 * size) / rows.length);
          expect(Math.abs(turn - (r === c ? 1 : 0))).toBeLessThan(1e-12);
        }
        if (r > 0) expect(eigenvalues[r]).toBeLessThanOrEqual(eigenvalues[r - 1]);
      }
    }),
    runs,
  );
});

test('ℓ is the sum of Gaussian log densities, about any mean', () => {
  fc.assert(
    fc.property(linearProblems(), fc.boolean(), ({ rows, spread, model }, moved) => {
      const own = moved ? { ...model, mean: model.mean.map((v) => v + Math.sqrt(model.noise)) } : model;
      const direct = sum(rows.map((row) => slowLogDensity(own, row)));
      expect(relative(logLikelihood(own, spread), direct)).toBeLessThan(1e-9);
    }),
    runs,
  );
});

test('of one row: log p, ELBO and KL, each on its own, add up', () => {
  fc.assert(
    fc.property(linearProblems(), ({ rows, model, q }) => {
      for (const row of rows.slice(0, 3)) {
        const { logDensity, elbo, kl, reconstruction, priorKl } = linearRowIdentity(model, row, q);
        const size = 1 + Math.abs(elbo) + Math.abs(logDensity);
        expect(relative(logDensity, slowLogDensity(model, row))).toBeLessThan(1e-9);
        expect(Math.abs(elbo - slowElbo(model, row, [...q.mean], square(q.covariance, model.l)))).toBeLessThan(
          1e-9 * size,
        );
        expect(Math.abs(logDensity - elbo - kl)).toBeLessThan(1e-10 * size);
        expect(elbo).toBe(reconstruction - priorKl);
        expect(elbo).toBeLessThanOrEqual(logDensity + 1e-12 * size);
        const exact = linearRowIdentity(model, row, encode(model, posteriorOf(model), row));
        expect(Math.abs(exact.kl)).toBeLessThan(1e-10);
        expect(Math.abs(exact.elbo - exact.logDensity)).toBeLessThan(1e-10 * (1 + Math.abs(exact.logDensity)));
      }
    }),
    runs,
  );
});

test('over all rows: the closed form is the sum of the rows, and never above ℓ', () => {
  fc.assert(
    fc.property(linearProblems(), fc.boolean(), ({ rows, spread, model: given, map, q }, moved) => {
      const model = moved ? { ...given, mean: given.mean.map((v) => v + Math.sqrt(given.noise)) } : given;
      const variances = Array.from({ length: model.l }, (_, j) => q.covariance[j * model.l + j]);
      for (const encoder of [{ map, covariance: q.covariance }, diagonalEncoder(map, variances)]) {
        const total = elboOf(model, encoder, spread);
        const each = rows.map((row) => linearRowIdentity(model, row, encode(model, encoder, row)));
        const l = logLikelihood(model, spread);
        const size = Math.abs(total.reconstruction) + Math.abs(total.priorKl) + Math.abs(l);
        for (const part of ['elbo', 'reconstruction', 'priorKl'] as const) {
          expect(Math.abs(total[part] - sum(each.map((row) => row[part])))).toBeLessThan(1e-10 * size);
        }
        const kl = totalKl(model, encoder, spread);
        expect(Math.abs(kl - sum(each.map((row) => row.kl)))).toBeLessThan(1e-10 * size);
        expect(Math.abs(l - total.elbo - kl)).toBeLessThan(1e-10 * size);
        expect(total.elbo).toBeLessThanOrEqual(l + 1e-12 * size);
      }
    }),
    runs,
  );
});

test('rotating W leaves ℓ alone and opens the gap that the formula says', () => {
  fc.assert(
    fc.property(linearProblems(), ({ rows, spread, model, seed }) => {
      const turned = rotated(model, anyRotation(model.l, seed));
      const l = logLikelihood(model, spread);
      expect(relative(logLikelihood(turned, spread), l)).toBeLessThan(1e-11);
      const { encoder, gap, variances } = bestDiagonal(turned);
      const { elbo } = elboOf(turned, encoder, spread);
      expect(Math.abs(l - elbo - spread.n * gap)).toBeLessThan(1e-9 * (Math.abs(l) + spread.n));
      const { mean } = encode(turned, encoder, rows[0]);
      const best = linearRowIdentity(turned, rows[0], independent(mean, variances.map(Math.sqrt)));
      expect(Math.abs(best.kl - gap)).toBeLessThan(1e-10 * (1 + gap));
      // No other diagonal q does better.
      for (const stretch of [0.9, 1.1]) {
        const other = independent(
          mean,
          variances.map((v) => stretch * Math.sqrt(v)),
        );
        expect(linearRowIdentity(turned, rows[0], other).kl).toBeGreaterThan(gap);
      }
    }),
    runs,
  );
});

test('at the principal axes the gap is 0 and the best diagonal q reaches ℓ*; turned by 45° it does not', () => {
  const spread = spreadOfRows(iris);
  for (const l of [2, 3]) {
    const solution = solvePpca(spread, l);
    if (!solution.ok) throw new Error(solution.fault.code);
    const { model, logLikelihood: best } = solution.value;
    const straight = bestDiagonal(model);
    expect(straight.gap).toBeLessThan(1e-12);
    expect(relative(elboOf(model, straight.encoder, spread).elbo, best)).toBeLessThan(1e-12);
    const turned = rotated(model, planeRotation(l, 0, 1, Math.PI / 4));
    const slanted = bestDiagonal(turned);
    expect(slanted.gap).toBeGreaterThan(0.1);
    expect(relative(elboOf(turned, slanted.encoder, spread).elbo, best - iris.length * slanted.gap)).toBeLessThan(
      1e-12,
    );
    expect(relative(logLikelihood(turned, spread), best)).toBeLessThan(1e-12);
  }
});

test('the root is exact to rounding of each row, however unlike the rows', () => {
  const d = 5;
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 0, max: d }), (seed, rank) => {
      const stream = randomStream(seed);
      const normals = (length: number) => Float64Array.from({ length }, () => standardNormal(stream));
      const low = product(normals(d * rank), normals(rank * d), d, rank, d);
      const matrix = low.map((v, at) => v * 10 ** (4 * (Math.floor(at / d) - 2)));
      const { axes, lengths, root } = singular(matrix, d);
      for (let r = 0; r < d; r++) {
        const rowLength = (row: number, list: Float64Array) => Math.hypot(...list.subarray(row * d, (row + 1) * d));
        for (let c = 0; c < d; c++) {
          let [direct, own, turn] = [0, 0, 0];
          for (let j = 0; j < d; j++) {
            direct += matrix[r * d + j] * matrix[c * d + j];
            own += root[r * d + j] * root[c * d + j];
            turn += axes[j * d + r] * axes[j * d + c];
          }
          expect(Math.abs(own - direct)).toBeLessThanOrEqual(1e-14 * rowLength(r, matrix) * rowLength(c, matrix));
          expect(Math.abs(turn - (r === c ? 1 : 0))).toBeLessThan(1e-13);
          expect(Math.abs(root[r * d + c] - axes[r * d + c] * lengths[c])).toBeLessThanOrEqual(1e-15 * lengths[0]);
        }
      }
    }),
    runs,
  );
});

test('a plane rotation is orthogonal and turns by its angle', () => {
  const rotation = planeRotation(3, 0, 2, 0.3);
  const back = planeRotation(3, 0, 2, -0.3);
  product(rotation, back, 3, 3, 3).forEach((v, place) => {
    expect(Math.abs(v - (place % 4 === 0 ? 1 : 0))).toBeLessThan(1e-15);
  });
  expect(Math.abs(rotation[6] - Math.sin(0.3))).toBeLessThan(1e-15);
});
