/** JSON: what the scanner accepts, where it says that rows stand, and what a table makes of them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonScanner, jsonValue } from '../../../src/data/jsonScanner';
import { readTable, TableReader } from '../../../src/data/reader';
import type { ReadOptions, Table } from '../../../src/data/table';
import { FaultError } from '../../../src/fault';
import { flat } from './same';

const seed = 424242;
const patience = 300_000;

function read(data: string, options: ReadOptions = {}, name = 'x.json'): Table {
  const result = readTable(name, data, options);
  if (!result.ok) throw new Error(JSON.stringify(result.fault));
  return result.value;
}

function accepts(text: string): boolean {
  try {
    const scanner = new JsonScanner(text);
    scanner.skip();
    scanner.end();
    return true;
  } catch (error) {
    if (error instanceof FaultError) return false;
    throw error;
  }
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('the scanner', () => {
  const token = fc.constantFrom(
    ...[
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"',
      '\\',
      '1',
      '-',
      '0',
      '01',
      '.5',
      '1.5e3',
      '1e',
      'true',
      'null',
      'nul',
      ' ',
    ],
    ...['\n', '\t', '"\\u00e9"', '"\\x"', '\u00a0', '\u0001', "'"],
  );
  const tokens = fc.array(token, { maxLength: 9 }).map((parts) => parts.join(''));
  // Valid JSON, spaced at random and then perhaps hurt in one place.
  const hurt = fc
    .tuple(fc.json({ maxDepth: 3 }), fc.nat(30), fc.option(token), fc.constantFrom(undefined, 1, '\r\n  '))
    .map(([source, at, part, space]) => {
      const text = space === undefined ? source : JSON.stringify(JSON.parse(source), null, space);
      return part === null ? text : text.slice(0, at) + part + text.slice(at + 1);
    });

  it(
    'accepts what JSON.parse accepts, and nothing else',
    () => {
      fc.assert(
        fc.property(fc.oneof(tokens, hurt), (text) => accepts(text) === parses(text)),
        { numRuns: 20_000, seed },
      );
    },
    patience,
  );

  it('takes NaN and infinities, which programs write', () => {
    expect(jsonValue('{"NaN":[NaN,-Infinity,1],"b":"NaN \\" Infinity"}')).toEqual({
      NaN: [null, '-Infinity', 1],
      b: 'NaN " Infinity',
    });
    expect(accepts('[NaN,-Infinity,Infinity]')).toBe(true);
    expect(accepts('[-NaN]')).toBe(false);
  });
});

describe('JSON tables', () => {
  const key = fc.constantFrom('x', 'y', '__proto__', 'constructor', 'toString', '', 'a b');
  const cell = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
    fc.constantFrom('1', '2', '-0', 'null', 'true', '"w"', '"3"', '""', '"NA"', '[1]', '{"q":1}', 'NaN'),
  );
  const record = fc.uniqueArray(fc.tuple(key, cell), { maxLength: 5, selector: ([name]) => name });
  const space = fc.constantFrom('', ' ', '\n', '\r\n', '\n\n  ', '\r');

  it(
    'hold each record on the line it begins on, as an array, as lines, and in pieces',
    () => {
      fc.assert(
        fc.property(fc.array(fc.tuple(record, space), { minLength: 1, maxLength: 6 }), fc.nat(50), (records, at) => {
          let text = '[';
          const lines: number[] = [];
          const sources: string[] = [];
          records.forEach(([members, gap], i) => {
            text += gap;
            lines.push(text.split(/\r\n?|\n/).length);
            const source = `{${members.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`;
            sources.push(source);
            text += source + (i < records.length - 1 ? ',' : ']');
          });
          const result = readTable('x.json', text);
          const byLine = readTable('x.jsonl', sources.join('\n'));
          if (!result.ok || !byLine.ok) {
            expect(records.every(([members]) => members.length === 0)).toBe(true);
            return;
          }
          const { value } = result;
          expect([...value.lines]).toEqual(lines);
          const guess = { ...byLine.value.guess, format: 'json' as const, path: '' };
          const notices = value.notices.map((notice) => ({ ...notice, args: { ...notice.args, line: 0 } }));
          const twins = byLine.value.notices.map((notice) => ({ ...notice, args: { ...notice.args, line: 0 } }));
          expect(twins).toEqual(notices);
          const alike = {
            ...byLine.value,
            name: 'x.json',
            guess: value.guess,
            lines: value.lines,
            notices: value.notices,
          };
          expect({ ...value.guess }).toEqual(guess);
          expect(flat(alike)).toBe(flat(value));
          records.forEach(([members], row) => {
            const given = new Map<string, string>(members);
            for (const column of value.columns) {
              const name = column.name.startsWith('column') ? '' : column.name;
              const spelled = given.get(name) ?? 'null';
              const plain = /^"(.*)"$/.exec(spelled)?.[1] ?? spelled;
              const number = /^(null|NaN|NA|true|w|\[1\]|\{"q":1\}|)$/.test(plain) ? Number.NaN : Number(plain);
              if (!Object.is(column.values[row], number)) throw new Error(`${column.name} of ${spelled} in row ${row}`);
              const word = column.kind === 'text' ? column.labels!.levels[column.labels!.codes[row]] : undefined;
              if (/^(w|true)$/.test(plain)) expect(word).toBe(plain);
            }
          });
          const reader = new TableReader('x.json', {}, { head: 4, slab: 4 });
          reader.push(text.slice(0, at));
          reader.push(text.slice(at));
          const pieces = reader.finish();
          expect(pieces.ok && flat(pieces.value)).toBe(flat(value));
        }),
        { numRuns: 10_000, seed },
      );
    },
    patience,
  );

  it('tell nested cells, and leave them missing', () => {
    const table = read('[{"x":1,"p":{"a":1}},\n{"x":2,"p":[3]},\n{"x":3}]');
    expect(table.columns.map((column) => [column.name, column.kind])).toEqual([
      ['x', 'integer'],
      ['p', 'empty'],
    ]);
    expect(table.notices).toEqual([{ code: 'cellsNested', args: { count: 2, column: 'p', line: 1 } }]);
  });

  it('tell columns of unequal length, and short and long rows', () => {
    const uneven = read('{"x":[1,2,3],"y":[4,5]}');
    expect([...uneven.columns[1].values]).toEqual([4, 5, Number.NaN]);
    expect(uneven.notices).toEqual([{ code: 'columnsUneven', args: { longest: 3, shortest: 2 } }]);
    const ragged = read('[[1,2],\n[3],\n[4,5,6],\n[7,8]]');
    expect(ragged.columns.map((column) => [...column.values])).toEqual([
      [1, 3, 4, 7],
      [2, Number.NaN, 5, 8],
    ]);
    expect(ragged.notices.map(({ code, args }) => [code, args.line])).toEqual([
      ['rowsShort', 2],
      ['rowsLong', 3],
    ]);
  });

  it('read plain arrays as one column', () => {
    expect([...read('[1.5,2,\n3]').columns[0].values]).toEqual([1.5, 2, 3]);
    expect([...read('{"a":{"b":[1,2]}}', { path: 'a.b' }).lines]).toEqual([1, 1]);
  });

  it('prefer the most rows, and columns by what they hold', () => {
    expect(read('{"few":[{"a":1},{"a":2}],"many":[[1,2],[2,3],[3,4]]}').guess).toMatchObject({
      path: 'many',
      layout: 'arrays',
    });
    expect(read('{"x":[1,2,3,4],"y":[2,3,4,5],"notes":[{"a":1}]}').guess).toMatchObject({
      path: '',
      layout: 'columns',
    });
    expect(read('{"size":{"w":1,"h":2,"d":3},"rows":[{"a":1},{"a":2}]}').guess).toMatchObject({ path: 'rows' });
  });
});
