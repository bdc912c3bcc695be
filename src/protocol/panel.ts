/** Host ↔ panel: a run's vocabulary, and what only the two of them speak of: the file, the cursor, the window. */
import * as v from 'valibot';
import { fitOptionsSchema, runCommandSchema, runEvents } from './run.ts';

const row = v.pipe(v.number(), v.integer(), v.minValue(0));

/** What the panel keeps for itself across a tab switch and a reload; everything else comes again from the host. */
export const persistedSchema = v.object({
  version: v.literal(1),
  uri: v.string(),
  options: fitOptionsSchema,
  /** The half-step on show; absent: the last. */
  half: v.exactOptional(row),
  row: v.exactOptional(row),
  notation: v.picklist(['cs229', 'bishop']),
  /** Sections that are folded. */
  folded: v.array(v.string()),
  /** The reader's place on the road, by page from 0, and whether the panel shows it. */
  road: v.exactOptional(v.object({ page: row, open: v.boolean() })),
});
export type Persisted = v.InferOutput<typeof persistedSchema>;

export const toHostSchema = v.variant('type', [
  /** The panel can hear. Nothing is posted to it before this, and everything is said again after each one. */
  v.object({ type: v.literal('ready'), persisted: v.exactOptional(persistedSchema) }),
  /** Row i was chosen in the panel: show its line in the file. */
  v.object({ type: v.literal('reveal'), row }),
  v.object({ type: v.literal('copy'), text: v.string() }),
  /** The derivation as a document: ask where it goes, and write it there. */
  v.object({ type: v.literal('save'), format: v.picklist(['markdown', 'html']), text: v.string() }),
  ...runCommandSchema.options,
]);
export type ToHost = v.InferOutput<typeof toHostSchema>;

export const toPanelSchema = v.variant('type', [
  v.object({
    type: v.literal('welcome'),
    /** BCP 47, the two we speak. */
    language: v.picklist(['en', 'ko']),
    uri: v.string(),
    fileName: v.string(),
    options: fitOptionsSchema,
    notation: v.picklist(['cs229', 'bishop']),
    /** The extension runs on another machine than the panel: what is sent takes its time. */
    remote: v.exactOptional(v.boolean()),
  }),
  /** The cursor in the file stands on this row of the matrix. */
  v.object({ type: v.literal('cursor'), row }),
  /** The file was edited and fitted again from the present parameters. */
  v.object({ type: v.literal('edited'), firstLine: row, lines: row }),
  /** Open the road, at that page (from 0) or where the reader left it. */
  v.object({ type: v.literal('road'), page: v.exactOptional(row) }),
  /** The derivation of the row on show is wanted as a document: the panel answers with `save`. */
  v.object({ type: v.literal('document'), format: v.picklist(['markdown', 'html']) }),
  ...runEvents,
]);
export type ToPanel = v.InferOutput<typeof toPanelSchema>;
