import { add, both, LANE, larger, madd, mul, sub, total, total1, zero } from './lanes';
import { off } from './small';

// Full covariance, D ≥ 5, in register blocks: four rows of the triangle by two vectors of rows of data (4×3 does not
// fit without FMA, whose products take one register more).

/**
 * Rows i0 … i0 + I − 1 of y = W x + b over a tile; `x` and `y` are [D] tiles. e gathers |y|²; the block that `ends` the
 * triangle turns it to c − |y|² and lets the maximum at m grow.
 */
// @ts-ignore: decorator
@inline
function whitenRows(
  I: i32, ends: bool, i0: i32, x: usize, w: usize, b: usize, c: usize, y: usize, tile: usize, e: usize, m: usize, bytes: usize,
): void {
  const constant = both(c);
  const columns = w + off(i0);
  const diagonal = columns + (<usize>i0 << 5);
  const out = y + <usize>i0 * tile;
  const shift = b + (<usize>i0 << 3);
  for (let v: usize = 0; v < bytes; v += 2 * LANE) {
    let f = both(shift);
    let a00 = f, a01 = f;
    let a10 = zero(), a11 = zero(), a20 = zero(), a21 = zero(), a30 = zero(), a31 = zero();
    if (I > 1) { f = v128.load64_splat(shift, 8); a10 = f; a11 = f; }
    if (I > 2) { f = v128.load64_splat(shift, 16); a20 = f; a21 = f; }
    if (I > 3) { f = v128.load64_splat(shift, 24); a30 = f; a31 = f; }
    let from = x + v;
    let at = columns;
    for (; at < diagonal; at += 128) {
      let x0 = v128.load(from), x1 = v128.load(from, 16);
      f = both(at); a00 = madd(f, x0, a00); a01 = madd(f, x1, a01);
      if (I > 1) { f = v128.load64_splat(at, 8); a10 = madd(f, x0, a10); a11 = madd(f, x1, a11); }
      if (I > 2) { f = v128.load64_splat(at, 16); a20 = madd(f, x0, a20); a21 = madd(f, x1, a21); }
      if (I > 3) { f = v128.load64_splat(at, 24); a30 = madd(f, x0, a30); a31 = madd(f, x1, a31); }
      from += tile;
      x0 = v128.load(from); x1 = v128.load(from, 16);
      f = v128.load64_splat(at, 32); a00 = madd(f, x0, a00); a01 = madd(f, x1, a01);
      if (I > 1) { f = v128.load64_splat(at, 40); a10 = madd(f, x0, a10); a11 = madd(f, x1, a11); }
      if (I > 2) { f = v128.load64_splat(at, 48); a20 = madd(f, x0, a20); a21 = madd(f, x1, a21); }
      if (I > 3) { f = v128.load64_splat(at, 56); a30 = madd(f, x0, a30); a31 = madd(f, x1, a31); }
      from += tile;
      x0 = v128.load(from); x1 = v128.load(from, 16);
      f = v128.load64_splat(at, 64); a00 = madd(f, x0, a00); a01 = madd(f, x1, a01);
      if (I > 1) { f = v128.load64_splat(at, 72); a10 = madd(f, x0, a10); a11 = madd(f, x1, a11); }
      if (I > 2) { f = v128.load64_splat(at, 80); a20 = madd(f, x0, a20); a21 = madd(f, x1, a21); }
      if (I > 3) { f = v128.load64_splat(at, 88); a30 = madd(f, x0, a30); a31 = madd(f, x1, a31); }
      from += tile;
      x0 = v128.load(from); x1 = v128.load(from, 16);
      f = v128.load64_splat(at, 96); a00 = madd(f, x0, a00); a01 = madd(f, x1, a01);
      if (I > 1) { f = v128.load64_splat(at, 104); a10 = madd(f, x0, a10); a11 = madd(f, x1, a11); }
      if (I > 2) { f = v128.load64_splat(at, 112); a20 = madd(f, x0, a20); a21 = madd(f, x1, a21); }
      if (I > 3) { f = v128.load64_splat(at, 120); a30 = madd(f, x0, a30); a31 = madd(f, x1, a31); }
      from += tile;
    }
    let x0 = v128.load(from), x1 = v128.load(from, 16);
    f = both(at); a00 = madd(f, x0, a00); a01 = madd(f, x1, a01);
    if (I > 1) {
      f = v128.load64_splat(at, 8); a10 = madd(f, x0, a10); a11 = madd(f, x1, a11);
      if (I > 2) { f = v128.load64_splat(at, 16); a20 = madd(f, x0, a20); a21 = madd(f, x1, a21); }
      if (I > 3) { f = v128.load64_splat(at, 24); a30 = madd(f, x0, a30); a31 = madd(f, x1, a31); }
      from += tile;
      x0 = v128.load(from); x1 = v128.load(from, 16);
      f = v128.load64_splat(at, 40); a10 = madd(f, x0, a10); a11 = madd(f, x1, a11);
      if (I > 2) {
        f = v128.load64_splat(at, 48); a20 = madd(f, x0, a20); a21 = madd(f, x1, a21);
        if (I > 3) { f = v128.load64_splat(at, 56); a30 = madd(f, x0, a30); a31 = madd(f, x1, a31); }
        from += tile;
        x0 = v128.load(from); x1 = v128.load(from, 16);
        f = v128.load64_splat(at, 80); a20 = madd(f, x0, a20); a21 = madd(f, x1, a21);
        if (I > 3) {
          f = v128.load64_splat(at, 88); a30 = madd(f, x0, a30); a31 = madd(f, x1, a31);
          from += tile;
          x0 = v128.load(from); x1 = v128.load(from, 16);
          f = v128.load64_splat(at, 120); a30 = madd(f, x0, a30); a31 = madd(f, x1, a31);
        }
      }
    }
    const to = out + v;
    v128.store(to, a00); v128.store(to, a01, 16);
    let q0 = mul(a00, a00), q1 = mul(a01, a01);
    if (I > 1) { v128.store(to + tile, a10); v128.store(to + tile, a11, 16); q0 = madd(a10, a10, q0); q1 = madd(a11, a11, q1); }
    if (I > 2) { v128.store(to + 2 * tile, a20); v128.store(to + 2 * tile, a21, 16); q0 = madd(a20, a20, q0); q1 = madd(a21, a21, q1); }
    if (I > 3) { v128.store(to + 3 * tile, a30); v128.store(to + 3 * tile, a31, 16); q0 = madd(a30, a30, q0); q1 = madd(a31, a31, q1); }
    if (i0 > 0) { q0 = add(q0, v128.load(e + v)); q1 = add(q1, v128.load(e + v, 16)); }
    if (ends) {
      q0 = sub(constant, q0); q1 = sub(constant, q1);
      v128.store(m + v, larger(q0, v128.load(m + v)));
      v128.store(m + v, larger(q1, v128.load(m + v, 16)), 16);
    }
    v128.store(e + v, q0); v128.store(e + v, q1, 16);
  }
}

function whitenBlock(i0: i32, x: usize, w: usize, b: usize, c: usize, y: usize, tile: usize, e: usize, m: usize, bytes: usize): void {
  whitenRows(4, false, i0, x, w, b, c, y, tile, e, m, bytes);
}

function whitenLast4(i0: i32, x: usize, w: usize, b: usize, c: usize, y: usize, tile: usize, e: usize, m: usize, bytes: usize): void {
  whitenRows(4, true, i0, x, w, b, c, y, tile, e, m, bytes);
}

function whitenLast3(i0: i32, x: usize, w: usize, b: usize, c: usize, y: usize, tile: usize, e: usize, m: usize, bytes: usize): void {
  whitenRows(3, true, i0, x, w, b, c, y, tile, e, m, bytes);
}

function whitenLast2(i0: i32, x: usize, w: usize, b: usize, c: usize, y: usize, tile: usize, e: usize, m: usize, bytes: usize): void {
  whitenRows(2, true, i0, x, w, b, c, y, tile, e, m, bytes);
}

function whitenLast1(i0: i32, x: usize, w: usize, b: usize, c: usize, y: usize, tile: usize, e: usize, m: usize, bytes: usize): void {
  whitenRows(1, true, i0, x, w, b, c, y, tile, e, m, bytes);
}

/** One component's E-step on a tile of D ≥ 5 columns: y, a = c − |y|² into e; the maximum at m, begun before, grows. */
export function whitenLarge(
  d: i32, x: usize, w: usize, b: usize, c: usize, y: usize, tile: usize, e: usize, m: usize, bytes: usize,
): void {
  let i0 = 0;
  for (; i0 + 4 < d; i0 += 4) whitenBlock(i0, x, w, b, c, y, tile, e, m, bytes);
  const left = d - i0;
  if (left == 1) whitenLast1(i0, x, w, b, c, y, tile, e, m, bytes);
  else if (left == 2) whitenLast2(i0, x, w, b, c, y, tile, e, m, bytes);
  else if (left == 3) whitenLast3(i0, x, w, b, c, y, tile, e, m, bytes);
  else whitenLast4(i0, x, w, b, c, y, tile, e, m, bytes);
}

/** e ← e·s, the responsibilities; their sum is added to the count. */
export function normalise(e: usize, s: usize, bytes: usize, count: usize): void {
  let n0 = zero(), n1 = zero();
  for (let v: usize = 0; v < bytes; v += 2 * LANE) {
    const a = mul(v128.load(e + v), v128.load(s + v)), b = mul(v128.load(e + v, 16), v128.load(s + v, 16));
    n0 = add(n0, a);
    n1 = add(n1, b);
    v128.store(e + v, a);
    v128.store(e + v, b, 16);
  }
  total1(count, add(n0, n1));
}

// Loops over a tile take two vectors a turn: the address arithmetic would else be the bottleneck.

/** q·y of I rows into `qy`, and their sums S1. */
// @ts-ignore: decorator
@inline
function scaleRows(I: i32, q: usize, y: usize, tile: usize, qy: usize, bytes: usize, first: usize): void {
  let s0 = zero(), s1 = zero(), s2 = zero(), s3 = zero();
  const yb = y + tile, yc = yb + tile, yd = yc + tile, qb = qy + tile, qc = qb + tile, qd = qc + tile;
  for (let v: usize = 0; v < bytes; v += 2 * LANE) {
    const a = v128.load(q + v), b = v128.load(q + v, 16);
    let t = mul(a, v128.load(y + v)), u = mul(b, v128.load(y + v, 16));
    s0 = add(s0, add(t, u)); v128.store(qy + v, t); v128.store(qy + v, u, 16);
    if (I > 1) {
      t = mul(a, v128.load(yb + v)), u = mul(b, v128.load(yb + v, 16));
      s1 = add(s1, add(t, u)); v128.store(qb + v, t); v128.store(qb + v, u, 16);
    }
    if (I > 2) {
      t = mul(a, v128.load(yc + v)), u = mul(b, v128.load(yc + v, 16));
      s2 = add(s2, add(t, u)); v128.store(qc + v, t); v128.store(qc + v, u, 16);
    }
    if (I > 3) {
      t = mul(a, v128.load(yd + v)), u = mul(b, v128.load(yd + v, 16));
      s3 = add(s3, add(t, u)); v128.store(qd + v, t); v128.store(qd + v, u, 16);
    }
  }
  total(first, s0, s1);
  if (I > 2) total(first + 16, s2, s3);
}

/** The triangle on the diagonal of S2: I rows by themselves. */
// @ts-ignore: decorator
@inline
function diagonalBlock(I: i32, qy: usize, y: usize, tile: usize, bytes: usize, second: usize): void {
  let a00 = zero(), a10 = zero(), a11 = zero(), a20 = zero(), a21 = zero(), a22 = zero();
  let a30 = zero(), a31 = zero(), a32 = zero(), a33 = zero();
  const yb = y + tile, yc = yb + tile, yd = yc + tile, qb = qy + tile, qc = qb + tile, qd = qc + tile;
  for (let v: usize = 0; v < bytes; v += 2 * LANE) {
    let u = v128.load(y + v);
    a00 = madd(v128.load(qy + v), u, a00);
    if (I > 1) a10 = madd(v128.load(qb + v), u, a10);
    if (I > 2) a20 = madd(v128.load(qc + v), u, a20);
    if (I > 3) a30 = madd(v128.load(qd + v), u, a30);
    if (I > 1) {
      u = v128.load(yb + v);
      a11 = madd(v128.load(qb + v), u, a11);
      if (I > 2) a21 = madd(v128.load(qc + v), u, a21);
      if (I > 3) a31 = madd(v128.load(qd + v), u, a31);
    }
    if (I > 2) {
      u = v128.load(yc + v);
      a22 = madd(v128.load(qc + v), u, a22);
      if (I > 3) a32 = madd(v128.load(qd + v), u, a32);
    }
    if (I > 3) {
      u = v128.load(yd + v);
      a33 = madd(v128.load(qd + v), u, a33);
    }
    u = v128.load(y + v, 16);
    a00 = madd(v128.load(qy + v, 16), u, a00);
    if (I > 1) a10 = madd(v128.load(qb + v, 16), u, a10);
    if (I > 2) a20 = madd(v128.load(qc + v, 16), u, a20);
    if (I > 3) a30 = madd(v128.load(qd + v, 16), u, a30);
    if (I > 1) {
      u = v128.load(yb + v, 16);
      a11 = madd(v128.load(qb + v, 16), u, a11);
      if (I > 2) a21 = madd(v128.load(qc + v, 16), u, a21);
      if (I > 3) a31 = madd(v128.load(qd + v, 16), u, a31);
    }
    if (I > 2) {
      u = v128.load(yc + v, 16);
      a22 = madd(v128.load(qc + v, 16), u, a22);
      if (I > 3) a32 = madd(v128.load(qd + v, 16), u, a32);
    }
    if (I > 3) {
      u = v128.load(yd + v, 16);
      a33 = madd(v128.load(qd + v, 16), u, a33);
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
function lowerBlock(I: i32, qy: usize, y: usize, tile: usize, bytes: usize, second: usize): void {
  let a00 = zero(), a01 = zero(), a10 = zero(), a11 = zero(), a20 = zero(), a21 = zero(), a30 = zero(), a31 = zero();
  const yb = y + tile, qb = qy + tile, qc = qb + tile, qd = qc + tile;
  for (let v: usize = 0; v < bytes; v += 2 * LANE) {
    let y0 = v128.load(y + v), y1 = v128.load(yb + v);
    let t = v128.load(qy + v);
    a00 = madd(t, y0, a00); a01 = madd(t, y1, a01);
    if (I > 1) { t = v128.load(qb + v); a10 = madd(t, y0, a10); a11 = madd(t, y1, a11); }
    if (I > 2) { t = v128.load(qc + v); a20 = madd(t, y0, a20); a21 = madd(t, y1, a21); }
    if (I > 3) { t = v128.load(qd + v); a30 = madd(t, y0, a30); a31 = madd(t, y1, a31); }
    y0 = v128.load(y + v, 16); y1 = v128.load(yb + v, 16);
    t = v128.load(qy + v, 16);
    a00 = madd(t, y0, a00); a01 = madd(t, y1, a01);
    if (I > 1) { t = v128.load(qb + v, 16); a10 = madd(t, y0, a10); a11 = madd(t, y1, a11); }
    if (I > 2) { t = v128.load(qc + v, 16); a20 = madd(t, y0, a20); a21 = madd(t, y1, a21); }
    if (I > 3) { t = v128.load(qd + v, 16); a30 = madd(t, y0, a30); a31 = madd(t, y1, a31); }
  }
  total(second, a00, a10);
  total(second + 32, a01, a11);
  if (I > 2) { total(second + 16, a20, a30); total(second + 48, a21, a31); }
}

// @ts-ignore: decorator
@inline
function sumRows(I: i32, i0: i32, q: usize, y: usize, tile: usize, qy: usize, bytes: usize, first: usize, second: usize): void {
  const rows = y + <usize>i0 * tile;
  scaleRows(I, q, rows, tile, qy, bytes, first + (<usize>i0 << 3));
  const block = second + off(i0);
  for (let j = 0; j < i0; j += 2) lowerBlock(I, qy, y + <usize>j * tile, tile, bytes, block + (<usize>j << 5));
  diagonalBlock(I, qy, rows, tile, bytes, block + (<usize>i0 << 5));
}

function sum4(i0: i32, q: usize, y: usize, tile: usize, qy: usize, bytes: usize, first: usize, second: usize): void {
  sumRows(4, i0, q, y, tile, qy, bytes, first, second);
}

function sum3(i0: i32, q: usize, y: usize, tile: usize, qy: usize, bytes: usize, first: usize, second: usize): void {
  sumRows(3, i0, q, y, tile, qy, bytes, first, second);
}

function sum2(i0: i32, q: usize, y: usize, tile: usize, qy: usize, bytes: usize, first: usize, second: usize): void {
  sumRows(2, i0, q, y, tile, qy, bytes, first, second);
}

function sum1(i0: i32, q: usize, y: usize, tile: usize, qy: usize, bytes: usize, first: usize, second: usize): void {
  sumRows(1, i0, q, y, tile, qy, bytes, first, second);
}

/** One component's S1 and S2 on a tile of D ≥ 5 columns, from its responsibilities at q. `qy` holds four tiles. */
export function sumLarge(d: i32, q: usize, y: usize, tile: usize, qy: usize, bytes: usize, first: usize, second: usize): void {
  let i0 = 0;
  for (; i0 + 4 <= d; i0 += 4) sum4(i0, q, y, tile, qy, bytes, first, second);
  const left = d - i0;
  if (left == 1) sum1(i0, q, y, tile, qy, bytes, first, second);
  else if (left == 2) sum2(i0, q, y, tile, qy, bytes, first, second);
  else if (left == 3) sum3(i0, q, y, tile, qy, bytes, first, second);
}

// @ts-ignore: decorator
@inline
function pairRows(I: i32, i0: i32, y: usize, tile: usize, bytes: usize, second: usize): void {
  const rows = y + <usize>i0 * tile;
  const block = second + off(i0);
  for (let j = 0; j < i0; j += 2) lowerBlock(I, rows, y + <usize>j * tile, tile, bytes, block + (<usize>j << 5));
  diagonalBlock(I, rows, rows, tile, bytes, block + (<usize>i0 << 5));
}

/** Σ y yᵀ of d tiles of numbers, each row of data counting once: a packed triangle. */
export function sumPairs(d: i32, y: usize, tile: usize, bytes: usize, second: usize): void {
  let i0 = 0;
  for (; i0 + 4 <= d; i0 += 4) pairRows(4, i0, y, tile, bytes, second);
  const left = d - i0;
  if (left == 1) pairRows(1, i0, y, tile, bytes, second);
  else if (left == 2) pairRows(2, i0, y, tile, bytes, second);
  else if (left == 3) pairRows(3, i0, y, tile, bytes, second);
}
