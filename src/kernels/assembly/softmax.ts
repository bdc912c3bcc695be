import { add, larger, LANE, madd, mul, sub, zero } from './lanes';

// Log densities arrive as powers of two (everything is scaled by log2 e beforehand), so 2^x needs no reduction by ln 2:
// x = n + r with n whole and |r| ≤ ½ exactly, 2^r by a polynomial, n added to the exponent's bits.

// Pre-splatted: a splat inside a loop triples its cost. Least floor, 1.5·2^52, then the coefficients of the minimax
// polynomial of degree 10 for 2^r on [−½, ½] under relative error (Remez exchange in 200-bit arithmetic), highest first:
// its own error is 2.2e-16. The floor keeps results above the denormals, which are slow.
const TABLE: usize = memory.data<f64>([
  -1000.0, -1000.0,
  6755399441055744.0, 6755399441055744.0,
  7.037278846726901e-9, 7.037278846726901e-9,
  1.0208537929657404e-7, 1.0208537929657404e-7,
  0.0000013215662835959238, 0.0000013215662835959238,
  0.000015252658116409854, 0.000015252658116409854,
  0.00015403529961127076, 0.00015403529961127076,
  0.0013333558228561767, 0.0013333558228561767,
  0.009618129108034596, 0.009618129108034596,
  0.05550410866445883, 0.05550410866445883,
  0.24022650695908768, 0.24022650695908768,
  0.6931471805599497, 0.6931471805599497,
  1.0, 1.0,
], 16);

/**
 * Six vectors of 2^(x − top), interleaved: enough to hide the latency of Horner's rule, few enough for the registers.
 * `x` and `top` stand at e and m; the results go to e. The exponents wait in e meanwhile, as registers are short.
 */
// @ts-ignore: decorator
@inline
function powers(e: usize, m: usize): void {
  let c = v128.load(TABLE);
  let r0 = larger(sub(v128.load(e), v128.load(m)), c);
  let r1 = larger(sub(v128.load(e, 16), v128.load(m, 16)), c);
  let r2 = larger(sub(v128.load(e, 32), v128.load(m, 32)), c);
  let r3 = larger(sub(v128.load(e, 48), v128.load(m, 48)), c);
  let r4 = larger(sub(v128.load(e, 64), v128.load(m, 64)), c);
  let r5 = larger(sub(v128.load(e, 80), v128.load(m, 80)), c);
  c = v128.load(TABLE, 16);
  let p0 = add(r0, c), p1 = add(r1, c), p2 = add(r2, c), p3 = add(r3, c), p4 = add(r4, c), p5 = add(r5, c);
  v128.store(e, i64x2.shl(p0, 52));
  v128.store(e, i64x2.shl(p1, 52), 16);
  v128.store(e, i64x2.shl(p2, 52), 32);
  v128.store(e, i64x2.shl(p3, 52), 48);
  v128.store(e, i64x2.shl(p4, 52), 64);
  v128.store(e, i64x2.shl(p5, 52), 80);
  r0 = sub(r0, sub(p0, c)); r1 = sub(r1, sub(p1, c)); r2 = sub(r2, sub(p2, c));
  r3 = sub(r3, sub(p3, c)); r4 = sub(r4, sub(p4, c)); r5 = sub(r5, sub(p5, c));
  c = v128.load(TABLE, 32);
  p0 = mul(r0, c); p1 = mul(r1, c); p2 = mul(r2, c); p3 = mul(r3, c); p4 = mul(r4, c); p5 = mul(r5, c);
  c = v128.load(TABLE, 48);
  p0 = add(p0, c); p1 = add(p1, c); p2 = add(p2, c); p3 = add(p3, c); p4 = add(p4, c); p5 = add(p5, c);
  c = v128.load(TABLE, 64);
  p0 = madd(p0, r0, c); p1 = madd(p1, r1, c); p2 = madd(p2, r2, c); p3 = madd(p3, r3, c); p4 = madd(p4, r4, c); p5 = madd(p5, r5, c);
  c = v128.load(TABLE, 80);
  p0 = madd(p0, r0, c); p1 = madd(p1, r1, c); p2 = madd(p2, r2, c); p3 = madd(p3, r3, c); p4 = madd(p4, r4, c); p5 = madd(p5, r5, c);
  c = v128.load(TABLE, 96);
  p0 = madd(p0, r0, c); p1 = madd(p1, r1, c); p2 = madd(p2, r2, c); p3 = madd(p3, r3, c); p4 = madd(p4, r4, c); p5 = madd(p5, r5, c);
  c = v128.load(TABLE, 112);
  p0 = madd(p0, r0, c); p1 = madd(p1, r1, c); p2 = madd(p2, r2, c); p3 = madd(p3, r3, c); p4 = madd(p4, r4, c); p5 = madd(p5, r5, c);
  c = v128.load(TABLE, 128);
  p0 = madd(p0, r0, c); p1 = madd(p1, r1, c); p2 = madd(p2, r2, c); p3 = madd(p3, r3, c); p4 = madd(p4, r4, c); p5 = madd(p5, r5, c);
  c = v128.load(TABLE, 144);
  p0 = madd(p0, r0, c); p1 = madd(p1, r1, c); p2 = madd(p2, r2, c); p3 = madd(p3, r3, c); p4 = madd(p4, r4, c); p5 = madd(p5, r5, c);
  c = v128.load(TABLE, 160);
  p0 = madd(p0, r0, c); p1 = madd(p1, r1, c); p2 = madd(p2, r2, c); p3 = madd(p3, r3, c); p4 = madd(p4, r4, c); p5 = madd(p5, r5, c);
  c = v128.load(TABLE, 176);
  p0 = madd(p0, r0, c); p1 = madd(p1, r1, c); p2 = madd(p2, r2, c); p3 = madd(p3, r3, c); p4 = madd(p4, r4, c); p5 = madd(p5, r5, c);
  c = v128.load(TABLE, 192);
  p0 = madd(p0, r0, c); p1 = madd(p1, r1, c); p2 = madd(p2, r2, c); p3 = madd(p3, r3, c); p4 = madd(p4, r4, c); p5 = madd(p5, r5, c);
  v128.store(e, i64x2.add(p0, v128.load(e)));
  v128.store(e, i64x2.add(p1, v128.load(e, 16)), 16);
  v128.store(e, i64x2.add(p2, v128.load(e, 32)), 32);
  v128.store(e, i64x2.add(p3, v128.load(e, 48)), 48);
  v128.store(e, i64x2.add(p4, v128.load(e, 64)), 64);
  v128.store(e, i64x2.add(p5, v128.load(e, 80)), 80);
}

/** e ← 2^(e − m) for `bytes` (a multiple of 96); s ← e for the first component, s += e for the others. */
// @ts-ignore: decorator
@inline
function exponentials(first: bool, e: usize, m: usize, s: usize, bytes: usize): void {
  for (const end = e + bytes; e < end; e += 96, m += 96, s += 96) {
    powers(e, m);
    for (let v: usize = 0; v < 96; v += LANE) {
      v128.store(s + v, first ? v128.load(e + v) : add(v128.load(s + v), v128.load(e + v)));
    }
  }
}

// Σ top, then the running product of the sums as [0.5, 1)-like mantissas and its exponent: ℓ in powers of two is
// topTotal + exponent + log2(product). One logarithm a pass instead of one a row.
let topTotal: f64 = 0;
let product: f64 = 1;
let exponent: f64 = 0;

export function beginLogarithm(): void {
  topTotal = 0;
  product = 1;
  exponent = 0;
}

export function topOf(): f64 {
  return topTotal;
}

export function productOf(): f64 {
  return product;
}

export function exponentOf(): f64 {
  return exponent;
}

function gather(tops: v128, sums: v128): void {
  topTotal += f64x2.extract_lane(tops, 0) + f64x2.extract_lane(tops, 1);
  // Each lane's product is kept below 2^1000 by the length of a tile, so the two are taken in one after the other.
  for (let lane = 0; lane < 2; lane++) {
    const bits = reinterpret<i64>(product * (lane == 0 ? f64x2.extract_lane(sums, 0) : f64x2.extract_lane(sums, 1)));
    exponent += <f64>((bits >> 52) - 1023);
    product = reinterpret<f64>((bits & 0xfffffffffffff) | 0x3ff0000000000000);
  }
}

/**
 * Responsibilities of a tile, all but the division: e[k] ← 2^(e[k] − m), s ← 1 / Σ_k e[k].
 * Rows from `rows` on are padding: they get responsibilities of exactly 0 and leave the log-likelihood alone.
 * `stride` is the distance between two components' tiles.
 */
export function softmax(k: i32, e: usize, stride: usize, m: usize, s: usize, rows: usize, bytes: usize): void {
  exponentials(true, e, m, s, bytes);
  for (let c = 1; c < k; c++) exponentials(false, e + <usize>c * stride, m, s, bytes);
  for (let at = rows << 3; at < bytes; at += 8) {
    store<f64>(m + at, 0);
    store<f64>(s + at, 1);
    for (let c = 0; c < k; c++) store<f64>(e + <usize>c * stride + at, 0);
  }
  let tops = zero();
  let sums = f64x2.splat(1);
  const one = f64x2.splat(1);
  for (let v: usize = 0; v < bytes; v += LANE) {
    const sum = v128.load(s + v);
    sums = mul(sums, sum);
    tops = add(tops, v128.load(m + v));
    v128.store(s + v, f64x2.div(one, sum));
  }
  gather(tops, sums);
}

/**
 * The same for two components, by one exponential: with x = −|a1 − a0| and t = 1 + 2^x the shares are 1/t and 2^x/t.
 * e[0] and e[1] become the responsibilities themselves.
 */
export function softmax2(e: usize, stride: usize, m: usize, s: usize, rows: usize, bytes: usize): void {
  const f = e + stride;
  let tops = zero();
  let sums = f64x2.splat(1);
  const one = f64x2.splat(1);
  for (let at: usize = 0; at < bytes; at += 96) {
    for (let v = at; v < at + 96; v += LANE) {
      const a = v128.load(e + v), b = v128.load(f + v);
      v128.store(s + v, f64x2.pmin(a, b));
      v128.store(m + v, larger(a, b));
    }
    powers(s + at, m + at);
    for (let v = at; v < at + 96; v += LANE) {
      const power = v128.load(s + v);
      const sum = add(one, power);
      const large = f64x2.div(one, sum);
      const small = mul(power, large);
      const swap = f64x2.gt(v128.load(f + v), v128.load(e + v));
      v128.store(e + v, v128.bitselect(small, large, swap));
      v128.store(f + v, v128.bitselect(large, small, swap));
      v128.store(s + v, sum);
    }
  }
  for (let at = rows << 3; at < bytes; at += 8) {
    store<f64>(m + at, 0);
    store<f64>(s + at, 1);
    store<f64>(e + at, 0);
    store<f64>(f + at, 0);
  }
  for (let v: usize = 0; v < bytes; v += LANE) {
    sums = mul(sums, v128.load(s + v));
    tops = add(tops, v128.load(m + v));
  }
  gather(tops, sums);
}
