/** Tells what is watched of a run: the new part of its curves, one moment with all that is on show of it, the plane. */
import type { Axis, Watch } from '../protocol/run.ts';
import type { FromWorker } from '../protocol/worker.ts';
import type { Course } from './course.ts';
import { pointsOf } from './points.ts';
import type { Turn } from './turn.ts';
import { Overtaken } from './views.ts';

export class FramePublisher {
  watch: Watch = {};
  /** Rows are drawn as tiles: the panel needs no points of its own. */
  outline = false;
  axes: { x: Axis; y: Axis } = { x: { column: 0 }, y: { column: 1 } };
  private sent = 0;
  private fresh = true;
  private wanted = 0;

  constructor(
    private readonly emit: (message: FromWorker) => void,
    private readonly turn: Turn,
  ) {}

  /** A new run, or a panel that knows nothing yet: the curves are sent from their beginning. */
  begin(): void {
    this.sent = 0;
    this.fresh = true;
    this.overtake();
  }

  /** A frame that is being made is no longer wanted. */
  overtake(): void {
    this.wanted++;
  }

  flushTrace(course: Course): void {
    if (course.length > this.sent) {
      const from = this.sent;
      this.sent = course.length;
      this.emit(course.trace(from));
    }
    const { fresh } = this;
    this.fresh = false;
    for (const event of course.news?.(fresh) ?? []) this.emit(event);
  }

  /** One frame, everything in it from one snapshot. Says nothing if a newer one is wanted before it is done. */
  async show(course: Course, at: number, moving = false): Promise<void> {
    const wanted = ++this.wanted;
    const look = { turn: this.turn, overtaken: () => wanted !== this.wanted, moving };
    this.flushTrace(course);
    try {
      const frame = await course.frame(at, this.watch, look);
      if (!look.overtaken()) this.emit(frame);
    } catch (error) {
      if (!(error instanceof Overtaken)) throw error;
    }
  }

  /** Where every row lies in the plane of the two axes. */
  async points({ problem, run }: Course): Promise<void> {
    this.emit(await pointsOf(problem, run, this.axes, this.outline, this.turn));
  }
}
