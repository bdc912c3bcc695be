import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Outbox } from '../../../src/editor/outbox.ts';
import type { ToPanel } from '../../../src/protocol/panel.ts';
import { frame, runState, trace } from '../webview/messages.ts';

let said: string[];
let posted: ToPanel[][];
let outbox: Outbox;
const settled = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
  said = [];
  posted = [];
  outbox = new Outbox((messages: ToPanel[]) => {
    posted.push(messages);
    said.push(messages.map(({ type }) => type).join(' '));
  });
});
afterEach(() => vi.useRealTimers());

describe('what is told to the panel', () => {
  it('goes as one message where it is told at once', async () => {
    outbox.tell(trace(1, 0, [-1], [0]), false);
    outbox.tell(frame(1, 0, 1), false);
    expect(said).toEqual([]);
    await settled();
    expect(said).toEqual(['trace frame']);
  });

  it('goes a few moments at a time while a run is under way, the first at once', async () => {
    outbox.tell(frame(1, 0, 1), true);
    await settled();
    for (let half = 1; half < 8; half++) {
      await vi.advanceTimersByTimeAsync(19);
      outbox.tell(frame(1, half, half + 1), true);
    }
    await vi.advanceTimersByTimeAsync(100);
    expect(said).toEqual(['frame', 'frame frame frame', 'frame frame frame', 'frame']);
  });

  it('takes with it what waits as soon as something cannot wait, in order', async () => {
    outbox.tell(frame(1, 0, 1), true);
    await settled();
    outbox.tell(frame(1, 1, 2), true);
    await settled();
    expect(said).toEqual(['frame']);
    outbox.tell(runState(1, 'paused'), false);
    outbox.tell(frame(1, 2, 3), false);
    await settled();
    expect(said).toEqual(['frame', 'frame state frame']);
    await vi.advanceTimersByTimeAsync(100);
    expect(said).toHaveLength(2);
  });

  it('does not wait where the run is at rest', async () => {
    for (let half = 0; half < 3; half++) {
      outbox.tell(frame(1, half, 3), false);
      await settled();
    }
    expect(said).toEqual(['frame', 'frame', 'frame']);
  });

  it('has no more arrays in one message than the editor can count', async () => {
    const arrays = (value: unknown): number =>
      JSON.stringify(value, (_, part) => (ArrayBuffer.isView(part) ? '\u0000' : part)).split('\\u0000').length - 1;
    for (let half = 0; half < 60; half++) outbox.tell(frame(1, half, half + 1), false);
    await settled();
    expect(arrays(posted[0]![0])).toBeGreaterThan(5);
    for (const messages of posted) expect(arrays(messages)).toBeLessThanOrEqual(253);
    expect(posted.length).toBeLessThan(3);
    expect(posted.flat().map((message) => 'half' in message && message.half)).toEqual([...Array(60).keys()]);
  });
});
