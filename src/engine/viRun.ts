/**
 * Coordinate ascent of variational Bayes over a source of rows, a sub-step at a time, and how to look back. G_j are the
 * factors q(π), q(μ,Λ) after j iterations; q(Z) is always the one that the factors before gave:
 *
 *   moment       0      1      2      3      4      5
 *   sub-step     q(Z)   q(π)   q(μ,Λ) q(Z)   q(π)   q(μ,Λ)
 *   q(Z) by      G₀     G₀     G₀     G₁     G₁     G₁
 *   q(π)         G₀     G₁     G₁     G₁     G₂     G₂
 *   q(μ,Λ)       G₀     G₀     G₁     G₁     G₁     G₂
 */
import { emptyMoments, type Frame, type Moments } from '../kernels/rows.ts';
import { Cavi } from '../models/vi/cavi.ts';
import { cloneFactors, createFactors, type Factors, priorFactors } from '../models/vi/factors.ts';
import type { Part } from '../models/vi/trace.ts';
import type { RowSource } from './rowSource.ts';
import { clearMoments } from './segments.ts';
import { Thinned } from './thinned.ts';

const defaultBudgetBytes = 64 << 20;
const parts: readonly Part[] = ['assignments', 'weights', 'components'];

export interface ViSnapshot {
  /** Under which q(Z) was had. */
  readonly frameOfQ: Frame;
  /** The factors that gave q(Z); undefined where it came from elsewhere. */
  readonly behindQ: Factors | undefined;
  /** q(π) and q(μ,Λ) on show; two objects between the sub-steps. */
  readonly weights: Factors;
  readonly components: Factors;
  /** [K] N_k of q(Z). */
  readonly counts: Float64Array;
}

export class ViRun {
  readonly #moments: Moments;
  readonly #history: Thinned;
  #known = 0;
  #failed = false;

  /** @param startFrame of the q(Z) that a run `fromMoments` began with; absent for one from factors. */
  constructor(
    readonly rows: RowSource,
    readonly cavi: Cavi,
    readonly startFrame?: Frame,
    historyBudget = defaultBudgetBytes,
  ) {
    const { k, d, whitening } = cavi.frame;
    this.#moments = emptyMoments('full', k, d);
    this.#history = new Thinned(10 * k + k * d + whitening.length, historyBudget);
    if (startFrame) {
      this.#remember(0, priorFactors(cavi.setting.priors, k), cavi.counts);
      this.#remember(1, cavi.current, cavi.counts);
    } else this.#remember(0, cavi.current, cavi.counts);
  }

  /** Moments known. */
  get length(): number {
    return this.#known;
  }

  get finished(): boolean {
    return this.#failed || (this.cavi.done && this.#known === this.cavi.trace.length);
  }

  /** Factors left the range of numbers. */
  get failed(): boolean {
    return this.#failed;
  }

  /** The next moment; every third one costs a pass over the rows. Resolves to false when the run is finished. */
  next(): boolean | Promise<boolean> {
    const { cavi } = this;
    if (this.#failed) return false;
    if (this.#known < cavi.trace.length) {
      this.#known++;
      return true;
    }
    if (cavi.done) return false;
    clearMoments(this.#moments);
    const pending = this.rows.pass(cavi.frame, this.#moments);
    return pending ? pending.then(() => this.#advance()) : this.#advance();
  }

  #advance(): boolean {
    const { cavi } = this;
    const going = cavi.advance(this.#moments);
    if (cavi.stopReason === 'notFinite' || cavi.stopReason === 'singular') {
      this.#failed = true;
      return false;
    }
    if (going) this.#remember(Math.floor(cavi.trace.length / 3), cavi.current, cavi.counts);
    this.#known++;
    return true;
  }

  iteration(moment: number): number {
    return this.cavi.trace.firstIteration + Math.floor(moment / 3);
  }

  part(moment: number): Part {
    return parts[moment % 3]!;
  }

  /** Everything a moment is made of; computed again where the history no longer holds it, to the same bits. */
  async snapshot(moment: number): Promise<ViSnapshot> {
    const j = Math.floor(moment / 3);
    const before = await this.#recall(j);
    const after = 3 * j + 1 < this.cavi.trace.length ? await this.#recall(j + 1) : undefined;
    const part = moment % 3;
    const given = j === 0 ? this.startFrame : undefined;
    return {
      frameOfQ: given ?? before.factors.frame,
      behindQ: given ? undefined : before.factors,
      weights: part > 0 ? after!.factors : before.factors,
      components: part > 1 ? after!.factors : before.factors,
      counts: after?.counts ?? this.cavi.counts.slice(),
    };
  }

  /** Means of at most `most` kept factors up to those of a moment: [P·K·D]. */
  paths(moment: number, most: number, present: Factors): Float64Array {
    const { k, d } = present.frame;
    const last = Math.floor((moment - 2) / 3);
    const { stored, stride } = this.#history;
    const ranks = Math.max(0, Math.min(stored, Math.floor(last / stride) + 1));
    const every = Math.max(1, Math.ceil(ranks / Math.max(1, most - 1)));
    const rows: Float64Array[] = [];
    for (let rank = 0; rank < ranks; rank += every) rows.push(this.#history.record(rank).subarray(k, k + k * d));
    rows.push(present.frame.means);
    const flat = new Float64Array(rows.length * k * d);
    rows.forEach((means, at) => {
      flat.set(means, at * k * d);
    });
    return flat;
  }

  async #recall(j: number): Promise<{ factors: Factors; counts: Float64Array }> {
    const { k, d } = this.cavi.frame;
    const { at, record } = this.#history.recall(j);
    const found = read(record, k, d);
    if (at === j) return found;
    const { setting } = this.cavi;
    const moments = emptyMoments('full', k, d);
    let next = at;
    let replay: Cavi;
    if (this.startFrame && at === 0) {
      await this.rows.pass(this.startFrame, moments);
      const begun = Cavi.fromMoments(setting, this.startFrame, moments);
      if (!begun.ok) throw new Error(begun.fault.code);
      replay = begun.value;
      next++;
    } else replay = Cavi.fromFactors(setting, found.factors);
    for (; next < j; next++) {
      clearMoments(moments);
      await this.rows.pass(replay.frame, moments);
      replay.close(moments);
      replay.step(moments);
    }
    return { factors: cloneFactors(replay.current), counts: replay.counts.slice() };
  }

  #remember(j: number, factors: Factors, counts: Float64Array): void {
    const slot = this.#history.slot(j);
    if (!slot) return;
    let at = 0;
    for (const part of [counts, ...partsOf(factors)]) {
      slot.set(part, at);
      at += part.length;
    }
  }
}

/** The means come first, for the paths. */
const partsOf = ({ frame, ...factors }: Factors): Float64Array[] => [
  frame.means,
  frame.whitening,
  frame.logConstant,
  factors.alpha,
  factors.beta,
  factors.nu,
  factors.logWeight,
  factors.logPrecision,
  factors.logPartition,
  factors.priorTrace,
  factors.priorDistance,
];

function read(record: Float64Array, k: number, d: number): { factors: Factors; counts: Float64Array } {
  const factors = createFactors(k, d);
  let at = k;
  for (const part of partsOf(factors)) {
    part.set(record.subarray(at, at + part.length));
    at += part.length;
  }
  return { factors, counts: record.slice(0, k) };
}
