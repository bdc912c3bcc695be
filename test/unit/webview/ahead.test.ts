import { describe, expect, it } from 'vitest';
import type { Frame } from '../../../src/protocol/run.ts';
import { FramesAhead } from '../../../webview/ahead.ts';
import { frame } from './messages.ts';

const heavy = (half: number, bytes: number): Frame => ({ ...frame(1, half, 999), colours: new Uint8Array(bytes) });

describe('frames ahead', () => {
  it('asks outwards from the thumb, a few at a time, and not again while it waits', () => {
    const ahead = new FramesAhead();
    ahead.follow('a');
    expect(ahead.wanted(10, 100, 272)).toEqual([11, 9, 12, 8, 13, 7, 14, 6]);
    expect(ahead.wanted(10, 100, 272)).toEqual([]);
    // The thumb has gone to where nothing is known or asked for.
    expect(ahead.wanted(50, 100, 272)[0]).toBe(51);
  });

  it('asks mostly for what the thumb is heading for', () => {
    const ahead = new FramesAhead();
    ahead.follow('a');
    expect(ahead.wanted(10, 100, 272, -1)).toEqual([9, 8, 11, 7, 6, 12, 5, 4]);
    // One of the four likeliest is missing: only what is not on its way, and no more than there is room for.
    expect(ahead.wanted(8, 100, 272, -1)).toEqual([]);
    expect(ahead.wanted(5, 100, 272, -1)).toEqual([3, 2, 1, 0]);
    expect(ahead.wanted(50, 100, 272, 1)).toEqual([]);
    for (const half of [9, 8, 11, 7]) ahead.keep(frame(1, half, 100), 5);
    expect(ahead.wanted(50, 100, 272, 1)).toEqual([51, 52, 49, 53]);
  });

  it('asks under another number once the run or the watch is another', () => {
    const ahead = new FramesAhead();
    ahead.follow('a');
    const { id } = ahead;
    ahead.follow('a');
    expect(ahead.id).toBe(id);
    ahead.follow('b');
    expect(ahead.id).not.toBe(id);
  });

  it('goes on until the whole run is there', () => {
    const ahead = new FramesAhead();
    ahead.follow('a');
    for (let asked = ahead.wanted(10, 30, 272); asked.length > 0; asked = ahead.wanted(10, 30, 272))
      for (const half of asked) ahead.keep(frame(1, half, 30), 10);
    for (let half = 0; half < 30; half++) expect(ahead.find(half) !== undefined, `${half}`).toBe(half !== 10);
  });

  it('keeps within its room, what is near the thumb longest, and comes to an end', () => {
    const ahead = new FramesAhead();
    ahead.follow('a');
    let asks = 0;
    for (let asked = ahead.wanted(50, 100, 272); asked.length > 0; asked = ahead.wanted(50, 100, 272), asks++)
      for (const half of asked) ahead.keep(heavy(half, 1_000_000), 50);
    expect(asks).toBeLessThan(20);
    expect(ahead.find(51)).toBeDefined();
    expect(ahead.find(49)).toBeDefined();
    expect(Array.from({ length: 100 }, (_, half) => ahead.find(half)).filter(Boolean).length).toBeLessThanOrEqual(8);
  });

  it('gives up where a single moment is too much', () => {
    const ahead = new FramesAhead();
    ahead.follow('a');
    const [first] = ahead.wanted(4, 9, 272);
    ahead.keep(heavy(first!, 2 << 20), 4);
    expect(ahead.find(first!)).toBeUndefined();
    expect(ahead.wanted(7, 9, 272)).toEqual([]);
  });

  it('forgets what was of another run or another watch', () => {
    const ahead = new FramesAhead();
    ahead.follow('a');
    ahead.keep(frame(1, 3, 9), 4);
    ahead.follow('b');
    expect(ahead.find(3)).toBeUndefined();
  });
});
