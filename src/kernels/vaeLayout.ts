import type { Dense, Network } from './vae';

/** Units come in fours; padding holds zeros. */
export const pad = (units: number): number => 4 * Math.ceil(units / 4);

/** One parameter array in the kernel's memory: the seam's index of each of its numbers, −1 for padding. */
export interface PlacedLayer {
  readonly layer: Dense;
  readonly inputs: number;
  readonly outputs: number;
  /** Where its weights and biases begin, in numbers of 4 bytes from the first parameter. */
  readonly weights: number;
  readonly bias: number;
}

/** Where things stand in the memory of assembly/vae.ts. Addresses are bytes, multiples of 64. */
export interface VaeLayout {
  readonly units: number;
  readonly latents: number;
  readonly panels: number;
  readonly layers: readonly PlacedLayer[];
  /** [size] where parameter p of the seam stands, in numbers from `parameters`; log σ stand nowhere (−1). */
  readonly places: Int32Array;
  /** 32-bit words of the job. */
  readonly job: Uint32Array;
  readonly data: number;
  readonly parameters: number;
  /** Bytes between parameters and first moments, and between those and the second. */
  readonly moments: number;
  readonly pick: number;
  readonly epsilon: number;
  readonly precision: number;
  readonly binary: number;
  readonly there: number;
  readonly sums: number;
  readonly bytes: number;
}

const ROW = 32;

/** Bytes between panels of so many units: an odd number of cache lines (assembly/vaeDense.ts). */
const panelStep = (units: number): number => 64 * ((units >> 1) | 1);

/**
 * Lays out `rows` rows of data and all that a batch of `batch` of them needs, from address `start` on.
 */
export function layVae(network: Network, rows: number, batch: number, start: number): VaeLayout {
  const { shape, encoder, decoder } = network;
  const units = pad(shape.d);
  const latents = pad(shape.latent);
  const panels = Math.ceil(batch / 8);
  let next = 64 * Math.ceil(start / 64);
  const take = (bytes: number): number => {
    const at = next;
    next += 64 * Math.ceil(bytes / 64);
    return at;
  };
  const all = [...encoder, ...decoder];
  const last = encoder.length - 1;
  let size = 0;
  const layers = all.map((layer, l): PlacedLayer => {
    const inputs = pad(layer.inputs);
    const outputs = l === last ? 2 * latents : pad(layer.outputs);
    const weights = size;
    const bias = weights + inputs * outputs;
    size = bias + outputs;
    return { layer, inputs, outputs, weights, bias };
  });
  const places = new Int32Array(network.size).fill(-1);
  layers.forEach(({ layer, inputs, weights, bias }, l) => {
    for (let o = 0; o < layer.outputs; o++) {
      // The head's log σ² begin at a multiple of four.
      const own = l === last && o >= shape.latent ? o - shape.latent + latents : o;
      places[layer.bias + o] = bias + own;
      const block = weights + 4 * (own >> 2) * inputs + (own & 3);
      for (let i = 0; i < layer.inputs; i++) places[layer.weights + o * layer.inputs + i] = block + 4 * i;
    }
  });
  const moments = 64 * Math.ceil((4 * size) / 64);
  const parameters = take(3 * moments);
  const pick = take(panels * 8 * 4);
  const epsilon = take(panels * latents * ROW);
  const sigma = take(panels * latents * ROW);
  const precision = take(5 * units);
  const there = take(2 * panels * ROW);
  const sums = take(8 * panels * (1 + units));
  const panel = (width: number) => take(panels * panelStep(width));
  const x = panel(units);
  const z = panel(latents);
  const dz = panel(latents);
  const y = layers.map((layer) => panel(layer.outputs));
  const dy = layers.map((layer) => panel(layer.outputs));
  const data = take(4 * units * rows);
  const active = shape.activation === 'relu' ? 2 : 1;
  const words = layers.flatMap(({ layer, inputs, outputs, weights, bias }, l) => {
    const begins = l === 0 || l === encoder.length;
    const source = l === 0 ? x : begins ? z : y[l - 1]!;
    const back = l === 0 ? 0 : begins ? dz : dy[l - 1]!;
    const byteOf = (number: number) => parameters + 4 * number;
    return [
      inputs,
      outputs,
      byteOf(weights),
      byteOf(bias),
      source,
      y[l]!,
      dy[l]!,
      back,
      Number(layer.active),
      begins ? 0 : active,
    ];
  });
  // biome-ignore format: the order of assembly/vae.ts
  const job = Uint32Array.of(
    encoder.length, layers.length, Number(active === 2), units, latents, data, pick, x, y[last]!, dy[last]!,
    epsilon, z, dz, sigma, y.at(-1)!, dy.at(-1)!, precision, there, sums, panels, ...words,
  );
  return {
    units,
    latents,
    panels,
    layers,
    places,
    job,
    data,
    parameters,
    moments,
    pick,
    epsilon,
    precision,
    binary: precision + 4 * units,
    there,
    sums,
    bytes: next,
  };
}
