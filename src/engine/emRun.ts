/**
 * EM over a source of rows, a half-step at a time. Pausing, seeking and cancelling are the session's affair: this class
 * knows how to take the next half-step and how to look back.
 */
import { emptyMoments, type Moments } from '../kernels/rows.ts';
import { Em } from '../models/gmm/em.ts';
import { copyTheta, type Theta } from '../models/gmm/frame.ts';
import type { HalfStep } from '../models/gmm/mixture.ts';
import { History, thetaAt, thetaOfQAt } from './history.ts';
import type { RowSource } from './rowSource.ts';
import { clearMoments } from './segments.ts';

export class EmRun {
  readonly history: History;
  /** Passes over all rows so far, those of steps that were put back included. */
  passes = 0;
  protected readonly moments: Moments;
  private primed = false;

  constructor(
    readonly rows: RowSource,
    readonly em: Em,
    historyBudget?: number,
  ) {
    const { shape, k, d } = em.frame;
    this.history = new History(shape, k, d, historyBudget);
    this.moments = emptyMoments(shape, k, d);
  }

  get finished(): boolean {
    return this.em.done;
  }

  /** The first pass, which tells ℓ(θ_0). */
  private async prime(): Promise<void> {
    await this.pass();
    this.em.close(this.moments);
    this.history.remember(0, this.em.theta, this.em.binds);
    this.primed = true;
  }

  /**
   * The next half-step. E costs nothing: its ELBO is the ℓ that the last pass told. M is the M-step and the pass that
   * tells the new ℓ. Resolves to false, and does nothing, when the run is finished.
   */
  next(): boolean | Promise<boolean> {
    if (!this.primed) return this.prime().then(() => this.next());
    if (this.em.done) return false;
    const { history, em } = this;
    if (history.length % 2 === 0) {
      history.push('E', em.logLikelihood, em.logLikelihood);
      return true;
    }
    if (!em.step(this.moments)) return false;
    const pending = this.pass();
    return pending ? pending.then(() => this.completeM()) : this.completeM();
  }

  /** Takes half-steps until there is a reason to stop. */
  async finish(): Promise<void> {
    for (;;) {
      const more = this.next();
      if (!(typeof more === 'boolean' ? more : await more)) return;
    }
  }

  step(half: number): HalfStep {
    return this.history.step(half);
  }

  /** θ on show and θ behind q at a half-step; computed again where the history no longer holds them. */
  async snapshot(half: number): Promise<{ theta: Theta; thetaOfQ: Theta }> {
    const behind = await this.theta(thetaOfQAt(half));
    return { thetaOfQ: behind, theta: half % 2 === 0 ? behind : await this.theta(thetaAt(half)) };
  }

  /**
   * Where the M-step after the E at `half` takes θ, and the components that the constraint holds open there. Costs no
   * pass over the rows where the history ends: the moments are those of the pass before. Undefined where no M follows.
   */
  async following(half: number): Promise<{ theta: Theta; binds: readonly number[] } | undefined> {
    const { em, history } = this;
    const t = thetaAt(half);
    if (half % 2 === 1) return undefined;
    if (half + 1 < history.length) {
      if (history.step(half + 1).half !== 'M') return undefined;
      return { theta: await this.theta(t + 1), binds: history.bindsAt(t + 1) };
    }
    return t === em.iteration ? this.stepAhead() : undefined;
  }

  /** [K] N_k of the posterior at a θ, by a pass over the rows. */
  async countsUnder(theta: Theta): Promise<Float64Array> {
    const moments = emptyMoments(theta.frame.shape, theta.frame.k, theta.frame.d);
    await this.rows.pass(theta.frame, moments);
    return moments.counts.slice();
  }

  /** The M-step from the newest θ, on a copy. */
  protected stepAhead(): { theta: Theta; binds: readonly number[] } | undefined {
    const copy = Em.resume(this.em.setting, this.em.save());
    if (!copy.step(this.moments)) return undefined;
    return { theta: copy.theta, binds: [...copy.binds.keys()].filter((j) => copy.binds[j] === 1) };
  }

  private async theta(t: number): Promise<Theta> {
    const theta = this.history.blank();
    const found = this.history.recall(t, theta);
    if (found === t) return theta;
    const replay = Em.resume(this.em.setting, { iteration: found, theta, memory: [Number.NaN, Number.NaN] });
    const moments = emptyMoments(theta.frame.shape, theta.frame.k, theta.frame.d);
    for (let at = found; at < t; at++) {
      clearMoments(moments);
      await this.rows.pass(replay.frame, moments);
      replay.step(moments);
    }
    copyTheta(replay.theta, theta);
    return theta;
  }

  private completeM(): boolean {
    const { em, history } = this;
    em.close(this.moments);
    history.push('M', em.elboAfterM, em.logLikelihood);
    history.remember(em.iteration, em.theta, em.binds);
    return true;
  }

  protected pass(): Promise<void> | undefined {
    clearMoments(this.moments);
    this.passes++;
    return this.rows.pass(this.em.frame, this.moments);
  }
}
