import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createKernel } from '../../../src/kernels/create';
import { createScalarKernel } from '../../../src/kernels/scalar';
import { predictiveOf, sumLogPredictive } from '../../../src/models/vi/predictive';
import { columnsOf, faithful, kernelFor, oneHotRows, relative } from '../gmm/fixtures';
import { problems } from '../gmm/problems';
import { anyPriors, beginCavi, caviSetting, passOf, runCavi, slowFactors, slowPriors } from './fixtures';
import { slowEvidence, slowPredictive } from './slow';

const runs = { numRuns: 300, seed: 20240611 };
const anySeed = fc.integer({ min: 0, max: 1e9 });

test('integrates to 1 in one dimension', () => {
  fc.assert(
    fc.property(problems({ maxD: 1, maxK: 3, scales: [-2, 2], rowsEach: [3, 12] }), anySeed, ({ rows, q, k }, seed) => {
      const kernel = kernelFor(rows);
      const cavi = beginCavi(caviSetting(rows, anyPriors(rows, k, seed), { tolerance: 0 }), kernel, q);
      for (let step = 0; step < 5; step++) cavi.advance(passOf(kernel, cavi));
      const [centre] = cavi.setting.columnMeans;
      const scale = cavi.setting.columnScales[0] || 1;
      // x = centre + scale·sinh(t) reaches far into the tails of Student's t with evenly spaced t.
      const step = 0.005;
      const t = Array.from({ length: 32001 }, (_, i) => (i - 16000) * step);
      const line = createScalarKernel([Float64Array.from(t, (u) => centre + scale * Math.sinh(u))]);
      const out = new Float64Array(t.length);
      sumLogPredictive(predictiveOf(cavi.current), line, out);
      const mass = t.reduce((sum, u, i) => sum + Math.exp(out[i]) * scale * Math.cosh(u) * step, 0);
      // The tails beyond |x| = 1e34 deviations and the rule itself; ν close to 0 has the heaviest.
      expect(Math.abs(mass - 1)).toBeLessThan(1e-3);
    }),
    { ...runs, numRuns: 30 },
  );
});

test('is the mixture of Student-t densities of the text, row by row', () => {
  fc.assert(
    fc.property(problems({ scales: [-3, 3] }), anySeed, ({ rows, q, k }, seed) => {
      fc.pre(rows.every((row) => row.every((v) => Math.abs(v) < 1e5)));
      const kernel = kernelFor(rows);
      const cavi = beginCavi(caviSetting(rows, anyPriors(rows, k, seed), { tolerance: 0 }), kernel, q);
      for (let step = 0; step < 3; step++) cavi.advance(passOf(kernel, cavi));
      const out = new Float64Array(rows.length);
      const total = sumLogPredictive(predictiveOf(cavi.current), kernel, out);
      const factors = slowFactors(cavi.current);
      rows.forEach((row, i) => {
        expect(relative(out[i], slowPredictive(row, factors))).toBeLessThan(1e-9);
      });
      expect(
        relative(
          total,
          out.reduce((s, v) => s + v, 0),
        ),
      ).toBeLessThan(1e-12);
    }),
    runs,
  );
});

test('K=1: the density of a further row is the ratio of two evidences', () => {
  fc.assert(
    fc.property(problems({ maxK: 1, scales: [-2, 2] }), anySeed, ({ rows, q }, seed) => {
      fc.pre(rows.every((row) => row.every((v) => Math.abs(v) < 1e4)));
      const further = rows[0].map((v, c) => v + 0.5 * (rows[1][c] - v));
      const kernel = kernelFor(rows);
      const cavi = beginCavi(caviSetting(rows, anyPriors(rows, 1, seed)), kernel, q);
      runCavi(kernel, cavi);
      const own = sumLogPredictive(predictiveOf(cavi.current), kernelFor([further]));
      const priors = slowPriors(cavi.setting.priors);
      const ratio = slowEvidence([...rows, further], priors) - slowEvidence(rows, priors);
      expect(Math.abs(own - ratio)).toBeLessThan(1e-7 * (1 + Math.abs(own)));
    }),
    runs,
  );
});

test('both kernels tell the same, over several blocks of rows', () => {
  const many = Array.from({ length: 40 }, (_, copy) => faithful.map(([a, b]) => [a + copy / 1000, b - copy / 100]));
  const rows = many.flat();
  const codes = rows.map((row) => (row[0] > 3 ? 1 : 0));
  const scalar = kernelFor(rows);
  const cavi = beginCavi(caviSetting(rows, anyPriors(rows, 2, 0)), scalar, oneHotRows(codes, 2));
  const predictive = predictiveOf(cavi.current);
  const [one, other] = [new Float64Array(rows.length), new Float64Array(rows.length)];
  sumLogPredictive(predictive, scalar, one);
  const simd = createKernel(columnsOf(rows));
  expect(simd.kind).toBe('simd');
  sumLogPredictive(predictive, simd, other);
  for (let i = 0; i < rows.length; i++) expect(relative(one[i], other[i])).toBeLessThan(1e-12);
});
