import { sumFirst, whitenSphere } from './axes';
import { STRIDE, sumPairs, whitenLarge } from './blocks';
import { LANE, both, madd, mul, sub } from './lanes';

// One covariance for all components (tied), D ≥ 5. The rows are whitened once, u = W x, and a component is then a point
// b_k = W μ_k in whitened space: |y_k|² = |u − b_k|². The second moments need no sum over components either. With
// Σ_k q_k = 1 and ū = Σ_k q_k b_k, for each row
//
//     Σ_k q_k (u − b_k)(u − b_k)ᵀ = (u − ū)(u − ū)ᵀ + Σ_{k<l} q_k q_l (b_k − b_l)(b_k − b_l)ᵀ,
//
// a sum of terms none of which cancel another: D²/2 + K²/2 products a row in place of K D²/2. Σ_i q_k q_l is added up
// here, the differences b_k − b_l are put in once a pass by the caller.

/** u of a tile into `u`, and the log densities of all components into e and m. */
export function whitenPooled(
  k: i32, d: i32, x: usize, w: usize, origin: usize, points: usize, pad: usize, one: usize, c: usize, u: usize, e: usize, m: usize, bytes: usize,
): void {
  whitenLarge(d, x, w, origin, c, u, e, m, bytes);
  for (let i = 0; i < k; i++, points += pad, c += 8, e += STRIDE) {
    whitenSphere(d, i == 0, u, STRIDE, points, one, c, e, m, bytes);
  }
}

/** ū is taken from u: `v` gets u − ū, and 0 for the padding behind `end`. */
function residuals(k: i32, d: i32, q: usize, u: usize, v: usize, points: usize, pad: usize, end: usize, bytes: usize): void {
  for (let j = 0; j < d; j++, u += STRIDE, v += STRIDE, points += 8) {
    for (let at: usize = 0; at < bytes; at += 2 * LANE) {
      let b = both(points);
      let s = mul(b, v128.load(q + at)), t = mul(b, v128.load(q + at, 16));
      let share = q + at, point = points;
      for (let i = 1; i < k; i++) {
        share += STRIDE;
        point += pad;
        b = both(point);
        s = madd(b, v128.load(share), s), t = madd(b, v128.load(share, 16), t);
      }
      v128.store(v + at, sub(v128.load(u + at), s));
      v128.store(v + at, sub(v128.load(u + at, 16), t), 16);
    }
    for (let at = end; at < bytes; at += 8) store<f64>(v + at, 0);
  }
}

/**
 * Statistics of a tile from its responsibilities at q, [K] tiles: S1 by component in `first`, Σ (u − ū)(u − ū)ᵀ in
 * `second`, Σ q_k q_l in `pairs`, both as packed triangles.
 */
export function sumPooled(
  k: i32, d: i32, q: usize, u: usize, v: usize, points: usize, pad: usize, end: usize, bytes: usize,
  first: usize, second: usize, pairs: usize,
): void {
  residuals(k, d, q, u, v, points, pad, end, bytes);
  sumPairs(d, v, bytes, second);
  sumPairs(k, q, bytes, pairs);
  for (let i = 0; i < k; i++, q += STRIDE, points += pad, first += pad) {
    sumFirst(d, q, u, STRIDE, points, bytes, first);
  }
}
