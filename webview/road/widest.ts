/** Where on the staircase there is most to see. */
import type { Frame } from '../../src/protocol/run.ts';
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

/** The row with the widest gap at this half-step, as far as the heatmap's bands can tell, and its KL (or its band's). */
export function tornRow({ heatmap }: Frame): { readonly row: number; readonly kl: number } | undefined {
  if (!heatmap || heatmap.bands === 0) return undefined;
  let best = 0;
  for (let band = 1; band < heatmap.bands; band++) if (heatmap.kl[band]! > heatmap.kl[best]!) best = band;
  return { row: heatmap.rows[best]!, kl: heatmap.kl[best]! / heatmap.rowsPerBand };
}
