import { checkLabels, largestLabel } from './labels';
import type { Frame, Moments, RowKernel, Shape } from './rows';
import { triangle } from './rows';

/**
 * The reference twin of the SIMD kernel and its fallback: one row at a time, every formula where it can be read.
 *
 * For row i and component k: y = L_k⁻¹(x − μ_k), a = c_k − ½|y|², q = exp(a − logsumexp a). Rows with a label z ≥ 0 have
 * q one-hot at z, add a_z to the log-likelihood and nothing to the entropy.
 *
 * A row whose density is zero under every component (only reached when |y|² overflows) makes the log-likelihood
 * −Infinity and adds nothing else: no responsibilities exist for it.
 *
 * @param columns d columns of n numbers; kept, not copied.
 * @param labels [n] component of each row, −1 where unknown.
 * @throws FaultError `kernelLabel` from a pass whose frame has no component for some label.
 */
export function createScalarKernel(columns: readonly Float64Array[], labels?: Int32Array): RowKernel {
  const d = columns.length;
  const n = d === 0 ? 0 : columns[0].length;
  const largest = largestLabel(labels);
  const offset = new Float64Array(d); // x − μ_k
  let whitened = new Float64Array(0); // [K·D] y of the row at hand
  let joint = new Float64Array(0); // [K] a, then q

  const reserve = (k: number): void => {
    if (joint.length === k) return;
    whitened = new Float64Array(k * d);
    joint = new Float64Array(k);
  };

  /** y_ik into `whitened`; returns |y_ik|². */
  const whiten = (frame: Frame, row: number, k: number): number => {
    const { shape, whitening, means } = frame;
    const at = k * d;
    for (let j = 0; j < d; j++) offset[j] = columns[j][row] - means[at + j];
    let squared = 0;
    if (shape === 'full' || shape === 'tied') {
      let w = shape === 'full' ? k * triangle(d) : 0;
      for (let r = 0; r < d; r++) {
        let y = 0;
        for (let j = 0; j <= r; j++) y += whitening[w++] * offset[j];
        whitened[at + r] = y;
        squared += y * y;
      }
      return squared;
    }
    for (let j = 0; j < d; j++) {
      const y = offset[j] * whitening[shape === 'diag' ? at + j : k];
      whitened[at + j] = y;
      squared += y * y;
    }
    return squared;
  };

  /** Fills `joint` with a_ik, and `whitened` with y_ik for the components that have a weight. */
  const weigh = (frame: Frame, row: number): void => {
    for (let k = 0; k < frame.k; k++) {
      const c = frame.logConstant[k];
      joint[k] = c === -Infinity ? c : c - 0.5 * whiten(frame, row, k);
    }
  };

  const largestJoint = (k: number): number => {
    let top = -Infinity;
    for (let c = 0; c < k; c++) top = Math.max(top, joint[c]);
    return top;
  };

  return {
    kind: 'scalar',
    n,
    d,
    pass(frame, from, to, into) {
      checkLabels(largest, frame.k);
      reserve(frame.k);
      let logLikelihood = 0;
      let entropy = 0;
      for (let row = from; row < to; row++) {
        weigh(frame, row);
        const label = labels === undefined ? -1 : labels[row];
        if (label >= 0) {
          logLikelihood += joint[label];
          if (joint[label] > -Infinity) addRow(frame.shape, d, label, 1, whitened, into);
          continue;
        }
        const top = largestJoint(frame.k);
        if (top === -Infinity) {
          logLikelihood = -Infinity;
          continue;
        }
        let sum = 0;
        let tilt = 0; // Σ_k e^(a_k − top)·(a_k − top), so that H = log sum − tilt / sum without cancellation
        for (let k = 0; k < frame.k; k++) {
          const below = joint[k] - top;
          joint[k] = Math.exp(below);
          sum += joint[k];
          if (joint[k] > 0) tilt += joint[k] * below;
        }
        logLikelihood += top + Math.log(sum);
        entropy += Math.log(sum) - tilt / sum;
        for (let k = 0; k < frame.k; k++) addRow(frame.shape, d, k, joint[k] / sum, whitened, into);
      }
      into.logLikelihood += logLikelihood;
      into.entropy += entropy;
    },
    logLikelihood(frame, from, to) {
      checkLabels(largest, frame.k);
      reserve(frame.k);
      let logLikelihood = 0;
      for (let row = from; row < to; row++) {
        weigh(frame, row);
        const label = labels === undefined ? -1 : labels[row];
        if (label >= 0) {
          logLikelihood += joint[label];
          continue;
        }
        const top = largestJoint(frame.k);
        if (top === -Infinity) return top;
        let sum = 0;
        for (let k = 0; k < frame.k; k++) sum += Math.exp(joint[k] - top);
        logLikelihood += top + Math.log(sum);
      }
      return logLikelihood;
    },
    passGiven(frame, q, from, to, into) {
      reserve(frame.k);
      let entropy = 0;
      for (let row = from, at = 0; row < to; row++) {
        for (let k = 0; k < frame.k; k++, at++) {
          if (q[at] === 0) continue;
          entropy -= q[at] * Math.log(q[at]);
          whiten(frame, row, k);
          addRow(frame.shape, d, k, q[at], whitened, into);
        }
      }
      into.entropy += entropy;
    },
    logJoint(frame, from, to, out) {
      reserve(frame.k);
      for (let row = from; row < to; row++) {
        weigh(frame, row);
        out.set(joint, (row - from) * frame.k);
      }
    },
  };
}

/** Adds q, q·y and q·yyᵀ (in the shape's own layout) of one row and component. */
function addRow(shape: Shape, d: number, k: number, q: number, whitened: Float64Array, into: Moments): void {
  if (q === 0) return;
  const { counts, first, second } = into;
  const at = k * d;
  counts[k] += q;
  for (let j = 0; j < d; j++) first[at + j] += q * whitened[at + j];
  if (shape === 'full' || shape === 'tied') {
    let s = shape === 'full' ? k * triangle(d) : 0;
    for (let r = 0; r < d; r++) {
      const qy = q * whitened[at + r];
      for (let j = 0; j <= r; j++) second[s++] += qy * whitened[at + j];
    }
    return;
  }
  for (let j = 0; j < d; j++) second[shape === 'diag' ? at + j : k] += q * whitened[at + j] * whitened[at + j];
}
