/** Files and selections that cannot be fitted: each ends in one fault that names the cause and the place. */
import { describe, expect, it } from 'vitest';
import { dataSentences } from '../../../src/data/faults';
import { toMatrix } from '../../../src/data/matrix';
import { readTable } from '../../../src/data/reader';
import type { ReadOptions, Selection } from '../../../src/data/table';
import type { Fault } from '../../../src/fault';

type Case = readonly [
  what: string,
  name: string,
  data: string | Uint8Array,
  fault: Fault,
  more?: ReadOptions & Selection,
];

const fault = (code: string, args: Fault['args'] = {}): Fault => ({ code, args });
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const utf16 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'utf16le'));
const long = 'x'.repeat(100);

const cases: readonly Case[] = [
  ['empty', 'a.csv', '', fault('fileEmpty')],
  ['empty JSON', 'a.json', '', fault('fileEmpty')],
  ['a byte order mark alone', 'a.csv', bytes(0xef, 0xbb, 0xbf), fault('fileEmpty')],
  ['blank lines', 'a.csv', '\n \r\n\t\n', fault('fileEmpty')],
  ['comments alone', 'a.csv', '# a\n# b\n', fault('fileEmpty'), { comment: '#' }],
  ['empty UTF-16', 'a.csv', bytes(0xff, 0xfe), fault('fileEmpty')],
  ['header alone', 'a.csv', 'a,b,c\n', fault('headerOnly')],
  ['header alone without line end', 'a.csv', 'a,b,c', fault('headerOnly')],
  ['header alone, as asked', 'a.csv', '1,2,3\n', fault('headerOnly'), { header: true }],
  ['header alone in JSON', 'a.json', '[["a","b"]]', fault('headerOnly')],
  ['zero bytes', 'a.csv', bytes(0x61, 0x2c, 0x62, 0x0a, 0x31, 0, 0x32, 0x0a), fault('looksBinary', { byte: 6 })],
  ['a picture', 'a.csv', bytes(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13), fault('looksBinary', { byte: 9 })],
  ['a zip file', 'a.csv', bytes(0x50, 0x4b, 3, 4, 20, 0, 6, 0, 8, 0), fault('looksBinary', { byte: 6 })],
  ['control characters', 'a.csv', '\u0001\u0002\u0003,\u0004\n', fault('looksBinary', { byte: 1 })],
  ['UTF-16 with a zero character', 'a.csv', utf16('\ufeffa,b\n1,\u0000\n'), fault('looksBinary', { byte: 7 })],
  ['open quote', 'a.csv', 'a,b\n1,2\n3,"4\n5,6\n', fault('quoteOpen', { line: 3 })],
  ['open quote in the header', 'a.csv', '"a,b\n1,2\n', fault('quoteOpen', { line: 1 })],
  ['open quote at the end', 'a.csv', 'a,b\n1,"', fault('quoteOpen', { line: 2 })],
  ['text behind a quote', 'a.csv', 'a,b\n\n"1"x,2\n', fault('quoteMalformed', { line: 3, cell: '"1"x,2' })],
  [
    'long text behind a quote',
    'a.csv',
    `a,b\n"1"${long},2\n`,
    fault('quoteMalformed', { line: 2, cell: `"1"${'x'.repeat(36)}…` }),
  ],
  ['a line of a million numbers', 'a.csv', `${'1,'.repeat(1e5)}1\n`, fault('tooManyColumns', { limit: 100_000 })],
  ['a delimiter of two', 'a.csv', 'a,b\n', fault('delimiterUnusable', { delimiter: '::' }), { delimiter: '::' }],
  ['a quote for a delimiter', 'a.csv', 'a,b\n', fault('delimiterUnusable', { delimiter: '"' }), { delimiter: '"' }],
  ['a delimiter for a comment mark', 'a.csv', 'a,b\n', fault('commentUnusable', { comment: ',' }), { comment: ',' }],
  ['a quote for a comment mark', 'a.csv', 'a,b\n', fault('commentUnusable', { comment: '"' }), { comment: '"' }],
  [
    'an encoding of no name',
    'a.csv',
    bytes(0x61, 10),
    fault('encodingUnknown', { encoding: 'klingon', known: 'utf-8, utf-16le, utf-16be, windows-1252' }),
    { encoding: 'klingon' },
  ],
  ['broken JSON', 'a.json', '[{"a":1},\n {"a" 2}]', fault('jsonBroken', { line: 2, column: 7 })],
  ['JSON of no value', 'a.json', '[1,\n]', fault('jsonBroken', { line: 2, column: 1 })],
  ['JSON with more behind it', 'a.json', '[{"a":1}]\n]', fault('jsonBroken', { line: 2, column: 1 })],
  ['JSON with a raw line end in a string', 'a.json', '[{"a":"x\ny"}]', fault('jsonBroken', { line: 1, column: 9 })],
  ['JSON with a bad escape', 'a.json', '[{"a":"\\q","b":"c"}]', fault('jsonBroken', { line: 1, column: 8 })],
  ['CSV called JSON', 'a.json', 'a,b\n1,2\n', fault('jsonBroken', { line: 1, column: 1 })],
  ['truncated JSON', 'a.json', '[{"a":1},\n {"a":', fault('jsonTruncated', { line: 2, column: 7 })],
  ['JSON cut in a string', 'a.json', '[{"a":"xyz', fault('jsonTruncated', { line: 1, column: 11 })],
  ['JSON cut in an escape', 'a.json', '["\\u00', fault('jsonTruncated', { line: 1, column: 7 })],
  [
    'deep JSON',
    'a.json',
    `${'['.repeat(1e5)}${']'.repeat(1e5)}`,
    fault('jsonTooDeep', { line: 1, column: 514, limit: 512 }),
  ],
  [
    'deep JSON objects',
    'a.json',
    `[${'{"a":'.repeat(1e5)}`,
    fault('jsonTooDeep', { line: 1, column: 2562, limit: 512 }),
  ],
  ['a JSON number', 'a.json', '42', fault('jsonNoRows')],
  ['an empty JSON array', 'a.json', '[]', fault('jsonNoRows')],
  ['an empty JSON object', 'a.json', '{}', fault('jsonNoRows')],
  ['JSON settings', 'a.json', '{"a":1,"b":"c"}', fault('jsonNoRows')],
  ['empty records', 'a.json', '[{},{}]', fault('jsonNoRows')],
  [
    'a JSON path to nothing',
    'a.json',
    '{"data":[{"x":1},{"x":2}]}',
    fault('jsonPathUnknown', { path: 'rows', known: 'data' }),
    { path: 'rows' },
  ],
  [
    'JSON Lines broken in the middle',
    'a.jsonl',
    '{"a":1}\n{"a":}\n{"a":3}\n',
    fault('jsonBroken', { line: 2, column: 6 }),
  ],
  [
    'JSON Lines cut in the middle',
    'a.jsonl',
    '{"a":1}\n{"a":\n{"a":3}\n',
    fault('jsonTruncated', { line: 2, column: 6 }),
  ],
  ['a JSON Lines file of one cut line', 'a.jsonl', '{"a":', fault('jsonTruncated', { line: 1, column: 6 })],
  ['deep JSON Lines', 'a.jsonl', `${'['.repeat(1e5)}\n`, fault('jsonTooDeep', { line: 1, column: 513, limit: 512 })],
  ['all text', 'a.csv', 'a,b\nx,y\nz,w\n', fault('noNumericColumns', { columns: 'a, b' })],
  ['all missing', 'a.csv', 'a,b\nNA,NA\n,\n', fault('noNumericColumns', { columns: 'a, b' })],
  ['one row', 'a.csv', 'a,b\n1,2\n', fault('oneRow', { rows: 1 })],
  ['one complete row', 'a.csv', 'a,b\n1,2\n3,\n,4\n', fault('oneRow', { rows: 3 })],
  [
    'no complete row',
    'a.csv',
    'a,b\n1,\n,2\n3,\n,5\n,6\n',
    fault('noCompleteRows', { rows: 5, column: 'a', missing: 3 }),
  ],
  ['all rows equal', 'a.csv', 'a,b\n1,2\n1,2\n1,2\n', fault('allRowsEqual', { rows: 3 })],
  ['complete rows equal', 'a.csv', 'a,b\n1,2\n1,2\n4,\n,5\n', fault('allRowsEqual', { rows: 2 })],
  ['infinity', 'a.csv', 'a,b\n1,2\n3,-inf\n4,5\n', fault('dataInfinite', { column: 'b', line: 3 })],
  [
    'Infinity in JSON',
    'a.json',
    '[{"a":1},\n{"a":2},\n{"a":-Infinity}]',
    fault('dataInfinite', { column: 'a', line: 3 }),
  ],
  [
    'beyond double range',
    'a.csv',
    'a,b\n1,2\n1e309,3\n',
    fault('dataTooLarge', { column: 'a', line: 3, cell: '1e309' }),
  ],
  [
    'beyond double range in JSON',
    'a.json',
    '[{"a":1,"b":"1e999"},\n{"a":-2e400,"b":"x"}]',
    fault('dataTooLarge', { column: 'a', line: 2, cell: '-2e400' }),
  ],
  [
    'a column that is not there',
    'a.csv',
    'a,b\n1,2\n3,4\n',
    fault('columnUnknown', { column: 'c', known: 'a, b' }),
    { columns: ['a', 'c'] },
  ],
  [
    'a column of text asked for',
    'a.csv',
    'a,b\n1,2\n3,oh\u0007no\n',
    fault('columnNotNumeric', { column: 'b', line: 3, cell: 'oh no' }),
    { columns: ['b'] },
  ],
  [
    'a column of numbers in the other decimal mark',
    'a.csv',
    'a;b\n1.5;2\n2.5;3\n',
    fault('columnNotNumeric', { column: 'a', line: 2, cell: '1.5' }),
    { columns: ['a'], decimal: ',' },
  ],
  ['an empty column asked for', 'a.csv', 'a,b\n1,\n3,\n', fault('columnEmpty', { column: 'b' }), { columns: ['b'] }],
  ['a constant column alone', 'a.csv', 'a,b\n1,7\n3,7\n', fault('allRowsEqual', { rows: 2 }), { columns: ['b'] }],
  [
    'a label that is not there',
    'a.csv',
    'a\n1\n2\n',
    fault('labelUnknown', { column: 'z', known: 'a' }),
    { label: 'z' },
  ],
  ['an empty label', 'a.csv', 'a,b\n1,\n3,\n', fault('columnEmpty', { column: 'b' }), { label: 'b' }],
  [
    'a label of too many values',
    'a.csv',
    `a,b\n${Array.from({ length: 1001 }, (_, i) => `${i % 7},n${i}\n`).join('')}`,
    fault('labelTooManyValues', { column: 'b', values: 1001, limit: 1000 }),
    { label: 'b' },
  ],
  ['the label as the only column', 'a.csv', 'a\n1\n2\n', fault('noNumericColumns', { columns: 'a' }), { label: 'a' }],
];

describe('bad inputs', () => {
  it('are forty and more', () => expect(cases.length).toBeGreaterThanOrEqual(40));

  it.each(cases.map((entry) => [entry[0], entry] as const))('%s', (_, [, name, data, expected, more = {}]) => {
    const { columns, label, ...options } = more;
    const table = readTable(name, data, options);
    const selection = { ...(columns && { columns }), ...(label !== undefined && { label }) };
    const result = table.ok ? toMatrix(table.value, selection) : table;
    expect(result).toEqual({ ok: false, fault: expected });
    const sentence = (dataSentences as Record<string, string>)[expected.code];
    const asked = [...sentence.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    expect(Object.keys(expected.args)).toEqual(expect.arrayContaining(asked));
  });
});
