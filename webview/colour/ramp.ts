/** The colours of a responsibility: from a breath of q's colour on the background to all of it. */
import { oklab, type Theme } from '../theme.ts';
import { mix, rgbBytes } from './oklab.ts';

/** Share of q's colour where q = 0: a cell that is empty is still a cell. */
const least = 0.06;

/** 256 colours as the words of an ImageData (little-endian ABGR), q = 0 to 1. */
export function qRamp(theme: Pick<Theme, 'background' | 'q'>): Uint32Array {
  const [from, to] = [oklab(theme.background), oklab(theme.q)];
  return Uint32Array.from({ length: 256 }, (_, at) => {
    const [r, g, b] = rgbBytes(mix(from, to, least + (1 - least) * (at / 255)));
    return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
  });
}

/** One of them as a CSS colour. */
export function cssOf(word: number): string {
  return `rgb(${word & 255}, ${(word >>> 8) & 255}, ${(word >>> 16) & 255})`;
}
