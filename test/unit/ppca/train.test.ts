import { describe, expect, test } from 'vitest';
import { solvePpca } from '../../../src/models/ppca/closedForm';
import { elboOf, logLikelihood } from '../../../src/models/ppca/model';
import { LinearTraining } from '../../../src/models/ppca/train';
import { faithful, iris } from '../gmm/fixtures';
import { randomRows, spreadOfRows } from './fixtures';

const rowsOf = (units: number[], seed: number): number[][] =>
  randomRows({ n: 300, d: units.length, deviations: [3, 1, 0.5], units, centre: 10 }, seed);

const files: [name: string, rows: number[][], latent: number[]][] = [
  ['iris', iris, [1, 2, 3]],
  ['faithful', faithful, [1]],
  ['iris × 1e-3', iris.map((row) => row.map((v) => v * 1e-3)), [1, 2, 3]],
  ['iris × 1e5', iris.map((row) => row.map((v) => v * 1e5)), [1, 2, 3]],
  ['iris, columns 1e-3 … 1e5', iris.map(([a, b, c, d]) => [a * 1e-3, b, c * 1e5, d * 10]), [1, 2, 3]],
  ['six columns of one unit', rowsOf([1, 1, 1, 1, 1, 1], 1), [1, 2, 3, 5]],
  ['six columns 1e-3 … 1e5', rowsOf([1, 1e-3, 1e5, 1, 100, 1], 2), [1, 2, 3, 5]],
];

describe.each(files)('%s', (_, rows, latent) => {
  const spread = spreadOfRows(rows);
  test.each(latent)('L=%d: the linear VAE climbs to ℓ* of PPCA, and not above', (l) => {
    const solution = solvePpca(spread, l);
    if (!solution.ok) throw new Error(solution.fault.code);
    const best = solution.value.logLikelihood;
    for (const seed of [1, 2, 3]) {
      const begun = LinearTraining.begin(spread, l, { seed, maxSteps: 10000 });
      if (!begun.ok) throw new Error(begun.fault.code);
      const training = begun.value;
      training.finish();
      expect(training.stopReason).toBe('converged');
      const short = (best - training.elbo) / rows.length;
      expect(short).toBeLessThan(1e-4);
      expect(short).toBeGreaterThan(-1e-6);
      // Decoder and encoder in the file's units are those of the figures.
      const { elbo } = elboOf(training.model, training.encoder, spread);
      expect(Math.abs(elbo - training.elbo)).toBeLessThan(1e-6 * rows.length);
      expect(logLikelihood(training.model, spread)).toBe(training.trace.at(-1)!.logLikelihood);
    }
  });
});

test('ELBO ≤ ℓ ≤ ℓ* at every step, and only a kick lowers the ELBO', () => {
  const spread = spreadOfRows(iris);
  const [solution, begun] = [solvePpca(spread, 2), LinearTraining.begin(spread, 2, { seed: 4, maxSteps: 10000 })];
  if (!solution.ok || !begun.ok) throw new Error('not posed');
  const training = begun.value;
  training.finish();
  let last = -Infinity;
  let kicks = 0;
  for (const { elbo, logLikelihood: l, kicked } of training.trace) {
    expect(elbo).toBeLessThanOrEqual(l + 1e-9);
    expect(l).toBeLessThanOrEqual(solution.value.logLikelihood + 1e-9);
    if (kicked) kicks++;
    else expect(elbo).toBeGreaterThan(last - 1e-9);
    last = elbo;
  }
  expect(kicks).toBeGreaterThan(0);
  expect(training.trace[0].step).toBe(0);
  expect(training.elbo - training.trace[0].elbo).toBeGreaterThan(100);
});

test('the same seed takes the same steps; a limit on steps is kept', () => {
  const spread = spreadOfRows(iris);
  const run = (seed: number, maxSteps: number): LinearTraining => {
    const begun = LinearTraining.begin(spread, 2, { seed, maxSteps });
    if (!begun.ok) throw new Error(begun.fault.code);
    begun.value.finish();
    return begun.value;
  };
  expect(run(1, 500).trace).toEqual(run(1, 500).trace);
  expect(run(1, 500).trace[1]).not.toEqual(run(2, 500).trace[1]);
  const short = run(1, 7);
  expect([short.steps, short.stopReason]).toEqual([7, 'maxSteps']);
});

test('a direction in which no row moves is no trouble while noise is left', () => {
  const spread = spreadOfRows(iris.map((row) => [...row, row[0] + row[1]]));
  expect(spread.rank).toBe(4);
  const [solution, begun] = [solvePpca(spread, 2), LinearTraining.begin(spread, 2, { seed: 1, maxSteps: 10000 })];
  if (!solution.ok || !begun.ok) throw new Error('not posed');
  begun.value.finish();
  expect(Math.abs(solution.value.logLikelihood - begun.value.elbo)).toBeLessThan(1e-4 * iris.length);
});
