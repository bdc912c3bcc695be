import { whitenSphere } from './axes';
import { STRIDE, sumCross, sumPairs, whitenLarge } from './blocks';
import { LANE, both, madd, sub, zero } from './lanes';

// One covariance for all components (tied), D ≥ 5. The rows are whitened once, u = W x, and a component is then a point
// b_k = W μ_k in whitened space: |y_k|² = |u − b_k|². The second moments need no sum over components either. With
// Σ_k q_k = 1 and ū = Σ_k q_k b_k, for each row
//
//     Σ_k q_k (u − b_k)(u − b_k)ᵀ = (u − ū)(u − ū)ᵀ + Σ_{k<l} q_k q_l (b_k − b_l)(b_k − b_l)ᵀ,
//
// a sum of terms none of which cancel another: D²/2 + K²/2 products a row in place of K D²/2. Σ_i q_k q_l is added up
// here, the differences b_k − b_l are put in once a pass by the caller. First moments are sums of u, a product of two
// matrices; the caller takes N_k b_k from them, at the cost of what rounding leaves of a distance between two points.

/** u of a tile into `u`, and the log densities of all components into e. */
export function whitenPooled(
  k: i32, d: i32, x: usize, w: usize, origin: usize, points: usize, pad: usize, one: usize, c: usize, u: usize, e: usize, bytes: usize,
): void {
  whitenLarge(d, x, w, origin, c, u, e, bytes);
  for (let i = 0; i < k; i++, points += pad, c += 8, e += STRIDE) {
    whitenSphere(d, u, points, one, c, 0, e, bytes);
  }
}

/** ū of J columns is taken from u: `v` gets u − ū, and 0 for the padding behind `end`. Every `if` is on a constant. */
// @ts-ignore: decorator
@inline
function residualsOf(J: i32, k: i32, q: usize, u: usize, v: usize, points: usize, pad: usize, end: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 2 * LANE) {
    let s0 = zero(), t0 = zero(), s1 = zero(), t1 = zero(), s2 = zero(), t2 = zero(), s3 = zero(), t3 = zero();
    let share = q + at, point = points;
    for (let i = 0; i < k; i++, share += STRIDE, point += pad) {
      const q0 = v128.load(share), q1 = v128.load(share, 16);
      let b = both(point); s0 = madd(b, q0, s0); t0 = madd(b, q1, t0);
      if (J > 1) { b = v128.load64_splat(point, 8); s1 = madd(b, q0, s1); t1 = madd(b, q1, t1); }
      if (J > 2) { b = v128.load64_splat(point, 16); s2 = madd(b, q0, s2); t2 = madd(b, q1, t2); }
      if (J > 3) { b = v128.load64_splat(point, 24); s3 = madd(b, q0, s3); t3 = madd(b, q1, t3); }
    }
    v128.store(v + at, sub(v128.load(u + at), s0)); v128.store(v + at, sub(v128.load(u + at, 16), t0), 16);
    if (J > 1) { v128.store(v + at, sub(v128.load(u + at, STRIDE), s1), STRIDE); v128.store(v + at, sub(v128.load(u + at, STRIDE + 16), t1), STRIDE + 16); }
    if (J > 2) { v128.store(v + at, sub(v128.load(u + at, 2 * STRIDE), s2), 2 * STRIDE); v128.store(v + at, sub(v128.load(u + at, 2 * STRIDE + 16), t2), 2 * STRIDE + 16); }
    if (J > 3) { v128.store(v + at, sub(v128.load(u + at, 3 * STRIDE), s3), 3 * STRIDE); v128.store(v + at, sub(v128.load(u + at, 3 * STRIDE + 16), t3), 3 * STRIDE + 16); }
  }
  for (let j = 0; j < J; j++, v += STRIDE) for (let at = end; at < bytes; at += 8) store<f64>(v + at, 0);
}

function residuals(k: i32, d: i32, q: usize, u: usize, v: usize, points: usize, pad: usize, end: usize, bytes: usize): void {
  let left = d;
  for (; left >= 4; left -= 4, u += 4 * STRIDE, v += 4 * STRIDE, points += 32) {
    residualsOf(4, k, q, u, v, points, pad, end, bytes);
  }
  if (left == 3) residualsOf(3, k, q, u, v, points, pad, end, bytes);
  else if (left == 2) residualsOf(2, k, q, u, v, points, pad, end, bytes);
  else if (left == 1) residualsOf(1, k, q, u, v, points, pad, end, bytes);
}

/**
 * Statistics of a tile from its responsibilities at q, [K] tiles: Σ q u by component in `first`, Σ (u − ū)(u − ū)ᵀ in
 * `second`, Σ q_k q_l in `pairs`, both as packed triangles.
 */
export function sumPooled(
  k: i32, d: i32, q: usize, u: usize, v: usize, points: usize, pad: usize, end: usize, bytes: usize,
  first: usize, second: usize, pairs: usize,
): void {
  residuals(k, d, q, u, v, points, pad, end, bytes);
  sumPairs(d, v, bytes, second);
  sumPairs(k, q, bytes, pairs);
  sumCross(k, d, q, u, bytes, first, pad);
}
