import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearest } from '../../../src/data/decimal';
import { CellRules, numberOf, quotable } from '../../../src/data/number';
import { readTable } from '../../../src/data/reader';

const hard = [
  '0',
  '-0',
  '1',
  '0.1',
  '0.2',
  '0.3',
  '1.7976931348623157e308',
  '1.7976931348623158e308',
  '1.7976931348623159e308',
  '2.2250738585072011e-308',
  '2.2250738585072014e-308',
  '4.9406564584124654e-324',
  '2.4703282292062327e-324',
  '2.4703282292062328e-324',
  '5e-324',
  '9007199254740991',
  '9007199254740992',
  '9007199254740993',
  '9007199254740995',
  '9007199254740993.0',
  '900719925474099.3',
  '72057594037927945',
  '72057594037927944',
  '72057594037927943',
  '7205759403792793200001e-5',
  '123456789012345678',
  '1234567890123456789',
  '12345678901234567890',
  '0.1234567890123456',
  '0.12345678901234567',
  '0.123456789012345678',
  '0.1234567890123456789',
  '0.12345678901234567890',
  '8.41e21',
  '9.5367431640625e-7',
  '179769313486231580793e289',
  '100000000000000016777215',
  '100000000000000016777216',
  '1e22',
  '1e23',
  '1e-22',
  '1e-23',
  '6929495644600919.5',
  '3.518437208883201171875e13',
  '62.5364939768271845828',
  '0.000000000000000000001',
  '1.00000000000000011102230246251565404',
  '1.00000000000000011102230246251565405',
  '000000000000000000000000001',
  '0.000000000000000000000000000000000000000000000000001',
];

describe('numbers', () => {
  it.each(hard)('%s as Number has it, in every way through the reader', (cell) => {
    const expected = Number(cell);
    expect(numberOf(cell, '.')).toBe(expected);
    expect(numberOf(cell.replace('.', ','), ',')).toBe(expected);
    // The second row is read by bytes, the third by papaparse.
    const result = readTable('x.csv', `a,b\n${cell},1\n-${cell.replace(/^-/, '')},2\n"${cell}",3\n`);
    if (!result.ok) throw new Error(result.fault.code);
    expect([...result.value.columns[0].values]).toEqual([expected, -Math.abs(expected), expected]);
  });

  it('are nearest, or said to be unknown, for 16 to 19 digits', () => {
    const digits = fc.tuple(
      fc.integer({ min: 1e14, max: 999_999_999_999_999 }),
      fc.nat(9999),
      fc.integer({ min: 1, max: 4 }),
    );
    let unknown = 0;
    const runs = 50_000;
    fc.assert(
      fc.property(digits, fc.nat(22), ([first, more, length], scale) => {
        const rest = more % 10 ** length;
        const spelled = `${first}${String(rest).padStart(length, '0')}`;
        if (Number(spelled) < 2 ** 53) return;
        const value = nearest(first, rest, length, scale);
        if (Number.isNaN(value)) unknown++;
        else if (value !== Number(`${spelled}e-${scale}`)) throw new Error(`${spelled}e-${scale} is not ${value}`);
      }),
      { numRuns: runs, seed: 7 },
    );
    expect(unknown).toBeLessThan(runs / 20);
  });

  it('never guess at a number halfway between two doubles', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 2n ** 52n, max: 2n ** 53n - 1n }), fc.integer({ min: 0, max: 8 }), (half, shift) => {
        const middle = (2n * half + 1n) << BigInt(shift);
        for (const spelled of [middle - 1n, middle, middle + 1n].map(String)) {
          if (spelled.length > 19) continue;
          const value = nearest(Number(spelled.slice(0, 15)), Number(spelled.slice(15)), spelled.length - 15, 0);
          if (!Number.isNaN(value)) expect(value).toBe(Number(spelled));
        }
      }),
      { numRuns: 5000, seed: 8 },
    );
  });

  it.each([
    '',
    ' ',
    '0x10',
    '1e',
    '1e+',
    '.',
    '-',
    '+',
    '1.2.3',
    '1,2',
    '1 2',
    '1_000',
    'e5',
    '--1',
    'infinit',
    'nan',
    '1f',
    '٣',
  ])('%j is none', (cell) => expect(numberOf(cell, '.')).toBeUndefined());

  it.each([
    ['+1', 1],
    ['.5', 0.5],
    ['5.', 5],
    ['−2', -2],
    ['inf', Infinity],
    ['-Infinity', -Infinity],
    ['1E3', 1000],
  ] as const)('%s is %d', (cell, value) => expect(numberOf(cell, '.')).toBe(value));

  it('are missing where a marker says so, by value if it is a number', () => {
    const rules = new CellRules('.', ['-999', 'Unknown']);
    expect(rules.read('-999.0')).toBeNaN();
    expect(rules.read('unknown')).toBeNaN();
    expect(rules.read('')).toBeNaN();
    expect(rules.read('NA')).toBeUndefined();
    const result = readTable('x.csv', 'a,b\n1,-999\n-9.99e2,3\n4,5\n', { missing: ['-999'] });
    if (!result.ok) throw new Error(result.fault.code);
    expect(result.value.columns.map((column) => [...column.values])).toEqual([
      [1, Number.NaN, 4],
      [Number.NaN, 3, 5],
    ]);
    const json = readTable('x.json', '[{"a":1},{"a":-999},{"a":"-999"}]', { missing: ['-999'] });
    if (!json.ok) throw new Error(json.fault.code);
    expect(json.value.columns[0].missing).toBe(2);
  });
});

describe('a quoted cell', () => {
  it('is short, on one line and harmless', () => {
    expect(quotable('a\u0000b\r\n\u202ec')).toBe('a b c');
    expect([...quotable('😀'.repeat(100))]).toHaveLength(40);
    expect(quotable('x'.repeat(40))).toBe('x'.repeat(40));
  });
});
