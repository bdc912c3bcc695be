import { type Activation, layNetwork, type Network, type VaeShape } from '../../../src/kernels/vae';
import { randomStream } from '../../../src/models/gmm/random';

/** A network and rows to try it on, all drawn from a seed. */
export interface Trial {
  readonly network: Network;
  readonly parameters: Float64Array;
  readonly data: Float64Array;
  readonly rows: Uint32Array;
  readonly epsilon: Float64Array;
}

interface Wanted {
  readonly d: number;
  readonly latent: number;
  readonly hidden: readonly number[];
  readonly rows: number;
  readonly noise?: VaeShape['noise'];
  readonly activation?: Activation;
  readonly binaryColumns?: number;
  readonly spread?: number;
}

/** About N(0, 1): the sum of twelve uniforms less six. */
export const roughNormal = (stream: { next(): number }): number => {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += stream.next();
  return sum;
};

export function trial(seed: number, wanted: Wanted): Trial {
  const { d, latent, hidden, rows, noise = 'column', activation = 'tanh', binaryColumns = 0, spread = 0.4 } = wanted;
  const stream = randomStream(seed);
  const normals = (count: number, scale = 1) => Float64Array.from({ length: count }, () => scale * roughNormal(stream));
  const binary = Uint8Array.from({ length: d }, (_, j) => Number(j < binaryColumns));
  const network = layNetwork({ d, latent, hidden, activation, binary, noise, noiseBounds: [Math.log(1e-2), 3] });
  const data = normals(d * rows);
  for (let i = 0; i < rows; i++) for (let j = 0; j < binaryColumns; j++) data[i * d + j] = Number(data[i * d + j]! > 0);
  return {
    network,
    parameters: normals(network.size, spread),
    data,
    rows: Uint32Array.from({ length: rows }, (_, i) => i),
    epsilon: normals(rows * latent),
  };
}
