/** Columns that are the pixels of a picture, as told with a run. */
import * as v from 'valibot';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** Columns that are the pixels of a picture: where each stands, and what stands where no column is fitted. */
export const pixelsSchema = v.object({
  width: count,
  height: count,
  /** [D] the pixel of each fitted column, row by row. */
  places: v.custom<Uint32Array>((value) => value instanceof Uint32Array),
  /** [width·height] the value of a constant column at its pixel; 0 where a fitted column stands. */
  fill: v.custom<Float32Array>((value) => value instanceof Float32Array),
  /** The range that is drawn from dark to bright. */
  low: v.number(),
  high: v.number(),
});
