/**
 * What coordinator and shard share: a few integers to wait on, and blocks of numbers. A shard sleeps until its sequence
 * number rises, does one operation on its rows, and stores the number it has done; nothing is posted per pass.
 *
 *   control   [sequence, done, operation, layout, from, to]     int32, in shared memory, one a shard
 *   frame     log constants, means, whitening of θ              float64, written by the coordinator
 *   moments   a block for each group of rows, ℓ first           float64, written by the shard
 *   joint     log joint densities of a slice of rows            float64, written by the shard
 */
import type { Frame, Moments, Shape } from '../kernels/rows.ts';
import { createTheta } from '../models/gmm/frame.ts';
import type { Group } from './segments.ts';

export const slot = { sequence: 0, done: 1, operation: 2, layout: 3, from: 4, to: 5 } as const;
export const controlLength = 6;

export const operation = { pass: 0, passGiven: 1, logJoint: 2, exit: 3, logLikelihood: 4 } as const;

/** Rows of a shard, sent once when its thread starts. */
export interface ShardSetup {
  readonly control: SharedArrayBuffer;
  readonly columns: readonly Float64Array[];
  readonly labels: Int32Array | undefined;
  /** Groups of rows, counted within the shard. */
  readonly groups: readonly Group[];
}

/** Room for one shape and K; sent when they change. */
export interface ShardLayout {
  readonly id: number;
  readonly shape: Shape;
  readonly k: number;
  readonly d: number;
  readonly frame: SharedArrayBuffer;
  readonly moments: SharedArrayBuffer;
  readonly joint: SharedArrayBuffer;
  /** Responsibilities of the shard's rows, for `passGiven`. */
  readonly given?: SharedArrayBuffer;
}

export const rowsPerJoint = 4096;

export const frameLength = ({ logConstant, means, whitening }: Frame): number =>
  logConstant.length + means.length + whitening.length;

export const momentsLength = ({ counts, first, second }: Moments): number =>
  2 + counts.length + first.length + second.length;

/** A frame whose arrays lie in shared memory. */
export function frameOver(layout: ShardLayout): Frame {
  const like = createTheta(layout.shape, layout.k, layout.d).frame;
  let at = 0;
  const part = (length: number): Float64Array => {
    const view = new Float64Array(layout.frame, 8 * at, length);
    at += length;
    return view;
  };
  return {
    shape: layout.shape,
    k: layout.k,
    d: layout.d,
    logConstant: part(like.logConstant.length),
    means: part(like.means.length),
    whitening: part(like.whitening.length),
  };
}

export function writeFrame(from: Frame, into: Frame): void {
  into.logConstant.set(from.logConstant);
  into.means.set(from.means);
  into.whitening.set(from.whitening);
}

export function writeMoments(moments: Moments, block: Float64Array): void {
  block[0] = moments.logLikelihood;
  block[1] = moments.entropy;
  let at = 2;
  for (const part of [moments.counts, moments.first, moments.second]) {
    block.set(part, at);
    at += part.length;
  }
}

export function addBlock(block: Float64Array, into: Moments): void {
  into.logLikelihood += block[0]!;
  into.entropy += block[1]!;
  let at = 2;
  for (const part of [into.counts, into.first, into.second]) {
    for (let j = 0; j < part.length; j++) part[j]! += block[at + j]!;
    at += part.length;
  }
}

/**
 * Looks before sleeping: some 200 µs. The next pass comes sooner than that, and to wake a thread costs as much; of a pass
 * over 1e5 rows it is a tenth.
 */
const looks = 20_000;

/** Whether control[index] is another than `seen`, looked at for a little while. Blocks the thread for that long. */
export function changesSoon(control: Int32Array, index: number, seen: number): boolean {
  for (let look = 0; look < looks; look++) if (Atomics.load(control, index) !== seen) return true;
  return false;
}

/** Returns the value of control[index] once it is no longer `seen`. Blocks the thread. */
export function waitForChange(control: Int32Array, index: number, seen: number): number {
  if (!changesSoon(control, index, seen)) while (Atomics.wait(control, index, seen) !== 'not-equal');
  return Atomics.load(control, index);
}
