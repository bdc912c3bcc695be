/**
 * Rows shared among threads. The first share stays in this thread, the others have each a thread and memory of their
 * own; only statistics travel. Groups are summed in the order of the rows, so the sum has the same bits as in one thread.
 */

import { pagesOf } from '../data/pieces.ts';
import { createKernel } from '../kernels/create.ts';
import { emptyMoments, type Frame, type Moments, type RowKernel } from '../kernels/rows.ts';
import { GroupSums, type RowSource, sumLogLikelihood } from './rowSource.ts';
import { type Group, groupsOf } from './segments.ts';
import {
  addBlock,
  changesSoon,
  controlLength,
  frameLength,
  frameOver,
  momentsLength,
  operation,
  rowsPerJoint,
  type ShardLayout,
  type ShardSetup,
  slot,
  writeFrame,
} from './shardProtocol.ts';
import { Overtaken, type Turn } from './turn.ts';

export interface ShardThread {
  post(layout: ShardLayout): void;
  terminate(): void;
}

/** Starts a thread that calls `serveShard`. */
export type LaunchShard = (setup: ShardSetup) => ShardThread;

/** Waiting for another thread is done in slices this long, so that commands can be heard in between. */
const waitMs = 2;

interface Remote {
  readonly from: number;
  readonly to: number;
  readonly groups: number;
  readonly control: Int32Array;
  readonly thread: ShardThread;
  layout?: { readonly sent: ShardLayout; readonly frame: Frame; readonly blocks: Float64Array; readonly size: number };
}

export class ShardedRows implements RowSource {
  readonly n: number;
  readonly d: number;
  readonly threads: number;
  private readonly kernel: RowKernel;
  private readonly groups: readonly Group[];
  private readonly remotes: readonly Remote[];
  private readonly sums: GroupSums;
  private layouts = 0;
  /** A shard does one thing at a time: what is asked meanwhile (a glance at a row during a pass) waits its turn. */
  private under: Promise<void> = Promise.resolve();
  private closed = false;

  /** `threads` counts this one; there are never more of them than groups of rows. */
  constructor(
    columns: readonly Float64Array[],
    labels: Int32Array | undefined,
    threads: number,
    launch: LaunchShard,
    private readonly turn: Turn,
  ) {
    this.n = columns[0]!.length;
    this.d = columns.length;
    const groups = groupsOf(this.n);
    const shares = shareOut(groups, Math.min(threads, groups.length));
    this.threads = shares.length;
    const rowsOf = (share: readonly Group[]) => ({ from: share[0]!.from, to: share.at(-1)!.to });
    this.remotes = shares.slice(1).map((share) => {
      const { from, to } = rowsOf(share);
      const control = new SharedArrayBuffer(4 * controlLength);
      const thread = launch({
        control,
        columns: columns.map((column) => pagesOf(column.subarray(from, to))),
        labels: labels?.slice(from, to),
        groups: share.map((group) => ({ from: group.from - from, to: group.to - from })),
      });
      return { from, to, groups: share.length, control: new Int32Array(control), thread };
    });
    this.groups = shares[0]!;
    this.sums = new GroupSums(this.groups, turn);
    const own = rowsOf(this.groups);
    this.kernel = createKernel(
      columns.map((column) => column.subarray(own.from, own.to)),
      labels?.subarray(own.from, own.to),
    );
  }

  get kind(): RowKernel['kind'] {
    return this.kernel.kind;
  }

  pass(frame: Frame, into: Moments): Promise<void> {
    return this.inTurn(() => this.sharePass(frame, into));
  }

  logLikelihood(frame: Frame): Promise<number> {
    return this.inTurn(() => this.shareLogLikelihood(frame));
  }

  passGiven(frame: Frame, q: Float64Array, into: Moments): Promise<void> {
    return this.inTurn(() => this.sharePassGiven(frame, q, into));
  }

  logJoint(frame: Frame, from: number, to: number, out: Float64Array): Promise<void> {
    return this.inTurn(() => this.gatherJoint(frame, from, to, out));
  }

  /** What is under way comes to its end; what is asked after this is `Overtaken`. */
  close(): void {
    this.closed = true;
    void this.under.then(() => {
      for (const remote of this.remotes) {
        remote.control[slot.operation] = operation.exit;
        this.wake(remote);
        remote.thread.terminate();
      }
    });
  }

  private inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.closed) return Promise.reject(new Overtaken());
    const done = this.under.then(work);
    this.under = done.then(
      () => undefined,
      () => undefined,
    );
    return done;
  }

  private async sharePass(frame: Frame, into: Moments): Promise<void> {
    for (const remote of this.remotes) this.ask(remote, operation.pass, frame);
    await this.sums.add(frame, into, ({ from, to }, part) => this.kernel.pass(frame, from, to, part, from > 0));
    await this.sumRemote(into);
  }

  private async shareLogLikelihood(frame: Frame): Promise<number> {
    for (const remote of this.remotes) this.ask(remote, operation.logLikelihood, frame);
    let sum = await sumLogLikelihood(this.kernel, this.groups, frame, this.turn);
    for (const remote of this.remotes) {
      await this.done(remote);
      const { blocks, size } = remote.layout!;
      for (let group = 0; group < remote.groups; group++) sum += blocks[group * size]!;
    }
    return sum;
  }

  private async sharePassGiven(frame: Frame, q: Float64Array, into: Moments): Promise<void> {
    const { k } = frame;
    for (const remote of this.remotes) {
      const given = new SharedArrayBuffer(8 * (remote.to - remote.from) * k);
      new Float64Array(given).set(q.subarray(remote.from * k, remote.to * k));
      this.furnish(remote, frame, given);
      this.ask(remote, operation.passGiven, frame);
    }
    await this.sums.add(frame, into, ({ from, to }, part) =>
      this.kernel.passGiven(frame, q.subarray(from * k, to * k), from, to, part),
    );
    await this.sumRemote(into);
  }

  private async gatherJoint(frame: Frame, from: number, to: number, out: Float64Array): Promise<void> {
    const { k } = frame;
    const own = Math.min(to, this.kernel.n);
    if (from < own) this.kernel.logJoint(frame, from, own, out);
    for (const remote of this.remotes) {
      const first = Math.max(from, remote.from);
      const last = Math.min(to, remote.to);
      for (let at = first; at < last; at += rowsPerJoint) {
        const end = Math.min(last, at + rowsPerJoint);
        this.ask(remote, operation.logJoint, frame, at - remote.from, end - remote.from);
        await this.done(remote);
        out.set(new Float64Array(remote.layout!.sent.joint, 0, (end - at) * k), (at - from) * k);
      }
    }
  }

  private async sumRemote(into: Moments): Promise<void> {
    for (const remote of this.remotes) {
      await this.done(remote);
      const { blocks, size } = remote.layout!;
      for (let group = 0; group < remote.groups; group++) {
        addBlock(blocks.subarray(group * size, (group + 1) * size), into);
      }
    }
  }

  private ask(remote: Remote, what: number, frame: Frame, from = 0, to = 0): void {
    const { layout } = remote;
    const fits = layout && layout.sent.shape === frame.shape && layout.sent.k === frame.k && layout.sent.d === frame.d;
    if (!fits) this.furnish(remote, frame);
    writeFrame(frame, remote.layout!.frame);
    remote.control[slot.operation] = what;
    remote.control[slot.layout] = remote.layout!.sent.id;
    remote.control[slot.from] = from;
    remote.control[slot.to] = to;
    this.wake(remote);
  }

  private wake({ control }: Remote): void {
    Atomics.add(control, slot.sequence, 1);
    Atomics.notify(control, slot.sequence);
  }

  private async done({ control }: Remote): Promise<void> {
    const wanted = Atomics.load(control, slot.sequence);
    for (;;) {
      const seen = Atomics.load(control, slot.done);
      if (seen === wanted) return;
      if (changesSoon(control, slot.done, seen)) continue;
      Atomics.wait(control, slot.done, seen, waitMs);
      if (this.turn.due()) await this.turn.yield();
    }
  }

  private furnish(remote: Remote, frame: Frame, given?: SharedArrayBuffer): void {
    const { shape, k, d } = frame;
    const size = momentsLength(emptyMoments(shape, k, d));
    const sent: ShardLayout = {
      id: ++this.layouts,
      shape,
      k,
      d,
      frame: new SharedArrayBuffer(8 * frameLength(frame)),
      moments: new SharedArrayBuffer(8 * size * remote.groups),
      joint: new SharedArrayBuffer(8 * rowsPerJoint * k),
      ...(given ? { given } : {}),
    };
    remote.layout = { sent, frame: frameOver(sent), blocks: new Float64Array(sent.moments), size };
    remote.thread.post(sent);
  }
}

/** Splits consecutive groups into `threads` runs of about as many rows each; none is empty. */
export function shareOut(groups: readonly Group[], threads: number): Group[][] {
  const shares: Group[][] = [];
  for (let thread = 0; thread < threads; thread++) {
    const from = Math.round((thread * groups.length) / threads);
    const to = Math.round(((thread + 1) * groups.length) / threads);
    shares.push(groups.slice(from, to));
  }
  return shares;
}
