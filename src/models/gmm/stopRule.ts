/** Differences of ℓ below this share of |ℓ| + N are rounding of the sum over rows. */
const ROUNDING = 4 * Number.EPSILON;

/**
 * When EM has converged: the change of the mean log-likelihood per row is below the tolerance *and* what Aitken's Δ²
 * expects still to come is below ten times it. EM converges linearly with ratio a = Δ_t/Δ_{t−1}, so
 * ℓ_∞ − ℓ_t ≈ Δ_t a/(1 − a) (Böhning et al. 1994); while the steps are still growing (|a| ≥ 1) no end is in sight.
 * A change that is only rounding counts as converged. A tolerance of 0 never does.
 */
export class StopRule {
  #last = Number.NaN;
  #change = Number.NaN;

  /** @param n total row weight; @param tolerance nats per row */
  constructor(
    private readonly n: number,
    private readonly tolerance: number,
  ) {}

  /** Takes ℓ of the next θ, in nats; true once EM should stop there. */
  converged(logLikelihood: number): boolean {
    const before = this.#change;
    const change = logLikelihood - this.#last;
    this.#last = logLikelihood;
    this.#change = change;
    if (!(this.tolerance > 0) || Number.isNaN(change)) return false;
    const size = Math.abs(change);
    if (size <= ROUNDING * (Math.abs(logLikelihood) + this.n)) return true;
    if (!(size / this.n < this.tolerance)) return false;
    const ratio = change / before;
    if (!(Math.abs(ratio) < 1)) return false;
    return Math.abs((change * ratio) / (1 - ratio)) / this.n < 10 * this.tolerance;
  }

  /** What `resume` needs to go on as if nothing had happened. */
  get memory(): readonly [last: number, change: number] {
    return [this.#last, this.#change];
  }

  resume([last, change]: readonly [number, number]): void {
    this.#last = last;
    this.#change = change;
  }
}
