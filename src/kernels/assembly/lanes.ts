// Two rows a vector. Everything is raw loads and stores at 16-byte addresses: V8's guard pages make them free of bounds
// checks, typed arrays inside WebAssembly are not. Helpers are inlined, and `if`s on their constant arguments vanish.

export const LANE: usize = 16;

// @ts-ignore: decorator
@inline
export function add(a: v128, b: v128): v128 {
  return f64x2.add(a, b);
}

// @ts-ignore: decorator
@inline
export function sub(a: v128, b: v128): v128 {
  return f64x2.sub(a, b);
}

// @ts-ignore: decorator
@inline
export function mul(a: v128, b: v128): v128 {
  return f64x2.mul(a, b);
}

/** a·b + c, rounded twice: relaxed madd would round by machine. */
// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  return f64x2.add(f64x2.mul(a, b), c);
}

/** The larger of each lane; one instruction, where f64x2.max costs eleven. */
// @ts-ignore: decorator
@inline
export function larger(a: v128, b: v128): v128 {
  return f64x2.pmax(a, b);
}

// @ts-ignore: decorator
@inline
export function zero(): v128 {
  return f64x2.splat(0);
}

/** Both lanes from one number in memory. */
// @ts-ignore: decorator
@inline
export function both(at: usize): v128 {
  return v128.load64_splat(at);
}

/**
 * Two running totals at `at` gain the lane sums of a and b:
 *
 *     at → [ t0 , t1 ]     a = [ a0 , a1 ]     b = [ b0 , b1 ]
 *          [ t0 + (a0 + a1) , t1 + (b0 + b1) ]
 */
// @ts-ignore: decorator
@inline
export function total(at: usize, a: v128, b: v128): void {
  const sums = f64x2.add(v128.shuffle<f64>(a, b, 0, 2), v128.shuffle<f64>(a, b, 1, 3));
  v128.store(at, f64x2.add(v128.load(at), sums));
}

/** One running total at `at` gains the lane sum of a. */
// @ts-ignore: decorator
@inline
export function total1(at: usize, a: v128): void {
  store<f64>(at, load<f64>(at) + (f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1)));
}
