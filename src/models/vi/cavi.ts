import { ok, type Result } from '../../fault';
import type { Frame, Moments } from '../../kernels/rows';
import type { StopReason } from '../gmm/em';
import { referenceTheta } from '../gmm/frame';
import { StopRule } from '../gmm/stopRule';
import { type Assignment, BOUND_TERMS, boundOf, boundTerms, quadraticOf } from './bound';
import { cloneFactors, copyFactors, type Factors, priorFactors } from './factors';
import { viFault } from './faults';
import type { Priors } from './priors';
import { Ascent } from './trace';
import { createUpdateScratch, quadraticUnder, updateComponents, updateWeights } from './update';

export interface CaviSetting {
  /** Total weight of the rows: their number, as long as rows have no weights. */
  readonly n: number;
  readonly priors: Priors;
  /** [D] means of the columns. */
  readonly columnMeans: Float64Array;
  /** [D] standard deviations of the columns, divisor N; a 0 counts as 1. */
  readonly columnScales: Float64Array;
  /** Nats per row; 0 runs exactly `maxIterations`. */
  readonly tolerance: number;
  readonly maxIterations: number;
}

/** All that is needed to go on bit for bit where a run was. */
export interface CaviState {
  readonly iteration: number;
  readonly factors: Factors;
  readonly memory: readonly [number, number];
}

/**
 * Coordinate ascent on the bound of variational Bayes (Bishop 10.2) without the loops over rows. Whoever owns the rows
 * repeats: a pass over all of them under `frame`, then `advance`.
 *
 *   factors₀ ─ pass ─ advance: q(Z); q(π), q(μ,Λ) → factors₁ ─ pass ─ advance: q(Z); q(π), q(μ,Λ) → factors₂ ─ …
 *
 * The bound is known after each of the three. The advance that finds a reason to stop goes no further than q(Z), so the
 * factors, N_k and the bound belong together at the end. Components that empty fall back to the prior: nothing divides
 * by N_k.
 */
export class Cavi {
  /** The bound on log p(X) after the last sub-step, in nats. */
  bound = Number.NaN;
  /** [7] its terms, in the order of `boundTermNames`. */
  readonly terms = new Float64Array(BOUND_TERMS);
  /** H(q(Z)) of the last pass. */
  entropy = 0;
  /** Updates of q(π), q(μ,Λ) so far, not counting those from a given q(Z). */
  iteration = 0;
  stopReason: StopReason | undefined;
  /** The component whose precision could not be had, from 0; only with stopReason 'singular'. */
  singularComponent = -1;
  /** [K] N_k of the last pass. */
  readonly counts: Float64Array;
  readonly trace: Ascent;

  readonly #stop: StopRule;
  readonly #scratch;
  readonly #quadratic: Float64Array;
  #current: Factors;
  #previous: Factors;
  #closed = false;

  private constructor(
    readonly setting: CaviSetting,
    start: Factors,
    firstIteration: number,
  ) {
    const { k, d } = start.frame;
    this.#current = start;
    this.#previous = cloneFactors(start);
    this.#scratch = createUpdateScratch(d);
    this.#quadratic = new Float64Array(k);
    this.#stop = new StopRule(setting.n, setting.tolerance);
    this.counts = new Float64Array(k);
    this.trace = new Ascent(firstIteration);
  }

  /**
   * From a given q(Z), iteration 0 of the trace: the bound at that q(Z) and the prior, then q(π) and q(μ,Λ).
   * `moments` are those of all rows about the means and in the axes of `axes`, a frame of shape full: of a `passGiven`
   * under `Cavi.referenceFrame`, or of a `pass` under the frame of any mixture, whose posterior then is the given q(Z).
   * Faults: `viSingular {component}`, `viNotFinite`.
   */
  static fromMoments(setting: CaviSetting, axes: Frame, moments: Moments): Result<Cavi> {
    const cavi = new Cavi(setting, priorFactors(setting.priors, axes.k), 0);
    cavi.#take(moments);
    cavi.#record(cavi.#current, cavi.#current, quadraticUnder(cavi.#current, moments, axes));
    cavi.#update(moments, axes);
    if (cavi.singularComponent >= 0) {
      return { ok: false, fault: viFault('viSingular', { component: cavi.singularComponent + 1 }) };
    }
    return Number.isFinite(cavi.bound) ? ok(cavi) : { ok: false, fault: viFault('viNotFinite') };
  }

  /** From factors, which are copied: begins with q(Z). */
  static fromFactors(setting: CaviSetting, start: Factors): Cavi {
    return new Cavi(setting, cloneFactors(start), 1);
  }

  /** The frame under which to take the statistics of a given q(Z): the columns' own means and deviations. */
  static referenceFrame(setting: Pick<CaviSetting, 'columnMeans' | 'columnScales'>, k: number): Frame {
    return referenceTheta('full', k, setting.columnMeans, setting.columnScales).frame;
  }

  /** Goes on from a saved state, bit for bit; the trace begins anew there. */
  static resume(setting: CaviSetting, state: CaviState): Cavi {
    const cavi = new Cavi(setting, cloneFactors(state.factors), state.iteration + 1);
    cavi.iteration = state.iteration;
    cavi.#stop.resume(state.memory);
    return cavi;
  }

  /** What the next pass must use. Another object after every update. */
  get frame(): Frame {
    return this.#current.frame;
  }

  /** q(π) and q(μ,Λ) now; another object after every update, and overwritten by the next but one. */
  get current(): Factors {
    return this.#current;
  }

  /** The factors behind q(Z) of the last update, the ones before `current`. */
  get previous(): Factors {
    return this.#previous;
  }

  get done(): boolean {
    return this.stopReason !== undefined;
  }

  /** A copy of all that is needed to `resume` after the last `close` or `advance`. */
  save(): CaviState {
    return { iteration: this.iteration, factors: cloneFactors(this.#current), memory: this.#stop.memory };
  }

  /**
   * Takes the moments of a pass over all rows under `frame`: q(Z) is up to date and its bound known. Says whether there
   * is a reason to stop, in `stopReason`. A second close of the same pass does nothing.
   */
  close(moments: Moments): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#take(moments);
    quadraticOf(moments, this.#current.frame.d, this.#quadratic);
    this.#record(this.#current, this.#current, this.#quadratic);
    const converged = this.#stop.converged(this.bound);
    if (!Number.isFinite(this.bound)) this.stopReason = 'notFinite';
    else if (converged) this.stopReason = 'converged';
    else if (this.iteration >= this.setting.maxIterations) this.stopReason = 'maxIterations';
  }

  /** q(Z) of this pass and, unless there is a reason to stop, q(π) and q(μ,Λ). True while the ascent goes on. */
  advance(moments: Moments): boolean {
    this.close(moments);
    if (this.stopReason !== undefined) return false;
    return this.step(moments);
  }

  /** q(π) and q(μ,Λ) alone, for the moments last closed, whatever the reasons to stop. False if that failed. */
  step(moments: Moments): boolean {
    if (!this.#update(moments, this.#current.frame)) return false;
    this.iteration++;
    return true;
  }

  #take(moments: Moments): void {
    // H(q(Z)) cannot exceed N ln K. It does where densities are so far apart that 2⁻⁸⁰⁰ of one is not nothing.
    const most = this.setting.n * Math.log(this.counts.length);
    this.entropy = moments.entropy <= most + 1e-6 * (1 + most) ? moments.entropy : Number.NaN;
    this.counts.set(moments.counts);
  }

  #update(moments: Moments, axes: Frame): boolean {
    const before = this.#current;
    const next = this.#previous;
    updateWeights(this.setting.priors, moments.counts, next);
    if (axes === before.frame) quadraticOf(moments, axes.d, this.#quadratic);
    else this.#quadratic.set(quadraticUnder(before, moments, axes));
    this.#record(next, before, this.#quadratic);
    const bad = updateComponents(this.setting.priors, moments, axes, next, this.#quadratic, this.#scratch);
    if (bad >= 0) {
      this.singularComponent = bad;
      this.stopReason = 'singular';
      copyFactors(before, next);
      return false;
    }
    this.#previous = before;
    this.#current = next;
    this.#closed = false;
    this.#record(next, next, this.#quadratic);
    return true;
  }

  #record(weights: Factors, components: Factors, quadratic: Float64Array): void {
    const assignment: Assignment = { counts: this.counts, entropy: this.entropy, quadratic };
    this.bound = boundOf(this.setting.priors, assignment, weights, components);
    boundTerms(this.setting.priors, assignment, weights, components, this.terms);
    this.trace.push(this.bound, this.terms);
  }
}
