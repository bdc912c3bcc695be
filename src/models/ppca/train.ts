import { ok, type Result } from '../../fault';
import { randomStream } from '../gmm/random';
import { GradientAscent } from './ascent';
import { checkLatent } from './closedForm';
import { product, transposed } from './dense';
import { bestDiagonal, diagonalEncoder, type LinearEncoder, type LinearModel, logLikelihood } from './model';
import { standardNormal } from './normal';
import { climb, type LinearObjective, parameterCount, partsOf } from './objective';
import type { Spread } from './spread';

/** A gain this small, in nats per row and over so many steps, is no gain. */
const SMALL = 1e-7;
const PATIENCE = 10;
/** Kicks in a row that lead nowhere higher before a top is believed, and how far they go, in deviations of the noise. */
const KICKS = 2;
const KICK = 0.1;
/**
 * While it cools, σ² is held for so many steps, or until so little is expected of the rest, and then falls at once to its
 * best value, but never below this share of what it was.
 */
const HELD = 100;
const SETTLED = 1e-9;
const COOLING = 0.1;
/** Cooling is over once σ² would fall by less than this share. */
const COOL = 0.02;

export interface TrainingSetting {
  /** A whole number. */
  readonly seed: number;
  readonly maxSteps: number;
}

/** One step of the ascent; totals in nats, in the units of the columns. */
export interface TrainingStep {
  readonly step: number;
  readonly elbo: number;
  /** ℓ of the decoder at that step, exactly. */
  readonly logLikelihood: number;
  /** A kick: the one kind of step after which the ELBO may be lower. */
  readonly kicked: boolean;
}

/**
 * A linear VAE trained by gradient: decoder (W, σ²) and encoder (A, s²) climb the ELBO together, as a network would, but
 * on all rows at once and with the expectation over z in closed form, so that nothing is random but the start and the
 * kicks. What it must reach is known: ℓ* of probabilistic PCA (Lucas et al. 2019).
 *
 * Two things keep it from stopping short. First σ² cools: it is held while the rest climbs, and lowered in between. Were
 * it free from the beginning it would fall faster than the scale of z can settle, and then W and A would have to keep
 * step to within σ along a curved ridge, by steps that shrink with σ² (with columns in units 10⁸ apart that took
 * 15,000 steps or never ended). And where the surface is flat, the parameters are nudged at random and climb again, since
 * every principal axis that z has not found yet is a saddle: training ends when two kicks in a row gain next to nothing.
 */
export class LinearTraining {
  stopReason: 'converged' | 'maxSteps' | undefined;
  steps = 0;
  readonly trace: TrainingStep[] = [];
  readonly #objective: LinearObjective;
  readonly #ascent: GradientAscent;
  readonly #stream;
  readonly #scale: number;
  #best: Float64Array;
  #top = -Infinity;
  #kicks = 0;
  #values: number[] = [];
  #cooling = true;
  #held = 0;
  /** ∂ELBO/∂ln σ² where the ascent is. */
  #slope = 0;

  private constructor(
    readonly spread: Spread,
    l: number,
    readonly setting: TrainingSetting,
  ) {
    const { d, eigenvalues } = spread;
    const total = eigenvalues.reduce((sum, value) => sum + value, 0);
    this.#scale = Math.sqrt(total / d);
    this.#objective = { d, l, lengths: eigenvalues.map((value) => Math.sqrt(value) / this.#scale) };
    this.#stream = randomStream(setting.seed);
    const start = Float64Array.from(
      { length: parameterCount(this.#objective) },
      () => 0.3 * standardNormal(this.#stream),
    );
    const parts = partsOf(this.#objective, start);
    parts.logVariances.fill(0);
    parts.logNoise.fill(0);
    this.#ascent = new GradientAscent(start, (point, gradient, inverse) => this.#climb(point, gradient, inverse));
    this.#best = start.slice();
    this.#record(false);
  }

  /** A z of L dimensions for these rows. Faults of `checkLatent`. */
  static begin(spread: Spread, l: number, setting: TrainingSetting): Result<LinearTraining> {
    const fits = checkLatent(spread, l);
    return fits.ok ? ok(new LinearTraining(spread, l, setting)) : fits;
  }

  get done(): boolean {
    return this.stopReason !== undefined;
  }

  /** The decoder now, in the units of the columns. */
  get model(): LinearModel {
    const { d, l } = this.#objective;
    const { loadings, logNoise } = partsOf(this.#objective, this.#ascent.point);
    const turned = product(this.spread.axes, loadings, d, d, l).map((v) => v * this.#scale);
    return { d, l, mean: this.spread.mean, loadings: turned, noise: Math.exp(logNoise[0]) * this.#scale ** 2 };
  }

  /** The encoder now: A [L·D] in the units of the columns; s² has none. */
  get encoder(): LinearEncoder {
    const { d, l } = this.#objective;
    const { map, logVariances } = partsOf(this.#objective, this.#ascent.point);
    // A = P Λ^−½ Uᵀ; a direction in which no row moves is not read.
    const { eigenvalues, axes } = this.spread;
    const read = map.map((v, at) => (eigenvalues[at % d] > 0 ? v / Math.sqrt(eigenvalues[at % d]) : 0));
    return diagonalEncoder(product(read, transposed(axes, d, d), l, d, d), logVariances.map(Math.exp));
  }

  /** ELBO now: a total in nats, in the units of the columns. */
  get elbo(): number {
    return this.spread.n * (this.#ascent.value - this.#objective.d * Math.log(this.#scale));
  }

  /** One step upwards; false once training is over. Lowering σ² and a kick count as steps. */
  step(): boolean {
    if (this.done) return false;
    if (this.steps >= this.setting.maxSteps) return this.#end('maxSteps');
    this.steps++;
    const flat = this.#cooling ? this.#coolStep() : this.#freeStep();
    if (flat && !this.#believe()) return this.#end('converged');
    this.#record(false);
    if (flat) {
      this.#kick();
      this.#record(true);
    }
    return true;
  }

  finish(): void {
    while (this.step());
  }

  /** A step with σ² held, or the lowering of σ². Never the last word, so never flat. */
  #coolStep(): false {
    const { logNoise } = partsOf(this.#objective, this.#ascent.point);
    if (this.#held++ < HELD && this.#ascent.step() && this.#ascent.expected > SETTLED) return false;
    // ELBO = −½(D ln σ² + misfit/σ²) + …, so its slope in ln σ² tells the best σ² in one go, the rest being as it is.
    const share = 1 + (2 * this.#slope) / this.#objective.d;
    logNoise[0] += Math.log(Math.min(1, Math.max(COOLING, share)));
    if (share > 1 - COOL) this.#cooling = false;
    this.#held = 0;
    this.#values = [];
    this.#ascent.restart();
    return false;
  }

  /** A step with everything free. True where the surface is flat. */
  #freeStep(): boolean {
    const moved = this.#ascent.step();
    this.#values.push(this.#ascent.value);
    const before = this.#values.at(-1 - PATIENCE) ?? -Infinity;
    return !moved || this.#ascent.value - before < SMALL;
  }

  /** Takes stock of a flat place: false once kicks have led nowhere higher often enough. */
  #believe(): boolean {
    const { value, point } = this.#ascent;
    this.#kicks = value - this.#top > SMALL ? 0 : this.#kicks + 1;
    if (value > this.#top) {
      this.#top = value;
      this.#best = point.slice();
    }
    return this.#kicks < KICKS;
  }

  /** Moves W by a share of the noise's deviation, and the encoder to what is best for it, so that little is lost. */
  #kick(): void {
    const { point } = this.#ascent;
    const { d, l, lengths } = this.#objective;
    point.set(this.#best);
    const { loadings, map, logVariances, logNoise } = partsOf(this.#objective, point);
    const deviation = Math.exp(logNoise[0] / 2);
    for (let at = 0; at < loadings.length; at++) loadings[at] += KICK * deviation * standardNormal(this.#stream);
    const { encoder, variances } = bestDiagonal({
      d,
      l,
      mean: new Float64Array(d),
      loadings: loadings.slice(),
      noise: deviation * deviation,
    });
    for (let at = 0; at < map.length; at++) map[at] = encoder.map[at] * lengths[at % d];
    for (let j = 0; j < l; j++) logVariances[j] = Math.log(variances[j]);
    this.#values = [];
    this.#cooling = true;
    this.#held = 0;
    this.#ascent.restart();
  }

  #climb(point: Float64Array, gradient: Float64Array, inverse: Float64Array): number {
    const value = climb(this.#objective, point, gradient, inverse);
    const last = point.length - 1; // ln σ²
    this.#slope = gradient[last];
    if (this.#cooling) {
      gradient[last] = 0;
      inverse[last] = 0;
    }
    return value;
  }

  #end(reason: 'converged' | 'maxSteps'): false {
    if (this.#top > this.#ascent.value) {
      this.#ascent.point.set(this.#best);
      this.#ascent.restart();
    }
    this.stopReason = reason;
    this.#record(false);
    return false;
  }

  #record(kicked: boolean): void {
    this.trace.push({
      step: this.steps,
      elbo: this.elbo,
      logLikelihood: logLikelihood(this.model, this.spread),
      kicked,
    });
  }
}
