/** The latent square: how z becomes pixels, and how far it must reach to hold the rows. Pure. */
import { extent } from '../data/plane.ts';
import { strewnAt } from '../strewn.ts';

export interface Square {
  /** −reach … reach on both axes. */
  readonly reach: number;
  /** Pixels of a side, and of the margin around it. */
  readonly side: number;
}

/** Steps that the reach takes, from the prior's own width on, so that it stays put while training moves rows a little. */
const reaches = [3, 4, 5, 6, 8, 10, 13, 17, 22, 30];

/**
 * How far the square reaches so that it holds the means of q but for one in a hundred.
 * @param means [m·L]
 * @param before the reach so far: it is given up only where it is too small, or twice too large.
 */
export function reachOf(means: Float32Array, before?: number): number {
  const sizes = means.map(Math.abs).sort();
  const most = sizes[Math.min(sizes.length - 1, Math.floor(0.99 * sizes.length))] ?? 0;
  const wanted = reaches.find((reach) => reach >= 1.05 * most) ?? Math.ceil(1.1 * most);
  return before !== undefined && before >= wanted && before <= 2 * wanted ? before : wanted;
}

export interface Pixel {
  readonly x: number;
  readonly y: number;
}

/** z to pixels of the square, from its left top corner. */
export const toPixel = ({ reach, side }: Square, z1: number, z2: number): Pixel => ({
  x: ((z1 + reach) / (2 * reach)) * side,
  y: ((reach - z2) / (2 * reach)) * side,
});

/**
 * Rows of the latent picture as points: with one dimension z lies across and the rows are spread upwards, by label.
 * @param means [m·L]
 * @returns [m·2]
 */
export function pointsOf(
  means: Float32Array,
  latent: number,
  axes: readonly [number, number],
  reach: number,
  codes: Int32Array | undefined,
): Float32Array {
  const count = means.length / latent;
  const points = new Float32Array(2 * count);
  const [, mostCode] = codes && codes.length > 0 ? extent(codes) : [0, 0];
  for (let row = 0; row < count; row++) {
    points[2 * row] = means[row * latent + axes[0]]!;
    if (latent > 1) points[2 * row + 1] = means[row * latent + axes[1]]!;
    else {
      const band = codes ? (codes[row]! + 1) / (mostCode + 2) : 0.5;
      const within = strewnAt(row, 'alone') - 0.5;
      points[2 * row + 1] = 0.85 * reach * (1 - 2 * band - (codes ? 1.2 / (mostCode + 2) : 1.6) * within);
    }
  }
  return points;
}

/** The row nearest to a place, within `most` pixels of it; its index among the points. */
export function nearest(square: Square, points: Float32Array, place: Pixel, most: number): number | undefined {
  let best: number | undefined;
  let closest = most * most;
  for (let row = 0; 2 * row < points.length; row++) {
    const { x, y } = toPixel(square, points[2 * row]!, points[2 * row + 1]!);
    const distance = (x - place.x) ** 2 + (y - place.y) ** 2;
    if (distance < closest) [best, closest] = [row, distance];
  }
  return best;
}
