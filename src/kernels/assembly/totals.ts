import { LANE, add, madd, sub, zero } from './lanes';

/** Bytes of rows that are summed by themselves: a sum of sums rounds as often as the longer of the two. */
const RUN: usize = 16 * 6 * LANE;

// @ts-ignore: decorator
@inline
function lanes(a: v128, b: v128, c: v128): f64 {
  const sums = add(add(a, b), c);
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}

/** Mean m of the numbers at x, Σ (x − m), which rounding leaves, and Σ (x − m)²: three numbers to `to`. */
export function totals(x: usize, rows: i32, to: usize): void {
  const end = x + (<usize>rows << 3), whole = x + <usize>(rows / 6) * 3 * LANE;
  let a = zero(), b = zero(), c = zero();
  for (let at = x; at < whole; at += 3 * LANE) {
    a = add(a, v128.load(at)), b = add(b, v128.load(at, 16)), c = add(c, v128.load(at, 32));
  }
  let mean = lanes(a, b, c);
  for (let at = whole; at < end; at += 8) mean += load<f64>(at);
  mean /= <f64>rows;
  const m = f64x2.splat(mean);
  let once: f64 = 0, twice: f64 = 0;
  for (let start = x; start < whole; start += RUN) {
    let r = zero(), s = zero(), t = zero();
    a = zero(), b = zero(), c = zero();
    for (let at = start, stop = min(whole, start + RUN); at < stop; at += 3 * LANE) {
      let z = sub(v128.load(at), m);
      r = add(r, z), a = madd(z, z, a);
      z = sub(v128.load(at, 16), m);
      s = add(s, z), b = madd(z, z, b);
      z = sub(v128.load(at, 32), m);
      t = add(t, z), c = madd(z, z, c);
    }
    once += lanes(r, s, t);
    twice += lanes(a, b, c);
  }
  for (let at = whole; at < end; at += 8) {
    const z = load<f64>(at) - mean;
    once += z;
    twice += z * z;
  }
  store<f64>(to, mean);
  store<f64>(to, once, 8);
  store<f64>(to, twice, 16);
}
