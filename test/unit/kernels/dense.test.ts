import { describe, expect, it } from 'vitest';
import { LayeredNetwork } from '../../../src/kernels/dense';
import type { Dense } from '../../../src/kernels/vae';
import { randomStream } from '../../../src/models/gmm/random';

/** Layers of these widths over parameters from a seed; the last one has no activation. */
function network(widths: readonly number[], seed: number): { layers: Dense[]; parameters: Float64Array } {
  let size = 0;
  const layers = widths.slice(1).map((outputs, l): Dense => {
    const inputs = widths[l]!;
    const weights = size;
    size += (inputs + 1) * outputs;
    return { inputs, outputs, weights, bias: weights + inputs * outputs, active: l < widths.length - 2 };
  });
  const stream = randomStream(seed);
  return { layers, parameters: Float64Array.from({ length: size }, () => 2 * stream.next() - 1) };
}

const rowsOf = (count: number, seed: number): Float64Array => {
  const stream = randomStream(seed);
  return Float64Array.from({ length: count }, () => 4 * stream.next() - 2);
};

function through(
  net: ReturnType<typeof network>,
  relu: boolean,
  x: Float64Array,
  rows: number,
  kind: 'simd' | 'scalar',
) {
  const output = new Float64Array(rows * net.layers.at(-1)!.outputs);
  const between = net.layers.slice(0, -1).map(({ outputs }) => new Float64Array(rows * outputs));
  new LayeredNetwork(net.layers, relu, net.parameters, kind).forward(x, output, rows, between);
  return { output, between };
}

const furthest = (a: Float64Array, b: Float64Array): number =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);

const shapes = [
  [1, 1],
  [3, 2],
  [2, 4],
  [4, 5],
  [2, 64, 4],
  [2, 7, 9, 3],
  [1, 1, 1],
  [20, 400, 33],
  [300, 130, 5],
];
const counts = [0, 1, 3, 4, 5, 255, 256, 257, 515];

describe.each(shapes.map((widths) => ({ widths })))('dense layers in f64 of widths $widths', ({ widths }) => {
  it.each(counts)('are those of the scalar twin for %i rows, to the last bit without tanh', (rows) => {
    const net = network(widths, 3);
    const x = rowsOf(rows * widths[0]!, 5);
    const [fast, twin] = (['simd', 'scalar'] as const).map((kind) => through(net, true, x, rows, kind));
    expect(fast).toEqual(twin);
  });

  it.each(counts)('and within the error of tanh with it, for %i rows', (rows) => {
    const net = network(widths, 7);
    const x = rowsOf(rows * widths[0]!, 11);
    const [fast, twin] = (['simd', 'scalar'] as const).map((kind) => through(net, false, x, rows, kind));
    const most = Math.max(...widths);
    expect(furthest(fast!.output, twin!.output)).toBeLessThan(1e-15 * most ** 2);
  });
});

describe('dense layers in f64', () => {
  it('have a tanh within 4e-16 of Math.tanh over all that it can be asked for', () => {
    const layer: Dense = { inputs: 1, outputs: 1, weights: 0, bias: 1, active: true };
    const x = Float64Array.from({ length: 40_001 }, (_, i) => {
      const t = (i - 20_000) / 20_000;
      return Math.sign(t) * 10 ** (Math.abs(t) * 24 - 12);
    });
    const special = Float64Array.of(0, -0, 19, -19, 22.2, 1e300, -1e300, Infinity, -Infinity, 5e-324);
    for (const values of [x, special]) {
      const y = new Float64Array(values.length);
      new LayeredNetwork([layer], false, Float64Array.of(1, 0)).forward(values, y, values.length);
      expect(furthest(y, values.map(Math.tanh))).toBeLessThan(4e-16);
    }
  });

  it('let what is no number through', () => {
    const layer: Dense = { inputs: 1, outputs: 1, weights: 0, bias: 1, active: true };
    const y = new Float64Array(1);
    new LayeredNetwork([layer], false, Float64Array.of(1, 0)).forward(Float64Array.of(NaN), y, 1);
    expect(y[0]).toBeNaN();
  });

  it('are not mixed up when several networks take turns, and give each row what it gets alone', () => {
    const nets = [
      [2, 64, 4],
      [5, 6],
      [2, 64, 4],
      [7, 8, 9, 1],
      [2, 3],
      [30, 200, 2],
    ].map((widths, n) => ({
      net: network(widths, n + 1),
      widths,
    }));
    const layered = nets.map(({ net }) => new LayeredNetwork(net.layers, false, net.parameters));
    const whole = nets.map(({ net, widths }) => through(net, false, rowsOf(9 * widths[0]!, 2), 9, 'simd').output);
    for (const row of [8, 0, 4, 7]) {
      nets.forEach(({ widths }, n) => {
        const [inputs, outputs] = [widths[0]!, widths.at(-1)!];
        const alone = new Float64Array(outputs);
        layered[n]!.forward(rowsOf(9 * inputs, 2).subarray(row * inputs, (row + 1) * inputs), alone, 1);
        expect(alone).toEqual(whole[n]!.slice(row * outputs, (row + 1) * outputs));
      });
    }
  });
});
