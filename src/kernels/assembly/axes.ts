import { add, both, LANE, madd, mul, sub, total, total1, zero } from './lanes';
import { finish } from './blocks';

// Diagonal and spherical covariances: z = x − μ is cheap enough to form twice, so nothing is kept between the steps.

/** One component's E-step, diagonal: e = c − Σ_d (z_d w_d)². */
export function whitenDiagonal(
  d: i32, first: bool, x: usize, step: usize, mean: usize, w: usize, c: usize, e: usize, m: usize, bytes: usize,
): void {
  for (let j = 0; j < d; j++, x += step, mean += 8, w += 8) {
    const mu = both(mean), scale = both(w);
    if (j == 0) {
      for (let v: usize = 0; v < bytes; v += LANE) {
        const y = mul(sub(v128.load(x + v), mu), scale);
        v128.store(e + v, mul(y, y));
      }
    } else {
      for (let v: usize = 0; v < bytes; v += LANE) {
        const y = mul(sub(v128.load(x + v), mu), scale);
        v128.store(e + v, madd(y, y, v128.load(e + v)));
      }
    }
  }
  finish(first, c, e, m, bytes);
}

/**
 * One component's statistics, diagonal and spherical, of z = x − μ: S1 in `first`, Σ q z² by column in `second`.
 * The scales 1/σ are put in once a pass, by the caller.
 */
export function sumDiagonal(d: i32, q: usize, x: usize, step: usize, mean: usize, bytes: usize, first: usize, second: usize): void {
  for (let j = 0; j < d; j++, x += step, mean += 8, first += 8, second += 8) {
    const mu = both(mean);
    let s = zero(), t = zero(), a = zero(), b = zero();
    for (let v: usize = 0; v < bytes; v += 2 * LANE) {
      const z = sub(v128.load(x + v), mu), u = sub(v128.load(x + v, 16), mu);
      const qz = mul(v128.load(q + v), z), qu = mul(v128.load(q + v, 16), u);
      s = add(s, qz);
      t = add(t, qu);
      a = madd(qz, z, a);
      b = madd(qu, u, b);
    }
    total1(first, add(s, t));
    total1(second, add(a, b));
  }
}
