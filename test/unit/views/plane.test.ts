import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { around, outline, project, shadow } from '../../../webview/data/ellipse.ts';
import { nearest } from '../../../webview/data/pick.ts';
import { extent, projection, scaleOf, ticks, wholeWindow, zoomed } from '../../../webview/data/plane.ts';

const seed = { seed: 20_261_122 };
const box = { left: 36, top: 26, width: 500, height: 300 };
const small = fc.double({ min: -50, max: 50, noNaN: true });
const window = fc
  .tuple(small, fc.double({ min: 0.01, max: 90, noNaN: true }), small, fc.double({ min: 0.01, max: 90, noNaN: true }))
  .map(([x0, w, y0, h]) => ({ x0, x1: x0 + w, y0, y1: y0 + h }));

describe('the plane', () => {
  it('goes to pixels and back', () => {
    fc.assert(
      fc.property(window, small, small, (w, x, y) => {
        const at = projection(w, box);
        expect(at.px(at.x(x))).toBeCloseTo(x, 8);
        expect(at.py(at.y(y))).toBeCloseTo(y, 8);
        expect(at.x(w.x0)).toBeCloseTo(box.left, 8);
        expect(at.y(w.y0)).toBeCloseTo(box.top + box.height, 8);
      }),
      seed,
    );
  });

  it('keeps the point under the pointer while zooming', () => {
    fc.assert(
      fc.property(window, fc.double({ min: 0.2, max: 5, noNaN: true }), (w, factor) => {
        const [x, y] = [w.x0 + 0.3 * (w.x1 - w.x0), w.y0 + 0.8 * (w.y1 - w.y0)];
        const next = zoomed(w, factor, x, y);
        expect(projection(next, box).x(x)).toBeCloseTo(projection(w, box).x(x), 6);
        expect(projection(next, box).y(y)).toBeCloseTo(projection(w, box).y(y), 6);
        expect((next.x1 - next.x0) * factor).toBeCloseTo(w.x1 - w.x0, 8);
      }),
      seed,
    );
  });

  it('puts ticks at round values inside the window, evenly, in the units of the file', () => {
    fc.assert(
      fc.property(window, fc.constantFrom(1, -0.5, 3), small, (w, slope, shift) => {
        const marks = ticks(w.x0, w.x1, 6, { slope, shift });
        expect(marks.length).toBeGreaterThan(1);
        for (const { p, text } of marks) {
          expect(p).toBeGreaterThanOrEqual(w.x0 - 1e-9);
          expect(p).toBeLessThanOrEqual(w.x1 + 1e-9);
          expect(Number(text.replace('−', '-'))).toBeCloseTo(slope * p + shift, 9);
        }
        const steps = marks.slice(1).map(({ p }, i) => p - marks[i]!.p);
        for (const step of steps) expect(step).toBeCloseTo(steps[0]!, 9);
      }),
      seed,
    );
  });

  it('reads a column in its own units and a principal axis from the mean', () => {
    expect(scaleOf([0, 0.5], [10, 20])).toEqual({ slope: 2, shift: 20 });
    expect(scaleOf([0.6, 0.8], [10, 20])).toEqual({ slope: 1, shift: 0 });
  });

  it('shows all points, and far ellipses only as far as is sensible', () => {
    const shown = wholeWindow([0, 10], [0, 1], [{ x0: -1, x1: 100, y0: 0, y1: 1 }]);
    expect(shown.x0).toBeLessThan(-1);
    expect(shown.x1).toBeGreaterThan(10);
    expect(shown.x1).toBeLessThan(14);
    const constant = wholeWindow([3, 3], [0, 1], []);
    expect(constant.x0).toBeLessThan(2);
    expect(constant.x1).toBeGreaterThan(4);
    expect(extent([])).toEqual([0, 1]);
    const [from, to] = extent([3, 3, Number.NaN]);
    expect(from).toBeLessThan(3);
    expect(to).toBeGreaterThan(3);
  });
});

describe('components in the plane', () => {
  const unit = fc.double({ min: -2, max: 2, noNaN: true });
  it('have ellipses at the Mahalanobis distance that is asked for', () => {
    fc.assert(
      fc.property(
        fc.array(unit, { minLength: 9, maxLength: 9 }),
        fc.array(unit, { minLength: 9, maxLength: 9 }),
        (root, rest) => {
          const d = 3;
          // Σ = R Rᵀ + I is positive definite.
          const covariances = Float64Array.from({ length: 9 }, (_, at) => {
            const [a, b] = [Math.floor(at / d), at % d];
            let sum = a === b ? 1 : 0;
            for (let c = 0; c < d; c++) sum += root[a * d + c]! * root[b * d + c]!;
            return sum;
          });
          const axes = { xAxis: [1, 0, 0], yAxis: [0, 0.6, 0.8], origin: rest.slice(0, 3) };
          const means = rest.slice(3, 6);
          const g = shadow(axes, { means, covariances, d }, 0);
          expect([g.x, g.y]).toEqual(project(axes, means));
          const determinant = g.xx * g.yy - g.xy * g.xy;
          for (const [x, y] of outline(g, 2)) {
            const [u, v] = [x - g.x, y - g.y];
            expect((g.yy * u * u - 2 * g.xy * u * v + g.xx * v * v) / determinant).toBeCloseTo(4, 6);
          }
          const edge = around(g, 2);
          const widest = Math.max(...outline(g, 2).map(([x]) => x));
          expect(widest).toBeLessThanOrEqual(edge.x1 + 1e-9);
          expect(edge.x1 - g.x).toBeCloseTo(2 * Math.sqrt(g.xx), 9);
        },
      ),
      seed,
    );
  });
});

describe('picking', () => {
  it('finds the point that is nearest in pixels, or none', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(small, small), { minLength: 1, maxLength: 60 }), small, small, (points, x, y) => {
        const px = Float32Array.from(points, ([a]) => a);
        const py = Float32Array.from(points, ([, b]) => b);
        const distances = points.map((_, i) => Math.hypot((px[i]! - x) * 3, (py[i]! - y) * 7));
        const found = nearest(px, py, x, y, 3, 7, 40);
        const least = Math.min(...distances);
        if (least > 40.0001) expect(found).toBeUndefined();
        else if (least < 39.9999) expect(distances[found!]).toBeCloseTo(least, 4);
      }),
      seed,
    );
  });
});
