import type { HalfStep } from './mixture';

/**
 * The half-steps of a run, two numbers each iteration: ℓ(θ_t) as it becomes known and the ELBO after each M-step.
 * E of iteration t shows ELBO = ℓ(θ_{t−1}); M of iteration t shows the ELBO after it and ℓ(θ_t), which only the pass
 * after it can tell.
 */
export class Staircase {
  /** Iteration of the θ that the trace begins with. */
  firstIteration = 0;
  #logLikelihoods = new Float64Array(32);
  #bounds = new Float64Array(32);
  #extrapolated = new Set<number>();
  #closed = 0;
  #stepped = 0;

  /** @param lead 1 if an M-step from given responsibilities comes before the first E-step, else 0. */
  constructor(private readonly lead: number) {}

  /** ℓ of the present θ, in nats. */
  close(logLikelihood: number): void {
    if (this.#closed === this.#logLikelihoods.length) this.#logLikelihoods = twice(this.#logLikelihoods);
    this.#logLikelihoods[this.#closed++] = logLikelihood;
  }

  /** ELBO after an M-step, in nats. */
  step(elbo: number): void {
    if (this.#stepped === this.#bounds.length) this.#bounds = twice(this.#bounds);
    this.#bounds[this.#stepped++] = elbo;
  }

  /** Says that the last step was another: to where ELBO(q, ·) is `elbo`, extrapolated or not. */
  restep(elbo: number, half: 'M' | 'X'): void {
    this.#bounds[this.#stepped - 1] = elbo;
    if (half === 'X') this.#extrapolated.add(this.#stepped - 1);
    else this.#extrapolated.delete(this.#stepped - 1);
  }

  /** How many θ have a known ℓ. */
  get length(): number {
    return this.#closed;
  }

  /** ℓ of the t-th θ of this trace. */
  logLikelihood(t: number): number {
    return this.#logLikelihoods[t];
  }

  /** All completed half-steps from the `from`-th θ on; an M-step whose ℓ is not known yet is left out. */
  halfSteps(from = 0): HalfStep[] {
    const list: HalfStep[] = [];
    for (let t = from; t < this.#closed; t++) {
      const logLikelihood = this.#logLikelihoods[t];
      const iteration = this.firstIteration + t;
      const bound = t - 1 + this.lead;
      if (bound >= 0) {
        const elbo = this.#bounds[bound];
        const half = this.#extrapolated.has(bound) ? 'X' : 'M';
        list.push({ iteration, half, elbo, logLikelihood, kl: Math.max(0, logLikelihood - elbo) });
      }
      if (bound + 1 < this.#stepped) {
        list.push({ iteration: iteration + 1, half: 'E', elbo: logLikelihood, logLikelihood, kl: 0 });
      }
    }
    return list;
  }
}

function twice(values: Float64Array): Float64Array<ArrayBuffer> {
  const grown = new Float64Array(values.length * 2);
  grown.set(values);
  return grown;
}
