import { type Decoder, encode, klToPrior, logSumExp, type Posterior, type VaeModel } from './model';
import type { Normals } from './normals';

/** What S samples from q say of one row, in nats, in training units. */
export interface ImportanceEstimate {
  /** L_S = log (1/S) Σ_s p(x, z_s)/q(z_s): below log p(x) in expectation, and rising with S (Burda et al. 2016). */
  readonly logLikelihood: number;
  /** (1/S) Σ_s log p(x | z_s) − KL: the ELBO with the KL in closed form. */
  readonly elbo: number;
  /** (Σ w)²/Σ w²: 1 where one sample carries all, S where q is the posterior. */
  readonly effectiveSampleSize: number;
  /** Standard error of L_S (delta method) and of the ELBO; 0 of a single sample. */
  readonly standardError: number;
  readonly elboStandardError: number;
  readonly samples: number;
}

/** Samples decoded at a time. */
const CHUNK = 1024;

/**
 * Importance sampling of log p(x) with the encoder's q.
 * @param x [D] in training units.
 */
export function importance(
  model: VaeModel,
  decoder: Decoder,
  x: Float64Array,
  samples: number,
  normals: Normals,
  q: Posterior = encode(model, x),
): ImportanceEstimate {
  const { latent, d } = model.network.shape;
  const sigma = q.logVariance.map((v) => Math.exp(0.5 * v));
  const halfLog = q.logVariance.reduce((sum, v) => sum + 0.5 * v, 0);
  const weights = new Float64Array(samples);
  const inner = new Float64Array(samples);
  for (let from = 0; from < samples; from += CHUNK) {
    const count = Math.min(CHUNK, samples - from);
    const z = decoder.input(count);
    for (let s = 0; s < count; s++) {
      // log p(z) − log q(z) = Σ_l ½(ε² − z²) + log σ_l
      let ratio = halfLog;
      for (let l = 0; l < latent; l++) {
        const epsilon = normals.next();
        const value = q.mean[l]! + sigma[l]! * epsilon;
        z[s * latent + l] = value;
        ratio += 0.5 * (epsilon * epsilon - value * value);
      }
      weights[from + s] = ratio;
    }
    const outputs = decoder.decode(count);
    for (let s = 0; s < count; s++) {
      inner[from + s] = decoder.logLikelihood(x, outputs, s * d);
      weights[from + s]! += inner[from + s]!;
    }
  }
  const total = logSumExp(weights);
  const squares = logSumExp(weights.map((w) => 2 * w));
  const effectiveSampleSize = Math.exp(2 * total - squares);
  const mean = inner.reduce((sum, v) => sum + v, 0) / samples;
  const spread = inner.reduce((sum, v) => sum + (v - mean) ** 2, 0);
  const many = samples > 1 ? samples - 1 : 1;
  return {
    logLikelihood: total - Math.log(samples),
    elbo: mean - klToPrior(q),
    effectiveSampleSize,
    // Var(mean w)/mean(w)² = (1/ESS − 1/S)·S/(S − 1)
    standardError: Math.sqrt((Math.max(0, 1 / effectiveSampleSize - 1 / samples) * samples) / many),
    elboStandardError: samples > 1 ? Math.sqrt(spread / many / samples) : 0,
    samples,
  };
}
