import { wasm } from './generated/vaeWasm';
import {
  adam,
  adamScale,
  type BatchSums,
  logVarianceBounds,
  type Network,
  type OptimiserState,
  type StepSettings,
  type VaeKernel,
} from './vae';
import { layVae, type VaeLayout } from './vaeLayout';
import { compile, type Loops } from './vaeLoops';
import type { VaeTeam } from './vaeTeam';

const PAGE = 65536;
/** Kinds of phase (assembly/vaeTeam.ts). */
const FORWARD = 1;
const GRADIENTS = 2;
const LEARN = 3;
/** Layers that the job has room for. */
const MOST_LAYERS = 64;
const HALF_LOG_2PI = 0.5 * Math.log(2 * Math.PI);

let compiled: WebAssembly.Module | undefined;

/** Whether this machine runs the SIMD kernels. Compiles them on the first call. */
export function vaeSimdRuns(): boolean {
  compiled ??= compile(wasm);
  return compiled !== undefined;
}

/** Multiply-adds of a step from which a second thread pays for the two times that it is waited for. */
const WORTH_SHARING = 1_000_000;

/** Whether steps of so many rows on so many parameters are long enough to be shared among threads. */
export const worthSharing = (batch: number, parameters: number): boolean => 3 * batch * parameters >= WORTH_SHARING;

/**
 * The fast kernel: f32 in WebAssembly SIMD, eight rows a panel, over a copy of the rows. The few log σ are learned in
 * f64 outside, and rounded. Sums leave a panel as f64. Against the f64 twin, gradients differ by some 1e-6 of the largest.
 */
export class SimdVae implements VaeKernel {
  readonly kind = 'simd';
  private readonly loops: Loops;
  private readonly worthSharing: boolean;
  private readonly layout: VaeLayout;
  private readonly floats: Float32Array;
  private readonly doubles: Float64Array;
  private readonly words: Uint32Array;
  private readonly logSigma: Float64Array;
  private sigmaFirst: Float64Array;
  private sigmaSecond: Float64Array;
  private steps = 0;
  private filled = -1;

  /**
   * @param data n rows of D numbers in training units, row-major; copied.
   * @param team threads to share the work with; what comes out is the same to the last bit.
   * @throws RangeError where memory cannot hold the rows (4 GB).
   */
  constructor(
    readonly network: Network,
    data: Float64Array,
    readonly batch: number,
    private readonly team?: VaeTeam,
  ) {
    if (!vaeSimdRuns()) throw new Error('WebAssembly SIMD is missing: ask vaeSimdRuns() first');
    if (network.encoder.length + network.decoder.length > MOST_LAYERS) throw new Error('too many layers');
    const own = team ? undefined : new WebAssembly.Instance(compiled!).exports;
    const memory = team?.memory ?? (own!.memory as WebAssembly.Memory);
    this.loops = team?.loops ?? (own as unknown as Loops);
    const { loops } = this;
    this.worthSharing = worthSharing(batch, network.size);
    const { d, binary, latent } = network.shape;
    const n = data.length / d;
    const layout = layVae(network, n, batch, loops.free());
    this.layout = layout;
    const missing = layout.bytes - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
    const { buffer } = memory;
    // A team's memory holds what an earlier kernel left.
    if (team) new Uint8Array(buffer).fill(0, layout.parameters, layout.bytes);
    this.floats = new Float32Array(buffer);
    this.doubles = new Float64Array(buffer);
    this.words = new Uint32Array(buffer);
    loops.prepare();
    this.words.set(layout.job, loops.job() / 4);
    new Uint8Array(buffer).set(binary, layout.binary);
    const rows = layout.data / 4;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < d; j++) this.floats[rows + i * layout.units + j] = data[i * d + j]!;
    }
    this.logSigma = new Float64Array(network.logSigmas);
    this.sigmaFirst = new Float64Array(network.logSigmas);
    this.sigmaSecond = new Float64Array(network.logSigmas);
    this.epsilonPlaces = Int32Array.from({ length: batch * latent }, (_, at) => {
      const row = Math.floor(at / latent);
      return layout.epsilon / 4 + ((row >> 3) * layout.latents + (at % latent)) * 8 + (row & 7);
    });
    this.spread(loops.settings() + 32, logVarianceBounds(network.shape)[0]);
    this.spread(loops.settings() + 48, logVarianceBounds(network.shape)[1]);
    this.writePrecisions();
  }

  private readonly epsilonPlaces: Int32Array;

  private get shared(): boolean {
    return this.worthSharing && this.team !== undefined && this.team.shares > 1;
  }

  get threads(): number {
    return this.shared ? this.team!.shares : 1;
  }

  step(rows: Uint32Array, epsilon: Float64Array, settings: StepSettings): BatchSums {
    const { loops, layout } = this;
    this.steps++;
    const scale = adamScale(settings.rate, this.steps);
    this.load(rows, epsilon);
    this.spread(loops.settings(), settings.beta);
    this.spread(loops.settings() + 16, settings.freeBits);
    const constants = [adam.beta1, 1 - adam.beta1, adam.beta2, 1 - adam.beta2, scale.rate, scale.epsilon];
    for (let c = 0; c < 6; c++) this.spread(loops.adam() + 16 * c, constants[c]!);
    const panels = Math.ceil(rows.length / 8);
    if (this.team && this.shared) {
      this.team.loops.lead(GRADIENTS, this.team.shares, 0);
      this.team.loops.lead(LEARN, this.team.shares, layout.moments);
    } else {
      loops.rows(0, panels, 1);
      loops.learn(0, 1, layout.moments);
    }
    const sums = this.sums(rows.length);
    this.learnSigma(rows.length, scale);
    return sums;
  }

  evaluate(rows: Uint32Array, epsilon: Float64Array): BatchSums {
    this.load(rows, epsilon);
    if (this.team && this.shared) this.team.loops.lead(FORWARD, this.team.shares, 0);
    else this.loops.rows(0, Math.ceil(rows.length / 8), 0);
    return this.sums(rows.length);
  }

  parameters(into = new Float64Array(this.network.size)): Float64Array {
    this.read(0, into);
    into.set(this.logSigma, this.network.logSigma);
    return into;
  }

  restore(parameters: Float64Array, state?: OptimiserState): void {
    const { layout, network } = this;
    this.floats.fill(0, layout.parameters / 4, (layout.parameters + 3 * layout.moments) / 4);
    this.write(0, parameters);
    const noise = (all: Float64Array) => all.slice(network.logSigma, network.size);
    this.logSigma.set(noise(parameters).map(Math.fround));
    this.steps = state?.steps ?? 0;
    if (state) {
      this.write(layout.moments, state.first);
      this.write(2 * layout.moments, state.second);
    }
    this.sigmaFirst = state ? noise(state.first) : this.sigmaFirst.fill(0);
    this.sigmaSecond = state ? noise(state.second) : this.sigmaSecond.fill(0);
    this.writePrecisions();
  }

  optimiser(): OptimiserState {
    const { layout, network } = this;
    const first = new Float64Array(network.size);
    const second = new Float64Array(network.size);
    this.read(layout.moments, first);
    this.read(2 * layout.moments, second);
    first.set(this.sigmaFirst, network.logSigma);
    second.set(this.sigmaSecond, network.logSigma);
    return { steps: this.steps, first, second };
  }

  private read(behind: number, into: Float64Array): void {
    const base = (this.layout.parameters + behind) / 4;
    const { places } = this.layout;
    for (let p = 0; p < this.network.logSigma; p++) into[p] = this.floats[base + places[p]!]!;
  }

  private write(behind: number, from: Float64Array): void {
    const base = (this.layout.parameters + behind) / 4;
    const { places } = this.layout;
    for (let p = 0; p < this.network.logSigma; p++) this.floats[base + places[p]!] = from[p]!;
  }

  private spread(address: number, value: number): void {
    this.floats.fill(value, address / 4, address / 4 + 4);
  }

  private writePrecisions(): void {
    const { layout, logSigma, network } = this;
    const at = layout.precision / 4;
    const shared = network.logSigmas === 1 ? Math.exp(-2 * logSigma[0]!) : 1;
    for (let j = 0; j < network.shape.d; j++) {
      this.floats[at + j] = network.logSigmas > 1 ? Math.exp(-2 * logSigma[j]!) : shared;
    }
  }

  /** Writes row numbers, ε, and which rows of the last panel there are. Padding repeats the first row. */
  private load(rows: Uint32Array, epsilon: Float64Array): void {
    const { layout, words, floats, epsilonPlaces } = this;
    const n = rows.length;
    if (n > this.batch || n === 0) throw new RangeError(`expected 1 to ${this.batch} rows, got ${n}`);
    words.set(rows, layout.pick / 4);
    for (let at = 0; at < n * this.network.shape.latent; at++) floats[epsilonPlaces[at]!] = epsilon[at]!;
    if (this.filled === n) return;
    this.filled = n;
    const full = 8 * Math.ceil(n / 8);
    words.fill(rows[0]!, layout.pick / 4 + n, layout.pick / 4 + full);
    words[this.loops.job() / 4 + 19] = full / 8;
    const there = layout.there / 4;
    floats.fill(0, there, there + 2 * full);
    floats.fill(1, there, there + n);
    floats.fill(1 / n, there + full, there + full + n);
  }

  /** Adds up what the panels left: first KL a panel, then a number a panel and column. */
  private sums(n: number): BatchSums {
    const { doubles, layout, network } = this;
    const panels = Math.ceil(n / 8);
    const at = layout.sums / 8;
    const { d, binary } = network.shape;
    let kl = 0;
    for (let p = 0; p < panels; p++) kl += doubles[at + p]!;
    let reconstruction = 0;
    for (let j = 0; j < d; j++) {
      const sum = this.columnSum(j, panels);
      const logSigma = this.logSigmaOf(j);
      reconstruction += binary[j] ? sum : -n * (HALF_LOG_2PI + logSigma) - 0.5 * Math.exp(-2 * logSigma) * sum;
    }
    return { reconstruction, kl };
  }

  private columnSum(j: number, panels: number): number {
    const { doubles, layout } = this;
    const at = layout.sums / 8 + panels + j;
    let sum = 0;
    for (let p = 0; p < panels; p++) sum += doubles[at + p * layout.units]!;
    return sum;
  }

  private logSigmaOf(j: number): number {
    const { logSigmas } = this.network;
    return logSigmas === 0 ? 0 : this.logSigma[logSigmas === 1 ? 0 : j]!;
  }

  private learnSigma(n: number, scale: { readonly rate: number; readonly epsilon: number }): void {
    const { network, logSigma, sigmaFirst, sigmaSecond } = this;
    const { logSigmas, shape } = network;
    if (logSigmas === 0) return;
    const panels = Math.ceil(n / 8);
    const [least, most] = shape.noiseBounds;
    let shared = 0;
    for (let j = 0; j < shape.d; j++) {
      const own = shape.binary[j] ? 0 : 1 - (this.columnSum(j, panels) / n) * Math.exp(-2 * this.logSigmaOf(j));
      shared += own;
      if (logSigmas === 1 && j < shape.d - 1) continue;
      const s = logSigmas === 1 ? 0 : j;
      const slope = logSigmas === 1 ? shared : own;
      sigmaFirst[s] = adam.beta1 * sigmaFirst[s]! + (1 - adam.beta1) * slope;
      sigmaSecond[s] = adam.beta2 * sigmaSecond[s]! + (1 - adam.beta2) * slope * slope;
      const step = (scale.rate * sigmaFirst[s]!) / (Math.sqrt(sigmaSecond[s]!) + scale.epsilon);
      logSigma[s] = Math.fround(Math.min(most, Math.max(least, logSigma[s]! - step)));
    }
    this.writePrecisions();
  }
}
