import type { Shape } from './rows';

/**
 * Where things stand in a SIMD kernel's memory for one shape and number of components. The order of `job` is that of
 * assembly/rows.ts. Addresses are in bytes and multiples of 64.
 */
export interface Layout {
  readonly shape: Shape;
  readonly k: number;
  readonly way: number;
  readonly whole: boolean;
  /** By axes or pooled: components are so close to one another that sums about their centre serve all (close.ts). */
  readonly close: boolean;
  /** 32-bit words of the job. */
  readonly job: Uint32Array;
  /** Numbers (of 8 bytes) between two components' means and first moments. */
  readonly pad: number;
  /** Numbers between two components' multipliers, and between their second moments; 0 where all share one. */
  readonly whiteningStep: number;
  readonly secondStep: number;
  /** Indices of 8-byte numbers. */
  readonly means: number;
  readonly whitening: number;
  readonly constants: number;
  readonly centre: number;
  readonly powers: number;
  readonly counts: number;
  readonly first: number;
  readonly second: number;
  /** Pooled: Σ_i q_ik q_il as a packed triangle of K. */
  readonly pairs: number;
  /** Pooled: a 1, a 0 and `pad` zeros. */
  readonly spare: number;
  /** Close, but for diagonals: [K][pad] and [K]. */
  readonly slopes: number;
  readonly offsets: number;
  /** The most rows a tile takes, and numbers between two tiles. */
  readonly tile: number;
  readonly stride: number;
  readonly bytes: number;
}

export interface Shard {
  readonly d: number;
  /** Bytes: address of the columns, distance between two of them, address of the labels or 0. */
  readonly columns: number;
  readonly step: number;
  readonly labels: number;
  /** First free byte. */
  readonly free: number;
}

/** Rows of a tile come in whole groups of six vectors of two. */
const GROUP = 12;

/**
 * Rows of a tile and numbers between two of them in every way that centres its rows: STRIDE of assembly/blocks.ts. A line
 * more than the rows: tiles of 1536 bytes would fall on the same few sets of the cache, and on one another's addresses
 * mod 4096.
 */
const LARGE_ROWS = 192;
const LARGE_STRIDE = 200;

/** What a tile should leave of the nearest cache, in bytes; measured flat between 20 and 40 kB. */
const CACHE = 30_000;

/** Up to so many columns a triangle costs no more than its diagonal: what is fused there outweighs the zeros. */
const AS_TRIANGLES = 2;

/** Whether no column of a component depends on another: one variance each, or one for all. */
export const isDiagonal = (shape: Shape): boolean => shape === 'diag' || shape === 'spherical';

/** Whether a tile is whitened axis by axis rather than by triangles. */
export const byAxes = (shape: Shape, d: number): boolean => isDiagonal(shape) && d > AS_TRIANGLES;

/** Where the scale of component c in column j stands in a diagonal or spherical frame, and its second moment. */
export const axis = (shape: Shape, c: number, d: number, j: number): number => (shape === 'diag' ? c * d + j : c);

/** The ways of assembly/rows.ts. */
export const ways = { triangles: 0, diagonal: 1, sphere: 2, pooled: 3 } as const;

/** `whole`: Σ_k q_ik = 1 in every row, which the pooled way relies on. */
function wayOf(shape: Shape, d: number, whole: boolean): number {
  if (byAxes(shape, d)) return shape === 'diag' ? ways.diagonal : ways.sphere;
  return shape === 'tied' && d > 4 && whole ? ways.pooled : ways.triangles;
}

/** Whether this way has a shorter one for components that are close to one another: spheres of up to four columns have none. */
export const mayBeClose = (shape: Shape, d: number, whole: boolean): boolean =>
  wayOf(shape, d, whole) !== ways.triangles && (d > 4 || shape === 'diag');

/** Whether x − centre is laid side by side, in tiles LARGE_STRIDE apart as all others are then. */
const isCentred = (way: number, d: number): boolean => way !== ways.triangles || d > 4;

/**
 * Rows of a tile: what the cache holds, 96 to 384, and few enough that the running product of sums ≤ K over half a tile
 * stays finite. Depends on shape, D and K alone, as the order of summation must not depend on the shard.
 */
export function tileRows(shape: Shape, d: number, k: number): number {
  const perRow = 8 * (d + d * k + k + 2);
  const fitting = isCentred(wayOf(shape, d, true), d) ? LARGE_ROWS : Math.min(384, Math.max(96, CACHE / perRow));
  const finite = k < 2 ? fitting : (2 * 1000) / Math.log2(k);
  return GROUP * Math.max(1, Math.floor(Math.min(fitting, finite) / GROUP));
}

/** Numbers of a triangle packed in blocks of four rows (assembly/small.ts draws it). */
export const packedLength = (d: number): number => {
  const blocks = Math.ceil(d / 4);
  return 8 * blocks * (blocks + 1);
};

/** Where element (r, j) of a triangle stands in one packed in blocks of four rows. */
export const place = (r: number, j: number): number => 8 * (r >> 2) * ((r >> 2) + 1) + 4 * j + (r & 3);

/** [T] where element t of a triangle packed row by row stands in one packed in blocks of four rows. */
export function packing(d: number): Int32Array {
  const places = new Int32Array((d * (d + 1)) / 2);
  for (let r = 0, t = 0; r < d; r++) for (let j = 0; j <= r; j++) places[t++] = place(r, j);
  return places;
}

/**
 * Lays out the memory behind the shard for frames of this shape and this many components.
 * @param whole whether the responsibilities of every row add up to 1.
 * @param close whether all components are close to one another, where that makes a difference.
 */
export function layOut(shard: Shard, shape: Shape, k: number, whole: boolean, close: boolean): Layout {
  const { d } = shard;
  const way = wayOf(shape, d, whole);
  const axes = byAxes(shape, d);
  const large = !axes && d > 4;
  const pooled = way === ways.pooled;
  const pad = 4 * Math.ceil(d / 4);
  const tile = tileRows(shape, d, k);
  const side = isCentred(way, d);
  const stride = side ? LARGE_STRIDE : tile;
  const matrix = axes ? pad : packedLength(d);
  const shared = shape === 'tied';
  let next = shard.free;
  const take = (numbers: number): number => {
    const at = next;
    next += 64 * Math.ceil(numbers / 8);
    return at;
  };
  const means = take(k * pad);
  const whitening = take(shared ? matrix : k * matrix);
  const constants = take(k);
  const centre = take(side ? d : 0);
  const powers = take(k * stride);
  const tops = take(tile);
  const sums = take(tile);
  const forms = close && way !== ways.diagonal;
  const kept = pooled ? d : way === ways.triangles ? k * d : way === ways.sphere && !close ? k : 0;
  const whitened = take(kept * stride);
  const scaled = take((forms ? 1 : pooled ? d : large ? 4 : 0) * stride);
  const centred = take(side ? d * stride : 0);
  const counts = take(k);
  const first = take(k * pad);
  const second = take(shared ? matrix : k * matrix);
  const pairs = take(pooled && !close ? packedLength(k) : 0);
  const sumsEnd = next;
  const spare = take(pooled ? 2 + pad : 0);
  const slopes = take(forms ? k * pad : 0);
  const offsets = take(forms ? k : 0);
  const step = shared ? 0 : matrix;
  return {
    shape,
    k,
    way,
    whole,
    close,
    // biome-ignore format: one line a group of assembly/rows.ts
    job: Uint32Array.of(
      way, k, d, shard.columns, shard.step, shard.labels, 8 * stride,
      means, whitening, 8 * step, constants, centre, powers, tops, sums, whitened, scaled, centred,
      counts, first, 8 * pad, second, 8 * step, tile, pairs, spare, sumsEnd,
      isDiagonal(shape) && d === 2 ? 1 : 0, close ? 1 : 0, slopes, offsets,
    ),
    pad,
    whiteningStep: step,
    secondStep: step,
    means: means / 8,
    whitening: whitening / 8,
    constants: constants / 8,
    centre: centre / 8,
    powers: powers / 8,
    counts: counts / 8,
    first: first / 8,
    second: second / 8,
    pairs: pairs / 8,
    spare: spare / 8,
    slopes: slopes / 8,
    offsets: offsets / 8,
    tile,
    stride,
    bytes: next,
  };
}
