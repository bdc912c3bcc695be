/**
 * Colours of rows as places in a table of those that there are. Mixtures of a few colours make no more than some thousand
 * different ones in bytes: what travels to the panel is then a half or a quarter, and loses nothing.
 */
import type { ShadesMessage } from '../protocol/shades.ts';

const mostShades = 1 << 16;
/** Twice as many slots as colours: one that is taken is seldom followed by many others. */
const slotBits = 17;

/**
 * @param rgba [n·4], opaque
 * @returns undefined where there are too many different ones
 */
export function shadesOf(rgba: Uint8Array): ShadesMessage | undefined {
  const words = new Uint32Array(rgba.buffer, rgba.byteOffset, rgba.length >> 2);
  // 0 is no opaque colour: a slot with it is free.
  const held = new Uint32Array(1 << slotBits);
  const places = new Uint16Array(1 << slotBits);
  const table = new Uint32Array(mostShades);
  const at = new Uint16Array(words.length);
  let count = 0;
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    let slot = Math.imul(word, 0x9e3779b1) >>> (32 - slotBits);
    while (held[slot] !== word) {
      if (held[slot] === 0) {
        if (count === mostShades) return undefined;
        held[slot] = word;
        places[slot] = count;
        table[count++] = word;
        break;
      }
      slot = (slot + 1) & ((1 << slotBits) - 1);
    }
    at[i] = places[slot]!;
  }
  return { table: new Uint8Array(table.slice(0, count).buffer), at: count <= 256 ? new Uint8Array(at) : at };
}
