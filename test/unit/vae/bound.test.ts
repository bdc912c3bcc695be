import { describe, expect, it } from 'vitest';
import { splitGap } from '../../../src/models/vae/gap';
import { importance } from '../../../src/models/vae/importance';
import { Decoder } from '../../../src/models/vae/model';
import { createNormals } from '../../../src/models/vae/normals';
import { Quadrature } from '../../../src/models/vae/quadrature';
import { RowScorer } from '../../../src/models/vae/score';
import { example, ring, trained } from './data';

const columns = ring(300, 4);
const run = trained(columns, { hidden: [16], epochs: 150, rate: 5e-3 });
const model = run.model();
const quadrature = new Quadrature(model);
const row = (i: number) => run.data.subarray(4 * i, 4 * i + 4);

describe('log p(x) by quadrature', () => {
  it('stays where it is when the step is halved twice and the window doubled', () => {
    for (let i = 0; i < 300; i += 50) {
      const found = quadrature.evidence(row(i));
      expect(found.converged).toBe(true);
      expect(Math.abs(quadrature.checked(row(i)) - found.logLikelihood)).toBeLessThan(1e-5);
    }
  });

  it('agrees with a plain fixed grid over the prior', () => {
    const decoder = new Decoder(model);
    const step = 0.02;
    const side = 601;
    const z = decoder.input(side * side);
    for (let a = 0; a < side; a++) {
      for (let b = 0; b < side; b++) {
        z[2 * (a * side + b)] = step * (a - 300);
        z[2 * (a * side + b) + 1] = step * (b - 300);
      }
    }
    const outputs = decoder.decode(side * side);
    for (const i of [0, 77, 199]) {
      let sum = 0;
      for (let c = 0; c < side * side; c++) {
        const prior = Math.exp(-0.5 * (z[2 * c]! ** 2 + z[2 * c + 1]! ** 2)) / (2 * Math.PI);
        sum += step * step * prior * Math.exp(decoder.logLikelihood(row(i), outputs, 4 * c));
      }
      expect(quadrature.evidence(row(i)).logLikelihood).toBeCloseTo(Math.log(sum), 5);
    }
  });

  it('is good to 1e-3 on a coarser grid', () => {
    const coarse = new Quadrature(model, 1e-3);
    for (let i = 0; i < 300; i += 30) {
      const [rough, fine] = [coarse.evidence(row(i)), quadrature.evidence(row(i))];
      expect(Math.abs(rough.logLikelihood - fine.logLikelihood)).toBeLessThan(1e-3);
      expect(rough.nodes).toBeLessThanOrEqual(fine.nodes);
    }
  });

  it('finds a row that the encoder misplaces', () => {
    const q = { mean: Float64Array.of(3, -3), logVariance: Float64Array.of(-9, -9) };
    for (const i of [3, 150]) {
      expect(quadrature.evidence(row(i), q).logLikelihood).toBeCloseTo(quadrature.evidence(row(i)).logLikelihood, 5);
    }
  });
});

it('ELBO ≤ L_S ≤ L_S′ ≤ quadrature over seeds, within their standard errors', () => {
  const decoder = new Decoder(model);
  for (const i of [5, 60, 240]) {
    const exact = quadrature.evidence(row(i)).logLikelihood;
    const { elbo } = quadrature.elbo(row(i));
    const seeds = Array.from({ length: 20 }, (_, s) => s + 1);
    const mean = (samples: number) => {
      const found = seeds.map((seed) => importance(model, decoder, row(i), samples, createNormals(seed)));
      const average = found.reduce((sum, f) => sum + f.logLikelihood, 0) / seeds.length;
      const spread = Math.sqrt(found.reduce((sum, f) => sum + (f.logLikelihood - average) ** 2, 0) / 19 / 20);
      for (const f of found) {
        expect(f.effectiveSampleSize).toBeGreaterThan(0.999);
        expect(f.effectiveSampleSize).toBeLessThan(samples + 1e-6);
        // The mean over one sample of log w is the sampled ELBO; log of the mean is no less. KL is closed form in one.
        expect(Number.isFinite(f.standardError)).toBe(true);
      }
      return { average, error: spread };
    };
    const few = mean(5);
    const many = mean(100);
    const most = mean(2000);
    expect(elbo).toBeLessThan(few.average + 3 * few.error);
    expect(few.average).toBeLessThan(many.average + 3 * (few.error + many.error));
    expect(many.average).toBeLessThan(most.average + 3 * (many.error + most.error));
    expect(most.average).toBeLessThan(exact + 3 * most.error + 1e-6);
    expect(exact - most.average).toBeLessThan(0.1);
  }
});

it('splits the gap of each of 200 rows into two parts, neither below −1e-6', { timeout: 120_000 }, () => {
  const one = trained(example('iris.csv', 4), { latent: 1, hidden: [16], epochs: 400, rate: 5e-3 });
  const narrow = new Quadrature(one.model());
  const splits = [
    ...Array.from({ length: 150 }, (_, i) => splitGap(quadrature, row(2 * i))),
    ...Array.from({ length: 50 }, (_, i) => splitGap(narrow, one.data.subarray(12 * i, 12 * i + 4))),
  ];
  for (const split of splits) {
    expect(split.amortisation).toBeGreaterThanOrEqual(0);
    expect(split.approximation).toBeGreaterThan(-1e-6);
    expect(split.amortisation + split.approximation).toBeCloseTo(split.logLikelihood - split.elbo, 9);
    // KL of a bound to itself: the best q of the row is best from elsewhere too, or no better.
    expect(split.bestElbo).toBeLessThanOrEqual(split.logLikelihood + 1e-6);
  }
});

it('closes the gap where the posterior is Gaussian', () => {
  const linear = trained(columns, { linear: true });
  const exact = new Quadrature(linear.model());
  for (const i of [0, 100]) {
    const split = splitGap(exact, linear.data.subarray(4 * i, 4 * i + 4));
    expect(Math.abs(split.approximation)).toBeLessThan(1e-4);
    expect(split.amortisation).toBeLessThan(1e-4);
  }
});

it('scores rows in the units of the file', () => {
  const scorer = new RowScorer(model);
  expect(scorer.method).toBe('quadrature');
  const found = scorer.score(row(8), 8);
  expect(found.elbo).toBeCloseTo(found.reconstruction - found.kl, 12);
  expect(found.logLikelihood).toBeCloseTo(quadrature.evidence(row(8)).logLikelihood + model.units.logJacobian, 9);
  // The fourth column is ten times as wide as the third: its scale costs as much.
  const scales = columns.map((column) => {
    const mean = column.reduce((sum, x) => sum + x, 0) / 300;
    return Math.sqrt(column.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 300);
  });
  expect(model.units.logJacobian).toBeCloseTo(-scales.reduce((sum, s) => sum + Math.log(s), 0), 9);
  const sampled = new RowScorer(trained(columns, { latent: 3, hidden: [8], epochs: 20 }).model(), 200, 3);
  expect(sampled.method).toBe('importance');
  const first = sampled.score(row(8), 8);
  expect(sampled.score(row(8), 8)).toEqual(first);
  expect(first.logLikelihood).toBeGreaterThan(first.elbo - 3 * first.standardError - 0.2);
});
