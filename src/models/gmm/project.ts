import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { Family, Mixture } from './mixture';
import type { Constraint } from './mstep';

export interface Projected {
  readonly mixture: Mixture;
  /** Whether the covariances were not of the family. */
  readonly projected: boolean;
  /** Components, from 0, whose covariance the constraint widened. */
  readonly clipped: readonly number[];
}

/** Relative differences below this are the rounding of a file's digits. */
const SAME = 1e-9;

/**
 * The member of the family nearest to a mixture, as a new mixture: the pooled covariance for tied, the variances for
 * diag, their mean for spherical. Each is what the family's M-step would make of rows drawn from the component. Then
 * eigenvalues below the constraint are raised to it. A covariance that is not positive definite is left for
 * `thetaOf` to report; nothing is raised for it.
 */
export function projectStart(start: Mixture, family: Family, constraint: Constraint): Projected {
  const { k, d } = start;
  const covariances = start.covariances.slice();
  const mixture: Mixture = { k, d, weights: start.weights.slice(), means: start.means.slice(), covariances };
  if (family === 'tied') pool(mixture);
  for (let j = 0; j < k; j++) {
    if (family === 'diag' || family === 'spherical') flatten(covariances, j * d * d, d, family === 'spherical');
  }
  const projected = differs(start.covariances, covariances, d);
  const clipped: number[] = [];
  for (let j = 0; j < k; j++) {
    if (constraint.minEigenvalue > 0 && widen(covariances, j * d * d, constraint, family)) clipped.push(j);
  }
  return { mixture, projected, clipped };
}

function pool({ k, d, weights, covariances }: Mixture): void {
  const pooled = new Float64Array(d * d);
  let total = 0;
  for (let j = 0; j < k; j++) total += weights[j];
  for (let j = 0; j < k; j++) {
    for (let at = 0; at < d * d; at++) pooled[at] += (weights[j] / total) * covariances[j * d * d + at];
  }
  // A start that is tied already stays so to the last bit.
  let alike = true;
  for (let at = d * d; at < covariances.length; at++) alike &&= covariances[at] === covariances[at % (d * d)];
  if (!alike) for (let j = 0; j < k; j++) covariances.set(pooled, j * d * d);
}

function flatten(covariances: Float64Array, at: number, d: number, spherical: boolean): void {
  let mean = 0;
  for (let c = 0; c < d; c++) mean += covariances[at + c * (d + 1)] / d;
  for (let r = 0; r < d; r++) {
    for (let c = 0; c < d; c++) {
      if (r !== c) covariances[at + r * d + c] = 0;
      else if (spherical) covariances[at + r * d + c] = mean;
    }
  }
}

function differs(before: Float64Array, after: Float64Array, d: number): boolean {
  for (let at = 0; at < before.length; at++) {
    const block = at - (at % (d * d));
    const row = Math.floor((at - block) / d);
    const column = (at - block) % d;
    const scale = Math.sqrt(Math.abs(before[block + row * (d + 1)] * before[block + column * (d + 1)]));
    if (Math.abs(before[at] - after[at]) > SAME * scale) return true;
  }
  return false;
}

/** Raises eigenvalues below ε in scaled coordinates; true if there were any. */
function widen(covariances: Float64Array, at: number, constraint: Constraint, family: Family): boolean {
  const { scales, minEigenvalue } = constraint;
  const d = scales.length;
  if (family === 'diag' || family === 'spherical') {
    let widest = 0;
    for (let c = 0; c < d; c++) widest = Math.max(widest, scales[c]);
    let raised = false;
    for (let c = 0; c < d; c++) {
      const unit = family === 'spherical' ? widest : scales[c];
      const floor = minEigenvalue * unit * unit;
      const variance = covariances[at + c * (d + 1)];
      if (!(variance > 0) || variance >= floor * (1 - SAME)) continue;
      covariances[at + c * (d + 1)] = floor;
      raised = true;
    }
    return raised;
  }
  const scaled = Matrix.zeros(d, d);
  for (let r = 0; r < d; r++) {
    for (let c = 0; c < d; c++) scaled.set(r, c, covariances[at + r * d + c] / scales[r] / scales[c]);
  }
  const eigen = new EigenvalueDecomposition(scaled, { assumeSymmetric: true });
  const values = eigen.realEigenvalues;
  const least = Math.min(...values);
  if (!(least > 0) || least >= minEigenvalue * (1 - SAME)) return false;
  const vectors = eigen.eigenvectorMatrix;
  for (let r = 0; r < d; r++) {
    for (let c = 0; c <= r; c++) {
      let sum = 0;
      for (let m = 0; m < d; m++) sum += vectors.get(r, m) * Math.max(values[m], minEigenvalue) * vectors.get(c, m);
      covariances[at + r * d + c] = sum * scales[r] * scales[c];
      covariances[at + c * d + r] = covariances[at + r * d + c];
    }
  }
  return true;
}
