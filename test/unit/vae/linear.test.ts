import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { Quadrature } from '../../../src/models/vae/quadrature';
import { RowScorer } from '../../../src/models/vae/score';
import { example, trained, training } from './data';

/** ℓ* of PPCA per row, from the eigenvalues of the 1/N covariance (Tipping & Bishop 1999). */
function bestPerRow(columns: readonly Float64Array[], latent: number): number {
  const d = columns.length;
  const n = columns[0]!.length;
  // About the size of the numbers, so that the eigenvalues are found to full precision.
  const size = Math.max(...columns.map((column) => Math.max(...column) - Math.min(...column)));
  const centred = columns.map((column) => {
    const mean = column.reduce((sum, x) => sum + x / n, 0);
    return column.map((x) => (x - mean) / size);
  });
  const s = Matrix.zeros(d, d);
  for (let r = 0; r < d; r++) {
    for (let c = 0; c < d; c++)
      s.set(
        r,
        c,
        centred[r]!.reduce((sum, x, i) => sum + (x * centred[c]![i]!) / n, 0),
      );
  }
  const values = new EigenvalueDecomposition(s, { assumeSymmetric: true }).realEigenvalues.sort((a, b) => b - a);
  const noise = values.slice(latent).reduce((sum, v) => sum + v, 0) / (d - latent);
  const logs = values.slice(0, latent).reduce((sum, v) => sum + Math.log(v), 0) + (d - latent) * Math.log(noise);
  return -0.5 * (logs + d * Math.log(2 * Math.PI) + d) - d * Math.log(size);
}

const iris = example('iris.csv', 4);
const scaled = (by: readonly number[]) => iris.map((column, j) => column.map((x) => x * by[j % by.length]! + by[0]!));

describe('the linear VAE reaches the PPCA of the file', () => {
  it.each([
    ['iris, L = 1', iris, 1],
    ['iris, L = 2', iris, 2],
    ['iris, L = 3', iris, 3],
    ['faithful', example('faithful.csv', 2), 1],
    ['iris × 1e-3', scaled([1e-3]), 2],
    ['iris × 1e5', scaled([1e5]), 2],
    ['iris × 37', scaled([37]), 1],
    ['columns of different units', scaled([1, 10, 0.1, 3]), 2],
    ['columns of very different units', scaled([1, 100, 0.01, 1000]), 2],
  ])('%s', (_, columns, latent) => {
    const best = bestPerRow(columns, latent);
    const run = trained(columns, { linear: true, latent });
    expect(run.stopReason).toBe('plateau');
    const { elbo } = run.records.at(-1)!.train;
    expect(best - elbo).toBeLessThan(1e-3);
    expect(best - elbo).toBeGreaterThan(-1e-6);
    const model = run.model();
    const scorer = new RowScorer(model);
    expect(scorer.method).toBe('closed');
    const n = columns[0]!.length;
    let logLikelihood = 0;
    let mean = 0;
    for (let i = 0; i < n; i++) {
      const row = scorer.score(run.data.subarray(i * columns.length, (i + 1) * columns.length), i);
      expect(row.logLikelihood - row.elbo).toBeGreaterThan(-1e-9);
      logLikelihood += row.logLikelihood / n;
      mean += row.elbo / n;
    }
    expect(Math.abs(mean - elbo)).toBeLessThan(1e-6);
    expect(best - logLikelihood).toBeLessThan(1e-3);
    expect(best - logLikelihood).toBeGreaterThan(-1e-6);
  });

  it('has the values of the reference for iris', () => {
    const totals = [1, 2].map((latent) => 150 * trained(iris, { linear: true, latent }).records.at(-1)!.train.elbo);
    expect(totals[0]).toBeCloseTo(-470.669458, 2);
    expect(totals[1]).toBeCloseTo(-404.96278, 2);
  });

  it('does so from every seed', () => {
    const best = bestPerRow(iris, 2);
    for (let seed = 1; seed <= 5; seed++) {
      const { elbo } = trained(iris, { linear: true, seed }).records.at(-1)!.train;
      expect(Math.abs(best - elbo)).toBeLessThan(1e-3);
    }
  });

  it('is integrated by quadrature to the closed form', () => {
    const model = trained(iris, { linear: true }).model();
    const run = training(iris, { linear: true });
    const scorer = new RowScorer(model);
    const quadrature = new Quadrature(model);
    for (let i = 0; i < 150; i += 30) {
      const x = run.data.subarray(4 * i, 4 * i + 4);
      const row = scorer.score(x, i);
      const { logJacobian } = model.units;
      expect(quadrature.evidence(x).logLikelihood + logJacobian).toBeCloseTo(row.logLikelihood, 6);
      expect(quadrature.elbo(x).elbo + logJacobian).toBeCloseTo(row.elbo, 6);
    }
  });

  it('refuses as many latent dimensions as columns', () => {
    expect(() => training(iris, { linear: true, latent: 4 })).toThrow('vaeLatentTooMany');
  });
});
