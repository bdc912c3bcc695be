/** Comparisons of tables for the tests of the reader. */
import { expect } from 'vitest';
import type { Table } from '../../../src/data/table';
import { type TwinTable, twinNumber } from './twin';

/** Numbers as words that differ where their bits do: −0 from 0, NaN being one. */
const spelled = (values: Float64Array): string =>
  Array.from(values, (value) => (Object.is(value, -0) ? '-0' : value)).join();

/** Everything a table says, in a form that compares. */
export const flat = (table: Table): string =>
  JSON.stringify({
    ...table,
    lines: table.lines.join(),
    columns: table.columns.map(({ values, labels, ...rest }) => ({
      ...rest,
      values: spelled(values),
      labels: labels && Array.from(labels.codes, (code) => labels.levels[code] ?? null),
    })),
  });

/** Fails unless equal; quick where they are. */
function same(actual: string, expected: string, what: string): void {
  if (actual !== expected) expect(actual, what).toBe(expected);
}

/** The table has the rows, lines, numbers and words of the twin's. */
export function expectTwin(table: Table, twin: TwinTable, decimal: '.' | ','): void {
  same(table.lines.join(), twin.lines.join(), 'lines');
  same(`${table.rows} ${table.columns.length}`, `${twin.cells.length} ${twin.names.length}`, 'rows and columns');
  table.columns.forEach((column, c) => {
    const cells = twin.cells.map((row) => row[c]);
    const numbers = cells.map((cell) => twinNumber(cell, decimal));
    const values = Float64Array.from(numbers, (number) => number ?? Number.NaN);
    same(spelled(column.values), spelled(values), `numbers of ${column.name}`);
    const present = numbers.filter((value) => !Number.isNaN(value));
    same(String(column.missing), String(cells.length - present.length), `missing of ${column.name}`);
    const isText = present.includes(undefined);
    same(String(column.kind === 'text'), String(isText), `kind of ${column.name}, ${column.kind}`);
    if (!isText) return;
    const words = Array.from(column.labels!.codes, (code) => column.labels!.levels[code] ?? null);
    const twins = cells.map((cell, i) => (Number.isNaN(numbers[i]) ? null : cell));
    same(JSON.stringify(words), JSON.stringify(twins), `labels of ${column.name}`);
  });
}
