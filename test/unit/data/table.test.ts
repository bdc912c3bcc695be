/** What the reader makes of columns, and what a model gets of them. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { toMatrix } from '../../../src/data/matrix';
import { readTable, TableReader } from '../../../src/data/reader';
import type { Matrix, ReadOptions, Selection, Table } from '../../../src/data/table';
import { flat } from './same';

function read(data: string, options: ReadOptions = {}, name = 'x.csv'): Table {
  const result = readTable(name, data, options);
  if (!result.ok) throw new Error(JSON.stringify(result.fault));
  return result.value;
}

function matrix(table: Table, selection: Selection = {}): Matrix {
  const result = toMatrix(table, selection);
  if (!result.ok) throw new Error(JSON.stringify(result.fault));
  return result.value;
}

const ids = (table: Table): string[] => table.columns.filter((column) => column.looksLikeRowId).map(({ name }) => name);
const labels = (table: Table): string[] =>
  table.columns.filter((column) => column.looksLikeLabel).map(({ name }) => name);
const rows = (count: number, row: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => `${row(i)}\n`).join('');

describe('kinds of columns', () => {
  it('tells whole numbers, numbers, text and nothing', () => {
    const table = read('a,b,c,d\n1,1.5,x,\n-2,2,1,NA\n1e3,3,,\n');
    expect(table.columns.map((column) => column.kind)).toEqual(['integer', 'number', 'text', 'empty']);
    expect(table.columns.map((column) => column.missing)).toEqual([0, 0, 1, 3]);
    expect([...table.columns[2].values]).toEqual([Number.NaN, 1, Number.NaN]);
  });

  it('suggests labels: text that repeats, integers of few values in enough rows', () => {
    const table = read(`kind,cyl,wide,name\n${rows(100, (i) => `${'ab'[i % 2]},${4 + 2 * (i % 3)},${i % 50},n${i}`)}`);
    expect(labels(table)).toEqual(['kind', 'cyl']);
    expect(table.columns[1].labels?.levels).toEqual(['4', '6', '8']);
    expect([...table.columns[1].labels!.codes.slice(0, 4)]).toEqual([0, 1, 2, 0]);
  });

  it('takes a family of columns for measurements, and the odd one out for the label', () => {
    const table = read(`p0,p1,p2,digit\n${rows(60, (i) => `${i % 5},${i % 3},${i % 4},${i % 7}`)}`);
    expect(labels(table)).toEqual(['digit']);
    const nameless = read(rows(60, (i) => `${i % 5},${i % 3},${i % 4},${i % 7}`));
    expect(labels(nameless)).toEqual(['column4']);
  });

  it('sees row ids by counting, by name, and by having none', () => {
    expect(ids(read(`n,x\n${rows(12, (i) => `${i + 1},${i * i}`)}`))).toEqual(['n']);
    expect(ids(read(`n,x\n${rows(12, (i) => `${i},${i * i}`)}`))).toEqual(['n']);
    expect(ids(read(`x,n\n${rows(12, (i) => `${i * i},${i}`)}`))).toEqual([]);
    expect(ids(read(`x,n\n${rows(5, (i) => `${i + 1},${i * i}`)}`))).toEqual([]);
    expect(ids(read('x,ID\n1.5,9\n2.5,4\n'))).toEqual(['ID']);
    expect(ids(read('x,ID\n1.5,9\n2.5,9\n'))).toEqual([]);
    expect(ids(read(',x\nMazda,1\nFiat,2\n'))).toEqual(['column1']);
    expect(ids(read('row_name,x\nMazda,1\nFiat,2\n'))).toEqual(['row_name']);
  });

  it('sees decimal marks, delimiters and headers as they are overruled', () => {
    const text = '1,5;2\n3,5;4\n';
    expect(read(text).columns.map((column) => [...column.values])).toEqual([
      [1.5, 3.5],
      [2, 4],
    ]);
    expect(read(text, { delimiter: ',' }).columns.map((column) => column.kind)).toEqual(['integer', 'text']);
    expect(read(text, { delimiter: ';', decimal: '.' }).columns.map((column) => column.kind)).toEqual([
      'text',
      'integer',
    ]);
    expect(read('1,2\n3,4\n', { header: true }).columns.map((column) => column.name)).toEqual(['1', '2']);
    expect(read('a,b\n3,4\n', { header: false }).rows).toBe(2);
    expect(read('#1\n2\n', { comment: '', header: false }).rows).toBe(2);
  });

  it('keeps cells of text as they are spelled, and says which cell made a column text', () => {
    const table = read(`x,y\n${rows(30, (i) => `${i}.0,${i}`)}n.d.,1\n`);
    const { levels, codes } = table.columns[0].labels!;
    expect(levels[codes[3]]).toBe('3.0');
    expect(table.notices).toEqual([{ code: 'nearlyNumeric', args: { column: 'x', line: 32, cell: 'n.d.', count: 1 } }]);
    expect(table.columns.map(({ stray }) => stray)).toEqual([{ line: 32, cell: 'n.d.', count: 1 }, undefined]);
  });

  it('takes no column for a label that is text because of a few cells only', () => {
    const table = read(`x,kind\n${rows(60, (i) => `${i % 5},${'ab'[i % 2]}`)}oops,a\nhm,b\n`);
    expect(labels(table)).toEqual(['kind']);
    expect(table.columns[0].stray).toEqual({ line: 62, cell: 'oops', count: 2 });
    // With more such cells it is a column of words, some of which look like numbers.
    const words = read(`x,y\n${rows(60, (i) => `${i % 4 === 0 ? 'none' : i % 4},${i}`)}`);
    expect(words.columns[0].stray).toBeUndefined();
    expect(labels(words)).toContain('x');
  });
});

describe('the reference data', () => {
  const reference = (file: string) =>
    read(readFileSync(new URL(`../../corpus/${file}`, import.meta.url), 'utf8'), {}, file);

  it('faithful and iris keep all their measurements', () => {
    const faithful = reference('faithful-head.csv');
    expect(matrix(faithful).names).toEqual(['eruptions', 'waiting']);
    expect([...ids(faithful), ...labels(faithful)]).toEqual([]);
    const iris = reference('iris-sample.csv');
    expect(matrix(iris).names).toEqual(['Sepal.Length', 'Sepal.Width', 'Petal.Length', 'Petal.Width']);
    expect(labels(iris)).toEqual(['Species']);
  });
});

describe('matrix', () => {
  it('shares memory where no row is left out', () => {
    const table = read('a,b\n1,2\n3,5\n4,4\n');
    const whole = matrix(table);
    expect(whole.columns[0]).toBe(table.columns[0].values);
    expect(whole.lines).toBe(table.lines);
    expect([...whole.rows]).toEqual([0, 1, 2]);
  });

  it('leaves out incomplete rows, with their lines, and counts only chosen columns', () => {
    const table = read('# c\na,b,c,k\n1,2,,x\n\n3,NA,1,y\n4,5,2,\n7,8,3,x\n', { comment: '#' });
    const all = matrix(table, { label: 'k' });
    expect(all.names).toEqual(['a', 'b', 'c']);
    expect([...all.rows]).toEqual([2, 3]);
    expect([...all.lines]).toEqual([6, 7]);
    expect(all.dropped).toEqual({ count: 2, lines: Uint32Array.of(3, 5) });
    expect([...all.label!.codes]).toEqual([-1, 0]);
    expect(all.columns.map((column) => [...column])).toEqual([
      [4, 7],
      [5, 8],
      [2, 3],
    ]);
    expect([...matrix(table, { columns: ['c', 'a'] }).lines]).toEqual([5, 6, 7]);
    expect(matrix(table, { columns: ['c', 'a'] }).names).toEqual(['c', 'a']);
  });

  it('leaves out constant columns, also those that are constant in the complete rows alone', () => {
    const table = read('a,b,c\n1,7,1\n2,7,1\n3,7,\n4,7,1\n5,8,\n');
    const { names, notices, n } = matrix(table, { columns: ['a', 'b'] });
    expect([names, n, notices]).toEqual([['a', 'b'], 5, []]);
    const complete = matrix(table);
    expect(complete.names).toEqual(['a', 'b']);
    expect(complete.n).toBe(5);
    expect(complete.notices).toEqual([{ code: 'columnConstant', args: { column: 'c', value: 1 } }]);
    const partial = matrix(read('a,b,c\n1,7,1\n2,7,2\n3,8,\n'));
    expect(partial.names).toEqual(['a', 'c']);
    expect(partial.notices).toEqual([{ code: 'columnConstant', args: { column: 'b', value: 7 } }]);
  });

  it('leaves out row ids unless they are all there is or asked for', () => {
    const table = read(`n,x\n${rows(12, (i) => `${i},${(i * 7) % 12}.5`)}`);
    expect(matrix(table).names).toEqual(['x']);
    expect(matrix(table).notices).toEqual([{ code: 'rowIdLeftOut', args: { columns: 'n' } }]);
    expect(matrix(table, { columns: ['n', 'x'] }).names).toEqual(['n', 'x']);
    expect(matrix(read(`n\n${rows(12, String)}`)).names).toEqual(['n']);
  });

  it('keeps infinities in rows that are left out from being a fault', () => {
    expect(matrix(read('a,b\n1,2\ninf,\n3,4\n')).n).toBe(2);
  });

  it('never makes the label a feature, and makes labels of any column asked for', () => {
    const table = read('a,b\n1,2.5\n2,3.5\n3,2.5\n');
    const chosen = matrix(table, { columns: ['a', 'b'], label: 'b' });
    expect(chosen.names).toEqual(['a']);
    expect(chosen.label).toEqual({ name: 'b', levels: ['2.5', '3.5'], codes: Int32Array.of(0, 1, 0) });
    expect(chosen.notices).toEqual([{ code: 'labelIsNoFeature', args: { column: 'b' } }]);
  });
});

describe('large tables', () => {
  it('reads 5,000 columns', () => {
    const width = 5000;
    const line = (row: number) => Array.from({ length: width }, (_, c) => row * 0.5 + c).join();
    const table = read(`${Array.from({ length: width }, (_, c) => `c${c}`).join()}\n${rows(70, line)}`);
    expect(table.columns).toHaveLength(width);
    expect(table.rows).toBe(70);
    expect(table.columns[4999].values[69]).toBe(69 * 0.5 + 4999);
  });

  it('joins blocks of many rows, with text, odd rows and lines across them', () => {
    const count = 150_000;
    let line = 2;
    const lines: number[] = [];
    const body: string[] = [];
    for (let i = 0; i < count; i++) {
      lines.push(line);
      const odd = i % 10_007 === 5;
      body.push(odd ? `${i},"${i}\n",w${i % 3}\n` : `${i},${i / 8},w${i % 3}\n`);
      line += odd ? 2 : 1;
    }
    const text = `a,b,c\n${body.join('')}`;
    const table = read(text);
    expect(table.rows).toBe(count);
    expect(table.lines).toEqual(Uint32Array.from(lines));
    const [a, b, c] = table.columns;
    for (const i of [0, 255, 256, 767, 768, 5, 10_012, 65_535, 65_536, 130_815, 130_816, count - 1]) {
      expect([a.values[i], b.values[i]]).toEqual([i, i % 10_007 === 5 ? i : i / 8]);
      expect(c.labels!.levels[c.labels!.codes[i]]).toBe(`w${i % 3}`);
    }
    const reader = new TableReader('x.csv');
    const bytes = new TextEncoder().encode(text);
    for (let from = 0; from < bytes.length; from += 99_991) reader.push(bytes.subarray(from, from + 99_991));
    const streamed = reader.finish();
    expect(streamed.ok && flat(streamed.value)).toBe(flat(table));
  });

  it.each([
    ['as large as it is', 1],
    ['half as large', 0.5],
    ['twice as large', 2],
    ['larger than memory', 1e9],
  ])('reads the same table from a file said to be %s', (_, factor) => {
    const cell = (i: number) => (i % 5003 === 7 ? 'NA' : String(i / 8));
    const last = (i: number) => (i === 140_000 ? '"q ""1"' : String(i % 7));
    const text = `a,b,c,d\n${rows(150_000, (i) => `${i},${cell(i)},w${i % 3},${last(i)}`)}`;
    const bytes = new TextEncoder().encode(text);
    const reader = new TableReader('x.csv');
    reader.size = factor * bytes.length;
    for (let from = 0; from < bytes.length; from += 99_991) reader.push(bytes.subarray(from, from + 99_991));
    const sized = reader.finish();
    expect(sized.ok && flat(sized.value)).toBe(flat(read(text)));
  });

  it('turns a column to text late, earlier numbers spelled shortest', () => {
    const table = read(`a,b\n${rows(60_000, (i) => `${i}.50,${i}`)}late,1\n`);
    const { levels, codes } = table.columns[0].labels!;
    expect(levels[codes[60_000]]).toBe('late');
    expect(levels[codes[7]]).toBe('7.5');
    expect(table.columns[0].values[7]).toBe(7.5);
  });

  it('knows cells again after a column has turned to text', () => {
    const table = read(`a,b\n${rows(60_000, (i) => `${i % 3 ? '+5' : 'NA'},${i}`)}late,1\n+5,2\nNA,3\nlate,4\n+5,5\n`);
    const { levels, codes } = table.columns[0].labels!;
    expect(Array.from(codes.slice(-6), (code) => levels[code] ?? null)).toEqual([
      '5',
      'late',
      '+5',
      null,
      'late',
      '+5',
    ]);
    expect(table.columns[0].missing).toBe(20_001);
  });

  it('reads bytes of Windows-1252 that come late, and says where encodings mix', () => {
    const start = new TextEncoder().encode(`a,b\n${rows(60_000, (i) => `${i},x`)}`);
    const western = readTable('x.csv', Uint8Array.from([...start, 0x31, 0x2c, 0xe9, 10]));
    expect(western.ok && western.value.guess.encoding).toBe('windows-1252');
    expect(western.ok && western.value.columns[1].labels?.levels).toEqual(['x', 'é']);
    const mixed = readTable('x.csv', Uint8Array.from([...new TextEncoder().encode('a,b\n1,é\n2,ü\n3,'), 0xe9, 10]));
    expect(mixed.ok && mixed.value.guess.encoding).toBe('utf-8');
    expect(mixed.ok && mixed.value.columns[1].labels?.levels).toEqual(['é', 'ü']);
    expect(mixed.ok && mixed.value.notices).toEqual([{ code: 'encodingMixed', args: { encoding: 'utf-8' } }]);
  });

  it('gives an open quote up in time, however small the pieces', () => {
    const reader = new TableReader('x.csv');
    reader.push('a,b\n1,"');
    const piece = `${'2,3\n'.repeat(4096)}`;
    for (let i = 0; i < 1000; i++) reader.push(piece);
    expect(reader.finish()).toEqual({ ok: false, fault: { code: 'quoteOpen', args: { line: 2 } } });
  });
});
