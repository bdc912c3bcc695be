/**
 * Rows as pixels, put together here: a browser without a graphics card takes several times as long for the same bars as
 * rectangles of a canvas, and it does so on the page's own thread. Pure.
 */
import type { Started } from '../state.ts';

export type Pixels = NonNullable<Started['pixels']>;

/** How values become bars: the ends of each column, [D]. */
export interface Reach {
  readonly low: ArrayLike<number>;
  readonly high: ArrayLike<number>;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What is painted on: words of ABGR, not multiplied by their opacity, as ImageData has them; row by row. */
export interface Ground {
  readonly words: Uint32Array;
  readonly width: number;
}

/** The pixels of an image, to be painted on. */
export const groundOf = ({ data, width }: Pick<ImageData, 'data' | 'width'>): Ground => ({
  words: new Uint32Array(data.buffer),
  width,
});

/** Red, green, blue, each 0 … 255. */
export type Colour = readonly [number, number, number];

/** A pixel of that colour. @param opacity 0 … 1 */
export const wordOf = ([red, green, blue]: Colour, opacity: number): number =>
  ((Math.round(255 * opacity) << 24) | (blue << 16) | (green << 8) | red) >>> 0;

/**
 * One row in a box of whole pixels: where its columns are pixels, the picture; else its profile, a bar a column between
 * the least and the largest value that the column has in the file.
 * @param values [D]
 * @param shade opacity of the box behind the bars
 */
export function paintRow(
  ground: Ground,
  values: ArrayLike<number>,
  box: Box,
  pixels: Pixels | undefined,
  reach: Reach | undefined,
  colour: Colour,
  shade = 0,
): void {
  if (pixels) {
    paintPicture(ground, values, box, pixels);
    return;
  }
  if (shade > 0) fill(ground, box.x, box.y, box.x + box.width, box.y + box.height, wordOf(colour, shade));
  if (reach) paintProfile(ground, values, box, reach, colour, shade);
}

function paintProfile(
  ground: Ground,
  values: ArrayLike<number>,
  box: Box,
  { low, high }: Reach,
  colour: Colour,
  shade: number,
): void {
  const each = box.width / values.length;
  const gap = each >= 4 ? Math.max(1, Math.round(each * 0.18)) : 0;
  const bottom = box.y + box.height;
  const ink = wordOf(colour, 1);
  for (let column = 0; column < values.length; column++) {
    const range = high[column]! - low[column]! || 1;
    const share = Math.max(0, Math.min(1, (values[column]! - low[column]!) / range));
    const top = bottom - Math.max(1, share * box.height);
    // More columns than pixels: the last of them still lies within the box.
    const left = Math.min(Math.round(box.x + column * each), box.x + box.width - 1);
    const right = left + Math.max(1, Math.round(box.x + (column + 1) * each) - gap - left);
    const whole = Math.ceil(top);
    fill(ground, left, whole, right, bottom, ink);
    // The bar ends within a pixel.
    if (whole > top) fill(ground, left, whole - 1, right, whole, wordOf(colour, shade + (whole - top) * (1 - shade)));
  }
}

/** Grey levels, each pixel of the row a rectangle of its own. */
function paintPicture(ground: Ground, values: ArrayLike<number>, box: Box, pixels: Pixels): void {
  const { width, height, places, fill: kept, low, high } = pixels;
  const greys = new Uint32Array(width * height);
  const put = (pixel: number, value: number): void => {
    const grey = Math.round(255 * Math.max(0, Math.min(1, (value - low) / (high - low || 1))));
    greys[pixel] = wordOf([grey, grey, grey], 1);
  };
  for (let pixel = 0; pixel < kept.length; pixel++) put(pixel, kept[pixel]!);
  for (let column = 0; column < places.length; column++) put(places[column]!, values[column]!);
  const columns = Uint32Array.from({ length: box.width }, (_, x) => Math.floor(((x + 0.5) * width) / box.width));
  for (let y = 0; y < box.height; y++) {
    const from = width * Math.floor(((y + 0.5) * height) / box.height);
    const to = (box.y + y) * ground.width + box.x;
    for (let x = 0; x < box.width; x++) ground.words[to + x] = greys[from + columns[x]!]!;
  }
}

/** Where bars share a pixel the one that covers more of it is seen. */
function fill({ words, width }: Ground, left: number, top: number, right: number, bottom: number, word: number): void {
  for (let y = top; y < bottom; y++) {
    // A few pixels at a time, for which a call of `fill` takes longer.
    for (let at = y * width + left; at < y * width + right; at++) if (words[at]! < word) words[at] = word;
  }
}
