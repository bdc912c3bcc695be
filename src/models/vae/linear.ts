import { inverse, Matrix } from 'ml-matrix';
import type { Network } from '../../kernels/vae';
import { Lbfgs } from './lbfgs';

/** Steps over which a gain is judged, and the gain in nats a row that is not worth another stretch. */
const STRETCH = 60;
const LITTLE = 1e-5;

/**
 * The linear VAE of centred rows, trained by gradient without sampling: with identity activations the expectation over
 * ε has a closed form, E_q|x − Wz|² = |x − Wμ|² + Σ_l σ_l²|w_l|², and the ELBO needs the rows only through their
 * covariance S (Lucas et al. 2019, section 4). Per row, with P = AS, Q = ASAᵀ, G = WᵀW:
 *
 *     ELBO = −(D/2) log 2π − D log s − R/2s² − ½ Σ_l (Q_ll + v_l − log v_l − 1)
 *     R    = tr S − 2 tr WP + tr GQ + Σ_l v_l G_ll
 *
 * Unknowns: decoder W [D·L], encoder mean A [L·D], log v [L] (one q width for all rows), log s.
 */
export class LinearClimb {
  private readonly d: number;
  private readonly l: number;
  private climber: Lbfgs;
  /** Steps since training began. */
  steps = 0;
  /** Where the last stretch of steps began. */
  private stretch = { step: 0, value: 0 };
  private finished = false;

  /**
   * @param covariance [D·D] S of the rows in training units, divisor n.
   * @param start parameters of the network (no hidden layers, one σ).
   */
  constructor(
    readonly network: Network,
    private readonly covariance: Float64Array,
    start: Float64Array,
  ) {
    this.d = network.shape.d;
    this.l = network.shape.latent;
    this.climber = new Lbfgs((x, slope) => this.loss(x, slope), this.pack(start));
  }

  /** ELBO in nats a row, in training units. */
  get elbo(): number {
    return -this.climber.value;
  }

  /** KL(q ‖ N(0, I)) in nats a row: ½ Σ_l (Q_ll + v_l − log v_l − 1). */
  get kl(): number {
    const { d, l, covariance, climber } = this;
    const { x } = climber;
    let kl = 0;
    for (let k = 0; k < l; k++) {
      const a = x.subarray(d * l + k * d, d * l + (k + 1) * d);
      let q = 0;
      for (let i = 0; i < d; i++) for (let j = 0; j < d; j++) q += a[i]! * covariance[i * d + j]! * a[j]!;
      const logVariance = x[2 * d * l + k]!;
      kl += 0.5 * (q + Math.exp(logVariance) - logVariance - 1);
    }
    return kl;
  }

  /** True once no more than 1e-4 nat a row can be expected. */
  get converged(): boolean {
    return this.finished;
  }

  /** One gradient step. Returns false once converged. */
  step(): boolean {
    if (this.finished) return false;
    if (this.steps === 0) this.stretch = { step: 0, value: this.climber.value };
    const moved = this.climber.step();
    this.steps++;
    // A stretch is long enough for a saddle to show its way down.
    if (moved && this.steps - this.stretch.step < STRETCH) return true;
    const gained = this.stretch.value - this.climber.value;
    if (!moved || gained < LITTLE) this.finished = !this.polish();
    this.stretch = { step: this.steps, value: this.climber.value };
    return !this.finished;
  }

  /**
   * Where gradients gain no more, tries the exact maximiser of each block in turn: encoder, then decoder and noise.
   * Gradients stall where columns differ by many powers of ten; this does not. Climbs on from there if it gained.
   */
  private polish(): boolean {
    const x = this.climber.x.slice();
    const { d, l, covariance } = this;
    const slope = new Float64Array(x.length);
    let value = this.climber.value;
    const s = new Matrix(Array.from({ length: d }, (_, j) => covariance.subarray(j * d, (j + 1) * d)));
    for (let sweep = 0; sweep < 200; sweep++) {
      const next = x.slice();
      const w = new Matrix(Array.from({ length: d }, (_, j) => x.subarray(j * l, (j + 1) * l)));
      const sigma = this.held(x[2 * d * l + l]!);
      const m = w
        .transpose()
        .mmul(w)
        .add(Matrix.eye(l, l).mul(Math.exp(2 * sigma)));
      const a = inverse(m).mmul(w.transpose());
      const p = a.mmul(s);
      const q = p.mmul(a.transpose());
      for (let k = 0; k < l; k++) {
        const variance = Math.exp(2 * sigma) / m.get(k, k);
        next[2 * d * l + k] = Math.log(variance);
        q.set(k, k, q.get(k, k) + variance);
        for (let j = 0; j < d; j++) next[d * l + k * d + j] = a.get(k, j);
      }
      const decoder = p.transpose().mmul(inverse(q));
      for (let j = 0; j < d; j++) for (let k = 0; k < l; k++) next[j * l + k] = decoder.get(j, k);
      this.loss(next, slope);
      // The slope of log s is D − R/s²: R is read off it.
      const at = 2 * d * l + l;
      const residual = (d - slope[at]!) * Math.exp(2 * this.held(next[at]!));
      if (residual > 0 && slope[at] !== 0) next[at] = this.held(0.5 * Math.log(residual / d));
      const better = this.loss(next, slope);
      if (!(better < value - 1e-9)) break;
      value = better;
      x.set(next);
    }
    if (!(value < this.climber.value - LITTLE)) return false;
    this.climber = new Lbfgs((point, into) => this.loss(point, into), x);
    return true;
  }

  /** Parameters of the network. */
  parameters(): Float64Array {
    const { network, d, l, climber } = this;
    const [head, output] = [network.encoder[0]!, network.decoder[0]!];
    const parameters = new Float64Array(network.size);
    const { x } = climber;
    for (let j = 0; j < d; j++) {
      for (let k = 0; k < l; k++) {
        parameters[output.weights + j * l + k] = x[j * l + k]!;
        parameters[head.weights + k * d + j] = x[d * l + k * d + j]!;
      }
    }
    for (let k = 0; k < l; k++) parameters[head.bias + l + k] = x[2 * d * l + k]!;
    parameters[network.logSigma] = this.held(x[2 * d * l + l]!);
    return parameters;
  }

  private held(logSigma: number): number {
    const [least, most] = this.network.shape.noiseBounds;
    return Math.min(most, Math.max(least, logSigma));
  }

  private pack(parameters: Float64Array): Float64Array {
    const { network, d, l } = this;
    const [head, output] = [network.encoder[0]!, network.decoder[0]!];
    const x = new Float64Array(2 * d * l + l + 1);
    for (let j = 0; j < d; j++) {
      for (let k = 0; k < l; k++) {
        x[j * l + k] = parameters[output.weights + j * l + k]!;
        x[d * l + k * d + j] = parameters[head.weights + k * d + j]!;
      }
    }
    for (let k = 0; k < l; k++) x[2 * d * l + k] = parameters[head.bias + l + k]!;
    x[2 * d * l + l] = parameters[network.logSigma]!;
    return x;
  }

  /** −ELBO a row and its gradient. */
  private loss(x: Float64Array, slope: Float64Array): number {
    const { d, l, covariance: s } = this;
    const a = d * l;
    const v = 2 * d * l;
    const p = new Float64Array(l * d);
    const ws = new Float64Array(l * d);
    for (let k = 0; k < l; k++) {
      for (let i = 0; i < d; i++) {
        const own = x[a + k * d + i]!;
        const weight = x[i * l + k]!;
        for (let j = 0; j < d; j++) {
          p[k * d + j]! += own * s[i * d + j]!;
          ws[k * d + j]! += weight * s[i * d + j]!;
        }
      }
    }
    const q = new Float64Array(l * l);
    const g = new Float64Array(l * l);
    for (let k = 0; k < l; k++) {
      for (let m = 0; m < l; m++) {
        for (let j = 0; j < d; j++) {
          q[k * l + m]! += p[k * d + j]! * x[a + m * d + j]!;
          g[k * l + m]! += x[j * l + k]! * x[j * l + m]!;
        }
      }
    }
    let residual = 0;
    for (let j = 0; j < d; j++) residual += s[j * d + j]!;
    for (let j = 0; j < d; j++) for (let k = 0; k < l; k++) residual -= 2 * x[j * l + k]! * p[k * d + j]!;
    for (let t = 0; t < l * l; t++) residual += g[t]! * q[t]!;
    for (let k = 0; k < l; k++) residual += Math.exp(x[v + k]!) * g[k * l + k]!;
    const free = x[v + l]!;
    const logSigma = this.held(free);
    const precision = Math.exp(-2 * logSigma);
    let loss = 0.5 * d * Math.log(2 * Math.PI) + d * logSigma + 0.5 * precision * residual;
    for (let k = 0; k < l; k++) {
      const variance = Math.exp(x[v + k]!);
      loss += 0.5 * (q[k * l + k]! + variance - x[v + k]! - 1);
      slope[v + k] = 0.5 * (variance * g[k * l + k]! * precision + variance - 1);
      for (let j = 0; j < d; j++) {
        let decoder = variance * x[j * l + k]! - p[k * d + j]!;
        let encoder = -ws[k * d + j]!;
        for (let m = 0; m < l; m++) {
          decoder += x[j * l + m]! * q[m * l + k]!;
          encoder += g[k * l + m]! * p[m * d + j]!;
        }
        slope[j * l + k] = precision * decoder;
        slope[a + k * d + j] = precision * encoder + p[k * d + j]!;
      }
    }
    slope[v + l] = logSigma === free ? d - precision * residual : 0;
    return loss;
  }
}

/** [D·D] second moments of centred rows, row-major, divisor n. */
export function covarianceOf(rows: Float64Array, d: number): Float64Array {
  const n = rows.length / d;
  const s = new Float64Array(d * d);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < d; j++) {
      const u = rows[i * d + j]!;
      for (let k = 0; k <= j; k++) s[j * d + k]! += u * rows[i * d + k]!;
    }
  }
  for (let j = 0; j < d; j++) {
    for (let k = 0; k <= j; k++) {
      s[j * d + k]! /= n;
      s[k * d + j] = s[j * d + k]!;
    }
  }
  return s;
}
