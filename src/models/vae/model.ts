import { LayeredNetwork } from '../../kernels/dense';
import { type Dense, logSigmaOf, logVarianceBounds, type Network } from '../../kernels/vae';
import { backwardDense, softplus } from '../../kernels/vaeScalar';
import type { Units } from './units';

const HALF_LOG_2PI = 0.5 * Math.log(2 * Math.PI);

/** A network with its parameters, in f64, which stay as they are, and the units it was trained in. */
export interface VaeModel {
  readonly network: Network;
  readonly parameters: Float64Array;
  readonly units: Units;
}

/** q(z|x) = N(mean, diag exp(logVariance)). Each [L]. */
export interface Posterior {
  readonly mean: Float64Array;
  readonly logVariance: Float64Array;
}

/** What the encoder says of one row. @param x [D] in training units. */
export function encode(model: VaeModel, x: Float64Array): Posterior {
  const { latent } = model.network.shape;
  const head = encodeRows(model, x);
  return { mean: head.slice(0, latent), logVariance: head.slice(latent) };
}

/** One for each set of parameters: rows go through them one at a time, too. */
const networks = new WeakMap<Float64Array, Map<readonly Dense[], LayeredNetwork>>();

/** @param layers the network's encoder or its decoder. */
function layered({ network, parameters }: VaeModel, layers: readonly Dense[]): LayeredNetwork {
  let known = networks.get(parameters);
  if (!known) {
    known = new Map();
    networks.set(parameters, known);
  }
  let found = known.get(layers);
  if (!found) {
    found = new LayeredNetwork(layers, network.shape.activation === 'relu', parameters);
    known.set(layers, found);
  }
  return found;
}

/** [n·2L] μ, then log σ² within its bounds, of rows x [n·D] in training units. */
export function encodeRows(model: VaeModel, x: Float64Array): Float64Array {
  const { network } = model;
  const { d, latent } = network.shape;
  const n = x.length / d;
  const head = new Float64Array(n * 2 * latent);
  layered(model, network.encoder).forward(x, head, n);
  const [low, high] = logVarianceBounds(network.shape);
  for (let i = 0; i < n; i++) {
    for (let at = (2 * i + 1) * latent; at < 2 * (i + 1) * latent; at++) {
      head[at] = Math.min(high, Math.max(low, head[at]!));
    }
  }
  return head;
}

/** [D] the decoder's σ of each column, in the units of the file; 0 where a column is Bernoulli. */
export function noiseOf({ network, parameters, units }: VaeModel): Float64Array {
  const sigma = new Float64Array(units.d);
  for (let j = 0; j < units.d; j++) {
    if (!units.binary[j]) sigma[j] = units.scale[j]! * Math.exp(logSigmaOf(network, parameters, j));
  }
  return sigma;
}

/** [D] the decoder's variance of each column, in the units of the file; undefined for a Bernoulli column. */
export function noiseVariances(model: VaeModel): (number | undefined)[] {
  return Array.from(noiseOf(model), (sigma, j) => (model.units.binary[j] ? undefined : sigma ** 2));
}

/** KL(q ‖ N(0, I)) = ½ Σ_l (μ² + σ² − log σ² − 1), in nats. */
export function klToPrior(q: Posterior): number {
  let kl = 0;
  for (let l = 0; l < q.mean.length; l++) {
    kl += 0.5 * (q.mean[l]! ** 2 + Math.exp(q.logVariance[l]!) - q.logVariance[l]! - 1);
  }
  return kl;
}

/**
 * The decoder over many z at once, forwards and back, with buffers that are used again.
 */
export class Decoder {
  private z = new Float64Array(0);
  private outputs = new Float64Array(0);
  /** What the layers before the last gave for the z decoded last, and the derivatives behind every layer: for slopes alone. */
  private hidden: Float64Array[] = [];
  private deltas: Float64Array[] = [];
  private readonly layers: LayeredNetwork;
  private readonly logSigma: Float64Array;
  private readonly precision: Float64Array;

  constructor(readonly model: VaeModel) {
    const { shape, decoder } = model.network;
    this.layers = layered(model, decoder);
    this.logSigma = Float64Array.from({ length: shape.d }, (_, j) => logSigmaOf(model.network, model.parameters, j));
    this.precision = this.logSigma.map((s) => Math.exp(-2 * s));
  }

  /** The input buffer for `count` z, [count·L] row-major: write into it, then call `decode`. */
  input(count: number): Float64Array {
    const { latent } = this.model.network.shape;
    if (count * latent > this.z.length) this.z = new Float64Array(count * latent);
    return this.z;
  }

  /**
   * [count·D] the decoder's outputs (mean, or logit where Bernoulli) for the z written last; valid until the next.
   * @param forSlopes whether `slopes` will be asked for.
   */
  decode(count: number, forSlopes = false): Float64Array {
    const { d } = this.model.network.shape;
    if (count * d > this.outputs.length) this.outputs = new Float64Array(count * d);
    if (forSlopes) this.makeRoomForSlopes(count);
    this.layers.forward(this.z, this.outputs, count, forSlopes ? this.hidden : undefined);
    return this.outputs;
  }

  private makeRoomForSlopes(count: number): void {
    const { decoder } = this.model.network;
    if (count * decoder[0]!.inputs <= (this.deltas[0]?.length ?? 0)) return;
    this.hidden = decoder.slice(0, -1).map(({ outputs }) => new Float64Array(count * outputs));
    this.deltas = [decoder[0]!.inputs, ...decoder.map(({ outputs }) => outputs)].map(
      (width) => new Float64Array(count * width),
    );
  }

  /** log p(x | z) in training units, in nats, of output `at` (its z's position times D). @param x [D]. */
  logLikelihood(x: Float64Array, outputs: Float64Array, at: number): number {
    const { d, binary } = this.model.network.shape;
    let sum = 0;
    for (let j = 0; j < d; j++) {
      const y = outputs[at + j]!;
      if (binary[j]) sum += x[j]! * y - softplus(y);
      else sum -= HALF_LOG_2PI + this.logSigma[j]! + 0.5 * this.precision[j]! * (x[j]! - y) ** 2;
    }
    return sum;
  }

  /** [count·L] ∂ log p(x | z)/∂z of the z decoded last, for slopes; valid until the next call. */
  slopes(x: Float64Array, count: number): Float64Array {
    const { network, parameters } = this.model;
    const { d, binary } = network.shape;
    const { outputs } = this;
    const delta = this.deltas.at(-1)!;
    for (let c = 0, at = 0; c < count; c++) {
      for (let j = 0; j < d; j++, at++) {
        const y = outputs[at]!;
        delta[at] = binary[j] ? x[j]! - 1 / (1 + Math.exp(-y)) : this.precision[j]! * (x[j]! - y);
      }
    }
    for (let l = network.decoder.length - 1; l >= 0; l--) {
      const [from, to] = [this.deltas[l + 1]!, this.deltas[l]!];
      const input = l > 0 ? this.hidden[l - 1]! : this.z;
      backwardDense(network.decoder[l]!, this.layers.relu, parameters, input, l > 0, from, to, undefined, count);
    }
    return this.deltas[0]!;
  }
}

/** logsumexp of the first `count` numbers; −∞ of none. */
export function logSumExp(values: Float64Array, count = values.length): number {
  let most = -Infinity;
  for (let i = 0; i < count; i++) if (values[i]! > most) most = values[i]!;
  if (most === -Infinity) return most;
  let sum = 0;
  for (let i = 0; i < count; i++) sum += Math.exp(values[i]! - most);
  return most + Math.log(sum);
}
