import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { JumpableRandomGenerator } from 'pure-rand/types/JumpableRandomGenerator';

/** A seeded stream of random numbers: the same on every machine. */
export interface Stream {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform among 0 … count − 1. */
  below(count: number): number;
}

/**
 * The `index`-th of the streams that belong to a seed (a whole number). Streams of one seed are 2⁶⁴ draws apart, so a
 * restart draws the same numbers whatever the restarts before it did.
 */
export function randomStream(seed: number, index = 0): Stream {
  // The generator's first state is barely mixed: seeds that differ in a bit would begin alike.
  const generator: JumpableRandomGenerator = xoroshiro128plus(Math.imul(seed ^ 0x5bd1e995, 0x9e3779b1) ^ (seed >>> 15));
  for (let jump = 0; jump <= index; jump++) generator.jump();
  return {
    next: () => uniformFloat64(generator),
    below: (count) => uniformInt(generator, 0, count - 1),
  };
}

/**
 * `size` different rows of `n`, in rising order, each set equally likely (Floyd's algorithm, Bentley 1987); all of them
 * if there are no more than that.
 */
export function sampleRows(n: number, size: number, stream: Stream): Uint32Array {
  if (n <= size) return Uint32Array.from({ length: n }, (_, i) => i);
  const chosen = new Set<number>();
  for (let last = n - size; last < n; last++) {
    const row = stream.below(last + 1);
    chosen.add(chosen.has(row) ? last : row);
  }
  return Uint32Array.from(chosen).sort();
}

/** One row of each of `size` equal stretches of `n`, in rising order: quick, and no stretch of a sorted file is missed. */
export function spreadRows(n: number, size: number, stream: Stream): Uint32Array {
  const rows = new Uint32Array(Math.min(n, size));
  let from = 0;
  for (let i = 0; i < rows.length; i++) {
    const to = Math.floor(((i + 1) * n) / rows.length);
    rows[i] = from + stream.below(to - from);
    from = to;
  }
  return rows;
}
