import { determinant, inverse, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { emptyMoments, type Moments } from '../../../src/kernels/rows';
import { createScalarKernel } from '../../../src/kernels/scalar';
import { draw, type Problem, shapes } from './draw';

/** log N(x | μ, Σ) as the textbook prints it, by a general inverse and determinant: no Cholesky, no whitening. */
function textbookLogDensity(problem: Problem, row: number, k: number): number {
  const d = problem.columns.length;
  const factor = Matrix.from1DArray(d, d, Array.from(problem.factors[k]));
  const covariance = factor.mmul(factor.transpose());
  const offset = new Matrix(problem.columns.map((column, j) => [column[row] - problem.frame.means[k * d + j]]));
  const squared = offset.transpose().mmul(inverse(covariance)).mmul(offset).get(0, 0);
  return -0.5 * (d * Math.log(2 * Math.PI) + Math.log(determinant(covariance)) + squared);
}

/** Σ_i q_ik (x − μ_k)(x − μ_k)ᵀ and its lower moments from unwhitened rows: what L·moments·Lᵀ must give back. */
function rawMoments(problem: Problem, q: number[][]) {
  const { columns, frame } = problem;
  const { d, k } = frame;
  const counts = new Array<number>(k).fill(0);
  const first = Array.from({ length: k }, () => new Array<number>(d).fill(0));
  const second = Array.from({ length: k }, () => Matrix.zeros(d, d));
  q.forEach((shares, row) => {
    shares.forEach((share, c) => {
      const offset = columns.map((column, j) => column[row] - frame.means[c * d + j]);
      counts[c] += share;
      for (let r = 0; r < d; r++) {
        first[c][r] += share * offset[r];
        for (let j = 0; j < d; j++) second[c].set(r, j, second[c].get(r, j) + share * offset[r] * offset[j]);
      }
    });
  });
  return { counts, first, second };
}

function expectMoments(problem: Problem, moments: Moments, q: number[][]): void {
  const { frame, factors } = problem;
  const { d, k, shape } = frame;
  const raw = rawMoments(problem, q);
  const pooled = Matrix.zeros(d, d);
  const near = (a: number, b: number): void => expect(Math.abs(a - b)).toBeLessThan(1e-10 * (1 + Math.abs(b)));
  for (let c = 0; c < k; c++) {
    const factor = Matrix.from1DArray(d, d, Array.from(factors[c]));
    const back = inverse(factor);
    const first = back.mmul(Matrix.columnVector(raw.first[c]));
    const second = back.mmul(raw.second[c]).mmul(back.transpose());
    pooled.add(second);
    near(moments.counts[c], raw.counts[c]);
    for (let r = 0; r < d; r++) {
      near(moments.first[c * d + r], first.get(r, 0));
      if (shape === 'diag') near(moments.second[c * d + r], second.get(r, r));
      if (shape !== 'full') continue;
      for (let j = 0; j <= r; j++)
        near(moments.second[(c * d * (d + 1)) / 2 + (r * (r + 1)) / 2 + j], second.get(r, j));
    }
    if (shape === 'spherical') near(moments.second[c], second.trace());
  }
  if (shape === 'tied')
    for (let r = 0; r < d; r++)
      for (let j = 0; j <= r; j++) near(moments.second[(r * (r + 1)) / 2 + j], pooled.get(r, j));
}

describe.each(shapes)('scalar kernel, %s', (shape) => {
  it.each([
    [1, 1],
    [2, 3],
    [4, 5],
  ])('gives the textbook densities, bound and moments at D = %i, K = %i', (d, k) => {
    const problem = draw({ n: 60, d, k, shape, seed: 7 * d + k, labelled: 0.2 });
    const { columns, labels, frame, weights } = problem;
    const kernel = createScalarKernel(columns, labels);
    const joint = new Float64Array(60 * k);
    kernel.logJoint(frame, 0, 60, joint);
    let logLikelihood = 0;
    let entropy = 0;
    const q: number[][] = [];
    for (let row = 0; row < 60; row++) {
      const a = Array.from(weights, (weight, c) => Math.log(weight) + textbookLogDensity(problem, row, c));
      for (let c = 0; c < k; c++) expect(joint[row * k + c]).toBeCloseTo(a[c], 9);
      const density = a.reduce((sum, value) => sum + Math.exp(value), 0);
      const shares = a.map((value, c) => (labels[row] < 0 ? Math.exp(value) / density : Number(c === labels[row])));
      logLikelihood += labels[row] < 0 ? Math.log(density) : a[labels[row]];
      for (const share of shares) if (share > 0) entropy -= share * Math.log(share);
      q.push(shares);
    }
    const moments = emptyMoments(shape, k, d);
    kernel.pass(frame, 0, 60, moments);
    expect(moments.logLikelihood).toBeCloseTo(logLikelihood, 9);
    expect(moments.entropy).toBeCloseTo(entropy, 9);
    expectMoments(problem, moments, q);

    const given = emptyMoments(shape, k, d);
    kernel.passGiven(frame, Float64Array.from(q.flat()), 0, 60, given);
    expect(given.logLikelihood).toBe(0);
    expect(given.entropy).toBeCloseTo(entropy, 9);
    expectMoments(problem, given, q);
  });

  it('adds to what is there, and two parts make the whole', () => {
    const { columns, labels, frame } = draw({ n: 41, d: 3, k: 2, shape, seed: 5, labelled: 0.1 });
    const kernel = createScalarKernel(columns, labels);
    const whole = emptyMoments(shape, 2, 3);
    const parts = emptyMoments(shape, 2, 3);
    kernel.pass(frame, 0, 41, whole);
    kernel.pass(frame, 0, 17, parts);
    kernel.pass(frame, 17, 41, parts);
    expect(parts.logLikelihood).toBeCloseTo(whole.logLikelihood, 10);
    expect(parts.entropy).toBeCloseTo(whole.entropy, 10);
    for (const [at, value] of whole.second.entries()) expect(parts.second[at]).toBeCloseTo(value, 10);
  });

  it('leaves a component of weight 0 alone, and a row 1e200 sigma away makes ℓ −Infinity without NaN', () => {
    const { columns, frame } = draw({ n: 30, d: 2, k: 3, shape, seed: 9 });
    frame.logConstant[1] = -Infinity;
    const kernel = createScalarKernel(columns);
    const moments = emptyMoments(shape, 3, 2);
    kernel.pass(frame, 0, 30, moments);
    expect(moments.counts[1]).toBe(0);
    expect(moments.counts[0] + moments.counts[2]).toBeCloseTo(30, 10);
    expect(moments.logLikelihood).toBeGreaterThan(-Infinity);
    columns[0][3] = 1e200;
    const far = emptyMoments(shape, 3, 2);
    kernel.pass(frame, 0, 30, far);
    expect(far.logLikelihood).toBe(-Infinity);
    expect(far.counts[0] + far.counts[2]).toBeCloseTo(29, 10);
    expect(far.second.every(Number.isFinite)).toBe(true);
  });
});

it('refuses a label that no component answers to', () => {
  const { columns, frame } = draw({ n: 3, d: 1, k: 2, shape: 'full', seed: 1 });
  const kernel = createScalarKernel(columns, Int32Array.of(0, 2, -1));
  expect(() => kernel.pass(frame, 0, 3, emptyMoments('full', 2, 1))).toThrow('kernelLabel');
});
