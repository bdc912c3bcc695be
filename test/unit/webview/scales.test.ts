import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pixelAt, roundStep, ticksBetween, valueAt } from '../../../webview/bound/scales.ts';

const range = fc
  .tuple(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.double({ min: -6, max: 6, noNaN: true }))
  .map(([from, power]) => ({ from, to: from + 10 ** power }));

describe('the axis of values', () => {
  it('has round values, some and not too many, all of them on it', () => {
    fc.assert(
      fc.property(range, fc.integer({ min: 2, max: 9 }), ({ from, to }, most) => {
        const { values, decimals } = ticksBetween(from, to, most);
        expect(values.length).toBeLessThanOrEqual(most);
        const slack = 1e-9 * Math.max(1, Math.abs(from), Math.abs(to));
        for (const value of values) {
          expect(value).toBeGreaterThanOrEqual(from - slack);
          expect(value).toBeLessThanOrEqual(to + slack);
          expect(Number(value.toFixed(decimals))).toBeCloseTo(value, 5);
        }
        expect(new Set(values.map((value) => value.toFixed(decimals))).size).toBe(values.length);
      }),
    );
    expect(ticksBetween(-1300, -1120, 5)).toEqual({ values: [-1300, -1250, -1200, -1150], decimals: 0 });
    expect(ticksBetween(0.2, 0.31, 5)).toMatchObject({ decimals: 2 });
  });

  it('goes from value to pixel and back', () => {
    fc.assert(
      fc.property(range, fc.double({ min: 0, max: 1, noNaN: true }), ({ from, to }, share) => {
        const scale = { from, to, start: 200, end: 10 };
        const value = from + share * (to - from);
        expect(Math.abs(valueAt(scale, pixelAt(scale, value)) - value)).toBeLessThan(
          1e-6 * (to - from) + 1e-9 * Math.abs(from),
        );
      }),
    );
    expect(pixelAt({ from: 0, to: 10, start: 200, end: 0 }, 5)).toBe(100);
  });

  it('steps by 1, 2 or 5 times a power of ten', () => {
    expect([0.03, 1, 1.2, 3, 7, 40].map(roundStep)).toEqual([0.05, 1, 2, 5, 10, 50]);
  });
});
