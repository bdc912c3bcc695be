/**
 * One column in the place of two: its rows lie strewn in a band under the axis, and over it stands the density that the
 * mixture gives to the column, φ_k N(x; μ_k, σ²_k) of each component and their sum.
 */
import { normalDensity } from '../normal.ts';
import type { Points } from '../state.ts';
import { strewnAt } from '../strewn.ts';
import { shadow } from './ellipse.ts';
import { extent, scaleOf } from './plane.ts';

/** The band of the rows, in heights of the highest density. */
export const band = { from: -0.2, to: -0.06 };
/** From the bottom to the top of the picture, in the same unit. */
export const heights: readonly [number, number] = [band.from - 0.04, 1.06];
const samples = 240;

/** The plane has a column across and nothing up. */
export const onOneColumn = ({ yAxis }: Points): boolean => yAxis.every((a) => a === 0);

/**
 * Points whose two axes are the same column, as points of that column alone: what goes up goes nowhere, py [n] is a
 * place in the band. Other points as they are.
 */
export function alongColumn(points: Points): Points {
  const { xAxis, yAxis, px, leftOut } = points;
  if (!xAxis.every((a, d) => a === yAxis[d])) return points;
  return {
    ...points,
    yAxis: new Float64Array(yAxis.length),
    py: strewn(px.length),
    ...(leftOut ? { leftOut: { px: leftOut.px, py: strewn(leftOut.px.length) } } : {}),
  };
}

/** Neighbours in the file are far from each other in the band. */
function strewn(n: number): Float32Array {
  const out = new Float32Array(n);
  for (let i = 0; i < n; i++) out[i] = band.from + (band.to - band.from) * strewnAt(i, 'alone');
  return out;
}

export interface Densities {
  /** Along the plane's axis, [S]. */
  readonly at: Float64Array;
  /** φ_k N(at; μ_k, σ²_k) in units of `highest`, K times [S]; of a component with no rows or no spread all 0. */
  readonly components: readonly Float64Array[];
  /** Their sum, [S]. */
  readonly sum: Float64Array;
  /** The largest value of the sum, per unit of the plane's axis. */
  readonly highest: number;
}

/** @param from @param to the stretch of the plane's axis that is on show */
export function densities(
  points: Points,
  theta: { k: number; d: number; weights: ArrayLike<number>; means: ArrayLike<number>; covariances: ArrayLike<number> },
  from: number,
  to: number,
): Densities {
  const gaussians = Array.from({ length: theta.k }, (_, k) => {
    const { x, xx } = shadow(points, theta, k);
    return { weight: xx > 0 ? theta.weights[k]! : 0, mean: x, deviation: Math.sqrt(xx) };
  });
  const value = ({ weight, mean, deviation }: (typeof gaussians)[number], x: number): number =>
    weight > 0 ? weight * normalDensity(x, mean, deviation) : 0;
  // The scale is that of the whole picture, whatever part of it is on show.
  const [least, most] = extent(
    gaussians.flatMap(({ mean, deviation }) => [mean - 3 * deviation, mean + 3 * deviation]),
  );
  const everywhere = [...gaussians.map(({ mean }) => mean), ...even(least, most, samples)];
  const total = (x: number): number => gaussians.reduce((sum, gaussian) => sum + value(gaussian, x), 0);
  const highest = Math.max(...everywhere.map(total)) || 1;
  // A narrow component between two even steps is seen by steps of its own.
  const own = gaussians.flatMap(({ mean, deviation }) => [...even(mean - 4 * deviation, mean + 4 * deviation, 48)]);
  const at = Float64Array.from([...even(from, to, samples), ...own.filter((x) => x >= from && x <= to)]).sort();
  return {
    at,
    components: gaussians.map((gaussian) => at.map((x) => value(gaussian, x) / highest)),
    sum: at.map((x) => total(x) / highest),
    highest,
  };
}

/** Round heights, close enough together that a curve fills most of its picture. */
const round = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

/** The smallest round number that is not below `value` > 0. */
export function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * (round.find((step) => step * power >= value * (1 - 1e-12)) ?? 10);
}

/**
 * The height that fills the picture, steady while a run is scrubbed: a round number, in units of the file, not below
 * any density shown of these points so far.
 */
export class Ceiling {
  #of: Points | undefined;
  #perUnit = 0;

  /** @param highest per unit of the plane's axis @returns the same, of the ceiling */
  over(points: Points, highest: number): number {
    const { slope } = scaleOf(points.xAxis, points.origin);
    if (this.#of !== points) [this.#of, this.#perUnit] = [points, 0];
    this.#perUnit = Math.max(this.#perUnit, roundUp(highest / slope));
    return this.#perUnit * slope;
  }
}

const even = (from: number, to: number, count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));
