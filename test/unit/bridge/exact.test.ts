/** Pages 10 to 13: where everything is known in closed form. */
import { describe, expect, test } from 'vitest';
import { faithful, iris } from '../engine/listening.ts';
import { covarianceOf, fitted, logDeterminant, logNormal, mOf } from './asking.ts';

const two = await fitted(faithful, { components: 2 });
const four = await fitted(iris, { components: 3, restarts: 3 });

describe('q free', () => {
  const density = (row: readonly number[]): number[] => {
    const { k, d, weights, means, covariances } = two.frame.theta;
    return Array.from({ length: k }, (_, j) => {
      const at = (r: number) => [...covariances.slice(j * d * d + r * d, j * d * d + (r + 1) * d)];
      const a = Array.from({ length: d }, (_, r) => at(r));
      return Math.log(weights[j]!) + logNormal(row, means.slice(j * d, (j + 1) * d), a);
    });
  };

  test('three kinds of q on the fit, recomputed row by row: the identity, and no gap for the posterior alone', async () => {
    const { kinds, n } = await two.ask({ page: 'free', row: 32, theta: two.frame.theta });
    expect(n).toBe(two.rows.length);
    for (const kind of kinds) {
      const sums = { logLikelihood: 0, elbo: 0, kl: 0 };
      two.rows.forEach((row, i) => {
        const a = density(row);
        const top = Math.max(...a);
        const logLikelihood = top + Math.log(a.reduce((sum, v) => sum + Math.exp(v - top), 0));
        const q = a.map((v) =>
          kind.q === 'uniform' ? 1 / a.length : kind.q === 'hard' ? Number(v === top) : Math.exp(v - logLikelihood),
        );
        const elbo = q.reduce((sum, p, j) => (p > 0 ? sum + p * (a[j]! - Math.log(p)) : sum), 0);
        sums.logLikelihood += logLikelihood;
        sums.elbo += elbo;
        sums.kl += logLikelihood - elbo;
        if (i === 32) expect(kind.ofRow.elbo).toBeCloseTo(elbo, 9);
      });
      for (const part of ['logLikelihood', 'elbo', 'kl'] as const) {
        expect(kind.total[part]).toBeCloseTo(sums[part], 7);
      }
    }
    const [uniform, hard, posterior] = kinds;
    expect(posterior!.total.kl).toBeLessThan(1e-9);
    expect(hard!.total.kl).toBeGreaterThan(0.1);
    expect(uniform!.total.kl).toBeGreaterThan(hard!.total.kl);
    expect(posterior!.total.logLikelihood).toBeCloseTo(two.frame.step.logLikelihood, 6);
  });
});

describe('θ random too', () => {
  test('the bound rises at every sub-step and is the sum of its terms; rows and weights add up', async () => {
    const whole = await two.ask({ page: 'bayes', components: 4 }, ({ done }) => done);
    for (let at = 1; at < whole.bounds.length; at++) {
      expect(whole.bounds[at]! - whole.bounds[at - 1]!).toBeGreaterThan(-1e-8);
    }
    expect(whole.counts.reduce((sum, c) => sum + c, 0)).toBeCloseTo(two.rows.length, 6);
    expect(whole.weights.reduce((sum, c) => sum + c, 0)).toBeCloseTo(1, 12);
    for (const at of [0, 1, 5, whole.bounds.length - 1]) {
      const { terms, at: shown } = await two.ask({ page: 'bayes', components: 4, at });
      expect(shown).toBe(at);
      expect(terms.reduce((sum, term) => sum + term, 0)).toBeCloseTo(whole.bounds[at]!, 7);
    }
    expect(whole.evidence).toBeUndefined();
  });

  test('K = 1: the bound is the evidence, and both are those of an independent formula', async () => {
    const { bounds, evidence, done } = await two.ask({ page: 'bayes', components: 1 }, (answer) => answer.done);
    expect(done).toBe(true);
    expect(Math.abs(bounds.at(-1)! - evidence!)).toBeLessThan(1e-9 * Math.abs(evidence!));
    // log p(X) as a chain of Student-t predictions, one row after another: Normal–Wishart updated by hand.
    const { rows } = two;
    const n = rows.length;
    const mean = [0, 1].map((c) => rows.reduce((sum, row) => sum + row[c]! / n, 0));
    const spread = [0, 1].map((c) => rows.reduce((sum, row) => sum + (row[c]! - mean[c]!) ** 2 / n, 0));
    let [beta, nu] = [1, 2];
    let m = [...mean];
    // W⁻¹ = ν₀ diag(s²)
    let inverse = [
      [2 * spread[0]!, 0],
      [0, 2 * spread[1]!],
    ];
    const logGamma = (x: number): number => {
      let [sum, at] = [0, x];
      while (at < 12) sum -= Math.log(at++);
      return (
        sum +
        (at - 0.5) * Math.log(at) -
        at +
        0.5 * Math.log(2 * Math.PI) +
        1 / (12 * at) -
        1 / (360 * at ** 3) +
        1 / (1260 * at ** 5)
      );
    };
    let total = 0;
    for (const row of rows) {
      const freedom = nu - 1;
      const scale = (beta + 1) / (beta * freedom);
      const [a, b, c] = [inverse[0]![0]! * scale, inverse[0]![1]! * scale, inverse[1]![1]! * scale];
      const determinant = a * c - b * b;
      const [u, v] = [row[0]! - m[0]!, row[1]! - m[1]!];
      const distance = (c * u * u - 2 * b * u * v + a * v * v) / determinant;
      total +=
        logGamma(freedom / 2 + 1) - logGamma(freedom / 2) - Math.log(freedom * Math.PI) - 0.5 * Math.log(determinant);
      total -= (freedom / 2 + 1) * Math.log1p(distance / freedom);
      const weight = beta / (beta + 1);
      inverse = [
        [inverse[0]![0]! + weight * u * u, inverse[0]![1]! + weight * u * v],
        [inverse[1]![0]! + weight * u * v, inverse[1]![1]! + weight * v * v],
      ];
      m = m.map((value, at) => (beta * value + row[at]!) / (beta + 1));
      beta++;
      nu++;
    }
    expect(evidence!).toBeCloseTo(total, 6);
  });
});

describe('a linear decoder', () => {
  test('EM reaches the closed form to 1e-8, with KL 0 after every E, and the figures of the answer are those of its decoder', async () => {
    const end = await four.ask({ page: 'linear', row: 7 });
    expect(end.best).toBeCloseTo(-404.96278, 5);
    expect(Math.abs(end.best - end.logLikelihood.at(-1)!) / four.rows.length).toBeLessThan(1e-8);
    for (const at of [0, 1, 2, 9, end.halves.length - 1]) {
      const answer = await four.ask({ page: 'linear', row: 7, at });
      const { decoder, total, ofRow } = answer;
      const c = covarianceOf(decoder.loadings, 4, decoder.noise);
      const direct = four.rows.reduce((sum, row) => sum + logNormal(row, decoder.mean, c), 0);
      expect(total.logLikelihood).toBeCloseTo(direct, 6);
      expect(ofRow.logLikelihood).toBeCloseTo(logNormal(four.rows[7]!, decoder.mean, c), 8);
      expect(total.elbo + total.kl).toBeCloseTo(total.logLikelihood, 6);
      expect(total.reconstruction - total.priorKl).toBeCloseTo(total.elbo, 8);
      if (at % 2 === 0) expect(total.kl).toBeLessThan(1e-7);
      else if (at < 9) expect(total.kl).toBeGreaterThan(1e-3);
    }
  });

  test.each([1, 2] as const)('with a z of %i dimension(s) ℓ never falls', async (latent) => {
    const { logLikelihood, elbo, best } = await four.ask({ page: 'linear', row: 0, latent });
    for (let at = 1; at < elbo.length; at++) {
      expect(elbo[at]! - elbo[at - 1]!).toBeGreaterThan(-1e-8);
      expect(logLikelihood[at]!).toBeLessThanOrEqual(best + 1e-8);
    }
    expect(best).toBeCloseTo(latent === 1 ? -470.669458 : -404.96278, 5);
  });
});

describe('a diagonal q', () => {
  test.each([
    ['iris', four, 4],
    ['faithful', two, 2],
  ] as const)(
    '%s: the gap is ½(Σ ln M_jj − ln|M|) to 1e-8, for the row, for all rows, and while ℓ stands still',
    async (_, file, d) => {
      const level = await file.ask({ page: 'diagonal', row: 3, angle: 0 });
      expect(level.gap).toBeLessThan(1e-10);
      for (const angle of [-90, -61, 17, 30, 45]) {
        const answer = await file.ask({ page: 'diagonal', row: 3, angle });
        const { decoder, gap, ofRow, total } = answer;
        const m = mOf(decoder.loadings, d, decoder.noise);
        const formula = 0.5 * (Math.log(m[0]![0]!) + Math.log(m[1]![1]!) - logDeterminant(m));
        expect(Math.abs(gap - formula)).toBeLessThan(1e-8);
        expect(Math.abs(ofRow.kl - formula)).toBeLessThan(1e-8);
        expect(Math.abs(ofRow.logLikelihood - ofRow.elbo - formula)).toBeLessThan(1e-8);
        expect(Math.abs((total.logLikelihood - total.elbo) / file.rows.length - formula)).toBeLessThan(1e-8);
        expect(total.logLikelihood).toBeCloseTo(level.total.logLikelihood, 7);
        const c = covarianceOf(decoder.loadings, d, decoder.noise);
        expect(total.logLikelihood).toBeCloseTo(
          file.rows.reduce((sum, row) => sum + logNormal(row, decoder.mean, c), 0),
          6,
        );
      }
    },
  );

  test('no other diagonal Gaussian has a higher ELBO', async () => {
    const { decoder, q, ofRow } = await four.ask({ page: 'diagonal', row: 11, angle: 40 });
    const x = four.rows[11]!;
    const elbo = (mean: readonly number[], s: readonly number[]): number => {
      let misfit = 0;
      for (let r = 0; r < 4; r++) {
        let rest = x[r]! - decoder.mean[r]!;
        for (let j = 0; j < 2; j++) {
          rest -= decoder.loadings[2 * r + j]! * mean[j]!;
          misfit += (decoder.loadings[2 * r + j]! * s[j]!) ** 2;
        }
        misfit += rest * rest;
      }
      const kl = mean.reduce((sum, m, j) => sum + 0.5 * (m * m + s[j]! ** 2 - 2 * Math.log(s[j]!) - 1), 0);
      return -0.5 * (4 * Math.log(2 * Math.PI * decoder.noise) + misfit / decoder.noise) - kl;
    };
    const [mean, s] = [[...q.mean], [...q.deviations]];
    expect(elbo(mean, s)).toBeCloseTo(ofRow.elbo, 9);
    for (const by of [-0.03, 0.03]) {
      for (const j of [0, 1]) {
        expect(
          elbo(
            mean.map((v, at) => v + (at === j ? by : 0)),
            s,
          ),
        ).toBeLessThan(ofRow.elbo);
        expect(
          elbo(
            mean,
            s.map((v, at) => v * (at === j ? 1 + by : 1)),
          ),
        ).toBeLessThan(ofRow.elbo);
      }
    }
  });

  test('one column has no plane to turn in, and the page says why', async () => {
    const one = await fitted('x\n1\n2\n4\n7\n3\n2\n5\n1\n6\n3\n2\n9\n', { components: 1 });
    expect(await one.refused({ page: 'diagonal', row: 0, angle: 10 })).toBe('ppcaOneColumn');
  });
});
