/** Variational Bayes as a session drives it: the moments are sub-steps, three an iteration. */

import type { Fault } from '../fault.ts';
import { createMixture } from '../models/gmm/frame.ts';
import { responsibilities } from '../models/gmm/posterior.ts';
import { type Factors, writeExpected } from '../models/vi/factors.ts';
import { viFault } from '../models/vi/faults.ts';
import { EMPTIED, inspectVi } from '../models/vi/inspect.ts';
import { logPredictive, predictiveOf } from '../models/vi/predictive.ts';
import type { MixtureMessage, Watch } from '../protocol/run.ts';
import type { ViFrame, ViOverK as ViOverKMessage, ViRow, ViTrace } from '../protocol/viFrame.ts';
import type { ExportKind, FromWorker } from '../protocol/worker.ts';
import type { Course, Look, Outcome } from './course.ts';
import { matrices, nestedMixture, responsibilitiesAsCsv, vectors } from './exports.ts';
import { aboutRow, marksOf } from './marks.ts';
import { Overtaken } from './turn.ts';
import { rowOf, sweptViews } from './views.ts';
import { predictiveDensities, type ViFitting } from './viFitting.ts';
import { ViOverK } from './viOverK.ts';
import { ViRun, type ViSnapshot } from './viRun.ts';

export class ViCourse implements Course {
  readonly run;
  readonly options;
  readonly problem;
  readonly beginning;
  readonly vi: ViRun;
  /** log p̂(x_i) of all rows at the moment that was asked about last: hovering goes from row to row. */
  #ranked: { readonly moment: number; readonly densities: Float64Array } | undefined;
  #overK: ViOverK | undefined;
  #compared = false;
  #halted = false;

  constructor(fitting: ViFitting, historyBudget?: number) {
    this.run = fitting.run;
    this.options = fitting.options;
    this.problem = fitting.problem;
    this.beginning = fitting.beginning;
    this.vi = new ViRun(fitting.problem.rows, fitting.cavi, fitting.startFrame, historyBudget);
  }

  get length(): number {
    return this.vi.length;
  }

  get finished(): boolean {
    return this.vi.finished;
  }

  get fault(): Fault | undefined {
    const { failed, cavi } = this.vi;
    if (!failed) return undefined;
    if (cavi.stopReason !== 'singular') return viFault('viNotFinite');
    return viFault('viSingular', { component: cavi.singularComponent + 1 });
  }

  next(): boolean | Promise<boolean> {
    this.#halted = false;
    return this.vi.next();
  }

  /** By the logarithm of the last iteration's rise of the bound, as far as the tolerance. */
  fraction(): number {
    const { trace, setting, iteration } = this.vi.cavi;
    const byIteration = iteration / setting.maxIterations;
    const last = trace.length - (trace.length % 3 || 3);
    if (setting.tolerance <= 0 || last < 6) return Math.min(0.99, byIteration);
    const rise = (at: number): number => Math.abs(trace.bound(at) - trace.bound(at - 3)) / setting.n;
    const first = Math.log(Math.max(rise(3), 10 * setting.tolerance));
    const now = Math.log(Math.max(rise(last), setting.tolerance));
    return Math.min(0.99, Math.max(byIteration, (first - now) / (first - Math.log(setting.tolerance))));
  }

  outcome(): Outcome {
    const { stopReason } = this.vi.cavi;
    if (!this.vi.finished) return {};
    if (stopReason === 'maxIterations') return { stopReason };
    return stopReason === 'converged' ? { stopReason: 'tolerance' } : {};
  }

  trace(from: number): ViTrace {
    const { cavi, length } = this.vi;
    const bound = Float64Array.from({ length: length - from }, (_, at) => cavi.trace.bound(from + at));
    return { type: 'viTrace', run: this.run, from, bound };
  }

  news(everything: boolean): readonly FromWorker[] {
    return everything && this.#overK ? [this.#overKNow(this.#overK)] : [];
  }

  linger(_moment: number, watch: Watch, little: boolean): readonly FromWorker[] | undefined {
    if (!watch.overK || little || this.#halted || this.#compared || !this.vi.finished || this.vi.failed)
      return undefined;
    this.#overK ??= new ViOverK(this.problem, this.options, this.vi.cavi.frame.k);
    const before = this.#overK.entries.length;
    this.#compared = !this.#overK.next();
    return this.#compared || this.#overK.entries.length > before ? [this.#overKNow(this.#overK)] : [];
  }

  halt(): void {
    this.#halted = true;
  }

  #overKNow({ entries, total }: ViOverK): ViOverKMessage {
    return {
      type: 'viOverK',
      run: this.run,
      entries: entries.map((entry) => ({ ...entry })),
      fraction: this.#compared ? 1 : Math.min(0.99, entries.length / total),
    };
  }

  async frame(moment: number, watch: Watch, look: Look): Promise<ViFrame> {
    const { vi, problem } = this;
    const { trace } = vi.cavi;
    const snapshot = await vi.snapshot(moment);
    const shown = shownOf(snapshot);
    const { k } = shown.frame;
    const warnings = inspectVi(snapshot.counts).map(({ code, args, component }) => ({
      code,
      args: { ...args },
      ...(component === undefined ? {} : { component }),
    }));
    const frame: ViFrame = {
      type: 'viFrame',
      run: this.run,
      half: moment,
      known: vi.length,
      iteration: vi.iteration(moment),
      part: vi.part(moment),
      bound: trace.bound(moment),
      terms: trace.terms(moment).slice(),
      theta: expectedOf(shown),
      alpha: shown.alpha.slice(),
      beta: shown.beta.slice(),
      nu: shown.nu.slice(),
      counts: snapshot.counts.slice(),
      emptied: Array.from({ length: k }, (_, j) => j).filter((j) => snapshot.counts[j]! < EMPTIED),
      warnings,
    };
    if (moment > 0) {
      const [part, bound] = [vi.part(moment - 1), trace.bound(moment - 1)];
      frame.previous = { part, bound, terms: trace.terms(moment - 1).slice() };
    }
    const { frameOfQ } = snapshot;
    const context = { problem, rows: problem.rows, labels: problem.knownLabels, entropy: true, ...look };
    Object.assign(frame, await sweptViews(context, { theta: frameOfQ, thetaOfQ: frameOfQ }, watch));
    const { row, paths } = watch;
    if (row !== undefined && row < problem.rows.n && snapshot.behindQ) {
      frame.row = await this.#row(snapshot.behindQ, shown, row);
    }
    if (paths) frame.paths = vi.paths(moment, paths, shown);
    if (!look.moving) frame.logPredictive = (await this.#densities(moment, shown, look)).reduce((a, b) => a + b, 0);
    return frame;
  }

  async #row(behindQ: Factors, shown: Factors, row: number): Promise<ViRow> {
    const { rows, matrix } = this.problem;
    const { frame, beta, logWeight, logPrecision } = behindQ;
    const { k, d } = frame;
    const logRho = new Float64Array(k);
    await rows.logJoint(frame, row, row + 1, logRho);
    const q = new Float64Array(k);
    responsibilities(logRho, k, q);
    const squares = new Float64Array(k);
    const predictive = predictiveOf(shown);
    await rows.logJoint(predictive.frame, row, row + 1, squares);
    return {
      ...rowOf(matrix, row),
      logWeight: logWeight.slice(),
      logPrecision: logPrecision.slice(),
      meanSpread: beta.map((each) => d / each),
      distance: logRho.map((rho, j) => -2 * (rho - frame.logConstant[j]!)),
      logRho,
      q,
      logPredictive: logPredictive(predictive, squares),
    };
  }

  async #densities(moment: number, shown: Factors, { turn, overtaken }: Look): Promise<Float64Array> {
    if (this.#ranked?.moment === moment) return this.#ranked.densities;
    const densities = await predictiveDensities(this.problem.rows, shown, async () => {
      if (!turn.due()) return;
      await turn.yield();
      if (overtaken()) throw new Overtaken();
    });
    this.#ranked = { moment, densities };
    return densities;
  }

  /** Hovering tells q_i of a row; what EM's peek says beside it is not known here. */
  async peek(): Promise<undefined> {
    return undefined;
  }

  async marks(moment: number, from: number, to: number): Promise<FromWorker> {
    const { frameOfQ } = await this.vi.snapshot(moment);
    return marksOf(this.problem, frameOfQ, from, to);
  }

  async about(moment: number, row: number, look: Look) {
    if (row >= this.problem.rows.n) return undefined;
    const snapshot = await this.vi.snapshot(moment);
    const densities = await this.#densities(moment, shownOf(snapshot), look);
    return aboutRow(this.problem, snapshot.frameOfQ, snapshot.frameOfQ, densities, row);
  }

  async export(moment: number, what: ExportKind, rowsOfFile: number, write: (text: string) => Promise<void>) {
    const snapshot = await this.vi.snapshot(moment);
    if (what === 'parameters') return write(`${JSON.stringify(nestedFactors(shownOf(snapshot)), undefined, 2)}\n`);
    return responsibilitiesAsCsv(this.problem, snapshot.frameOfQ, rowsOfFile, write);
  }

  close(): void {
    this.problem.rows.close();
  }
}

/** The factors on show: between the sub-steps q(π) is ahead of q(μ,Λ). */
const shownOf = ({ weights, components }: ViSnapshot): Factors =>
  weights === components ? components : { ...components, alpha: weights.alpha, logWeight: weights.logWeight };

/** E[π_k], m_k and E[Λ_k]⁻¹ in the units of the file. */
function expectedOf(factors: Factors): MixtureMessage {
  const mixture = createMixture(factors.frame.k, factors.frame.d);
  writeExpected(factors, mixture);
  return mixture;
}

/** The same as nested lists, which `--start` reads, with the parameters of q(π) and q(μ,Λ) beside them. */
function nestedFactors(factors: Factors) {
  const expected = expectedOf(factors);
  const { k, d, covariances } = expected;
  return {
    ...nestedMixture(expected),
    alpha: [...factors.alpha],
    beta: [...factors.beta],
    nu: [...factors.nu],
    m: vectors(factors.frame.means, k, d),
    inverseW: matrices(
      covariances.map((entry, at) => entry * factors.nu[Math.floor(at / (d * d))]!),
      k,
      d,
    ),
  };
}
