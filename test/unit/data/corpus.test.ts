/** Files in all dialects, read with nothing said, against csv-parse (strict) and against one table known by heart. */
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { type Portions, readTable, TableReader } from '../../../src/data/reader';
import type { ReadOptions, Table } from '../../../src/data/table';
import delimited from '../../corpus/expected-delimited.json';
import json from '../../corpus/expected-json.json';
import { expectTwin, flat } from './same';
import { twinTable } from './twin';

const corpus = new URL('../../corpus/', import.meta.url);
const bytesOf = (file: string): Uint8Array => new Uint8Array(readFileSync(new URL(file, corpus)));

function read(file: string, options: ReadOptions = {}): Table {
  const result = readTable(file, bytesOf(file), options);
  if (!result.ok) throw new Error(`${file}: ${JSON.stringify(result.fault)}`);
  return result.value;
}

interface Expected {
  readonly file: string;
  readonly delimiter: string;
  readonly decimal: string;
  readonly header: boolean;
  readonly encoding: string;
  readonly comment: string;
  readonly notices: readonly string[];
  readonly ragged?: boolean;
  readonly rowNames?: boolean;
  readonly commentNames?: readonly string[];
}

/** Records by csv-parse, each with the line it starts on, which it does not tell itself. */
function oracle(expected: Expected): { cells: string[]; line: number }[] {
  const text = new TextDecoder(expected.encoding).decode(bytesOf(expected.file));
  const records = parse(text.replace(/\r\n?/g, '\n'), {
    delimiter: expected.delimiter,
    comment: expected.comment || null,
    comment_no_infix: true,
    skip_empty_lines: true,
    trim: true,
    info: true,
    raw: true,
    relax_quotes: expected.file === 'mid-quotes.csv',
    relax_column_count: expected.ragged === true,
  }) as unknown as { record: string[]; raw: string; info: { lines: number } }[];
  let line = 1;
  return records.map(({ record, raw }) => {
    let rest = raw;
    const skipped = expected.comment === '' ? /^ *\n/ : /^(?:#.*| *)\n/;
    for (let skip = skipped.exec(rest); skip; skip = skipped.exec(rest)) {
      rest = rest.slice(skip[0].length);
      line++;
    }
    const start = line;
    line += rest.split('\n').length - 1;
    // A quoted cell keeps its blanks there.
    return { cells: record.map((cell) => cell.trim()), line: start };
  });
}

const list = delimited as readonly Expected[];

describe('delimited corpus', () => {
  it('is of a size', () => {
    expect(list.length + json.length).toBeGreaterThanOrEqual(60);
  });

  it.each(list.map((expected) => [expected.file, expected] as const))('%s', (file, expected) => {
    const table = read(file);
    const { delimiter, decimal, header, encoding, comment } = table.guess;
    if (table.columns.length > 1) expect(delimiter).toBe(expected.delimiter);
    expect({ decimal, header, encoding, comment }).toEqual({
      decimal: expected.decimal,
      header: expected.header,
      encoding: expected.encoding,
      comment: expected.comment,
    });
    expect(table.notices.map((notice) => notice.code)).toEqual(expected.notices);
    const rows = oracle(expected);
    const head = expected.header ? rows.shift()?.cells : undefined;
    const names = table.columns.map((column) => column.name);
    const plain = expected.commentNames ?? (expected.rowNames ? ['', ...(head ?? [])] : head);
    if (plain && !expected.notices.some((code) => code.startsWith('names'))) {
      expect(names).toEqual(plain.slice(0, names.length));
    }
    const cells = rows.map((row) => names.map((_, c) => row.cells[c] ?? ''));
    expectTwin(table, { names, cells, lines: rows.map((row) => row.line) }, table.guess.decimal ?? '.');
  });

  it.each(list.map((expected) => [expected.file, expected] as const))('%s by the plain twin', (file, expected) => {
    const table = read(file);
    const text = new TextDecoder(expected.encoding).decode(bytesOf(file));
    const shape = {
      delimiter: table.guess.delimiter ?? ',',
      decimal: table.guess.decimal ?? ('.' as const),
      comment: expected.comment,
      header: expected.header,
    };
    const twin = twinTable(text, shape, table.columns.length);
    if (!twin.ok) throw new Error(twin.code);
    if (expected.rowNames || table.columns.length !== twin.table.names.length) return;
    expectTwin(table, twin.table, shape.decimal);
  });

  it.each(list.map((expected) => expected.file))('%s a byte at a time, in the smallest portions', (file) => {
    const portions: Portions = { head: bytesOf(file).length, slab: 1 };
    const reader = new TableReader(file, {}, portions);
    for (const byte of bytesOf(file)) reader.push(Uint8Array.of(byte));
    const result = reader.finish();
    if (!result.ok) throw new Error(result.fault.code);
    expect(flat(result.value)).toBe(flat(read(file)));
  });
});

describe('JSON corpus', () => {
  it.each(json.map((expected) => [expected.file, expected] as const))('%s', (file, expected) => {
    const table = read(file, 'options' in expected ? (expected.options as ReadOptions) : {});
    expect(table.guess).toMatchObject({
      format: expected.format,
      layout: expected.layout,
      encoding: expected.encoding,
      ...('path' in expected && { path: expected.path }),
      ...('header' in expected && { header: expected.header }),
    });
    expect(table.notices.map((notice) => notice.code)).toEqual(expected.notices);
    expect([...table.lines]).toEqual(expected.lines);
    expect(table.columns.map((column) => [column.name, column.kind])).toEqual([
      ['x', 'number'],
      ['y', 'integer'],
      ['kind', 'text'],
    ]);
    const [x, y, kind] = table.columns;
    expect([...x.values]).toEqual([1.5, 2.5, -0.004]);
    expect([...y.values]).toEqual([2, 3, 5]);
    expect([...kind.labels!.codes].map((code) => kind.labels!.levels[code])).toEqual(['a', 'b', 'a']);
  });
});
