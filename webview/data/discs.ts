/**
 * Points as discs with soft edges, laid over one another in the order of the rows by the processor. Without a graphics
 * card this draws a million six to nine times as fast as a browser's WebGL does, which is then emulated.
 */
import type { Cloud, PointsView } from './pointsView.ts';

/** A disc's centre is put at one of so many places along either side of its pixel. */
const places = 4;
/** Pixels in which a disc covers less than this of 256 are left out. */
const faintest = 5;
/** Half of the last digit that is dropped, in both channels of a word. */
const half = 0x0080_0080;
const pair = 0x00ff_00ff;

/** The pixels of a disc by where in a pixel its centre lies: steps from that pixel in words, and shares of 256. */
interface Stamp {
  readonly steps: Int32Array;
  readonly shares: Int32Array;
}

export class Discs {
  /** Premultiplied, with a margin all round in which discs may end. */
  #words = new Uint32Array(0);
  #image: ImageData | undefined;
  #stamps: { readonly of: string; readonly all: readonly Stamp[] } | undefined;

  /**
   * Every `stride`-th point of the cloud, from the first on. Points that are not finite are left out.
   * @returns the picture, `view.width` × `view.height`; the next call of the same size draws over it
   */
  draw({ px, py, rgba }: Cloud, { window, width, height, size, opacity }: PointsView, stride: number): ImageData {
    const reach = Math.ceil(size / 2 + 0.5);
    const margin = 2 * reach + 1;
    const across = width + 2 * margin;
    const needed = across * (height + 2 * margin);
    if (this.#words.length === needed) this.#words.fill(0);
    else this.#words = new Uint32Array(needed);
    const words = this.#words;
    const stamps = this.#stampsOf(size, opacity, across);
    const bytes = rgba.byteOffset % 4 === 0 ? rgba : rgba.slice();
    const colours = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
    const n = Math.min(px.length, colours.length);
    const sx = width / (window.x1 - window.x0);
    const sy = height / (window.y1 - window.y0);
    // How far a centre may lie beyond the picture, its disc within the margin.
    const right = width + 2 * reach;
    const bottom = height + 2 * reach;
    for (let i = 0; i < n; i += stride) {
      const x = (px[i]! - window.x0) * sx + reach;
      const y = (window.y1 - py[i]!) * sy + reach;
      // What is no number fails as well.
      if (!(x >= 0 && y >= 0 && x < right && y < bottom)) continue;
      const column = x | 0;
      const row = y | 0;
      const { steps, shares } = stamps[(((y - row) * places) | 0) * places + (((x - column) * places) | 0)]!;
      const colour = colours[i]!;
      const redBlue = colour & pair;
      const greenAlpha = ((colour >>> 8) & 0xff) | 0x00ff_0000;
      const centre = (row + margin - reach) * across + column + margin - reach;
      for (let s = 0; s < steps.length; s++) {
        const at = centre + steps[s]!;
        const over = shares[s]!;
        const under = 256 - over;
        const before = words[at]!;
        words[at] =
          (((Math.imul(redBlue, over) + Math.imul(before & pair, under) + half) >>> 8) & pair) |
          ((Math.imul(greenAlpha, over) + Math.imul((before >>> 8) & pair, under) + half) & 0xff00_ff00);
      }
    }
    return this.#shown(width, height, across, margin);
  }

  #stampsOf(size: number, opacity: number, across: number): readonly Stamp[] {
    const of = `${size} ${opacity} ${across}`;
    if (this.#stamps?.of !== of) this.#stamps = { of, all: stampsOf(size, opacity, across) };
    return this.#stamps.all;
  }

  /** What lies within the margin, as a canvas takes it: colours not multiplied by their opacity. */
  #shown(width: number, height: number, across: number, margin: number): ImageData {
    if (this.#image?.width !== width || this.#image.height !== height) this.#image = new ImageData(width, height);
    const out = new Uint32Array(this.#image.data.buffer);
    for (let row = 0, to = 0; row < height; row++) {
      const from = (row + margin) * across + margin;
      for (let column = 0; column < width; column++, to++) {
        const word = this.#words[from + column]!;
        const alpha = word >>> 24;
        if (alpha === 0 || alpha === 255) {
          out[to] = word;
          continue;
        }
        const more = 255 / alpha;
        const red = Math.min(255, (word & 0xff) * more + 0.5) | 0;
        const green = Math.min(255, ((word >>> 8) & 0xff) * more + 0.5) | 0;
        const blue = Math.min(255, ((word >>> 16) & 0xff) * more + 0.5) | 0;
        out[to] = (alpha << 24) | (blue << 16) | (green << 8) | red;
      }
    }
    return this.#image;
  }
}

/** By row and column of the place, one after another. The soft edge is one pixel wide, half of it outside. */
function stampsOf(size: number, opacity: number, across: number): Stamp[] {
  const reach = Math.ceil(size / 2 + 0.5);
  return Array.from({ length: places * places }, (_, place) => {
    const [x, y] = [((place % places) + 0.5) / places, (Math.floor(place / places) + 0.5) / places];
    const [steps, shares]: [number[], number[]] = [[], []];
    for (let row = -reach; row <= reach; row++) {
      for (let column = -reach; column <= reach; column++) {
        const away = Math.hypot(column + 0.5 - x, row + 0.5 - y);
        const share = Math.round(256 * opacity * Math.max(0, Math.min(1, size / 2 + 0.5 - away)));
        if (share < faintest) continue;
        steps.push(row * across + column);
        shares.push(share);
      }
    }
    return { steps: Int32Array.from(steps), shares: Int32Array.from(shares) };
  });
}
