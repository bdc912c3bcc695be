/**
 * What a run of a VAE tells: its curves, log p(x) at checkpoints, and everything on show at one epoch. A moment is a
 * recorded epoch, counted from 0. All figures are in nats, in the units of the file.
 */
import * as v from 'valibot';

const float64s = v.custom<Float64Array>((value) => value instanceof Float64Array);
const float32s = v.custom<Float32Array>((value) => value instanceof Float32Array);
const uint32s = v.custom<Uint32Array>((value) => value instanceof Uint32Array);
const int32s = v.custom<Int32Array>((value) => value instanceof Int32Array);
const bytes = v.custom<Uint8Array>((value) => value instanceof Uint8Array);
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const nats = v.pipe(
  v.number(),
  v.check((x) => !Number.isNaN(x), 'not a number'),
);

const faultSchema = v.object({ code: v.string(), args: v.record(v.string(), v.union([v.string(), v.number()])) });

/** How a VAE is built and trained; what is left out has its default (models/vae/options.ts). */
export const vaeOptionsSchema = v.object({
  latent: v.exactOptional(v.pipe(count, v.minValue(1), v.maxValue(64))),
  /** Widths of the encoder's hidden layers; the decoder mirrors them. */
  hidden: v.exactOptional(v.pipe(v.array(v.pipe(count, v.minValue(1), v.maxValue(4096))), v.maxLength(8))),
  activation: v.exactOptional(v.picklist(['tanh', 'relu'])),
  /** Absent: until the held-out ELBO stops rising. */
  epochs: v.exactOptional(v.pipe(count, v.minValue(1))),
  batch: v.exactOptional(v.pipe(count, v.minValue(1))),
  rate: v.exactOptional(v.pipe(v.number(), v.minValue(0))),
  /** Weight of the KL term; 1 is the ELBO. */
  beta: v.exactOptional(v.pipe(v.number(), v.minValue(0), v.maxValue(1000))),
  /** β rises from 0 over so many optimiser steps. */
  annealSteps: v.exactOptional(count),
  /** Nats a latent dimension and row below which KL is free. */
  freeBits: v.exactOptional(v.pipe(v.number(), v.minValue(0), v.maxValue(100))),
  /** Linear encoder mean and decoder, one noise variance: probabilistic PCA by gradient. */
  linear: v.exactOptional(v.boolean()),
});

/** How log p(x) is had: exactly for a linear decoder, by quadrature for L ≤ 2, else as a lower bound in expectation. */
export const methodSchema = v.picklist(['closed', 'quadrature', 'importance']);
export type VaeMethod = v.InferOutput<typeof methodSchema>;

/** ELBO = reconstruction − kl, means a row. */
const partsSchema = v.object({ elbo: nats, reconstruction: nats, kl: nats });

const partsOverTime = v.object({ elbo: float64s, reconstruction: float64s, kl: float64s });

/** What a run is: told once, before its first moment. */
const setting = v.object({
  type: v.literal('vaeSetting'),
  run: count,
  latent: count,
  hidden: v.array(count),
  activation: v.picklist(['tanh', 'relu']),
  linear: v.boolean(),
  /** Rows that are trained on, and held out. */
  trainRows: count,
  heldOutRows: count,
  /** Whether what is climbed is the ELBO. */
  climbsElbo: v.boolean(),
  /** [D] 1 where a column is 0/1 and its likelihood Bernoulli. */
  binary: bytes,
  /** Rows that log p(x) is told of at checkpoints, and how it is had. */
  sampleRows: count,
  method: methodSchema,
  /** Rows of the file, evenly spaced, beside which rows drawn from the model are shown: [R] and [R·D]. */
  shown: v.object({ rows: uint32s, values: float32s }),
});
export type VaeSetting = v.InferOutput<typeof setting>;

/** Moments [from, from + length) of the curves. */
const trace = v.object({
  type: v.literal('vaeTrace'),
  run: count,
  from: count,
  /** [length] epochs and optimiser steps done. */
  epochs: uint32s,
  steps: uint32s,
  train: partsOverTime,
  /** Absent where no row is held out. */
  heldOut: v.exactOptional(partsOverTime),
});
export type VaeTrace = v.InferOutput<typeof trace>;

/** Means a row over the fixed sample, at one moment. */
const checkpoint = v.object({
  type: v.literal('vaeCheckpoint'),
  run: count,
  at: count,
  epoch: count,
  rows: count,
  elbo: nats,
  reconstruction: nats,
  /** KL(q ‖ prior). */
  kl: nats,
  logLikelihood: nats,
  method: methodSchema,
  /** S a row where sampled, how many samples' worth of weight there is, and the standard error; else 0. */
  samples: count,
  effectiveSampleSize: v.number(),
  standardError: v.number(),
});
export type VaeCheckpoint = v.InferOutput<typeof checkpoint>;

/** KL(q ‖ posterior) in two parts: log p = elbo + amortisation + approximation. */
const split = {
  elbo: nats,
  reconstruction: nats,
  kl: nats,
  logLikelihood: nats,
  amortisation: nats,
  approximation: nats,
};

const rowGap = v.object({
  ...split,
  row: count,
  /** [L] the diagonal Gaussian that is best for this row alone. */
  bestMean: float64s,
  bestSigma: float64s,
});
export type VaeRowGap = v.InferOutput<typeof rowGap>;

const meanGap = v.object({ ...split, rows: count });
export type VaeMeanGap = v.InferOutput<typeof meanGap>;

/** The gap of a row, or of a sample of rows on average, in two parts. */
const gap = v.object({
  type: v.literal('vaeGap'),
  run: count,
  at: count,
  row: v.exactOptional(rowGap),
  mean: v.exactOptional(meanGap),
});
export type VaeGap = v.InferOutput<typeof gap>;

/** Sums over all rows, once training has ended: how far that is, and what it comes to. */
const totals = v.object({
  type: v.literal('vaeTotals'),
  run: count,
  at: count,
  rows: count,
  fraction: v.number(),
  /** Given up before its end. */
  stopped: v.exactOptional(v.literal(true)),
  figures: v.exactOptional(
    v.object({
      elbo: nats,
      reconstruction: nats,
      kl: nats,
      logLikelihood: nats,
      samples: count,
      effectiveSampleSize: v.number(),
      standardError: v.number(),
    }),
  ),
});
export type VaeTotals = v.InferOutput<typeof totals>;

/** One draw z = μ + σ ⊙ ε of row i and what becomes of it. */
const draw = v.object({
  /** [L] */
  epsilon: float64s,
  z: float64s,
  /** [D] x̂, the decoder's mean. */
  decoded: float64s,
  /** log p(x | z), log p(z), log q(z | x). */
  logLikelihood: nats,
  logPrior: nats,
  logQ: nats,
  /** [L] ∂ log p(x | z)/∂z. */
  slope: float64s,
  /** [L] the same one-sample gradient by the score function, in μ. */
  score: float64s,
  /** [S·D] x̂ at S stops of ε along the dimension that is slid, from −3 to 3; the others as they are. */
  along: count,
  stops: float32s,
});

/** Row i at one moment. */
const row = v.object({
  row: count,
  line: count,
  /** [D] */
  values: float64s,
  label: v.exactOptional(v.string()),
  /** [L] of q(z | x). */
  mean: float64s,
  sigma: float64s,
  /** [L] KL(q ‖ prior) by dimension. */
  klByDimension: float64s,
  /** [D] the decoder's mean at q's mean. */
  reconstructed: float64s,
  reconstruction: nats,
  kl: nats,
  elbo: nats,
  /** Absent while it is not known. */
  logLikelihood: v.exactOptional(nats),
  method: methodSchema,
  samples: count,
  effectiveSampleSize: v.number(),
  standardError: v.number(),
  draw,
});
export type VaeRow = v.InferOutput<typeof row>;

/** The decoder over a square of z. */
const grid = v.object({
  side: count,
  /** [side] */
  axis: float64s,
  /** The two latent dimensions; L = 1 has one, told twice. */
  axes: v.tuple([count, count]),
  /** [side²·D] (L = 1: [side·D]) means; the second axis runs fastest. */
  means: float32s,
});
export type VaeGrid = v.InferOutput<typeof grid>;

/** How each column is spread over the rows of the file, and over rows drawn from the model. */
const spread = v.object({
  bins: count,
  /** [D] the ends of the first and of the last bin. */
  low: float64s,
  high: float64s,
  /** [D·bins] shares of the rows; they add up to 1 but for what lies outside. */
  real: float32s,
  drawn: float32s,
});
export type VaeSpread = v.InferOutput<typeof spread>;

/** One moment: everything on show, from one snapshot. */
export const vaeFrameSchema = v.object({
  type: v.literal('vaeFrame'),
  run: count,
  /** The moment on show, and the one that was asked for: where parameters were thinned, the nearest before it. */
  at: count,
  asked: count,
  /** Moments known so far. */
  known: count,
  epoch: count,
  steps: count,
  train: partsSchema,
  heldOut: v.exactOptional(partsSchema),
  previous: v.exactOptional(v.object({ train: partsSchema, heldOut: v.exactOptional(partsSchema), steps: count })),
  /** How far θ and φ have moved since the moment before: Euclidean norms of the changes. */
  moved: v.exactOptional(v.object({ theta: v.number(), phi: v.number() })),
  /** [D] the decoder's σ in the units of the file; 0 where a column is Bernoulli. */
  noise: float64s,
  /** [m] rows of the latent picture, [m·L] their q, [m] their label's code (−1: none). */
  rows: uint32s,
  means: float32s,
  sigmas: float32s,
  codes: v.exactOptional(int32s),
  health: v.object({
    /** [L] variance over rows of q's mean; above .01 a dimension is active. */
    activity: float64s,
    active: count,
    atLogVarianceBound: count,
    atNoiseFloor: v.array(count),
  }),
  warnings: v.array(faultSchema),
  grid: v.exactOptional(grid),
  /** [G·D] rows drawn from the model: z from the prior, x from p(x | z). */
  drawn: v.exactOptional(float32s),
  spread: v.exactOptional(spread),
  row: v.exactOptional(row),
  checkpoint: v.exactOptional(checkpoint),
  gap: v.exactOptional(v.object({ row: v.exactOptional(rowGap), mean: v.exactOptional(meanGap) })),
});
export type VaeFrame = v.InferOutput<typeof vaeFrameSchema>;

/** What the panel wants to see of each moment. */
export const vaeWatchSchema = v.object({
  /** [L] ε of row i; absent: 0. */
  epsilon: v.exactOptional(v.array(v.number())),
  /** The dimension that is slid. */
  along: v.exactOptional(count),
  /** The latent dimensions on show. */
  axes: v.exactOptional(v.tuple([count, count])),
  /** Nodes a side of the decoder's grid, from −reach to reach. */
  grid: v.exactOptional(
    v.object({ side: v.pipe(count, v.minValue(2), v.maxValue(41)), reach: v.pipe(v.number(), v.minValue(0.1)) }),
  ),
  /** Rows drawn from the model, by a seed. */
  drawn: v.exactOptional(v.object({ count: v.pipe(count, v.maxValue(2000)), seed: count })),
});

export const vaeEvents = [setting, trace, checkpoint, gap, totals, vaeFrameSchema] as const;
