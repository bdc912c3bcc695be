/** A linear Gaussian model by its D×D covariance and by sums over rows: slow, and sharing no formula with the product. */
import type { LinearModel } from '../../../src/models/ppca/model';
import { form, slowInverse } from '../vi/slow';

const at = (flat: Float64Array, width: number, r: number, c: number): number => flat[r * width + c];

/** WWᵀ + σ²I as [D][D]. */
export const slowCovariance = ({ d, l, loadings, noise }: LinearModel): number[][] =>
  Array.from({ length: d }, (_, r) =>
    Array.from({ length: d }, (_, c) => {
      let sum = r === c ? noise : 0;
      for (let j = 0; j < l; j++) sum += at(loadings, l, r, j) * at(loadings, l, c, j);
      return sum;
    }),
  );

/** log N(x | μ, WWᵀ + σ²I). */
export function slowLogDensity(model: LinearModel, x: number[]): number {
  const { inverse, logDeterminant } = slowInverse(slowCovariance(model));
  const away = x.map((v, c) => v - model.mean[c]);
  return -0.5 * (model.d * Math.log(2 * Math.PI) + logDeterminant + form(away, inverse));
}

/** ELBO of one row under q = N(m, V), with E|x − μ − Wz|² multiplied out. */
export function slowElbo(model: LinearModel, x: number[], m: number[], v: number[][]): number {
  const { d, l, loadings, noise } = model;
  const away = x.map((value, c) => value - model.mean[c]);
  let squares = away.reduce((sum, value) => sum + value * value, 0);
  for (let r = 0; r < d; r++) {
    for (let j = 0; j < l; j++) {
      squares -= 2 * away[r] * at(loadings, l, r, j) * m[j];
      for (let i = 0; i < l; i++) squares += at(loadings, l, r, i) * at(loadings, l, r, j) * (m[i] * m[j] + v[i][j]);
    }
  }
  const reconstruction = -0.5 * (d * Math.log(2 * Math.PI * noise) + squares / noise);
  let prior = -(l / 2) * Math.log(2 * Math.PI);
  for (let j = 0; j < l; j++) prior -= 0.5 * (m[j] ** 2 + v[j][j]);
  const entropy = 0.5 * (l * (1 + Math.log(2 * Math.PI)) + slowInverse(v).logDeterminant);
  return reconstruction + prior + entropy;
}

export const square = (flat: Float64Array, l: number): number[][] =>
  Array.from({ length: l }, (_, r) => [...flat.subarray(r * l, (r + 1) * l)]);
