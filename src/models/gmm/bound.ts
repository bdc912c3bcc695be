import { type Moments, triangle } from '../../kernels/rows';
import type { Theta } from './frame';
import type { MOutcome } from './mstep';
import { invertTriangle } from './triangle';

/**
 * ELBO(q, θ_new) in nats right after the M-step that led from the statistics of q to θ_new, without a pass over rows:
 *
 *   Σ_k N_k (log π_k − ½ log|Σ_k| − (D/2) log 2π) − ½ Σ_k N_k tr(Σ_k⁻¹ S_k/N_k) + H(q)
 *
 * with S_k the second moment about the new mean. True under the constraint and with `regCovar` too, where the traces
 * are not D. Labelled rows count with their q of ones and zeros, so this is the bound on ℓ_obs.
 */
export function boundAfterM(moments: Moments, theta: Theta, outcome: MOutcome): number {
  const { logConstant } = theta.frame;
  let sum = moments.entropy;
  for (let j = 0; j < logConstant.length; j++) {
    if (theta.weights[j] === 0) continue;
    sum += moments.counts[j] * (logConstant[j] - 0.5 * outcome.quadratic[j]);
  }
  return sum;
}

/**
 * ELBO(q, θ) in nats at any θ of the shape, from the statistics of q that were taken under `from`: what the bound's
 * curve over θ and extrapolated steps are read off, with no pass over rows. With d = W_old(μ − μ_old), the second moment
 * about the new mean in the old axes is S2 − S1 dᵀ − d S1ᵀ + N ddᵀ, and the new Mahalanobis distances are those of
 * P = W L_old in it. −Infinity if θ has weight 0 where q has rows. Not for the inner loop: it allocates.
 */
export function boundAt(moments: Moments, from: Theta, theta: Theta): number {
  const { k } = theta.frame;
  let sum = moments.entropy;
  for (let j = 0; j < k; j++) {
    if (moments.counts[j] > 0) sum += moments.counts[j] * theta.frame.logConstant[j];
  }
  return sum - 0.5 * squaredDistances(moments, from, theta);
}

/** Σ_k Σ_i q_ik |W(x_i − μ_k)|² of the new θ. */
function squaredDistances(moments: Moments, from: Theta, theta: Theta): number {
  const { shape, k, d, means: oldMeans, whitening: old } = from.frame;
  const { means, whitening } = theta.frame;
  const { counts, first, second } = moments;
  let sum = 0;
  if (shape === 'diag' || shape === 'spherical') {
    for (let j = 0; j < k; j++) {
      let about = shape === 'spherical' ? second[j] : 0;
      for (let c = 0; c < d; c++) {
        const at = j * d + c;
        const w = shape === 'diag' ? at : j;
        const move = (means[at] - oldMeans[at]) * old[w];
        const shifted = counts[j] * move * move - 2 * first[at] * move;
        if (shape === 'spherical') about += shifted;
        else sum += (second[at] + shifted) * (whitening[at] / old[at]) ** 2;
      }
      if (shape === 'spherical') sum += about * (whitening[j] / old[j]) ** 2;
    }
    return sum;
  }
  const size = triangle(d);
  const about = new Float64Array(size);
  for (let j = 0; j < k; j++) {
    const at = shape === 'full' ? j * size : 0;
    if (shape === 'full' || j === 0) for (let place = 0; place < size; place++) about[place] = second[at + place];
    const move = new Float64Array(d);
    for (let r = 0, place = at; r < d; r++) {
      for (let c = 0; c <= r; c++) move[r] += old[place++] * (means[j * d + c] - oldMeans[j * d + c]);
    }
    for (let r = 0, place = 0; r < d; r++) {
      for (let c = 0; c <= r; c++, place++) {
        about[place] += counts[j] * move[r] * move[c] - first[j * d + r] * move[c] - first[j * d + c] * move[r];
      }
    }
    if (shape === 'full' || j === k - 1) sum += congruenceTrace(whitening, old, at, d, about);
  }
  return sum;
}

/** tr(P A Pᵀ), P = W W_old⁻¹, of packed triangles W at `at` and a packed symmetric A. */
function congruenceTrace(w: Float64Array, old: Float64Array, at: number, d: number, a: Float64Array): number {
  const inverse = new Float64Array(triangle(d));
  invertTriangle(old, at, d, inverse, 0);
  const row = new Float64Array(d);
  let sum = 0;
  for (let r = 0, start = at; r < d; r++, start += r) {
    for (let c = 0; c <= r; c++) {
      row[c] = 0;
      for (let m = c; m <= r; m++) row[c] += w[start + m] * inverse[(m * (m + 1)) / 2 + c];
    }
    for (let i = 0, place = 0; i <= r; i++) {
      for (let c = 0; c <= i; c++) sum += (c === i ? 1 : 2) * row[i] * row[c] * a[place++];
    }
  }
  return sum;
}
