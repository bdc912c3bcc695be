/** Table → the complete rows of the chosen columns, or the one reason why there is nothing to fit. */
import { type Fault, fail, ok, type Result } from '../fault';
import { quotable, spellsInfinity } from './number';
import type { Column, Matrix, Notice, Selection, Table } from './table';

/** More classes than this and matching them one to one takes minutes. */
const mostLabelLevels = 1000;
/** Names in a sentence. */
const mostNames = 12;

/**
 * The matrix of the chosen columns: rows with a missing cell left out, columns of one value left out. Shares the
 * table's memory where no row is left out. Faults: `columnUnknown`, `columnNotNumeric`, `columnEmpty`,
 * `noNumericColumns`, `noCompleteRows`, `oneRow`, `allRowsEqual`, `dataInfinite`, `dataTooLarge`, `labelUnknown`,
 * `labelTooManyValues`.
 */
export function toMatrix(table: Table, selection: Selection = {}): Result<Matrix> {
  const notices: Notice[] = [];
  const label = selection.label === undefined ? undefined : findLabel(table, selection.label);
  if (label && !label.ok) return label;
  const chosen = chooseColumns(table, selection, notices);
  if (!chosen.ok) return chosen;
  const varying = dropConstant(chosen.value, undefined, notices);
  if (varying.length === 0) return fail(table.rows === 1 ? 'oneRow' : 'allRowsEqual', { rows: table.rows });
  const rows = completeRows(varying, table.rows);
  if (rows.length === 0) return noCompleteRows(varying, table);
  if (rows.length === 1) return fail('oneRow', { rows: table.rows });
  const fault = findInfinite(varying, rows, table.lines);
  if (fault) return { ok: false, fault };
  const all = rows.length === table.rows;
  // A column may have varied in the rows left out alone.
  const features = all ? varying : dropConstant(varying, rows, notices);
  if (features.length === 0) return fail('allRowsEqual', { rows: rows.length });
  return ok({
    n: rows.length,
    d: features.length,
    names: features.map((column) => column.name),
    columns: features.map((column) => (all ? column.values : gather(column.values, rows))),
    rows,
    lines: all ? table.lines : Uint32Array.from(rows, (row) => table.lines[row]),
    dropped: { count: table.rows - rows.length, lines: droppedLines(rows, table) },
    notices,
    ...(label && { label: pickLabel(label.value, rows, all) }),
  });
}

const isNumeric = (column: Column): boolean => column.kind === 'number' || column.kind === 'integer';

function chooseColumns(table: Table, selection: Selection, notices: Notice[]): Result<Column[]> {
  if (selection.columns !== undefined && selection.columns.length > 0) {
    return askedColumns(table, selection.columns, selection.label, notices);
  }
  const numeric = table.columns.filter((column) => isNumeric(column) && column.name !== selection.label);
  const features = numeric.filter((column) => !column.looksLikeRowId);
  if (features.length === 0 && numeric.length === 0) {
    return fail('noNumericColumns', { columns: listed(table.columns.map((column) => column.name)) });
  }
  if (features.length === 0) return ok(numeric);
  const ids = numeric.filter((column) => column.looksLikeRowId);
  if (ids.length > 0) notices.push({ code: 'rowIdLeftOut', args: { columns: listed(ids.map(({ name }) => name)) } });
  const labels = selection.label === undefined ? features.filter((column) => column.looksLikeLabel) : [];
  if (labels.length > 0) {
    notices.push({ code: 'featureLooksLikeLabel', args: { columns: listed(labels.map(({ name }) => name)) } });
  }
  return ok(features);
}

function askedColumns(
  table: Table,
  names: readonly string[],
  label: string | undefined,
  notices: Notice[],
): Result<Column[]> {
  const columns: Column[] = [];
  for (const name of new Set(names)) {
    const column = table.columns.find((candidate) => candidate.name === name);
    if (!column) return fail('columnUnknown', { column: quotable(name), known: knownNames(table) });
    if (name === label) {
      notices.push({ code: 'labelIsNoFeature', args: { column: quotable(name) } });
      continue;
    }
    if (column.kind === 'empty') return fail('columnEmpty', { column: quotable(name) });
    if (column.kind === 'text') return { ok: false, fault: notNumeric(column, table.lines) };
    columns.push(column);
  }
  if (columns.length === 0) return fail('noNumericColumns', { columns: listed([...new Set(names)]) });
  return ok(columns);
}

function notNumeric(column: Column, lines: Uint32Array): Fault {
  const { levels, codes } = column.labels!;
  const row = column.values.findIndex((value, i) => Number.isNaN(value) && codes[i] >= 0);
  const args = { column: quotable(column.name), line: lines[row], cell: quotable(levels[codes[row]]) };
  return { code: 'columnNotNumeric', args };
}

/** Columns without those that have one value in all rows (of `rows`, if given) that have any. */
function dropConstant(columns: readonly Column[], rows: Uint32Array | undefined, notices: Notice[]): Column[] {
  return columns.filter((column) => {
    const { values } = column;
    const count = rows ? rows.length : values.length;
    let first = Number.NaN;
    for (let i = 0; i < count; i++) {
      const value = values[rows ? rows[i] : i];
      if (Number.isNaN(value)) continue;
      if (Number.isNaN(first)) first = value;
      else if (value !== first) return true;
    }
    notices.push({ code: 'columnConstant', args: { column: quotable(column.name), value: first } });
    return false;
  });
}

function completeRows(columns: readonly Column[], count: number): Uint32Array {
  const partial = columns.filter((column) => column.missing > 0);
  const incomplete = new Uint8Array(count);
  for (const { values } of partial) {
    for (let row = 0; row < count; row++) if (Number.isNaN(values[row])) incomplete[row] = 1;
  }
  const rows = new Uint32Array(count);
  let kept = 0;
  for (let row = 0; row < count; row++) if (incomplete[row] === 0) rows[kept++] = row;
  return kept === count ? rows : rows.slice(0, kept);
}

function noCompleteRows(columns: readonly Column[], table: Table): Result<never> {
  const worst = columns.reduce((most, column) => (column.missing > most.missing ? column : most));
  return fail('noCompleteRows', { rows: table.rows, column: quotable(worst.name), missing: worst.missing });
}

function findInfinite(columns: readonly Column[], rows: Uint32Array, lines: Uint32Array): Fault | undefined {
  for (const { name, values, beyond } of columns) {
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i];
      if (Math.abs(values[row]) !== Number.POSITIVE_INFINITY) continue;
      const place = { column: quotable(name), line: lines[row] };
      const cell = beyond?.find((entry) => entry.row === row)?.cell;
      if (cell === undefined || spellsInfinity(cell)) return { code: 'dataInfinite', args: place };
      return { code: 'dataTooLarge', args: { ...place, cell: quotable(cell) } };
    }
  }
  return undefined;
}

function droppedLines(rows: Uint32Array, table: Table): Uint32Array {
  const lines = new Uint32Array(table.rows - rows.length);
  let kept = 0;
  let at = 0;
  for (let row = 0; row < table.rows; row++) {
    if (rows[kept] === row) kept++;
    else lines[at++] = table.lines[row];
  }
  return lines;
}

const gather = (values: Float64Array, rows: Uint32Array): Float64Array => {
  const out = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) out[i] = values[rows[i]];
  return out;
};

type Label = NonNullable<Matrix['label']>;

function findLabel(table: Table, name: string): Result<Label> {
  const column = table.columns.find((candidate) => candidate.name === name);
  if (!column) return fail('labelUnknown', { column: quotable(name), known: knownNames(table) });
  if (column.kind === 'empty') return fail('columnEmpty', { column: quotable(name) });
  const labels = column.labels ?? valueLabels(column.values);
  if (labels.levels.length > mostLabelLevels) {
    return fail('labelTooManyValues', { column: quotable(name), values: labels.levels.length, limit: mostLabelLevels });
  }
  return ok({ name, ...labels });
}

/** Labels of a numeric column that did not look like one but was asked for, ascending. */
function valueLabels(values: Float64Array): { levels: string[]; codes: Int32Array } {
  const distinct = new Set(values);
  distinct.delete(Number.NaN);
  const sorted = [...distinct].sort((a, b) => a - b);
  const place = new Map(sorted.map((value, code) => [value, code]));
  return { levels: sorted.map(String), codes: Int32Array.from(values, (value) => place.get(value) ?? -1) };
}

function pickLabel(label: Label, rows: Uint32Array, all: boolean): Label {
  return all ? label : { ...label, codes: Int32Array.from(rows, (row) => label.codes[row]) };
}

const knownNames = (table: Table): string => listed(table.columns.map((column) => column.name));

function listed(names: readonly string[]): string {
  const shown = names.slice(0, mostNames).map(quotable).join(', ');
  return names.length > mostNames ? `${shown}, …` : shown;
}
