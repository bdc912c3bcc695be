/** Responsibilities of all rows, in bands. */
import * as v from 'valibot';
import { count, float32s, uint32s } from './values.ts';

export const heatmapSchema = v.object({
  order: v.picklist(['file', 'sorted']),
  from: count,
  to: count,
  /** B bands of equal height, the last one possibly shorter. */
  bands: count,
  rowsPerBand: v.pipe(v.number(), v.minValue(1)),
  /** [B·K] mean q of each band, band by band. */
  q: float32s,
  /** [B] Σ KL_i of each band, in nats. */
  kl: float32s,
  /** [B] Σ H(q_i) of each band, in nats: where the gap has no share by row. */
  entropy: v.exactOptional(float32s),
  /** [B] the first row of each band (index into the matrix rows). */
  rows: uint32s,
  /** Where the watched row lies in this order; absent if it is not watched. */
  position: v.exactOptional(count),
});
export type HeatmapMessage = v.InferOutput<typeof heatmapSchema>;
