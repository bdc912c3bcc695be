import type { Network } from '../../kernels/vae';
import { randomStream } from '../gmm/random';

/**
 * First parameters of a network from a seed: weights uniform within ±√(6/(in + out)) (Glorot & Bengio 2010), biases 0,
 * log σ 0. The weights of q's log σ² start a tenth as wide, so that every row's q begins near the prior's width.
 */
export function initialParameters(network: Network, seed: number): Float64Array {
  const stream = randomStream(seed, 1);
  const parameters = new Float64Array(network.size);
  const head = network.encoder.at(-1)!;
  for (const layer of [...network.encoder, ...network.decoder]) {
    const { inputs, outputs, weights } = layer;
    const width = Math.sqrt(6 / (inputs + outputs));
    for (let o = 0; o < outputs; o++) {
      const scale = layer === head && o >= network.shape.latent ? 0.1 * width : width;
      for (let i = 0; i < inputs; i++) parameters[weights + o * inputs + i] = scale * (2 * stream.next() - 1);
    }
  }
  return parameters;
}
