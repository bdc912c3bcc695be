/** Page 16: a bent decoder, and a gap of two parts. */
import { describe, expect, test } from 'vitest';
import type { BridgeAnswerOf } from '../../../src/protocol/bridge.ts';
import { faithful, iris } from '../engine/listening.ts';
import { fitted } from './asking.ts';

type Answer = BridgeAnswerOf<'curved'>;
const two = await fitted(faithful, { components: 2 });
const four = await fitted(iris, { components: 3, restarts: 2 });
const withRow = ({ done, ofRow }: Answer) => done && ofRow !== undefined;

/** Under log p(z | x) on the grid: its mass, and the KL of a diagonal Gaussian from it. */
function onGrid({ ofRow, latent }: Answer, which: 'q' | 'best'): { mass: number; kl: number } {
  const { grid } = ofRow!;
  const { mean, deviations } = ofRow![which];
  const { side, from, to, logDensity } = grid;
  const cell = Array.from(from, (low, l) => (to[l]! - low) / (side - 1)).reduce((a, b) => a * b, 1);
  let [mass, kl] = [0, 0];
  logDensity.forEach((log, c) => {
    mass += Math.exp(log) * cell;
    let own = 0;
    for (let l = 0; l < latent; l++) {
      const z = from[l]! + ((to[l]! - from[l]!) * (l === 0 ? c % side : Math.floor(c / side))) / (side - 1);
      own -= 0.5 * Math.log(2 * Math.PI) + Math.log(deviations[l]!) + 0.5 * ((z - mean[l]!) / deviations[l]!) ** 2;
    }
    kl += Math.exp(own) * (own - log) * cell;
  });
  return { mass, kl };
}

describe.each([
  ['faithful', two, 1, [0, 32, 100, 271]],
  ['iris', four, 1, [7, 120]],
  ['iris', four, 2, [7, 60]],
] as const)('%s, page 16, %#', (_, file, latent, rows) => {
  test('training raises the ELBO of the rows trained on, and settles on the best epoch of those held out', async () => {
    const { train, heldOut, at, epochs, done } = await file.ask({ page: 'curved', row: 0, latent }, withRow);
    expect(done).toBe(true);
    expect(train[at]! - train[0]!).toBeGreaterThan(1);
    expect(heldOut).toHaveLength(train.length);
    expect(heldOut[at]!).toBeGreaterThan(Math.max(...heldOut) - 0.02);
    expect(epochs[0]).toBe(0);
    expect(epochs.length).toBeLessThan(310);
  });

  test.each(rows)(
    'row %i: the parts are never negative and are the KLs of q and of the best q on the grid',
    async (row) => {
      const answer = await file.ask({ page: 'curved', row, latent }, withRow);
      const { approximation, amortisation, elbo, logLikelihood, uncertainty } = answer.ofRow!;
      expect(approximation).toBeGreaterThan(-1e-6);
      expect(amortisation).toBeGreaterThan(-1e-6);
      expect(uncertainty).toBeLessThan(1e-4);
      expect(logLikelihood - elbo).toBeCloseTo(approximation + amortisation, 9);
      const [own, best] = [onGrid(answer, 'q'), onGrid(answer, 'best')];
      // The window ends where the posterior has fallen to e⁻⁹ of its peak.
      expect(Math.abs(own.mass - 1)).toBeLessThan(0.02);
      expect(Math.abs(own.kl - approximation - amortisation)).toBeLessThan(0.003 + 0.05 * own.kl);
      expect(Math.abs(best.kl - approximation)).toBeLessThan(0.003 + 0.05 * best.kl);
    },
  );
});

describe('beside the row', () => {
  test('the mean over a sample has parts that are never negative and add up', async () => {
    const { sample } = await two.ask(
      { page: 'curved', row: 3, latent: 1 },
      (answer) => (answer.sample?.rows ?? 0) >= 24,
    );
    const { approximation, amortisation, logLikelihood, elbo } = sample!;
    expect(Math.min(approximation, amortisation)).toBeGreaterThan(-1e-6);
    expect(logLikelihood - elbo).toBeCloseTo(approximation + amortisation, 9);
  });

  test('an earlier epoch has another decoder and another gap, and a lower ELBO', async () => {
    const end = await two.ask({ page: 'curved', row: 32, latent: 1 }, withRow);
    const early = await two.ask(
      { page: 'curved', row: 32, latent: 1, at: 1 },
      (answer) => withRow(answer) && answer.at === 1,
    );
    const gap = ({ ofRow }: Answer) => ofRow!.approximation + ofRow!.amortisation;
    expect(gap(early)).not.toBeCloseTo(gap(end), 6);
    expect(early.train[1]!).toBeLessThan(end.train[end.at]!);
    expect([...early.mesh!.means]).not.toEqual([...end.mesh!.means]);
  });

  test('too few rows are refused by name', async () => {
    const few = await fitted('x,y\n1,2\n2,3\n4,1\n', { components: 1 });
    expect(await few.refused({ page: 'curved', row: 0, latent: 1 })).toBe('bridgeFewRows');
  });
});
