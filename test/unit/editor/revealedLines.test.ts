import { describe, expect, it } from 'vitest';
import { RevealedLines } from '../../../src/editor/revealedLines.ts';

describe('a line that the panel reveals', () => {
  it('is no news to the panel, once', () => {
    const lines = new RevealedLines();
    lines.add(134);
    expect(lines.reached(134)).toBe(true);
    expect(lines.reached(134)).toBe(false);
  });

  it('is none either where the cursor goes past others that the panel revealed', () => {
    const lines = new RevealedLines();
    for (const line of [8, 9, 10]) lines.add(line);
    // The window may tell of several moves in one.
    expect(lines.reached(8)).toBe(true);
    expect(lines.reached(10)).toBe(true);
  });

  it('is news where the reader moved the cursor while it was on its way: the panel has followed that', () => {
    const lines = new RevealedLines();
    lines.add(134);
    expect(lines.reached(7)).toBe(false);
    expect(lines.reached(134)).toBe(false);
  });

  it('is news where the cursor comes there much later', () => {
    let now = 0;
    const lines = new RevealedLines(() => now);
    lines.add(134);
    now = 20_001;
    expect(lines.reached(134)).toBe(false);
  });
});
