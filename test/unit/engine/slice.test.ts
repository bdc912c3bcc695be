import { describe, expect, test } from 'vitest';
import type { Watch } from '../../../src/protocol/run.ts';
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

test('from slice to slice of one half-step the views stay, each frame with memory of its own, and follow what is asked', async () => {
  const panel = new Listening();
  const settled = panel.state('converged');
  panel.open(iris, { components: 3 });
  await settled;
  const colours = { palette: [0.7, 0.1, 0.1, 0.7, -0.1, 0.1, 0.6, 0, -0.1] };
  const heatmap = { order: 'sorted', from: 0, to: 150, bands: 50 } as const;
  const look = async (half: number, watch: Watch) => {
    panel.post({ type: 'watch', watch });
    const { colours, heatmap, slice } = await panel.seek(half);
    return { colours, heatmap, coordinate: slice?.coordinate };
  };
  const without = await look(1, { colours, heatmap });
  for (const coordinate of [0, 3]) {
    const views = await look(1, { colours, heatmap, slice: { points: 5, coordinate } });
    expect(views).toEqual({ ...without, coordinate });
    // As if it were handed over.
    views.colours!.fill(0);
    views.heatmap!.q.fill(0);
  }
  const palette = colours.palette.map((value) => value / 2);
  const slice = { points: 5, coordinate: 0 };
  expect((await look(1, { colours: { palette }, heatmap, slice })).colours).toEqual(
    (await look(1, { colours: { palette } })).colours,
  );
  expect((await look(4, { colours, heatmap, slice })).heatmap).toEqual((await look(4, { heatmap })).heatmap);
});
