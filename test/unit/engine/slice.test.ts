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

test('from slice to slice of one half-step a slice alone is told, that of the frame; anything else is a frame', async () => {
  const panel = new Listening();
  const settled = panel.state('converged');
  panel.open(iris, { components: 3 });
  await settled;
  await panel.seek(1);
  const rest = { row: 3, heatmap: { order: 'sorted', from: 0, to: 150, bands: 50 } } as const;
  const slice = { points: 28, coordinate: 5 };
  const answer = async (watch: Watch) => {
    const first = Promise.race([panel.next('slice'), panel.next('frame')]);
    panel.post({ type: 'watch', watch });
    return first;
  };
  expect(await answer(rest)).toMatchObject({ type: 'frame', half: 1 });
  const alone = await answer({ ...rest, slice });
  expect(alone).toMatchObject({ type: 'slice', half: 1, slice: { coordinate: 5 } });
  expect(await answer({ ...rest, slice: { points: 28, coordinate: 6 } })).toMatchObject({ type: 'slice' });
  const whole = await answer({ ...rest, row: 4, slice });
  expect(whole).toMatchObject({ type: 'frame', row: { row: 4 } });
  expect(alone.slice).toEqual(whole.slice);
  // Sought, or asked for again as it is, a moment comes whole.
  expect((await panel.seek(2)).slice).toMatchObject({ coordinate: 5 });
  expect(await answer({ ...rest, row: 4, slice })).toMatchObject({ type: 'frame', half: 2 });
});

test('slices that may be chosen next are told one by one, as their choice would be, until the watch is another', async () => {
  const panel = new Listening();
  const settled = panel.state('converged');
  panel.open(iris, { components: 3 });
  await settled;
  await panel.seek(1);
  panel.post({ type: 'slices', points: 28, coordinates: [5, 2] });
  const second = await panel.next('slice', ({ slice }) => slice?.coordinate === 2);
  expect(panel.all('slice').map(({ half, slice }) => [half, slice?.coordinate])).toEqual([
    [1, 5],
    [1, 2],
  ]);
  const chosen = panel.next('slice');
  panel.post({ type: 'watch', watch: { slice: { points: 28, coordinate: 2 } } });
  expect((await chosen).slice).toEqual(second.slice);
  const before = panel.all('slice').length;
  panel.post({ type: 'slices', points: 28, coordinates: [0, 1, 2, 3, 4, 5, 6, 7, 8] });
  panel.post({ type: 'watch', watch: {} });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(panel.all('slice').length).toBeLessThanOrEqual(before + 1);
});

test('where the step is no exact M-step there is no slice, and that is told', async () => {
  const panel = new Listening();
  const settled = panel.state('converged');
  panel.open(iris, { components: 2, regCovar: 0.01 });
  await settled;
  const told = panel.next('slice');
  panel.post({ type: 'watch', watch: { slice: { points: 5 } } });
  expect((await told).slice).toBeNull();
  expect((await panel.seek(1)).slice).toBeNull();
});
