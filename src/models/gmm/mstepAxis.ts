import type { Moments } from '../../kernels/rows';
import { LOG_2PI, type Theta } from './frame';
import type { Constraint, MOutcome } from './mstep';

/**
 * M-step of diagonal covariances. Given q, ELBO(q, ·) falls apart into −log v − c/v for each variance v, with c the
 * weighted variance; it rises up to v = c and falls after, so the maximiser over v ≥ ε s² is the larger of the two.
 * The eigenvalues of a scaled diagonal matrix are its entries v/s². `weights` of `to` are set. Returns as `maximise`.
 */
export function maximiseDiag(
  moments: Moments,
  from: Theta,
  to: Theta,
  constraint: Constraint,
  outcome: MOutcome,
): number {
  const { k, d, means, whitening } = from.frame;
  const { scales, minEigenvalue, regCovar } = constraint;
  for (let j = 0; j < k; j++) {
    if (to.weights[j] === 0) continue;
    const inverse = 1 / moments.counts[j];
    let volume = Math.log(to.weights[j]) - (d / 2) * LOG_2PI;
    let quadratic = 0;
    for (let c = 0; c < d; c++) {
      const at = j * d + c;
      const w = whitening[at];
      const shift = moments.first[at] * inverse;
      const found = Math.max(moments.second[at] * inverse - shift * shift, 0);
      const floor = minEigenvalue * (scales[c] * w) * (scales[c] * w);
      const grown = found + regCovar * w * w;
      const kept = Math.max(grown, floor);
      if (!(kept > 0)) return j;
      if (grown < floor) outcome.binds[j] = 1;
      quadratic += found / kept;
      to.frame.means[at] = means[at] + shift / w;
      to.frame.whitening[at] = w / Math.sqrt(kept);
      volume += Math.log(to.frame.whitening[at]);
    }
    outcome.quadratic[j] = quadratic;
    to.frame.logConstant[j] = volume;
  }
  return -1;
}

/**
 * M-step of one variance a component. ELBO(q, ·) is −D (log v + c/v) with c the mean of the weighted variances, so v is
 * c, or the smallest allowed: v/s_d² ≥ ε for every column, which is v ≥ ε max s². Returns as `maximise`.
 */
export function maximiseSpherical(
  moments: Moments,
  from: Theta,
  to: Theta,
  constraint: Constraint,
  outcome: MOutcome,
): number {
  const { k, d, means, whitening } = from.frame;
  const { scales, minEigenvalue, regCovar } = constraint;
  let widest = 0;
  for (let c = 0; c < d; c++) widest = Math.max(widest, scales[c]);
  for (let j = 0; j < k; j++) {
    if (to.weights[j] === 0) continue;
    const inverse = 1 / moments.counts[j];
    const w = whitening[j];
    let squared = 0;
    for (let c = j * d; c < (j + 1) * d; c++) {
      const shift = moments.first[c] * inverse;
      squared += shift * shift;
      to.frame.means[c] = means[c] + shift / w;
    }
    const found = Math.max((moments.second[j] * inverse - squared) / d, 0);
    const floor = minEigenvalue * (widest * w) * (widest * w);
    const grown = found + regCovar * w * w;
    const kept = Math.max(grown, floor);
    if (!(kept > 0)) return j;
    if (grown < floor) outcome.binds[j] = 1;
    to.frame.whitening[j] = w / Math.sqrt(kept);
    outcome.quadratic[j] = (d * found) / kept;
    to.frame.logConstant[j] = Math.log(to.weights[j]) + d * Math.log(to.frame.whitening[j]) - (d / 2) * LOG_2PI;
  }
  return -1;
}
