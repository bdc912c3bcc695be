/** Tells what is watched of a run: the new part of its curves, one moment with all that is on show of it, the plane. */
import { type Axis, isFrame, type Watch } from '../protocol/run.ts';
import type { FromWorker } from '../protocol/worker.ts';
import type { Course, Look } from './course.ts';
import type { Emit } from './link.ts';
import { pointsOf } from './points.ts';
import { Overtaken, type Turn } from './turn.ts';

/**
 * So many moments are on their way to the screen at a time. They go there a few in one message, through the server of an
 * editor in a browser, and are shown one a frame: with both processors at work a moment and the word that it is drawn take
 * some 300 ms, in which 60 a second are eighteen.
 */
const mostUndrawn = 18;
/** With so many the panel is behind, and is waited for by a run that can (`caughtUp`). */
const mostAhead = 8;
/** A panel that is out of sight draws nothing; after so long it is told the next moment all the same. */
const drawingMs = 500;
/** A panel that has drawn nothing for so long is not waited for. */
const drawsMs = 250;
/** Moments remembered before the panel has said for the first time that it drew one. */
const mostRemembered = 100;

interface Told {
  readonly run: number;
  readonly known: number;
}

export class FramePublisher {
  watch: Watch = {};
  /** Rows are drawn as tiles: the panel needs no points of its own. */
  outline = false;
  axes: { x: Axis; y: Axis } = { x: { column: 0 }, y: { column: 1 } };
  private sent = 0;
  private fresh = true;
  private wanted = 0;
  /** Moments told that are not drawn yet, while a run is under way. */
  private undrawn: Told[] = [];
  /** Whoever never says that a moment is drawn is not waited for. */
  private answers = false;
  private toldAt = 0;
  private drawnAt = Number.NEGATIVE_INFINITY;
  private goOn: (() => void) | undefined;
  private pointsWanted = 0;
  /** What the panel has of the moment on show. */
  private shown: { readonly course: Course; readonly at: number; readonly watch: Watch } | undefined;

  constructor(
    private readonly emit: Emit,
    private readonly turn: Turn,
  ) {}

  /** A new run, or a panel that knows nothing yet: the curves are sent from their beginning. */
  begin(): void {
    this.sent = 0;
    this.fresh = true;
    this.undrawn = [];
    this.shown = undefined;
    this.overtake();
  }

  /** That moment has been drawn, and those told before it. */
  drawn({ run, known }: Told): void {
    this.answers = true;
    this.drawnAt = performance.now();
    this.goOn?.();
    this.undrawn.splice(0, 1 + this.undrawn.findIndex((told) => told.run === run && told.known === known));
  }

  /**
   * Whether the panel keeps up. Told more than it can draw, it would show what was long ago, and hear as late that the
   * run was paused.
   */
  get keepsUp(): boolean {
    if (!this.answers || this.undrawn.length < mostUndrawn) return true;
    if (performance.now() - this.toldAt < drawingMs) return false;
    this.undrawn = [];
    return true;
  }

  /**
   * Resolves once a panel that is behind has drawn another moment; at once where it draws none at present.
   * @param most ms after which it is waited for no longer.
   */
  async caughtUp(most: number): Promise<void> {
    if (this.undrawn.length < mostAhead || performance.now() - this.drawnAt > drawsMs) return;
    await new Promise<void>((resolve) => {
      const late = setTimeout(resolve, most);
      this.goOn = () => {
        clearTimeout(late);
        resolve();
      };
    });
    this.goOn = undefined;
  }

  /** A frame that is being made is no longer wanted. */
  overtake(): void {
    this.wanted++;
    this.goOn?.();
  }

  flushTrace(course: Course): void {
    const events = this.untold(course);
    if (events.length > 0) this.emit(events);
  }

  /** The new part of the curves, and what else is new beside them. */
  private untold(course: Course): FromWorker[] {
    const events: FromWorker[] = [];
    if (course.length > this.sent) {
      events.push(course.trace(this.sent));
      this.sent = course.length;
    }
    events.push(...(course.news?.(this.fresh) ?? []));
    this.fresh = false;
    return events;
  }

  /**
   * One frame, everything in it from one snapshot. Says nothing if a newer one is wanted before it is done. In a run that
   * is under way the curves come with it.
   */
  async show(course: Course, at: number, moving = false): Promise<void> {
    if (!moving) this.flushTrace(course);
    const { watch } = this;
    const frame = await this.ifStillWanted((look) => course.frame(at, watch, { ...look, moving }));
    if (!frame) return;
    this.shown = { course, at, watch };
    this.emit([...this.untold(course), frame]);
    if (!moving || !('known' in frame)) return;
    this.toldAt = performance.now();
    this.undrawn.push({ run: frame.run, known: frame.known });
    if (!this.answers) this.undrawn = this.undrawn.slice(-mostRemembered);
  }

  /** The panel has this moment: it hears only that it is on show. Another watch is answered with all of it. */
  async acknowledge(course: Course, at: number): Promise<void> {
    this.shown = undefined;
    const frame = await this.ifStillWanted((look) => course.frame(at, {}, look));
    if (frame && isFrame(frame)) this.emit([...this.untold(course), { type: 'onShow', frame }]);
  }

  /** To a new watch: all of the moment, or of a moment on show only what is wanted beside the rest. */
  async answer(course: Course, at: number): Promise<void> {
    const { shown, watch } = this;
    const has = shown?.course === course && shown.at === at && course.slice !== undefined;
    if (!has || !differsInSlice(shown.watch, watch)) return this.show(course, at);
    this.shown = { course, at, watch };
    const { slice } = watch;
    if (!slice) return this.overtake();
    const told = await this.ifStillWanted((look) => course.slice!(at, slice, look));
    if (told) this.emit([told]);
  }

  /** What `look` finds, unless a newer look is wanted before it is done. */
  private async ifStillWanted(look: (look: Look) => Promise<FromWorker>): Promise<FromWorker | undefined> {
    const wanted = ++this.wanted;
    const overtaken = (): boolean => wanted !== this.wanted;
    try {
      const found = await look({ turn: this.turn, overtaken });
      return overtaken() ? undefined : found;
    } catch (error) {
      if (error instanceof Overtaken) return undefined;
      throw error;
    }
  }

  /** Where every row lies in the plane of the two axes. */
  async points({ problem, run }: Course): Promise<void> {
    const wanted = ++this.pointsWanted;
    const points = await pointsOf(problem, run, this.axes, this.outline, this.turn);
    // Another plane was asked for meanwhile, and may have been laid out before this one.
    if (wanted === this.pointsWanted) this.emit([points]);
  }
}

function differsInSlice(a: Watch, b: Watch): boolean {
  const { slice: before, ...rest } = a;
  const { slice: now, ...others } = b;
  return JSON.stringify(before) !== JSON.stringify(now) && JSON.stringify(rest) === JSON.stringify(others);
}
