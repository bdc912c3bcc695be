/** EM as a session drives it: the moments are half-steps. */
import type { Fault } from '../fault.ts';
import { createMixture, type Theta, writeMixture } from '../models/gmm/frame.ts';
import type { Frame, MixtureMessage, SliceWatch, Watch } from '../protocol/run.ts';
import type { ExportKind, FromWorker } from '../protocol/worker.ts';
import { completeData } from './complete.ts';
import type { Course, Look, Outcome } from './course.ts';
import { nestedMixture, responsibilitiesAsCsv } from './exports.ts';
import { criteriaOf, type Fitting } from './fitting.ts';
import { thetaOfQAt } from './history.ts';
import { aboutRow, logDensities, marksOf } from './marks.ts';
import { sliceAt } from './slice.ts';
import type { SweepContext } from './sweep.ts';
import { rowOf, rowView, sweptViews } from './views.ts';
import { componentWarnings } from './warnings.ts';

export class EmCourse implements Course {
  readonly run;
  readonly options;
  readonly problem;
  readonly beginning;
  /** log p(x_i) of all rows at the half-step that was asked about last: hovering goes from row to row. */
  #ranked: { half: number; densities: Float64Array } | undefined;

  constructor(private readonly fitting: Fitting) {
    this.run = fitting.run;
    this.options = fitting.options;
    this.problem = fitting.problem;
    this.beginning = fitting.beginning;
  }

  get length(): number {
    return this.fitting.em.history.length;
  }

  get finished(): boolean {
    return this.fitting.em.finished;
  }

  get fault(): Fault | undefined {
    const { stopReason, singularComponent } = this.fitting.em.em;
    if (stopReason === 'notFinite') return { code: stopReason, args: {} };
    return stopReason === 'singular' ? { code: stopReason, args: { component: singularComponent + 1 } } : undefined;
  }

  next(): boolean | Promise<boolean> {
    return this.fitting.em.next();
  }

  fraction(): number {
    return this.fitting.convergenceFraction();
  }

  outcome(): Outcome {
    const { stopReason } = this.fitting.em.em;
    return {
      criteria: criteriaOf(this.fitting),
      ...(stopReason === 'maxIterations' ? { stopReason } : {}),
      ...(stopReason === 'converged' ? { stopReason: 'tolerance' } : {}),
    };
  }

  trace(from: number): FromWorker {
    return { type: 'trace', run: this.run, from, ...this.fitting.em.history.entries(from) };
  }

  async frame(half: number, watch: Watch, look: Look): Promise<Frame> {
    const { fitting, problem } = this;
    const { em } = fitting;
    const known = em.history.length;
    const { theta, thetaOfQ } = await em.snapshot(half);
    const following = await em.following(half);
    const snapshot = { theta: theta.frame, thetaOfQ: thetaOfQ.frame };
    const frame: Frame = {
      type: 'frame',
      run: this.run,
      half,
      known,
      step: em.step(half),
      theta: mixtureOf(theta),
      thetaOfQ: mixtureOf(thetaOfQ),
      // N_k = n·π_k of the M-step that this q led or leads to; beside an extrapolated step only a pass tells it.
      counts: await this.#countsOf(half, thetaOfQ, half % 2 === 1 ? theta : following?.theta),
      warnings: [],
    };
    frame.warnings = componentWarnings(fitting, half, frame);
    if (following) frame.next = { theta: mixtureOf(following.theta), held: [...following.binds] };
    if (half > 0) frame.previous = em.step(half - 1);
    const context = this.#sweeping(look);
    Object.assign(frame, await sweptViews(context, snapshot, watch));
    if (watch.slice) frame.slice = await sliceAt(fitting, context, thetaOfQAt(half), watch.slice);
    if (watch.complete) frame.complete = await completeData(fitting, context, snapshot);
    const { row, paths } = watch;
    if (row !== undefined && row < problem.rows.n) {
      const about = rowOf(problem.matrix, row);
      frame.row = await rowView(problem.rows, problem.knownLabels, snapshot, theta.weights, about);
    }
    if (paths) frame.paths = em.history.paths(Math.ceil(half / 2), paths, theta);
    return frame;
  }

  async slice(half: number, wanted: SliceWatch, look: Look): Promise<FromWorker> {
    const slice = await sliceAt(this.fitting, this.#sweeping(look), thetaOfQAt(half), wanted);
    return { type: 'slice', run: this.run, half, slice };
  }

  async peek(half: number, row: number): Promise<FromWorker | undefined> {
    const { rows, knownLabels, matrix } = this.problem;
    if (row >= rows.n) return undefined;
    const { theta, thetaOfQ } = await this.fitting.em.snapshot(half);
    const snapshot = { theta: theta.frame, thetaOfQ: thetaOfQ.frame };
    const view = await rowView(rows, knownLabels, snapshot, theta.weights, rowOf(matrix, row));
    return { type: 'peek', run: this.run, half, row: view };
  }

  async marks(half: number, from: number, to: number): Promise<FromWorker> {
    const { thetaOfQ } = await this.fitting.em.snapshot(half);
    return marksOf(this.problem, thetaOfQ.frame, from, to);
  }

  async about(half: number, row: number, look: Look) {
    if (row >= this.problem.rows.n) return undefined;
    const { theta, thetaOfQ } = await this.fitting.em.snapshot(half);
    if (this.#ranked?.half !== half) {
      this.#ranked = {
        half,
        densities: await logDensities(this.#sweeping(look), theta.frame),
      };
    }
    return aboutRow(this.problem, theta.frame, thetaOfQ.frame, this.#ranked.densities, row);
  }

  async export(half: number, what: ExportKind, rowsOfFile: number, write: (text: string) => Promise<void>) {
    const { theta, thetaOfQ } = await this.fitting.em.snapshot(half);
    if (what === 'parameters') return write(`${JSON.stringify(nestedMixture(mixtureOf(theta)), undefined, 2)}\n`);
    return responsibilitiesAsCsv(this.problem, thetaOfQ.frame, rowsOfFile, write);
  }

  close(): void {
    this.problem.rows.close();
  }

  #sweeping(look: Look): SweepContext {
    const { problem } = this;
    return { problem, rows: problem.rows, labels: problem.knownLabels, ...look };
  }

  /** N_k of the q on show. `after`: θ after the half-step that used this q, if it is known. */
  async #countsOf(half: number, thetaOfQ: Theta, after: Theta | undefined): Promise<Float64Array> {
    const { em } = this.fitting;
    if (after && em.step(half).half !== 'X') return after.weights.map((weight) => weight * this.problem.rows.n);
    return em.countsUnder(thetaOfQ);
  }
}

/** θ as a value in the units of the file. */
function mixtureOf(theta: Theta): MixtureMessage {
  const mixture = createMixture(theta.frame.k, theta.frame.d);
  writeMixture(theta, mixture);
  return mixture;
}
