import { STRIDE } from './blocks';
import { add, both, LANE, madd, mul, sub, total, total1, zero } from './lanes';

// Diagonal and spherical covariances, on rows about a common centre, their tiles STRIDE apart.

/**
 * Log densities of J components over a tile of d columns, three vectors of rows at a time. `fours`: d is a multiple of
 * four. `fresh`: x is first made of the rows themselves, `column` bytes between columns, less the centre: what is waited
 * for meanwhile is not waited for alone. An `if` on any of these is on a constant.
 */
// @ts-ignore: decorator
@inline
function axesOf(
  J: i32, fours: bool, fresh: bool, d: i32, rows: usize, column: usize, centre: usize, x: usize, mean: usize, pad: usize, w: usize, step: usize, c: usize, e: usize, bytes: usize,
): void {
  const left = fours ? 0 : d & 3, end = mean + (<usize>(d - left) << 3);
  for (let v: usize = 0; v < bytes; v += 3 * LANE) {
    let a0 = both(c), a1 = a0, a2 = a0;
    let b0 = J > 1 ? v128.load64_splat(c, 8) : a0, b1 = b0, b2 = b0;
    let x0: v128, x1: v128, x2: v128, m: v128, f: v128, z: v128;
    let from = x + v, at = mean, by = w, raw = rows + v, mid = centre;
    for (; at < end; from += 4 * STRIDE, at += 32, by += 32, mid += 32) {
      if (fresh) {
        m = both(mid);
        x0 = sub(v128.load(raw), m), x1 = sub(v128.load(raw, 16), m), x2 = sub(v128.load(raw, 32), m);
        v128.store(from, x0), v128.store(from, x1, 16), v128.store(from, x2, 32);
        raw += column;
      } else {
        x0 = v128.load(from), x1 = v128.load(from, 16), x2 = v128.load(from, 32);
      }
      m = both(at), f = both(by);
      z = mul(sub(x0, m), f); a0 = sub(a0, mul(z, z));
      z = mul(sub(x1, m), f); a1 = sub(a1, mul(z, z));
      z = mul(sub(x2, m), f); a2 = sub(a2, mul(z, z));
      if (J > 1) {
        m = both(at + pad), f = both(by + step);
        z = mul(sub(x0, m), f); b0 = sub(b0, mul(z, z));
        z = mul(sub(x1, m), f); b1 = sub(b1, mul(z, z));
        z = mul(sub(x2, m), f); b2 = sub(b2, mul(z, z));
      }
      if (fresh) {
        m = v128.load64_splat(mid, 8);
        x0 = sub(v128.load(raw), m), x1 = sub(v128.load(raw, 16), m), x2 = sub(v128.load(raw, 32), m);
        v128.store(from, x0, STRIDE), v128.store(from, x1, STRIDE + 16), v128.store(from, x2, STRIDE + 32);
        raw += column;
      } else {
        x0 = v128.load(from, STRIDE), x1 = v128.load(from, STRIDE + 16), x2 = v128.load(from, STRIDE + 32);
      }
      m = v128.load64_splat(at, 8), f = v128.load64_splat(by, 8);
      z = mul(sub(x0, m), f); a0 = sub(a0, mul(z, z));
      z = mul(sub(x1, m), f); a1 = sub(a1, mul(z, z));
      z = mul(sub(x2, m), f); a2 = sub(a2, mul(z, z));
      if (J > 1) {
        m = v128.load64_splat(at + pad, 8), f = v128.load64_splat(by + step, 8);
        z = mul(sub(x0, m), f); b0 = sub(b0, mul(z, z));
        z = mul(sub(x1, m), f); b1 = sub(b1, mul(z, z));
        z = mul(sub(x2, m), f); b2 = sub(b2, mul(z, z));
      }
      if (fresh) {
        m = v128.load64_splat(mid, 16);
        x0 = sub(v128.load(raw), m), x1 = sub(v128.load(raw, 16), m), x2 = sub(v128.load(raw, 32), m);
        v128.store(from, x0, 2 * STRIDE), v128.store(from, x1, 2 * STRIDE + 16), v128.store(from, x2, 2 * STRIDE + 32);
        raw += column;
      } else {
        x0 = v128.load(from, 2 * STRIDE), x1 = v128.load(from, 2 * STRIDE + 16), x2 = v128.load(from, 2 * STRIDE + 32);
      }
      m = v128.load64_splat(at, 16), f = v128.load64_splat(by, 16);
      z = mul(sub(x0, m), f); a0 = sub(a0, mul(z, z));
      z = mul(sub(x1, m), f); a1 = sub(a1, mul(z, z));
      z = mul(sub(x2, m), f); a2 = sub(a2, mul(z, z));
      if (J > 1) {
        m = v128.load64_splat(at + pad, 16), f = v128.load64_splat(by + step, 16);
        z = mul(sub(x0, m), f); b0 = sub(b0, mul(z, z));
        z = mul(sub(x1, m), f); b1 = sub(b1, mul(z, z));
        z = mul(sub(x2, m), f); b2 = sub(b2, mul(z, z));
      }
      if (fresh) {
        m = v128.load64_splat(mid, 24);
        x0 = sub(v128.load(raw), m), x1 = sub(v128.load(raw, 16), m), x2 = sub(v128.load(raw, 32), m);
        v128.store(from, x0, 3 * STRIDE), v128.store(from, x1, 3 * STRIDE + 16), v128.store(from, x2, 3 * STRIDE + 32);
        raw += column;
      } else {
        x0 = v128.load(from, 3 * STRIDE), x1 = v128.load(from, 3 * STRIDE + 16), x2 = v128.load(from, 3 * STRIDE + 32);
      }
      m = v128.load64_splat(at, 24), f = v128.load64_splat(by, 24);
      z = mul(sub(x0, m), f); a0 = sub(a0, mul(z, z));
      z = mul(sub(x1, m), f); a1 = sub(a1, mul(z, z));
      z = mul(sub(x2, m), f); a2 = sub(a2, mul(z, z));
      if (J > 1) {
        m = v128.load64_splat(at + pad, 24), f = v128.load64_splat(by + step, 24);
        z = mul(sub(x0, m), f); b0 = sub(b0, mul(z, z));
        z = mul(sub(x1, m), f); b1 = sub(b1, mul(z, z));
        z = mul(sub(x2, m), f); b2 = sub(b2, mul(z, z));
      }
    }
    if (!fours && left > 0) {
      if (fresh) {
        m = both(mid);
        x0 = sub(v128.load(raw), m), x1 = sub(v128.load(raw, 16), m), x2 = sub(v128.load(raw, 32), m);
        v128.store(from, x0), v128.store(from, x1, 16), v128.store(from, x2, 32);
        raw += column;
      } else {
        x0 = v128.load(from), x1 = v128.load(from, 16), x2 = v128.load(from, 32);
      }
      m = both(at), f = both(by);
      z = mul(sub(x0, m), f); a0 = sub(a0, mul(z, z));
      z = mul(sub(x1, m), f); a1 = sub(a1, mul(z, z));
      z = mul(sub(x2, m), f); a2 = sub(a2, mul(z, z));
      if (J > 1) {
        m = both(at + pad), f = both(by + step);
        z = mul(sub(x0, m), f); b0 = sub(b0, mul(z, z));
        z = mul(sub(x1, m), f); b1 = sub(b1, mul(z, z));
        z = mul(sub(x2, m), f); b2 = sub(b2, mul(z, z));
      }
    }
    if (!fours && left > 1) {
      if (fresh) {
        m = v128.load64_splat(mid, 8);
        x0 = sub(v128.load(raw), m), x1 = sub(v128.load(raw, 16), m), x2 = sub(v128.load(raw, 32), m);
        v128.store(from, x0, STRIDE), v128.store(from, x1, STRIDE + 16), v128.store(from, x2, STRIDE + 32);
        raw += column;
      } else {
        x0 = v128.load(from, STRIDE), x1 = v128.load(from, STRIDE + 16), x2 = v128.load(from, STRIDE + 32);
      }
      m = v128.load64_splat(at, 8), f = v128.load64_splat(by, 8);
      z = mul(sub(x0, m), f); a0 = sub(a0, mul(z, z));
      z = mul(sub(x1, m), f); a1 = sub(a1, mul(z, z));
      z = mul(sub(x2, m), f); a2 = sub(a2, mul(z, z));
      if (J > 1) {
        m = v128.load64_splat(at + pad, 8), f = v128.load64_splat(by + step, 8);
        z = mul(sub(x0, m), f); b0 = sub(b0, mul(z, z));
        z = mul(sub(x1, m), f); b1 = sub(b1, mul(z, z));
        z = mul(sub(x2, m), f); b2 = sub(b2, mul(z, z));
      }
    }
    if (!fours && left > 2) {
      if (fresh) {
        m = v128.load64_splat(mid, 16);
        x0 = sub(v128.load(raw), m), x1 = sub(v128.load(raw, 16), m), x2 = sub(v128.load(raw, 32), m);
        v128.store(from, x0, 2 * STRIDE), v128.store(from, x1, 2 * STRIDE + 16), v128.store(from, x2, 2 * STRIDE + 32);
        raw += column;
      } else {
        x0 = v128.load(from, 2 * STRIDE), x1 = v128.load(from, 2 * STRIDE + 16), x2 = v128.load(from, 2 * STRIDE + 32);
      }
      m = v128.load64_splat(at, 16), f = v128.load64_splat(by, 16);
      z = mul(sub(x0, m), f); a0 = sub(a0, mul(z, z));
      z = mul(sub(x1, m), f); a1 = sub(a1, mul(z, z));
      z = mul(sub(x2, m), f); a2 = sub(a2, mul(z, z));
      if (J > 1) {
        m = v128.load64_splat(at + pad, 16), f = v128.load64_splat(by + step, 16);
        z = mul(sub(x0, m), f); b0 = sub(b0, mul(z, z));
        z = mul(sub(x1, m), f); b1 = sub(b1, mul(z, z));
        z = mul(sub(x2, m), f); b2 = sub(b2, mul(z, z));
      }
    }
    v128.store(e + v, a0), v128.store(e + v, a1, 16), v128.store(e + v, a2, 32);
    if (J > 1) v128.store(e + v, b0, STRIDE), v128.store(e + v, b1, STRIDE + 16), v128.store(e + v, b2, STRIDE + 32);
  }
}

// @ts-ignore: decorator
@inline
function axesOfAll(
  fours: bool, k: i32, d: i32, x: usize, mean: usize, pad: usize, w: usize, step: usize, c: usize, e: usize, bytes: usize,
): void {
  let left = k;
  for (; left >= 2; left -= 2, mean += 2 * pad, w += 2 * step, c += 16, e += 2 * STRIDE) {
    axesOf(2, fours, false, d, 0, 0, 0, x, mean, pad, w, step, c, e, bytes);
  }
  if (left == 1) axesOf(1, fours, false, d, 0, 0, 0, x, mean, pad, w, step, c, e, bytes);
}

/**
 * Log densities of k components, diagonal: e ← c − Σ_d ((x_d − mean_d) w_d)², x of d columns, `column` bytes apart, less
 * the centre, which goes to `x`. Means lie `pad` bytes apart, w `step`.
 */
export function whitenDiagonal(
  k: i32, d: i32, rows: usize, column: usize, centre: usize, x: usize,
  mean: usize, pad: usize, w: usize, step: usize, c: usize, e: usize, bytes: usize,
): void {
  if (k == 1) {
    axesOf(1, false, true, d, rows, column, centre, x, mean, pad, w, step, c, e, bytes);
    return;
  }
  axesOf(2, false, true, d, rows, column, centre, x, mean, pad, w, step, c, e, bytes);
  mean += 2 * pad, w += 2 * step, c += 16, e += 2 * STRIDE;
  if ((d & 3) == 0) axesOfAll(true, k - 2, d, x, mean, pad, w, step, c, e, bytes);
  else axesOfAll(false, k - 2, d, x, mean, pad, w, step, c, e, bytes);
}

/**
 * Squared distances from a point over G columns, STRIDE apart: e ← Σ z², added to what is there unless `start`. At its
 * `end` e ← c − w Σ z² and, unless that is 0, Σ z² to `kept`. Every `if` is on a constant, but that on `kept`.
 */
// @ts-ignore: decorator
@inline
function spheres(
  G: i32, start: bool, end: bool, x: usize, mean: usize, w: usize, c: usize, kept: usize, e: usize, bytes: usize,
): void {
  const m0 = both(mean);
  const m1 = G > 1 ? v128.load64_splat(mean, 8) : m0, m2 = G > 2 ? v128.load64_splat(mean, 16) : m0;
  const m3 = G > 3 ? v128.load64_splat(mean, 24) : m0, m4 = G > 4 ? v128.load64_splat(mean, 32) : m0;
  const m5 = G > 4 ? v128.load64_splat(mean, 40) : m0, m6 = G > 4 ? v128.load64_splat(mean, 48) : m0;
  const m7 = G > 4 ? v128.load64_splat(mean, 56) : m0;
  for (let v: usize = 0; v < bytes; v += 2 * LANE) {
    const at = x + v;
    let z = sub(v128.load(at), m0), y = sub(v128.load(at, 16), m0);
    let a = mul(z, z), b = mul(y, y);
    if (G > 1) { z = sub(v128.load(at, STRIDE), m1), y = sub(v128.load(at, STRIDE + 16), m1); a = madd(z, z, a), b = madd(y, y, b); }
    if (G > 2) { z = sub(v128.load(at, 2 * STRIDE), m2), y = sub(v128.load(at, 2 * STRIDE + 16), m2); a = madd(z, z, a), b = madd(y, y, b); }
    if (G > 3) { z = sub(v128.load(at, 3 * STRIDE), m3), y = sub(v128.load(at, 3 * STRIDE + 16), m3); a = madd(z, z, a), b = madd(y, y, b); }
    if (G > 4) {
      z = sub(v128.load(at, 4 * STRIDE), m4), y = sub(v128.load(at, 4 * STRIDE + 16), m4); a = madd(z, z, a), b = madd(y, y, b);
      z = sub(v128.load(at, 5 * STRIDE), m5), y = sub(v128.load(at, 5 * STRIDE + 16), m5); a = madd(z, z, a), b = madd(y, y, b);
      z = sub(v128.load(at, 6 * STRIDE), m6), y = sub(v128.load(at, 6 * STRIDE + 16), m6); a = madd(z, z, a), b = madd(y, y, b);
      z = sub(v128.load(at, 7 * STRIDE), m7), y = sub(v128.load(at, 7 * STRIDE + 16), m7); a = madd(z, z, a), b = madd(y, y, b);
    }
    if (!start) a = add(a, v128.load(e + v)), b = add(b, v128.load(e + v, 16));
    if (end) {
      if (kept) {
        v128.store(kept + v, a);
        v128.store(kept + v, b, 16);
      }
      const scale = both(w), constant = both(c);
      a = sub(constant, mul(scale, a)), b = sub(constant, mul(scale, b));
    }
    v128.store(e + v, a);
    v128.store(e + v, b, 16);
  }
}

/**
 * One component's E-step, spherical, on tiles side by side: e ← c − w Σ_d z_d², one w a component. Σ_d z_d² stays at y,
 * unless that is 0.
 */
export function whitenSphere(
  d: i32, x: usize, mean: usize, w: usize, c: usize, y: usize, e: usize, bytes: usize,
): void {
  let left = d;
  if (left == 8) {
    spheres(8, true, true, x, mean, w, c, y, e, bytes);
    return;
  }
  if (left > 8) {
    spheres(8, true, false, x, mean, w, c, y, e, bytes);
    for (;;) {
      left -= 8, x += 8 * STRIDE, mean += 64;
      if (left <= 8) break;
      spheres(8, false, false, x, mean, w, c, y, e, bytes);
    }
    if (left == 8) {
      spheres(8, false, true, x, mean, w, c, y, e, bytes);
      return;
    }
    if (left > 4) {
      spheres(4, false, false, x, mean, w, c, y, e, bytes);
      left -= 4, x += 4 * STRIDE, mean += 32;
    }
  } else if (left > 4) {
    spheres(4, true, false, x, mean, w, c, y, e, bytes);
    left -= 4, x += 4 * STRIDE, mean += 32;
  } else {
    if (left == 1) spheres(1, true, true, x, mean, w, c, y, e, bytes);
    else if (left == 2) spheres(2, true, true, x, mean, w, c, y, e, bytes);
    else if (left == 3) spheres(3, true, true, x, mean, w, c, y, e, bytes);
    else spheres(4, true, true, x, mean, w, c, y, e, bytes);
    return;
  }
  if (left == 1) spheres(1, false, true, x, mean, w, c, y, e, bytes);
  else if (left == 2) spheres(2, false, true, x, mean, w, c, y, e, bytes);
  else if (left == 3) spheres(3, false, true, x, mean, w, c, y, e, bytes);
  else spheres(4, false, true, x, mean, w, c, y, e, bytes);
}

/** Σ q z and Σ q z² of G columns over a tile, z = x − mean where `about` and x itself where not. Every `if` is on a constant. */
// @ts-ignore: decorator
@inline
function sumGroup(G: i32, about: bool, r: usize, x: usize, mean: usize, bytes: usize, first: usize, second: usize): void {
  let s0 = zero(), s1 = zero(), s2 = zero(), s3 = zero(), a0 = zero(), a1 = zero(), a2 = zero(), a3 = zero();
  for (let v: usize = 0; v < bytes; v += 3 * LANE) {
    const m0 = about ? both(mean) : s0, m1 = about && G > 1 ? v128.load64_splat(mean, 8) : s0;
    const m2 = about && G > 2 ? v128.load64_splat(mean, 16) : s0, m3 = about && G > 3 ? v128.load64_splat(mean, 24) : s0;
    let q = v128.load(r + v);
    let z: v128, t: v128;
    z = about ? sub(v128.load(x + v), m0) : v128.load(x + v); t = mul(q, z); s0 = add(s0, t); a0 = madd(t, z, a0);
    if (G > 1) { z = about ? sub(v128.load(x + v, STRIDE), m1) : v128.load(x + v, STRIDE); t = mul(q, z); s1 = add(s1, t); a1 = madd(t, z, a1); }
    if (G > 2) { z = about ? sub(v128.load(x + v, 2 * STRIDE), m2) : v128.load(x + v, 2 * STRIDE); t = mul(q, z); s2 = add(s2, t); a2 = madd(t, z, a2); }
    if (G > 3) { z = about ? sub(v128.load(x + v, 3 * STRIDE), m3) : v128.load(x + v, 3 * STRIDE); t = mul(q, z); s3 = add(s3, t); a3 = madd(t, z, a3); }
    q = v128.load(r + v, 16);
    z = about ? sub(v128.load(x + v, 16), m0) : v128.load(x + v, 16); t = mul(q, z); s0 = add(s0, t); a0 = madd(t, z, a0);
    if (G > 1) { z = about ? sub(v128.load(x + v, STRIDE + 16), m1) : v128.load(x + v, STRIDE + 16); t = mul(q, z); s1 = add(s1, t); a1 = madd(t, z, a1); }
    if (G > 2) { z = about ? sub(v128.load(x + v, 2 * STRIDE + 16), m2) : v128.load(x + v, 2 * STRIDE + 16); t = mul(q, z); s2 = add(s2, t); a2 = madd(t, z, a2); }
    if (G > 3) { z = about ? sub(v128.load(x + v, 3 * STRIDE + 16), m3) : v128.load(x + v, 3 * STRIDE + 16); t = mul(q, z); s3 = add(s3, t); a3 = madd(t, z, a3); }
    q = v128.load(r + v, 32);
    z = about ? sub(v128.load(x + v, 32), m0) : v128.load(x + v, 32); t = mul(q, z); s0 = add(s0, t); a0 = madd(t, z, a0);
    if (G > 1) { z = about ? sub(v128.load(x + v, STRIDE + 32), m1) : v128.load(x + v, STRIDE + 32); t = mul(q, z); s1 = add(s1, t); a1 = madd(t, z, a1); }
    if (G > 2) { z = about ? sub(v128.load(x + v, 2 * STRIDE + 32), m2) : v128.load(x + v, 2 * STRIDE + 32); t = mul(q, z); s2 = add(s2, t); a2 = madd(t, z, a2); }
    if (G > 3) { z = about ? sub(v128.load(x + v, 3 * STRIDE + 32), m3) : v128.load(x + v, 3 * STRIDE + 32); t = mul(q, z); s3 = add(s3, t); a3 = madd(t, z, a3); }
  }
  total(first, s0, s1);
  total(second, a0, a1);
  if (G > 2) {
    total(first + 16, s2, s3);
    total(second + 16, a2, a3);
  }
}

// @ts-ignore: decorator
@inline
function sumColumns(about: bool, d: i32, q: usize, x: usize, mean: usize, bytes: usize, first: usize, second: usize): void {
  let left = d;
  for (; left >= 4; left -= 4, x += 4 * STRIDE, mean += 32, first += 32, second += 32) {
    sumGroup(4, about, q, x, mean, bytes, first, second);
  }
  if (left == 3) sumGroup(3, about, q, x, mean, bytes, first, second);
  else if (left == 2) sumGroup(2, about, q, x, mean, bytes, first, second);
  else if (left == 1) sumGroup(1, about, q, x, mean, bytes, first, second);
}

/**
 * One component's statistics, diagonal: Σ q z in `first`, Σ q z² by column in `second`, of z = x − mean, or where `close`
 * of x. The scales 1/σ are put in once a pass, by the caller.
 */
export function sumAxes(
  close: bool, d: i32, q: usize, x: usize, mean: usize, bytes: usize, first: usize, second: usize,
): void {
  if (close) sumColumns(false, d, q, x, mean, bytes, first, second);
  else sumColumns(true, d, q, x, mean, bytes, first, second);
}

// @ts-ignore: decorator
@inline
function distances(scaled: bool, e: usize, s: usize, y: usize, bytes: usize, count: usize, second: usize): void {
  let n = zero(), m = zero(), l = zero(), a = zero(), b = zero(), c = zero();
  for (const end = e + bytes; e < end; e += 6 * LANE, s += 6 * LANE, y += 6 * LANE) {
    let q = v128.load(e), r = v128.load(e, 16), t = v128.load(e, 32);
    if (!scaled) {
      q = mul(q, v128.load(s)), r = mul(r, v128.load(s, 16)), t = mul(t, v128.load(s, 32));
      v128.store(e, q), v128.store(e, r, 16), v128.store(e, t, 32);
    }
    n = add(n, q), m = add(m, r), l = add(l, t);
    a = madd(q, v128.load(y), a), b = madd(r, v128.load(y, 16), b), c = madd(t, v128.load(y, 32), c);
    q = v128.load(e, 48), r = v128.load(e, 64), t = v128.load(e, 80);
    if (!scaled) {
      q = mul(q, v128.load(s, 48)), r = mul(r, v128.load(s, 64)), t = mul(t, v128.load(s, 80));
      v128.store(e, q, 48), v128.store(e, r, 64), v128.store(e, t, 80);
    }
    n = add(n, q), m = add(m, r), l = add(l, t);
    a = madd(q, v128.load(y, 48), a), b = madd(r, v128.load(y, 64), b), c = madd(t, v128.load(y, 80), c);
  }
  total1(count, add(add(n, m), l));
  total1(second, add(add(a, b), c));
}

/**
 * One component's Σ q and Σ q y over a tile, y its squared distances. `scaled`: e holds q; else q = e·s, which replaces e.
 */
export function sumDistances(scaled: bool, e: usize, s: usize, y: usize, bytes: usize, count: usize, second: usize): void {
  if (scaled) distances(true, e, s, y, bytes, count, second);
  else distances(false, e, s, y, bytes, count, second);
}
