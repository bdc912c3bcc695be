import { describe, expect, it } from 'vitest';
import { shadesOf } from '../../../src/engine/shades.ts';
import type { Frame } from '../../../src/protocol/run.ts';
import { coloured } from '../../../webview/colour/shades.ts';

/** n opaque colours, `count` of them different. */
function colours(n: number, count: number): Uint8Array {
  const words = Uint32Array.from({ length: n }, (_, i) => {
    const colour = Math.imul((i * 7919) % count, 0x9e3779b1);
    return ((colour ^ (colour >>> 16)) & 0xffffff) | 0xff000000;
  });
  return new Uint8Array(words.buffer);
}

const different = (rgba: Uint8Array): number => new Set(new Uint32Array(rgba.buffer)).size;

describe('colours told as places in a table', () => {
  it.each([
    [1, 1, 1],
    [20_000, 1, 1],
    [20_000, 256, 1],
    [20_000, 257, 2],
    [100_003, 60_000, 2],
  ])('of %i rows with %i colours, lose nothing, and take %i bytes a row', (n, count, bytes) => {
    const rgba = colours(n, count);
    const shades = shadesOf(rgba)!;
    expect(shades.at.length).toBe(n);
    expect(shades.at.BYTES_PER_ELEMENT).toBe(bytes);
    expect(shades.table.length).toBe(4 * different(rgba));
    const frame = coloured({ type: 'frame', shades } as Frame) as Frame;
    expect(Buffer.compare(frame.colours!, rgba)).toBe(0);
    expect('shades' in frame).toBe(false);
    const ahead = coloured({ type: 'ahead', id: 1, frame: { type: 'frame', shades } as Frame });
    expect(ahead.type === 'ahead' && ahead.frame).toEqual(frame);
  });

  it('are not where they are more than two bytes can tell', () => {
    const rgba = colours(100_000, 90_000);
    expect(different(rgba)).toBeGreaterThan(65_536);
    expect(shadesOf(rgba)).toBeUndefined();
  });
});
