import { add, both, LANE, madd, mul, sub, total, total1, zero } from './lanes';

// Diagonal and spherical covariances: z = x − μ is cheap enough to form twice, so nothing is kept between the steps.

/**
 * G columns of one component over a tile: e ← Σ z² or, `scaled`, Σ (z w)²; added to what is there unless `start`. At its
 * `end` e ← c − Σ (z w)², or c − w Σ z² and, unless that is 0, Σ z² to `kept`. Means and scales stay in registers. Every
 * `if` is on a constant, but that on `kept`.
 */
// @ts-ignore: decorator
@inline
function squares(
  G: i32, scaled: bool, start: bool, end: bool, x: usize, step: usize, mean: usize, w: usize, c: usize, kept: usize, e: usize, bytes: usize,
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
    if (end) {
      const constant = both(c);
      if (!scaled) {
        const scale = both(w);
        if (kept) {
          v128.store(kept + v, a);
          v128.store(kept + v, b, 16);
        }
        a = mul(scale, a), b = mul(scale, b);
      }
      a = sub(constant, a), b = sub(constant, b);
    }
    v128.store(e + v, a);
    v128.store(e + v, b, 16);
  }
}

// @ts-ignore: decorator
@inline
function density(
  d: i32, scaled: bool, x: usize, step: usize, mean: usize, w: usize, c: usize, y: usize, e: usize, bytes: usize,
): void {
  let left = d;
  if (left > 4) {
    squares(4, scaled, true, false, x, step, mean, w, c, y, e, bytes);
    for (;;) {
      left -= 4, x += 4 * step, mean += 32;
      if (scaled) w += 32;
      if (left <= 4) break;
      squares(4, scaled, false, false, x, step, mean, w, c, y, e, bytes);
    }
    if (left == 1) squares(1, scaled, false, true, x, step, mean, w, c, y, e, bytes);
    else if (left == 2) squares(2, scaled, false, true, x, step, mean, w, c, y, e, bytes);
    else if (left == 3) squares(3, scaled, false, true, x, step, mean, w, c, y, e, bytes);
    else squares(4, scaled, false, true, x, step, mean, w, c, y, e, bytes);
  } else if (left == 1) squares(1, scaled, true, true, x, step, mean, w, c, y, e, bytes);
  else if (left == 2) squares(2, scaled, true, true, x, step, mean, w, c, y, e, bytes);
  else if (left == 3) squares(3, scaled, true, true, x, step, mean, w, c, y, e, bytes);
  else squares(4, scaled, true, true, x, step, mean, w, c, y, e, bytes);
}

/** One component's E-step, diagonal: e ← c − Σ_d (z_d w_d)². */
export function whitenDiagonal(
  d: i32, x: usize, step: usize, mean: usize, w: usize, c: usize, e: usize, bytes: usize,
): void {
  density(d, true, x, step, mean, w, c, 0, e, bytes);
}

/** The same, spherical: e ← c − w Σ_d z_d², one w a component. Σ_d z_d² stays at y, unless that is 0. */
export function whitenSphere(
  d: i32, x: usize, step: usize, mean: usize, w: usize, c: usize, y: usize, e: usize, bytes: usize,
): void {
  density(d, false, x, step, mean, w, c, y, e, bytes);
}

/** Σ q z and Σ q z² of G columns over a tile. Every `if` is on a constant. */
// @ts-ignore: decorator
@inline
function sumGroup(
  G: i32, r: usize, x: usize, step: usize, mean: usize, bytes: usize, first: usize, second: usize,
): void {
  const xb = x + step, xc = xb + step, xd = xc + step;
  const m0 = both(mean);
  const m1 = G > 1 ? v128.load64_splat(mean, 8) : m0;
  const m2 = G > 2 ? v128.load64_splat(mean, 16) : m0;
  const m3 = G > 3 ? v128.load64_splat(mean, 24) : m0;
  let s0 = zero(), s1 = zero(), s2 = zero(), s3 = zero(), a0 = zero(), a1 = zero(), a2 = zero(), a3 = zero();
  for (let v: usize = 0; v < bytes; v += 2 * LANE) {
    let q = v128.load(r + v);
    let z: v128, t: v128;
    z = sub(v128.load(x + v), m0); t = mul(q, z); s0 = add(s0, t); a0 = madd(t, z, a0);
    if (G > 1) { z = sub(v128.load(xb + v), m1); t = mul(q, z); s1 = add(s1, t); a1 = madd(t, z, a1); }
    if (G > 2) { z = sub(v128.load(xc + v), m2); t = mul(q, z); s2 = add(s2, t); a2 = madd(t, z, a2); }
    if (G > 3) { z = sub(v128.load(xd + v), m3); t = mul(q, z); s3 = add(s3, t); a3 = madd(t, z, a3); }
    q = v128.load(r + v, 16);
    z = sub(v128.load(x + v, 16), m0); t = mul(q, z); s0 = add(s0, t); a0 = madd(t, z, a0);
    if (G > 1) { z = sub(v128.load(xb + v, 16), m1); t = mul(q, z); s1 = add(s1, t); a1 = madd(t, z, a1); }
    if (G > 2) { z = sub(v128.load(xc + v, 16), m2); t = mul(q, z); s2 = add(s2, t); a2 = madd(t, z, a2); }
    if (G > 3) { z = sub(v128.load(xd + v, 16), m3); t = mul(q, z); s3 = add(s3, t); a3 = madd(t, z, a3); }
  }
  total(first, s0, s1);
  total(second, a0, a1);
  if (G > 2) {
    total(first + 16, s2, s3);
    total(second + 16, a2, a3);
  }
}

/**
 * One component's statistics of z = x − μ, diagonal: S1 in `first`, Σ q z² by column in `second`. The scales 1/σ are put
 * in once a pass, by the caller.
 */
export function sumAxes(d: i32, q: usize, x: usize, step: usize, mean: usize, bytes: usize, first: usize, second: usize): void {
  let left = d;
  for (; left >= 4; left -= 4, x += 4 * step, mean += 32, first += 32, second += 32) {
    sumGroup(4, q, x, step, mean, bytes, first, second);
  }
  if (left == 3) sumGroup(3, q, x, step, mean, bytes, first, second);
  else if (left == 2) sumGroup(2, q, x, step, mean, bytes, first, second);
  else if (left == 1) sumGroup(1, q, x, step, mean, bytes, first, second);
}

/** Adds Σ q y to the total at `second`. */
export function sumDistances(q: usize, y: usize, bytes: usize, second: usize): void {
  let a = zero(), b = zero(), c = zero();
  for (let v: usize = 0; v < bytes; v += 3 * LANE) {
    a = madd(v128.load(q + v), v128.load(y + v), a);
    b = madd(v128.load(q + v, 16), v128.load(y + v, 16), b);
    c = madd(v128.load(q + v, 32), v128.load(y + v, 32), c);
  }
  total1(second, add(add(a, b), c));
}
