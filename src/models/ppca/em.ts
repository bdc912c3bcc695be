import { ok, type Result } from '../../fault';
import type { HalfStep } from '../gmm/mixture';
import { StopRule } from '../gmm/stopRule';
import { checkLatent } from './closedForm';
import { invert, product, squaredNorm, trace, transposed } from './dense';
import { elboOf, gram, type LinearEncoder, type LinearModel, logLikelihood, posteriorOf } from './model';
import { randomLoadings } from './normal';
import type { Spread } from './spread';

export interface PpcaEmSetting {
  /** Nats per row; 0 runs exactly `maxIterations`. */
  readonly tolerance: number;
  readonly maxIterations: number;
}

/**
 * EM on probabilistic PCA (Tipping & Bishop 1999, appendix B), a half-step at a time and without looking at a row. The
 * posterior of a linear decoder is exact, so KL is 0 after every E, just as for a mixture.
 */
export class PpcaEm {
  /** θ now. */
  model: LinearModel;
  /** q behind the last M-step, or of the last E-step. */
  encoder: LinearEncoder;
  /** ℓ(θ) in nats. */
  logLikelihood: number;
  iteration = 0;
  stopReason: 'converged' | 'maxIterations' | undefined;
  readonly trace: HalfStep[] = [];
  readonly #stop: StopRule;

  private constructor(
    readonly spread: Spread,
    readonly setting: PpcaEmSetting,
    start: LinearModel,
  ) {
    this.model = start;
    this.encoder = posteriorOf(start);
    this.logLikelihood = logLikelihood(start, spread);
    this.#stop = new StopRule(spread.n, setting.tolerance);
  }

  /**
   * From loadings drawn by `seed` (a whole number), a z of L dimensions that explains about half of the variance.
   * Faults of `checkLatent`.
   */
  static begin(spread: Spread, l: number, seed: number, setting: PpcaEmSetting): Result<PpcaEm> {
    const fits = checkLatent(spread, l);
    if (!fits.ok) return fits;
    const { d, mean, root } = spread;
    const noise = squaredNorm(root) / d / 2;
    const loadings = randomLoadings(d, l, Math.sqrt(noise / l), seed);
    return ok(new PpcaEm(spread, setting, { d, l, mean, loadings, noise }));
  }

  /** From any model whose mean is that of the rows. */
  static fromModel(spread: Spread, start: LinearModel, setting: PpcaEmSetting): PpcaEm {
    return new PpcaEm(spread, setting, { ...start, mean: spread.mean });
  }

  get done(): boolean {
    return this.stopReason !== undefined;
  }

  /** q ← p(z | x; θ): the bound touches ℓ. False, and nothing done, where there is a reason to stop. */
  expect(): boolean {
    if (this.#stop.converged(this.logLikelihood)) this.stopReason = 'converged';
    else if (this.iteration >= this.setting.maxIterations) this.stopReason = 'maxIterations';
    if (this.done) return false;
    this.encoder = posteriorOf(this.model);
    this.#record('E', this.iteration + 1);
    return true;
  }

  /**
   * θ ← argmax ELBO(q, ·): W = SAᵀ(V + ASAᵀ)⁻¹ regresses the rows on z, and σ² is what is left per column,
   * (‖F − WAF‖² + tr(WVWᵀ))/D.
   */
  maximise(): void {
    const { d, l, mean } = this.model;
    const { root } = this.spread;
    const { map, covariance } = this.encoder;
    const z = product(map, root, l, d, d);
    const turned = transposed(z, l, d);
    const second = product(z, turned, l, d, l).map((v, at) => v + covariance[at]);
    const back = invert(second, l);
    if (back === undefined) throw new RangeError('not positive definite');
    const loadings = product(product(root, turned, d, d, l), back.inverse, d, l, l);
    const rest = product(loadings, z, d, l, d).map((v, at) => root[at] - v);
    const jitter = trace(product(covariance, gram(loadings, d, l), l, l, l), l);
    this.model = { d, l, mean, loadings, noise: (squaredNorm(rest) + jitter) / d };
    this.logLikelihood = logLikelihood(this.model, this.spread);
    this.iteration++;
    this.#record('M', this.iteration);
  }

  /** E and M until there is a reason to stop. */
  finish(): void {
    while (this.expect()) this.maximise();
  }

  #record(half: 'E' | 'M', iteration: number): void {
    const { elbo } = elboOf(this.model, this.encoder, this.spread);
    const kl = Math.max(0, this.logLikelihood - elbo);
    this.trace.push({ iteration, half, elbo, logLikelihood: this.logLikelihood, kl });
  }
}
