/** The plane of the scatter: its axes, and a rectangle of it in cells. */
import * as v from 'valibot';
import { bytes, count, nats } from './values.ts';

/** An axis of the scatter: a column by index, or a principal axis by rank. */
export const axisSchema = v.union([v.object({ column: count }), v.object({ principal: count })]);
export type Axis = v.InferOutput<typeof axisSchema>;

/** A rectangle of the scatter's plane. */
const planeWindow = { x0: nats, x1: nats, y0: nats, y1: nats };

/** The rows of a rectangle as cells, where they are too many to be sent one by one. */
export const tilesWatchSchema = v.object({
  x: axisSchema,
  y: axisSchema,
  ...planeWindow,
  columns: v.pipe(count, v.minValue(1), v.maxValue(2048)),
  rows: v.pipe(count, v.minValue(1), v.maxValue(2048)),
  palette: v.array(v.number()),
});

export const tilesSchema = v.object({
  x: axisSchema,
  y: axisSchema,
  ...planeWindow,
  columns: count,
  rows: count,
  /** [rows·columns·4] RGBA from the top left: the mean of the cell's rows in OKLab, the more opaque the more they are. */
  rgba: bytes,
  /** Rows in the rectangle, and in its fullest cell. */
  inside: count,
  most: count,
});
export type TilesMessage = v.InferOutput<typeof tilesSchema>;
