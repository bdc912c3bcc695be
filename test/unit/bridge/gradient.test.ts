/** Page 14: the best diagonal q by gradient. */
import { describe, expect, test } from 'vitest';
import type { BridgeAnswerOf } from '../../../src/protocol/bridge.ts';
import { faithful, iris } from '../engine/listening.ts';
import { fitted, mOf } from './asking.ts';

const four = await fitted(iris, { components: 3, restarts: 3 });
const two = await fitted(faithful, { components: 2 });
const ask = { page: 'gradient', row: 7, angle: 30, at: 500, epsilon: [0.8, -0.6], draws: 100_000, seed: 6 } as const;
const asked = { ...ask, epsilon: [...ask.epsilon] };
const answer = await four.ask(asked);
const { decoder } = await four.ask({ page: 'diagonal', row: 7, angle: 30 });
const x = four.rows[7]!;
const d = 4;
const { noise, loadings, mean: b } = decoder;

/** log p(x | z) and its slope, written out. */
function decoded(z: readonly number[]): { value: number; slope: number[] } {
  const slope = [0, 0];
  let misfit = 0;
  for (let r = 0; r < d; r++) {
    const rest = x[r]! - b[r]! - loadings[2 * r]! * z[0]! - loadings[2 * r + 1]! * z[1]!;
    misfit += rest * rest;
    for (const j of [0, 1]) slope[j]! += (loadings[2 * r + j]! * rest) / noise;
  }
  return { value: -0.5 * (d * Math.log(2 * Math.PI * noise) + misfit / noise), slope };
}

/** ∫∫ h(ε) N(ε; 0, I) dε by the trapezoid rule. */
function averaged(h: (e: readonly number[]) => number): number {
  const step = 0.1;
  let sum = 0;
  for (let a = -90; a <= 90; a++) {
    for (let c = -90; c <= 90; c++) {
      const e = [a * step, c * step];
      sum += (h(e) * Math.exp(-0.5 * (e[0]! ** 2 + e[1]! ** 2)) * step * step) / (2 * Math.PI);
    }
  }
  return sum;
}

const { q } = answer;
const zOf = (e: readonly number[]) => e.map((v, j) => q.mean[j]! + q.deviations[j]! * v);
const elbo = (mean: readonly number[], s: readonly number[]): number => {
  const expected = averaged((e) => decoded(e.map((v, j) => mean[j]! + s[j]! * v)).value);
  return expected - mean.reduce((sum, m, j) => sum + 0.5 * (m * m + s[j]! ** 2 - 2 * Math.log(s[j]!) - 1), 0);
};

describe('the reparameterisation by hand', () => {
  test('z = μ + σ⊙ε, its decoded row, its density and slope are those of the decoder on the page before', () => {
    const { draw } = answer;
    const z = [0, 1].map((j) => q.mean[j]! + q.deviations[j]! * ask.epsilon[j]!);
    expect([...draw.z]).toEqual(z);
    const { value, slope } = decoded(z);
    expect(draw.logDensity).toBeCloseTo(value, 8);
    for (const j of [0, 1]) {
      expect(draw.slope[j]!).toBeCloseTo(slope[j]!, 6);
      expect(draw.reparameterisation[j]!).toBeCloseTo(slope[j]! - q.mean[j]!, 6);
      const closed = 1 / q.deviations[j]! - q.deviations[j]!;
      expect(draw.reparameterisation[2 + j]!).toBeCloseTo(slope[j]! * ask.epsilon[j]! + closed, 6);
    }
    for (let r = 0; r < d; r++) {
      const fitted = b[r]! + loadings[2 * r]! * z[0]! + loadings[2 * r + 1]! * z[1]!;
      expect(draw.reconstruction[r]!).toBeCloseTo(fitted, 10);
    }
  });
});

describe('two estimators of one gradient', () => {
  test('the exact gradient is that of the ELBO, by finite differences of an integral', () => {
    const [m, s] = [[...q.mean], [...q.deviations]];
    for (let p = 0; p < 4; p++) {
      const h = 1e-4;
      const [up, down] = [h, -h].map((by) =>
        elbo(
          m.map((v, j) => (j === p ? v + by : v)),
          s.map((v, j) => (j === p - 2 ? v + by : v)),
        ),
      );
      expect(answer.exact[p]!).toBeCloseTo((up! - down!) / (2 * h), 3);
    }
  });

  test('reparameterisation: variances are those of theory, from WᵀW and σ², within three in a hundred', () => {
    const m = mOf(loadings, d, noise);
    const h = [0, 1].map((i) => [0, 1].map((j) => (m[i]![j]! - (i === j ? noise : 0)) / noise));
    const { slope } = decoded([...q.mean]);
    for (const j of [0, 1]) {
      const spread = [0, 1].map((k) => (h[j]![k]! * q.deviations[k]!) ** 2);
      const ofMean = spread[0]! + spread[1]!;
      // g_j ε_j with g linear in ε: c² + Σ_{k≠j} + 2·(own)
      const ofDeviation = slope[j]! ** 2 + spread[1 - j]! + 2 * spread[j]!;
      expect(answer.reparameterisation.variance[j]! / ofMean).toBeCloseTo(1, 1);
      expect(Math.abs(answer.reparameterisation.variance[j]! / ofMean - 1)).toBeLessThan(0.03);
      expect(Math.abs(answer.reparameterisation.variance[2 + j]! / ofDeviation - 1)).toBeLessThan(0.03);
    }
  });

  test('score function: variances are those of an integral, within four standard errors, and larger', () => {
    const weigh = [
      (e: readonly number[]) => e[0]! / q.deviations[0]!,
      (e: readonly number[]) => e[1]! / q.deviations[1]!,
      (e: readonly number[]) => (e[0]! ** 2 - 1) / q.deviations[0]!,
      (e: readonly number[]) => (e[1]! ** 2 - 1) / q.deviations[1]!,
    ];
    weigh.forEach((w, p) => {
      const first = averaged((e) => decoded(zOf(e)).value * w(e));
      const central = (power: number) => averaged((e) => (decoded(zOf(e)).value * w(e) - first) ** power);
      const variance = central(2);
      const error = Math.sqrt((central(4) - variance ** 2) / ask.draws);
      // In σ it goes by the fourth power of ε, and so its own variance by the sixteenth.
      if (p < 2) expect(error).toBeLessThan(0.15 * variance);
      expect(Math.abs(answer.scoreFunction.variance[p]! - variance)).toBeLessThan(4 * error);
      expect(answer.scoreFunction.variance[p]!).toBeGreaterThan(1.5 * answer.reparameterisation.variance[p]!);
    });
  });

  test('both means are within five standard errors of the exact gradient', () => {
    for (const { mean, variance } of [answer.reparameterisation, answer.scoreFunction]) {
      for (let p = 0; p < 4; p++) {
        const error = Math.sqrt(variance[p]! / ask.draws);
        expect(Math.abs(mean[p]! - answer.exact[p]!)).toBeLessThan(5 * error);
      }
    }
  });
});

describe('the ascent', () => {
  const gap = ({ path, bestElbo }: BridgeAnswerOf<'gradient'>, which: keyof typeof path) =>
    bestElbo - path[which].at(-1)!;

  test.each([1, 2, 3, 4])(
    'never passes the best of the formula, and by reparameterisation comes near it (seed %i)',
    async (seed) => {
      for (const [file, row] of [
        [four, 7],
        [four, 120],
        [two, 32],
      ] as const) {
        const end = await file.ask({ ...asked, row, seed, at: 600, draws: 100 });
        for (const path of [end.path.reparameterisation, end.path.scoreFunction]) {
          for (const value of path) expect(value).toBeLessThanOrEqual(end.bestElbo + 1e-9);
        }
        expect(gap(end, 'reparameterisation')).toBeLessThan(file === four ? 0.5 : 3);
        expect(gap(end, 'scoreFunction')).toBeGreaterThan(4 * gap(end, 'reparameterisation'));
      }
    },
  );

  test('its best is the q of the page before, and the path says what q at its step is worth', async () => {
    const before = await four.ask({ page: 'diagonal', row: 7, angle: 30 });
    expect([...answer.best.mean]).toEqual([...before.q.mean]);
    expect(answer.bestElbo).toBeCloseTo(before.ofRow.elbo, 9);
    expect(answer.path.reparameterisation[500]!).toBeCloseTo(elbo([...q.mean], [...q.deviations]), 5);
  });

  test('the same seed draws the same, another does not', async () => {
    const again = await four.ask({ ...asked, draws: 100 });
    const other = await four.ask({ ...asked, draws: 100, seed: 7 });
    expect([...again.path.scoreFunction]).toEqual([...answer.path.scoreFunction]);
    expect([...other.path.scoreFunction]).not.toEqual([...answer.path.scoreFunction]);
  });
});
