import { describe, expect, test } from 'vitest';
import { isoline, levelAt, surface } from '../../../src/lesson/road/surface.ts';

describe('the bound over Q and θ', () => {
  // Two components, three rows, three θs: everything small enough to be written out.
  const joint = (theta: number, i: number, k: number) =>
    Math.log(0.2 + 0.1 * k + 0.05 * i) - (theta - k + i / 3) ** 2 / 2;
  const posterior = (theta: number, i: number) => {
    const a = [0, 1].map((k) => Math.exp(joint(theta, i, k)));
    return a.map((x) => x / (a[0]! + a[1]!));
  };
  const bound = (q: (i: number) => number[], theta: number) =>
    [0, 1, 2].reduce(
      (sum, i) => sum + q(i).reduce((part, w, k) => part + w * (joint(theta, i, k) - Math.log(w)), 0),
      0,
    );
  const at = [-0.5, 0, 0.5, 1];
  const [from, to] = [0.1, 0.9];
  const thetaAt = (share: number) => from + share * (to - from);
  const mixed = (s: number) => (i: number) => posterior(from, i).map((w, k) => (1 - s) * w + s * posterior(to, i)[k]!);
  const entropy = [0, 0.25, 0.5, 0.75, 1].map((s) =>
    [0, 1, 2].reduce((sum, i) => sum - mixed(s)(i).reduce((part, w) => part + w * Math.log(w), 0), 0),
  );
  const slice = {
    at,
    logLikelihood: at.map((share) => bound((i) => posterior(thetaAt(share), i), thetaAt(share))),
    bound: at.map((share) => bound(mixed(0), thetaAt(share))),
    nextBound: at.map((share) => bound(mixed(1), thetaAt(share))),
    entropy,
  };

  test('is the ELBO of the mixed Q at every θ, from two curves and the entropies', () => {
    for (let s = 0; s < 5; s++)
      for (let p = 0; p < at.length; p++) {
        expect(levelAt(slice, s, p)).toBeCloseTo(bound(mixed(s / 4), thetaAt(at[p]!)), 12);
        expect(levelAt(slice, s, p)).toBeLessThanOrEqual(slice.logLikelihood[p]! + 1e-12);
      }
    expect(surface(slice)).toHaveLength(20);
    expect(surface(slice)[7]).toBe(levelAt(slice, 2, 1));
  });

  test('a bound of −∞ at one end does not spoil the other', () => {
    expect(levelAt({ ...slice, nextBound: [Number.NEGATIVE_INFINITY, 0, 0, 0] }, 0, 0)).toBe(slice.bound[0]);
  });
});

describe('lines of one height', () => {
  test('on a tilted plane are straight and lie where the plane has that height', () => {
    const values = Array.from({ length: 12 }, (_, at) => (at % 4) + 2 * Math.floor(at / 4));
    const segments = isoline(values, 4, 2.5);
    expect(segments.length).toBeGreaterThan(2);
    for (const [x0, y0, x1, y1] of segments) {
      expect(x0 + 2 * y0).toBeCloseTo(2.5, 12);
      expect(x1 + 2 * y1).toBeCloseTo(2.5, 12);
    }
  });

  test('keep away from what is not finite', () => {
    expect(isoline([0, 1, Number.NEGATIVE_INFINITY, 1], 2, 0.5)).toEqual([]);
    expect(isoline([0, 0, 0, 0], 2, 0.5)).toEqual([]);
  });
});
