import { LANE, madd, one, sums4, tanh4 } from './vaeLanes';

// Dense layers over panels of eight rows. All numbers are f32; units come in fours, padding holds zeros and stays zero.
//
//   activations   [panel][unit][8 rows]             a unit of a panel is two vectors
//   weights       [unit out / 4][unit in][4 out]    four outputs' weights of one input side by side
//
// Lanes run over rows forward and back, so that a weight is spread over lanes by its load; the gradient is a product of
// two vectors over rows, whose lane sums fall four outputs at a time where the weights lie.

export const ROW: usize = 32; // bytes of a unit in a panel

/** Bytes between panels: an odd number of cache lines, or panels a power of two apart would fall on the same ones. */
// @ts-ignore: decorator
@inline
export function step(units: usize): usize {
  return ((units >> 1) | 1) << 6;
}

/** Units that are summed over at a time: with their weights they stay in the nearest cache. */
const CHUNK: usize = 256;

// @ts-ignore: decorator
@inline
function spread(at: usize): v128 {
  return v128.load32_splat(at);
}

/** y = W x + b for panels [from, to); outputs in tiles whose weights stay in the cache. */
export function forward(
  inputs: usize, outputs: usize, w: usize, bias: usize, x: usize, y: usize, from: usize, to: usize, tile: usize,
): void {
  const block = inputs << 4, xStep = step(inputs), yStep = step(outputs);
  for (let chunk: usize = 0; chunk < inputs; chunk += CHUNK) {
    const length = min(CHUNK, inputs - chunk) << 4;
    for (let first: usize = 0; first < outputs; first += tile) {
      const last = min(first + tile, outputs);
      for (let p = from; p < to; p++) {
        const panel = x + p * xStep + chunk * ROW;
        for (let o = first; o < last; o += 4) {
          let at = w + (o >> 2) * block + (chunk << 4), v = panel;
          const end = at + length, to4 = y + p * yStep + o * ROW;
          let a0: v128, a1: v128, a2: v128, a3: v128, b0: v128, b1: v128, b2: v128, b3: v128;
          if (chunk == 0) {
            const b = bias + (o << 2);
            a0 = b0 = spread(b); a1 = b1 = spread(b + 4); a2 = b2 = spread(b + 8); a3 = b3 = spread(b + 12);
          } else {
            a0 = v128.load(to4); b0 = v128.load(to4 + 16);
            a1 = v128.load(to4 + 32); b1 = v128.load(to4 + 48);
            a2 = v128.load(to4 + 64); b2 = v128.load(to4 + 80);
            a3 = v128.load(to4 + 96); b3 = v128.load(to4 + 112);
          }
          while (at < end) {
            // Four inputs a turn.
            let low = v128.load(v), high = v128.load(v + 16);
            let s = spread(at); a0 = madd(s, low, a0); b0 = madd(s, high, b0);
            s = spread(at + 4); a1 = madd(s, low, a1); b1 = madd(s, high, b1);
            s = spread(at + 8); a2 = madd(s, low, a2); b2 = madd(s, high, b2);
            s = spread(at + 12); a3 = madd(s, low, a3); b3 = madd(s, high, b3);
            low = v128.load(v + 32); high = v128.load(v + 48);
            s = spread(at + 16); a0 = madd(s, low, a0); b0 = madd(s, high, b0);
            s = spread(at + 20); a1 = madd(s, low, a1); b1 = madd(s, high, b1);
            s = spread(at + 24); a2 = madd(s, low, a2); b2 = madd(s, high, b2);
            s = spread(at + 28); a3 = madd(s, low, a3); b3 = madd(s, high, b3);
            low = v128.load(v + 64); high = v128.load(v + 80);
            s = spread(at + 32); a0 = madd(s, low, a0); b0 = madd(s, high, b0);
            s = spread(at + 36); a1 = madd(s, low, a1); b1 = madd(s, high, b1);
            s = spread(at + 40); a2 = madd(s, low, a2); b2 = madd(s, high, b2);
            s = spread(at + 44); a3 = madd(s, low, a3); b3 = madd(s, high, b3);
            low = v128.load(v + 96); high = v128.load(v + 112);
            s = spread(at + 48); a0 = madd(s, low, a0); b0 = madd(s, high, b0);
            s = spread(at + 52); a1 = madd(s, low, a1); b1 = madd(s, high, b1);
            s = spread(at + 56); a2 = madd(s, low, a2); b2 = madd(s, high, b2);
            s = spread(at + 60); a3 = madd(s, low, a3); b3 = madd(s, high, b3);
            at += 64; v += 4 * ROW;
          }
          v128.store(to4, a0); v128.store(to4 + 16, b0);
          v128.store(to4 + 32, a1); v128.store(to4 + 48, b1);
          v128.store(to4 + 64, a2); v128.store(to4 + 80, b2);
          v128.store(to4 + 96, a3); v128.store(to4 + 112, b3);
        }
      }
    }
  }
}

/** tanh (or max(·, 0)) of whole panels in place. */
export function activate(relu: bool, at: usize, end: usize): void {
  if (relu) {
    const zero = f32x4.splat(0);
    for (; at < end; at += LANE) v128.store(at, f32x4.pmax(zero, v128.load(at)));
    return;
  }
  for (; at < end; at += 64) {
    const a = tanh4(v128.load(at)), b = tanh4(v128.load(at + 16));
    const d = tanh4(v128.load(at + 32)), e = tanh4(v128.load(at + 48));
    v128.store(at, a); v128.store(at + 16, b); v128.store(at + 32, d); v128.store(at + 48, e);
  }
}

// @ts-ignore: decorator
@inline
function slope(active: i32, x: usize): v128 {
  const h = v128.load(x);
  if (active == 2) return v128.and(one(), f32x4.gt(h, f32x4.splat(0)));
  return f32x4.sub(one(), f32x4.mul(h, h));
}

/**
 * ∂loss/∂x = Wᵀ ∂loss/∂y, and through the activation that made x: `active` 0 none, 1 tanh, 2 relu. Panels [from, to).
 */
export function backward(
  inputs: usize, outputs: usize, w: usize, x: usize, dy: usize, dx: usize, from: usize, to: usize, tile: usize, active: i32,
): void {
  const block = inputs << 4, xStep = step(inputs), yStep = step(outputs);
  for (let chunk: usize = 0; chunk < outputs; chunk += CHUNK) {
    const length = min(CHUNK, outputs - chunk), whole = chunk + length == outputs;
    for (let first: usize = 0; first < inputs; first += tile) {
      const last = min(first + tile, inputs);
      for (let p = from; p < to; p++) {
        const panel = dy + p * yStep + chunk * ROW;
        for (let i = first; i < last; i += 4) {
          let at = w + (chunk >> 2) * block + (i << 4), d = panel;
          const end = panel + length * ROW, place = p * xStep + i * ROW, h = x + place, to4 = dx + place;
          let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
          if (chunk != 0) {
            a0 = v128.load(to4); b0 = v128.load(to4 + 16);
            a1 = v128.load(to4 + 32); b1 = v128.load(to4 + 48);
            a2 = v128.load(to4 + 64); b2 = v128.load(to4 + 80);
            a3 = v128.load(to4 + 96); b3 = v128.load(to4 + 112);
          }
          while (d < end) {
            // Four outputs a turn.
            let low = v128.load(d), high = v128.load(d + 16);
            let s = spread(at); a0 = madd(s, low, a0); b0 = madd(s, high, b0);
            s = spread(at + 16); a1 = madd(s, low, a1); b1 = madd(s, high, b1);
            s = spread(at + 32); a2 = madd(s, low, a2); b2 = madd(s, high, b2);
            s = spread(at + 48); a3 = madd(s, low, a3); b3 = madd(s, high, b3);
            low = v128.load(d + 32); high = v128.load(d + 48);
            s = spread(at + 4); a0 = madd(s, low, a0); b0 = madd(s, high, b0);
            s = spread(at + 20); a1 = madd(s, low, a1); b1 = madd(s, high, b1);
            s = spread(at + 36); a2 = madd(s, low, a2); b2 = madd(s, high, b2);
            s = spread(at + 52); a3 = madd(s, low, a3); b3 = madd(s, high, b3);
            low = v128.load(d + 64); high = v128.load(d + 80);
            s = spread(at + 8); a0 = madd(s, low, a0); b0 = madd(s, high, b0);
            s = spread(at + 24); a1 = madd(s, low, a1); b1 = madd(s, high, b1);
            s = spread(at + 40); a2 = madd(s, low, a2); b2 = madd(s, high, b2);
            s = spread(at + 56); a3 = madd(s, low, a3); b3 = madd(s, high, b3);
            low = v128.load(d + 96); high = v128.load(d + 112);
            s = spread(at + 12); a0 = madd(s, low, a0); b0 = madd(s, high, b0);
            s = spread(at + 28); a1 = madd(s, low, a1); b1 = madd(s, high, b1);
            s = spread(at + 44); a2 = madd(s, low, a2); b2 = madd(s, high, b2);
            s = spread(at + 60); a3 = madd(s, low, a3); b3 = madd(s, high, b3);
            d += 4 * ROW;
            at += block;
          }
          if (whole && active != 0) {
            a0 = f32x4.mul(a0, slope(active, h)); b0 = f32x4.mul(b0, slope(active, h + 16));
            a1 = f32x4.mul(a1, slope(active, h + 32)); b1 = f32x4.mul(b1, slope(active, h + 48));
            a2 = f32x4.mul(a2, slope(active, h + 64)); b2 = f32x4.mul(b2, slope(active, h + 80));
            a3 = f32x4.mul(a3, slope(active, h + 96)); b3 = f32x4.mul(b3, slope(active, h + 112));
          }
          v128.store(to4, a0); v128.store(to4 + 16, b0);
          v128.store(to4 + 32, a1); v128.store(to4 + 48, b1);
          v128.store(to4 + 64, a2); v128.store(to4 + 80, b2);
          v128.store(to4 + 96, a3); v128.store(to4 + 112, b3);
        }
      }
    }
  }
}

// Adam's numbers for this step, each spread over four lanes: β1, 1 − β1, β2, 1 − β2, rate, ε.
export const ADAM: usize = memory.data(16 * 6, 16);

/** One Adam step of four parameters at `at`; their moments lie `m` and `2m` bytes behind. */
// @ts-ignore: decorator
@inline
function adam4(at: usize, m: usize, g: v128): void {
  const first = madd(v128.load(ADAM), v128.load(at + m), f32x4.mul(v128.load(ADAM + 16), g));
  const gg = f32x4.mul(v128.load(ADAM + 48), f32x4.mul(g, g));
  const second = madd(v128.load(ADAM + 32), v128.load(at + m + m), gg);
  v128.store(at + m, first);
  v128.store(at + m + m, second);
  const move = f32x4.div(f32x4.mul(v128.load(ADAM + 64), first), f32x4.add(f32x4.sqrt(second), v128.load(ADAM + 80)));
  v128.store(at, f32x4.sub(v128.load(at), move));
}

/**
 * Gradients of weights and biases of outputs [o0, o1) over all panels, each given to Adam as soon as it is known.
 * Inputs in tiles whose activations stay in the nearest cache.
 */
export function update(
  inputs: usize, outputs: usize, w: usize, bias: usize, x: usize, dy: usize, panels: usize, o0: usize, o1: usize,
  tile: usize, m: usize,
): void {
  const xStep = step(inputs), dStep = step(outputs);
  for (let first: usize = 0; first < inputs; first += tile) {
    const last = min(first + tile, inputs);
    for (let o = o0; o < o1; o += 4) {
      const row = w + (o >> 2) * (inputs << 4);
      for (let i = first; i < last; i += 2) {
        let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
        let d = dy + o * ROW, v = x + i * ROW;
        const end = v + panels * xStep;
        while (v < end) {
          let low = v128.load(v), high = v128.load(v + 32);
          let s = v128.load(d); a0 = madd(s, low, a0); b0 = madd(s, high, b0);
          s = v128.load(d + 32); a1 = madd(s, low, a1); b1 = madd(s, high, b1);
          s = v128.load(d + 64); a2 = madd(s, low, a2); b2 = madd(s, high, b2);
          s = v128.load(d + 96); a3 = madd(s, low, a3); b3 = madd(s, high, b3);
          low = v128.load(v + 16); high = v128.load(v + 48);
          s = v128.load(d + 16); a0 = madd(s, low, a0); b0 = madd(s, high, b0);
          s = v128.load(d + 48); a1 = madd(s, low, a1); b1 = madd(s, high, b1);
          s = v128.load(d + 80); a2 = madd(s, low, a2); b2 = madd(s, high, b2);
          s = v128.load(d + 112); a3 = madd(s, low, a3); b3 = madd(s, high, b3);
          v += xStep; d += dStep;
        }
        adam4(row + (i << 4), m, sums4(a0, a1, a2, a3));
        adam4(row + (i << 4) + 16, m, sums4(b0, b1, b2, b3));
      }
    }
  }
  for (let o = o0; o < o1; o += 4) {
    let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0;
    let d = dy + o * ROW;
    for (let p: usize = 0; p < panels; p++, d += dStep) {
      a0 = f32x4.add(a0, f32x4.add(v128.load(d), v128.load(d + 16)));
      a1 = f32x4.add(a1, f32x4.add(v128.load(d + 32), v128.load(d + 48)));
      a2 = f32x4.add(a2, f32x4.add(v128.load(d + 64), v128.load(d + 80)));
      a3 = f32x4.add(a3, f32x4.add(v128.load(d + 96), v128.load(d + 112)));
    }
    adam4(bias + (o << 2), m, sums4(a0, a1, a2, a3));
  }
}
