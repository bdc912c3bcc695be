import { describe, expect, it } from 'vitest';
import { areClose, centreOf } from '../../../src/kernels/close';
import { tileRows } from '../../../src/kernels/layout';
import { emptyMoments, type Moments, type RowKernel, type Shape } from '../../../src/kernels/rows';
import { createScalarKernel } from '../../../src/kernels/scalar';
import { createSimdKernel, simdRuns } from '../../../src/kernels/simd';
import { draw, type Problem, shapes } from './draw';

function passOf(kernel: RowKernel, problem: Problem, from = 0, to = kernel.n): Moments {
  const { shape, k, d } = problem.frame;
  const moments = emptyMoments(shape, k, d);
  kernel.pass(problem.frame, from, to, moments);
  return moments;
}

/** Largest difference of two sets of moments: sums per row, ℓ beside the size of the log densities. */
function distance(a: Moments, b: Moments, n: number): number {
  const rows = Math.max(1, n);
  let worst = Math.abs(a.logLikelihood - b.logLikelihood) / (rows + Math.abs(b.logLikelihood));
  worst = Math.max(worst, Math.abs(a.entropy - b.entropy) / (rows + Math.abs(b.logLikelihood)));
  for (const part of ['counts', 'first', 'second'] as const) {
    const size = b[part].reduce((most, value) => Math.max(most, Math.abs(value)), rows);
    for (const [at, value] of b[part].entries()) worst = Math.max(worst, Math.abs(a[part][at] - value) / size);
  }
  return Number.isNaN(worst) ? Number.POSITIVE_INFINITY : worst;
}

function compare(problem: Problem, within: number): void {
  const { columns, labels, frame } = problem;
  const simd = createSimdKernel(columns, labels);
  const scalar = createScalarKernel(columns, labels);
  const n = simd.n;
  const [fast, plain] = [passOf(simd, problem), passOf(scalar, problem)];
  expect(distance(fast, plain, n)).toBeLessThan(within);
  expect(simd.logLikelihood(frame, 0, n)).toBe(fast.logLikelihood);
  expect(scalar.logLikelihood(frame, 0, n)).toBe(plain.logLikelihood);
  const q = new Float64Array(n * frame.k);
  for (let at = 0; at < q.length; at++) q[at] = ((at * 7 + 3) % 11) / 11;
  const a = emptyMoments(frame.shape, frame.k, frame.d);
  const b = emptyMoments(frame.shape, frame.k, frame.d);
  simd.passGiven(frame, q, 0, n, a);
  scalar.passGiven(frame, q, 0, n, b);
  expect(distance(a, b, n)).toBeLessThan(within);
  const joint = new Float64Array(n * frame.k);
  const twin = new Float64Array(n * frame.k);
  simd.logJoint(frame, 0, n, joint);
  scalar.logJoint(frame, 0, n, twin);
  for (let at = 0; at < twin.length; at++)
    expect(Math.abs(joint[at] - twin[at])).toBeLessThan(within * (1 + Math.abs(twin[at])));
}

it('runs here', () => {
  expect(simdRuns()).toBe(true);
  expect(createSimdKernel([new Float64Array(3)]).kind).toBe('simd');
});

describe.each(shapes)('SIMD kernel against its scalar twin, %s', (shape) => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 50])('D = %i, K = 1 … 9 and 16', (d) => {
    for (const k of d === 50 ? [1, 2, 3, 16] : [1, 2, 3, 4, 5, 6, 7, 8, 9, 16])
      compare(draw({ n: 50, d, k, shape, seed: 100 * d + k }), 1e-13);
  });

  it.each([
    [2, 2],
    [2, 3],
    [6, 3],
  ])('every awkward number of rows, D = %i, K = %i', (d, k) => {
    const tile = tileRows(shape, d, k);
    for (const n of [0, 1, 2, 3, 4, 5, 11, 12, 13, 23, 24, 25, tile - 1, tile, tile + 1, 2 * tile + 13])
      compare(draw({ n, d, k, shape, seed: n }), 1e-13);
  });

  it.each([
    [1, 2],
    [3, 2],
    [3, 4],
    [9, 5],
  ])('labelled rows, D = %i, K = %i', (d, k) => {
    for (const labelled of [0.1, 1]) compare(draw({ n: 500, d, k, shape, seed: d, labelled }), 1e-13);
  });

  it('more components than a tile has room for', () => {
    for (const d of [3, 7]) compare(draw({ n: 150, d, k: 100, shape, seed: d }), 1e-13);
  });

  it('means 1e6 with spread 1, columns of 1e-6 and 1e6 together, rows a thousand sigma away', () => {
    for (const d of [2, 7]) {
      for (const k of [2, 3]) {
        compare(draw({ n: 300, d, k, shape, seed: 3, centre: 1e6 }), 1e-11);
        if (shape !== 'spherical') compare(draw({ n: 300, d, k, shape, seed: 4, scales: [1e-6, 1e6] }), 1e-13);
        const far = draw({ n: 300, d, k, shape, seed: 6 });
        for (let i = 0; i < 300; i += 7) far.columns[i % d][i] += 1000;
        compare(far, 1e-12);
        compare(draw({ n: 300, d, k, shape, seed: 8, apart: 1000 }), 1e-12);
      }
    }
  });

  it('a weight of 0, and rows so far that |y|² overflows', () => {
    for (const d of [2, 6]) {
      const problem = draw({ n: 40, d, k: 3, shape, seed: 2 });
      problem.frame.logConstant[1] = -Infinity;
      const { columns } = problem;
      const dead = passOf(createSimdKernel(columns), problem);
      expect(dead.counts[1]).toBe(0);
      expect(distance(dead, passOf(createScalarKernel(columns), problem), 40)).toBeLessThan(1e-13);
      columns[1][17] = 1e200;
      const far = passOf(createSimdKernel(columns), problem);
      expect(far).toEqual(passOf(createScalarKernel(columns), problem));
      expect(far.logLikelihood).toBe(-Infinity);
      expect(createSimdKernel(columns).logLikelihood(problem.frame, 0, 40)).toBe(-Infinity);
      expect(createScalarKernel(columns).logLikelihood(problem.frame, 0, 40)).toBe(-Infinity);
    }
  });

  it('gives the same bits wherever the shard begins and whatever lies behind the rows', () => {
    for (const [d, k] of [
      [2, 2],
      [3, 4],
      [6, 3],
    ]) {
      const problem = draw({ n: 4096 + 301, d, k, shape, seed: 11, labelled: 0.05 });
      const { columns, labels } = problem;
      const whole = createSimdKernel(columns, labels);
      const tail = createSimdKernel(
        columns.map((column) => column.slice(4096)),
        labels.slice(4096),
      );
      expect(passOf(tail, problem)).toEqual(passOf(whole, problem, 4096));
      const head = createSimdKernel(
        columns.map((column) => column.slice(0, 4096)),
        labels.slice(0, 4096),
      );
      expect(passOf(head, problem)).toEqual(passOf(whole, problem, 0, 4096));
      expect(passOf(head, problem, 0, 101)).toEqual(passOf(whole, problem, 0, 101));
    }
  });

  it('rows far from the first component, from the first tile on, later, or right behind the rows asked for', () => {
    for (const [d, k] of [
      [2, 3],
      [6, 4],
    ]) {
      const problem = draw({ n: 1000, d, k, shape, seed: 40, apart: 1 });
      const { columns } = problem;
      const away = (rows: readonly number[]) => {
        const moved = columns.map((column) => column.slice());
        for (const row of rows) moved[d - 1][row] += 60 * (1 + (row % 3));
        return { ...problem, columns: moved };
      };
      for (const rows of [[0], [7, 8, 9], [997], [500, 998], [100, 400, 800]]) {
        const labels = new Int32Array(1000).fill(-1);
        compare({ ...away(rows), labels }, 1e-12);
      }
      const alone = createSimdKernel(columns.map((column) => column.slice(0, 301)));
      const { columns: moved } = away([301, 302, 303]);
      for (const next of [moved, moved.map((column) => column.with(305, 1e200))]) {
        expect(passOf(createSimdKernel(next), problem, 0, 301)).toEqual(passOf(alone, problem));
      }
    }
  });

  it('one kernel serves frames of many sizes in turn', () => {
    const sizes = [2, 5, 2, 9, 1];
    const first = draw({ n: 200, d: 5, k: 2, shape, seed: 20 });
    const kernel = createSimdKernel(first.columns);
    const twin = createScalarKernel(first.columns);
    for (const k of sizes) {
      for (const other of shapes as readonly Shape[]) {
        const problem = { ...draw({ n: 0, d: 5, k, shape: other, seed: k }), columns: first.columns };
        expect(distance(passOf(kernel, problem), passOf(twin, problem), 200)).toBeLessThan(1e-13);
      }
    }
  });

  it('a frame held from the pass before, whatever else was asked for in between', () => {
    for (const [d, k] of [
      [2, 3],
      [6, 3],
    ]) {
      const problem = draw({ n: 500, d, k, shape, seed: 30 });
      const other = { ...draw({ n: 0, d, k, shape, seed: 31 }), columns: problem.columns };
      const thinned = { ...problem, frame: { ...problem.frame, logConstant: problem.frame.logConstant.slice() } };
      thinned.frame.logConstant[1] = -Infinity;
      const fresh = createSimdKernel(problem.columns);
      const kernel = createSimdKernel(problem.columns);
      const joint = new Float64Array(500 * k);
      for (const { frame } of [problem, thinned]) {
        const expected = [0, 200].map((from) => {
          const moments = emptyMoments(shape, k, d);
          fresh.pass(frame, from, from + 200, moments);
          return moments;
        });
        for (const between of [undefined, frame, other.frame]) {
          const moments = [emptyMoments(shape, k, d), emptyMoments(shape, k, d)];
          kernel.pass(frame, 0, 200, moments[0]);
          if (between) kernel.logJoint(between, 0, 500, joint);
          expect(kernel.logLikelihood(frame, 200, 400, !between)).toBe(expected[1].logLikelihood);
          kernel.pass(frame, 200, 400, moments[1], true);
          expect(moments).toEqual(expected);
        }
      }
    }
  });
});

describe.each(['tied', 'diag', 'spherical'] as const)(
  'components on both sides of where they stop being close, %s',
  (shape) => {
    it.each([
      [5, 2],
      [6, 3],
      [8, 5],
      [11, 4],
    ])('D = %i, K = %i', (d, k) => {
      const centre = new Float64Array(d);
      const active = Array.from({ length: k }, (_, c) => c);
      const sides = new Set<boolean>();
      for (let apart = 0.5; apart < 8; apart *= 1.2) {
        const problem = draw({ n: 120, d, k, shape, seed: 50, apart });
        centreOf(problem.frame, active, centre);
        sides.add(areClose(problem.frame, active, centre));
        compare(problem, 1e-13);
      }
      expect(sides.size).toBe(2);
    });
  },
);

describe('diagonal components of one mean, the heaviest narrower than the rows', () => {
  it.each([
    [3, 2],
    [4, 3],
    [8, 5],
    [11, 4],
  ])('D = %i, K = %i: its sums are the rest of all only while nothing is lost by it', (d, k) => {
    for (const n of [1, 5, 6, 7, 190, 500]) {
      for (const narrower of [1, 3, 7, 9, 100, 10_000]) {
        const problem = draw({ n, d, k, shape: 'diag', seed: n, apart: 0, labelled: n % 2 ? 0.2 : 0 });
        const { weights, frame } = problem;
        const heaviest = weights.indexOf(Math.max(...weights));
        for (let j = 0; j < d; j++) frame.whitening[heaviest * d + j] *= narrower;
        frame.logConstant[heaviest] += d * Math.log(narrower);
        for (let i = 0; i < n; i += 2) for (const column of problem.columns) column[i] /= narrower;
        compare(problem, 1e-13);
      }
    }
  });
});
