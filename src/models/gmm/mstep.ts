import { type Moments, triangle } from '../../kernels/rows';
import { clipEigenvalues } from './clip';
import { LOG_2PI, type Theta } from './frame';
import { maximiseDiag, maximiseSpherical } from './mstepAxis';
import { factorInPlace, logDiagonal, solveTriangle, solveVector } from './triangle';

/** N_k at or below this is no rows at all: quotients of such sums are no longer reliable. */
const NO_ROWS = 1e-200;

/** What keeps covariances away from singular ones. */
export interface Constraint {
  /** [D] each column's standard deviation over all rows, divisor N; the unit of the eigenvalues. Positive. */
  readonly scales: Float64Array;
  /** ε ≥ 0: the smallest eigenvalue allowed of every Σ_k in scaled coordinates. 0: none. */
  readonly minEigenvalue: number;
  /** Added to the diagonal in squared units of the file, as scikit-learn does; not an exact M-step if positive. */
  readonly regCovar: number;
}

/** What an M-step leaves behind besides θ. */
export interface MOutcome {
  /** [K] tr(Σ_k⁻¹ S_k/N_k) with S_k the second moment about the new mean; tied: the pooled one, K times. D as a rule. */
  readonly quadratic: Float64Array;
  /** [K] 1 where the constraint holds the component open. */
  readonly binds: Uint8Array;
}

/** Room that is reused from step to step. */
export interface MScratch {
  readonly covariance: Float64Array;
  readonly factor: Float64Array;
}

export const createOutcome = (k: number): MOutcome => ({
  quadratic: new Float64Array(k),
  binds: new Uint8Array(k),
});

export const createScratch = (d: number): MScratch => ({
  covariance: new Float64Array(triangle(d)),
  factor: new Float64Array(triangle(d)),
});

/**
 * The M-step: from the statistics of an E-step under `from` to the θ that maximises ELBO(q, ·) within the family and
 * the constraint, written to `to` (another θ of the same shape). Allocates nothing unless the constraint may bind.
 *
 * In the whitened axes of the old θ, with δ = S1/N_k and C = S2/N_k − δδᵀ, the new mean is μ + W⁻¹δ and the weighted
 * covariance is W⁻¹ C W⁻ᵀ; with C = G Gᵀ the new whitening is simply G⁻¹W. Errors do not pile up over the steps, since C
 * is measured afresh with the very W that it corrects.
 *
 * A component with no rows gets weight 0 and keeps its mean and covariance: its terms of ELBO(q, ·) are 0 whatever they
 * are, so the step is still a maximiser and ℓ cannot fall.
 *
 * Returns −1; or, only with ε = 0, the component whose covariance is singular, in which case `to` is unfinished.
 */
export function maximise(
  moments: Moments,
  from: Theta,
  to: Theta,
  constraint: Constraint,
  outcome: MOutcome,
  scratch: MScratch,
): number {
  setWeights(moments.counts, from, to, outcome);
  switch (from.frame.shape) {
    case 'full':
      return from.frame.d === 2
        ? maximiseFullPlane(moments, from, to, constraint, outcome, scratch)
        : maximiseFull(moments, from, to, constraint, outcome, scratch);
    case 'tied':
      return maximiseTied(moments, from, to, constraint, outcome, scratch);
    case 'diag':
      return maximiseDiag(moments, from, to, constraint, outcome);
    case 'spherical':
      return maximiseSpherical(moments, from, to, constraint, outcome);
  }
}

/** π_k = N_k / N; the components with no rows are carried over as they are. */
function setWeights(counts: Float64Array, from: Theta, to: Theta, outcome: MOutcome): void {
  const { k, d, shape } = from.frame;
  let total = 0;
  for (let j = 0; j < k; j++) total += counts[j];
  for (let j = 0; j < k; j++) {
    outcome.binds[j] = 0;
    if (counts[j] > NO_ROWS) {
      to.weights[j] = counts[j] / total;
      continue;
    }
    to.weights[j] = 0;
    to.frame.logConstant[j] = -Infinity;
    outcome.quadratic[j] = 0;
    for (let c = j * d; c < (j + 1) * d; c++) to.frame.means[c] = from.frame.means[c];
    if (shape === 'tied') continue;
    const size = from.frame.whitening.length / k;
    for (let c = j * size; c < (j + 1) * size; c++) to.frame.whitening[c] = from.frame.whitening[c];
  }
}

function maximiseFull(
  moments: Moments,
  from: Theta,
  to: Theta,
  constraint: Constraint,
  outcome: MOutcome,
  scratch: MScratch,
): number {
  const { k, d } = from.frame;
  const size = triangle(d);
  for (let j = 0; j < k; j++) {
    if (to.weights[j] === 0) continue;
    const inverse = 1 / moments.counts[j];
    const { covariance } = scratch;
    for (let r = 0, at = 0; r < d; r++) {
      const shift = moments.first[j * d + r] * inverse;
      for (let c = 0; c <= r; c++, at++) {
        covariance[at] = moments.second[j * size + at] * inverse - shift * (moments.first[j * d + c] * inverse);
      }
    }
    if (!finishTriangle(from, to, j, constraint, outcome, scratch)) return j;
    moveMean(moments, from, to, j, j * size, inverse);
    to.frame.logConstant[j] =
      Math.log(to.weights[j]) + logDiagonal(to.frame.whitening, j * size, d) - (d / 2) * LOG_2PI;
  }
  return -1;
}

/** The same for D = 2, written out: this is most of what JavaScript does per EM iteration of a small file. */
function maximiseFullPlane(
  moments: Moments,
  from: Theta,
  to: Theta,
  constraint: Constraint,
  outcome: MOutcome,
  scratch: MScratch,
): number {
  const { counts, first, second } = moments;
  const { whitening: w, means } = from.frame;
  const { whitening: x, means: moved, logConstant } = to.frame;
  const { scales, minEigenvalue, regCovar } = constraint;
  for (let j = 0; j < from.frame.k; j++) {
    const weight = to.weights[j];
    if (weight === 0) continue;
    const a = 3 * j;
    const b = 2 * j;
    const inverse = 1 / counts[j];
    const d0 = first[b] * inverse;
    const d1 = first[b + 1] * inverse;
    const w00 = w[a];
    const w10 = w[a + 1];
    const w11 = w[a + 2];
    const s00 = second[a] * inverse - d0 * d0;
    const s10 = second[a + 1] * inverse - d1 * d0;
    const s11 = second[a + 2] * inverse - d1 * d1;
    const c00 = s00 + regCovar * (w00 * w00);
    const c10 = s10 + regCovar * (w10 * w00);
    const c11 = s11 + regCovar * (w10 * w10 + w11 * w11);
    const z0 = d0 / w00;
    moved[b] = means[b] + z0;
    moved[b + 1] = means[b + 1] + (d1 - w10 * z0) / w11;
    const pivot = c11 - (c10 * c10) / c00;
    if (c00 > 0 && pivot > 1e-15 * c11) {
      const i0 = 1 / Math.sqrt(c00);
      const i1 = 1 / Math.sqrt(pivot);
      const x00 = w00 * i0;
      const x10 = (w10 - (c10 / c00) * w00) * i1;
      const x11 = w11 * i1;
      const left = (x00 * x00 + x10 * x10) * scales[0] * scales[0];
      const right = x11 * x11 * scales[1] * scales[1];
      if (minEigenvalue * (left + right) <= 1) {
        x[a] = x00;
        x[a + 1] = x10;
        x[a + 2] = x11;
        outcome.quadratic[j] = 2 - regCovar * (x00 * x00 + x10 * x10 + x11 * x11);
        logConstant[j] = Math.log(weight * x00 * x11) - LOG_2PI;
        continue;
      }
    }
    scratch.covariance[0] = s00;
    scratch.covariance[1] = s10;
    scratch.covariance[2] = s11;
    if (!finishTriangle(from, to, j, constraint, outcome, scratch)) return j;
    logConstant[j] = Math.log(weight) + logDiagonal(x, a, 2) - LOG_2PI;
  }
  return -1;
}

function maximiseTied(
  moments: Moments,
  from: Theta,
  to: Theta,
  constraint: Constraint,
  outcome: MOutcome,
  scratch: MScratch,
): number {
  const { k, d } = from.frame;
  const { covariance } = scratch;
  let total = 0;
  for (let j = 0; j < k; j++) total += to.weights[j] === 0 ? 0 : moments.counts[j];
  for (let at = 0; at < covariance.length; at++) covariance[at] = moments.second[at] / total;
  for (let j = 0; j < k; j++) {
    if (to.weights[j] === 0) continue;
    const inverse = 1 / moments.counts[j];
    for (let r = 0, at = 0; r < d; r++) {
      const shift = (moments.first[j * d + r] * inverse) / total;
      for (let c = 0; c <= r; c++) covariance[at++] -= shift * moments.first[j * d + c];
    }
    moveMean(moments, from, to, j, 0, inverse);
  }
  if (!finishTriangle(from, to, 0, constraint, outcome, scratch)) return 0;
  const volume = logDiagonal(to.frame.whitening, 0, d) - (d / 2) * LOG_2PI;
  const quadratic = outcome.quadratic[0];
  const binds = outcome.binds[0];
  for (let j = 0; j < k; j++) {
    const empty = to.weights[j] === 0;
    outcome.quadratic[j] = empty ? 0 : quadratic;
    outcome.binds[j] = empty ? 0 : binds;
    to.frame.logConstant[j] = empty ? -Infinity : Math.log(to.weights[j]) + volume;
  }
  return -1;
}

/**
 * From the covariance C in old whitened axes (in the scratch) to the new whitening of component `j`, under the
 * constraint. False if it is singular and nothing is there to hold it open.
 */
function finishTriangle(
  from: Theta,
  to: Theta,
  j: number,
  constraint: Constraint,
  outcome: MOutcome,
  scratch: MScratch,
): boolean {
  const { d, whitening } = from.frame;
  const { scales, minEigenvalue, regCovar } = constraint;
  const { covariance, factor } = scratch;
  const size = triangle(d);
  const at = j * size;
  const next = to.frame.whitening;
  if (regCovar > 0) addToDiagonal(covariance, whitening, at, d, regCovar);
  for (let place = 0; place < size; place++) factor[place] = covariance[place];
  let clear = factorInPlace(factor, 0, d);
  if (clear) {
    solveTriangle(factor, 0, whitening, at, d, next, at);
    // Every eigenvalue of Σ̃ is at least 1/tr(Σ̃⁻¹) = 1/‖W diag(s)‖², so most steps need no eigenvalues.
    clear = minEigenvalue * squaredNorm(next, at, d, scales) <= 1;
  } else if (minEigenvalue === 0) return false;
  outcome.quadratic[j] = d;
  if (!clear) {
    const clipped = clipEigenvalues(covariance, whitening, at, scales, minEigenvalue, next);
    outcome.quadratic[j] = clipped.quadratic;
    outcome.binds[j] = clipped.binds ? 1 : 0;
  }
  // S is what was there before the constant was added: tr(Σ⁻¹ S) = tr(Σ⁻¹ (S + rI)) − r tr(Σ⁻¹).
  if (regCovar > 0) outcome.quadratic[j] -= regCovar * squaredNorm(next, at, d, undefined);
  return true;
}

/** μ_new = μ + W⁻¹ δ, δ = S1/N_k. */
function moveMean(moments: Moments, from: Theta, to: Theta, j: number, at: number, inverse: number): void {
  const { d, means, whitening } = from.frame;
  const moved = to.frame.means;
  solveVector(whitening, at, d, moments.first, j * d, moved, j * d);
  for (let c = j * d; c < (j + 1) * d; c++) moved[c] = means[c] + moved[c] * inverse;
}

/** ‖W diag(s)‖² over the packed triangle; s of ones if absent. */
export function squaredNorm(w: Float64Array, at: number, d: number, scales: Float64Array | undefined): number {
  let sum = 0;
  for (let r = 0, place = at; r < d; r++) {
    for (let c = 0; c <= r; c++, place++) {
      const entry = scales === undefined ? w[place] : w[place] * scales[c];
      sum += entry * entry;
    }
  }
  return sum;
}

/** C + r W Wᵀ: a constant on the diagonal of Σ, seen from the whitened axes. */
function addToDiagonal(covariance: Float64Array, w: Float64Array, at: number, d: number, constant: number): void {
  let r = 0;
  let place = 0;
  // Two rows by two columns at a time: a load for each product.
  for (; r + 1 < d; r += 2) {
    const row = at + place;
    const low = row + r + 1;
    const lowPlace = place + r + 1;
    for (let c = 0, other = at; c < r; c += 2) {
      const next = other + c + 1;
      let sum = 0;
      let sumOfNext = 0;
      let lowSum = 0;
      let lowSumOfNext = 0;
      for (let m = 0; m <= c; m++) {
        const left = w[row + m];
        const lowLeft = w[low + m];
        const right = w[other + m];
        const rightOfNext = w[next + m];
        sum += left * right;
        sumOfNext += left * rightOfNext;
        lowSum += lowLeft * right;
        lowSumOfNext += lowLeft * rightOfNext;
      }
      const last = w[next + c + 1];
      covariance[place + c] += constant * sum;
      covariance[place + c + 1] += constant * (sumOfNext + w[row + c + 1] * last);
      covariance[lowPlace + c] += constant * lowSum;
      covariance[lowPlace + c + 1] += constant * (lowSumOfNext + w[low + c + 1] * last);
      other = next + c + 2;
    }
    let square = 0;
    let cross = 0;
    let lowSquare = 0;
    for (let m = 0; m <= r; m++) {
      const left = w[row + m];
      const lowLeft = w[low + m];
      square += left * left;
      cross += left * lowLeft;
      lowSquare += lowLeft * lowLeft;
    }
    covariance[place + r] += constant * square;
    covariance[lowPlace + r] += constant * cross;
    covariance[lowPlace + r + 1] += constant * (lowSquare + w[low + r + 1] * w[low + r + 1]);
    place = lowPlace + r + 2;
  }
  if (r === d) return;
  for (let c = 0, other = at; c <= r; c++, other += c) {
    let sum = 0;
    for (let m = 0; m <= c; m++) sum += w[at + place + m] * w[other + m];
    covariance[place + c] += constant * sum;
  }
}
