/** Small means of drawing that the road's pictures share. */
import { type SVGTemplateResult, svg } from 'lit';

/** A straight scale from one interval to another; the inverse is `scaleTo(c, d, a, b)`. */
export function scaleTo(from: number, to: number, start: number, end: number): (value: number) => number {
  const slope = (end - start) / (to - from || 1);
  return (value) => start + (value - from) * slope;
}

/** The gap's hatch, 45°, under that name. */
export const hatch = (id: string): SVGTemplateResult => svg`<pattern id=${id} width="5" height="5"
    patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatch" d="M0 0V5" /></pattern>`;

/**
 * A path through points at even distances in x, in pixels: cubics that show no corner where a smooth curve was sampled and
 * overshoot nothing where it plunges (slopes of Steffen, Astronomy and Astrophysics 239, 1990).
 */
export function curveThrough(points: readonly (readonly [number, number])[]): string {
  if (points.length === 0) return '';
  const text = (x: number, y: number): string => `${x.toFixed(1)} ${y.toFixed(1)}`;
  const rise = (p: number): number => points[p + 1]![1] - points[p]![1];
  // The rise over one distance, at a point: the mean of those on its two sides, twice the smaller at most.
  const slope = (p: number): number => {
    if (p === 0 || p === points.length - 1) return rise(Math.min(p, points.length - 2));
    const [left, right] = [rise(p - 1), rise(p)];
    if (left * right <= 0) return 0;
    return Math.sign(left) * Math.min(2 * Math.abs(left), 2 * Math.abs(right), Math.abs(left + right) / 2);
  };
  let path = `M${text(...points[0]!)}`;
  for (let p = 1; p < points.length; p++) {
    const [[x0, y0], [x1, y1]] = [points[p - 1]!, points[p]!];
    const third = (x1 - x0) / 3;
    path += `C${text(x0 + third, y0 + slope(p - 1) / 3)} ${text(x1 - third, y1 - slope(p) / 3)} ${text(x1, y1)}`;
  }
  return path;
}

/** Round heights between two values, about `count` of them, with as many decimals as their step has. */
export function heights(low: number, high: number, count: number): { value: number; text: string }[] {
  const raw = (high - low) / count;
  if (!(raw > 0) || !Number.isFinite(raw)) return [];
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * ([1, 2, 5].find((m) => m * power >= raw * 0.8) ?? 10);
  const decimals = Math.max(0, Math.min(9, -Math.floor(Math.log10(step) + 1e-9)));
  const out: { value: number; text: string }[] = [];
  for (let i = Math.ceil(low / step); i * step <= high && out.length < 20; i++) {
    out.push({ value: i * step, text: (i * step).toFixed(decimals).replace(/^-(?=.*[1-9])/, '−') });
  }
  return out;
}
