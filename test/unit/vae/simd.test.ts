import { describe, expect, it } from 'vitest';
import { adam } from '../../../src/kernels/vae';
import { createVaeKernel } from '../../../src/kernels/vaeCreate';
import { ScalarVae } from '../../../src/kernels/vaeScalar';
import { SimdVae } from '../../../src/kernels/vaeSimd';
import { trial } from './nets';

const shapes = [
  { d: 4, latent: 2, hidden: [64] },
  { d: 1, latent: 1, hidden: [1] },
  { d: 3, latent: 5, hidden: [6, 5] },
  { d: 9, latent: 4, hidden: [13] },
  { d: 5, latent: 2, hidden: [], noise: 'shared' },
  { d: 6, latent: 3, hidden: [7], noise: 'unit', activation: 'relu' },
  { d: 7, latent: 2, hidden: [8], binaryColumns: 7 },
  { d: 5, latent: 2, hidden: [8], binaryColumns: 2 },
  { d: 70, latent: 9, hidden: [130, 33], spread: 0.1 },
] as const;

const settings = { rate: 1e-3, beta: 1, freeBits: 0 };
const largest = (numbers: Float64Array) => numbers.reduce((most, x) => Math.max(most, Math.abs(x)), 0);

describe.each(shapes)('the f32 kernel against the f64 twin, $d-$hidden-$latent', (shape) => {
  it.each([1, 7, 8, 9, 17, 128])('agrees for %i rows', (rows) => {
    const { network, data, parameters, rows: pick, epsilon } = trial(11, { ...shape, rows });
    const twin = new ScalarVae(network, data, 128);
    const fast = new SimdVae(network, data, 128);
    for (const kernel of [twin, fast]) kernel.restore(parameters);
    for (const options of [settings, { ...settings, beta: 0.5, freeBits: 0.3 }]) {
      const before = twin.evaluate(pick, epsilon);
      const sums = fast.evaluate(pick, epsilon);
      const scale = Math.abs(before.reconstruction) + before.kl + rows;
      expect(Math.abs(sums.reconstruction - before.reconstruction) / scale).toBeLessThan(1e-5);
      expect(Math.abs(sums.kl - before.kl) / scale).toBeLessThan(1e-5);
      twin.restore(parameters);
      fast.restore(parameters);
      const { gradient } = twin.gradient(pick, epsilon, options);
      fast.step(pick, epsilon, options);
      // After a first step Adam's first moment is (1 − β1) of the gradient.
      const found = fast.optimiser().first.map((m) => m / (1 - adam.beta1));
      const worst = largest(found.map((g, p) => g - gradient[p]!));
      expect(worst / Math.max(1, largest(gradient))).toBeLessThan(1e-4);
      twin.step(pick, epsilon, options);
      const state = twin.optimiser();
      fast.restore(twin.parameters(), state);
      fast.step(pick, epsilon, options);
      twin.step(pick, epsilon, options);
      const moved = twin.parameters().map((p, at) => p - parameters[at]!);
      const reached = fast.parameters();
      const apart = twin.parameters().map((p, at) => p - reached[at]!);
      // Where a gradient is next to nothing its sign, and so the whole step, is a matter of rounding.
      const floor = 1e-12 * largest(state.second);
      const clear = apart.filter((_, at) => state.second[at]! > floor);
      expect(largest(clear)).toBeLessThan(0.05 * Math.max(largest(moved), 1e-3));
      expect(largest(apart)).toBeLessThan(2.1 * settings.rate);
      twin.restore(parameters);
      fast.restore(parameters);
    }
  });
});

it('takes batches of different sizes in turn', () => {
  const { network, data, parameters, rows, epsilon } = trial(3, { d: 4, latent: 2, hidden: [8], rows: 40 });
  const twin = createVaeKernel(network, data, 40, 'scalar');
  const fast = createVaeKernel(network, data, 40);
  expect(twin.kind).toBe('scalar');
  expect(fast.kind).toBe('simd');
  for (const kernel of [twin, fast]) kernel.restore(parameters);
  for (const size of [40, 3, 17, 40, 8]) {
    const pick = rows.subarray(40 - size).toReversed();
    const noise = epsilon.subarray(0, 2 * size);
    const a = twin.step(pick, noise, settings);
    const b = fast.step(pick, noise, settings);
    expect(Math.abs(a.reconstruction - b.reconstruction)).toBeLessThan(1e-4 * (size + Math.abs(a.reconstruction)));
    expect(Math.abs(a.kl - b.kl)).toBeLessThan(1e-4 * (size + a.kl));
  }
});

it('clips log σ² of q, and lets it back inside', () => {
  const { network, data, rows, epsilon, parameters } = trial(5, { d: 3, latent: 1, hidden: [4], rows: 16 });
  const head = network.encoder.at(-1)!;
  for (const bias of [-40, 40]) {
    const start = parameters.with(head.bias + 1, bias);
    const twin = new ScalarVae(network, data, 16);
    const fast = new SimdVae(network, data, 16);
    twin.restore(start);
    fast.restore(start);
    const { gradient } = twin.gradient(rows, epsilon, settings);
    fast.step(rows, epsilon, settings);
    const found = fast.optimiser().first.map((m) => m / (1 - adam.beta1));
    expect(found.every(Number.isFinite)).toBe(true);
    expect(largest(found.map((g, p) => g - gradient[p]!)) / Math.max(1, largest(gradient))).toBeLessThan(1e-4);
    // Minimising must not push it further out.
    expect(gradient[head.bias + 1]! * Math.sign(bias)).toBeGreaterThanOrEqual(0);
  }
});

it('survives a log σ² and logits far beyond what exp can hold', () => {
  const { network, data, rows, epsilon } = trial(6, { d: 6, latent: 2, hidden: [4], rows: 8, binaryColumns: 3 });
  for (const size of [50, 1e4]) {
    const start = Float64Array.from({ length: network.size }, (_, p) =>
      p >= network.logSigma ? 0 : size * Math.sin(p),
    );
    const twin = new ScalarVae(network, data, 8);
    const fast = new SimdVae(network, data, 8);
    twin.restore(start);
    fast.restore(start);
    const a = twin.evaluate(rows, epsilon);
    const b = fast.evaluate(rows, epsilon);
    expect(Number.isFinite(b.reconstruction)).toBe(true);
    expect(Math.abs(a.reconstruction - b.reconstruction) / Math.abs(a.reconstruction)).toBeLessThan(1e-3);
  }
});
