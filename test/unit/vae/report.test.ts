import { expect, it } from 'vitest';
import { VaeReporting } from '../../../src/models/vae/report';
import { example, trained } from './data';

function report(reporting: VaeReporting) {
  while (reporting.next()) {
    expect(reporting.fraction).toBeLessThan(1);
  }
  return reporting.report();
}

it('adds up for iris: log p = ELBO + gap, ELBO = reconstruction − KL', () => {
  const run = trained(example('iris.csv', 4), { epochs: 400, hidden: [12], rate: 5e-3 });
  const found = report(new VaeReporting(run, 512, 10));
  expect(found.logLikelihoodMethod).toBe('quadrature');
  expect(found.elbo).toBeCloseTo(found.reconstruction - found.kl, 6);
  expect(found.logLikelihood).toBeGreaterThan(found.elbo);
  expect(found.gapRows).toBe(10);
  expect(found.approximationGap!).toBeGreaterThan(-1e-6);
  expect(found.amortisationGap!).toBeGreaterThan(-1e-6);
  // The exact ELBO of the rows held out is what the epochs' sampled one estimates.
  expect(Math.abs(found.heldOutElbo! - run.records.at(-1)!.heldOut!.elbo)).toBeLessThan(0.3);
  expect(found.optimizerSteps).toBe(400);
});

it('is the closed form for a linear model, with no gap', () => {
  const run = trained(example('iris.csv', 4), { linear: true });
  const found = report(new VaeReporting(run, 512, 3));
  expect(found.logLikelihoodMethod).toBe('closed');
  expect(found.logLikelihood).toBeCloseTo(-404.96278, 2);
  expect(found.elbo).toBeCloseTo(found.logLikelihood, 2);
  expect(found.heldOutElbo).toBeUndefined();
  expect(Math.abs(found.approximationGap!)).toBeLessThan(1e-3);
});

it('samples where L > 2', () => {
  const run = trained(example('iris.csv', 4), { epochs: 50, latent: 3, hidden: [8] });
  const found = report(new VaeReporting(run, 64));
  expect(found.logLikelihoodMethod).toBe('importance');
  expect(found.samples).toBe(64);
  expect(found.effectiveSampleSize!).toBeGreaterThan(1);
  expect(found.effectiveSampleSize!).toBeLessThanOrEqual(64);
  expect(found.approximationGap).toBeUndefined();
  expect(found.logLikelihood).toBeGreaterThan(found.elbo - 3 * found.standardError);
});
