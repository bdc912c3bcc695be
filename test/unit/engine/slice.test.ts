import { describe, expect, test } from 'vitest';
import { iris, Listening } from './listening.ts';

const points = 28;

describe('the bound in θ', () => {
  test.each(['full', 'tied', 'diag', 'spherical'] as const)(
    '%s: touches ℓ at θ_t, peaks at θ_{t+1}',
    async (family) => {
      const panel = new Listening();
      const settled = panel.state('converged');
      panel.open(iris, { components: 3, family, seed: 4 });
      await settled;
      panel.post({ type: 'watch', watch: { slice: { points } } });
      for (const half of [0, 3, 6]) {
        const { slice, thetaOfQ } = await panel.seek(half);
        const { at, logLikelihood, bound, nextBound, touch } = slice!;
        const slack = 1e-9 * Math.abs(touch[0]);
        for (let p = 0; p < points; p++) {
          expect(bound[p]!).toBeLessThanOrEqual(logLikelihood[p]! + slack);
          expect(nextBound[p]!).toBeLessThanOrEqual(logLikelihood[p]! + slack);
          // The bound at q_t is largest at θ_{t+1}.
          expect(bound[p]!).toBeLessThanOrEqual(touch[1] + slack);
        }
        const [zero, one] = [6, 16];
        expect(at[zero]).toBeCloseTo(0, 12);
        expect(at[one]).toBeCloseTo(1, 12);
        expect(Math.abs(bound[zero]! - logLikelihood[zero]!)).toBeLessThan(slack);
        expect(Math.abs(bound[one]! - touch[1])).toBeLessThan(slack);
        expect(Math.abs(nextBound[one]! - logLikelihood[one]!)).toBeLessThan(slack);
        // Same slope where it touches.
        const slope = (values: Float64Array): number => values[zero + 1]! - values[zero - 1]!;
        const curvature = Math.abs(bound[zero + 1]! - 2 * bound[zero]! + bound[zero - 1]!);
        expect(Math.abs(slope(bound) - slope(logLikelihood))).toBeLessThan(2 * curvature + slack);
        expect(thetaOfQ.k).toBe(3);
      }
    },
  );

  test('along one coordinate the bound lies below ℓ and touches it at θ_t', async () => {
    const panel = new Listening();
    const settled = panel.state('converged');
    panel.open(iris, { components: 2 });
    await settled;
    for (const coordinate of [0, 5, 17]) {
      panel.post({ type: 'watch', watch: { slice: { points, coordinate } } });
      const { slice } = await panel.seek(1);
      expect(slice).toMatchObject({ coordinate, coordinates: 2 + 8 + 20 });
      const slack = 1e-9 * Math.abs(slice!.touch[0]);
      for (let p = 0; p < points; p++) expect(slice!.bound[p]!).toBeLessThanOrEqual(slice!.logLikelihood[p]! + slack);
      expect(Math.abs(slice!.bound[6]! - slice!.logLikelihood[6]!)).toBeLessThan(slack);
    }
  });
});
