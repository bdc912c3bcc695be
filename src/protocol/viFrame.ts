/**
 * What a run of variational Bayes tells. A moment is a sub-step of coordinate ascent, counted from 0: in each iteration
 * q(Z), then q(π), then q(μ,Λ). All figures are in nats, in the units of the file.
 */
import * as v from 'valibot';
import { heatmapSchema } from './heatmap.ts';
import { tilesSchema } from './plane.ts';
import { shadesSchema } from './shades.ts';
import { bytes, count, faultSchema, float64s, mixtureSchema, nats } from './values.ts';

export const viParts = ['assignments', 'weights', 'components'] as const;
const part = v.picklist(viParts);
export type ViPart = v.InferOutput<typeof part>;

const priors = v.object({
  alpha0: v.number(),
  beta0: v.number(),
  nu0: v.number(),
  /** [D] */
  m0: float64s,
  /** [D] the diagonal of W₀, in 1/units². */
  w0: float64s,
});

/** What a run is: told once, before its first moment. */
const setting = v.object({
  type: v.literal('viSetting'),
  run: count,
  components: count,
  priors,
  /** The iteration of moment 0: 0 where q(Z) was given, else 1. */
  firstIteration: count,
  /** log p(X) in closed form: where K = 1, and only there, q is the posterior and the bound must reach it. */
  evidence: v.exactOptional(nats),
});
export type ViSetting = v.InferOutput<typeof setting>;

/** Moments [from, from + length): the bound on log p(X) right after each. */
const trace = v.object({ type: v.literal('viTrace'), run: count, from: count, bound: float64s });
export type ViTrace = v.InferOutput<typeof trace>;

/** Row i: how ln ρ_ik = E[ln π_k] + ½ E[ln|Λ_k|] − D/(2β_k) − (D/2) ln 2π − ½ distance is made. Arrays are [K]. */
const row = v.object({
  row: count,
  line: count,
  values: float64s,
  label: v.exactOptional(v.string()),
  /** E[ln π_k] */
  logWeight: float64s,
  /** E[ln|Λ_k|] */
  logPrecision: float64s,
  /** D/β_k */
  meanSpread: float64s,
  /** (x_i − m_k)ᵀ E[Λ_k] (x_i − m_k) */
  distance: float64s,
  logRho: float64s,
  /** ρ_ik/Σ_j ρ_ij: q(z_i = k), of which everything on show is made. */
  q: float64s,
  /** log ∫ p(x_i | θ) q(θ) dθ under the factors on show. */
  logPredictive: nats,
});
export type ViRow = v.InferOutput<typeof row>;

/** One moment: everything on show, from one snapshot. Arrays without a shape are [K]. */
export const viFrameSchema = v.object({
  type: v.literal('viFrame'),
  run: count,
  half: count,
  /** Moments known so far; `half` is below it. */
  known: count,
  iteration: count,
  part,
  bound: nats,
  /** [7] signed terms of the bound: E[log p(X|Z,μ,Λ)], E[log p(Z|π)], E[log p(π)], E[log p(μ,Λ)], and minus E[log q] of Z, π, (μ,Λ). */
  terms: float64s,
  previous: v.exactOptional(v.object({ part, bound: nats, terms: float64s })),
  /** E[π_k], m_k and E[Λ_k]⁻¹. */
  theta: mixtureSchema,
  alpha: float64s,
  beta: float64s,
  nu: float64s,
  /** N_k of q(Z). */
  counts: float64s,
  /** Components that hold less than one row in all. */
  emptied: v.array(count),
  warnings: v.array(v.object({ ...faultSchema.entries, component: v.exactOptional(count) })),
  /** Σ_i log ∫ p(x_i | θ) q(θ) dθ; absent while the run is under way. */
  logPredictive: v.exactOptional(nats),
  /** [n·4] RGBA; of many rows `shades` instead. */
  colours: v.exactOptional(bytes),
  shades: v.exactOptional(shadesSchema),
  tiles: v.exactOptional(tilesSchema),
  heatmap: v.exactOptional(heatmapSchema),
  row: v.exactOptional(row),
  /** m_k along the way: [P·K·D], oldest first, ending with the ones on show. */
  paths: v.exactOptional(float64s),
});
export type ViFrame = v.InferOutput<typeof viFrameSchema>;

const overKEntry = v.object({
  components: count,
  bound: nats,
  /** bound + ln K!/E! with E emptied components: what may be compared where K differs. */
  comparable: nats,
  emptied: count,
  converged: v.boolean(),
});
export type ViOverKEntry = v.InferOutput<typeof overKEntry>;

/** Fits of other K with the same priors' rule, worked out while the run is at rest. */
const overK = v.object({
  type: v.literal('viOverK'),
  run: count,
  entries: v.array(overKEntry),
  fraction: v.number(),
});
export type ViOverK = v.InferOutput<typeof overK>;

export const viEvents = [setting, trace, viFrameSchema, overK] as const;
