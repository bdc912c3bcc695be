import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RowFigures } from '../../../src/lesson/figures.ts';
import { bent, uniform, withQ } from '../../../src/lesson/road/bend.ts';

const logSum = (a: readonly number[]) => {
  const top = Math.max(...a);
  return top + Math.log(a.reduce((sum, x) => sum + Math.exp(x - top), 0));
};

/** A row whose joint log densities are `a`, with q the posterior. */
function rowOf(a: readonly number[]): RowFigures {
  const logLikelihood = logSum(a);
  const posterior = a.map((x) => Math.exp(x - logLikelihood));
  const half = a.map((x) => x / 2);
  return {
    row: 0,
    line: 1,
    values: [],
    logPrior: half,
    logDensity: half,
    logJoint: a,
    q: posterior,
    posterior,
    logLikelihood,
    elbo: logLikelihood,
    kl: 0,
  };
}

const joints = fc.array(fc.double({ min: -40, max: 8, noNaN: true }), { minLength: 2, maxLength: 9 });
const bending = fc.record({
  a: joints,
  moves: fc.array(fc.tuple(fc.nat(8), fc.double({ min: 0, max: 1, noNaN: true })), { minLength: 1, maxLength: 6 }),
});

describe('a Q that is bent by hand', () => {
  test('stays a distribution, whatever is done to it', () => {
    fc.assert(
      fc.property(bending, ({ a, moves }) => {
        let q: ArrayLike<number> = rowOf(a).posterior;
        for (const [j, share] of moves) {
          q = bent(q, j % a.length, share);
          expect(q[j % a.length]).toBe(share);
          const values = Array.from(q);
          expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
          expect(values.reduce((sum, x) => sum + x, 0)).toBeCloseTo(1, 12);
        }
      }),
      { seed: 5, numRuns: 300 },
    );
  });

  test('keeps log P = ELBO + KL to 1e-9, KL ≥ 0: the one falls by what the other rises', () => {
    fc.assert(
      fc.property(bending, ({ a, moves }) => {
        const row = rowOf(a);
        let q: ArrayLike<number> = row.posterior;
        for (const [j, share] of moves) q = bent(q, j % a.length, share);
        const now = withQ(row, q);
        expect(Math.abs(now.logLikelihood - now.elbo - now.kl)).toBeLessThan(1e-9);
        expect(now.kl).toBeGreaterThan(-1e-12);
        expect(now.logLikelihood).toBe(row.logLikelihood);
      }),
      { seed: 6, numRuns: 500 },
    );
  });

  test('the posterior closes the gap, and nothing else does', () => {
    const row = rowOf([-5.2, -4.1, -9.3]);
    expect(withQ(row, row.posterior).kl).toBeCloseTo(0, 12);
    expect(withQ(row, uniform(3)).kl).toBeGreaterThan(0.1);
  });

  test('others that have nothing share evenly; one component is always 1', () => {
    expect([...bent([1, 0, 0], 0, 0.4)]).toEqual([0.4, 0.3, 0.3]);
    expect([...bent([1], 0, 0.2)]).toEqual([1]);
    expect([...bent([0.5, 0.5], 1, 7)]).toEqual([0, 1]);
  });
});
