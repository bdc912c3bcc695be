import { BOUND_TERMS } from './bound';

/** What an update was of: q(Z), q(π), or q(μ,Λ). */
export type Part = 'assignments' | 'weights' | 'components';

const parts: readonly Part[] = ['assignments', 'weights', 'components'];

/** One entry of the ascent: the bound on log p(X) right after a sub-step, in nats. */
export interface SubStep {
  /** 0 is the one in which q(Z) was given. */
  readonly iteration: number;
  readonly part: Part;
  readonly bound: number;
}

const WIDTH = BOUND_TERMS + 1;

/** The bound after every sub-step with its seven terms: eight numbers a sub-step, three sub-steps an iteration. */
export class Ascent {
  #values = new Float64Array(WIDTH * 96);
  #length = 0;

  /**
   * @param firstIteration iteration that the trace begins with, always with its q(Z).
   */
  constructor(readonly firstIteration: number) {}

  /** Sub-steps so far. */
  get length(): number {
    return this.#length;
  }

  push(bound: number, terms: Float64Array): void {
    const at = this.#length * WIDTH;
    if (at === this.#values.length) {
      const grown = new Float64Array(2 * at);
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[at] = bound;
    this.#values.set(terms, at + 1);
    this.#length++;
  }

  bound(index: number): number {
    return this.#values[index * WIDTH];
  }

  /** [7] the terms in the order of `boundTermNames`; a view. */
  terms(index: number): Float64Array {
    return this.#values.subarray(index * WIDTH + 1, (index + 1) * WIDTH);
  }

  subSteps(from = 0): SubStep[] {
    const list: SubStep[] = [];
    for (let index = from; index < this.#length; index++) {
      const iteration = this.firstIteration + Math.floor(index / 3);
      list.push({ iteration, part: parts[index % 3], bound: this.bound(index) });
    }
    return list;
  }
}
