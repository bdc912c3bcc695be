/** Q bent by hand: any distribution over the components, and what the identity says of it. */
import type { RowFigures } from '../figures.ts';

/**
 * q with component j at `share` and the others scaled to what is left; where they have nothing to scale, they share
 * it evenly. Returns a distribution: entries ≥ 0 with sum 1.
 */
export function bent(q: ArrayLike<number>, j: number, share: number): Float64Array {
  const to = Math.min(1, Math.max(0, share));
  const k = q.length;
  if (k === 1) return Float64Array.of(1);
  let rest = 0;
  for (let other = 0; other < k; other++) if (other !== j) rest += q[other]!;
  return Float64Array.from({ length: k }, (_, other) => {
    if (other === j) return to;
    return rest > 0 ? (q[other]! / rest) * (1 - to) : (1 - to) / (k - 1);
  });
}

export const uniform = (k: number): Float64Array => new Float64Array(k).fill(1 / k);

/**
 * The row with that q in place of its own. ELBO = Σ q (log P(x, z) − log q) and KL = Σ q (log q − log posterior), in
 * nats, each by its own sum: that they add up to log P(x) is then a fact and no definition.
 */
export function withQ(row: RowFigures, q: ArrayLike<number>): RowFigures {
  let [elbo, kl] = [0, 0];
  for (let j = 0; j < q.length; j++) {
    const own = q[j]!;
    if (own <= 0) continue;
    const logQ = Math.log(own);
    elbo += own * (row.logJoint[j]! - logQ);
    kl += own * (logQ - (row.logJoint[j]! - row.logLikelihood));
  }
  return { ...row, q, elbo, kl };
}
