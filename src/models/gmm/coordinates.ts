import { triangle, whiteningLength } from '../../kernels/rows';
import { setLogConstants, type Theta } from './frame';
import { invertTriangle } from './triangle';

/** The columns' means and deviations: the origin and the units of the coordinates. Scales are positive. */
export interface Units {
  readonly columnMeans: Float64Array;
  readonly columnScales: Float64Array;
}

/** How many coordinates a θ has: K for π, K·D for μ, and those of the covariances. */
export const coordinateCount = ({ frame: { shape, k, d } }: Theta): number => k + k * d + whiteningLength(shape, k, d);

/**
 * θ in the family's own coordinates, in which every point is a θ of the family: log π (shifted freely, see
 * `readCoordinates`), means in the columns' units, and for full and tied the Cholesky factor of the scaled covariance
 * with the logarithms of its diagonal, for diag and spherical the log deviations. Written to `into`; a weight of 0 is
 * −Infinity.
 */
export function writeCoordinates(theta: Theta, units: Units, into: Float64Array): void {
  const { shape, k, d, means, whitening } = theta.frame;
  const { columnMeans, columnScales } = units;
  for (let j = 0; j < k; j++) into[j] = Math.log(theta.weights[j]);
  for (let at = 0; at < k * d; at++) into[k + at] = (means[at] - columnMeans[at % d]) / columnScales[at % d];
  const base = k + k * d;
  if (shape === 'diag' || shape === 'spherical') {
    for (let at = 0; at < whitening.length; at++) {
      into[base + at] = -Math.log(whitening[at] * (shape === 'diag' ? columnScales[at % d] : columnScales[0]));
    }
    return;
  }
  const size = triangle(d);
  for (let start = 0; start < whitening.length; start += size) {
    invertTriangle(whitening, start, d, into, base + start);
    for (let r = 0, at = base + start; r < d; r++) {
      for (let c = 0; c <= r; c++, at++) {
        into[at] = c === r ? Math.log(into[at] / columnScales[r]) : into[at] / columnScales[r];
      }
    }
  }
}

/** The θ at those coordinates, written over `into`; weights are exp of theirs, divided by their sum. */
export function readCoordinates(coordinates: Float64Array, units: Units, into: Theta): void {
  const { shape, k, d, means, whitening } = into.frame;
  const { columnMeans, columnScales } = units;
  let top = -Infinity;
  for (let j = 0; j < k; j++) top = Math.max(top, coordinates[j]);
  let total = 0;
  for (let j = 0; j < k; j++) total += Math.exp(coordinates[j] - top);
  for (let j = 0; j < k; j++) into.weights[j] = Math.exp(coordinates[j] - top) / total;
  for (let at = 0; at < k * d; at++) means[at] = columnMeans[at % d] + coordinates[k + at] * columnScales[at % d];
  const base = k + k * d;
  if (shape === 'diag' || shape === 'spherical') {
    for (let at = 0; at < whitening.length; at++) {
      whitening[at] = Math.exp(-coordinates[base + at]) / (shape === 'diag' ? columnScales[at % d] : columnScales[0]);
    }
  } else {
    const size = triangle(d);
    const factor = new Float64Array(size);
    for (let start = 0; start < whitening.length; start += size) {
      for (let r = 0, at = 0; r < d; r++) {
        for (let c = 0; c <= r; c++, at++) {
          const value = coordinates[base + start + at];
          factor[at] = (c === r ? Math.exp(value) : value) * columnScales[r];
        }
      }
      invertTriangle(factor, 0, d, whitening, start);
    }
  }
  setLogConstants(into);
}

/**
 * The θ at `share` of the way from one θ to another along the straight line in the family's coordinates (0 is `from`,
 * 1 is `to`, and the line goes on beyond them), written over `into`. On such a curve ELBO(q_t, ·) touches ℓ at θ_t and
 * peaks at θ_{t+1}. A component of weight 0 at either end has weight 0 all along.
 */
export function walk(from: Theta, to: Theta, share: number, units: Units, into: Theta): void {
  const count = coordinateCount(from);
  const start = new Float64Array(count);
  const end = new Float64Array(count);
  writeCoordinates(from, units, start);
  writeCoordinates(to, units, end);
  for (let at = 0; at < count; at++) {
    const gone = start[at] === -Infinity || end[at] === -Infinity;
    end[at] = gone ? -Infinity : start[at] + share * (end[at] - start[at]);
  }
  readCoordinates(end, units, into);
}
