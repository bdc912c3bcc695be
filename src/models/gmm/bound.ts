import type { Moments } from '../../kernels/rows';
import type { Theta } from './frame';
import type { MOutcome } from './mstep';

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

/** −Σ q log q in nats over any list of responsibilities; 0 log 0 is 0. */
export function entropyOf(q: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < q.length; i++) if (q[i] > 0) sum -= q[i] * Math.log(q[i]);
  return sum;
}
