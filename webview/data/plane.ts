/** The plane of the scatter: what part of it is on show, how it becomes pixels, and where its axes have ticks. */

export interface Window {
  readonly x0: number;
  readonly x1: number;
  readonly y0: number;
  readonly y1: number;
}

/** The plot's rectangle in pixels of the element. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Projection {
  x(p: number): number;
  y(p: number): number;
  /** Back from pixels. */
  px(at: number): number;
  py(at: number): number;
}

export function projection(window: Window, box: Box): Projection {
  const sx = box.width / (window.x1 - window.x0);
  const sy = box.height / (window.y1 - window.y0);
  return {
    x: (p) => box.left + (p - window.x0) * sx,
    y: (p) => box.top + (window.y1 - p) * sy,
    px: (at) => window.x0 + (at - box.left) / sx,
    py: (at) => window.y1 - (at - box.top) / sy,
  };
}

/** `window` with everything `factor` times as close, the point (x, y) staying where it is. */
export function zoomed(window: Window, factor: number, x: number, y: number): Window {
  return {
    x0: x - (x - window.x0) / factor,
    x1: x + (window.x1 - x) / factor,
    y0: y - (y - window.y0) / factor,
    y1: y + (window.y1 - y) / factor,
  };
}

export function moved(window: Window, dx: number, dy: number): Window {
  return { x0: window.x0 + dx, x1: window.x1 + dx, y0: window.y0 + dy, y1: window.y1 + dy };
}

/** Least and largest of finite numbers; [0, 1] if there are none, and never a point. */
export function extent(values: ArrayLike<number>): [number, number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < least && value > Number.NEGATIVE_INFINITY) least = value;
    if (value > most && value < Number.POSITIVE_INFINITY) most = value;
  }
  return least > most ? [0, 1] : stretch(least, most);
}

/** Never a point. */
function stretch(least: number, most: number): [number, number] {
  const point = least === most ? Math.max(1, Math.abs(least)) * 0.5 : 0;
  return [least - point, most + point];
}

/**
 * The window that shows all points, and the ellipses as far as they reach no more than `reach` of the points' extent
 * beyond them.
 *
 * @param x @param y how far the points reach
 */
export function wholeWindow(
  x: readonly [number, number],
  y: readonly [number, number],
  ellipses: readonly Window[],
  reach = 0.3,
): Window {
  const side = (points: readonly [number, number], lows: number[], highs: number[]): [number, number] => {
    const [least, most] = stretch(...points);
    const span = most - least;
    const from = Math.max(least - reach * span, Math.min(least, ...lows));
    const to = Math.min(most + reach * span, Math.max(most, ...highs));
    return [from - 0.03 * (to - from), to + 0.03 * (to - from)];
  };
  const [x0, x1] = side(
    x,
    ellipses.map((e) => e.x0),
    ellipses.map((e) => e.x1),
  );
  const [y0, y1] = side(
    y,
    ellipses.map((e) => e.y0),
    ellipses.map((e) => e.y1),
  );
  return { x0, x1, y0, y1 };
}

/** How positions along an axis of the plane read in the units of the file: value = slope · p + shift. */
export interface Scale {
  readonly slope: number;
  readonly shift: number;
}

/** Along one column the values are the file's own; along a principal axis they are distances from the mean. */
export function scaleOf(axis: ArrayLike<number>, origin: ArrayLike<number>): Scale {
  const along = Array.from(axis).flatMap((a, d) => (a === 0 ? [] : [d]));
  if (along.length !== 1) return { slope: 1, shift: 0 };
  const d = along[0]!;
  return { slope: 1 / axis[d]!, shift: origin[d]! };
}

export interface Tick {
  /** Position along the axis of the plane. */
  readonly p: number;
  readonly text: string;
}

/** Round values between `from` and `to` (positions), about `count` of them. */
export function ticks(from: number, to: number, count: number, { slope, shift }: Scale): Tick[] {
  const [a, b] = [slope * from + shift, slope * to + shift].sort((u, v) => u - v) as [number, number];
  const raw = (b - a) / Math.max(1, count);
  if (!(raw > 0) || !Number.isFinite(raw)) return [];
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * ([1, 2, 5].find((m) => m * power >= raw * 0.8) ?? 10);
  const decimals = Math.max(0, Math.min(12, -Math.floor(Math.log10(step) + 1e-9)));
  const far = Math.max(Math.abs(a), Math.abs(b)) >= 1e7 || step < 1e-6;
  const out: Tick[] = [];
  for (let i = Math.ceil(a / step); i * step <= b && out.length < 50; i++) {
    const value = i * step;
    const text = far ? value.toExponential(2) : value.toFixed(decimals);
    out.push({ p: (value - shift) / slope, text: text.replace(/^-(?=.*[1-9])/, '−').replace(/^-/, '') });
  }
  return out;
}
