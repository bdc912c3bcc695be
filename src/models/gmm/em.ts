import { ok, type Result } from '../../fault';
import type { Frame, Moments } from '../../kernels/rows';
import { boundAfterM } from './bound';
import { families } from './families';
import { copyTheta, createMixture, createTheta, referenceTheta, type Theta, thetaOf, writeMixture } from './frame';
import type { Family, HalfStep, Mixture } from './mixture';
import { type Constraint, createOutcome, createScratch, type MOutcome, maximise } from './mstep';
import { projectStart } from './project';
import { Staircase } from './staircase';
import { StopRule } from './stopRule';

export interface EmSetting {
  /** Total weight of the rows: their number, as long as rows have no weights. */
  readonly n: number;
  readonly family: Family;
  /** [D] means of the columns. */
  readonly columnMeans: Float64Array;
  /** [D] standard deviations of the columns, divisor N; a 0 counts as 1. */
  readonly columnScales: Float64Array;
  /** ε of the eigenvalue constraint in scaled coordinates; 0 turns it off. */
  readonly minEigenvalue: number;
  /** Absolute constant on the diagonal, in squared units of the file; 0 as a rule. */
  readonly regCovar: number;
  /** Nats per row; 0 runs exactly `maxIterations`. */
  readonly tolerance: number;
  readonly maxIterations: number;
}

/**
 * converged: the stop rule holds. maxIterations: that many M-steps were made. singular: a covariance became singular
 * with no constraint to hold it; θ is the last regular one. notFinite: ℓ of θ is not a number one can go on from.
 */
export type StopReason = 'converged' | 'maxIterations' | 'singular' | 'notFinite';

/** All that is needed to go on bit for bit where a run was. */
export interface EmState {
  readonly iteration: number;
  readonly theta: Theta;
  readonly memory: readonly [number, number];
}

/**
 * EM without the loops over rows. Whoever owns the rows repeats: a pass over all of them under `frame`, then `advance`.
 *
 *   θ₀ ─ pass ─ advance: ℓ(θ₀), E of 1, M of 1 → θ₁ ─ pass ─ advance: ℓ(θ₁) completes M of 1, E of 2, M of 2 → θ₂ ─ …
 *
 * The advance that finds a reason to stop makes no further M-step, so θ and its ℓ belong together at the end. Nothing is
 * allocated per iteration unless the constraint may bind.
 */
export class Em {
  /** ℓ(θ) of the last pass, in nats; of ℓ_obs where rows have labels. */
  logLikelihood = Number.NaN;
  /** H(q) of the last pass. */
  entropy = 0;
  /** ELBO(q, θ) after the last M-step, in nats; NaN before the first. */
  elboAfterM = Number.NaN;
  /** M-steps made so far, not counting the one from given responsibilities. */
  iteration = 0;
  stopReason: StopReason | undefined;
  /** The component that became singular, from 0; only with stopReason 'singular'. */
  singularComponent = -1;
  /** [K] N_k of the last pass. */
  readonly counts: Float64Array;
  readonly trace: Staircase;
  /** Whether the start lay outside the family, and which components of it the constraint widened. */
  startChange: { readonly projected: boolean; readonly clipped: readonly number[] } = { projected: false, clipped: [] };

  readonly #stop: StopRule;
  readonly #constraint: Constraint;
  readonly #outcome: MOutcome;
  readonly #scratch;
  readonly #mixture: Mixture;
  #current: Theta;
  #previous: Theta;
  #mixtureIsCurrent = false;
  #closed = false;

  private constructor(
    readonly setting: EmSetting,
    start: Theta,
    first: number,
  ) {
    const { shape, k, d } = start.frame;
    this.#current = start;
    this.#previous = createTheta(shape, k, d);
    copyTheta(start, this.#previous);
    this.#constraint = constraintOf(setting);
    this.#outcome = createOutcome(k);
    this.#scratch = createScratch(d);
    this.#mixture = createMixture(k, d);
    this.#stop = new StopRule(setting.n, setting.tolerance);
    this.counts = new Float64Array(k);
    this.trace = new Staircase(first);
  }

  /**
   * From parameters: EM begins with an E-step. Covariances outside the family or the constraint are brought into it
   * (`startChange` says so), since an M-step within it could not promise to do better than they did.
   * Faults: `startNotPositiveDefinite {component}`.
   */
  static fromMixture(setting: EmSetting, start: Mixture): Result<Em> {
    const { mixture, projected, clipped } = projectStart(start, setting.family, constraintOf(setting));
    const theta = thetaOf(mixture, families[setting.family].shape);
    if (!theta.ok) return theta;
    const em = new Em(setting, theta.value, 0);
    em.startChange = { projected, clipped };
    return ok(em);
  }

  /**
   * From responsibilities: EM begins with an M-step, iteration 0 of the trace.
   * `moments` are those of a `passGiven` of all rows under `Em.referenceFrame(setting, k)`.
   * Fault `singular {component}` if a covariance is singular and the constraint is off.
   */
  static fromResponsibilities(setting: EmSetting, moments: Moments): Result<Em> {
    const k = moments.counts.length;
    const reference = referenceTheta(families[setting.family].shape, k, setting.columnMeans, setting.columnScales);
    const em = new Em(setting, reference, 1);
    em.entropy = moments.entropy;
    em.counts.set(moments.counts);
    em.#maximise(moments);
    if (em.singularComponent < 0) return ok(em);
    return { ok: false, fault: { code: 'singular', args: { component: em.singularComponent + 1 } } };
  }

  /** The frame under which to take the statistics of given responsibilities for `fromResponsibilities`. */
  static referenceFrame(setting: EmSetting, k: number): Frame {
    return referenceTheta(families[setting.family].shape, k, setting.columnMeans, setting.columnScales).frame;
  }

  /** Goes on from a saved state, bit for bit; the trace begins anew there. */
  static resume(setting: EmSetting, state: EmState): Em {
    const { shape, k, d } = state.theta.frame;
    const theta = createTheta(shape, k, d);
    copyTheta(state.theta, theta);
    const em = new Em(setting, theta, 0);
    em.iteration = state.iteration;
    em.trace.firstIteration = state.iteration;
    em.#stop.resume(state.memory);
    return em;
  }

  /** What the next pass must use. Another object after every M-step. */
  get frame(): Frame {
    return this.#current.frame;
  }

  /** θ now, in the loops' form. The same object as `frame`'s owner: not to be written to. */
  get theta(): Theta {
    return this.#current;
  }

  /** θ behind the q of the last M-step, the one before `frame`. */
  get previous(): Theta {
    return this.#previous;
  }

  /** θ now, as a view that the next M-step overwrites. */
  get mixture(): Mixture {
    if (!this.#mixtureIsCurrent) writeMixture(this.#current, this.#mixture);
    this.#mixtureIsCurrent = true;
    return this.#mixture;
  }

  /** [K] 1 for each component that the constraint held open in the last M-step. */
  get binds(): Uint8Array {
    return this.#outcome.binds;
  }

  get done(): boolean {
    return this.stopReason !== undefined;
  }

  /** A copy of θ that stays as it is. */
  snapshot(): Mixture {
    const copy = createMixture(this.#mixture.k, this.#mixture.d);
    writeMixture(this.#current, copy);
    return copy;
  }

  /** A copy of all that is needed to `resume` after the last `close` or `advance`. */
  save(): EmState {
    const { shape, k, d } = this.#current.frame;
    const theta = createTheta(shape, k, d);
    copyTheta(this.#current, theta);
    return { iteration: this.iteration, theta, memory: this.#stop.memory };
  }

  /**
   * Takes the moments of a pass over all rows under `frame`: ℓ(θ) is known, which completes the last M-step, and the
   * reasons to stop are looked at. `advance` is this and the next M-step; alone it ends a run that someone stopped, or
   * waits for one who steps by hand. A second time under the same θ it does nothing.
   */
  close(moments: Moments): void {
    if (this.#closed) return;
    this.#closed = true;
    this.logLikelihood = moments.logLikelihood;
    this.entropy = moments.entropy;
    for (let j = 0; j < this.counts.length; j++) this.counts[j] = moments.counts[j];
    this.trace.close(moments.logLikelihood);
    const converged = this.#stop.converged(moments.logLikelihood);
    if (!Number.isFinite(moments.logLikelihood)) this.stopReason = 'notFinite';
    else if (this.iteration >= this.setting.maxIterations) this.stopReason = converged ? 'converged' : 'maxIterations';
    else if (converged) this.stopReason = 'converged';
  }

  /** Closes the E-step of this pass and, unless there is a reason to stop, makes the M-step. True while EM goes on. */
  advance(moments: Moments): boolean {
    this.close(moments);
    if (this.stopReason !== undefined) return false;
    return this.step(moments);
  }

  /** The M-step alone, for the moments last closed, whatever the reasons to stop. False if it was singular. */
  step(moments: Moments): boolean {
    if (!this.#maximise(moments)) return false;
    this.iteration++;
    return true;
  }

  /**
   * Right after a `step` or another `leap`, and before the pass that follows: goes to `theta` instead, of which
   * ELBO(q, ·) is `elbo`. The trace shows the half-step as `half`. A change of ℓ across it says nothing about how EM
   * converges, so the stop rule begins anew.
   */
  leap(theta: Theta, elbo: number, half: 'M' | 'X'): void {
    copyTheta(theta, this.#current);
    this.#mixtureIsCurrent = false;
    this.elboAfterM = elbo;
    this.trace.restep(elbo, half);
    if (half === 'X') this.#outcome.binds.fill(0);
    this.#stop.resume([Number.NaN, Number.NaN]);
  }

  /** The staircase so far. */
  halfSteps(): HalfStep[] {
    return this.trace.halfSteps();
  }

  #maximise(moments: Moments): boolean {
    const next = this.#previous;
    this.singularComponent = maximise(moments, this.#current, next, this.#constraint, this.#outcome, this.#scratch);
    if (this.singularComponent >= 0) {
      this.stopReason = 'singular';
      return false;
    }
    this.#previous = this.#current;
    this.#current = next;
    this.#mixtureIsCurrent = false;
    this.#closed = false;
    this.elboAfterM = boundAfterM(moments, next, this.#outcome);
    this.trace.step(this.elboAfterM);
    return true;
  }
}

/** The constraint of a setting; a column without spread is measured in units of 1. */
export function constraintOf(setting: Pick<EmSetting, 'columnScales' | 'minEigenvalue' | 'regCovar'>): Constraint {
  const scales = setting.columnScales.map((scale) => (scale > 0 ? scale : 1));
  return { scales, minEigenvalue: setting.minEigenvalue, regCovar: setting.regCovar };
}
