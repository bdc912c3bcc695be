/** Where on the staircase there is most to see. */
import type { Trace } from '../store.ts';

/** The M whose gap is widest, the first one left out (it comes from a bare start and is out of scale). */
export function widestGap({ length, elbo, logLikelihood, halves }: Trace): number | undefined {
  let [best, most] = [undefined as number | undefined, 0];
  for (let half = 0; half < length; half++) {
    if (halves[half] !== 'M') continue;
    const gap = logLikelihood[half]! - elbo[half]!;
    if (!(gap > most) || (half < 2 && length > 4)) continue;
    [best, most] = [half, gap];
  }
  return best;
}
