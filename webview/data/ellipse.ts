/** Components in the plane: p = axisᵀ(x − origin), so a Gaussian's mean and covariance go along. */
import type { Window } from './plane.ts';

export interface Axes {
  readonly xAxis: ArrayLike<number>;
  readonly yAxis: ArrayLike<number>;
  readonly origin: ArrayLike<number>;
}

export interface PlaneGaussian {
  readonly x: number;
  readonly y: number;
  /** A Σ Aᵀ */
  readonly xx: number;
  readonly xy: number;
  readonly yy: number;
}

/** Where x [D], starting at `from` in `values`, lies in the plane. */
export function project(axes: Axes, values: ArrayLike<number>, from = 0): [number, number] {
  let [x, y] = [0, 0];
  for (let d = 0; d < axes.origin.length; d++) {
    const centred = values[from + d]! - axes.origin[d]!;
    x += axes.xAxis[d]! * centred;
    y += axes.yAxis[d]! * centred;
  }
  return [x, y];
}

/** Component k of means [K·D] and covariances [K·D·D], seen in the plane. */
export function shadow(
  axes: Axes,
  { means, covariances, d }: { means: ArrayLike<number>; covariances: ArrayLike<number>; d: number },
  k: number,
): PlaneGaussian {
  const [x, y] = project(axes, means, k * d);
  const form = (u: ArrayLike<number>, v: ArrayLike<number>): number => {
    let sum = 0;
    for (let a = 0; a < d; a++) for (let b = 0; b < d; b++) sum += u[a]! * covariances[(k * d + a) * d + b]! * v[b]!;
    return sum;
  };
  const { xAxis, yAxis } = axes;
  return { x, y, xx: form(xAxis, xAxis), xy: form(xAxis, yAxis), yy: form(yAxis, yAxis) };
}

/** The rectangle around the ellipse at `sigma` standard deviations. */
export const around = (g: PlaneGaussian, sigma: number): Window => ({
  x0: g.x - sigma * Math.sqrt(g.xx),
  x1: g.x + sigma * Math.sqrt(g.xx),
  y0: g.y - sigma * Math.sqrt(g.yy),
  y1: g.y + sigma * Math.sqrt(g.yy),
});

const corners = 72;

/** Points of that ellipse: mean + sigma · L (cos t, sin t) with L the Cholesky factor of the plane's covariance. */
export function outline(g: PlaneGaussian, sigma: number): [number, number][] {
  const a = Math.sqrt(Math.max(0, g.xx));
  const b = a > 0 ? g.xy / a : 0;
  const c = Math.sqrt(Math.max(0, g.yy - b * b));
  return Array.from({ length: corners }, (_, i) => {
    const [cos, sin] = [Math.cos((2 * Math.PI * i) / corners), Math.sin((2 * Math.PI * i) / corners)];
    return [g.x + sigma * a * cos, g.y + sigma * (b * cos + c * sin)];
  });
}
