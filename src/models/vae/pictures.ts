import { randomStream } from '../gmm/random';
import { Decoder, encode, klToPrior, noiseOf, type VaeModel } from './model';
import { createNormals } from './normals';
import { toFile } from './units';

/** [count·D] the decoder's means in the units of the file: a probability where a column is Bernoulli. */
function meansInFile({ units }: VaeModel, outputs: Float64Array, count: number): Float64Array {
  const { d, binary } = units;
  const means = new Float64Array(count * d);
  for (let at = 0, j = 0; at < means.length; at++, j = j + 1 < d ? j + 1 : 0) {
    means[at] = binary[j] ? 1 / (1 + Math.exp(-outputs[at]!)) : toFile(units, j, outputs[at]!);
  }
  return means;
}

/** [count·D] decoder means, in the units of the file, of z [count·L] row-major. */
export function decodeAll(model: VaeModel, z: Float64Array): Float64Array {
  const count = z.length / model.network.shape.latent;
  const decoder = new Decoder(model);
  decoder.input(count).set(z);
  return meansInFile(model, decoder.decode(count), count);
}

/** The decoder's mean at q's mean, [D], in the units of the file. @param x [D] in training units. */
export const reconstruct = (model: VaeModel, x: Float64Array): Float64Array => decodeAll(model, encode(model, x).mean);

/** [count·D] rows drawn from the model, in the units of the file: z from the prior, x from p(x | z). */
export function generate(model: VaeModel, count: number, seed: number): Float64Array {
  const { latent, d, binary } = model.network.shape;
  const normals = createNormals(seed, 6);
  const coins = randomStream(seed, 7);
  const z = new Float64Array(count * latent);
  normals.fill(z);
  const rows = decodeAll(model, z);
  const sigma = noiseOf(model);
  const noise = new Float64Array(d);
  const gaussians = d - binary.reduce((sum, one) => sum + one, 0);
  for (let c = 0; c < count; c++) {
    normals.fill(noise, gaussians);
    for (let j = 0, drawn = 0; j < d; j++) {
      const at = c * d + j;
      if (binary[j]) rows[at] = Number(coins.next() < rows[at]!);
      else rows[at]! += sigma[j]! * noise[drawn++]!;
    }
  }
  return rows;
}

export interface DecoderGrid {
  /** Nodes a side. */
  readonly side: number;
  /** [side] z of the nodes along each axis shown. */
  readonly axis: Float64Array;
  /** [side²·D] (L = 1: [side·D]) means in the units of the file; the second axis runs fastest. */
  readonly means: Float64Array;
}

/**
 * The decoder over a square of z: two latent dimensions from −reach to reach, the others held at 0.
 */
export function decoderGrid(
  model: VaeModel,
  side: number,
  reach: number,
  axes: readonly [number, number] = [0, 1],
): DecoderGrid {
  const { latent } = model.network.shape;
  const axis = new Float64Array(side);
  if (side > 1) for (let i = 0; i < side; i++) axis[i] = -reach + (2 * reach * i) / (side - 1);
  const flat = latent === 1;
  const count = flat ? side : side * side;
  const z = new Float64Array(count * latent);
  for (let c = 0; c < count; c++) {
    if (flat) z[c] = axis[c]!;
    else {
      z[c * latent + axes[0]] = axis[Math.floor(c / side)]!;
      z[c * latent + axes[1]] = axis[c % side]!;
    }
  }
  return { side, axis, means: decodeAll(model, z) };
}

/** Every number of one draw z = μ + σ ⊙ ε and of what the decoder makes of it. Nats in the units of the file. */
export interface Draw {
  readonly mean: Float64Array;
  readonly sigma: Float64Array;
  readonly epsilon: Float64Array;
  readonly z: Float64Array;
  /** [D] x̂ in the units of the file. */
  readonly reconstruction: Float64Array;
  readonly logLikelihood: number;
  readonly logPrior: number;
  readonly logQ: number;
  /** log p(x | z) + log p(z) − log q(z | x): its mean over ε is the ELBO. */
  readonly logWeight: number;
  readonly kl: number;
  /** [L] ∂ log p(x|z)/∂z: the gradient that passes to μ as it is and to σ times ε. */
  readonly slope: Float64Array;
}

/** The reparameterisation with an ε of one's choice. @param x [D] in training units. */
export function drawWith(model: VaeModel, x: Float64Array, epsilon: Float64Array): Draw {
  const q = encode(model, x);
  const sigma = q.logVariance.map((v) => Math.exp(0.5 * v));
  const z = q.mean.map((m, l) => m + sigma[l]! * epsilon[l]!);
  const decoder = new Decoder(model);
  decoder.input(1).set(z);
  const outputs = decoder.decode(1, true);
  const logLikelihood = decoder.logLikelihood(x, outputs, 0) + model.units.logJacobian;
  const reconstruction = meansInFile(model, outputs, 1);
  const slope = decoder.slopes(x, 1).slice();
  const half = 0.5 * Math.log(2 * Math.PI);
  let logPrior = 0;
  let logQ = 0;
  for (let l = 0; l < z.length; l++) {
    logPrior -= half + 0.5 * z[l]! ** 2;
    logQ -= half + 0.5 * q.logVariance[l]! + 0.5 * epsilon[l]! ** 2;
  }
  return {
    mean: q.mean,
    sigma,
    epsilon,
    z,
    reconstruction,
    logLikelihood,
    logPrior,
    logQ,
    logWeight: logLikelihood + logPrior - logQ,
    kl: klToPrior(q),
    slope,
  };
}
