/** Where a name may stand in a picture of curves: beside its own, clear of everything else. */

export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** In pixels of the picture. */
type Point = readonly [number, number];
/** From left to right. */
export type Curve = readonly Point[];

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
  const [itself, rest] = [nearness(own), nearness(foreign)];
  let best: { place: Rect; apart: number } | undefined;
  for (const [x, y] of own)
    for (const [right, below] of sides) {
      const left = right ? x + gap : x - gap - width;
      const top = below ? y + gap : y - gap - height;
      const place = { left, top, right: left + width, bottom: top + height };
      if (!within(place, inside) || taken.some((box) => meets(place, box))) continue;
      const apart = rest(place, best?.apart ?? clear);
      if (apart >= clear && apart > (best?.apart ?? 0) && itself(place, gap - 1) >= gap - 1) best = { place, apart };
    }
  return best?.place;
}

/**
 * How near the nearest of `points` is to a place; where one is nearer than `enough`, that one. It begins with the one that
 * was the nearest the time before: of places beside each other most are refused by the same.
 */
function nearness(points: readonly Point[]): (place: Rect, enough: number) => number {
  let begin = 0;
  return (place, enough) => {
    let least = Number.POSITIVE_INFINITY;
    const first = begin;
    for (let n = 0; n < points.length && least >= enough; n++) {
      const at = (first + n) % points.length;
      const apart = distance(points[at]!, place);
      if (apart < least) [least, begin] = [apart, at];
    }
    return least;
  };
}

const sides = [
  [true, true],
  [false, true],
  [true, false],
  [false, false],
] as const;

/** Around what is in sight a curve can still be near a name. */
const around = 20;

/** Points no further apart than `stride` along the curve's longer side, where they can be near a name. */
function inSight(curve: Curve, { left, right, top, bottom }: Rect): readonly Point[] {
  const points: Point[] = [];
  for (let p = 1; p < curve.length; p++) {
    const [from, to] = [curve[p - 1]!, curve[p]!];
    const across = to[0] - from[0];
    const down = to[1] - from[1];
    const count = Math.max(1, Math.min(4000, Math.ceil(Math.max(Math.abs(across), Math.abs(down)) / stride)));
    // A steep curve leaves the picture far above and below: those points are not made.
    const beside = crossing(from[0], across, left - around, right + around);
    const level = crossing(from[1], down, top - around, bottom + around);
    const first = Math.max(0, Math.ceil(count * Math.max(beside[0], level[0])));
    const last = Math.min(count - 1, Math.floor(count * Math.min(beside[1], level[1])));
    for (let i = first; i <= last; i++) points.push([from[0] + (across * i) / count, from[1] + (down * i) / count]);
  }
  return points;
}

/** Between which shares t of a way is from + t·by between `low` and `high`. */
function crossing(from: number, by: number, low: number, high: number): readonly [number, number] {
  if (by === 0) return from > low && from < high ? [0, 1] : [1, 0];
  const [a, b] = [(low - from) / by, (high - from) / by];
  return a < b ? [a, b] : [b, a];
}

const within = (place: Rect, inside: Rect): boolean =>
  place.left >= inside.left && place.right <= inside.right && place.top >= inside.top && place.bottom <= inside.bottom;

const meets = (a: Rect, b: Rect): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** 0 inside. */
function distance(point: Point, { left, top, right, bottom }: Rect): number {
  const across = Math.max(left - point[0], 0, point[0] - right);
  const down = Math.max(top - point[1], 0, point[1] - bottom);
  return Math.sqrt(across * across + down * down);
}

/** Some 12 px type: a letter of Korean is as wide as high. */
export const textWidth = (text: string): number =>
  Array.from(text).reduce((sum, letter) => sum + (letter > '\u1100' ? 12 : 6.6), 0);
