import { readFileSync } from 'node:fs';
import { emptyMoments, type Moments, type RowKernel } from '../../../src/kernels/rows';
import { createScalarKernel } from '../../../src/kernels/scalar';
import { columnStatistics } from '../../../src/models/gmm/columns';
import { Em, type EmSetting } from '../../../src/models/gmm/em';
import { families } from '../../../src/models/gmm/families';
import type { Family, Mixture } from '../../../src/models/gmm/mixture';
import type { SlowTheta } from './slow';

function readRows(name: string): string[][] {
  const text = readFileSync(new URL(`../../../examples/${name}`, import.meta.url), 'utf8');
  const lines = text.trim().split(/\r?\n/).slice(1);
  return lines.map((line) => line.split(',').map((cell) => cell.replaceAll('"', '')));
}

export const faithful: number[][] = readRows('faithful.csv').map((row) => row.map(Number));
const irisCells = readRows('iris.csv');
export const iris: number[][] = irisCells.map((row) => row.slice(0, 4).map(Number));
export const irisSpecies: Int32Array = Int32Array.from(irisCells, (row) =>
  ['setosa', 'versicolor', 'virginica'].indexOf(row[4]),
);

export const columnsOf = (rows: number[][]): Float64Array[] =>
  rows[0].map((_, c) => Float64Array.from(rows, (row) => row[c]));

export function settingFor(rows: number[][], family: Family, more: Partial<EmSetting> = {}): EmSetting {
  const statistics = columnStatistics(columnsOf(rows));
  if (!statistics.ok) throw new Error(statistics.fault.code);
  return {
    n: rows.length,
    family,
    columnMeans: statistics.value.means,
    columnScales: statistics.value.scales,
    minEigenvalue: 1e-6,
    regCovar: 0,
    tolerance: 1e-12,
    maxIterations: 10000,
    ...more,
  };
}

export const kernelFor = (rows: number[][], labels?: Int32Array): RowKernel =>
  createScalarKernel(columnsOf(rows), labels);

export function clear(moments: Moments): void {
  moments.logLikelihood = 0;
  moments.entropy = 0;
  moments.counts.fill(0);
  moments.first.fill(0);
  moments.second.fill(0);
}

/** One pass of all rows under the frame that `em` asks for. */
export function passOver(kernel: RowKernel, em: Em): Moments {
  const { shape, k, d } = em.frame;
  const moments = emptyMoments(shape, k, d);
  kernel.pass(em.frame, 0, kernel.n, moments);
  return moments;
}

/** Runs until there is a reason to stop. */
export function runEm(kernel: RowKernel, em: Em): Em {
  const { shape, k, d } = em.frame;
  const moments = emptyMoments(shape, k, d);
  do {
    clear(moments);
    kernel.pass(em.frame, 0, kernel.n, moments);
  } while (em.advance(moments));
  return em;
}

export function fromMixture(setting: EmSetting, start: Mixture): Em {
  const em = Em.fromMixture(setting, start);
  if (!em.ok) throw new Error(em.fault.code);
  return em.value;
}

/** Em from responsibilities [n][K], its iteration 0 made. */
export function fromResponsibilities(setting: EmSetting, kernel: RowKernel, q: number[][]): Em {
  const k = q[0].length;
  const moments = emptyMoments(families[setting.family].shape, k, kernel.d);
  kernel.passGiven(Em.referenceFrame(setting, k), Float64Array.from(q.flat()), 0, kernel.n, moments);
  const em = Em.fromResponsibilities(setting, moments);
  if (!em.ok) throw new Error(em.fault.code);
  return em.value;
}

export const oneHotRows = (codes: ArrayLike<number>, k: number): number[][] =>
  Array.from(codes, (code) => Array.from({ length: k }, (_, j) => (j === code ? 1 : 0)));

export const slowTheta = (mixture: Mixture): SlowTheta => ({
  weights: [...mixture.weights],
  means: Array.from(mixture.weights, (_, j) => [...mixture.means.subarray(j * mixture.d, (j + 1) * mixture.d)]),
  covariances: Array.from(mixture.weights, (_, j) =>
    Array.from({ length: mixture.d }, (_, r) => [
      ...mixture.covariances.subarray((j * mixture.d + r) * mixture.d, (j * mixture.d + r + 1) * mixture.d),
    ]),
  ),
});

export const mixtureOf = (theta: SlowTheta): Mixture => ({
  k: theta.weights.length,
  d: theta.means[0].length,
  weights: Float64Array.from(theta.weights),
  means: Float64Array.from(theta.means.flat()),
  covariances: Float64Array.from(theta.covariances.flat(2)),
});

/** |a − b| relative to the larger of the two and 1. */
export const relative = (a: number, b: number): number => Math.abs(a - b) / Math.max(1, Math.abs(a), Math.abs(b));
