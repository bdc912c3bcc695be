/**
 * The bridge from EM to the VAE: what a page of the road wants to have worked out on the reader's rows, with the
 * reader's handles, and the answer. Everything is in nats and in the units of the file.
 */
import * as v from 'valibot';
import { bytes, count, familySchema, faultSchema, float32s, float64s, mixtureSchema, nats } from './values.ts';

const row = count;
const latent = v.pipe(count, v.minValue(1), v.maxValue(2));
/** Degrees. */
const angle = v.pipe(v.number(), v.minValue(-360), v.maxValue(360));

/** Pages whose figures are worked out by the bridge. */
export const bridgePages = [
  'free',
  'bayes',
  'linear',
  'diagonal',
  'gradient',
  'amortised',
  'curved',
  'compare',
] as const;
export type BridgePage = (typeof bridgePages)[number];

export const bridgeAskSchema = v.variant('page', [
  /** No page of the bridge is open: whatever is under way may stop. */
  v.object({ page: v.literal('none') }),
  /** Three kinds of q on the mixture θ. */
  v.object({ page: v.literal('free'), row, theta: mixtureSchema }),
  /** Variational Bayes with so many components; `at`: the sub-step on show, absent for the last. */
  v.object({ page: v.literal('bayes'), components: v.pipe(count, v.minValue(1)), at: v.exactOptional(count) }),
  /** EM on probabilistic PCA; `at`: which of the half-steps that are shown. */
  v.object({ page: v.literal('linear'), row, latent: v.exactOptional(latent), at: v.exactOptional(count) }),
  /** The best diagonal q with the decoder turned away from the principal axes. */
  v.object({ page: v.literal('diagonal'), row, angle }),
  /** The same q by gradient: `at` steps of the ascent, one draw ε, and both estimators over `draws` draws. */
  v.object({
    page: v.literal('gradient'),
    row,
    angle,
    at: count,
    epsilon: v.pipe(v.array(v.pipe(v.number(), v.minValue(-10), v.maxValue(10))), v.maxLength(2)),
    draws: v.pipe(count, v.minValue(2), v.maxValue(100_000)),
    seed: v.pipe(count, v.maxValue(0xffffffff)),
  }),
  /** A linear VAE in training; `at`: the step on show. */
  v.object({ page: v.literal('amortised'), row, at: v.exactOptional(count) }),
  /** A VAE with a bent decoder; `at`: the record on show. */
  v.object({ page: v.literal('curved'), row, latent, at: v.exactOptional(count) }),
  /** All of them on the same rows. */
  v.object({
    page: v.literal('compare'),
    row,
    components: v.pipe(count, v.minValue(1)),
    family: familySchema,
  }),
]);
export type BridgeAsk = v.InferOutput<typeof bridgeAskSchema>;

/** log p = ELBO + KL, each worked out on its own. */
const identityEntries = { logLikelihood: nats, elbo: nats, kl: nats };
const identitySchema = v.object(identityEntries);
export type IdentityMessage = v.InferOutput<typeof identitySchema>;

/** The same with the ELBO in its two parts: E_q log p(x | z) − KL(q ‖ p(z)). */
const partsSchema = v.object({ ...identityEntries, reconstruction: nats, priorKl: nats });
export type PartsMessage = v.InferOutput<typeof partsSchema>;

/** [L] each. */
const gaussianSchema = v.object({ mean: float64s, deviations: float64s });
export type GaussianMessage = v.InferOutput<typeof gaussianSchema>;

/** The decoder x = μ + Wz + σε: mean [D], loadings [D·L] row by row, σ². */
const decoderSchema = v.object({ mean: float64s, loadings: float64s, noise: v.number() });
export type DecoderMessage = v.InferOutput<typeof decoderSchema>;

const measuredSchema = v.object({ mean: float64s, variance: float64s });

const freeSchema = v.object({
  page: v.literal('free'),
  row,
  n: count,
  /** Uniform over the components; all on the likeliest one; the posterior. */
  kinds: v.array(
    v.object({ q: v.picklist(['uniform', 'hard', 'posterior']), ofRow: identitySchema, total: identitySchema }),
  ),
});

const bayesSchema = v.object({
  page: v.literal('bayes'),
  components: count,
  n: count,
  at: count,
  /** [T] the bound after each sub-step: q(Z), q(π), q(μ,Λ), q(Z), … */
  bounds: float64s,
  /** [7] its signed terms at the sub-step on show, in Bishop's order (10.70). */
  terms: float64s,
  /** log p(X), where it is known: K = 1. */
  evidence: v.exactOptional(nats),
  /** [K] at the end: N_k, E[π_k] */
  counts: float64s,
  weights: float64s,
  /** α₀, β₀, ν₀ as they were chosen. */
  priors: v.object({ alpha0: v.number(), beta0: v.number(), nu0: v.number() }),
  done: v.boolean(),
});

const linearSchema = v.object({
  page: v.literal('linear'),
  row,
  n: count,
  latent: count,
  /** The most dimensions z can have here, at most 2. */
  most: count,
  at: count,
  /** [T] the half-steps that are shown, counted from 0; all of them at first, then ever fewer. */
  halves: float64s,
  /** [T] at each of them */
  elbo: float64s,
  logLikelihood: float64s,
  /** ℓ* of the closed form. */
  best: nats,
  ofRow: partsSchema,
  total: partsSchema,
  decoder: decoderSchema,
});

const diagonalSchema = v.object({
  page: v.literal('diagonal'),
  row,
  n: count,
  angle,
  /** σ² is held at half the smallest eigenvalue, because there are only two columns. */
  held: v.boolean(),
  decoder: decoderSchema,
  /** [4] M = WᵀW + σ²I and ln|M| */
  m: float64s,
  logDeterminant: v.number(),
  /** ½(Σ ln M_jj − ln|M|) */
  gap: nats,
  /** Under the best diagonal q. */
  ofRow: partsSchema,
  total: partsSchema,
  /** [P] degrees and the gap there */
  angles: float64s,
  gaps: float64s,
  posterior: v.object({ mean: float64s, covariance: float64s }),
  q: gaussianSchema,
});

const gradientSchema = v.object({
  page: v.literal('gradient'),
  row,
  angle,
  latent: count,
  /** Steps of the ascent, and the one on show. */
  steps: count,
  at: count,
  /** q at that step of the ascent by reparameterisation, and the one of the formula. */
  q: gaussianSchema,
  best: gaussianSchema,
  bestElbo: nats,
  logLikelihood: nats,
  /** [T + 1] ELBO_i along the ascent by each estimator, one draw a step. */
  path: v.object({ reparameterisation: float64s, scoreFunction: float64s }),
  draws: count,
  seed: count,
  /** [2L] ∂ELBO_i/∂μ then ∂ELBO_i/∂σ */
  exact: float64s,
  reparameterisation: measuredSchema,
  scoreFunction: measuredSchema,
  /** [S·2L] the first draws one by one */
  samples: v.object({ reparameterisation: float64s, scoreFunction: float64s }),
  /** One draw with the reader's ε. */
  draw: v.object({
    epsilon: float64s,
    z: float64s,
    /** [D] μ + Wz */
    reconstruction: float64s,
    /** log p(x | z) */
    logDensity: nats,
    /** [L] ∂ log p(x | z)/∂z */
    slope: float64s,
    reparameterisation: float64s,
    scoreFunction: float64s,
  }),
});

const amortisedSchema = v.object({
  page: v.literal('amortised'),
  row,
  n: count,
  latent: count,
  at: count,
  /** [T] steps of the ascent that are shown, and totals at each */
  steps: float64s,
  elbo: float64s,
  logLikelihood: float64s,
  /** [T] 1 where the parameters were nudged at random */
  kicked: bytes,
  best: nats,
  done: v.boolean(),
  ofRow: partsSchema,
  total: partsSchema,
  /** Of row i and of all rows: what independence costs, and what one network for all costs beyond it. */
  rowGap: v.object({ approximation: nats, amortisation: nats }),
  totalGap: v.object({ approximation: nats, amortisation: nats }),
  decoder: decoderSchema,
  /** What the network says of row i, and the best for that row alone. */
  q: gaussianSchema,
  bestQ: gaussianSchema,
});

const gapEntries = { logLikelihood: nats, elbo: nats, approximation: nats, amortisation: nats };

const curvedSchema = v.object({
  page: v.literal('curved'),
  row,
  n: count,
  latent: count,
  /** [T] of the records: epochs, mean ELBO a row over the rows trained on and over those held out (empty: none) */
  epochs: float64s,
  train: float64s,
  heldOut: float64s,
  at: count,
  done: v.boolean(),
  /** Whether row i was held out. */
  rowHeldOut: v.boolean(),
  /** Row i at that record: the gap in two by quadrature. Absent while training has the first word. */
  ofRow: v.exactOptional(
    v.object({
      ...gapEntries,
      /** Of the quadrature, nats. */
      uncertainty: v.number(),
      q: gaussianSchema,
      best: gaussianSchema,
      /** log p(z | x_i) on a grid: L = 1 [side], L = 2 [side²], z₁ running fastest. */
      grid: v.object({ side: count, from: float64s, to: float64s, logDensity: float32s }),
    }),
  ),
  /** Where the decoder takes lines of z, in the units of the file: [lines·points·D] */
  mesh: v.exactOptional(v.object({ lines: count, points: count, means: float64s })),
  /** Means over rows of a sample once training is done. */
  sample: v.exactOptional(v.object({ ...gapEntries, rows: count })),
});

const methodSchema = v.object({
  ofRow: identitySchema,
  train: identitySchema,
  heldOut: v.exactOptional(identitySchema),
});

/** [T] which steps are shown, counted from 1, and the ELBO after each. */
const ascentSchema = v.object({ steps: float64s, elbo: float64s });

const compareSchema = v.object({
  page: v.literal('compare'),
  row,
  rowHeldOut: v.boolean(),
  /** Rows fitted, held out, and of each at most so many that are scored. */
  trained: count,
  heldOut: count,
  scored: v.object({ train: count, heldOut: count }),
  components: count,
  latent: count,
  /** Means a row. */
  em: v.exactOptional(methodSchema),
  /** By predictive density alone; the bound is on log p(X) of all rows together. */
  vi: v.exactOptional(
    v.object({
      ofRow: nats,
      train: nats,
      heldOut: v.exactOptional(nats),
      bound: nats,
      evidence: v.exactOptional(nats),
      left: count,
    }),
  ),
  linear: v.exactOptional(methodSchema),
  vae: v.exactOptional(
    v.object({
      ...methodSchema.entries,
      /** Of row i. */
      gap: v.object({ approximation: nats, amortisation: nats }),
      /** Means over some of the rows trained on. */
      sample: v.object({ rows: count, approximation: nats, amortisation: nats }),
    }),
  ),
  /** Why there is no linear decoder or no VAE. */
  without: v.exactOptional(faultSchema),
  /** ELBO of all rows at each step: EM on a linear decoder in turns, and both at once by gradient; neither passes `best`. */
  climbs: v.exactOptional(v.object({ best: nats, turns: ascentSchema, together: ascentSchema })),
  done: v.boolean(),
});

export const bridgeAnswerSchema = v.variant('page', [
  /** There is nothing to show on page `of`, and why. */
  v.object({ page: v.literal('refused'), of: v.picklist(bridgePages), fault: faultSchema }),
  /** How far the work for page `of` is. */
  v.object({ page: v.literal('progress'), of: v.picklist(bridgePages), fraction: v.number() }),
  freeSchema,
  bayesSchema,
  linearSchema,
  diagonalSchema,
  gradientSchema,
  amortisedSchema,
  curvedSchema,
  compareSchema,
]);
export type BridgeAnswer = v.InferOutput<typeof bridgeAnswerSchema>;
export type BridgeAnswerOf<P extends BridgePage> = Extract<BridgeAnswer, { page: P }>;
