/** JSON Lines of numbers are read from their bytes to the same bits, lines and faults as by JSON.parse. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readTable } from '../../../src/data/reader';
import { flat } from './same';

const begin = Array.from({ length: 250 }, (_, i) => `{"a":${i / 8},"b":${-i},"c":1}`);

const number = fc.oneof(
  { weight: 4, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)) },
  { weight: 4, arbitrary: fc.double({ min: -1e4, max: 1e4, noNaN: true }).map((value) => value.toFixed(6)) },
  { weight: 2, arbitrary: fc.maxSafeInteger().map(String) },
  { weight: 2, arbitrary: fc.stringMatching(/^-?(0|[1-9][0-9]{0,20})(\.[0-9]{1,24})?$/) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('-0', '0.0', '1e3', '1E-400', '1e400', '9007199254740993', 'null', '"x"', '"7"', 'true'),
  },
  { weight: 1, arbitrary: fc.constantFrom('01', '1.', '.5', '-', '+1', '1e', '--1', '1.2.3', '[2]', '{"d":1}', 'NaN') },
);
const record = fc.oneof(
  { weight: 12, arbitrary: fc.tuple(number, number, number).map(([a, b, c]) => `{"a":${a},"b":${b},"c":${c}}`) },
  { weight: 1, arbitrary: fc.tuple(number, number).map(([a, b]) => `{"b":${a},"a":${b}}`) },
  { weight: 1, arbitrary: number.map((a) => `{"a":1,"b":2,"c":3,"d":${a}}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', ' ', '{}', '[1,2,3]', '7', '{"a":1,"a":2,"c":3}', '{"a":1,"b":2,"c":3} '),
  },
);

/** Spelled unlike its neighbours, so that every record goes the long way. */
const apart = (source: string, i: number): string => source.replace('{', `{${' '.repeat(1 + (i % 2))}`);

it('agrees with the long way on 5,000 files', { timeout: 300_000 }, () => {
  fc.assert(
    fc.property(
      fc.array(record, { minLength: 1, maxLength: 8 }),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
      (records, end, closed) => {
        const lines = [...begin, ...records, begin[7], begin[9]];
        const file = (rows: readonly string[]) => rows.join(end) + (closed ? end : '');
        const quick = readTable('x.jsonl', file(lines));
        const slow = readTable('x.jsonl', file(lines.map(apart)));
        expect(quick.ok ? '' : [quick.fault.code, quick.fault.args.line]).toEqual(
          slow.ok ? '' : [slow.fault.code, slow.fault.args.line],
        );
        if (quick.ok && slow.ok) expect(flat(quick.value)).toBe(flat(slow.value));
      },
    ),
    { numRuns: 5000, seed: 20240301 },
  );
});

it('tells apart what is spelled alike but for a digit', () => {
  const rows = [...begin, '{"a":0.1,"b":12345678901234567,"c":-0}', '{"a":0.30000000000000004,"b":1e3,"c":5}'];
  const table = readTable('x.jsonl', rows.join('\n'));
  if (!table.ok) throw new Error(table.fault.code);
  const [a, b, c] = table.value.columns;
  expect([a.values[250], b.values[250], c.values[250]]).toEqual([0.1, Number('12345678901234567'), -0]);
  expect([a.values[251], b.values[251], c.values[251]]).toEqual([0.30000000000000004, 1000, 5]);
  expect(table.value.lines[251]).toBe(252);
});
