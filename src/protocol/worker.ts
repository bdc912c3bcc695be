/** Host ↔ worker: a run's vocabulary, and the file on its way in. */
import * as v from 'valibot';
import { runCommandSchema, runEvents } from './run.js';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

export const toWorkerSchema = v.variant('type', [
  /** A file follows, in chunks; `bytes` is its size if known. `version` comes back with its events. */
  v.object({ type: v.literal('open'), name: v.string(), bytes: count, version: count }),
  v.object({ type: v.literal('chunk'), data: v.union([v.string(), v.instance(Uint8Array)]) }),
  v.object({ type: v.literal('end') }),
  /** Read the file from disk instead (only where the worker can). */
  v.object({ type: v.literal('openPath'), name: v.string(), path: v.string(), version: count }),
  ...runCommandSchema.options,
]);
export type ToWorker = v.InferOutput<typeof toWorkerSchema>;

export const fromWorkerSchema = v.variant('type', [
  /** The rows of the matrix in the file: [n] 1-based lines. */
  v.object({ type: v.literal('lines'), lines: v.instance(Uint32Array) }),
  ...runEvents,
]);
export type FromWorker = v.InferOutput<typeof fromWorkerSchema>;
