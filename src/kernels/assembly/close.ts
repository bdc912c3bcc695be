import { STRIDE } from './blocks';
import { LANE, add, both, madd, mul, sub, zero } from './lanes';

// Components close to one another, spherical or of one covariance. With x about the centre of all means, their log
// densities are one quadratic form but for a factor, and a linear form each:
//
//     c − w |x − m|² = (c − w |m|²) − w |x|² + 2w m·x,
//
// a product and a sum a column in place of two sums and a product. That costs some 1 + w |m|² roundings: src/kernels/close.ts
// says where it is allowed, and how the second moments come from sums about the centre.

/**
 * x ← rows − centre and r ← −|x|² over a tile of d columns, those of the rows `column` bytes apart. Together they take less
 * than one after the other, and rows that come from far are waited for less.
 */
export function centreNorms(d: i32, rows: usize, column: usize, centre: usize, x: usize, r: usize, bytes: usize): void {
  let m: v128, s: v128, t: v128, u: v128;
  for (let v: usize = 0; v < bytes; v += 3 * LANE) {
    let a = zero(), b = zero(), c = zero(), from = rows + v, to = x + v, at = centre, left = d;
    for (; left >= 4; left -= 4, to += 4 * STRIDE, at += 32) {
      m = both(at);
      s = sub(v128.load(from), m), t = sub(v128.load(from, 16), m), u = sub(v128.load(from, 32), m);
      v128.store(to, s), v128.store(to, t, 16), v128.store(to, u, 32);
      a = sub(a, mul(s, s)), b = sub(b, mul(t, t)), c = sub(c, mul(u, u));
      from += column;
      m = v128.load64_splat(at, 8);
      s = sub(v128.load(from), m), t = sub(v128.load(from, 16), m), u = sub(v128.load(from, 32), m);
      v128.store(to, s, STRIDE), v128.store(to, t, STRIDE + 16), v128.store(to, u, STRIDE + 32);
      a = sub(a, mul(s, s)), b = sub(b, mul(t, t)), c = sub(c, mul(u, u));
      from += column;
      m = v128.load64_splat(at, 16);
      s = sub(v128.load(from), m), t = sub(v128.load(from, 16), m), u = sub(v128.load(from, 32), m);
      v128.store(to, s, 2 * STRIDE), v128.store(to, t, 2 * STRIDE + 16), v128.store(to, u, 2 * STRIDE + 32);
      a = sub(a, mul(s, s)), b = sub(b, mul(t, t)), c = sub(c, mul(u, u));
      from += column;
      m = v128.load64_splat(at, 24);
      s = sub(v128.load(from), m), t = sub(v128.load(from, 16), m), u = sub(v128.load(from, 32), m);
      v128.store(to, s, 3 * STRIDE), v128.store(to, t, 3 * STRIDE + 16), v128.store(to, u, 3 * STRIDE + 32);
      a = sub(a, mul(s, s)), b = sub(b, mul(t, t)), c = sub(c, mul(u, u));
      from += column;
    }
    for (; left > 0; left--, to += STRIDE, at += 8) {
      m = both(at);
      s = sub(v128.load(from), m), t = sub(v128.load(from, 16), m), u = sub(v128.load(from, 32), m);
      v128.store(to, s), v128.store(to, t, 16), v128.store(to, u, 32);
      a = sub(a, mul(s, s)), b = sub(b, mul(t, t)), c = sub(c, mul(u, u));
      from += column;
    }
    v128.store(r + v, a), v128.store(r + v, b, 16), v128.store(r + v, c, 32);
  }
}

/**
 * e ← offset + w r + slope·x of J components over a tile of d columns, four vectors of rows at a time: up to two behind
 * `bytes` are written, within the tiles. Every `if` is on a constant, but that on what is left of d.
 */
// @ts-ignore: decorator
@inline
function forms(
  J: i32, d: i32, x: usize, slopes: usize, pad: usize, offsets: usize, w: usize, step: usize, r: usize, e: usize, bytes: usize,
): void {
  for (let v: usize = 0; v < bytes; v += 4 * LANE) {
    let x0 = v128.load(r + v), x1 = v128.load(r + v, 16), x2 = v128.load(r + v, 32), x3 = v128.load(r + v, 48);
    let f = both(w), g = both(offsets);
    let a0 = madd(f, x0, g), a1 = madd(f, x1, g), a2 = madd(f, x2, g), a3 = madd(f, x3, g);
    if (J > 1) f = both(w + step), g = v128.load64_splat(offsets, 8);
    let b0 = a0, b1 = a1, b2 = a2, b3 = a3;
    if (J > 1) b0 = madd(f, x0, g), b1 = madd(f, x1, g), b2 = madd(f, x2, g), b3 = madd(f, x3, g);
    let from = x + v, at = slopes, to = slopes + pad, left = d;
    for (; left >= 4; left -= 4, from += 4 * STRIDE, at += 32, to += 32) {
      x0 = v128.load(from), x1 = v128.load(from, 16), x2 = v128.load(from, 32), x3 = v128.load(from, 48);
      f = both(at); a0 = madd(f, x0, a0); a1 = madd(f, x1, a1); a2 = madd(f, x2, a2); a3 = madd(f, x3, a3);
      if (J > 1) { f = both(to); b0 = madd(f, x0, b0); b1 = madd(f, x1, b1); b2 = madd(f, x2, b2); b3 = madd(f, x3, b3); }
      x0 = v128.load(from, STRIDE), x1 = v128.load(from, STRIDE + 16), x2 = v128.load(from, STRIDE + 32), x3 = v128.load(from, STRIDE + 48);
      f = v128.load64_splat(at, 8); a0 = madd(f, x0, a0); a1 = madd(f, x1, a1); a2 = madd(f, x2, a2); a3 = madd(f, x3, a3);
      if (J > 1) { f = v128.load64_splat(to, 8); b0 = madd(f, x0, b0); b1 = madd(f, x1, b1); b2 = madd(f, x2, b2); b3 = madd(f, x3, b3); }
      x0 = v128.load(from, 2 * STRIDE), x1 = v128.load(from, 2 * STRIDE + 16), x2 = v128.load(from, 2 * STRIDE + 32), x3 = v128.load(from, 2 * STRIDE + 48);
      f = v128.load64_splat(at, 16); a0 = madd(f, x0, a0); a1 = madd(f, x1, a1); a2 = madd(f, x2, a2); a3 = madd(f, x3, a3);
      if (J > 1) { f = v128.load64_splat(to, 16); b0 = madd(f, x0, b0); b1 = madd(f, x1, b1); b2 = madd(f, x2, b2); b3 = madd(f, x3, b3); }
      x0 = v128.load(from, 3 * STRIDE), x1 = v128.load(from, 3 * STRIDE + 16), x2 = v128.load(from, 3 * STRIDE + 32), x3 = v128.load(from, 3 * STRIDE + 48);
      f = v128.load64_splat(at, 24); a0 = madd(f, x0, a0); a1 = madd(f, x1, a1); a2 = madd(f, x2, a2); a3 = madd(f, x3, a3);
      if (J > 1) { f = v128.load64_splat(to, 24); b0 = madd(f, x0, b0); b1 = madd(f, x1, b1); b2 = madd(f, x2, b2); b3 = madd(f, x3, b3); }
    }
    for (; left > 0; left--, from += STRIDE, at += 8, to += 8) {
      x0 = v128.load(from), x1 = v128.load(from, 16), x2 = v128.load(from, 32), x3 = v128.load(from, 48);
      f = both(at); a0 = madd(f, x0, a0); a1 = madd(f, x1, a1); a2 = madd(f, x2, a2); a3 = madd(f, x3, a3);
      if (J > 1) { f = both(to); b0 = madd(f, x0, b0); b1 = madd(f, x1, b1); b2 = madd(f, x2, b2); b3 = madd(f, x3, b3); }
    }
    v128.store(e + v, a0); v128.store(e + v, a1, 16); v128.store(e + v, a2, 32); v128.store(e + v, a3, 48);
    if (J > 1) {
      v128.store(e + v, b0, STRIDE); v128.store(e + v, b1, STRIDE + 16);
      v128.store(e + v, b2, STRIDE + 32); v128.store(e + v, b3, STRIDE + 48);
    }
  }
}

/**
 * Log densities of k components from their linear forms: e ← offset + w r + slope·x. `slopes` are [k] of d numbers, `pad`
 * bytes apart, `offsets` [k], the factors w `step` bytes apart (0 where they share one), r −|x|².
 */
export function whitenClose(
  k: i32, d: i32, x: usize, slopes: usize, pad: usize, offsets: usize, w: usize, step: usize, r: usize, e: usize, bytes: usize,
): void {
  let left = k;
  for (; left >= 2; left -= 2, slopes += 2 * pad, offsets += 16, w += 2 * step, e += 2 * STRIDE) {
    forms(2, d, x, slopes, pad, offsets, w, step, r, e, bytes);
  }
  if (left == 1) forms(1, d, x, slopes, pad, offsets, w, step, r, e, bytes);
}
