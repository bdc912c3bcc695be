import { CholeskyDecomposition, inverse, Matrix } from 'ml-matrix';
import { logSigmaOf } from '../../kernels/vae';
import { importance } from './importance';
import { Decoder, encode, klToPrior, type VaeModel } from './model';
import { createNormals } from './normals';
import { Quadrature } from './quadrature';

/** How log p(x) is had: exactly for a linear decoder, by quadrature for L ≤ 2, else as a lower bound in expectation. */
export type LogLikelihoodMethod = 'closed' | 'quadrature' | 'importance';

/** One row of the identity log p(x) = ELBO + KL, in nats, in the units of the file. */
export interface RowScore {
  readonly logLikelihood: number;
  readonly elbo: number;
  /** E_q log p(x | z). */
  readonly reconstruction: number;
  /** KL(q ‖ N(0, I)). */
  readonly kl: number;
  /** S where sampled, and how many samples' worth of weight there is. */
  readonly effectiveSampleSize: number | undefined;
  readonly standardError: number;
}

/** Scores rows of one model, one at a time. */
export class RowScorer {
  readonly method: LogLikelihoodMethod;
  private readonly quadrature: Quadrature | undefined;
  private readonly decoder: Decoder;
  private readonly linear: LinearGaussian | undefined;

  /** @param agreed see `Quadrature`. */
  constructor(
    readonly model: VaeModel,
    readonly samples = 512,
    readonly seed = 1,
    agreed?: number,
  ) {
    const { shape, decoder } = model.network;
    const gaussian = !shape.binary.includes(1);
    this.linear =
      decoder.length === 1 && gaussian && model.network.logSigmas <= 1 ? new LinearGaussian(model) : undefined;
    this.method = this.linear ? 'closed' : shape.latent <= 2 ? 'quadrature' : 'importance';
    this.quadrature = this.method === 'quadrature' ? new Quadrature(model, agreed) : undefined;
    this.decoder = this.quadrature?.decoder ?? new Decoder(model);
  }

  /** The ELBO alone, without log p(x). @param x [D] in training units. @param alone see `Quadrature`. Quadrature only. */
  bound(x: Float64Array, alone = false): Pick<RowScore, 'elbo' | 'reconstruction' | 'kl'> {
    const q = encode(this.model, x);
    const kl = klToPrior(q);
    const reconstruction = this.quadrature!.elbo(x, q, alone).reconstruction + this.model.units.logJacobian;
    return { elbo: reconstruction - kl, reconstruction, kl };
  }

  /**
   * @param x [D] in training units.
   * @param row its index, which picks its own stream of noise where log p is sampled.
   */
  score(x: Float64Array, row: number): RowScore {
    const { model, quadrature, linear } = this;
    const { logJacobian } = model.units;
    const q = encode(model, x);
    const kl = klToPrior(q);
    if (linear) {
      const reconstruction = linear.reconstruction(x, q) + logJacobian;
      const logLikelihood = linear.logLikelihood(x) + logJacobian;
      return exact(logLikelihood, reconstruction, kl);
    }
    if (quadrature) {
      const { reconstruction } = quadrature.elbo(x, q);
      return exact(quadrature.evidence(x, q).logLikelihood + logJacobian, reconstruction + logJacobian, kl);
    }
    const found = importance(model, this.decoder, x, this.samples, createNormals(this.seed + 7919 * (row + 1), 5), q);
    const elbo = found.elbo + logJacobian;
    return {
      logLikelihood: found.logLikelihood + logJacobian,
      elbo,
      reconstruction: elbo + kl,
      kl,
      effectiveSampleSize: found.effectiveSampleSize,
      standardError: found.standardError,
    };
  }
}

const exact = (logLikelihood: number, reconstruction: number, kl: number): RowScore => ({
  logLikelihood,
  elbo: reconstruction - kl,
  reconstruction,
  kl,
  effectiveSampleSize: undefined,
  standardError: 0,
});

/**
 * A linear decoder x = Wz + b + σε: x is N(b, WWᵀ + σ²I), handled through the L×L matrix M = WᵀW + σ²I (Tipping & Bishop
 * 1999): log|WWᵀ + σ²I| = log|M| + (D − L) log σ².
 */
class LinearGaussian {
  private readonly d: number;
  private readonly l: number;
  private readonly w: Matrix;
  private readonly bias: Float64Array;
  private readonly variance: number;
  private readonly inverseM: Matrix;
  private readonly constant: number;

  constructor(model: VaeModel) {
    const { network, parameters } = model;
    const layer = network.decoder[0]!;
    this.d = layer.outputs;
    this.l = layer.inputs;
    const rows = Array.from({ length: this.d }, (_, j) =>
      parameters.subarray(layer.weights + j * this.l, layer.weights + (j + 1) * this.l),
    );
    this.w = new Matrix(rows);
    this.bias = parameters.slice(layer.bias, layer.bias + this.d);
    this.variance = Math.exp(2 * logSigmaOf(network, parameters, 0));
    const m = this.w.transpose().mmul(this.w).add(Matrix.eye(this.l, this.l).mul(this.variance));
    this.inverseM = inverse(m);
    const root = new CholeskyDecomposition(m).lowerTriangularMatrix.diagonal();
    const logM = root.reduce((sum, r) => sum + 2 * Math.log(r), 0);
    this.constant = -0.5 * (this.d * Math.log(2 * Math.PI) + logM + (this.d - this.l) * Math.log(this.variance));
  }

  /** The quadratic form is the least of |x − b − Wz|²/σ² + |z|² over z: no difference of large numbers. */
  logLikelihood(x: Float64Array): number {
    const centred = x.map((u, j) => u - this.bias[j]!);
    const z = this.inverseM.mmul(this.w.transpose().mmul(Matrix.columnVector(centred)));
    const fitted = this.w.mmul(z);
    const residual = centred.reduce((sum, u, j) => sum + (u - fitted.get(j, 0)) ** 2, 0);
    const prior = z.to1DArray().reduce((sum, value) => sum + value * value, 0);
    return this.constant - 0.5 * (residual / this.variance + prior);
  }

  /** E_q log p(x | z) = log N(x; Wμ + b, σ²I) − Σ_l v_l |w_l|²/2σ². */
  reconstruction(x: Float64Array, q: { readonly mean: Float64Array; readonly logVariance: Float64Array }): number {
    let squares = 0;
    for (let j = 0; j < this.d; j++) {
      let residual = x[j]! - this.bias[j]!;
      for (let l = 0; l < this.l; l++) {
        residual -= this.w.get(j, l) * q.mean[l]!;
        squares += Math.exp(q.logVariance[l]!) * this.w.get(j, l) ** 2;
      }
      squares += residual * residual;
    }
    return -0.5 * (this.d * Math.log(2 * Math.PI * this.variance) + squares / this.variance);
  }
}
