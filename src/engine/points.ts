/** Where every row lies in the plane of two axes, and how any point gets there. */
import type { Matrix } from '../data/table.ts';
import { principalAxes } from '../models/principalAxes.ts';
import type { Axis } from '../protocol/run.ts';
import type { FromWorker } from '../protocol/worker.ts';
import type { Problem } from './problem.ts';
import type { Turn } from './turn.ts';

type Points = Extract<FromWorker, { type: 'points' }>;

/** Rows looked at for the principal axes; they only choose a point of view. */
const mostRowsForAxes = 1 << 16;

export interface Plane {
  readonly x: Axis;
  readonly y: Axis;
  /** [D] each: a row x lies at xAxisᵀ(x − origin), yAxisᵀ(x − origin). */
  readonly xAxis: Float64Array;
  readonly yAxis: Float64Array;
  readonly origin: Float64Array;
  /** Share of the variance along each, where both are principal axes. */
  readonly explained?: [number, number];
}

/** Eigenvectors are found once for a matrix, however often its plane is asked about. */
const principalOf = new WeakMap<Matrix, ReturnType<typeof principalAxes>>();

/** Axes that the data do not have are replaced by the first columns. */
export function planeOf({ matrix, statistics }: Problem, axes: { x: Axis; y: Axis }): Plane {
  const { d, columns } = matrix;
  const x = inRange(axes.x, d, 0);
  const y = inRange(axes.y, d, Math.min(1, d - 1));
  const principal = 'principal' in x || 'principal' in y;
  const found = principal
    ? (principalOf.get(matrix) ?? axesOfSample(columns, statistics.means, statistics.scales))
    : undefined;
  if (found) principalOf.set(matrix, found);
  const direction = (axis: Axis): Float64Array => {
    if ('principal' in axis) return found!.axes[axis.principal]!;
    return Float64Array.from({ length: d }, (_, c) => (c === axis.column ? 1 : 0));
  };
  const origin = principal ? statistics.means.slice() : new Float64Array(d);
  return {
    x,
    y,
    xAxis: direction(x),
    yAxis: direction(y),
    origin,
    ...(found && 'principal' in x && 'principal' in y
      ? { explained: [found.explained[x.principal]!, found.explained[y.principal]!] as [number, number] }
      : {}),
  };
}

/** @param outline the rows stay here: only how far they reach is told */
export async function pointsOf(
  problem: Problem,
  run: number,
  axes: { x: Axis; y: Axis },
  outline: boolean,
  turn: Turn,
): Promise<Points> {
  const { matrix, leftOut } = problem;
  const plane = planeOf(problem, axes);
  const { xAxis, yAxis, origin } = plane;
  const px = await project(matrix.columns, xAxis, origin, matrix.n, turn);
  const py = await project(matrix.columns, yAxis, origin, matrix.n, turn);
  const absent = leftOut[0]?.length ?? 0;
  const px0 = await project(leftOut, xAxis, origin, absent, turn);
  const py0 = await project(leftOut, yAxis, origin, absent, turn);
  const placed = [...px0.keys()].filter((i) => Number.isFinite(px0[i]) && Number.isFinite(py0[i]));
  const out = { px: Float32Array.from(placed, (i) => px0[i]!), py: Float32Array.from(placed, (i) => py0[i]!) };
  const nothing = new Float32Array(0);
  return {
    type: 'points',
    run,
    ...plane,
    ...(outline ? { px: nothing, py: nothing } : { px, py }),
    extent: [...reach(px, out.px), ...reach(py, out.py)],
    ...(placed.length > 0 && !outline ? { leftOut: out } : {}),
  };
}

/** The least and the largest of finite numbers; 0 and 0 if there are none. */
function reach(...all: readonly Float32Array[]): [number, number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const values of all) {
    for (const value of values) {
      if (value < least && value > Number.NEGATIVE_INFINITY) least = value;
      if (value > most && value < Number.POSITIVE_INFINITY) most = value;
    }
  }
  return least > most ? [0, 0] : [least, most];
}

/** [n] axisᵀ(x_i − origin) */
async function project(
  columns: readonly Float64Array[],
  axis: Float64Array,
  origin: Float64Array,
  n: number,
  turn: Turn,
): Promise<Float32Array> {
  const out = new Float32Array(n);
  const used = columns.map((column, c) => ({ column, weight: axis[c]!, from: origin[c]! }));
  const terms = used.filter(({ weight }) => weight !== 0);
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (const { column, weight, from } of terms) sum += weight * (column[i]! - from);
    out[i] = sum;
    if ((i & 0xffff) === 0xffff && turn.due()) await turn.yield();
  }
  return out;
}

function inRange(axis: Axis, d: number, otherwise: number): Axis {
  const index = 'principal' in axis ? axis.principal : axis.column;
  return index < d ? axis : { column: otherwise };
}

function axesOfSample(columns: readonly Float64Array[], means: Float64Array, scales: Float64Array) {
  const n = columns[0]!.length;
  if (n <= mostRowsForAxes) return principalAxes(columns, means, scales);
  const every = n / mostRowsForAxes;
  const sample = columns.map((column) =>
    Float64Array.from({ length: mostRowsForAxes }, (_, i) => column[Math.floor(i * every)]!),
  );
  return principalAxes(sample, means, scales);
}
