import { expect, test } from 'vitest';
import { singleEvidence } from '../../../src/models/vi/evidence';
import type { Priors } from '../../../src/models/vi/priors';
import { faithful, kernelFor, oneHotRows, relative } from '../gmm/fixtures';
import { beginCavi, caviSetting, runCavi } from './fixtures';

/** faithful, each column centred and divided by its deviation with divisor n − 1. */
const standardised = (() => {
  const n = faithful.length;
  const means = [0, 1].map((c) => faithful.reduce((s, row) => s + row[c], 0) / n);
  const deviations = means.map((m, c) => Math.sqrt(faithful.reduce((s, row) => s + (row[c] - m) ** 2, 0) / (n - 1)));
  return faithful.map((row) => row.map((v, c) => (v - means[c]) / deviations[c]));
})();

const priors: Priors = {
  alpha0: 1,
  beta0: 1,
  nu0: 2,
  m0: Float64Array.of(0, 0),
  w0: Float64Array.of(1, 1),
};

const run = (codes: number[], k: number) => {
  const kernel = kernelFor(standardised);
  return runCavi(kernel, beginCavi(caviSetting(standardised, priors), kernel, oneHotRows(codes, k)));
};

test('K=1: the bound is the evidence, and both have the published value', () => {
  const cavi = run(
    standardised.map(() => 0),
    1,
  );
  expect(relative(cavi.bound, -560.6846287586)).toBeLessThan(1e-12);
  expect(relative(singleEvidence(priors, standardised.length, cavi.current), -560.6846287586)).toBeLessThan(1e-12);
});

test('K=2: bound, α and m have the published values', () => {
  const cavi = run(
    faithful.map((row) => (row[0] > 3 ? 1 : 0)),
    2,
  );
  expect(cavi.stopReason).toBe('converged');
  expect(relative(cavi.bound, -435.0934276803)).toBeLessThan(1e-11);
  const { alpha, frame } = cavi.current;
  [98.139645, 175.860355].forEach((expected, j) => {
    expect(Math.abs(alpha[j] - expected)).toBeLessThan(2e-5);
  });
  [-1.2557144, -1.1924782, 0.7007569, 0.6654677].forEach((expected, at) => {
    expect(Math.abs(frame.means[at] - expected)).toBeLessThan(1e-6);
  });
});
