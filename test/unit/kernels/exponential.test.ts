import { describe, expect, it } from 'vitest';
import { emptyMoments, type Frame } from '../../../src/kernels/rows';
import { createSimdKernel } from '../../../src/kernels/simd';
import { source } from './draw';

/** Components that all sit on the one row there is, so that their log densities are the constants themselves. */
function frameOf(...logConstant: number[]): Frame {
  const k = logConstant.length;
  return {
    shape: 'spherical',
    k,
    d: 1,
    logConstant: Float64Array.from(logConstant),
    means: new Float64Array(k),
    whitening: new Float64Array(k).fill(1),
  };
}

/** Largest relative error of q_1 / q_0 as an exponential over `count` exponents between `least` and 0, in powers of two. */
function worst(k: number, least: number, count: number): number {
  const kernel = createSimdKernel([new Float64Array(1)]);
  const { uniform } = source(17);
  let most = 0;
  for (let i = 0; i <= count; i++) {
    const constant = (i === 0 ? least : least * uniform()) * Math.LN2;
    const moments = emptyMoments('spherical', k, 1);
    kernel.pass(frameOf(0, constant, ...new Array<number>(k - 2).fill(0)), 0, 1, moments);
    const truth = 2 ** (constant * Math.LOG2E);
    most = Math.max(most, Math.abs(moments.counts[1] / moments.counts[0] / truth - 1));
  }
  return most;
}

describe.each([2, 3])('the exponential, K = %i', (k) => {
  // 2.2e-16 of the polynomial, the rest rounding: Horner's rule, the share, and the two quotients taken here.
  it('is right to 1e-15 where it matters', () => expect(worst(k, -60, 20000)).toBeLessThan(1e-15));
  it('and down to the floor of 2^-800', () => expect(worst(k, -800, 20000)).toBeLessThan(1e-15));

  it('is 1 at 0, symmetric, and stays at the floor below', () => {
    const kernel = createSimdKernel([new Float64Array(1)]);
    const rest = new Array<number>(k - 2).fill(-1e4);
    const shares = (...constants: number[]): Float64Array => {
      const moments = emptyMoments('spherical', k, 1);
      kernel.pass(frameOf(...constants, ...rest), 0, 1, moments);
      return moments.counts;
    };
    expect(shares(0, 0)[0]).toBe(0.5);
    expect(shares(0, 0)[1]).toBe(0.5);
    expect(shares(3, 0)[0]).toBeCloseTo(shares(0, 3)[1], 15);
    for (const constants of [
      [0, -1e5],
      [-1e300, 0],
    ]) {
      const [first, second] = shares(...constants);
      expect(Math.max(first, second)).toBe(1);
      expect(Math.min(first, second)).toBeLessThan(1e-240);
    }
  });
});

/** Σ by Neumaier: the truth must not lose more than what it is to judge. */
function exactSum(terms: Iterable<number>): number {
  let sum = 0;
  let lost = 0;
  for (const term of terms) {
    const next = sum + term;
    lost += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum;
    sum = next;
  }
  return sum + lost;
}

describe('the logarithm of a running product', () => {
  it.each([2, 3, 16, 200])('K = %i: right to 1e-15 of a nat a row over 50,000 rows', (k) => {
    const n = 50_000;
    const { uniform, normal } = source(k);
    const column = Float64Array.from({ length: n }, normal);
    const constants = Array.from({ length: k }, () => -3 * uniform());
    const frame = frameOf(...constants);
    const total = constants.reduce((sum, constant) => sum + Math.exp(constant), 0);
    const moments = emptyMoments('spherical', k, 1);
    createSimdKernel([column]).pass(frame, 0, n, moments);
    const truth = exactSum(column.map((x) => Math.log(total) - 0.5 * x * x));
    expect(Math.abs(moments.logLikelihood - truth) / n).toBeLessThan(1e-15 * (1 + Math.abs(truth / n)));
  });
});

it('takes the entropy from the sums to within 1e-14 of a nat a row, from even shares to one-hot ones', () => {
  const n = 20_000;
  const { normal } = source(4);
  for (const apart of [0, 1, 4, 8, 16, 40, 1000]) {
    const column = Float64Array.from({ length: n }, (_, i) => normal() + (i % 2 ? apart : 0));
    const frame = { ...frameOf(-1, -1.3), means: Float64Array.of(0, apart) };
    const truth = exactSum(
      column.map((x) => {
        const tilt = Math.abs(-0.3 - 0.5 * (x - apart) ** 2 + 0.5 * x ** 2);
        return Math.exp(-tilt) * (tilt / (1 + Math.exp(-tilt))) + Math.log1p(Math.exp(-tilt));
      }),
    );
    const moments = emptyMoments('spherical', 2, 1);
    createSimdKernel([column]).pass(frame, 0, n, moments);
    expect(moments.entropy).toBeGreaterThanOrEqual(0);
    expect(Math.abs(moments.entropy - truth)).toBeLessThan(1e-14 * n);
  }
});
