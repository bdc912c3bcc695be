/** What a panel is shown of a VAE at one moment, each part from the same model. */
import { columnsAtNoiseFloor, isActive } from '../models/vae/health.ts';
import { encode, encodeRows, klToPrior, type VaeModel } from '../models/vae/model.ts';
import { decodeAll, decoderGrid, drawWith, generate } from '../models/vae/pictures.ts';
import { RowScorer } from '../models/vae/score.ts';
import type { VaeFrame, VaeGrid, VaeRow, VaeSpread } from '../protocol/vaeFrame.ts';
import type { Problem } from './problem.ts';

/** Rows in the latent picture, evenly spaced over the file: at rest, and while training goes on. */
const [mostLatentRows, mostMovingRows] = [1000, 500];
const bins = 24;
/** Rows that the columns' own spread is taken from. */
const mostSpreadRows = 20_000;
/** ε at the stops beside the slider. */
const stopsAt = [-3, -1.5, 0, 1.5, 3];
/** Draws of row i where log p is sampled. */
const rowSamples = 512;
/** A grid and every second of its nodes agree so well, in nats, while training goes on; the grid's own error is the square. */
const movingAgreed = 1e-2;

/** Rows of the latent picture. @param moving while training goes on, which they must not keep waiting */
export function latentRows(n: number, moving: boolean): Uint32Array {
  const count = Math.min(n, moving ? mostMovingRows : mostLatentRows);
  return Uint32Array.from({ length: count }, (_, s) => Math.floor((s * n) / count));
}

export interface Latent {
  /** [m·L] */
  readonly means: Float32Array;
  readonly sigmas: Float32Array;
  readonly health: VaeFrame['health'];
}

/** q of the rows of the latent picture, and what it says of the dimensions (see models/vae/health.ts). */
export function latentOf(
  model: VaeModel,
  data: Float64Array,
  rows: Uint32Array,
  bounds: readonly [number, number],
): Latent {
  const { d, latent } = model.network.shape;
  const means = new Float32Array(rows.length * latent);
  const sigmas = new Float32Array(rows.length * latent);
  const sum = new Float64Array(latent);
  const squares = new Float64Array(latent);
  let bounded = 0;
  const picked = new Float64Array(rows.length * d);
  for (let s = 0; s < rows.length; s++) {
    const from = rows[s]! * d;
    for (let j = 0; j < d; j++) picked[s * d + j] = data[from + j]!;
  }
  const head = encodeRows(model, picked);
  for (let s = 0; s < rows.length; s++) {
    let atBound = false;
    for (let l = 0; l < latent; l++) {
      const mean = head[2 * s * latent + l]!;
      const logVariance = head[(2 * s + 1) * latent + l]!;
      if (logVariance <= bounds[0] || logVariance >= bounds[1]) atBound = true;
      means[s * latent + l] = mean;
      sigmas[s * latent + l] = Math.exp(0.5 * logVariance);
      // Welford's update.
      const delta = mean - sum[l]!;
      sum[l]! += delta / (s + 1);
      squares[l]! += delta * (mean - sum[l]!);
    }
    if (atBound) bounded++;
  }
  const activity = squares.map((value) => value / rows.length);
  return {
    means,
    sigmas,
    health: {
      activity,
      active: activity.filter(isActive).length,
      atLogVarianceBound: bounded,
      atNoiseFloor: columnsAtNoiseFloor(model),
    },
  };
}

export function gridOf(model: VaeModel, side: number, reach: number, wanted: readonly [number, number]): VaeGrid {
  const { latent } = model.network.shape;
  const axes: [number, number] = latent === 1 ? [0, 0] : [wanted[0] % latent, wanted[1] % latent];
  const grid = decoderGrid(model, side, reach, axes);
  return { side: grid.side, axis: grid.axis, axes, means: Float32Array.from(grid.means) };
}

/** [G·D] rows drawn from the model. */
export const drawnFrom = (model: VaeModel, count: number, seed: number): Float32Array =>
  Float32Array.from(generate(model, count, seed));

/** How the columns of the file are spread; taken once. */
export class ColumnSpread {
  private readonly low: Float64Array;
  private readonly high: Float64Array;
  private readonly real: Float32Array;

  constructor({ matrix: { columns, d } }: Problem) {
    this.low = new Float64Array(d);
    this.high = new Float64Array(d);
    this.real = new Float32Array(d * bins);
    for (let j = 0; j < d; j++) {
      const values = columns[j]!;
      let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      for (const value of values) {
        if (value < low) low = value;
        if (value > high) high = value;
      }
      // Room for what the model draws beyond the rows.
      const room = 0.15 * (high - low);
      this.low[j] = low - room;
      this.high[j] = high + room;
      const every = Math.max(1, Math.ceil(values.length / mostSpreadRows));
      const seen = Math.ceil(values.length / every);
      for (let i = 0; i < values.length; i += every) this.count(this.real, j, values[i]!, 1 / seen);
    }
  }

  /** @param drawn [G·D] */
  beside(drawn: Float32Array): VaeSpread {
    const { low, high, real } = this;
    const d = low.length;
    const shares = new Float32Array(d * bins);
    for (let at = 0; at < drawn.length; at++) this.count(shares, at % d, drawn[at]!, d / drawn.length);
    return { bins, low: low.slice(), high: high.slice(), real: real.slice(), drawn: shares };
  }

  private count(into: Float32Array, j: number, value: number, share: number): void {
    const bin = Math.floor((bins * (value - this.low[j]!)) / (this.high[j]! - this.low[j]!));
    if (bin >= 0 && bin < bins) into[j * bins + bin]! += share;
  }
}

/**
 * Row i under a model, and one draw from its q.
 * @param exact with log p(x_i) where that takes an integral: not in a run that is under way.
 */
export function rowOf(
  model: VaeModel,
  { matrix }: Problem,
  data: Float64Array,
  at: number,
  wanted: { readonly epsilon: readonly number[]; readonly along: number },
  exact: boolean,
  seed: number,
): VaeRow {
  const { d, latent } = model.network.shape;
  const x = data.subarray(at * d, (at + 1) * d);
  const q = encode(model, x);
  const scorer = new RowScorer(model, rowSamples, seed, exact ? undefined : movingAgreed);
  const whole = exact || scorer.method !== 'quadrature' ? scorer.score(x, at) : undefined;
  const score = whole ?? scorer.bound(x, true);
  const code = matrix.label?.codes[at] ?? -1;
  return {
    row: at,
    line: matrix.lines[at]!,
    values: Float64Array.from(matrix.columns, (column) => column[at]!),
    ...(code >= 0 ? { label: matrix.label!.levels[code]! } : {}),
    mean: q.mean,
    sigma: q.logVariance.map((v) => Math.exp(0.5 * v)),
    klByDimension: Float64Array.from({ length: latent }, (_, l) =>
      klToPrior({ mean: q.mean.subarray(l, l + 1), logVariance: q.logVariance.subarray(l, l + 1) }),
    ),
    reconstructed: decodeAll(model, q.mean),
    reconstruction: score.reconstruction,
    kl: score.kl,
    elbo: score.elbo,
    ...(whole ? { logLikelihood: whole.logLikelihood } : {}),
    method: scorer.method,
    samples: scorer.method === 'importance' ? rowSamples : 0,
    effectiveSampleSize: whole?.effectiveSampleSize ?? 0,
    standardError: whole?.standardError ?? 0,
    draw: drawOf(model, x, wanted),
  };
}

function drawOf(
  model: VaeModel,
  x: Float64Array,
  wanted: { readonly epsilon: readonly number[]; readonly along: number },
): VaeRow['draw'] {
  const { latent } = model.network.shape;
  const epsilon = Float64Array.from({ length: latent }, (_, l) => wanted.epsilon[l] ?? 0);
  const along = Math.min(wanted.along, latent - 1);
  const drawn = drawWith(model, x, epsilon);
  const z = new Float64Array(stopsAt.length * latent);
  stopsAt.forEach((stop, s) => {
    for (let l = 0; l < latent; l++) {
      z[s * latent + l] = drawn.mean[l]! + drawn.sigma[l]! * (l === along ? stop : epsilon[l]!);
    }
  });
  return {
    epsilon,
    z: drawn.z,
    decoded: drawn.reconstruction,
    logLikelihood: drawn.logLikelihood,
    logPrior: drawn.logPrior,
    logQ: drawn.logQ,
    slope: drawn.slope,
    // ∂ log q/∂μ = ε/σ at z = μ + σε, times the weight log p(x, z) − log q.
    score: epsilon.map((e, l) => (e / drawn.sigma[l]!) * drawn.logWeight),
    along,
    stops: Float32Array.from(decodeAll(model, z)),
  };
}
