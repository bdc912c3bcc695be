import { add, both, LANE, larger, madd, mul, sub, zero } from './lanes';
import { TABLE } from './power';

// Dense layers in f64, for what is reported. Units come in fours, rows too; padding holds zeros and stays zero.
//
//   activations   [row][unit]
//   weights       [unit out / 4][unit in][4 out]    four outputs' weights of one input side by side
//
// Lanes run over outputs: each output's sum begins with its bias and takes the inputs in their order, as the scalar twin
// does, so that before the activation the two agree to the last bit.

export function free(): usize {
  return __heap_base;
}

/** Bytes of weights that stay in the second cache while rows go by. */
const TILE: usize = 1 << 16;

/** Four outputs of a row. */
// @ts-ignore: decorator
@inline
function place(y: usize, a: v128, b: v128): void {
  v128.store(y, a);
  v128.store(y, b, LANE);
}

/** y = W x + b for `rows` rows. */
export function forward(inputs: usize, outputs: usize, w: usize, bias: usize, x: usize, y: usize, rows: usize): void {
  const block = inputs << 5, xStep = inputs << 3, yStep = outputs << 3;
  const tile = max<usize>(4, (TILE / xStep) & ~3);
  for (let first: usize = 0; first < outputs; first += tile) {
    const last = min(first + tile, outputs);
    for (let r: usize = 0; r < rows; r += 4) {
      for (let o = first; o < last; o += 4) {
        let at = w + (o >> 2) * block, p = x + r * xStep;
        const end = at + block;
        let a0 = v128.load(bias + (o << 3)), b0 = v128.load(bias + (o << 3), 16);
        let a1 = a0, a2 = a0, a3 = a0, b1 = b0, b2 = b0, b3 = b0;
        while (at < end) {
          // Two inputs a turn.
          const q = p + xStep, s = q + xStep, t = s + xStep;
          let low = v128.load(at), high = v128.load(at, 16);
          let v = both(p); a0 = madd(low, v, a0); b0 = madd(high, v, b0);
          v = both(q); a1 = madd(low, v, a1); b1 = madd(high, v, b1);
          v = both(s); a2 = madd(low, v, a2); b2 = madd(high, v, b2);
          v = both(t); a3 = madd(low, v, a3); b3 = madd(high, v, b3);
          low = v128.load(at, 32); high = v128.load(at, 48);
          v = v128.load64_splat(p, 8); a0 = madd(low, v, a0); b0 = madd(high, v, b0);
          v = v128.load64_splat(q, 8); a1 = madd(low, v, a1); b1 = madd(high, v, b1);
          v = v128.load64_splat(s, 8); a2 = madd(low, v, a2); b2 = madd(high, v, b2);
          v = v128.load64_splat(t, 8); a3 = madd(low, v, a3); b3 = madd(high, v, b3);
          at += 64;
          p += 16;
        }
        const to = y + r * yStep + (o << 3);
        place(to, a0, b0);
        place(to + yStep, a1, b1);
        place(to + 2 * yStep, a2, b2);
        place(to + 3 * yStep, a3, b3);
      }
    }
  }
}

/** max(·, 0) in place, of a whole number of vectors. */
export function relu(at: usize, end: usize): void {
  for (; at < end; at += LANE) v128.store(at, larger(zero(), v128.load(at)));
}

// 2 log2 e, the largest exponent (tanh is 1 from there on), the sign bit; pre-splatted, as those of power.ts.
const OWN: usize = memory.data<f64>([2.8853900817779268, 2.8853900817779268, 64.0, 64.0, -0.0, -0.0], 16);

/** The number at `index` of power.ts's table: 1 is 1.5·2^52, the polynomial begins at 2, 12 is 1. */
// @ts-ignore: decorator
@inline
function c(index: usize): v128 {
  return v128.load(TABLE + (index << 4));
}

/** 2^r, |r| ≤ ½. */
// @ts-ignore: decorator
@inline
function fraction(r: v128): v128 {
  let p = madd(c(2), r, c(3));
  p = madd(p, r, c(4));
  p = madd(p, r, c(5));
  p = madd(p, r, c(6));
  p = madd(p, r, c(7));
  p = madd(p, r, c(8));
  p = madd(p, r, c(9));
  p = madd(p, r, c(10));
  p = madd(p, r, c(11));
  return madd(p, r, c(12));
}

/** tanh x = ± (1 − e)/(1 + e), e = 2^−t, t = 2 |x| log2 e: within some 3e-16 absolutely, not relatively. */
// @ts-ignore: decorator
@inline
function bent(x: v128): v128 {
  const t = f64x2.pmin(mul(f64x2.abs(x), v128.load(OWN)), v128.load(OWN, 16));
  // Its last bits are those of the exponent.
  const n = sub(c(1), t);
  const r = sub(f64x2.neg(t), sub(n, c(1)));
  const e = i64x2.add(fraction(r), i64x2.shl(n, 52));
  return v128.bitselect(x, f64x2.div(sub(c(12), e), add(c(12), e)), v128.load(OWN, 32));
}

/** tanh in place, of a multiple of four vectors: so many hide the latency of Horner's rule. */
export function tanh(at: usize, end: usize): void {
  for (; at < end; at += 64) {
    const a = bent(v128.load(at)), b = bent(v128.load(at, 16)), d = bent(v128.load(at, 32)), e = bent(v128.load(at, 48));
    v128.store(at, a);
    v128.store(at, b, 16);
    v128.store(at, d, 32);
    v128.store(at, e, 48);
  }
}
