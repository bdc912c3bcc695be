/** Where a name may stand in a picture of curves: beside its own, clear of everything else. */

export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** In pixels of the picture, from left to right. */
export type Curve = readonly (readonly [number, number])[];

/** Between a name and its own curve, and the least between it and any other. */
const [gap, clear] = [5, 9];
/** So far apart are the places on a curve that are looked at. */
const stride = 5;

/**
 * The place of a name of `width` × `height` px beside `curve`, within `inside`, that meets neither a curve nor any of
 * `taken`, and is nearer to its own curve than to the others: the one furthest from those. Undefined: there is none.
 */
export function placeBeside(
  curve: Curve,
  others: readonly Curve[],
  taken: readonly Rect[],
  inside: Rect,
  { width, height }: { readonly width: number; readonly height: number },
): Rect | undefined {
  const own = inSight(curve, inside);
  const foreign = others.flatMap((other) => inSight(other, inside));
  let best: { place: Rect; apart: number } | undefined;
  for (const [x, y] of own)
    for (const [right, below] of sides) {
      const left = right ? x + gap : x - gap - width;
      const top = below ? y + gap : y - gap - height;
      const place = { left, top, right: left + width, bottom: top + height };
      if (!within(place, inside) || taken.some((box) => meets(place, box))) continue;
      if (own.some((point) => distance(point, place) < gap - 1)) continue;
      const apart = foreign.reduce((least, point) => Math.min(least, distance(point, place)), Number.POSITIVE_INFINITY);
      if (apart >= clear && apart > (best?.apart ?? 0)) best = { place, apart };
    }
  return best?.place;
}

const sides = [
  [true, true],
  [false, true],
  [true, false],
  [false, false],
] as const;

/** Points no further apart than `stride` along the curve's longer side, where they can be near a name. */
function inSight(curve: Curve, { left, right, top, bottom }: Rect): [number, number][] {
  return curve.slice(1).flatMap(([x1, y1], p) => {
    const [x0, y0] = curve[p]!;
    const count = Math.max(1, Math.min(4000, Math.ceil(Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0)) / stride)));
    return Array.from({ length: count }, (_, i): [number, number] => [
      x0 + ((x1 - x0) * i) / count,
      y0 + ((y1 - y0) * i) / count,
    ]).filter(([x, y]) => x > left - 20 && x < right + 20 && y > top - 20 && y < bottom + 20);
  });
}

const within = (place: Rect, inside: Rect): boolean =>
  place.left >= inside.left && place.right <= inside.right && place.top >= inside.top && place.bottom <= inside.bottom;

const meets = (a: Rect, b: Rect): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** 0 inside. */
function distance([x, y]: readonly [number, number], { left, top, right, bottom }: Rect): number {
  const [across, down] = [Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom)];
  return Math.sqrt(across * across + down * down);
}

/** Some 12 px type: a letter of Korean is as wide as high. */
export const textWidth = (text: string): number =>
  Array.from(text).reduce((sum, letter) => sum + (letter > '\u1100' ? 12 : 6.6), 0);
