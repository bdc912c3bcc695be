import { describe, expect, it } from 'vitest';
import { ScalarVae } from '../../../src/kernels/vaeScalar';
import { trial } from './nets';

const networks = {
  'one hidden layer, σ a column': trial(1, { d: 4, latent: 2, hidden: [7], rows: 9 }),
  'two hidden layers, one σ': trial(2, { d: 3, latent: 1, hidden: [5, 4], rows: 6, noise: 'shared' }),
  linear: trial(3, { d: 5, latent: 2, hidden: [], rows: 8, noise: 'shared' }),
  'relu, σ = 1': trial(4, { d: 3, latent: 3, hidden: [6], rows: 7, noise: 'unit', activation: 'relu' }),
  'Bernoulli and Gaussian columns': trial(5, { d: 5, latent: 2, hidden: [6], rows: 9, binaryColumns: 3 }),
  'one row, one column': trial(6, { d: 1, latent: 1, hidden: [3], rows: 1 }),
};

describe.each(Object.entries(networks))(
  'gradients of the f64 twin: %s',
  (_, { network, data, rows, epsilon, parameters }) => {
    it.each([
      { beta: 1, freeBits: 0 },
      { beta: 0.3, freeBits: 0 },
      { beta: 1, freeBits: 0.2 },
    ])('agree with finite differences ($beta, $freeBits)', ({ beta, freeBits }) => {
      const kernel = new ScalarVae(network, data, rows.length);
      const settings = { rate: 0, beta, freeBits };
      const { latent } = network.shape;
      // The objective by its definition, from the encoder's outputs; free bits need each KL on its own.
      const loss = (theta: Float64Array): number => {
        kernel.restore(theta);
        let total = 0;
        for (let i = 0; i < rows.length; i++) {
          const own = epsilon.subarray(i * latent, (i + 1) * latent);
          const sums = kernel.evaluate(rows.subarray(i, i + 1), own);
          const kl = freeBits === 0 ? sums.kl : heldKl(network, theta, data, i, freeBits);
          total += (beta * kl - sums.reconstruction) / rows.length;
        }
        return total;
      };
      kernel.restore(parameters);
      const gradient = kernel.gradient(rows, epsilon, settings).gradient.slice();
      const largest = Math.max(...gradient.map(Math.abs));
      for (let p = 0; p < network.size; p++) {
        const h = 1e-4 * Math.max(1, Math.abs(parameters[p]!));
        const at = (shift: number) => loss(parameters.with(p, parameters[p]! + shift));
        // Fourth order: the error is h⁴.
        const difference = (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
        expect(Math.abs(difference - gradient[p]!) / Math.max(1, largest), `parameter ${p}`).toBeLessThan(1e-6);
      }
    });
  },
);

/** Σ_j max(KL_ij, freeBits) of one row, by a plain forward pass. */
function heldKl(
  network: (typeof networks)['linear']['network'],
  theta: Float64Array,
  data: Float64Array,
  row: number,
  freeBits: number,
): number {
  const { d, latent, activation } = network.shape;
  let x = Array.from(data.subarray(row * d, (row + 1) * d));
  for (const layer of network.encoder) {
    x = Array.from({ length: layer.outputs }, (_, o) => {
      let sum = theta[layer.bias + o]!;
      for (let i = 0; i < layer.inputs; i++) sum += theta[layer.weights + o * layer.inputs + i]! * x[i]!;
      return !layer.active ? sum : activation === 'relu' ? Math.max(0, sum) : Math.tanh(sum);
    });
  }
  let total = 0;
  for (let l = 0; l < latent; l++) {
    total += Math.max(freeBits, 0.5 * (x[l]! ** 2 + Math.exp(x[latent + l]!) - x[latent + l]! - 1));
  }
  return total;
}
