import { describe, expect, it } from 'vitest';
import { alongColumn, Ceiling, densities, heights, onOneColumn, roundUp } from '../../../webview/data/densities.ts';
import type { Points } from '../../../webview/state.ts';

const axes = (x: number[], y: number[]): Points => ({
  type: 'points',
  run: 1,
  x: { column: 0 },
  y: { column: 0 },
  px: Float32Array.of(-1, 0, 2),
  py: Float32Array.of(-1, 0, 2),
  extent: [-1, 2, -1, 2],
  xAxis: Float64Array.from(x),
  yAxis: Float64Array.from(y),
  origin: new Float64Array(x.length),
});
const theta = { k: 2, d: 2, weights: [0.3, 0.7], means: [-1, 5, 2, 7], covariances: [0.25, 0, 0, 9, 1, 0, 0, 4] };

describe('one column on both axes', () => {
  it('puts the rows in a band under the axis, and leaves two columns as they are', () => {
    const two = axes([1, 0], [0, 1]);
    expect(alongColumn(two)).toBe(two);
    expect(onOneColumn(two)).toBe(false);
    const one = alongColumn(axes([1, 0], [1, 0]));
    expect(onOneColumn(one)).toBe(true);
    expect(Array.from(one.px)).toEqual([-1, 0, 2]);
    for (const y of one.py) {
      expect(y).toBeGreaterThan(heights[0]);
      expect(y).toBeLessThan(0);
    }
    expect(new Set(one.py).size).toBe(3);
    const none = new Float32Array(0);
    const known = { ...axes([1, 0], [1, 0]), px: none, py: none };
    expect(onOneColumn(alongColumn(known))).toBe(true);
    expect(alongColumn(known).extent).toEqual(known.extent);
  });

  it('stands under curves that add up to the sum and hold the weight of each component', () => {
    const { at, components, sum, highest } = densities(alongColumn(axes([1, 0], [1, 0])), theta, -8, 10);
    expect(Math.max(...sum)).toBeCloseTo(1, 3);
    components.forEach((curve, k) => {
      let area = 0;
      for (let s = 1; s < at.length; s++) area += ((curve[s]! + curve[s - 1]!) / 2) * (at[s]! - at[s - 1]!);
      expect(area * highest).toBeCloseTo(theta.weights[k]!, 3);
    });
    for (let s = 0; s < at.length; s++) expect(components[0]![s]! + components[1]![s]!).toBeCloseTo(sum[s]!, 12);
  });

  it('is of the same scale whatever part of it is on show', () => {
    const points = alongColumn(axes([1, 0], [1, 0]));
    expect(densities(points, theta, 1, 2).highest).toBe(densities(points, theta, -8, 10).highest);
  });

  it('has one ceiling over a run: round, never below what was shown, and the same on the way back', () => {
    const points = alongColumn(axes([0.5, 0], [0.5, 0]));
    const ceiling = new Ceiling();
    const highest = [0.021, 0.034, 0.03, 0.061];
    const there = highest.map((height) => ceiling.over(points, height));
    there.forEach((top, at) => {
      expect(top).toBeGreaterThanOrEqual(Math.max(...highest.slice(0, at + 1)));
    });
    // Two units of the file are one of the plane: 0.061 of the plane are 0.0305 a unit, under 0.04.
    expect(there[3]! * 0.5).toBeCloseTo(0.04, 12);
    expect([...highest].reverse().map((height) => ceiling.over(points, height))).toEqual(highest.map(() => there[3]));
    // Other points have a scale of their own.
    expect(ceiling.over(alongColumn(axes([1, 0], [1, 0])), 0.021)).toBeCloseTo(0.025, 12);
    for (const [value, round] of [
      [0.0117, 0.012],
      [2, 2],
      [99, 100],
    ] as const)
      expect(roundUp(value)).toBeCloseTo(round, 12);
  });
});
