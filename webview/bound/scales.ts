/** Linear scales of a picture, and the round values that are written beside one. Pure. */

/** The values `from` and `to` lie at the pixels `start` and `end`. */
export interface Scale {
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly end: number;
}

export const pixelAt = ({ from, to, start, end }: Scale, value: number): number =>
  start + ((value - from) / (to - from)) * (end - start);

export const valueAt = ({ from, to, start, end }: Scale, pixel: number): number =>
  from + ((pixel - start) / (end - start)) * (to - from);

export interface Ticks {
  readonly values: readonly number[];
  /** With so many decimals no two of them read alike. */
  readonly decimals: number;
}

/** The round values between `from` and `to`, at most `most` (2 or more), as many as that allows. */
export function ticksBetween(from: number, to: number, most: number): Ticks {
  const step = roundStep((to - from) / (most - 1));
  const first = Math.ceil(from / step);
  const last = Math.floor(to / step);
  return {
    values: Array.from({ length: last - first + 1 }, (_, k) => (first + k) * step),
    decimals: Math.max(0, Math.min(9, -Math.floor(Math.log10(step)))),
  };
}

/** 1, 2 or 5 times a power of ten, at least `x` > 0. */
export function roundStep(x: number): number {
  const power = 10 ** Math.floor(Math.log10(x));
  return power * ([1, 2, 5, 10].find((m) => m * power >= x) ?? 10);
}

/** Half of the width of a character under a scrubber, in CSS pixels, where it is bold. */
const halfCharacter = 3.6;

/** The middle of a label about `at` that ends no farther right than `end`, in CSS pixels. */
export const labelWithin = (at: number, text: string, end: number): number =>
  Math.min(at, end - halfCharacter * text.length);
