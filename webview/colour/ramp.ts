/** Colours of a value between 0 and 1, from the background on. */
import { oklab, type Theme } from '../theme.ts';
import { type Lab, mix, rgbBytes } from './oklab.ts';

/** Share of q's colour where q = 0: a cell that is empty is still a cell. */
const least = 0.06;

/** 256 colours as the words of an ImageData (little-endian ABGR), of responsibilities from 0 to 1. */
export const qRamp = (theme: Pick<Theme, 'background' | 'q'>): Uint32Array =>
  words(oklab(theme.background), oklab(theme.q), (share) => least + (1 - least) * share);

/** The same of heights of the bound: steep at the top, where it matters, and never so full that lines on it are lost. */
export const boundRamp = (theme: Pick<Theme, 'background' | 'elbo'>): Uint32Array =>
  words(oklab(theme.background), oklab(theme.elbo), (share) => 0.55 * share * share);

function words(from: Lab, to: Lab, curve: (share: number) => number): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, at) => {
    const [r, g, b] = rgbBytes(mix(from, to, curve(at / 255)));
    return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
  });
}

/** One of them as a CSS colour. */
export function cssOf(word: number): string {
  return `rgb(${word & 255}, ${(word >>> 8) & 255}, ${(word >>> 16) & 255})`;
}
