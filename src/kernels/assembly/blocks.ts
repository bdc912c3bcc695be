import { add, both, LANE, madd, mul, sub, total, total1, zero } from './lanes';
import { off } from './small';

// Full covariance, D ≥ 5, in register blocks of eight sums; twelve do not fit without FMA, whose products take one
// register more. Loops are unrolled so far that their own instructions weigh little: products and sums are then what
// bounds them.

/**
 * Bytes between two tiles of this way: 192 rows and a line of the cache (layout.ts says why). A constant, so that it
 * stands in the displacements of loads and stores instead of taking an instruction of each.
 */
export const STRIDE: usize = 1600;

/**
 * Rows i and i + 1 of a triangle's first eight over four vectors, without a loop, whose ends would cost as much as its
 * few turns; e gathers |y|². Every `if` is on a constant.
 */
// @ts-ignore: decorator
@inline
function whitenPair(i: i32, x: usize, w: usize, b: usize, y: usize, e: usize): void {
  let f: v128;
  const shift = b + (<usize>i << 3), to = y + <usize>i * STRIDE;
  f = both(shift);
  let a00 = f, a01 = f, a02 = f, a03 = f;
  f = v128.load64_splat(shift, 8);
  let a10 = f, a11 = f, a12 = f, a13 = f;
  let at = w + off(i) + (<usize>(i & 2) << 3), from = x;
  let x0: v128, x1: v128, x2: v128, x3: v128;
  if (i > 0) {
    x0 = v128.load(from), x1 = v128.load(from, 16), x2 = v128.load(from, 32), x3 = v128.load(from, 48);
    f = both(at); a00 = madd(f, x0, a00); a01 = madd(f, x1, a01); a02 = madd(f, x2, a02); a03 = madd(f, x3, a03);
    f = v128.load64_splat(at, 8); a10 = madd(f, x0, a10); a11 = madd(f, x1, a11); a12 = madd(f, x2, a12); a13 = madd(f, x3, a13);
    x0 = v128.load(from, STRIDE), x1 = v128.load(from, STRIDE + 16), x2 = v128.load(from, STRIDE + 32), x3 = v128.load(from, STRIDE + 48);
    f = v128.load64_splat(at, 32); a00 = madd(f, x0, a00); a01 = madd(f, x1, a01); a02 = madd(f, x2, a02); a03 = madd(f, x3, a03);
    f = v128.load64_splat(at, 40); a10 = madd(f, x0, a10); a11 = madd(f, x1, a11); a12 = madd(f, x2, a12); a13 = madd(f, x3, a13);
  }
  if (i > 2) {
    x0 = v128.load(from, 2 * STRIDE), x1 = v128.load(from, 2 * STRIDE + 16), x2 = v128.load(from, 2 * STRIDE + 32), x3 = v128.load(from, 2 * STRIDE + 48);
    f = v128.load64_splat(at, 64); a00 = madd(f, x0, a00); a01 = madd(f, x1, a01); a02 = madd(f, x2, a02); a03 = madd(f, x3, a03);
    f = v128.load64_splat(at, 72); a10 = madd(f, x0, a10); a11 = madd(f, x1, a11); a12 = madd(f, x2, a12); a13 = madd(f, x3, a13);
    x0 = v128.load(from, 3 * STRIDE), x1 = v128.load(from, 3 * STRIDE + 16), x2 = v128.load(from, 3 * STRIDE + 32), x3 = v128.load(from, 3 * STRIDE + 48);
    f = v128.load64_splat(at, 96); a00 = madd(f, x0, a00); a01 = madd(f, x1, a01); a02 = madd(f, x2, a02); a03 = madd(f, x3, a03);
    f = v128.load64_splat(at, 104); a10 = madd(f, x0, a10); a11 = madd(f, x1, a11); a12 = madd(f, x2, a12); a13 = madd(f, x3, a13);
  }
  if (i > 4) {
    x0 = v128.load(from, 4 * STRIDE), x1 = v128.load(from, 4 * STRIDE + 16), x2 = v128.load(from, 4 * STRIDE + 32), x3 = v128.load(from, 4 * STRIDE + 48);
    f = v128.load64_splat(at, 128); a00 = madd(f, x0, a00); a01 = madd(f, x1, a01); a02 = madd(f, x2, a02); a03 = madd(f, x3, a03);
    f = v128.load64_splat(at, 136); a10 = madd(f, x0, a10); a11 = madd(f, x1, a11); a12 = madd(f, x2, a12); a13 = madd(f, x3, a13);
    x0 = v128.load(from, 5 * STRIDE), x1 = v128.load(from, 5 * STRIDE + 16), x2 = v128.load(from, 5 * STRIDE + 32), x3 = v128.load(from, 5 * STRIDE + 48);
    f = v128.load64_splat(at, 160); a00 = madd(f, x0, a00); a01 = madd(f, x1, a01); a02 = madd(f, x2, a02); a03 = madd(f, x3, a03);
    f = v128.load64_splat(at, 168); a10 = madd(f, x0, a10); a11 = madd(f, x1, a11); a12 = madd(f, x2, a12); a13 = madd(f, x3, a13);
  }
  at += <usize>i << 5;
  from += <usize>i * STRIDE;
  x0 = v128.load(from), x1 = v128.load(from, 16), x2 = v128.load(from, 32), x3 = v128.load(from, 48);
  f = both(at); a00 = madd(f, x0, a00); a01 = madd(f, x1, a01); a02 = madd(f, x2, a02); a03 = madd(f, x3, a03);
  v128.store(to, a00); v128.store(to, a01, 16); v128.store(to, a02, 32); v128.store(to, a03, 48);
  f = v128.load64_splat(at, 8); a10 = madd(f, x0, a10); a11 = madd(f, x1, a11); a12 = madd(f, x2, a12); a13 = madd(f, x3, a13);
  f = v128.load64_splat(at, 40);
  a10 = madd(f, v128.load(from, STRIDE), a10); a11 = madd(f, v128.load(from, STRIDE + 16), a11);
  a12 = madd(f, v128.load(from, STRIDE + 32), a12); a13 = madd(f, v128.load(from, STRIDE + 48), a13);
  v128.store(to, a10, STRIDE); v128.store(to, a11, STRIDE + 16); v128.store(to, a12, STRIDE + 32); v128.store(to, a13, STRIDE + 48);
  a00 = madd(a10, a10, mul(a00, a00)); a01 = madd(a11, a11, mul(a01, a01));
  a02 = madd(a12, a12, mul(a02, a02)); a03 = madd(a13, a13, mul(a03, a03));
  if (i > 0) {
    a00 = add(a00, v128.load(e)); a01 = add(a01, v128.load(e, 16));
    a02 = add(a02, v128.load(e, 32)); a03 = add(a03, v128.load(e, 48));
  }
  v128.store(e, a00); v128.store(e, a01, 16); v128.store(e, a02, 32); v128.store(e, a03, 48);
}

/**
 * One component's E-step on a tile of D ≥ 5 columns: y = W x + b; a = c − |y|² into e. `x` and `y` are [D] tiles. Four vectors of rows go through the whole triangle, two rows of it at a time: what
 * they read of x, a line of the cache a column, stays near. Up to two vectors behind `bytes` are written, all within
 * the tiles.
 */
export function whitenLarge(d: i32, x: usize, w: usize, b: usize, c: usize, y: usize, e: usize, bytes: usize): void {
  const constant = both(c);
  const even = d & ~1;
  for (let v: usize = 0; v < bytes; v += 4 * LANE) {
    const top = x + v;
    whitenPair(0, top, w, b, y + v, e + v);
    whitenPair(2, top, w, b, y + v, e + v);
    let i = 4;
    if (d > 5) { whitenPair(4, top, w, b, y + v, e + v); i = 6; }
    if (d > 7) { whitenPair(6, top, w, b, y + v, e + v); i = 8; }
    let q0 = v128.load(e + v), q1 = v128.load(e + v, 16), q2 = v128.load(e + v, 32), q3 = v128.load(e + v, 48);
    let to = y + v + <usize>i * STRIDE, shift = b + (<usize>i << 3);
    for (; i < even; i += 2, shift += 16) {
      let f = both(shift);
      let a00 = f, a01 = f, a02 = f, a03 = f;
      f = v128.load64_splat(shift, 8);
      let a10 = f, a11 = f, a12 = f, a13 = f;
      let at = w + off(i) + (<usize>(i & 2) << 3);
      let from = top;
      let x0: v128, x1: v128, x2: v128, x3: v128;
      for (const last = at + (<usize>i << 5); at < last; at += 64, from += 2 * STRIDE) {
        x0 = v128.load(from), x1 = v128.load(from, 16), x2 = v128.load(from, 32), x3 = v128.load(from, 48);
        f = both(at); a00 = madd(f, x0, a00); a01 = madd(f, x1, a01); a02 = madd(f, x2, a02); a03 = madd(f, x3, a03);
        f = v128.load64_splat(at, 8); a10 = madd(f, x0, a10); a11 = madd(f, x1, a11); a12 = madd(f, x2, a12); a13 = madd(f, x3, a13);
        x0 = v128.load(from, STRIDE), x1 = v128.load(from, STRIDE + 16), x2 = v128.load(from, STRIDE + 32), x3 = v128.load(from, STRIDE + 48);
        f = v128.load64_splat(at, 32); a00 = madd(f, x0, a00); a01 = madd(f, x1, a01); a02 = madd(f, x2, a02); a03 = madd(f, x3, a03);
        f = v128.load64_splat(at, 40); a10 = madd(f, x0, a10); a11 = madd(f, x1, a11); a12 = madd(f, x2, a12); a13 = madd(f, x3, a13);
      }
      x0 = v128.load(from), x1 = v128.load(from, 16), x2 = v128.load(from, 32), x3 = v128.load(from, 48);
      f = both(at); a00 = madd(f, x0, a00); a01 = madd(f, x1, a01); a02 = madd(f, x2, a02); a03 = madd(f, x3, a03);
      v128.store(to, a00); v128.store(to, a01, 16); v128.store(to, a02, 32); v128.store(to, a03, 48);
      q0 = madd(a00, a00, q0); q1 = madd(a01, a01, q1); q2 = madd(a02, a02, q2); q3 = madd(a03, a03, q3);
      f = v128.load64_splat(at, 8); a10 = madd(f, x0, a10); a11 = madd(f, x1, a11); a12 = madd(f, x2, a12); a13 = madd(f, x3, a13);
      x0 = v128.load(from, STRIDE), x1 = v128.load(from, STRIDE + 16), x2 = v128.load(from, STRIDE + 32), x3 = v128.load(from, STRIDE + 48);
      f = v128.load64_splat(at, 40); a10 = madd(f, x0, a10); a11 = madd(f, x1, a11); a12 = madd(f, x2, a12); a13 = madd(f, x3, a13);
      v128.store(to, a10, STRIDE); v128.store(to, a11, STRIDE + 16); v128.store(to, a12, STRIDE + 32); v128.store(to, a13, STRIDE + 48);
      q0 = madd(a10, a10, q0); q1 = madd(a11, a11, q1); q2 = madd(a12, a12, q2); q3 = madd(a13, a13, q3);
      to += 2 * STRIDE;
    }
    if (i < d) {
      let f = both(shift);
      let a0 = f, a1 = f, a2 = f, a3 = f;
      let at = w + off(i) + (<usize>(i & 2) << 3);
      let from = top;
      for (const last = at + (<usize>d << 5); at < last; at += 32, from += STRIDE) {
        f = both(at);
        a0 = madd(f, v128.load(from), a0); a1 = madd(f, v128.load(from, 16), a1);
        a2 = madd(f, v128.load(from, 32), a2); a3 = madd(f, v128.load(from, 48), a3);
      }
      v128.store(to, a0); v128.store(to, a1, 16); v128.store(to, a2, 32); v128.store(to, a3, 48);
      q0 = madd(a0, a0, q0); q1 = madd(a1, a1, q1); q2 = madd(a2, a2, q2); q3 = madd(a3, a3, q3);
    }
    q0 = sub(constant, q0); q1 = sub(constant, q1); q2 = sub(constant, q2); q3 = sub(constant, q3);
    v128.store(e + v, q0); v128.store(e + v, q1, 16); v128.store(e + v, q2, 32); v128.store(e + v, q3, 48);
  }
}

/** e ← e·s, the responsibilities; their sum is added to the count. Six vectors a turn. */
export function normalise(e: usize, s: usize, bytes: usize, count: usize): void {
  let n0 = zero(), n1 = zero(), n2 = zero();
  for (const end = e + bytes; e < end; e += 6 * LANE, s += 6 * LANE) {
    let a = mul(v128.load(e), v128.load(s)), b = mul(v128.load(e, 16), v128.load(s, 16)), c = mul(v128.load(e, 32), v128.load(s, 32));
    n0 = add(n0, a), n1 = add(n1, b), n2 = add(n2, c);
    v128.store(e, a), v128.store(e, b, 16), v128.store(e, c, 32);
    a = mul(v128.load(e, 48), v128.load(s, 48)), b = mul(v128.load(e, 64), v128.load(s, 64)), c = mul(v128.load(e, 80), v128.load(s, 80));
    n0 = add(n0, a), n1 = add(n1, b), n2 = add(n2, c);
    v128.store(e, a, 48), v128.store(e, b, 64), v128.store(e, c, 80);
  }
  total1(count, add(add(n0, n1), n2));
}

/** The sum of q is added to the count. */
export function countOf(q: usize, bytes: usize, count: usize): void {
  let n0 = zero(), n1 = zero(), n2 = zero();
  for (const end = q + bytes; q < end; q += 6 * LANE) {
    n0 = add(n0, v128.load(q)), n1 = add(n1, v128.load(q, 16)), n2 = add(n2, v128.load(q, 32));
    n0 = add(n0, v128.load(q, 48)), n1 = add(n1, v128.load(q, 64)), n2 = add(n2, v128.load(q, 80));
  }
  total1(count, add(add(n0, n1), n2));
}

/** q·y of I rows into `qy`, and their sums S1. */
// @ts-ignore: decorator
@inline
function scaleRows(I: i32, q: usize, y: usize, qy: usize, bytes: usize, first: usize): void {
  let s0 = zero(), s1 = zero(), s2 = zero(), s3 = zero();
    for (let v: usize = 0; v < bytes; v += 2 * LANE) {
    const a = v128.load(q + v), b = v128.load(q + v, 16);
    let t = mul(a, v128.load(y + v)), u = mul(b, v128.load(y + v, 16));
    s0 = add(s0, add(t, u)); v128.store(qy + v, t); v128.store(qy + v, u, 16);
    if (I > 1) {
      t = mul(a, v128.load(y + v, STRIDE)), u = mul(b, v128.load(y + v, STRIDE + 16));
      s1 = add(s1, add(t, u)); v128.store(qy + v, t, STRIDE); v128.store(qy + v, u, STRIDE + 16);
    }
    if (I > 2) {
      t = mul(a, v128.load(y + v, 2 * STRIDE)), u = mul(b, v128.load(y + v, 2 * STRIDE + 16));
      s2 = add(s2, add(t, u)); v128.store(qy + v, t, 2 * STRIDE); v128.store(qy + v, u, 2 * STRIDE + 16);
    }
    if (I > 3) {
      t = mul(a, v128.load(y + v, 3 * STRIDE)), u = mul(b, v128.load(y + v, 3 * STRIDE + 16));
      s3 = add(s3, add(t, u)); v128.store(qy + v, t, 3 * STRIDE); v128.store(qy + v, u, 3 * STRIDE + 16);
    }
  }
  total(first, s0, s1);
  if (I > 2) total(first + 16, s2, s3);
}

/** The triangle on the diagonal of S2: I rows by themselves. */
// @ts-ignore: decorator
@inline
function diagonalBlock(I: i32, qy: usize, y: usize, bytes: usize, second: usize): void {
  let a00 = zero(), a10 = zero(), a11 = zero(), a20 = zero(), a21 = zero(), a22 = zero();
  let a30 = zero(), a31 = zero(), a32 = zero(), a33 = zero();
    for (let v: usize = 0; v < bytes; v += 2 * LANE) {
    let u = v128.load(y + v);
    a00 = madd(v128.load(qy + v), u, a00);
    if (I > 1) a10 = madd(v128.load(qy + v, STRIDE), u, a10);
    if (I > 2) a20 = madd(v128.load(qy + v, 2 * STRIDE), u, a20);
    if (I > 3) a30 = madd(v128.load(qy + v, 3 * STRIDE), u, a30);
    if (I > 1) {
      u = v128.load(y + v, STRIDE);
      a11 = madd(v128.load(qy + v, STRIDE), u, a11);
      if (I > 2) a21 = madd(v128.load(qy + v, 2 * STRIDE), u, a21);
      if (I > 3) a31 = madd(v128.load(qy + v, 3 * STRIDE), u, a31);
    }
    if (I > 2) {
      u = v128.load(y + v, 2 * STRIDE);
      a22 = madd(v128.load(qy + v, 2 * STRIDE), u, a22);
      if (I > 3) a32 = madd(v128.load(qy + v, 3 * STRIDE), u, a32);
    }
    if (I > 3) {
      u = v128.load(y + v, 3 * STRIDE);
      a33 = madd(v128.load(qy + v, 3 * STRIDE), u, a33);
    }
    u = v128.load(y + v, 16);
    a00 = madd(v128.load(qy + v, 16), u, a00);
    if (I > 1) a10 = madd(v128.load(qy + v, STRIDE + 16), u, a10);
    if (I > 2) a20 = madd(v128.load(qy + v, 2 * STRIDE + 16), u, a20);
    if (I > 3) a30 = madd(v128.load(qy + v, 3 * STRIDE + 16), u, a30);
    if (I > 1) {
      u = v128.load(y + v, STRIDE + 16);
      a11 = madd(v128.load(qy + v, STRIDE + 16), u, a11);
      if (I > 2) a21 = madd(v128.load(qy + v, 2 * STRIDE + 16), u, a21);
      if (I > 3) a31 = madd(v128.load(qy + v, 3 * STRIDE + 16), u, a31);
    }
    if (I > 2) {
      u = v128.load(y + v, 2 * STRIDE + 16);
      a22 = madd(v128.load(qy + v, 2 * STRIDE + 16), u, a22);
      if (I > 3) a32 = madd(v128.load(qy + v, 3 * STRIDE + 16), u, a32);
    }
    if (I > 3) {
      u = v128.load(y + v, 3 * STRIDE + 16);
      a33 = madd(v128.load(qy + v, 3 * STRIDE + 16), u, a33);
    }
  }
  total(second, a00, a10);
  if (I > 2) total(second + 16, a20, a30);
  if (I > 1) total(second + 32, zero(), a11);
  if (I > 2) { total(second + 48, a21, a31); total(second + 80, a22, a32); }
  if (I > 3) total(second + 112, zero(), a33);
}

/** I rows of q·y by two rows of y further up: a 4×2 block of S2 below the diagonal. */
// @ts-ignore: decorator
@inline
function lowerBlock(I: i32, qy: usize, y: usize, bytes: usize, second: usize): void {
  let a00 = zero(), a01 = zero(), a10 = zero(), a11 = zero(), a20 = zero(), a21 = zero(), a30 = zero(), a31 = zero();
  for (let v: usize = 0; v < bytes; v += 3 * LANE) {
    let y0 = v128.load(y + v), y1 = v128.load(y + v, STRIDE);
    let t = v128.load(qy + v);
    a00 = madd(t, y0, a00); a01 = madd(t, y1, a01);
    if (I > 1) { t = v128.load(qy + v, STRIDE); a10 = madd(t, y0, a10); a11 = madd(t, y1, a11); }
    if (I > 2) { t = v128.load(qy + v, 2 * STRIDE); a20 = madd(t, y0, a20); a21 = madd(t, y1, a21); }
    if (I > 3) { t = v128.load(qy + v, 3 * STRIDE); a30 = madd(t, y0, a30); a31 = madd(t, y1, a31); }
    y0 = v128.load(y + v, 16); y1 = v128.load(y + v, STRIDE + 16);
    t = v128.load(qy + v, 16);
    a00 = madd(t, y0, a00); a01 = madd(t, y1, a01);
    if (I > 1) { t = v128.load(qy + v, STRIDE + 16); a10 = madd(t, y0, a10); a11 = madd(t, y1, a11); }
    if (I > 2) { t = v128.load(qy + v, 2 * STRIDE + 16); a20 = madd(t, y0, a20); a21 = madd(t, y1, a21); }
    if (I > 3) { t = v128.load(qy + v, 3 * STRIDE + 16); a30 = madd(t, y0, a30); a31 = madd(t, y1, a31); }
    y0 = v128.load(y + v, 32); y1 = v128.load(y + v, STRIDE + 32);
    t = v128.load(qy + v, 32);
    a00 = madd(t, y0, a00); a01 = madd(t, y1, a01);
    if (I > 1) { t = v128.load(qy + v, STRIDE + 32); a10 = madd(t, y0, a10); a11 = madd(t, y1, a11); }
    if (I > 2) { t = v128.load(qy + v, 2 * STRIDE + 32); a20 = madd(t, y0, a20); a21 = madd(t, y1, a21); }
    if (I > 3) { t = v128.load(qy + v, 3 * STRIDE + 32); a30 = madd(t, y0, a30); a31 = madd(t, y1, a31); }
  }
  total(second, a00, a10);
  total(second + 32, a01, a11);
  if (I > 2) { total(second + 16, a20, a30); total(second + 48, a21, a31); }
}

// @ts-ignore: decorator
@inline
function sumRows(I: i32, i0: i32, q: usize, y: usize, qy: usize, bytes: usize, first: usize, second: usize): void {
  const rows = y + <usize>i0 * STRIDE;
  scaleRows(I, q, rows, qy, bytes, first + (<usize>i0 << 3));
  const block = second + off(i0);
  for (let j = 0; j < i0; j += 2) lowerBlock(I, qy, y + <usize>j * STRIDE, bytes, block + (<usize>j << 5));
  diagonalBlock(I, qy, rows, bytes, block + (<usize>i0 << 5));
}

function sum4(i0: i32, q: usize, y: usize, qy: usize, bytes: usize, first: usize, second: usize): void {
  sumRows(4, i0, q, y, qy, bytes, first, second);
}

function sum3(i0: i32, q: usize, y: usize, qy: usize, bytes: usize, first: usize, second: usize): void {
  sumRows(3, i0, q, y, qy, bytes, first, second);
}

function sum2(i0: i32, q: usize, y: usize, qy: usize, bytes: usize, first: usize, second: usize): void {
  sumRows(2, i0, q, y, qy, bytes, first, second);
}

function sum1(i0: i32, q: usize, y: usize, qy: usize, bytes: usize, first: usize, second: usize): void {
  sumRows(1, i0, q, y, qy, bytes, first, second);
}

/** One component's S1 and S2 on a tile of D ≥ 5 columns, from its responsibilities at q. `qy` holds four tiles. */
export function sumLarge(d: i32, q: usize, y: usize, qy: usize, bytes: usize, first: usize, second: usize): void {
  let i0 = 0;
  for (; i0 + 4 <= d; i0 += 4) sum4(i0, q, y, qy, bytes, first, second);
  const left = d - i0;
  if (left == 1) sum1(i0, q, y, qy, bytes, first, second);
  else if (left == 2) sum2(i0, q, y, qy, bytes, first, second);
  else if (left == 3) sum3(i0, q, y, qy, bytes, first, second);
}

/** Σ q u of I columns u and J components' q over a tile: [J] totals of I numbers, `pad` bytes apart. */
// @ts-ignore: decorator
@inline
function crossBlock(I: i32, J: i32, q: usize, u: usize, bytes: usize, first: usize, pad: usize): void {
  let a00 = zero(), a01 = zero(), a10 = zero(), a11 = zero(), a20 = zero(), a21 = zero(), a30 = zero(), a31 = zero();
  for (let v: usize = 0; v < bytes; v += 3 * LANE) {
    let y0 = v128.load(q + v), y1 = J > 1 ? v128.load(q + v, STRIDE) : y0;
    let t = v128.load(u + v);
    a00 = madd(t, y0, a00); if (J > 1) a01 = madd(t, y1, a01);
    if (I > 1) { t = v128.load(u + v, STRIDE); a10 = madd(t, y0, a10); if (J > 1) a11 = madd(t, y1, a11); }
    if (I > 2) { t = v128.load(u + v, 2 * STRIDE); a20 = madd(t, y0, a20); if (J > 1) a21 = madd(t, y1, a21); }
    if (I > 3) { t = v128.load(u + v, 3 * STRIDE); a30 = madd(t, y0, a30); if (J > 1) a31 = madd(t, y1, a31); }
    y0 = v128.load(q + v, 16); y1 = J > 1 ? v128.load(q + v, STRIDE + 16) : y0;
    t = v128.load(u + v, 16);
    a00 = madd(t, y0, a00); if (J > 1) a01 = madd(t, y1, a01);
    if (I > 1) { t = v128.load(u + v, STRIDE + 16); a10 = madd(t, y0, a10); if (J > 1) a11 = madd(t, y1, a11); }
    if (I > 2) { t = v128.load(u + v, 2 * STRIDE + 16); a20 = madd(t, y0, a20); if (J > 1) a21 = madd(t, y1, a21); }
    if (I > 3) { t = v128.load(u + v, 3 * STRIDE + 16); a30 = madd(t, y0, a30); if (J > 1) a31 = madd(t, y1, a31); }
    y0 = v128.load(q + v, 32); y1 = J > 1 ? v128.load(q + v, STRIDE + 32) : y0;
    t = v128.load(u + v, 32);
    a00 = madd(t, y0, a00); if (J > 1) a01 = madd(t, y1, a01);
    if (I > 1) { t = v128.load(u + v, STRIDE + 32); a10 = madd(t, y0, a10); if (J > 1) a11 = madd(t, y1, a11); }
    if (I > 2) { t = v128.load(u + v, 2 * STRIDE + 32); a20 = madd(t, y0, a20); if (J > 1) a21 = madd(t, y1, a21); }
    if (I > 3) { t = v128.load(u + v, 3 * STRIDE + 32); a30 = madd(t, y0, a30); if (J > 1) a31 = madd(t, y1, a31); }
  }
  total(first, a00, a10);
  if (I > 2) total(first + 16, a20, a30);
  if (J > 1) {
    total(first + pad, a01, a11);
    if (I > 2) total(first + pad + 16, a21, a31);
  }
}

// @ts-ignore: decorator
@inline
function crossRows(I: i32, k: i32, q: usize, u: usize, bytes: usize, first: usize, pad: usize): void {
  let i = 0;
  for (; i + 2 <= k; i += 2, q += 2 * STRIDE, first += 2 * pad) crossBlock(I, 2, q, u, bytes, first, pad);
  if (i < k) crossBlock(I, 1, q, u, bytes, first, pad);
}

/** Σ q u of eight columns u and one component's q: what is left over of pairs would wait for four sums. */
function crossEight(q: usize, u: usize, bytes: usize, first: usize): void {
  let a0 = zero(), a1 = zero(), a2 = zero(), a3 = zero(), a4 = zero(), a5 = zero(), a6 = zero(), a7 = zero();
  for (let v: usize = 0; v < bytes; v += 2 * LANE) {
    let t = v128.load(q + v);
    a0 = madd(t, v128.load(u + v), a0); a1 = madd(t, v128.load(u + v, STRIDE), a1);
    a2 = madd(t, v128.load(u + v, 2 * STRIDE), a2); a3 = madd(t, v128.load(u + v, 3 * STRIDE), a3);
    a4 = madd(t, v128.load(u + v, 4 * STRIDE), a4); a5 = madd(t, v128.load(u + v, 5 * STRIDE), a5);
    a6 = madd(t, v128.load(u + v, 6 * STRIDE), a6); a7 = madd(t, v128.load(u + v, 7 * STRIDE), a7);
    t = v128.load(q + v, 16);
    a0 = madd(t, v128.load(u + v, 16), a0); a1 = madd(t, v128.load(u + v, STRIDE + 16), a1);
    a2 = madd(t, v128.load(u + v, 2 * STRIDE + 16), a2); a3 = madd(t, v128.load(u + v, 3 * STRIDE + 16), a3);
    a4 = madd(t, v128.load(u + v, 4 * STRIDE + 16), a4); a5 = madd(t, v128.load(u + v, 5 * STRIDE + 16), a5);
    a6 = madd(t, v128.load(u + v, 6 * STRIDE + 16), a6); a7 = madd(t, v128.load(u + v, 7 * STRIDE + 16), a7);
  }
  total(first, a0, a1);
  total(first + 16, a2, a3);
  total(first + 32, a4, a5);
  total(first + 48, a6, a7);
}

/** Σ q_k u of [K] and [D] tiles: [K] totals of D numbers, `pad` bytes apart. */
export function sumCross(k: i32, d: i32, q: usize, u: usize, bytes: usize, first: usize, pad: usize): void {
  let left = d;
  const even = k & ~1;
  for (; left >= 8 && even < k; left -= 8, u += 8 * STRIDE, first += 64) {
    crossRows(4, even, q, u, bytes, first, pad);
    crossRows(4, even, q, u + 4 * STRIDE, bytes, first + 32, pad);
    crossEight(q + <usize>even * STRIDE, u, bytes, first + <usize>even * pad);
  }
  for (; left >= 4; left -= 4, u += 4 * STRIDE, first += 32) crossRows(4, k, q, u, bytes, first, pad);
  if (left == 3) crossRows(3, k, q, u, bytes, first, pad);
  else if (left == 2) crossRows(2, k, q, u, bytes, first, pad);
  else if (left == 1) crossRows(1, k, q, u, bytes, first, pad);
}

// @ts-ignore: decorator
@inline
function pairRows(I: i32, i0: i32, y: usize, bytes: usize, second: usize): void {
  const rows = y + <usize>i0 * STRIDE;
  const block = second + off(i0);
  for (let j = 0; j < i0; j += 2) lowerBlock(I, rows, y + <usize>j * STRIDE, bytes, block + (<usize>j << 5));
  diagonalBlock(I, rows, rows, bytes, block + (<usize>i0 << 5));
}

/** Σ y yᵀ of d tiles of numbers, each row of data counting once: a packed triangle. */
export function sumPairs(d: i32, y: usize, bytes: usize, second: usize): void {
  let i0 = 0;
  for (; i0 + 4 <= d; i0 += 4) pairRows(4, i0, y, bytes, second);
  const left = d - i0;
  if (left == 1) pairRows(1, i0, y, bytes, second);
  else if (left == 2) pairRows(2, i0, y, bytes, second);
  else if (left == 3) pairRows(3, i0, y, bytes, second);
}
