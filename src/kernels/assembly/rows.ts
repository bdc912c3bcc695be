import { countOf, normalise, sumCross, sumLarge, sumPairs, whitenLarge } from './blocks';
import { centreNorms, whitenClose } from './close';
import { sumAxes, sumDistances, whitenDiagonal, whitenSphere } from './axes';
import { LANE, both, sub } from './lanes';
import { sumPooled, whitenPooled } from './pooled';
import { sumSmall, whitenSmall } from './small';
import { beginLogarithm, clearPadding, endLogarithm, isNear, softmax, softmax2, softmaxFromFirst } from './softmax';

export { result } from './softmax';
export { totals } from './totals';

// One fused pass: for each tile of rows, whiten and weigh every component, softmax, add up the statistics. What a tile
// needs stays in the nearest caches; nothing of N×K is stored.
//
// The caller (simd.ts) lays out memory and writes where things are into the job, as 32-bit words in this order.

/** By triangles; by axes, with one scale a column or one a component; by one triangle for all components. */
const TRIANGLES = 0, DIAGONAL = 1, SPHERE = 2, POOLED = 3;

const JOB: usize = memory.data(128, 16);

/** Address of the job. */
export function job(): usize {
  return JOB;
}

/** First address that is free for the caller. */
export function free(): usize {
  return __heap_base;
}

// @ts-ignore: decorator
@inline
function word(index: i32): usize {
  return <usize>load<u32>(JOB + (<usize>index << 2));
}

// @ts-ignore: decorator
@inline
function WAY(): i32 { return <i32>word(0); } // one of the four below
// @ts-ignore: decorator
@inline
function K(): i32 { return <i32>word(1); }
// @ts-ignore: decorator
@inline
function D(): i32 { return <i32>word(2); }
// @ts-ignore: decorator
@inline
function X(): usize { return word(3); } // [D] columns of the shard
// @ts-ignore: decorator
@inline
function COLUMN(): usize { return word(4); } // bytes between columns
// @ts-ignore: decorator
@inline
function LABELS(): usize { return word(5); } // i32 a row, 0 where there are none
// @ts-ignore: decorator
@inline
function TILE(): usize { return word(6); } // bytes between two tiles of 8-byte numbers
// @ts-ignore: decorator
@inline
function MEANS(): usize { return word(7); } // [K][PAD] μ; by triangles of D ≥ 5 −W(μ − centre); pooled W(μ − centre); by axes μ − centre
// @ts-ignore: decorator
@inline
function W(): usize { return word(8); }
// @ts-ignore: decorator
@inline
function W_STEP(): usize { return word(9); } // bytes between two components' W; 0 where tied
// @ts-ignore: decorator
@inline
function C(): usize { return word(10); } // [K] log constants
// @ts-ignore: decorator
@inline
function CENTRE(): usize { return word(11); } // [D]
// @ts-ignore: decorator
@inline
function E(): usize { return word(12); } // [K] tiles
// @ts-ignore: decorator
@inline
function M(): usize { return word(13); } // a tile
// @ts-ignore: decorator
@inline
function S(): usize { return word(14); } // a tile
// @ts-ignore: decorator
@inline
function Y(): usize { return word(15); } // [K][D] tiles; [D] pooled; [K] spheres, none where close
// @ts-ignore: decorator
@inline
function QY(): usize { return word(16); } // 4 tiles; [D] where pooled; where close a tile of −|x|²
// @ts-ignore: decorator
@inline
function XT(): usize { return word(17); } // [D] tiles
// @ts-ignore: decorator
@inline
function COUNTS(): usize { return word(18); } // [K]
// @ts-ignore: decorator
@inline
function FIRST(): usize { return word(19); } // [K][PAD]
// @ts-ignore: decorator
@inline
function PAD(): usize { return word(20); } // bytes between two components' means and first moments
// @ts-ignore: decorator
@inline
function SECOND(): usize { return word(21); }
// @ts-ignore: decorator
@inline
function SECOND_STEP(): usize { return word(22); } // bytes; 0 where tied
// @ts-ignore: decorator
@inline
function TILE_ROWS(): i32 { return <i32>word(23); }
// @ts-ignore: decorator
@inline
function PAIRS(): usize { return word(24); } // pooled: a triangle of K
// @ts-ignore: decorator
@inline
function SPARE(): usize { return word(25); } // pooled: a 1 and a 0, then [PAD] zeros
// @ts-ignore: decorator
@inline
function SUMS_END(): usize { return word(26); } // COUNTS, FIRST, SECOND and PAIRS lie together and end here
// @ts-ignore: decorator
@inline
function APART(): bool { return word(27) != 0; } // triangles of D = 2 that are diagonal
// @ts-ignore: decorator
@inline
function CLOSE(): bool { return word(28) != 0; } // components are close to one another (src/kernels/close.ts)
// @ts-ignore: decorator
@inline
function SLOPES(): usize { return word(29); } // [K][PAD] where close, but for diagonals
// @ts-ignore: decorator
@inline
function OFFSETS(): usize { return word(30); } // [K], the same

/** Rows rounded up to whole groups of six vectors, in bytes of a tile. */
// @ts-ignore: decorator
@inline
function span(rows: i32): usize {
  return <usize>((rows + 11) / 12) * 96;
}

/** Sets all sums to 0. A multiple of 64 bytes. */
export function clear(): void {
  const none = f64x2.splat(0), end = SUMS_END();
  for (let at = COUNTS(); at < end; at += 64) {
    v128.store(at, none);
    v128.store(at, none, 16);
    v128.store(at, none, 32);
    v128.store(at, none, 48);
  }
}

/**
 * x − centre of a tile, its columns laid side by side; 0 in the padding, whose squares might be no numbers. A few rows of
 * all columns at a time: rows from far come sooner from many places at once.
 */
function centre(row: i32, rows: i32, bytes: usize): void {
  const d = D(), column = COLUMN(), tile = TILE();
  const start = X() + (<usize>row << 3), xt = XT(), first = CENTRE();
  for (let v: usize = 0; v < bytes; v += 6 * LANE) {
    let from = start + v, to = xt + v, c = first;
    for (let j = 0; j < d; j++, from += column, to += tile, c += 8) {
      const shift = both(c);
      v128.store(to, sub(v128.load(from), shift));
      v128.store(to, sub(v128.load(from, 16), shift), 16);
      v128.store(to, sub(v128.load(from, 32), shift), 32);
      v128.store(to, sub(v128.load(from, 48), shift), 48);
      v128.store(to, sub(v128.load(from, 64), shift), 64);
      v128.store(to, sub(v128.load(from, 80), shift), 80);
    }
  }
  clearPadding(d, xt, tile, rows, bytes);
}

/** Log densities in powers of two of `rows` rows from `row` on into E, y into Y. */
export function whiten(row: i32, rows: i32): void {
  const k = K(), d = D(), tile = TILE(), bytes = span(rows);
  const x = X() + (<usize>row << 3), column = COLUMN();
  let mean = MEANS(), w = W(), c = C(), y = Y(), e = E();
  const pad = PAD(), wStep = W_STEP(), yStep = <usize>d * tile;
  const way = WAY();
  if (way == DIAGONAL) {
    const xt = XT();
    whitenDiagonal(k, d, x, column, CENTRE(), xt, mean, pad, w, wStep, c, e, bytes);
    clearPadding(d, xt, tile, rows, bytes);
  } else if (way == SPHERE) {
    const xt = XT();
    if (CLOSE()) {
      const r = QY();
      centreNorms(d, x, column, CENTRE(), xt, r, bytes);
      clearPadding(d, xt, tile, rows, bytes);
      clearPadding(1, r, tile, rows, bytes);
      whitenClose(k, d, xt, SLOPES(), pad, OFFSETS(), w, wStep, r, e, bytes);
    } else {
      centre(row, rows, bytes);
      for (let i = 0; i < k; i++, mean += pad, w += wStep, c += 8, y += tile, e += tile) {
        whitenSphere(d, xt, mean, w, c, y, e, bytes);
      }
    }
  } else if (way == POOLED) {
    centre(row, rows, bytes);
    const spare = SPARE();
    if (CLOSE()) {
      const r = QY();
      whitenLarge(d, XT(), w, spare + 16, spare + 8, y, r, bytes);
      whitenClose(k, d, y, SLOPES(), pad, OFFSETS(), spare, 0, r, e, bytes);
    } else whitenPooled(k, d, XT(), w, spare + 16, mean, pad, spare, c, y, e, bytes);
  } else if (d <= 4) {
    const apart = APART();
    for (let i = 0; i < k; i++, mean += pad, w += wStep, c += 8, y += yStep, e += tile) {
      whitenSmall(d, apart, x, column, mean, w, c, y, tile, e, bytes);
    }
  } else {
    centre(row, rows, bytes);
    const xt = XT();
    for (let i = 0; i < k; i++, mean += pad, w += wStep, c += 8, y += yStep, e += tile) {
      whitenLarge(d, xt, w, mean, c, y, e, bytes);
    }
  }
}

/**
 * Adds the statistics of a tile whose E holds responsibilities of the first `scaled` components, and of the others e^…
 * with 1/Σ in S; 0 for padding. None of component `but`, diagonal; −1 leaves out none.
 */
export function moments(row: i32, rows: i32, scaled: i32, but: i32): void {
  const k = K(), d = D(), tile = TILE(), bytes = span(rows);
  let y = Y(), e = E(), count = COUNTS(), first = FIRST(), second = SECOND();
  const s = S(), pad = PAD(), yStep = <usize>d * tile, step = SECOND_STEP();
  const way = WAY();
  if (way == DIAGONAL || way == POOLED || (way == TRIANGLES && d > 4)) {
    for (let i = 0; i < k; i++, e += tile, count += 8) {
      if (i == but) continue;
      if (i >= scaled) normalise(e, s, bytes, count);
      else countOf(e, bytes, count);
    }
    e = E();
  }
  count = COUNTS();
  const close = CLOSE();
  if (way == POOLED && close) {
    sumPairs(d, y, bytes, second);
    sumCross(k, d, e, y, bytes, first, pad);
  } else if (way == POOLED) {
    sumPooled(k, d, e, y, QY(), MEANS(), pad, <usize>rows << 3, bytes, first, second, PAIRS());
  } else if (way == SPHERE) {
    if (close) y = QY();
    const next: usize = close ? 0 : tile;
    for (let i = 0; i < k; i++, e += tile, y += next, count += 8, second += step) {
      sumDistances(i < scaled, e, s, y, bytes, count, second);
    }
    sumCross(k, d, E(), XT(), bytes, first, pad);
  } else if (way == DIAGONAL) {
    let mean = MEANS();
    const xt = XT();
    for (let i = 0; i < k; i++, e += tile, mean += pad, first += pad, second += step) {
      if (i != but) sumAxes(close, d, e, xt, mean, bytes, first, second);
    }
  } else if (d <= 4) {
    const apart = APART();
    for (let i = 0; i < k; i++, e += tile, y += yStep, count += 8, first += pad, second += step) {
      sumSmall(d, apart, i < scaled, e, s, y, tile, bytes, count, first, second);
    }
  } else {
    const qy = QY();
    for (let i = 0; i < k; i++, e += tile, y += yStep, first += pad, second += step) {
      sumLarge(d, e, y, qy, bytes, first, second);
    }
  }
}

/** Labelled rows: every other component gets a log density of next to −∞, so that softmax makes q one-hot. */
function fix(row: i32, rows: i32): void {
  const k = K(), e = E(), tile = TILE();
  let label = LABELS() + (<usize>row << 2);
  for (let i: usize = 0, end = <usize>rows << 3; i < end; i += 8, label += 4) {
    const z = load<i32>(label);
    if (z < 0) continue;
    for (let c = 0; c < k; c++) if (c != z) store<f64>(e + <usize>c * tile + i, -1e300);
  }
}

/**
 * ℓ of rows [from, to) in three parts to `result`; where `sums`, their statistics in COUNTS, FIRST, SECOND and PAIRS, 0 of
 * component `but` (see `moments`).
 */
export function pass(from: i32, to: i32, sums: bool, but: i32): void {
  const most = TILE_ROWS(), k = K(), e = E(), m = M(), s = S(), tile = TILE(), labelled = LABELS() != 0;
  let peak = -Infinity;
  for (let c = C(), end = c + (<usize>k << 3); c < end; c += 8) if (load<f64>(c) > peak) peak = load<f64>(c);
  if (sums) clear();
  beginLogarithm();
  for (let row = from; row < to; row += most) {
    const rows = min(most, to - row), bytes = span(rows);
    whiten(row, rows);
    if (labelled) fix(row, rows);
    let scaled = 0;
    if (k == 2) {
      softmax2(e, tile, s, <usize>rows, bytes);
      scaled = 2;
    } else if (k > 2 && isNear(e, <usize>rows, peak)) {
      softmaxFromFirst(k, e, tile, s, <usize>rows, bytes);
      scaled = 1;
    } else softmax(k, e, tile, m, s, <usize>rows, bytes);
    if (sums) moments(row, rows, scaled, but);
  }
  endLogarithm();
}
