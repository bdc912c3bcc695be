/** Files and selections that cannot be fitted: each ends in one fault that names the cause and the place. */
import { describe, expect, it } from 'vitest';
import { dataSentences } from '../../../src/data/faults';
import { toMatrix } from '../../../src/data/matrix';
import { readTable } from '../../../src/data/reader';
import { badFiles } from './badFiles';

describe('bad inputs', () => {
  it('are forty and more', () => expect(badFiles.length).toBeGreaterThanOrEqual(40));

  it.each(badFiles.map((entry) => [entry[0], entry] as const))('%s', (_, [, name, data, expected, more = {}]) => {
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
