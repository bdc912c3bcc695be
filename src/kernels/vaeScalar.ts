import {
  adam,
  adamScale,
  type BatchSums,
  type Dense,
  logSigmaOf,
  logVarianceBounds,
  type Network,
  type OptimiserState,
  type StepSettings,
  type VaeKernel,
} from './vae';

const HALF_LOG_2PI = 0.5 * Math.log(2 * Math.PI);

/** log(1 + eˣ) without overflow. */
export const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/** tanh to some 2e-16 absolutely, not relatively: a third of what Math.tanh costs. */
const tanh = (x: number): number => 1 - 2 / (Math.exp(2 * x) + 1);

/**
 * Outputs of a dense layer for `rows` rows: y = f(W x + b), all row-major.
 */
export function forwardDense(
  layer: Dense,
  relu: boolean,
  parameters: Float64Array,
  x: Float64Array,
  y: Float64Array,
  rows: number,
): void {
  const { inputs, outputs, weights, bias, active } = layer;
  const bend = (sum: number) => (!active ? sum : relu ? Math.max(sum, 0) : tanh(sum));
  for (let b = 0; b < rows; b++) {
    const s = b * inputs;
    const t = b * outputs;
    let o = 0;
    // Four sums at a time: one alone would wait for each addition.
    for (; o + 4 <= outputs; o += 4) {
      let w0 = weights + o * inputs;
      let w1 = w0 + inputs;
      let w2 = w1 + inputs;
      let w3 = w2 + inputs;
      let sum0 = parameters[bias + o]!;
      let sum1 = parameters[bias + o + 1]!;
      let sum2 = parameters[bias + o + 2]!;
      let sum3 = parameters[bias + o + 3]!;
      for (let i = 0; i < inputs; i++) {
        const v = x[s + i]!;
        sum0 += parameters[w0++]! * v;
        sum1 += parameters[w1++]! * v;
        sum2 += parameters[w2++]! * v;
        sum3 += parameters[w3++]! * v;
      }
      y[t + o] = bend(sum0);
      y[t + o + 1] = bend(sum1);
      y[t + o + 2] = bend(sum2);
      y[t + o + 3] = bend(sum3);
    }
    for (; o < outputs; o++) {
      let sum = parameters[bias + o]!;
      for (let i = 0, w = weights + o * inputs; i < inputs; i++) sum += parameters[w + i]! * x[s + i]!;
      y[t + o] = bend(sum);
    }
  }
}

/**
 * Backpropagates ∂loss/∂y (of the layer's outputs before its activation) to `dx` (before the activation of the layer
 * that made x, where `xActive`), and adds ∂loss/∂W and ∂loss/∂b to `gradient`. Either target may be left out.
 */
export function backwardDense(
  layer: Dense,
  relu: boolean,
  parameters: Float64Array,
  x: Float64Array,
  xActive: boolean,
  dy: Float64Array,
  dx: Float64Array | undefined,
  gradient: Float64Array | undefined,
  rows: number,
): void {
  const { inputs, outputs, weights, bias } = layer;
  if (dx) dx.fill(0, 0, rows * inputs);
  for (let b = 0; b < rows; b++) {
    const s = b * inputs;
    for (let o = 0; o < outputs; o++) {
      const delta = dy[b * outputs + o]!;
      const w = weights + o * inputs;
      if (gradient) {
        gradient[bias + o]! += delta;
        for (let i = 0; i < inputs; i++) gradient[w + i]! += delta * x[s + i]!;
      }
      if (dx) for (let i = 0; i < inputs; i++) dx[s + i]! += delta * parameters[w + i]!;
    }
    if (dx && xActive) {
      for (let i = 0; i < inputs; i++) dx[s + i]! *= relu ? Number(x[s + i]! > 0) : 1 - x[s + i]! * x[s + i]!;
    }
  }
}

/** Activations and their derivatives of one batch. */
interface Buffers {
  readonly values: Float64Array[];
  readonly deltas: Float64Array[];
}

const buffersOf = (layers: readonly Dense[], batch: number): Buffers => {
  const widths = [layers[0]!.inputs, ...layers.map((layer) => layer.outputs)];
  const make = () => widths.map((width) => new Float64Array(width * batch));
  return { values: make(), deltas: make() };
};

/**
 * The reference kernel: plain f64 TypeScript, every gradient written out by hand.
 *
 * Minimised is Σ_i wᵢ [−log p(x_i | z_i) + β Σ_j max(KL_ij, freeBits)], w = 1/rows, z = μ + σ ⊙ ε
 * (Kingma & Welling 2014, appendix B for the closed-form KL). A log σ² beyond its bounds is clipped, and its gradient
 * passes only where it leads back inside.
 */
export class ScalarVae implements VaeKernel {
  readonly kind = 'scalar';
  readonly threads = 1;
  private readonly theta: Float64Array;
  private first: Float64Array;
  private second: Float64Array;
  private steps = 0;
  private readonly encoder: Buffers;
  private readonly decoder: Buffers;
  private readonly target: Float64Array;
  private readonly slope: Float64Array;

  /** @param data n rows of D numbers in training units, row-major; kept, not copied. */
  constructor(
    readonly network: Network,
    private readonly data: Float64Array,
    readonly batch: number,
  ) {
    this.theta = new Float64Array(network.size);
    this.first = new Float64Array(network.size);
    this.second = new Float64Array(network.size);
    this.slope = new Float64Array(network.size);
    this.encoder = buffersOf(network.encoder, batch);
    this.decoder = buffersOf(network.decoder, batch);
    this.target = this.encoder.values[0]!;
  }

  parameters(into = new Float64Array(this.network.size)): Float64Array {
    into.set(this.theta);
    return into;
  }

  restore(parameters: Float64Array, state?: OptimiserState): void {
    this.theta.set(parameters);
    this.steps = state?.steps ?? 0;
    this.first = state ? state.first.slice() : this.first.fill(0);
    this.second = state ? state.second.slice() : this.second.fill(0);
  }

  optimiser(): OptimiserState {
    return { steps: this.steps, first: this.first.slice(), second: this.second.slice() };
  }

  evaluate(rows: Uint32Array, epsilon: Float64Array): BatchSums {
    return this.forward(rows, epsilon);
  }

  step(rows: Uint32Array, epsilon: Float64Array, settings: StepSettings): BatchSums {
    const { sums, gradient } = this.gradient(rows, epsilon, settings);
    this.steps++;
    const scale = adamScale(settings.rate, this.steps);
    const { theta, first, second, network } = this;
    for (let p = 0; p < network.size; p++) {
      first[p] = adam.beta1 * first[p]! + (1 - adam.beta1) * gradient[p]!;
      second[p] = adam.beta2 * second[p]! + (1 - adam.beta2) * gradient[p]! * gradient[p]!;
      theta[p]! -= (scale.rate * first[p]!) / (Math.sqrt(second[p]!) + scale.epsilon);
    }
    const [least, most] = network.shape.noiseBounds;
    for (let p = network.logSigma; p < network.size; p++) theta[p] = Math.min(most, Math.max(least, theta[p]!));
    return sums;
  }

  /** Sums and the gradient of the minimised mean; the gradient's array is used again by the next call. */
  gradient(
    rows: Uint32Array,
    epsilon: Float64Array,
    { beta, freeBits }: StepSettings,
  ): { readonly sums: BatchSums; readonly gradient: Float64Array } {
    const sums = this.forward(rows, epsilon);
    const { network, theta, encoder, decoder, slope } = this;
    const { d, latent, binary, activation, noise } = network.shape;
    const relu = activation === 'relu';
    const [low, high] = logVarianceBounds(network.shape);
    const n = rows.length;
    const weight = 1 / n;
    slope.fill(0);
    const output = decoder.values.at(-1)!;
    const dOutput = decoder.deltas.at(-1)!;
    for (let j = 0; j < d; j++) {
      const precision = Math.exp(-2 * logSigmaOf(network, theta, j));
      let squares = 0;
      for (let b = 0; b < n; b++) {
        const at = b * d + j;
        if (binary[j]) dOutput[at] = weight * (1 / (1 + Math.exp(-output[at]!)) - this.target[at]!);
        else {
          const residual = output[at]! - this.target[at]!;
          dOutput[at] = weight * precision * residual;
          squares += weight * residual * residual;
        }
      }
      if (noise !== 'unit' && !binary[j]) {
        slope[network.logSigma + (noise === 'shared' ? 0 : j)]! += 1 - squares * precision;
      }
    }
    backwardThrough(network.decoder, relu, theta, decoder, slope, n, true);
    const head = encoder.values.at(-1)!;
    const dHead = encoder.deltas.at(-1)!;
    const dz = decoder.deltas[0]!;
    for (let b = 0; b < n; b++) {
      for (let l = 0; l < latent; l++) {
        const at = b * 2 * latent;
        const mu = head[at + l]!;
        const raw = head[at + latent + l]!;
        const logVariance = Math.min(high, Math.max(low, raw));
        const variance = Math.exp(logVariance);
        const kl = 0.5 * (mu * mu + variance - logVariance - 1);
        const press = freeBits > 0 && kl < freeBits ? 0 : beta * weight;
        const pull = dz[b * latent + l]!;
        const along = 0.5 * (pull * epsilon[b * latent + l]! * Math.sqrt(variance) + press * (variance - 1));
        dHead[at + l] = pull + press * mu;
        dHead[at + latent + l] = (raw < low && along > 0) || (raw > high && along < 0) ? 0 : along;
      }
    }
    backwardThrough(network.encoder, relu, theta, encoder, slope, n, false);
    return { sums, gradient: slope };
  }

  private forward(rows: Uint32Array, epsilon: Float64Array): BatchSums {
    const { network, theta, encoder, decoder, data } = this;
    const { d, latent, binary, activation } = network.shape;
    const relu = activation === 'relu';
    const [low, high] = logVarianceBounds(network.shape);
    const n = rows.length;
    for (let b = 0; b < n; b++) {
      this.target.set(data.subarray(rows[b]! * d, (rows[b]! + 1) * d), b * d);
    }
    forwardThrough(network.encoder, relu, theta, encoder, n);
    const head = encoder.values.at(-1)!;
    const z = decoder.values[0]!;
    let kl = 0;
    for (let b = 0; b < n; b++) {
      for (let l = 0; l < latent; l++) {
        const mu = head[b * 2 * latent + l]!;
        const logVariance = Math.min(high, Math.max(low, head[b * 2 * latent + latent + l]!));
        z[b * latent + l] = mu + Math.exp(0.5 * logVariance) * epsilon[b * latent + l]!;
        kl += 0.5 * (mu * mu + Math.exp(logVariance) - logVariance - 1);
      }
    }
    forwardThrough(network.decoder, relu, theta, decoder, n);
    const output = decoder.values.at(-1)!;
    let reconstruction = 0;
    for (let j = 0; j < d; j++) {
      const logSigma = logSigmaOf(network, theta, j);
      const precision = Math.exp(-2 * logSigma);
      for (let b = 0; b < n; b++) {
        const x = this.target[b * d + j]!;
        const y = output[b * d + j]!;
        reconstruction += binary[j]
          ? x * y - softplus(y)
          : -HALF_LOG_2PI - logSigma - 0.5 * precision * (x - y) * (x - y);
      }
    }
    return { reconstruction, kl };
  }
}

function forwardThrough(
  layers: readonly Dense[],
  relu: boolean,
  theta: Float64Array,
  { values }: Buffers,
  rows: number,
): void {
  for (let l = 0; l < layers.length; l++) forwardDense(layers[l]!, relu, theta, values[l]!, values[l + 1]!, rows);
}

function backwardThrough(
  layers: readonly Dense[],
  relu: boolean,
  theta: Float64Array,
  { values, deltas }: Buffers,
  slope: Float64Array,
  rows: number,
  toInput: boolean,
): void {
  for (let l = layers.length - 1; l >= 0; l--) {
    const dx = l > 0 || toInput ? deltas[l]! : undefined;
    backwardDense(layers[l]!, relu, theta, values[l]!, l > 0, deltas[l + 1]!, dx, slope, rows);
  }
}
