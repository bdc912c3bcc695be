import { exp4, half, LANE, log1p4, madd, one, widen } from './vaeLanes';
import { ROW } from './vaeDense';

// What lies between and behind the networks: rows into panels, the sample z = μ + σ ⊙ ε, the likelihood and KL with
// their derivatives. Sums go to f64 before they leave a panel, and panels are added up in a fixed order.

/** Eight rows (indices at `rows`) of `units` numbers, turned: row-major in the data, unit by unit in the panel. */
export function gather(data: usize, units: usize, rows: usize, to: usize): void {
  const step = units << 2;
  for (let part: usize = 0; part < 2; part++) {
    const r = rows + (part << 4);
    let a = data + <usize>load<u32>(r) * step, b = data + <usize>load<u32>(r + 4) * step;
    let d = data + <usize>load<u32>(r + 8) * step, e = data + <usize>load<u32>(r + 12) * step;
    let at = to + (part << 4);
    for (let u: usize = 0; u < units; u += 4, a += 16, b += 16, d += 16, e += 16, at += 128) {
      const va = v128.load(a), vb = v128.load(b), vd = v128.load(d), ve = v128.load(e);
      const ab = v128.shuffle<f32>(va, vb, 0, 4, 1, 5), ab2 = v128.shuffle<f32>(va, vb, 2, 6, 3, 7);
      const de = v128.shuffle<f32>(vd, ve, 0, 4, 1, 5), de2 = v128.shuffle<f32>(vd, ve, 2, 6, 3, 7);
      v128.store(at, v128.shuffle<f32>(ab, de, 0, 1, 4, 5));
      v128.store(at + ROW, v128.shuffle<f32>(ab, de, 2, 3, 6, 7));
      v128.store(at + 2 * ROW, v128.shuffle<f32>(ab2, de2, 0, 1, 4, 5));
      v128.store(at + 3 * ROW, v128.shuffle<f32>(ab2, de2, 2, 3, 6, 7));
    }
  }
}

// Settings of this step, each spread over four lanes: β, free bits, the bounds of log σ² of q.
export const SETTINGS: usize = memory.data(16 * 4, 16);

/**
 * One panel: `head` holds μ of `latents` units, then log σ². Writes z and σ, and the panel's Σ KL (f64) to `kl`.
 * `there` [8] is 1 for rows that exist, 0 for padding.
 */
export function sample(head: usize, latents: usize, epsilon: usize, z: usize, sigma: usize, there: usize, kl: usize): void {
  const bytes = latents * ROW;
  let sum = f64x2.splat(0);
  for (let v: usize = 0; v < bytes; v += LANE) {
    const mu = v128.load(head + v), raw = v128.load(head + bytes + v);
    const logVariance = f32x4.pmin(f32x4.pmax(raw, v128.load(SETTINGS + 32)), v128.load(SETTINGS + 48));
    const s = exp4(f32x4.mul(half(), logVariance));
    v128.store(z + v, madd(s, v128.load(epsilon + v), mu));
    v128.store(sigma + v, s);
    const twice = f32x4.sub(f32x4.sub(madd(mu, mu, f32x4.mul(s, s)), logVariance), one());
    sum = widen(sum, f32x4.mul(v128.load(there + (v & 16)), f32x4.mul(half(), twice)));
  }
  store<f64>(kl, f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
}

/** ∂loss/∂head of one panel, from ∂loss/∂z. `weight` [8] is 1/rows, 0 for padding. */
export function sampleBack(
  head: usize, latents: usize, epsilon: usize, dz: usize, sigma: usize, weight: usize, to: usize,
): void {
  const bytes = latents * ROW;
  const zero = f32x4.splat(0);
  for (let v: usize = 0; v < bytes; v += LANE) {
    const mu = v128.load(head + v), raw = v128.load(head + bytes + v), s = v128.load(sigma + v), pull = v128.load(dz + v);
    const low = v128.load(SETTINGS + 32), high = v128.load(SETTINGS + 48);
    const logVariance = f32x4.pmin(f32x4.pmax(raw, low), high), variance = f32x4.mul(s, s);
    const kl = f32x4.mul(half(), f32x4.sub(f32x4.sub(madd(mu, mu, variance), logVariance), one()));
    // Free bits of 0 leave every KL pressed, whatever its rounding.
    const free = v128.load(SETTINGS + 16);
    const held = v128.and(f32x4.lt(kl, free), f32x4.gt(free, zero));
    const press = v128.andnot(f32x4.mul(v128.load(SETTINGS), v128.load(weight + (v & 16))), held);
    const stretch = f32x4.mul(pull, f32x4.mul(v128.load(epsilon + v), s));
    const along = f32x4.mul(half(), madd(press, f32x4.sub(variance, one()), stretch));
    const outwards = v128.or(
      v128.and(f32x4.lt(raw, low), f32x4.gt(along, zero)),
      v128.and(f32x4.gt(raw, high), f32x4.lt(along, zero)),
    );
    v128.store(to + v, madd(press, mu, pull));
    v128.store(to + bytes + v, v128.andnot(along, outwards));
  }
}

/**
 * The likelihood's part of one panel: ∂loss/∂output to `delta`, and an f64 a unit to `sums`: Σ (x − x̂)² where the unit
 * is Gaussian, Σ x·logit − log(1 + e^logit) where it is Bernoulli (a byte at `binary` each). `precision` holds 1/σ².
 */
export function likelihood(
  units: usize, x: usize, output: usize, delta: usize, precision: usize, binary: usize, there: usize, weight: usize,
  sums: usize,
): void {
  const there0 = v128.load(there), there1 = v128.load(there + 16);
  const weight0 = v128.load(weight), weight1 = v128.load(weight + 16);
  for (let u: usize = 0; u < units; u++, x += ROW, output += ROW, delta += ROW, precision += 4, sums += 8) {
    const x0 = v128.load(x), x1 = v128.load(x + 16), y0 = v128.load(output), y1 = v128.load(output + 16);
    let sum = f64x2.splat(0);
    if (load<u8>(binary + u) != 0) {
      sum = widen(sum, f32x4.mul(there0, bernoulli(x0, y0, weight0, delta)));
      sum = widen(sum, f32x4.mul(there1, bernoulli(x1, y1, weight1, delta + 16)));
    } else {
      const r0 = f32x4.sub(y0, x0), r1 = f32x4.sub(y1, x1), p = v128.load32_splat(precision);
      v128.store(delta, f32x4.mul(r0, f32x4.mul(p, weight0)));
      v128.store(delta + 16, f32x4.mul(r1, f32x4.mul(p, weight1)));
      sum = widen(widen(sum, f32x4.mul(there0, f32x4.mul(r0, r0))), f32x4.mul(there1, f32x4.mul(r1, r1)));
    }
    store<f64>(sums, f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
  }
}

/** log p(x | logit) of four rows; its derivative's negative, weighted, to `delta`. */
// @ts-ignore: decorator
@inline
function bernoulli(x: v128, logit: v128, weight: v128, delta: usize): v128 {
  const u = exp4(f32x4.neg(f32x4.abs(logit)));
  const upper = f32x4.div(one(), f32x4.add(one(), u)); // sigmoid(|logit|)
  const sigmoid = v128.bitselect(upper, f32x4.sub(one(), upper), f32x4.gt(logit, f32x4.splat(0)));
  v128.store(delta, f32x4.mul(weight, f32x4.sub(sigmoid, x)));
  return f32x4.sub(f32x4.mul(x, logit), f32x4.add(f32x4.pmax(logit, f32x4.splat(0)), log1p4(u)));
}
