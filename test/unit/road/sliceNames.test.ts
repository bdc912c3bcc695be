import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Curve, placeBeside, type Rect } from '../../../webview/road/figures/sliceNames.ts';

const inside: Rect = { left: 60, top: 2, right: 690, bottom: 350 };
const size = { width: 110, height: 18 };
const curveOf = (height: (x: number) => number): Curve =>
  Array.from({ length: 40 }, (_, p) => [60 + 16 * p, height(60 + 16 * p)] as const);
/** The curve's points as finely as pixels. */
const pixels = (curve: Curve): [number, number][] =>
  curve.slice(1).flatMap(([x1, y1], p) => {
    const [x0, y0] = curve[p]!;
    return Array.from({ length: 200 }, (_, i): [number, number] => [
      x0 + ((x1 - x0) * i) / 200,
      y0 + ((y1 - y0) * i) / 200,
    ]);
  });
const crosses = (curve: Curve, box: Rect): boolean =>
  pixels(curve).some(([x, y]) => x > box.left && x < box.right && y > box.top && y < box.bottom);
const nearest = (curve: Curve, box: Rect): number =>
  Math.min(
    ...pixels(curve).map(([x, y]) =>
      Math.hypot(Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom)),
    ),
  );

describe('the place of a name beside its curve', () => {
  it('meets no curve and no other name, and is nearest to its own', () => {
    const bend = fc.record({
      top: fc.integer({ min: 20, max: 200 }),
      at: fc.integer({ min: 100, max: 650 }),
      bent: fc.double({ min: 1e-4, max: 4e-3, noNaN: true }),
    });
    let placed = 0;
    fc.assert(
      fc.property(
        bend,
        bend,
        fc.integer({ min: 60, max: 560 }),
        fc.integer({ min: 0, max: 330 }),
        (a, b, left, top) => {
          const [own, other] = [a, b].map(({ top, at, bent }) => curveOf((x) => top + bent * (x - at) ** 2)) as [
            Curve,
            Curve,
          ];
          const taken = { left, top, right: left + 120, bottom: top + 20 };
          const place = placeBeside(own, [other], [taken], inside, size);
          if (!place) return;
          placed++;
          expect(crosses(own, place) || crosses(other, place)).toBe(false);
          expect(
            place.left >= taken.right ||
              place.right <= taken.left ||
              place.top >= taken.bottom ||
              place.bottom <= taken.top,
          ).toBe(true);
          expect(nearest(own, place)).toBeLessThan(8);
          expect(nearest(other, place)).toBeGreaterThan(nearest(own, place));
          expect(place.left).toBeGreaterThanOrEqual(inside.left);
          expect(place.bottom).toBeLessThanOrEqual(inside.bottom);
        },
      ),
      { seed: 8, numRuns: 150 },
    );
    expect(placed).toBeGreaterThan(75);
  });

  it('is none where there is no room', () => {
    const own = curveOf((x) => x / 4);
    expect(placeBeside(own, [], [inside], inside, size)).toBeUndefined();
    expect(placeBeside(own, [own], [], inside, size)).toBeUndefined();
  });
});
