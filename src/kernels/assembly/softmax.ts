import { add, larger, LANE, madd, mul, sub, zero } from './lanes';
import { TABLE } from './power';

// Log densities arrive as powers of two (everything is scaled by log2 e beforehand), so 2^x needs no reduction by ln 2
// (power.ts).

// Exponents wait here while the polynomial has the registers.
const WAIT: usize = memory.data(96, 16);

// What becomes of the powers: the start of the sums over components, a further term, two shares (K = 2); or, of two
// components at once, 1 and two terms, two further terms.
const START = 0;
const TERM = 1;
const PAIR = 2;
const FIRST_TWO = 3;
const TWO = 4;

/** A row so far below the peaks is not for `softmaxFromFirst`: 2^500 costs 1e-13 of a log density, 2^1024 everything. */
const FAR: f64 = 500;

/** Exponents within what a double can say. */
// @ts-ignore: decorator
@inline
function kept(kind: i32, x: v128, least: v128): v128 {
  x = larger(x, least);
  return kind == PAIR ? f64x2.pmin(x, v128.load(TABLE, 208)) : x;
}

/**
 * Six vectors of 2^(a − b), interleaved: enough to hide the latency of Horner's rule, few enough for the registers.
 * START and TERM: the powers replace a and go into the sums at s. FIRST_TWO and TWO: the same of three vectors of a and
 * three of a second component at `other`, which share b and s. PAIR: a and b become their shares 2^a / (2^a + 2^b) and
 * 2^b / (2^a + 2^b) by one exponential, s the larger of the two.
 */
// @ts-ignore: decorator
@inline
function powers(kind: i32, a: usize, other: usize, b: usize, s: usize): void {
  const two = kind >= FIRST_TWO;
  let c = v128.load(TABLE);
  let p0 = v128.load(b), p1 = v128.load(b, 16), p2 = v128.load(b, 32);
  let r0 = sub(v128.load(a), p0), r1 = sub(v128.load(a, 16), p1), r2 = sub(v128.load(a, 32), p2);
  let r3 = sub(two ? v128.load(other) : v128.load(a, 48), two ? p0 : v128.load(b, 48));
  let r4 = sub(two ? v128.load(other, 16) : v128.load(a, 64), two ? p1 : v128.load(b, 64));
  let r5 = sub(two ? v128.load(other, 32) : v128.load(a, 80), two ? p2 : v128.load(b, 80));
  r0 = kept(kind, r0, c); r1 = kept(kind, r1, c); r2 = kept(kind, r2, c);
  r3 = kept(kind, r3, c); r4 = kept(kind, r4, c); r5 = kept(kind, r5, c);
  c = v128.load(TABLE, 16);
  p0 = add(r0, c), p1 = add(r1, c), p2 = add(r2, c);
  let p3 = add(r3, c), p4 = add(r4, c), p5 = add(r5, c);
  v128.store(WAIT, i64x2.shl(p0, 52));
  v128.store(WAIT, i64x2.shl(p1, 52), 16);
  v128.store(WAIT, i64x2.shl(p2, 52), 32);
  v128.store(WAIT, i64x2.shl(p3, 52), 48);
  v128.store(WAIT, i64x2.shl(p4, 52), 64);
  v128.store(WAIT, i64x2.shl(p5, 52), 80);
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
  p0 = i64x2.add(p0, v128.load(WAIT));
  p1 = i64x2.add(p1, v128.load(WAIT, 16));
  p2 = i64x2.add(p2, v128.load(WAIT, 32));
  p3 = i64x2.add(p3, v128.load(WAIT, 48));
  p4 = i64x2.add(p4, v128.load(WAIT, 64));
  p5 = i64x2.add(p5, v128.load(WAIT, 80));
  c = v128.load(TABLE, 192);
  if (kind == PAIR) {
    r0 = f64x2.div(c, add(c, p0)); p0 = mul(p0, r0); v128.store(a, p0); v128.store(b, r0); v128.store(s, larger(p0, r0));
    r1 = f64x2.div(c, add(c, p1)); p1 = mul(p1, r1); v128.store(a, p1, 16); v128.store(b, r1, 16); v128.store(s, larger(p1, r1), 16);
    r2 = f64x2.div(c, add(c, p2)); p2 = mul(p2, r2); v128.store(a, p2, 32); v128.store(b, r2, 32); v128.store(s, larger(p2, r2), 32);
    r3 = f64x2.div(c, add(c, p3)); p3 = mul(p3, r3); v128.store(a, p3, 48); v128.store(b, r3, 48); v128.store(s, larger(p3, r3), 48);
    r4 = f64x2.div(c, add(c, p4)); p4 = mul(p4, r4); v128.store(a, p4, 64); v128.store(b, r4, 64); v128.store(s, larger(p4, r4), 64);
    r5 = f64x2.div(c, add(c, p5)); p5 = mul(p5, r5); v128.store(a, p5, 80); v128.store(b, r5, 80); v128.store(s, larger(p5, r5), 80);
  } else if (two) {
    v128.store(a, p0);
    v128.store(a, p1, 16);
    v128.store(a, p2, 32);
    v128.store(other, p3);
    v128.store(other, p4, 16);
    v128.store(other, p5, 32);
    v128.store(s, add(kind == FIRST_TWO ? c : v128.load(s), add(p0, p3)));
    v128.store(s, add(kind == FIRST_TWO ? c : v128.load(s, 16), add(p1, p4)), 16);
    v128.store(s, add(kind == FIRST_TWO ? c : v128.load(s, 32), add(p2, p5)), 32);
  } else {
    v128.store(a, p0);
    v128.store(a, p1, 16);
    v128.store(a, p2, 32);
    v128.store(a, p3, 48);
    v128.store(a, p4, 64);
    v128.store(a, p5, 80);
    if (kind == TERM) {
      p0 = add(v128.load(s), p0);
      p1 = add(v128.load(s, 16), p1);
      p2 = add(v128.load(s, 32), p2);
      p3 = add(v128.load(s, 48), p3);
      p4 = add(v128.load(s, 64), p4);
      p5 = add(v128.load(s, 80), p5);
    }
    v128.store(s, p0);
    v128.store(s, p1, 16);
    v128.store(s, p2, 32);
    v128.store(s, p3, 48);
    v128.store(s, p4, 64);
    v128.store(s, p5, 80);
  }
}

/** A group of six vectors of rows: one component, or where `two` two of them. */
// @ts-ignore: decorator
@inline
function group(kind: i32, a: usize, other: usize, b: usize, s: usize): void {
  powers(kind, a, other, b, s);
  if (kind >= FIRST_TWO) powers(kind, a + 48, other + 48, b + 48, s + 48);
}

function startSums(e: usize, m: usize, s: usize, bytes: usize): void {
  for (const end = e + bytes; e < end; e += 96, m += 96, s += 96) group(START, e, 0, m, s);
}

function addTerms(e: usize, m: usize, s: usize, bytes: usize): void {
  for (const end = e + bytes; e < end; e += 96, m += 96, s += 96) group(TERM, e, 0, m, s);
}

/** 1 and the terms of two components, `stride` apart. */
function startTwo(e: usize, stride: usize, first: usize, s: usize, bytes: usize): void {
  for (const end = e + bytes; e < end; e += 96, first += 96, s += 96) group(FIRST_TWO, e, e + stride, first, s);
}

function addTwo(e: usize, stride: usize, first: usize, s: usize, bytes: usize): void {
  for (const end = e + bytes; e < end; e += 96, first += 96, s += 96) group(TWO, e, e + stride, first, s);
}

// ℓ in powers of two: a sum, and the logarithm of a product whose mantissa and exponent are kept apart. One logarithm
// a pass instead of one a row. Three doubles, which the caller reads after a pass.
const RESULT: usize = memory.data(32, 16);
let sum: f64 = 0;
let mantissa: f64 = 1;
let exponent: f64 = 0;

export function beginLogarithm(): void {
  sum = 0;
  mantissa = 1;
  exponent = 0;
}

/** sign·ℓ = sum + exponent + log2 mantissa, the sign being − where K = 2 and + otherwise. */
export function endLogarithm(): void {
  store<f64>(RESULT, sum);
  store<f64>(RESULT, exponent, 8);
  store<f64>(RESULT, mantissa, 16);
}

/** Address of sum, exponent and mantissa. */
export function result(): usize {
  return RESULT;
}

function factor(number: f64): void {
  const bits = reinterpret<i64>(mantissa * number);
  exponent += <f64>((bits >> 52) - 1023);
  mantissa = reinterpret<f64>((bits & 0xfffffffffffff) | 0x3ff0000000000000);
}

/** The same of the exponents of factors that were kept apart from them: biased sums over `count` factors a lane. */
function gatherExponents(sums: v128, count: i32): void {
  exponent += <f64>(i64x2.extract_lane(sums, 0) + i64x2.extract_lane(sums, 1) - <i64>(2 * 1023) * count);
}

/** Takes in the sums and products of a tile, lane by lane: the length of a tile keeps each product finite. */
function gather(sums: v128, products: v128): void {
  sum += f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  factor(f64x2.extract_lane(products, 0));
  factor(f64x2.extract_lane(products, 1));
}

/** Maxima over components of a tile, into m. */
function peaks(k: i32, e: usize, stride: usize, m: usize, bytes: usize): void {
  for (let v: usize = 0; v < bytes; v += 2 * LANE) {
    let at = e + v, a = v128.load(at), b = v128.load(at, 16);
    for (let c = 1; c < k; c++) {
      at += stride;
      a = larger(v128.load(at), a);
      b = larger(v128.load(at, 16), b);
    }
    v128.store(m + v, a);
    v128.store(m + v, b, 16);
  }
}

/** Sets the padding of a tile, the rows from `rows` on. */
function fillPadding(tile: usize, number: f64, rows: usize, bytes: usize): void {
  for (let at = rows << 3; at < bytes; at += 8) store<f64>(tile + at, number);
}

/** Zeros at `e`, [k] tiles, in the padding. */
export function clearPadding(k: i32, e: usize, stride: usize, rows: usize, bytes: usize): void {
  for (let c = 0; c < k; c++, e += stride) fillPadding(e, 0, rows, bytes);
}

/**
 * Whether no row of a tile is far from the first component: its log density there, at e, is not far below `peak`, the
 * most that any component has anywhere.
 */
export function isNear(e: usize, rows: usize, peak: f64): bool {
  let a = f64x2.splat(peak), b = a;
  const end = rows << 3, whole = (rows >> 2) << 5;
  for (let v: usize = 0; v < whole; v += 2 * LANE) {
    a = f64x2.pmin(a, v128.load(e + v));
    b = f64x2.pmin(b, v128.load(e + v, 16));
  }
  for (let at = whole; at < end; at += 8) a = f64x2.pmin(a, v128.load64_splat(e + at));
  a = f64x2.pmin(a, b);
  return f64x2.extract_lane(a, 0) >= peak - FAR && f64x2.extract_lane(a, 1) >= peak - FAR;
}

/**
 * Responsibilities of a tile, all but the division: e[k] ← 2^(e[k] − max e), s ← 1 / Σ_k e[k]; m is for the maxima.
 * Rows from `rows` on are padding: they get responsibilities of exactly 0 and leave the log-likelihood alone.
 * `stride` is the distance between two components' tiles.
 */
export function softmax(k: i32, e: usize, stride: usize, m: usize, s: usize, rows: usize, bytes: usize): void {
  peaks(k, e, stride, m, bytes);
  startSums(e, m, s, bytes);
  for (let c = 1; c < k; c++) addTerms(e + <usize>c * stride, m, s, bytes);
  clearPadding(k, e, stride, rows, bytes);
  clearPadding(1, m, 0, rows, bytes);
  fillPadding(s, 1, rows, bytes);
  const one = f64x2.splat(1);
  let tops = zero(), products = one;
  for (let v: usize = 0; v < bytes; v += LANE) {
    const total = v128.load(s + v);
    products = mul(products, total);
    tops = add(tops, v128.load(m + v));
    v128.store(s + v, f64x2.div(one, total));
  }
  gather(tops, products);
}

// 2^52 − 1: the mantissa's bits.
const MANTISSA: usize = memory.data<i64>([0xfffffffffffff, 0xfffffffffffff], 16);

/**
 * What the last components add to the sums, and what the sums are for: where `end` is their end and e[0] begins at `first`,
 * s and e[0] ← 1 / Σ. A group's products hide what its divisions take.
 */
// @ts-ignore: decorator
@inline
function finish(kind: i32, e: usize, stride: usize, first: usize, s: usize, bytes: usize): void {
  const one = f64x2.splat(1), bits = v128.load(MANTISSA);
  let bases = zero(), products = one, exponents = i64x2.splat(0);
  for (const end = e + bytes; e < end; e += 96, first += 96, s += 96) {
    group(kind, e, e + stride, first, s);
    for (let v: usize = 0; v < 96; v += 2 * LANE) {
      const t = v128.load(s + v), u = v128.load(s + v, 16);
      exponents = i64x2.add(exponents, i64x2.add(i64x2.shr_u(t, 52), i64x2.shr_u(u, 52)));
      products = mul(products, mul(v128.or(v128.and(t, bits), one), v128.or(v128.and(u, bits), one)));
      bases = add(bases, add(v128.load(first + v), v128.load(first + v, 16)));
      const p = f64x2.div(one, t), q = f64x2.div(one, u);
      v128.store(first + v, p);
      v128.store(first + v, q, 16);
      v128.store(s + v, p);
      v128.store(s + v, q, 16);
    }
  }
  gather(bases, products);
  gatherExponents(exponents, <i32>(bytes >> 4));
}

function finishTerm(e: usize, first: usize, s: usize, bytes: usize): void {
  finish(TERM, e, 0, first, s, bytes);
}

function finishTwo(e: usize, stride: usize, first: usize, s: usize, bytes: usize): void {
  finish(TWO, e, stride, first, s, bytes);
}

function finishFirstTwo(e: usize, stride: usize, first: usize, s: usize, bytes: usize): void {
  finish(FIRST_TWO, e, stride, first, s, bytes);
}

/**
 * The same from k − 1 powers a row instead of k, and without maxima, for k ≥ 3: e[0] and s ← 1 / Σ_k 2^(e[k] − e[0]),
 * e[k] ← 2^(e[k] − e[0]). Sums may be large: their exponents are added up apart from the product. For tiles that `isNear`.
 */
export function softmaxFromFirst(k: i32, e: usize, stride: usize, s: usize, rows: usize, bytes: usize): void {
  // Padding: 1 + 2^−800 + … is 1, which adds nothing to ℓ.
  for (let c = 0, tile = e; c < k; c++, tile += stride) fillPadding(tile, c == 0 ? 0 : -800, rows, bytes);
  let at = e + stride, left = k - 1;
  if (left > 2) {
    startTwo(at, stride, e, s, bytes);
    for (at += 2 * stride, left -= 2; left > 2; at += 2 * stride, left -= 2) addTwo(at, stride, e, s, bytes);
  }
  if (left == 1) finishTerm(at, e, s, bytes);
  else if (k == 3) finishFirstTwo(at, stride, e, s, bytes);
  else finishTwo(at, stride, e, s, bytes);
  clearPadding(k, e, stride, rows, bytes);
}

/** The same for two components, whole: e[0] and e[1] become the responsibilities. ℓ_i = max a − log2(max q). */
export function softmax2(e: usize, stride: usize, s: usize, rows: usize, bytes: usize): void {
  const f = e + stride, end = rows << 3;
  for (let at = end; at < bytes; at += 8) {
    store<f64>(e + at, 0);
    store<f64>(f + at, 0);
  }
  let tops = zero(), products = f64x2.splat(1);
  for (let at: usize = 0; at < bytes; at += 96) {
    const a = e + at, b = f + at, shares = s + at;
    tops = add(tops, larger(v128.load(a), v128.load(b)));
    tops = add(tops, larger(v128.load(a, 16), v128.load(b, 16)));
    tops = add(tops, larger(v128.load(a, 32), v128.load(b, 32)));
    tops = add(tops, larger(v128.load(a, 48), v128.load(b, 48)));
    tops = add(tops, larger(v128.load(a, 64), v128.load(b, 64)));
    tops = add(tops, larger(v128.load(a, 80), v128.load(b, 80)));
    powers(PAIR, a, 0, b, shares);
  }
  for (let at = end; at < bytes; at += 8) {
    store<f64>(e + at, 0);
    store<f64>(f + at, 0);
    store<f64>(s + at, 1);
  }
  for (let v: usize = 0; v < bytes; v += LANE) products = mul(products, v128.load(s + v));
  gather(f64x2.sub(zero(), tops), products);
}
