/** Host ↔ worker: a run's vocabulary, and the file on its way in. */
import * as v from 'valibot';
import { fitOptionsSchema, readOptionsSchema, runCommandSchema, runEvents } from './run.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** responsibilities: CSV, a row for each row of the file. parameters: JSON, as `--start` takes them. */
export const exportKinds = ['responsibilities', 'parameters'] as const;
export type ExportKind = (typeof exportKinds)[number];

export const toWorkerSchema = v.variant('type', [
  /** A file follows in chunks, to be read and fitted; `bytes` is its size, 0 if that is not known. */
  v.object({
    type: v.literal('open'),
    name: v.string(),
    bytes: count,
    read: readOptionsSchema,
    fit: fitOptionsSchema,
  }),
  v.object({
    type: v.literal('chunk'),
    data: v.union([v.string(), v.custom<Uint8Array>((value) => value instanceof Uint8Array)]),
  }),
  v.object({ type: v.literal('end') }),
  /** Read the file from disk instead (only where the worker can). */
  v.object({
    type: v.literal('openPath'),
    name: v.string(),
    path: v.string(),
    read: readOptionsSchema,
    fit: fitOptionsSchema,
  }),
  /** Say everything again for a panel that has just come (back): table, trace, points, frame, state. */
  v.object({ type: v.literal('replay') }),
  /** What the run on show has found, as text: q of every row at this half-step, or θ. `id` comes back with it. */
  v.object({ type: v.literal('export'), id: count, what: v.picklist(exportKinds) }),
  /** Which component each of these rows belongs to at the half-step on show, for the editor's gutter. */
  v.object({ type: v.literal('marks'), from: count, to: count }),
  /** Everything about one row, for the editor's hover; `id` comes back with the answer. */
  v.object({ type: v.literal('about'), id: count, row: count }),
  ...runCommandSchema.options,
]);
export type ToWorker = v.InferOutput<typeof toWorkerSchema>;

export const fromWorkerSchema = v.variant('type', [
  /** The rows of the matrix in the file: [n] 1-based lines. */
  v.object({ type: v.literal('lines'), lines: v.custom<Uint32Array>((value) => value instanceof Uint32Array) }),
  /** [to − from] likeliest component and its q. */
  v.object({
    type: v.literal('marks'),
    from: count,
    component: v.custom<Uint8Array>((value) => value instanceof Uint8Array),
    certainty: v.custom<Float32Array>((value) => value instanceof Float32Array),
  }),
  /** A piece of an export; the last one says so. */
  v.object({ type: v.literal('exported'), id: count, text: v.string(), last: v.boolean() }),
  v.object({
    type: v.literal('about'),
    id: count,
    row: count,
    q: v.custom<Float64Array>((value) => value instanceof Float64Array),
    /** log p(x_i), nats. */
    logLikelihood: v.number(),
    /** 1: no row is less likely. Of `rows`. */
    rank: count,
    rows: count,
  }),
  ...runEvents,
]);
export type FromWorker = v.InferOutput<typeof fromWorkerSchema>;

/** A worker says in one message what it says at once. */
export const messagesSchema = v.array(fromWorkerSchema);
