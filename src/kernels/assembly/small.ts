import { add, both, LANE, madd, mul, sub, total, total1, zero } from './lanes';

// Full covariance, D ≤ 4: a component's whole triangle fits the registers.
//
// Triangles (of L⁻¹ and of the second moments) are packed in blocks of four rows, a block at row i0 standing at
// off(i0), column after column, four numbers a column: one multiplier of each of four rows lies together.
//
//     w00 w10 w20 w30 | · w11 w21 w31 | · · w22 w32 | · · · w33 || w40 w50 w60 w70 | w41 …

/** Bytes before the block of rows i0 … i0 + 3 of a packed triangle. */
// @ts-ignore: decorator
@inline
export function off(i0: i32): usize {
  const b = i0 >> 2;
  return <usize>(b * (b + 1)) << 6;
}

/**
 * y = L⁻¹(x − μ) and a = c − |y|² over a tile, two vectors of rows at a time; a goes to e. `apart`: L⁻¹ is diagonal (D = 2).
 * Every `if` is on a constant; multipliers stay in registers where D ≤ 2.
 */
// @ts-ignore: decorator
@inline
function whitenTile(
  D: i32, apart: bool, x: usize, step: usize, mean: usize, w: usize, c: usize, y: usize, tile: usize, e: usize, bytes: usize,
): void {
  const constant = both(c);
  const mu0 = both(mean), w00 = both(w);
  const mu1 = D == 2 ? v128.load64_splat(mean, 8) : constant, w10 = D == 2 && !apart ? v128.load64_splat(w, 8) : constant, w11 = D == 2 ? v128.load64_splat(w, 40) : constant;
  const xb = x + step, xc = xb + step, xd = xc + step;
  const yb = y + tile, yc = yb + tile, yd = yc + tile;
  for (let v: usize = 0; v < bytes; v += 2 * LANE) {
    const s0 = sub(v128.load(x + v), mu0), t0 = sub(v128.load(x + v, 16), mu0);
    let p = mul(w00, s0), q = mul(w00, t0);
    v128.store(y + v, p);
    v128.store(y + v, q, 16);
    let a = sub(constant, mul(p, p)), b = sub(constant, mul(q, q));
    if (D > 1) {
      let f = D == 2 ? mu1 : v128.load64_splat(mean, 8);
      const s1 = sub(v128.load(xb + v), f), t1 = sub(v128.load(xb + v, 16), f);
      if (apart) p = mul(w11, s1), q = mul(w11, t1);
      else {
        f = D == 2 ? w10 : v128.load64_splat(w, 8);
        p = mul(f, s0), q = mul(f, t0);
        f = D == 2 ? w11 : v128.load64_splat(w, 40);
        p = madd(f, s1, p), q = madd(f, t1, q);
      }
      v128.store(yb + v, p);
      v128.store(yb + v, q, 16);
      a = sub(a, mul(p, p)), b = sub(b, mul(q, q));
      if (D > 2) {
        f = v128.load64_splat(mean, 16);
        const s2 = sub(v128.load(xc + v), f), t2 = sub(v128.load(xc + v, 16), f);
        f = v128.load64_splat(w, 16);
        p = mul(f, s0), q = mul(f, t0);
        f = v128.load64_splat(w, 48);
        p = madd(f, s1, p), q = madd(f, t1, q);
        f = v128.load64_splat(w, 80);
        p = madd(f, s2, p), q = madd(f, t2, q);
        v128.store(yc + v, p);
        v128.store(yc + v, q, 16);
        a = sub(a, mul(p, p)), b = sub(b, mul(q, q));
        if (D > 3) {
          f = v128.load64_splat(mean, 24);
          const s3 = sub(v128.load(xd + v), f), t3 = sub(v128.load(xd + v, 16), f);
          f = v128.load64_splat(w, 24);
          p = mul(f, s0), q = mul(f, t0);
          f = v128.load64_splat(w, 56);
          p = madd(f, s1, p), q = madd(f, t1, q);
          f = v128.load64_splat(w, 88);
          p = madd(f, s2, p), q = madd(f, t2, q);
          f = v128.load64_splat(w, 120);
          p = madd(f, s3, p), q = madd(f, t3, q);
          v128.store(yd + v, p);
          v128.store(yd + v, q, 16);
          a = sub(a, mul(p, p)), b = sub(b, mul(q, q));
        }
      }
    }
    v128.store(e + v, a);
    v128.store(e + v, b, 16);
  }
}

/** One component's E-step on a tile of D ≤ 4 columns. `apart`: D = 2 and L⁻¹ is diagonal. */
export function whitenSmall(
  d: i32, apart: bool, x: usize, step: usize, mean: usize, w: usize, c: usize, y: usize, tile: usize, e: usize, bytes: usize,
): void {
  if (d == 1) whitenTile(1, false, x, step, mean, w, c, y, tile, e, bytes);
  else if (apart) whitenTile(2, true, x, step, mean, w, c, y, tile, e, bytes);
  else if (d == 2) whitenTile(2, false, x, step, mean, w, c, y, tile, e, bytes);
  else if (d == 3) whitenTile(3, false, x, step, mean, w, c, y, tile, e, bytes);
  else whitenTile(4, false, x, step, mean, w, c, y, tile, e, bytes);
}

/**
 * Responsibilities, S0, S1 and S2 of one component over a tile of D ≤ 4 columns; `apart` (D = 2): of S2 the diagonal. Every
 * `if` is on a constant.
 */
// @ts-ignore: decorator
@inline
function sumTile(
  D: i32, apart: bool, scaled: bool, e: usize, s: usize, y: usize, tile: usize, bytes: usize, count: usize, first: usize, second: usize,
): void {
  let n = zero(), s0 = zero(), s1 = zero(), s2 = zero(), s3 = zero();
  let a00 = zero(), a10 = zero(), a11 = zero(), a20 = zero(), a21 = zero(), a22 = zero();
  let a30 = zero(), a31 = zero(), a32 = zero(), a33 = zero();
  // A second set of sums hides the latency of addition where the registers last for it.
  let N = zero(), z0 = zero(), z1 = zero(), b00 = zero(), b10 = zero(), b11 = zero();
  for (let v: usize = 0; v < bytes; v += D <= 2 ? 2 * LANE : LANE) {
    let q = v128.load(e + v);
    if (!scaled) q = mul(q, v128.load(s + v));
    n = add(n, q);
    const y0 = v128.load(y + v);
    let t = mul(q, y0);
    s0 = add(s0, t);
    a00 = madd(t, y0, a00);
    if (D > 1) {
      const y1 = v128.load(y + tile + v);
      t = mul(q, y1);
      s1 = add(s1, t);
      if (!apart) a10 = madd(t, y0, a10);
      a11 = madd(t, y1, a11);
      if (D > 2) {
        const y2 = v128.load(y + 2 * tile + v);
        t = mul(q, y2);
        s2 = add(s2, t);
        a20 = madd(t, y0, a20);
        a21 = madd(t, y1, a21);
        a22 = madd(t, y2, a22);
        if (D > 3 && !scaled) v128.store(e + v, q);
      }
    }
    if (D <= 2) {
      let r = v128.load(e + v, 16);
      if (!scaled) r = mul(r, v128.load(s + v, 16));
      N = add(N, r);
      const x0 = v128.load(y + v, 16);
      let u = mul(r, x0);
      z0 = add(z0, u);
      b00 = madd(u, x0, b00);
      if (D > 1) {
        const x1 = v128.load(y + tile + v, 16);
        u = mul(r, x1);
        z1 = add(z1, u);
        if (!apart) b10 = madd(u, x0, b10);
        b11 = madd(u, x1, b11);
      }
    }
  }
  if (D > 3) {
    // Fifteen sums do not fit the registers: the last row has a loop of its own.
    for (let v: usize = 0; v < bytes; v += LANE) {
      const y3 = v128.load(y + 3 * tile + v);
      const t = mul(v128.load(e + v), y3);
      s3 = add(s3, t);
      a30 = madd(t, v128.load(y + v), a30);
      a31 = madd(t, v128.load(y + tile + v), a31);
      a32 = madd(t, v128.load(y + 2 * tile + v), a32);
      a33 = madd(t, y3, a33);
    }
  }
  if (D <= 2) {
    n = add(n, N);
    s0 = add(s0, z0);
    s1 = add(s1, z1);
    a00 = add(a00, b00);
    a10 = add(a10, b10);
    a11 = add(a11, b11);
  }
  total1(count, n);
  total(first, s0, s1);
  total(second, a00, a10);
  if (D > 1) total(second + 32, zero(), a11);
  if (D > 2) {
    total(first + 16, s2, s3);
    total(second + 16, a20, a30);
    total(second + 48, a21, a31);
    total(second + 80, a22, a32);
  }
  if (D > 3) total(second + 112, zero(), a33);
}

/** One component's statistics on a tile of D ≤ 4 columns. `scaled`: e holds q itself, not e^…; else q = e·s. */
export function sumSmall(
  d: i32, apart: bool, scaled: bool, e: usize, s: usize, y: usize, tile: usize, bytes: usize, count: usize, first: usize, second: usize,
): void {
  if (scaled) {
    if (d == 1) sumTile(1, false, true, e, s, y, tile, bytes, count, first, second);
    else if (apart) sumTile(2, true, true, e, s, y, tile, bytes, count, first, second);
    else if (d == 2) sumTile(2, false, true, e, s, y, tile, bytes, count, first, second);
    else if (d == 3) sumTile(3, false, true, e, s, y, tile, bytes, count, first, second);
    else sumTile(4, false, true, e, s, y, tile, bytes, count, first, second);
  } else {
    if (d == 1) sumTile(1, false, false, e, s, y, tile, bytes, count, first, second);
    else if (apart) sumTile(2, true, false, e, s, y, tile, bytes, count, first, second);
    else if (d == 2) sumTile(2, false, false, e, s, y, tile, bytes, count, first, second);
    else if (d == 3) sumTile(3, false, false, e, s, y, tile, bytes, count, first, second);
    else sumTile(4, false, false, e, s, y, tile, bytes, count, first, second);
  }
}
