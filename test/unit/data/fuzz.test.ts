/** The reader under inputs nobody would write: more than 100,000 of them, the same ones every time. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataFaultSentences, dataNoticeSentences } from '../../../src/data/faults';
import { toMatrix } from '../../../src/data/matrix';
import { type Portions, readTable, TableReader } from '../../../src/data/reader';
import type { ReadOptions } from '../../../src/data/table';
import { expectTwin, flat } from './same';
import { type TwinShape, twinRows, twinTable } from './twin';

const encoder = new TextEncoder();
const seed = 20240229;
/** Milliseconds: a busy machine may take its time. */
const patience = 300_000;

/** Pieces of delimited text, most of them ordinary. */
const piece = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('1', '2.5', '-3', '0', '1e3', '12345678901234567', '.5', '7.') },
  { weight: 8, arbitrary: fc.constantFrom(',', ',', ';', '\t', '|') },
  { weight: 5, arbitrary: fc.constantFrom('\n', '\n', '\r\n', '\r') },
  { weight: 3, arbitrary: fc.constantFrom('"', '""', '"a"', '"1,5"', '"x\ny"', '" ') },
  {
    weight: 3,
    arbitrary: fc.constantFrom('a', 'NA', '', ' ', 'é', '−', '한', 'inf', '-', '#', '# c', '+', 'e', '1,5'),
  },
);
const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));

const shape = fc.record({
  delimiter: fc.constantFrom(',', ';', '\t', '|'),
  comment: fc.constantFrom('', '#'),
  header: fc.boolean(),
});
const shapeOf = (part: { delimiter: string; comment: string; header: boolean }, comma: boolean): TwinShape => ({
  ...part,
  decimal: comma ? ',' : '.',
});

/** Reads with everything said, so that nothing is guessed but the width of a table without header. */
const options = (said: TwinShape): ReadOptions => ({ format: 'delimited', encoding: 'utf-8', ...said });

function readIn(pieces: readonly (Uint8Array | string)[], how: ReadOptions, portions?: Portions, name = 'fuzz') {
  const reader = new TableReader(name, how, portions);
  for (const part of pieces) reader.push(part);
  return reader.finish();
}

function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const cuts = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [0, ...cuts].map((from, i) => bytes.slice(from, cuts[i] ?? bytes.length));
}

describe('reader under fuzz', () => {
  it(
    'gives the rows, lines, numbers and words of the plain twin',
    () => {
      fc.assert(
        fc.property(text, shape, fc.boolean(), fc.constantFrom(1, 7, 64, 4096), (source, part, comma, slab) => {
          const said = shapeOf(part, comma);
          const result = readIn([source], options(said), { head: 1 << 16, slab });
          const width = result.ok && !said.header ? result.value.columns.length : 0;
          const twin = twinTable(source, said, width);
          if (!twin.ok) {
            expect(result).toEqual({ ok: false, fault: expect.objectContaining({ code: twin.code }) });
            expect(!result.ok && result.fault.args.line).toBe(twin.line);
            return;
          }
          if (twin.table.lines.length === 0 || source.trim() === '') {
            expect(!result.ok && result.fault.code).toMatch(/^(fileEmpty|headerOnly)$/);
            return;
          }
          if (!result.ok) throw new Error(`${result.fault.code} where the twin reads`);
          // Row names may stand before the header's, and empty names at its end may be dropped: the width is the reader's.
          const rows = twinRows(source, said);
          const names = result.value.columns.map((column) => column.name);
          const body = said.header ? rows.slice(1) : rows;
          const cells = body.map((row) => names.map((_, c) => row.cells[c] ?? ''));
          expect(new Set(names).size).toBe(names.length);
          expectTwin(result.value, { names, cells, lines: body.map((row) => row.line) }, said.decimal);
        }),
        { numRuns: 30_000, seed },
      );
    },
    patience,
  );

  it(
    'gives the same table however the bytes are cut',
    () => {
      const places = fc.array(fc.nat(200), { maxLength: 6 });
      fc.assert(
        fc.property(text, places, fc.constantFrom(1, 16, 64), (source, where, head) => {
          const bytes = encoder.encode(source);
          const portions = { head, slab: 32 };
          const whole = readIn([bytes], {}, portions);
          const parts = readIn(cut(bytes, where), {}, portions);
          expect(parts.ok).toBe(whole.ok);
          if (whole.ok && parts.ok) expect(flat(parts.value)).toBe(flat(whole.value));
          else expect(parts).toEqual(whole);
        }),
        { numRuns: 20_000, seed },
      );
    },
    patience,
  );

  it(
    'gives the same table from text as from bytes, whole or a character at a time',
    () => {
      fc.assert(
        fc.property(text, (source) => {
          const bytes = readTable('fuzz.csv', encoder.encode(source), { encoding: 'utf-8' });
          const characters = readIn(source.split(''), {}, undefined, 'fuzz.csv');
          expect(characters.ok).toBe(bytes.ok);
          if (bytes.ok && characters.ok) {
            expect(flat(characters.value)).toBe(flat(bytes.value));
          } else {
            expect(characters).toEqual(bytes);
          }
        }),
        { numRuns: 10_000, seed },
      );
    },
    patience,
  );

  it(
    'reads plain rows to the bit as papaparse does',
    () => {
      const number = fc.oneof(
        fc.double({ noNaN: true }).map(String),
        fc.double({ min: -1e4, max: 1e4, noNaN: true }).map((value) => value.toFixed(6)),
        fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value.toExponential(18)),
        fc.maxSafeInteger().map(String),
        fc.constantFrom(
          '',
          'NA',
          'x',
          '1e',
          '1e+',
          '-',
          '-.',
          '.',
          '1.2.3',
          '--1',
          '00',
          '-0',
          '1e400',
          '1e-400',
          '5e-324',
        ),
        fc.constantFrom(
          '"1.5"',
          '""',
          '"x y"',
          '"NA"',
          '"-2e5"',
          '"1"',
          '"12345678901234567"',
          '"a""b"',
          ' "c"',
          '"d" ',
        ),
        fc.stringMatching(/^-?[0-9]{0,20}\.?[0-9]{1,24}([eE][+-]?[0-9]{1,4})?$/),
      );
      const rows = fc.array(fc.array(number, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 6 });
      fc.assert(
        fc.property(rows, fc.constantFrom('\n', '\r\n', '\r'), fc.boolean(), (cells, end, comma) => {
          const delimiter = comma ? ';' : ',';
          const spelled = cells.map((row) =>
            row.map((cell) => (comma ? cell.replace('.', ',') : cell)).join(delimiter),
          );
          const source = ['a', 'b', 'c'].join(delimiter) + end + spelled.join(end);
          const said: ReadOptions = { delimiter, header: true, decimal: comma ? ',' : '.', comment: '' };
          const quick = readTable('x.csv', source, said);
          // A comment mark of two characters is none that the reader of plain rows knows: papaparse reads everything.
          const slow = readTable('x.csv', source, { ...said, comment: '@@' });
          if (!quick.ok || !slow.ok) throw new Error('these rows can be read');
          const same = { ...quick.value, guess: slow.value.guess };
          expect(flat(same)).toBe(flat(slow.value));
        }),
        { numRuns: 20_000, seed },
      );
    },
    patience,
  );

  it(
    'says something known about any bytes at all',
    () => {
      const known = { ...dataFaultSentences, ...dataNoticeSentences } as Record<string, string>;
      const bytes = fc.oneof(
        fc.uint8Array({ maxLength: 80 }),
        fc.string({ unit: 'binary', maxLength: 40 }).map((source) => encoder.encode(source)),
        fc.json({ maxDepth: 4 }).map((source) => encoder.encode(source)),
        fc.tuple(fc.json({ maxDepth: 3 }), fc.nat(60)).map(([source, at]) => encoder.encode(source.slice(0, at))),
        text.map((source) => encoder.encode(source)),
      );
      const name = fc.constantFrom('a.csv', 'a.json', 'a.jsonl', 'a.tsv', 'a');
      fc.assert(
        fc.property(bytes, name, fc.array(fc.nat(80), { maxLength: 3 }), (data, file, where) => {
          const result = readTable(file, data);
          const parts = readIn(cut(data, where), {}, undefined, file);
          expect(parts.ok).toBe(result.ok);
          if (!result.ok) {
            expect(known).toHaveProperty(result.fault.code);
            return;
          }
          for (const notice of result.value.notices) expect(known).toHaveProperty(notice.code);
          const matrix = toMatrix(result.value);
          if (!matrix.ok) {
            expect(known).toHaveProperty(matrix.fault.code);
            return;
          }
          for (const notice of matrix.value.notices) expect(known).toHaveProperty(notice.code);
          for (const column of matrix.value.columns) expect(column.every(Number.isFinite)).toBe(true);
          expect(matrix.value.n + matrix.value.dropped.count).toBe(result.value.rows);
        }),
        { numRuns: 20_000, seed },
      );
    },
    patience,
  );
});
