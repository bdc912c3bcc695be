import fc from 'fast-check';
import { randomStream } from '../../../src/models/gmm/random';
import type { LinearModel } from '../../../src/models/ppca/model';
import { standardNormal } from '../../../src/models/ppca/normal';
import type { LatentGaussian } from '../../../src/models/ppca/row';
import type { Spread } from '../../../src/models/ppca/spread';
import { randomRows, spreadOfRows } from './fixtures';

export interface LinearProblem {
  readonly rows: number[][];
  readonly spread: Spread;
  /** Any model at all, of the rows' order of magnitude; its mean is that of the rows. */
  readonly model: LinearModel;
  /** [L·D] any encoder map. */
  readonly map: Float64Array;
  /** Any positive definite q's. */
  readonly q: LatentGaussian;
  readonly seed: number;
}

/** Random rows with a random linear model, encoder and q beside them; `units` are powers of ten of each column. */
export function linearProblems(units: readonly [least: number, most: number] = [-2, 2]): fc.Arbitrary<LinearProblem> {
  return fc
    .record({
      d: fc.integer({ min: 2, max: 5 }),
      latent: fc.integer({ min: 1, max: 4 }),
      more: fc.integer({ min: 2, max: 30 }),
      exponents: fc.array(fc.integer({ min: units[0], max: units[1] }), { minLength: 5, maxLength: 5 }),
      centre: fc.constantFrom(0, 10),
      seed: fc.integer({ min: 0, max: 0x7fffffff }),
    })
    .map(({ d, latent, more, exponents, centre, seed }) => {
      const l = Math.min(latent, d - 1);
      const scales = exponents.slice(0, d).map((power) => 10 ** power);
      const rows = randomRows({ n: d + more, d, deviations: [2, 1, 0.5].slice(0, d), units: scales, centre }, seed);
      const spread = spreadOfRows(rows);
      const stream = randomStream(seed, 7);
      const scale = Math.sqrt(spread.eigenvalues.reduce((sum, v) => sum + v, 0) / d);
      const normals = (length: number, unit: number): Float64Array =>
        Float64Array.from({ length }, () => unit * standardNormal(stream));
      const noise = scale * scale * (0.1 + stream.next());
      const root = normals(l * l, 0.7);
      const covariance = new Float64Array(l * l);
      for (let r = 0; r < l; r++) {
        for (let c = 0; c < l; c++) {
          for (let j = 0; j < l; j++) covariance[r * l + c] += root[r * l + j] * root[c * l + j];
          if (r === c) covariance[r * l + c] += 0.1;
        }
      }
      return {
        rows,
        spread,
        model: { d, l, mean: spread.mean, loadings: normals(d * l, scale), noise },
        map: normals(l * d, 1 / scale),
        q: { mean: normals(l, 1), covariance },
        seed,
      };
    });
}

/** [L·L] a random orthogonal matrix (Gram–Schmidt on normal columns). */
export function anyRotation(l: number, seed: number): Float64Array {
  const stream = randomStream(seed);
  const columns: number[][] = [];
  while (columns.length < l) {
    let column = Array.from({ length: l }, () => standardNormal(stream));
    for (const other of [...columns, ...columns]) {
      const along = column.reduce((sum, v, r) => sum + v * other[r], 0);
      column = column.map((v, r) => v - along * other[r]);
    }
    const length = Math.hypot(...column);
    columns.push(column.map((v) => v / length));
  }
  return Float64Array.from({ length: l * l }, (_, at) => columns[at % l][Math.floor(at / l)]);
}
