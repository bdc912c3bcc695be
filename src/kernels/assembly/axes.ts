import { add, both, LANE, larger, madd, mul, sub, total1, zero } from './lanes';

// Diagonal and spherical covariances: z = x − μ is cheap enough to form twice, so nothing is kept between the steps.

/**
 * G columns of one component over a tile: e ← Σ z² or, `scaled`, Σ (z w)²; added to what is there unless `start`.
 * Means and scales stay in registers. Every `if` is on a constant.
 */
// @ts-ignore: decorator
@inline
function squares(
  G: i32, scaled: bool, start: bool, x: usize, step: usize, mean: usize, w: usize, e: usize, bytes: usize,
): void {
  const xb = x + step, xc = xb + step, xd = xc + step;
  const m0 = both(mean), w0 = scaled ? both(w) : m0;
  const m1 = G > 1 ? v128.load64_splat(mean, 8) : m0, w1 = scaled && G > 1 ? v128.load64_splat(w, 8) : m0;
  const m2 = G > 2 ? v128.load64_splat(mean, 16) : m0, w2 = scaled && G > 2 ? v128.load64_splat(w, 16) : m0;
  const m3 = G > 3 ? v128.load64_splat(mean, 24) : m0, w3 = scaled && G > 3 ? v128.load64_splat(w, 24) : m0;
  for (let v: usize = 0; v < bytes; v += 2 * LANE) {
    let z = sub(v128.load(x + v), m0), y = sub(v128.load(x + v, 16), m0);
    if (scaled) z = mul(z, w0), y = mul(y, w0);
    let a = mul(z, z), b = mul(y, y);
    if (G > 1) {
      z = sub(v128.load(xb + v), m1), y = sub(v128.load(xb + v, 16), m1);
      if (scaled) z = mul(z, w1), y = mul(y, w1);
      a = madd(z, z, a), b = madd(y, y, b);
    }
    if (G > 2) {
      z = sub(v128.load(xc + v), m2), y = sub(v128.load(xc + v, 16), m2);
      if (scaled) z = mul(z, w2), y = mul(y, w2);
      a = madd(z, z, a), b = madd(y, y, b);
    }
    if (G > 3) {
      z = sub(v128.load(xd + v), m3), y = sub(v128.load(xd + v, 16), m3);
      if (scaled) z = mul(z, w3), y = mul(y, w3);
      a = madd(z, z, a), b = madd(y, y, b);
    }
    if (!start) a = add(a, v128.load(e + v)), b = add(b, v128.load(e + v, 16));
    v128.store(e + v, a);
    v128.store(e + v, b, 16);
  }
}

// @ts-ignore: decorator
@inline
function distance(d: i32, scaled: bool, x: usize, step: usize, mean: usize, w: usize, e: usize, bytes: usize): void {
  let j = 0;
  for (; j + 4 <= d; j += 4, x += 4 * step, mean += 32, w += 32) {
    if (j == 0) squares(4, scaled, true, x, step, mean, w, e, bytes);
    else squares(4, scaled, false, x, step, mean, w, e, bytes);
  }
  const left = d - j;
  if (j == 0) {
    if (left == 1) squares(1, scaled, true, x, step, mean, w, e, bytes);
    else if (left == 2) squares(2, scaled, true, x, step, mean, w, e, bytes);
    else if (left == 3) squares(3, scaled, true, x, step, mean, w, e, bytes);
  } else {
    if (left == 1) squares(1, scaled, false, x, step, mean, w, e, bytes);
    else if (left == 2) squares(2, scaled, false, x, step, mean, w, e, bytes);
    else if (left == 3) squares(3, scaled, false, x, step, mean, w, e, bytes);
  }
}

/** One component's E-step, diagonal: e ← c − Σ_d (z_d w_d)², m the maximum over components so far. */
export function whitenDiagonal(
  d: i32, first: bool, x: usize, step: usize, mean: usize, w: usize, c: usize, e: usize, m: usize, bytes: usize,
): void {
  distance(d, true, x, step, mean, w, e, bytes);
  finish(first, false, c, w, e, m, bytes);
}

/** The same, spherical: e ← c − w Σ_d z_d², one w a component. */
export function whitenSphere(
  d: i32, first: bool, x: usize, step: usize, mean: usize, w: usize, c: usize, e: usize, m: usize, bytes: usize,
): void {
  distance(d, false, x, step, mean, w, e, bytes);
  finish(first, true, c, w, e, m, bytes);
}

/** e holds |y|², or |y|²/w: e ← c − w e, and m the maximum so far. */
// @ts-ignore: decorator
@inline
export function finish(first: bool, scaled: bool, c: usize, w: usize, e: usize, m: usize, bytes: usize): void {
  const constant = both(c), scale = scaled ? both(w) : constant;
  for (let v: usize = 0; v < bytes; v += LANE) {
    let a = v128.load(e + v);
    a = sub(constant, scaled ? mul(scale, a) : a);
    v128.store(e + v, a);
    v128.store(m + v, first ? a : larger(a, v128.load(m + v)));
  }
}

// @ts-ignore: decorator
@inline
function sumColumns(
  squared: bool, d: i32, q: usize, x: usize, step: usize, mean: usize, bytes: usize, first: usize, second: usize,
): void {
  for (let j = 0; j < d; j++, x += step, mean += 8, first += 8, second += 8) {
    const mu = both(mean);
    let s = zero(), t = zero(), a = zero(), b = zero();
    for (let v: usize = 0; v < bytes; v += 2 * LANE) {
      const z = sub(v128.load(x + v), mu), u = sub(v128.load(x + v, 16), mu);
      const qz = mul(v128.load(q + v), z), qu = mul(v128.load(q + v, 16), u);
      s = add(s, qz);
      t = add(t, qu);
      if (squared) a = madd(qz, z, a), b = madd(qu, u, b);
    }
    total1(first, add(s, t));
    if (squared) total1(second, add(a, b));
  }
}

/**
 * One component's statistics of z = x − μ: S1 in `first`, Σ q z² by column in `second`. The scales 1/σ are put in once
 * a pass, by the caller.
 */
export function sumAxes(d: i32, q: usize, x: usize, step: usize, mean: usize, bytes: usize, first: usize, second: usize): void {
  sumColumns(true, d, q, x, step, mean, bytes, first, second);
}

/** S1 alone. */
export function sumFirst(d: i32, q: usize, x: usize, step: usize, mean: usize, bytes: usize, first: usize): void {
  sumColumns(false, d, q, x, step, mean, bytes, first, first);
}
