/** Page 15: one linear encoder for all rows. */
import { describe, expect, test } from 'vitest';
import type { BridgeAnswerOf } from '../../../src/protocol/bridge.ts';
import { faithful, iris } from '../engine/listening.ts';
import { covarianceOf, type Fitted, fitted, logNormal } from './asking.ts';

const scaled = (csv: string, by: number): string =>
  csv
    .trim()
    .split('\n')
    .map((line, i) =>
      i === 0 ? line : line.replace(/(^|,)(\d[\d.]*)/g, (_, comma: string, x: string) => comma + Number(x) * by),
    )
    .join('\n');

const files: [name: string, file: Fitted, d: number][] = [
  ['iris', await fitted(iris, { components: 3, restarts: 3 }), 4],
  ['faithful', await fitted(faithful, { components: 2 }), 2],
  ['iris × 1e-3', await fitted(scaled(iris, 1e-3), { components: 2, restarts: 2 }), 4],
  ['iris × 1e5', await fitted(scaled(iris, 1e5), { components: 2, restarts: 2 }), 4],
];
type Answer = BridgeAnswerOf<'amortised'>;
const finished = ({ done }: Answer) => done;

/** E_q log p(x | z) − KL(q ‖ N(0, I)) of a linear decoder under a diagonal q, written out. */
function elboOf({ decoder }: Answer, x: readonly number[], mean: ArrayLike<number>, s: ArrayLike<number>): number {
  const { loadings, noise, mean: b } = decoder;
  const [d, l] = [x.length, mean.length];
  let misfit = 0;
  let kl = 0;
  for (let j = 0; j < l; j++) kl += 0.5 * (mean[j]! ** 2 + s[j]! ** 2 - 2 * Math.log(s[j]!) - 1);
  for (let r = 0; r < d; r++) {
    let rest = x[r]! - b[r]!;
    for (let j = 0; j < l; j++) {
      rest -= loadings[r * l + j]! * mean[j]!;
      misfit += (loadings[r * l + j]! * s[j]!) ** 2;
    }
    misfit += rest * rest;
  }
  return -0.5 * (d * Math.log(2 * Math.PI * noise) + misfit / noise) - kl;
}

describe.each(files)('%s', (_, file, d) => {
  const n = file.rows.length;

  test('a linear VAE reaches ℓ* by gradient: never above it, and at the end both parts of the gap are 0', async () => {
    const end = await file.ask({ page: 'amortised', row: 7 }, finished);
    const { elbo, logLikelihood, best, kicked, totalGap, rowGap } = end;
    elbo.forEach((value, at) => {
      expect(value).toBeLessThanOrEqual(logLikelihood[at]! + 1e-7 * n);
      expect(logLikelihood[at]!).toBeLessThanOrEqual(best + 1e-6 * n);
      if (at > 0 && !kicked[at]) expect(value - elbo[at - 1]!).toBeGreaterThan(-1e-7 * n);
    });
    expect((best - elbo.at(-1)!) / n).toBeLessThan(1e-3);
    for (const { approximation, amortisation } of [
      rowGap,
      { approximation: totalGap.approximation / n, amortisation: totalGap.amortisation / n },
    ]) {
      expect(Math.abs(approximation)).toBeLessThan(1e-3);
      expect(Math.abs(amortisation)).toBeLessThan(1e-3);
    }
  });

  test('on the way the two parts are never negative, add up to KL, and are those of its decoder and its q', async () => {
    const { steps } = await file.ask({ page: 'amortised', row: 7 }, finished);
    const x = file.rows[7]!;
    let widest = 0;
    for (const at of [0, 3, 10, 40, steps.length - 1].map((t) => Math.min(t, steps.length - 1))) {
      const answer = await file.ask({ page: 'amortised', row: 7, at });
      const { ofRow, rowGap, totalGap, total, decoder, q, bestQ } = answer;
      const size = 1e-9 * (1 + Math.abs(ofRow.logLikelihood));
      const direct = logNormal(x, decoder.mean, covarianceOf(decoder.loadings, d, decoder.noise));
      expect(Math.abs(ofRow.logLikelihood - direct)).toBeLessThan(1e3 * size);
      expect(Math.abs(ofRow.elbo - elboOf(answer, x, q.mean, q.deviations))).toBeLessThan(1e3 * size);
      const alone = elboOf(answer, x, bestQ.mean, bestQ.deviations);
      expect(Math.abs(rowGap.amortisation - (alone - ofRow.elbo))).toBeLessThan(1e3 * size);
      for (const part of [rowGap.approximation, rowGap.amortisation]) expect(part).toBeGreaterThan(-1e3 * size);
      for (const part of [totalGap.approximation, totalGap.amortisation]) expect(part / n).toBeGreaterThan(-1e-8);
      expect(Math.abs(rowGap.approximation + rowGap.amortisation - ofRow.kl)).toBeLessThan(1e4 * size);
      expect((totalGap.approximation + totalGap.amortisation - total.kl) / n).toBeCloseTo(0, 7);
      widest = Math.max(widest, rowGap.amortisation);
      // No diagonal Gaussian near the best has more.
      for (let j = 0; j < q.mean.length; j++) {
        const moved = bestQ.mean.map((m, at2) => (at2 === j ? m + 0.05 * bestQ.deviations[j]! : m));
        expect(elboOf(answer, x, moved, bestQ.deviations)).toBeLessThan(alone);
      }
    }
    expect(widest).toBeGreaterThan(0.01);
  });
});
