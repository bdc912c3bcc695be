// Four f32 lanes a vector, and the few functions a VAE needs of them. Constants are loaded from memory already spread
// over four lanes: f32x4.splat of a constant inside a loop is made anew each time round.

export const LANE: usize = 16;

// @ts-ignore: decorator
@inline
function spread(v: f32, at: usize): void {
  v128.store(at, f32x4.splat(v));
}

const C: usize = memory.data(16 * 40, 16);

/** Writes the constants; once per instance, before anything else. */
export function prepareLanes(): void {
  // tanh x ≈ x·P(x²)/Q(x²) on |x| ≤ 8.3, fitted by weighted least squares to 1.8e-7; in f32 within 5e-7 everywhere.
  spread(8.3, C);
  spread(0.9999991376713697, C + 16);
  spread(0.12886189922976243, C + 32);
  spread(0.0029096170330813187, C + 48);
  spread(1.1000269611776115e-5, C + 64);
  spread(1, C + 80);
  spread(0.4621921290040191, C + 96);
  spread(0.02364361084122458, C + 112);
  spread(0.00023293348483085764, C + 128);
  spread(2.325906519499359e-7, C + 144);
  // eˣ = 2ⁿ·e^r, |r| ≤ ½ log 2: Chebyshev interpolation of degree 6, 2e-9 before rounding.
  spread(-87, C + 160);
  spread(88, C + 176);
  spread(1.4426950408889634, C + 192);
  spread(0.693359375, C + 208); // log 2 in two parts (Cody & Waite)
  spread(-2.12194440e-4, C + 224);
  spread(0.5, C + 240);
  spread(0.16666415496, C + 256);
  spread(0.04166635287, C + 272);
  spread(0.00837512795, C + 288);
  spread(0.00139411104, C + 304);
  // log(1 + u) = 2 atanh(u/(2 + u)), odd series to s¹³: 1e-8 on [0, 1].
  spread(2, C + 320);
  spread(2.0 / 3, C + 336);
  spread(2.0 / 5, C + 352);
  spread(2.0 / 7, C + 368);
  spread(2.0 / 9, C + 384);
  spread(2.0 / 11, C + 400);
  spread(2.0 / 13, C + 416);
}

// @ts-ignore: decorator
@inline
function c(index: usize): v128 {
  return v128.load(C + (index << 4));
}

// @ts-ignore: decorator
@inline
export function one(): v128 {
  return c(5);
}

// @ts-ignore: decorator
@inline
export function half(): v128 {
  return c(15);
}

// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, d: v128): v128 {
  return f32x4.add(f32x4.mul(a, b), d);
}

/** tanh, absolute error below 5e-7; may exceed 1 by that much. */
// @ts-ignore: decorator
@inline
export function tanh4(v: v128): v128 {
  const x = f32x4.pmax(f32x4.pmin(v, c(0)), f32x4.neg(c(0)));
  const t = f32x4.mul(x, x);
  const p = madd(madd(madd(c(4), t, c(3)), t, c(2)), t, c(1));
  const q = madd(madd(madd(madd(c(9), t, c(8)), t, c(7)), t, c(6)), t, c(5));
  return f32x4.div(f32x4.mul(x, p), q);
}

/** eˣ for x within [−87, 88], relative error below 2e-7. */
// @ts-ignore: decorator
@inline
export function exp4(v: v128): v128 {
  const x = f32x4.pmin(f32x4.pmax(v, c(10)), c(11));
  const n = f32x4.nearest(f32x4.mul(x, c(12)));
  const r = f32x4.sub(f32x4.sub(x, f32x4.mul(n, c(13))), f32x4.mul(n, c(14)));
  const p = madd(madd(madd(madd(madd(madd(c(19), r, c(18)), r, c(17)), r, c(16)), r, c(15)), r, c(5)), r, c(5));
  return f32x4.mul(p, i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23));
}

/** log(1 + u) for u within [0, 1]. */
// @ts-ignore: decorator
@inline
export function log1p4(u: v128): v128 {
  const s = f32x4.div(u, f32x4.add(u, c(20)));
  const t = f32x4.mul(s, s);
  const p = madd(madd(madd(madd(madd(madd(c(26), t, c(25)), t, c(24)), t, c(23)), t, c(22)), t, c(21)), t, c(20));
  return f32x4.mul(s, p);
}

/** Two f64 lanes gain the sum of four f32 lanes. */
// @ts-ignore: decorator
@inline
export function widen(sum: v128, v: v128): v128 {
  const low = f64x2.promote_low_f32x4(v);
  const high = f64x2.promote_low_f32x4(v128.shuffle<f32>(v, v, 2, 3, 2, 3));
  return f64x2.add(sum, f64x2.add(low, high));
}

/**
 * Lane sums of four vectors, one a lane:
 *
 *     a = [a0 a1 a2 a3]      → [ Σa , Σb , Σc , Σd ]
 *     b = [b0 b1 b2 b3] …
 */
// @ts-ignore: decorator
@inline
export function sums4(a: v128, b: v128, d: v128, e: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const de = f32x4.add(v128.shuffle<f32>(d, e, 0, 4, 1, 5), v128.shuffle<f32>(d, e, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, de, 0, 1, 4, 5), v128.shuffle<f32>(ab, de, 2, 3, 6, 7));
}
