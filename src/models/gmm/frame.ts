import { type Fault, ok, type Result } from '../../fault';
import { type Frame, type Shape, triangle, whiteningLength } from '../../kernels/rows';
import { gmmFault } from './faults';
import type { Mixture } from './mixture';
import { factorInPlace, invertTriangle, logDiagonal } from './triangle';

/** log 2π. */
export const LOG_2PI = Math.log(2 * Math.PI);

/** θ in the form that EM carries from step to step: what the loops read, and π itself. */
export interface Theta {
  readonly frame: Frame;
  /** [K] */
  readonly weights: Float64Array;
}

/** Room for a θ; all zeros, so not yet one. */
export function createTheta(shape: Shape, k: number, d: number): Theta {
  const frame: Frame = {
    shape,
    k,
    d,
    logConstant: new Float64Array(k),
    means: new Float64Array(k * d),
    whitening: new Float64Array(whiteningLength(shape, k, d)),
  };
  return { frame, weights: new Float64Array(k) };
}

/** Copies one θ over another of the same shape, K and D. */
export function copyTheta(from: Theta, to: Theta): void {
  to.weights.set(from.weights);
  to.frame.logConstant.set(from.frame.logConstant);
  to.frame.means.set(from.frame.means);
  to.frame.whitening.set(from.frame.whitening);
}

export function createMixture(k: number, d: number): Mixture {
  return {
    k,
    d,
    weights: new Float64Array(k),
    means: new Float64Array(k * d),
    covariances: new Float64Array(k * d * d),
  };
}

/** ½ log|Σ_k| from the whitening alone: −Σ log of its diagonal. */
export function halfLogDeterminant(frame: Frame, component: number): number {
  const { shape, d, whitening } = frame;
  if (shape === 'spherical') return -d * Math.log(whitening[component]);
  if (shape === 'full') return -logDiagonal(whitening, component * triangle(d), d);
  if (shape === 'tied') return -logDiagonal(whitening, 0, d);
  let sum = 0;
  for (let j = 0; j < d; j++) sum += Math.log(whitening[component * d + j]);
  return -sum;
}

/** Sets every log π_k − ½ log|Σ_k| − (D/2) log 2π from the weights and the whitening. */
export function setLogConstants(theta: Theta): void {
  const { frame, weights } = theta;
  for (let j = 0; j < frame.k; j++) {
    frame.logConstant[j] =
      weights[j] > 0 ? Math.log(weights[j]) - halfLogDeterminant(frame, j) - (frame.d / 2) * LOG_2PI : -Infinity;
  }
}

/**
 * θ as the loops read it, written over `into`, which has the mixture's K and D. A shape narrower than the covariances
 * reads only its own part of them (the first matrix for tied, the diagonal, the first variance): project first.
 * Returns −1, or the first component whose covariance is not positive definite; then `into` is unfinished.
 */
export function writeTheta(mixture: Mixture, into: Theta): number {
  const { k, d, covariances } = mixture;
  const { shape, whitening } = into.frame;
  const size = triangle(d);
  into.weights.set(mixture.weights);
  into.frame.means.set(mixture.means);
  if (shape === 'full' || shape === 'tied') {
    const factor = new Float64Array(size);
    for (let j = 0; j < (shape === 'tied' ? 1 : k); j++) {
      for (let r = 0, at = 0; r < d; r++) {
        for (let c = 0; c <= r; c++) factor[at++] = covariances[(j * d + r) * d + c];
      }
      if (!factorInPlace(factor, 0, d)) return j;
      invertTriangle(factor, 0, d, whitening, j * size);
    }
  } else {
    for (let j = 0; j < k; j++) {
      for (let c = 0; c < (shape === 'diag' ? d : 1); c++) {
        const variance = covariances[(j * d + c) * d + c];
        if (!(variance > 0)) return j;
        whitening[shape === 'diag' ? j * d + c : j] = 1 / Math.sqrt(variance);
      }
    }
  }
  setLogConstants(into);
  for (let j = 0; j < k; j++) if (Number.isNaN(into.frame.logConstant[j])) return j;
  return -1;
}

/** A new θ of that shape for a mixture. Fault `startNotPositiveDefinite` names the first bad component, from 1. */
export function thetaOf(mixture: Mixture, shape: Shape): Result<Theta> {
  const theta = createTheta(shape, mixture.k, mixture.d);
  const bad = writeTheta(mixture, theta);
  return bad < 0 ? ok(theta) : { ok: false, fault: notPositiveDefinite(bad) };
}

const notPositiveDefinite = (component: number): Fault =>
  gmmFault('startNotPositiveDefinite', { component: component + 1 });

/** θ as a value in the units of the file, written over `into`: Σ_k = L_k L_kᵀ with L_k the inverse of the whitening. */
export function writeMixture(theta: Theta, into: Mixture): void {
  const { shape, k, d, means, whitening } = theta.frame;
  const size = triangle(d);
  into.weights.set(theta.weights);
  into.means.set(means);
  if (shape === 'diag' || shape === 'spherical') {
    into.covariances.fill(0);
    for (let j = 0; j < k; j++) {
      for (let c = 0; c < d; c++) {
        const deviation = 1 / whitening[shape === 'diag' ? j * d + c : j];
        into.covariances[(j * d + c) * d + c] = deviation * deviation;
      }
    }
    return;
  }
  const factor = new Float64Array(size);
  for (let j = 0; j < k; j++) {
    if (shape === 'full' || j === 0) invertTriangle(whitening, shape === 'full' ? j * size : 0, d, factor, 0);
    for (let r = 0; r < d; r++) {
      for (let c = 0; c <= r; c++) {
        let sum = 0;
        for (let m = 0; m <= c; m++) sum += factor[(r * (r + 1)) / 2 + m] * factor[(c * (c + 1)) / 2 + m];
        into.covariances[(j * d + r) * d + c] = sum;
        into.covariances[(j * d + c) * d + r] = sum;
      }
    }
  }
}

/**
 * A θ of K equal components with the columns' own means and deviations: the axes in which statistics of given
 * responsibilities are taken (`passGiven`), so that they cancel as little as they can before there is a θ.
 */
export function referenceTheta(shape: Shape, k: number, columnMeans: Float64Array, columnScales: Float64Array): Theta {
  const d = columnMeans.length;
  const theta = createTheta(shape, k, d);
  const { means, whitening } = theta.frame;
  const largest = columnScales.reduce((most, scale) => Math.max(most, scale), 0) || 1;
  theta.weights.fill(1 / k);
  for (let j = 0; j < k; j++) {
    means.set(columnMeans, j * d);
    if (shape === 'spherical') whitening[j] = 1 / largest;
    for (let c = 0; c < d && shape !== 'spherical'; c++) {
      if (shape === 'tied' && j > 0) break;
      const at = shape === 'diag' ? j * d + c : j * triangle(d) + (c * (c + 3)) / 2;
      whitening[at] = 1 / (columnScales[c] || 1);
    }
  }
  setLogConstants(theta);
  return theta;
}
