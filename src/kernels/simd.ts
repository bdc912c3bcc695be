import { areClose, centreOf, heaviest, mayBeRest, settle, type Totals, writeRest } from './close';
import { wasm } from './generated/wasm';
import { checkLabels, largestLabel } from './labels';
import { type Layout, layOut, mayBeClose, packing, type Shard, ways } from './layout';
import type { Frame, RowKernel } from './rows';
import { createScalarKernel } from './scalar';
import { readLogarithm, readMoments, readTrace, writeFrame } from './transfer';

/** What assembly/rows.ts exports. */
interface Loops {
  readonly memory: WebAssembly.Memory;
  job(): number;
  free(): number;
  clear(): void;
  totals(column: number, rows: number, to: number): void;
  pass(from: number, to: number, sums: number, but: number): void;
  whiten(row: number, rows: number): void;
  moments(row: number, rows: number, scaled: number, but: number): void;
  /** Address of three doubles: log-likelihood in powers of two as a sum, an exponent and a mantissa. */
  result(): number;
}

const PAGE = 65536;

/** Rows are read in groups of twelve: a tile may read this far behind the last row. */
const SLACK = 12;

let compiled: WebAssembly.Module | undefined;

function decode(): Uint8Array<ArrayBuffer> {
  const text = atob(wasm);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** Whether this machine runs the SIMD kernels. Compiles them on the first call. */
export function simdRuns(): boolean {
  if (compiled !== undefined) return true;
  if (typeof WebAssembly === 'undefined') return false;
  const bytes = decode();
  if (!WebAssembly.validate(bytes)) return false;
  compiled = new WebAssembly.Module(bytes);
  return true;
}

/**
 * The fast kernel: WebAssembly SIMD over a copy of the rows in a memory of its own, two rows a vector.
 *
 * What a pass gives depends on the rows [from, to) alone, to the last bit: not on where the shard begins, nor on what
 * lies behind them. Against the scalar twin it differs by rounding (see the tests); `entropy` is taken from the sums,
 * H(q) = ℓ − Σ_ik q_ik a_ik, so its absolute error is that of ℓ. Where a number overflows, the scalar twin does the pass.
 *
 * @param columns d columns of n numbers; copied.
 * @param labels [n] component of each row, −1 where unknown; copied.
 * @param copied called with each column as soon as it has been copied.
 * @throws FaultError `kernelLabel` from a pass whose frame has no component for some label; RangeError where memory
 *   cannot hold the shard (4 GB).
 */
export function createSimdKernel(
  columns: readonly Float64Array[],
  labels?: Int32Array,
  copied?: (column: Float64Array) => void,
): RowKernel {
  if (!simdRuns()) throw new Error('WebAssembly SIMD is missing: ask simdRuns() first');
  const loops = new WebAssembly.Instance(compiled!).exports as unknown as Loops;
  const d = columns.length;
  const n = d === 0 ? 0 : columns[0].length;
  const largest = largestLabel(labels);
  const shard = loadShard(loops, columns, labels, copied);
  const places = packing(d);
  const result = loops.result() / 8;
  const centre = new Float64Array(d);
  let layout: Layout | undefined;
  /** What the memory holds. */
  let held: Frame | undefined;
  let numbers = new Float64Array(loops.memory.buffer);
  /** Of the frame held, where components are diagonal and close: the one whose sums may be the rest of the totals. */
  let last = -1;
  const totals = new Map<number, Totals>();

  /** Makes the memory ready for a frame's shape, these components, and responsibilities that are `whole` or any. */
  const arrange = (frame: Frame, active: readonly number[], whole: boolean): Layout => {
    const { shape } = frame;
    const k = active.length;
    let close = false;
    if (mayBeClose(shape, d, whole)) {
      centreOf(frame, active, centre);
      close = areClose(frame, active, centre);
    }
    if (layout?.shape === shape && layout.k === k && layout.whole === whole && layout.close === close) return layout;
    layout = layOut(shard, shape, k, whole, close);
    reserve(loops.memory, layout.bytes);
    numbers = new Float64Array(loops.memory.buffer);
    new Uint32Array(loops.memory.buffer).set(layout.job, loops.job() / 4);
    return layout;
  };

  const hold = (frame: Frame, active: readonly number[], whole: boolean): Layout => {
    const here = arrange(frame, active, whole);
    writeFrame(numbers, here, frame, active, places);
    last = here.close && here.way === ways.diagonal && whole ? heaviest(frame, active) : -1;
    held = frame;
    return here;
  };

  const holdAgain = (frame: Frame, active: readonly number[], again: boolean): Layout =>
    again && held === frame && layout!.whole && layout!.k === active.length ? layout! : hold(frame, active, true);

  /** The totals of these rows, made at the first pass over them. */
  const totalsBetween = (from: number, to: number): Totals => {
    const key = from * (n + 1) + to;
    let known = totals.get(key);
    if (known === undefined) {
      const rows = to - from;
      known = { rows, mean: new Float64Array(d), first: new Float64Array(d), second: new Float64Array(d) };
      for (let j = 0; j < d; j++) {
        loops.totals(shard.columns + j * shard.step + 8 * from, rows, 8 * result);
        known.mean[j] = numbers[result];
        known.first[j] = numbers[result + 1];
        known.second[j] = numbers[result + 2];
      }
      totals.set(key, known);
    }
    return known;
  };

  /** No component has a weight, or a label may be of one that has none. */
  const isForScalar = (frame: Frame, active: readonly number[]): boolean =>
    active.length === 0 || (largest >= 0 && active.length < frame.k);

  const scalar = (): RowKernel => {
    const view = (at: number) => new Float64Array(loops.memory.buffer, at, n);
    const own = columns.map((_, j) => view(shard.columns + j * shard.step));
    return createScalarKernel(
      own,
      shard.labels === 0 ? undefined : new Int32Array(loops.memory.buffer, shard.labels, n),
    );
  };

  return {
    kind: 'simd',
    n,
    d,
    pass(frame, from, to, into, again = false) {
      checkLabels(largest, frame.k);
      if (from >= to) return;
      const active = components(frame);
      if (isForScalar(frame, active)) {
        scalar().pass(frame, from, to, into);
        return;
      }
      const here = holdAgain(frame, active, again);
      const all = last < 0 ? undefined : totalsBetween(from, to);
      const rest = all && mayBeRest(numbers, here, frame, active[last], all) ? last : -1;
      loops.pass(from, to, 1, rest);
      if (all && rest >= 0) writeRest(numbers, here, rest, d, all);
      const logLikelihood = readLogarithm(numbers, result, active.length);
      if (here.close) settle(numbers, here, d);
      const trace = readTrace(numbers, here, frame, active);
      if (!Number.isFinite(logLikelihood + trace)) {
        scalar().pass(frame, from, to, into);
        return;
      }
      const expected = readMoments(numbers, here, frame, active, places, into) - 0.5 * trace;
      into.logLikelihood += logLikelihood;
      into.entropy += Math.max(0, logLikelihood - expected);
    },
    logLikelihood(frame, from, to, again = false) {
      checkLabels(largest, frame.k);
      if (from >= to) return 0;
      const active = components(frame);
      if (isForScalar(frame, active)) return scalar().logLikelihood(frame, from, to);
      holdAgain(frame, active, again);
      loops.pass(from, to, 0, -1);
      const logLikelihood = readLogarithm(numbers, result, active.length);
      return Number.isFinite(logLikelihood) ? logLikelihood : scalar().logLikelihood(frame, from, to);
    },
    passGiven(frame, q, from, to, into) {
      const { k } = frame;
      const active = everyComponent(k);
      const here = hold(frame, active, false);
      loops.clear();
      let entropy = 0;
      for (let row = from, at = 0; row < to; row += here.tile) {
        const rows = Math.min(here.tile, to - row);
        loops.whiten(row, rows);
        numbers.fill(0, here.powers, here.powers + k * here.stride);
        for (let i = 0; i < rows; i++) {
          for (let c = 0; c < k; c++, at++) {
            numbers[here.powers + c * here.stride + i] = q[at];
            if (q[at] > 0) entropy -= q[at] * Math.log(q[at]);
          }
        }
        loops.moments(row, rows, k, -1);
      }
      if (here.close) settle(numbers, here, d);
      if (!Number.isFinite(readTrace(numbers, here, frame, active))) {
        scalar().passGiven(frame, q, from, to, into);
        return;
      }
      readMoments(numbers, here, frame, active, places, into);
      into.entropy += entropy;
    },
    logJoint(frame, from, to, out) {
      const { k } = frame;
      const here = hold(frame, everyComponent(k), true);
      for (let row = from, at = 0; row < to; row += here.tile) {
        const rows = Math.min(here.tile, to - row);
        loops.whiten(row, rows);
        for (let i = 0; i < rows; i++) {
          for (let c = 0; c < k; c++) out[at++] = Math.LN2 * numbers[here.powers + c * here.stride + i];
        }
      }
    },
  };
}

/** Copies columns and labels in, with room behind each for a whole group of rows. */
function loadShard(
  loops: Loops,
  columns: readonly Float64Array[],
  labels: Int32Array | undefined,
  copied: ((column: Float64Array) => void) | undefined,
): Shard {
  const d = columns.length;
  const n = d === 0 ? 0 : columns[0].length;
  const start = 64 * Math.ceil(loops.free() / 64);
  const labelBytes = labels === undefined ? 0 : 64 * Math.ceil((4 * n + 4 * SLACK) / 64);
  let step = 64 * Math.ceil((8 * (n + SLACK)) / 64);
  if (step % 4096 < 256) step += 320; // columns a page apart would fall on the same lines of the cache
  const first = start + labelBytes;
  const free = first + d * step;
  reserve(loops.memory, free);
  const { buffer } = loops.memory;
  if (labels !== undefined) new Int32Array(buffer, start, n).set(labels);
  columns.forEach((column, j) => {
    const room = new Float64Array(buffer, first + j * step, n + SLACK);
    room.set(column);
    if (n > 0) room.fill(column[n - 1], n);
    copied?.(column);
  });
  return { d, columns: first, step, labels: labels === undefined ? 0 : start, free };
}

function reserve(memory: WebAssembly.Memory, bytes: number): void {
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
}

const lists: number[][] = [];

/** 0 … k − 1, made once for each k. */
function everyComponent(k: number): readonly number[] {
  lists[k] ??= Array.from({ length: k }, (_, c) => c);
  return lists[k];
}

/** Components of a weight above 0: the others take no part in a pass. */
function components(frame: Frame): readonly number[] {
  const all = everyComponent(frame.k);
  for (let c = 0; c < frame.k; c++)
    if (frame.logConstant[c] === -Infinity) return all.filter((i) => frame.logConstant[i] > -Infinity);
  return all;
}
