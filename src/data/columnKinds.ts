/** What a column is by the look of its cells: number, integer, text; a row id; a candidate for the label. */
import type { ColumnBuilder } from './columnBuilder';
import { quotable } from './number';
import type { Column, ColumnKind, Notice } from './table';

/** An integer column with more values than this is a measurement. */
const mostIntegerLevels = 20;
/** With fewer rows, few values mean nothing. */
const leastRowsForLabel = 20;
/** A text column with more values than this is no class. */
const mostTextLevels = 1000;
/** Numbers 1…n that nothing calls an id may be a measurement in a short table. */
const leastRowsForId = 10;

const idName =
  /^(?:|_?id|idx|index|row|row[ _.-]?(?:id|nr|num|number|names?|labels?|index)|rownames?|unnamed: ?\d+|no\.?|nr\.?|#|case|obs|observation|uuid|guid|key|(?:sample|case|record|subject|patient|customer|user)[ _.-]?(?:id|no|nr|number))$/i;

/** What is known of a column before its neighbours are looked at. */
interface Draft {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly values: Float64Array;
  readonly builder: ColumnBuilder;
  readonly codes: Int32Array | undefined;
  readonly missing: number;
}

/** Columns out of their builders, which are spent. `unnamed` holds the names that the file does not give. */
export function finishColumns(
  builders: readonly ColumnBuilder[],
  lines: Uint32Array,
  unnamed: ReadonlySet<string>,
): { columns: Column[]; notices: Notice[] } {
  const rows = lines.length;
  const drafts = builders.map((builder) => draft(builder, rows));
  const families = countFamilies(drafts);
  const notices: Notice[] = [];
  const columns = drafts.map((column, index): Column => {
    const { name, kind, values, codes, missing, builder } = column;
    const id = looksLikeRowId(column, index, rows, unnamed.has(name));
    const present = rows - missing;
    const shared = { name, kind, values, missing, ...(builder.beyond.length > 0 && { beyond: builder.beyond }) };
    if (kind === 'text' && codes) {
      const levels = [...builder.dictionary.keys()];
      const stray = builder.texts < present / 10 ? strayText(column, levels, lines) : undefined;
      if (stray) notices.push({ code: 'nearlyNumeric', args: { column: quotable(name), ...stray } });
      const label = !id && !stray && levels.length >= 2 && levels.length <= Math.min(mostTextLevels, present / 2);
      const labels = { levels, codes };
      return { ...shared, labels, ...(stray && { stray }), looksLikeRowId: id, looksLikeLabel: label };
    }
    const labels = kind === 'integer' ? integerLabels(values, present) : undefined;
    const alone = (families.get(family(name)) ?? 0) < 3 || index === drafts.length - 1;
    const label = !id && alone && labels !== undefined && labels.levels.length >= 2 && present >= leastRowsForLabel;
    return { ...shared, ...(labels && { labels }), looksLikeRowId: id, looksLikeLabel: label };
  });
  return { columns, notices };
}

function draft(builder: ColumnBuilder, rows: number): Draft {
  const values = builder.takeValues(rows);
  const codes = builder.texts > 0 ? builder.takeCodes(rows) : undefined;
  let missing = 0;
  let whole = true;
  if (codes) {
    for (let i = 0; i < rows; i++) if (codes[i] < 0) missing++;
  } else {
    for (let i = 0; i < rows; i++) {
      const value = values[i];
      if (Number.isNaN(value)) missing++;
      else if (!Number.isInteger(value)) whole = false;
    }
  }
  const kind = missing === rows ? 'empty' : codes ? 'text' : whole ? 'integer' : 'number';
  return { name: builder.name, kind, values, builder, codes, missing };
}

/** A text column whose cells are nearly all numbers: the first that is not is probably a slip. */
function strayText(
  { values, codes, builder }: Draft,
  levels: readonly string[],
  lines: Uint32Array,
): NonNullable<Column['stray']> {
  const row = values.findIndex((value, i) => Number.isNaN(value) && codes![i] >= 0);
  return { line: lines[row], cell: quotable(levels[codes![row]]), count: builder.texts };
}

/** Labels of an integer column of few values, ascending; undefined for one of many. */
function integerLabels(values: Float64Array, present: number): Column['labels'] | undefined {
  const most = Math.min(mostIntegerLevels, Math.max(2, Math.sqrt(present)));
  const distinct = new Set<number>();
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    distinct.add(value);
    if (distinct.size > most) return undefined;
  }
  const sorted = [...distinct].sort((a, b) => a - b);
  const place = new Map(sorted.map((value, code) => [value, code]));
  const codes = new Int32Array(values.length);
  for (let i = 0; i < codes.length; i++) codes[i] = place.get(values[i]) ?? -1;
  return { levels: sorted.map(String), codes };
}

/** Names that differ in their digits alone (p00, p01, …) are one family: measurements, not labels. */
const family = (name: string): string => name.replace(/\d+/g, '0');

function countFamilies(drafts: readonly Draft[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { name } of drafts) counts.set(family(name), (counts.get(family(name)) ?? 0) + 1);
  return counts;
}

/**
 * The first column if it counts the rows from 0 or 1, or a column called id, index, row … (or nothing) whose cells are
 * whole numbers or words, each on one row only.
 */
function looksLikeRowId(column: Draft, index: number, rows: number, nameless: boolean): boolean {
  const { kind, values, codes, missing, builder } = column;
  if (missing > 0 || rows < 2 || (kind !== 'integer' && kind !== 'text')) return false;
  const named = nameless || idName.test(column.name);
  if (kind === 'text') return named && codes !== undefined && builder.dictionary.size === rows;
  if (named) return new Set(values).size === rows;
  const first = values[0];
  if (index > 0 || rows < leastRowsForId || (first !== 0 && first !== 1)) return false;
  return values.every((value, i) => value === first + i);
}
