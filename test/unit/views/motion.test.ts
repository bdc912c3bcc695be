import { describe, expect, it } from 'vitest';
import { Motion } from '../../../webview/data/motion.ts';

/** Moves for `frames` frames on a machine that takes `cost` milliseconds per million points, 16 at least. */
function move(motion: Motion, n: number, cost: number, frames: number): number {
  let [now, took] = [1000, 16];
  motion.frame(now, true);
  for (let i = 0; i < frames; i++) {
    took = Math.max(16, (cost * n) / motion.stride / 1e6);
    now += took;
    motion.frame(now, false);
  }
  return took;
}

describe('panning a million points', () => {
  it('draws all of them where the machine can', () => {
    const motion = new Motion(1_000_000, false);
    move(motion, 1_000_000, 12, 60);
    expect(motion.stride).toBe(1);
  });

  it('leaves out as many as it takes to stay smooth, within a few frames', () => {
    for (const cost of [60, 300, 900]) {
      const motion = new Motion(1_000_000, false);
      expect(move(motion, 1_000_000, cost, 12)).toBeLessThan(34);
      expect(motion.stride).toBeGreaterThan(1);
    }
  });

  it('never leaves fewer than the eye needs, nor any of a few', () => {
    const slow = new Motion(1_000_000, true);
    move(slow, 1_000_000, 100_000, 60);
    expect(1_000_000 / slow.stride).toBeGreaterThanOrEqual(15_000);
    const few = new Motion(272, true);
    move(few, 272, 1e9, 60);
    expect(few.stride).toBe(1);
  });

  it('takes a slow frame for no rest', () => {
    const motion = new Motion(1_000_000, true);
    const took = move(motion, 1_000_000, 40_000, 2);
    expect(took).toBeGreaterThan(160);
    expect(motion.rest).toBeGreaterThan(2 * took);
  });
});
