/** Turns what a run knows into messages: the new part of the staircase, and one half-step with all that is watched of it. */

import type { Theta } from '../models/gmm/frame.ts';
import { createMixture, writeMixture } from '../models/gmm/frame.ts';
import { principalAxes } from '../models/principalAxes.ts';
import type { Axis, Frame, MixtureMessage, Watch } from '../protocol/run.ts';
import type { FromWorker } from '../protocol/worker.ts';
import { completeData } from './complete.ts';
import type { Fitting } from './fitting.ts';
import { thetaOfQAt } from './history.ts';
import { sliceAt } from './slice.ts';
import type { Turn } from './turn.ts';
import { Overtaken, type RowOfMatrix, rowView, sweptViews } from './views.ts';
import { componentWarnings } from './warnings.ts';

/** Rows looked at for the principal axes; they only choose a point of view. */
const mostRowsForAxes = 1 << 16;

export class FramePublisher {
  watch: Watch = {};
  axes: { x: Axis; y: Axis } = { x: { column: 0 }, y: { column: 1 } };
  private sent = 0;
  private wanted = 0;

  constructor(
    private readonly emit: (message: FromWorker) => void,
    private readonly turn: Turn,
  ) {}

  /** A new run, or a panel that knows nothing yet: the staircase is sent from its beginning. */
  begin(): void {
    this.sent = 0;
    this.overtake();
  }

  /** A frame that is being made is no longer wanted. */
  overtake(): void {
    this.wanted++;
  }

  flushTrace(fitting: Fitting): void {
    const { history } = fitting.em;
    if (history.length <= this.sent) return;
    const from = this.sent;
    this.sent = history.length;
    this.emit({ type: 'trace', run: fitting.run, from, ...history.entries(from) });
  }

  /** One frame, everything in it from one snapshot. Says nothing if a newer one is wanted before it is done. */
  async show(fitting: Fitting, half: number): Promise<void> {
    const wanted = ++this.wanted;
    const overtaken = (): boolean => wanted !== this.wanted;
    this.flushTrace(fitting);
    const { em, problem } = fitting;
    const known = em.history.length;
    const { theta, thetaOfQ } = await em.snapshot(half);
    const following = await em.following(half);
    const snapshot = { theta: theta.frame, thetaOfQ: thetaOfQ.frame };
    const frame: Frame = {
      type: 'frame',
      run: fitting.run,
      half,
      known,
      step: em.step(half),
      theta: mixtureOf(theta),
      thetaOfQ: mixtureOf(thetaOfQ),
      // N_k = n·π_k of the M-step that this q led or leads to; beside an extrapolated step only a pass tells it.
      counts: await this.countsOf(fitting, half, thetaOfQ, half % 2 === 1 ? theta : following?.theta),
      warnings: [],
    };
    frame.warnings = componentWarnings(fitting, half, frame);
    if (following) frame.next = { theta: mixtureOf(following.theta), held: [...following.binds] };
    if (half > 0) frame.previous = em.step(half - 1);
    try {
      const context = { rows: problem.rows, labels: problem.knownLabels, turn: this.turn, overtaken };
      Object.assign(frame, await sweptViews(context, snapshot, this.watch));
      if (this.watch.slice) {
        const slice = await sliceAt(fitting, context, thetaOfQAt(half), this.watch.slice);
        if (slice) frame.slice = slice;
      }
      if (this.watch.complete) frame.complete = await completeData(fitting, context, snapshot);
    } catch (error) {
      if (error instanceof Overtaken) return;
      throw error;
    }
    const { row, paths } = this.watch;
    if (row !== undefined && row < problem.rows.n) {
      frame.row = await rowView(problem.rows, problem.knownLabels, snapshot, theta.weights, rowOf(fitting, row));
    }
    if (paths) frame.paths = em.history.paths(Math.ceil(half / 2), paths, theta);
    if (!overtaken()) this.emit(frame);
  }

  /** One row at one half-step, beside the frames. */
  async peek(fitting: Fitting, half: number, row: number): Promise<void> {
    const { em, problem, run } = fitting;
    if (row >= problem.rows.n) return;
    const { theta, thetaOfQ } = await em.snapshot(half);
    const snapshot = { theta: theta.frame, thetaOfQ: thetaOfQ.frame };
    const { rows, knownLabels } = problem;
    const view = await rowView(rows, knownLabels, snapshot, theta.weights, rowOf(fitting, row));
    this.emit({ type: 'peek', run, half, row: view });
  }

  /** Where every row lies in the plane of the two axes. */
  async points(fitting: Fitting): Promise<void> {
    const { matrix, statistics } = fitting.problem;
    const { n, d, columns } = matrix;
    const x = inRange(this.axes.x, d, 0);
    const y = inRange(this.axes.y, d, Math.min(1, d - 1));
    const principal = 'principal' in x || 'principal' in y;
    const found = principal ? axesOfSample(columns, statistics.means, statistics.scales) : undefined;
    const direction = (axis: Axis): Float64Array => {
      if ('principal' in axis) return found!.axes[axis.principal]!;
      return Float64Array.from({ length: d }, (_, c) => (c === axis.column ? 1 : 0));
    };
    const origin = principal ? statistics.means.slice() : new Float64Array(d);
    const [xAxis, yAxis] = [direction(x), direction(y)];
    const px = await this.project(columns, xAxis, origin, n);
    const py = await this.project(columns, yAxis, origin, n);
    const message: Extract<FromWorker, { type: 'points' }> = {
      type: 'points',
      run: fitting.run,
      x,
      y,
      px,
      py,
      xAxis,
      yAxis,
      origin,
    };
    if (found && 'principal' in x && 'principal' in y) {
      message.explained = [found.explained[x.principal]!, found.explained[y.principal]!];
    }
    const px0 = await this.project(fitting.problem.leftOut, xAxis, origin, leftOutCount(fitting));
    const py0 = await this.project(fitting.problem.leftOut, yAxis, origin, leftOutCount(fitting));
    const placed = [...px0.keys()].filter((i) => Number.isFinite(px0[i]) && Number.isFinite(py0[i]));
    if (placed.length > 0) {
      message.leftOut = {
        px: Float32Array.from(placed, (i) => px0[i]!),
        py: Float32Array.from(placed, (i) => py0[i]!),
      };
    }
    this.emit(message);
  }

  /** N_k of the q on show. `after`: θ after the half-step that used this q, if it is known. */
  private async countsOf(fitting: Fitting, half: number, thetaOfQ: Theta, after: Theta | undefined) {
    const { em, problem } = fitting;
    if (after && em.step(half).half !== 'X') return after.weights.map((weight) => weight * problem.rows.n);
    return em.countsUnder(thetaOfQ);
  }

  private async project(
    columns: readonly Float64Array[],
    axis: Float64Array,
    origin: Float64Array,
    n: number,
  ): Promise<Float32Array> {
    const out = new Float32Array(n);
    const used = columns.map((column, c) => ({ column, weight: axis[c]!, from: origin[c]! }));
    const terms = used.filter(({ weight }) => weight !== 0);
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (const { column, weight, from } of terms) sum += weight * (column[i]! - from);
      out[i] = sum;
      if ((i & 0xffff) === 0xffff && this.turn.due()) await this.turn.yield();
    }
    return out;
  }
}

const leftOutCount = ({ problem }: Fitting): number => problem.leftOut[0]?.length ?? 0;

function rowOf(fitting: Fitting, row: number): RowOfMatrix {
  const { matrix } = fitting.problem;
  const code = matrix.label?.codes[row] ?? -1;
  return {
    row,
    line: matrix.lines[row]!,
    values: Float64Array.from(matrix.columns, (column) => column[row]!),
    ...(code >= 0 ? { label: matrix.label!.levels[code]! } : {}),
  };
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

/** θ as a value in the units of the file. */
export function mixtureOf(theta: Theta): MixtureMessage {
  const mixture = createMixture(theta.frame.k, theta.frame.d);
  writeMixture(theta, mixture);
  return mixture;
}
