import { expect, test } from 'vitest';
import { curveThrough } from '../../../webview/road/figures/drawing.ts';

type Point = readonly [number, number];

/** Corners of a path of cubics, and the points of each cubic at a few shares of its parameter. */
function drawn(path: string): { corners: Point[]; between: Point[] } {
  const numbers = [...path.matchAll(/-?\d+(?:\.\d+)?/g)].map(Number);
  const points = Array.from({ length: numbers.length / 2 }, (_, p): Point => [numbers[2 * p]!, numbers[2 * p + 1]!]);
  const corners = points.filter((_, p) => p % 3 === 0);
  const between: Point[] = [];
  for (let p = 0; p + 3 < points.length; p += 3) {
    for (const t of [0.25, 0.5, 0.75]) {
      const weights = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t ** 2 * (1 - t), t ** 3];
      const at = (c: 0 | 1): number => weights.reduce((sum, weight, j) => sum + weight * points[p + j]![c], 0);
      between.push([at(0), at(1)]);
    }
  }
  return { corners, between };
}

const sampled = (curve: (x: number) => number, count: number): Point[] =>
  Array.from({ length: count }, (_, p) => [20 * p, curve(20 * p)]);

test('a curve goes through its points, and between them follows the curve they were sampled from', () => {
  const parabola = (x: number): number => 40 + (x - 260) ** 2 / 300;
  const points = sampled(parabola, 28);
  const { corners, between } = drawn(curveThrough(points));
  corners.forEach(([x, y], p) => {
    expect(x).toBeCloseTo(points[p]![0], 0);
    expect(Math.abs(y - points[p]![1])).toBeLessThan(0.06);
  });
  const inside = between.filter(([x]) => x > 20 && x < 520);
  expect(inside.length).toBeGreaterThan(60);
  for (const [x, y] of inside) expect(Math.abs(y - parabola(x))).toBeLessThan(0.35);
});

test('where a curve plunges it does not overshoot before', () => {
  const { between } = drawn(curveThrough(sampled((x) => (x < 200 ? 100 - x / 10 : 8000), 20)));
  for (const [x, y] of between) if (x <= 180) expect(y).toBeGreaterThanOrEqual(81.9);
  for (const [, y] of between) expect(y).toBeLessThanOrEqual(8000);
});

test('one point is a beginning, none is nothing', () => {
  expect(curveThrough([[3, 4]])).toBe('M3.0 4.0');
  expect(curveThrough([])).toBe('');
});
