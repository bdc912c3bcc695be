/** Q on its way to the posterior: what Jensen's picture shows when the reader slides it there. */
import type { RowFigures } from './figures.ts';

/**
 * The row with q = (1 − t)·q + t·posterior, t from 0 to 1, and the bound and the gap that go with it:
 * ELBO = Σ_j q_j (log P(x, z=j) − log q_j), KL = log P(x) − ELBO. KL is convex in q, so it falls all the way to 0.
 */
export function slid(row: RowFigures, t: number): RowFigures {
  const q = Float64Array.from(row.q, (own, j) => (t >= 1 ? row.posterior[j]! : (1 - t) * own + t * row.posterior[j]!));
  // KL by its own sum, not as a difference: near the posterior that would be rounding alone.
  let kl = 0;
  q.forEach((w, j) => {
    if (w > 0) kl += w * (Math.log(w) - row.logJoint[j]! + row.logLikelihood);
  });
  kl = t >= 1 ? 0 : Math.max(0, kl);
  return { ...row, q, kl, elbo: row.logLikelihood - kl };
}
