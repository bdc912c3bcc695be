import { randomStream, type Stream } from '../gmm/random';

/** A standard normal number from a stream (Box & Muller 1958). */
export function standardNormal(stream: Stream): number {
  return Math.sqrt(-2 * Math.log(1 - stream.next())) * Math.cos(2 * Math.PI * stream.next());
}

/** [D·L] loadings of independent normal entries with that deviation. */
export function randomLoadings(d: number, l: number, deviation: number, seed: number): Float64Array {
  const stream = randomStream(seed);
  return Float64Array.from({ length: d * l }, () => deviation * standardNormal(stream));
}
