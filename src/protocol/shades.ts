/** Colours of rows where many rows have the same one: those that there are, and which of them each row has. */
import * as v from 'valibot';
import { bytes, uint16s } from './values.ts';

export const shadesSchema = v.object({
  /** [C·4] RGBA, C ≤ 65,536 */
  table: bytes,
  /** [n] places in the table, a byte each where that is enough. */
  at: v.union([bytes, uint16s]),
});
export type ShadesMessage = v.InferOutput<typeof shadesSchema>;
