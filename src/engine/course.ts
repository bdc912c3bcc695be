/**
 * What a session drives, whatever the model: a run that stands at its start, takes one step after another, and can show
 * any moment of its past. A moment is a half-step of EM, a sub-step of variational Bayes, an epoch of a VAE; they count
 * from 0. Starting, pausing, seeking and cancelling are the session's affair.
 */
import type { Fault } from '../fault.ts';
import type { FitOptions, RunEvent, SliceWatch, Watch } from '../protocol/run.ts';
import type { ExportKind, FromWorker } from '../protocol/worker.ts';
import type { Problem } from './problem.ts';
import type { Turn } from './turn.ts';

/** What a run at rest adds to its state. */
export type Outcome = Pick<Extract<RunEvent, { type: 'state' }>, 'criteria' | 'stopReason'>;

/** One look at a moment: how it takes turns, and whether a newer look is wanted (then it throws `Overtaken`). */
export interface Look {
  readonly turn: Turn;
  overtaken(): boolean;
  /** The run is under way: what takes long can wait until it is at rest. */
  readonly moving?: boolean;
}

export interface Course {
  readonly run: number;
  readonly options: FitOptions;
  readonly problem: Problem;
  /** What was told before the first moment, to be told again to a panel that comes later. */
  readonly beginning: readonly FromWorker[];
  /** Moments known so far. */
  readonly length: number;
  readonly finished: boolean;
  /** Where a finished run failed. */
  readonly fault: Fault | undefined;
  /** The next moment, or a slice of the way there where it is long; false, and nothing done, when the run is finished. */
  next(): boolean | Promise<boolean>;
  /** Its moments come faster than they can be seen: it waits for a panel that is behind instead of taking its processor. */
  readonly waitsForPanel?: boolean;
  /** The moment that a finished run settled on, where that is not its last. */
  readonly settled?: number | undefined;
  /** How far towards its end the run is, 0 … 1. */
  fraction(): number;
  /** Of the newest moment, once the run is at rest. */
  outcome(): Outcome;
  /** The figures of moments [from, length), for the curves. */
  trace(from: number): FromWorker;
  /** What has come to be known beside the curves since this was last asked; `everything`: for a panel that knows nothing. */
  news?(everything: boolean): readonly FromWorker[];
  /**
   * A slice of what could wait until the run is at rest, for the moment on show; what came of it, or undefined where
   * nothing is left to do. `little`: only what is of this moment alone.
   */
  linger?(at: number, watch: Watch, little: boolean): readonly FromWorker[] | undefined;
  /** Gives up what `linger` would go on with. */
  halt?(): void;
  /** Everything on show at one moment, from one snapshot. Throws `Overtaken`. */
  frame(at: number, watch: Watch, look: Look): Promise<FromWorker>;
  /** Of a moment on show: the bound in θ, where the model has one. Throws `Overtaken`. */
  slice?(at: number, wanted: SliceWatch, look: Look): Promise<FromWorker>;
  /** One row at a moment, for who hovers over it; undefined where there is nothing to tell. */
  peek(at: number, row: number): Promise<FromWorker | undefined>;
  /** The component of each of these rows, for the editor's gutter. */
  marks(at: number, from: number, to: number): Promise<FromWorker | undefined>;
  /** One row among all, for the editor's hover. Throws `Overtaken`. */
  about(at: number, row: number, look: Look): Promise<Omit<Extract<FromWorker, { type: 'about' }>, 'id'> | undefined>;
  /** What was found, as text in pieces. `rowsOfFile`: rows of the table, those left out included. */
  export(at: number, what: ExportKind, rowsOfFile: number, write: (text: string) => Promise<void>): Promise<void>;
  /** Frees threads and memory. */
  close(): void;
}
