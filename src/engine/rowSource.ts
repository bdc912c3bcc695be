/** All rows of a matrix, wherever they are held; EM asks for passes over them and does not know how many threads helped. */
import { emptyMoments, type Frame, type Moments, type RowKernel } from '../kernels/rows.ts';
import { addMoments, clearMoments, type Group, groupsOf } from './segments.ts';
import type { Turn } from './turn.ts';

export type { Frame };

export interface RowSource {
  readonly n: number;
  readonly d: number;
  readonly kind: RowKernel['kind'];
  readonly threads: number;
  /**
   * Adds the moments of all rows to `into`. Resolves when they are there; a source that is done at once returns
   * undefined, which saves a small file the trip through the event loop.
   */
  pass(frame: Frame, into: Moments): Promise<void> | undefined;
  /** ℓ of all rows in nats: what `pass` adds, to the bit where none of its sums overflow, in less time. */
  logLikelihood(frame: Frame): Promise<number>;
  /** The moments for given responsibilities, row-major [n·K]. */
  passGiven(frame: Frame, q: Float64Array, into: Moments): Promise<void> | undefined;
  /** a_ik of rows [from, to), row-major [(to − from)·K]. */
  logJoint(frame: Frame, from: number, to: number, out: Float64Array): Promise<void> | undefined;
  close(): void;
}

/** ℓ of these groups of a kernel's rows, in nats; takes turns with the event loop. */
export async function sumLogLikelihood(
  kernel: RowKernel,
  groups: readonly Group[],
  frame: Frame,
  turn: Turn,
): Promise<number> {
  let sum = 0;
  for (const { from, to } of groups) {
    sum += kernel.logLikelihood(frame, from, to, from > 0);
    if (turn.due()) await turn.yield();
  }
  return sum;
}

/** Sums moments over groups of rows, in their order; keeps its block of one group from pass to pass. */
export class GroupSums {
  private part: Moments | undefined;

  constructor(
    private readonly groups: readonly Group[],
    private readonly turn: Turn,
  ) {}

  /**
   * Adds the moments of all groups to `into`; takes turns with the event loop.
   * @param pass adds those of one group under `frame` to `part`, which is empty
   */
  async add(frame: Frame, into: Moments, pass: (group: Group, part: Moments) => void): Promise<void> {
    const part = this.partFor(frame);
    for (const group of this.groups) {
      clearMoments(part);
      pass(group, part);
      addMoments(part, into);
      if (this.turn.due()) await this.turn.yield();
    }
  }

  private partFor({ shape, k, d, whitening }: Frame): Moments {
    const { part } = this;
    const fits = part?.counts.length === k && part.first.length === k * d && part.second.length === whitening.length;
    if (part && fits) return part;
    this.part = emptyMoments(shape, k, d);
    return this.part;
  }
}

/** Rows held by one kernel in this thread; long passes take turns with the event loop. */
export class LocalRows implements RowSource {
  readonly threads = 1;
  private readonly groups: readonly Group[];
  private readonly sums: GroupSums;

  constructor(
    private readonly kernel: RowKernel,
    private readonly turn: Turn,
  ) {
    this.groups = groupsOf(kernel.n);
    this.sums = new GroupSums(this.groups, turn);
  }

  get n(): number {
    return this.kernel.n;
  }

  get d(): number {
    return this.kernel.d;
  }

  get kind(): RowKernel['kind'] {
    return this.kernel.kind;
  }

  pass(frame: Frame, into: Moments): Promise<void> | undefined {
    if (this.groups.length === 1) {
      this.kernel.pass(frame, 0, this.kernel.n, into);
      return undefined;
    }
    return this.sums.add(frame, into, ({ from, to }, part) => this.kernel.pass(frame, from, to, part, from > 0));
  }

  logLikelihood(frame: Frame): Promise<number> {
    return sumLogLikelihood(this.kernel, this.groups, frame, this.turn);
  }

  passGiven(frame: Frame, q: Float64Array, into: Moments): Promise<void> | undefined {
    return this.sums.add(frame, into, ({ from, to }, part) =>
      this.kernel.passGiven(frame, q.subarray(from * frame.k, to * frame.k), from, to, part),
    );
  }

  logJoint(frame: Frame, from: number, to: number, out: Float64Array): undefined {
    this.kernel.logJoint(frame, from, to, out);
    return undefined;
  }

  close(): void {}
}
