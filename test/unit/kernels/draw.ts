import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { type Frame, type Shape, triangle, whiteningLength } from '../../../src/kernels/rows';

export const shapes: readonly Shape[] = ['full', 'tied', 'diag', 'spherical'];

export interface Problem {
  readonly columns: Float64Array[];
  readonly labels: Int32Array;
  readonly frame: Frame;
  /** [K] lower factors L_k, row-major D×D, whatever the shape; Σ_k = L_k L_kᵀ. */
  readonly factors: Float64Array[];
  readonly weights: Float64Array;
}

interface Wish {
  n: number;
  d: number;
  k: number;
  shape: Shape;
  seed: number;
  /** Distance of the means from each other, in standard deviations. */
  apart?: number;
  /** Where the data lie: added to every column. */
  centre?: number;
  /** One scale a column; 1 where absent. */
  scales?: readonly number[];
  /** Share of rows that carry a label. */
  labelled?: number;
}

/** Seeded draws. */
export function source(seed: number) {
  const generator = xoroshiro128plus(seed);
  const uniform = (): number => uniformFloat64(generator);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}

/** A random mixture and rows drawn from something like it. */
export function draw(wish: Wish): Problem {
  const { n, d, k, shape, seed, apart = 2, centre = 0, scales = [], labelled = 0 } = wish;
  const { uniform, normal } = source(seed);
  const scale = (j: number): number => scales[j % Math.max(1, scales.length)] ?? 1;
  const weights = Float64Array.from({ length: k }, () => 0.2 + uniform());
  const total = weights.reduce((a, b) => a + b, 0);
  for (let c = 0; c < k; c++) weights[c] /= total;
  const means = Float64Array.from({ length: k * d }, (_, at) => centre + scale(at % d) * apart * normal());
  const factors: Float64Array[] = [];
  for (let c = 0; c < k; c++) {
    if (shape === 'tied' && c > 0) {
      factors.push(factors[0]);
      continue;
    }
    const round = 0.5 + uniform();
    const factor = new Float64Array(d * d);
    for (let r = 0; r < d; r++) {
      for (let j = 0; j < r; j++)
        factor[r * d + j] = shape === 'full' || shape === 'tied' ? (0.5 * normal() * scale(r)) / Math.sqrt(d) : 0;
      factor[r * d + r] = shape === 'spherical' ? round * scale(0) : (0.5 + uniform()) * scale(r);
    }
    factors.push(factor);
  }
  const columns = Array.from({ length: d }, () => new Float64Array(n));
  const labels = new Int32Array(n).fill(-1);
  for (let i = 0; i < n; i++) {
    const c = Math.min(k - 1, Math.floor(uniform() * k));
    const z = Array.from({ length: d }, normal);
    for (let r = 0; r < d; r++) {
      let x = means[c * d + r];
      for (let j = 0; j <= r; j++) x += factors[c][r * d + j] * z[j];
      columns[r][i] = x;
    }
    if (uniform() < labelled) labels[i] = Math.floor(uniform() * k);
  }
  return { columns, labels, frame: frameOf(shape, weights, means, factors, d), factors, weights };
}

function frameOf(shape: Shape, weights: Float64Array, means: Float64Array, factors: Float64Array[], d: number): Frame {
  const k = weights.length;
  const logConstant = new Float64Array(k);
  const whitening = new Float64Array(whiteningLength(shape, k, d));
  for (let c = 0; c < k; c++) {
    let halfLogDet = 0;
    for (let r = 0; r < d; r++) halfLogDet += Math.log(factors[c][r * d + r]);
    logConstant[c] = Math.log(weights[c]) - halfLogDet - 0.5 * d * Math.log(2 * Math.PI);
    const inverse = invertLower(factors[c], d);
    for (let r = 0; r < d; r++) {
      if (shape === 'diag') whitening[c * d + r] = inverse[r * d + r];
      else if (shape === 'spherical') whitening[c] = inverse[0];
      else {
        const at = (shape === 'full' ? c * triangle(d) : 0) + triangle(r);
        for (let j = 0; j <= r; j++) whitening[at + j] = inverse[r * d + j];
      }
    }
  }
  return { shape, k, d, logConstant, means, whitening };
}

function invertLower(factor: Float64Array, d: number): Float64Array {
  const inverse = new Float64Array(d * d);
  for (let column = 0; column < d; column++) {
    for (let r = column; r < d; r++) {
      let rest = r === column ? 1 : 0;
      for (let j = column; j < r; j++) rest -= factor[r * d + j] * inverse[j * d + column];
      inverse[r * d + column] = rest / factor[r * d + r];
    }
  }
  return inverse;
}
