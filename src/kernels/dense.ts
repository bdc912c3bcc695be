/**
 * Layers one after the other over many rows, in f64: WebAssembly SIMD where the machine has it, else the scalar twin
 * (`forwardDense`). For what is reported of a network; training has kernels of its own.
 */
import { wasm } from './generated/denseWasm';
import type { Dense } from './vae';
import { pad } from './vaeLayout';
import { compile } from './vaeLoops';
import { forwardDense } from './vaeScalar';

/** What assembly/dense.ts exports. */
interface Loops {
  readonly memory: WebAssembly.Memory;
  free(): number;
  forward(inputs: number, outputs: number, w: number, bias: number, x: number, y: number, rows: number): void;
  relu(at: number, end: number): void;
  tanh(at: number, end: number): void;
}

const PAGE = 65536;
/** Rows that go through all layers before the next ones: what they leave stays in the second cache. */
const MOST_ROWS = 256;
/** Networks whose weights are laid out at a time: an encoder and a decoder, of two models. */
const MOST_ROOMS = 4;

/** Undefined as `module` where this machine does not run the loops: found out once. */
let compiled: { readonly module: WebAssembly.Module | undefined } | undefined;

/** Weights of some layers where the loops find them, and room for the rows that go through. */
class Room {
  private owner: LayeredNetwork | undefined;
  private readonly loops: Loops;
  private floats = new Float64Array(0);
  private layers: readonly { readonly inputs: number; readonly outputs: number; readonly at: number }[] = [];
  /** Where activations begin, in bytes: the input, then each layer's outputs. */
  private values: readonly number[] = [];

  constructor(module: WebAssembly.Module) {
    this.loops = new WebAssembly.Instance(module).exports as unknown as Loops;
  }

  holds(network: LayeredNetwork): boolean {
    return this.owner === network;
  }

  take(network: LayeredNetwork): void {
    if (this.owner === network) return;
    this.owner = network;
    let next = 64 * Math.ceil(this.loops.free() / 64);
    const numbers = (count: number): number => {
      const at = next;
      next += 64 * Math.ceil(count / 8);
      return at;
    };
    this.layers = network.layers.map((layer) => {
      const [inputs, outputs] = [pad(layer.inputs), pad(layer.outputs)];
      return { inputs, outputs, at: numbers((inputs + 1) * outputs) };
    });
    this.values = [this.layers[0]!.inputs, ...this.layers.map(({ outputs }) => outputs)].map((units) =>
      numbers(units * MOST_ROWS),
    );
    const { memory } = this.loops;
    const missing = next - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
    if (this.floats.buffer !== memory.buffer) this.floats = new Float64Array(memory.buffer);
    // Padding must be zeros, which another network has not left: that of the weights and of the input.
    this.floats.fill(0, this.layers[0]!.at / 8, this.values[1]! / 8);
    const { floats } = this;
    network.layers.forEach(({ inputs, outputs, weights, bias }, l) => {
      const placed = this.layers[l]!;
      const start = placed.at / 8;
      for (let o = 0; o < outputs; o++) {
        const block = start + 4 * (o >> 2) * placed.inputs + (o & 3);
        for (let i = 0; i < inputs; i++) floats[block + 4 * i] = network.parameters[weights + o * inputs + i]!;
        floats[start + placed.inputs * placed.outputs + o] = network.parameters[bias + o]!;
      }
    });
  }

  /** Rows [from, to), at most MOST_ROWS of them. */
  run(
    { layers, relu }: LayeredNetwork,
    targets: readonly (Float64Array | undefined)[],
    from: number,
    to: number,
  ): void {
    const { loops } = this;
    const rows = to - from;
    const padded = pad(rows);
    this.write(targets[0]!, layers[0]!.inputs, from, rows);
    this.layers.forEach(({ inputs, outputs, at }, l) => {
      const [x, y] = [this.values[l]!, this.values[l + 1]!];
      loops.forward(inputs, outputs, at, at + 8 * inputs * outputs, x, y, padded);
      const end = y + 8 * padded * outputs;
      if (layers[l]!.active) loops[relu ? 'relu' : 'tanh'](y, end);
      const target = targets[l + 1];
      if (target) this.read(l + 1, target, layers[l]!.outputs, from, rows);
    });
  }

  private write(x: Float64Array, units: number, from: number, rows: number): void {
    const [at, stride] = [this.values[0]! / 8, pad(units)];
    if (stride === units) this.floats.set(x.subarray(from * units, (from + rows) * units), at);
    else {
      for (let b = 0; b < rows; b++) {
        for (let i = 0; i < units; i++) this.floats[at + b * stride + i] = x[(from + b) * units + i]!;
      }
    }
  }

  private read(l: number, y: Float64Array, units: number, from: number, rows: number): void {
    const [at, stride] = [this.values[l]! / 8, pad(units)];
    if (stride === units) y.set(this.floats.subarray(at, at + rows * units), from * units);
    else {
      for (let b = 0; b < rows; b++) {
        for (let i = 0; i < units; i++) y[(from + b) * units + i] = this.floats[at + b * stride + i]!;
      }
    }
  }
}

/** The room that was used last comes first. */
const rooms: Room[] = [];

function roomOf(network: LayeredNetwork, module: WebAssembly.Module): Room {
  const at = rooms.findIndex((room) => room.holds(network));
  if (at !== 0) {
    const [room] =
      at > 0 ? rooms.splice(at, 1) : rooms.length < MOST_ROOMS ? [new Room(module)] : rooms.splice(MOST_ROOMS - 1, 1);
    rooms.unshift(room!);
  }
  const [first] = rooms;
  first!.take(network);
  return first!;
}

/** Dense layers with their parameters, which must stay as they are. */
export class LayeredNetwork {
  /**
   * @param relu max(·, 0) where a layer is active, else tanh.
   * @param parameters weights and biases where `layers` say.
   * @param prefer 'scalar' for the twin.
   */
  constructor(
    readonly layers: readonly Dense[],
    readonly relu: boolean,
    readonly parameters: Float64Array,
    private readonly prefer: 'simd' | 'scalar' = 'simd',
  ) {}

  /**
   * Takes rows through all layers. What comes out of a row does not depend on the others, to the last bit. The two twins
   * differ by what their tanh do, some 3e-16 absolutely a unit.
   * @param input [rows · inputs], row-major.
   * @param output [rows · outputs of the last layer]; written.
   * @param between [rows · outputs] of every other layer, where they are wanted; written.
   */
  forward(input: Float64Array, output: Float64Array, rows: number, between?: readonly Float64Array[]): void {
    const { layers, relu, parameters } = this;
    compiled ??= { module: compile(wasm) };
    const { module } = compiled;
    if (this.prefer === 'scalar' || module === undefined) {
      let x = input;
      layers.forEach((layer, l) => {
        const y = l === layers.length - 1 ? output : (between?.[l] ?? new Float64Array(rows * layer.outputs));
        forwardDense(layer, relu, parameters, x, y, rows);
        x = y;
      });
      return;
    }
    const room = roomOf(this, module);
    const targets = [input, ...(between ?? layers.slice(1).map(() => undefined)), output];
    for (let from = 0; from < rows; from += MOST_ROWS) room.run(this, targets, from, Math.min(rows, from + MOST_ROWS));
  }
}
