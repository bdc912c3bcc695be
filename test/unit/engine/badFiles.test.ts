/** What cannot be fitted is said in the same sentence in the editor, whose worker this is, and in the terminal. */
import { describe, expect, test } from 'vitest';
import { defaultFitOptions } from '../../../src/protocol/run.ts';
import { sentenceOf } from '../../../src/words/sentences.ts';
import { file, run } from '../cli/running.ts';
import { badFiles } from '../data/badFiles.ts';
import { Listening } from './listening.ts';

const plain = badFiles.filter(([, , , , more]) => more === undefined);

async function inTheEditor(name: string, data: string | Uint8Array) {
  const panel = new Listening();
  const failed = panel.next('fault');
  const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
  panel.post({ type: 'open', name, bytes: bytes.length, read: {}, fit: defaultFitOptions });
  // In pieces that cut lines, quotes and characters apart.
  for (let at = 0; at < bytes.length; at += 4099) panel.post({ type: 'chunk', data: bytes.slice(at, at + 4099) });
  panel.post({ type: 'end' });
  return (await failed).fault;
}

describe('bad files in the editor', () => {
  test('are forty and more', () => expect(plain.length).toBeGreaterThanOrEqual(40));

  test.each(plain.map((entry) => [entry[0], entry] as const))('%s', async (_, [, name, data, expected]) => {
    const fault = await inTheEditor(name, data);
    expect(fault).toEqual(expected);
    const terminal = await run('fit', file(name, data));
    expect(terminal.code).toBe(3);
    const said = sentenceOf('en', fault.code, fault.args);
    expect(terminal.err.trimEnd()).toBe(said.replace(/\p{Cc}/gu, ''));
    expect(sentenceOf('ko', fault.code, fault.args)).not.toBe(said);
  });
});
