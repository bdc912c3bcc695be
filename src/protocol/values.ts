/** What messages are made of: numbers, arrays of them, θ of a mixture. */
import * as v from 'valibot';

export const float64s = v.custom<Float64Array>((value) => value instanceof Float64Array);
export const float32s = v.custom<Float32Array>((value) => value instanceof Float32Array);
export const uint32s = v.custom<Uint32Array>((value) => value instanceof Uint32Array);
export const uint16s = v.custom<Uint16Array>((value) => value instanceof Uint16Array);
export const bytes = v.custom<Uint8Array>((value) => value instanceof Uint8Array);
export const count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** Log-likelihoods may be −∞ for an instant, never NaN. */
export const nats = v.pipe(
  v.number(),
  v.check((x) => !Number.isNaN(x), 'not a number'),
);

export const faultSchema = v.object({
  code: v.string(),
  args: v.record(v.string(), v.union([v.string(), v.number()])),
});

/** θ in the units of the file. Arrays are flat: weights [K], means [K·D], covariances [K·D·D]. */
export const mixtureSchema = v.object({
  k: count,
  d: count,
  weights: float64s,
  means: float64s,
  covariances: float64s,
});

export const familySchema = v.picklist(['full', 'tied', 'diag', 'spherical']);
