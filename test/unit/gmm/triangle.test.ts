import { describe, expect, it } from 'vitest';
import { factorInPlace, solveTriangle } from '../../../src/models/gmm/triangle';
import { source } from '../kernels/draw';

const place = (i: number, j: number): number => (i * (i + 1)) / 2 + j;
const size = (d: number): number => (d * (d + 1)) / 2;

/** A packed triangle with a diagonal away from 0, `at` numbers in. */
function draw(d: number, at: number, seed: number): Float64Array {
  const { normal, uniform } = source(seed);
  const out = new Float64Array(at + size(d)).fill(7);
  for (let i = 0; i < d; i++) {
    for (let j = 0; j < i; j++) out[at + place(i, j)] = normal() / d;
    out[at + place(i, i)] = 0.5 + uniform();
  }
  return out;
}

/** The packed lower triangle of G Gᵀ. */
function squared(g: Float64Array, at: number, d: number): Float64Array {
  const out = g.slice();
  for (let i = 0; i < d; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let m = 0; m <= j; m++) sum += g[at + place(i, m)] * g[at + place(j, m)];
      out[at + place(i, j)] = sum;
    }
  }
  return out;
}

const furthest = (a: Float64Array, b: Float64Array): number =>
  a.reduce((most, value, at) => Math.max(most, Math.abs(value - b[at])), 0);

describe.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 33, 64])('packed triangles, D = %i', (d) => {
  it('the factor of G Gᵀ is G, and nothing before it is touched', () => {
    const g = draw(d, 3, d);
    const c = squared(g, 3, d);
    expect(factorInPlace(c, 3, d)).toBe(true);
    expect(furthest(c, g)).toBeLessThan(1e-13);
  });

  it('G times the solution is W, in a room of its own and in place', () => {
    const g = draw(d, 1, d + 100);
    const w = draw(d, 2, d + 200);
    const x = new Float64Array(2 + size(d)).fill(7);
    solveTriangle(g, 1, w, 2, d, x, 2);
    for (let i = 0; i < d; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = 0;
        for (let m = j; m <= i; m++) sum += g[1 + place(i, m)] * x[2 + place(m, j)];
        expect(Math.abs(sum - w[2 + place(i, j)])).toBeLessThan(1e-12);
      }
    }
    solveTriangle(g, 1, w, 2, d, w, 2);
    expect(w).toEqual(x);
  });

  it('is told where a row is a sum of those before it', () => {
    for (let bad = 0; bad < d; bad++) {
      const g = draw(d, 0, d);
      g[place(bad, bad)] = 0;
      expect(factorInPlace(squared(g, 0, d), 0, d)).toBe(false);
    }
  });
});
