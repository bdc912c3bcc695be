/**
 * The engine's side of one panel: a table, the run on show, and the commands that come in. Everything long takes turns
 * with the event loop, so that a command is heard within a slice. A run that fails leaves the one before it standing.
 */
import type { ReadOptions, Table } from '../data/table.ts';
import { type Fault, FaultError } from '../fault.ts';
import {
  type FitOptions,
  isFrame,
  type RunCommand,
  type RunEvent,
  type RunState,
  type SliceWatch,
} from '../protocol/run.ts';
import type { ExportKind, FromWorker, ToWorker } from '../protocol/worker.ts';
import { beginCourse } from './beginCourse.ts';
import { Bridge } from './bridge/bridge.ts';
import type { Course, Look } from './course.ts';
import { Intake } from './intake.ts';
import type { Emit } from './link.ts';
import type { Platform } from './platform.ts';
import { FramePublisher } from './publisher.ts';
import { Overtaken, Turn } from './turn.ts';

/** Between two pictures of a run that is under way: those of a busy moment are made up for in a quiet one. */
const framePeriodMs = 16;
/** Nobody reads a percentage oftener. */
const progressPeriodMs = 150;
/** A picture that takes long is followed by this many times as long of computing alone. */
const computingShare = 1;
/** A panel that is behind is waited for at most so many times as long as was computed meanwhile: a third of its speed is kept. */
const patience = 2;
/** Of so many pictures the quickest tells how long one takes: what others took beyond it they waited for a processor. */
const picturesTimed = 8;

export class Session {
  private readonly turn = new Turn();
  private intake: Intake | undefined;
  private table: Table | undefined;
  private course: Course | undefined;
  private state: RunState = 'idle';
  private fault: Fault | undefined;
  /** The moment on show, or the newest one. */
  private position: number | 'newest' = 'newest';
  private runs = 0;
  /** What the fit that is still choosing its start has told: a panel that comes meanwhile must hear it too. */
  private begun: FromWorker[] = [];
  /** Rises with every task that replaces the one under way. */
  private epoch = 0;
  /** The run whose moments are being computed. */
  private driven: Course | undefined;
  private nextFrameAt = 0;
  /** How long the last pictures of the run took, in ms. */
  private pictureTimes: number[] = [];
  private nextProgressAt = 0;
  private lingering = false;
  /** More may have been wanted while it was found that nothing was. */
  private lingerAgain = false;
  private stepsAsked = 0;
  /** Moments that may be sought next. */
  private ahead: { readonly id: number; readonly moments: number[] } | undefined;
  /** Slices of the moment on show that may be chosen next. */
  private slices: SliceWatch[] = [];
  /** The moment that is being made, and whether it will have been told. */
  private looking: { readonly moment: number; readonly told: Promise<boolean> } | undefined;
  /** Pictures that are asked for and being made. */
  private showing = 0;
  /** What `linger` may do: all; after a cancel nothing, until something is looked at, and then that alone. */
  private lingers: 'all' | 'little' | 'not' = 'all';
  private readonly publisher: FramePublisher;
  private readonly bridge: Bridge;

  constructor(
    private readonly emit: Emit,
    private readonly platform: Platform,
  ) {
    this.publisher = new FramePublisher(emit, this.turn);
    this.bridge = new Bridge((event) => this.tell(event), this.turn);
  }

  /** Never throws: what goes wrong is told as an event. */
  handle(message: ToWorker): void {
    void this.obey(message).catch((error: unknown) => {
      if (!(error instanceof Overtaken)) this.fail(faultOf(error));
    });
  }

  private async obey(message: ToWorker): Promise<void> {
    switch (message.type) {
      case 'open':
        this.beginReading(message.name, message.read, message.fit, message.bytes);
        return;
      case 'chunk':
        await this.intake?.take(message.data);
        return;
      case 'end':
        await this.endReading();
        return;
      case 'openPath':
        await this.readFromDisk(message.name, message.path, message.read, message.fit);
        return;
      case 'replay':
        await this.replay();
        return;
      case 'marks':
        await this.mark(message.from, message.to);
        return;
      case 'export':
        await this.export(message.id, message.what);
        return;
      case 'about':
        await this.tellAbout(message.id, message.row);
        return;
      default:
        await this.command(message);
    }
  }

  private async command(message: RunCommand): Promise<void> {
    if (this.lingers === 'not' && ['seek', 'step', 'watch'].includes(message.type)) this.lingers = 'little';
    switch (message.type) {
      case 'fit':
        await this.fit(message.options);
        return;
      case 'pause':
        if (this.state === 'running') this.setState('paused');
        return;
      case 'resume':
        if (this.state === 'paused' || this.state === 'cancelled') await this.resume();
        return;
      case 'step':
        await this.step();
        return;
      case 'seek':
        await this.seek(message.half, message.shown ?? false);
        return;
      case 'cancel':
        this.cancel();
        return;
      case 'ahead':
        this.ahead = {
          id: message.id,
          moments: [...message.moments, ...(this.ahead?.id === message.id ? this.ahead.moments : [])],
        };
        void this.linger();
        return;
      case 'slices':
        this.slices = message.coordinates.map((coordinate) => ({ points: message.points, coordinate }));
        void this.linger();
        return;
      case 'watch':
        this.publisher.watch = message.watch;
        this.ahead = undefined;
        this.slices = [];
        if (!this.driven) await this.show('answer');
        return;
      case 'points':
        this.publisher.axes = { x: message.x, y: message.y };
        this.publisher.outline = message.outline ?? false;
        if (this.course) await this.publisher.points(this.course);
        return;
      case 'drawn':
        this.publisher.drawn(message);
        return;
      case 'peek':
        await this.peek(message.row);
        return;
      case 'bridge':
        await this.bridge.ask(message.id, message.ask);
        return;
      case 'read':
        // Reading anew needs the file, which the host has: it opens it again with these options.
        return;
    }
  }

  // Reading

  private beginReading(name: string, read: ReadOptions, fit: FitOptions, bytes: number): void {
    this.epoch++;
    this.intake = new Intake(name, read, fit, bytes, (event) => this.tell(event));
  }

  private async endReading(): Promise<void> {
    const { intake } = this;
    if (!intake) return;
    this.intake = undefined;
    this.table = await intake.finish();
    await this.fit(intake.fit);
  }

  private async readFromDisk(name: string, path: string, read: ReadOptions, fit: FitOptions): Promise<void> {
    if (!this.platform.readPath)
      throw new FaultError({ code: 'fileUnreadable', args: { name, reason: 'no disk here' } });
    this.beginReading(name, read, fit, 0);
    const { epoch, intake } = this;
    const chunks = this.platform.readPath(path, (bytes) => {
      if (intake) intake.bytes = bytes;
    });
    for await (const chunk of chunks) {
      if (epoch !== this.epoch || intake === undefined) return;
      await intake.take(chunk);
      if (intake.failed) break;
    }
    if (epoch === this.epoch) await this.endReading();
  }

  // A run

  private async fit(options: FitOptions): Promise<void> {
    if (this.intake) this.intake.fit = options;
    if (this.intake || !this.table) return;
    this.bridge.stand(this.table, options);
    const epoch = ++this.epoch;
    const run = ++this.runs;
    this.begun = [];
    this.fault = undefined;
    const course = await beginCourse({
      run,
      table: this.table,
      options,
      platform: this.platform,
      turn: this.turn,
      emit: (event) => {
        if (epoch !== this.epoch) return;
        if (event.type !== 'lines' && event.type !== 'progress') this.begun.push(event);
        this.tell(event);
      },
      onPosed: () => {
        this.setState('running', run);
      },
      overtaken: () => epoch !== this.epoch,
    });
    if (epoch !== this.epoch || course === undefined) return;
    this.course?.close();
    this.course = course;
    this.lingers = 'all';
    this.begun = [];
    this.position = 'newest';
    this.publisher.begin();
    await this.publisher.points(course);
    if (epoch !== this.epoch) return;
    // Paused from the beginning, or while the start was being chosen.
    if (options.paused || this.state === 'paused') {
      if (course.length === 0) await course.next();
      this.setState('paused');
      await this.show();
    } else {
      this.setState('running');
      await this.drive(course);
    }
  }

  private async resume(): Promise<void> {
    if (this.state === 'paused' && this.begun.length > 0) {
      // The start is still being chosen: let it be climbed from once it is there.
      this.setState('running', this.runs);
      return;
    }
    const { course } = this;
    if (!course || course.finished || course.run !== this.runs) return;
    this.position = 'newest';
    this.lingers = 'all';
    this.setState('running');
    await this.drive(course);
  }

  /** Computes half-steps until the run is finished, paused, cancelled or replaced. */
  private async drive(course: Course): Promise<void> {
    if (this.driven === course) return;
    this.driven = course;
    this.pictureTimes = [];
    const present = (): boolean => this.course === course && this.runs === course.run;
    let ended = false;
    try {
      while (this.state === 'running' && present()) {
        const began = performance.now();
        const more = course.next();
        if (!(typeof more === 'boolean' ? more : await more)) {
          ended = true;
          break;
        }
        if (performance.now() >= this.nextFrameAt && this.publisher.keepsUp && present()) await this.publish(course);
        if (course.waitsForPanel) await this.publisher.caughtUp(patience * (performance.now() - began));
        if (this.turn.due()) await this.turn.yield();
      }
    } finally {
      if (this.driven === course) this.driven = undefined;
    }
    if (!present()) return;
    if (ended && this.position === 'newest') this.position = course.settled ?? 'newest';
    // The last figures first: whoever hears that the run has ended finds them there.
    await this.show();
    if (ended && present() && this.state !== 'cancelled') this.settle(course);
  }

  /** Steps that come while one is on its way follow it. */
  private async step(): Promise<void> {
    if (this.stepsAsked++ > 0) return;
    while (this.stepsAsked > 0) {
      await this.oneStep();
      this.stepsAsked--;
    }
  }

  private async oneStep(): Promise<void> {
    const { course } = this;
    if (!course || this.state === 'running') return;
    const known = course.length;
    const at = this.shownAt(course);
    if (at + 1 < known) {
      this.position = at + 1;
    } else if (await this.toNext(course)) {
      this.position = 'newest';
      // Of a run with a moment more, all that is told ahead is asked for anew.
      this.ahead = undefined;
      if (this.state !== 'paused' && !course.finished) this.setState('paused');
    }
    if (course.finished && this.state === 'paused') this.settle(course);
    await this.show();
  }

  /** The next moment, slice by slice; false where there is none, or where the run was stopped on the way. */
  private async toNext(course: Course): Promise<boolean> {
    const known = course.length;
    const { state } = this;
    while (course.length === known && this.course === course && this.state === state) {
      if (!(await course.next())) break;
      if (this.turn.due()) await this.turn.yield();
    }
    return course.length > known;
  }

  private async seek(half: number, shown: boolean): Promise<void> {
    const { course } = this;
    if (!course) return;
    const last = course.length - 1;
    this.position = half >= last ? 'newest' : half;
    this.publisher.overtake();
    if (this.driven) return;
    const at = this.shownAt(course);
    if (!shown && this.looking?.moment === at) {
      shown = await this.looking.told;
      if (this.course !== course || this.driven || this.shownAt(course) !== at) return;
    }
    await this.show(shown ? 'acknowledge' : 'show');
  }

  private cancel(): void {
    if (this.intake) {
      this.intake = undefined;
      this.epoch++;
      this.setState('cancelled');
    } else if (this.state === 'running' || this.state === 'paused') {
      // A run that is still choosing its start has nothing to keep; the one on show stays.
      if (!this.course || this.course.run !== this.runs) this.epoch++;
      this.setState('cancelled');
    }
    this.course?.halt?.();
    this.lingers = 'not';
    if (this.course && !this.driven) this.publisher.flushTrace(this.course);
  }

  private settle(course: Course): void {
    if (course.fault) this.fail(course.fault);
    else this.setState('converged');
  }

  // Telling

  private shownAt(course: Course): number {
    const last = Math.max(0, course.length - 1);
    return this.position === 'newest' ? last : Math.min(this.position, last);
  }

  private async show(how: 'show' | 'answer' | 'acknowledge' = 'show'): Promise<void> {
    const { course } = this;
    if (!course || course.length === 0) return;
    this.showing++;
    try {
      await this.publisher[how](course, this.shownAt(course));
    } finally {
      this.showing--;
    }
    void this.linger();
  }

  /** While the run is at rest: what could wait, a slice at a time, for whatever is on show. */
  private async linger(): Promise<void> {
    this.lingerAgain = true;
    if (this.lingering) return;
    this.lingering = true;
    for (;;) {
      this.lingerAgain = false;
      const { course, publisher } = this;
      // Whoever shows a picture calls again when it is told.
      if (this.driven || this.showing > 0 || this.lingers === 'not') break;
      if (!course || course.length === 0 || course.run !== this.runs) break;
      const told = course.linger?.(this.shownAt(course), publisher.watch, this.lingers === 'little');
      for (const event of told ?? []) this.tell(event);
      if (!told && !(await this.lookAhead(course)) && !this.lingerAgain) break;
      if (this.turn.due()) await this.turn.yield();
    }
    this.lingering = false;
  }

  /** One of the moments that may be sought next; false where none is wanted. */
  private async lookAhead(course: Course): Promise<boolean> {
    const { ahead } = this;
    const moment = ahead?.moments.shift();
    if (ahead === undefined || moment === undefined) return this.sliceAhead(course);
    if (moment >= course.length) return true;
    const told = this.tellAhead(course, ahead.id, moment);
    this.looking = { moment, told };
    try {
      if (!(await told) && this.ahead?.id === ahead.id) this.ahead.moments.unshift(moment);
      return true;
    } finally {
      this.looking = undefined;
    }
  }

  /** False where something else came before it: another watch or asker, too. */
  private async tellAhead(course: Course, id: number, moment: number): Promise<boolean> {
    const frame = await this.unlessOvertaken(
      course,
      () => this.ahead?.id === id,
      (look) => course.frame(moment, this.publisher.watch, look),
    );
    if (!frame || !isFrame(frame)) return false;
    this.tell({ type: 'ahead', id, frame });
    return true;
  }

  /** Likewise one of the slices that may be chosen next. */
  private async sliceAhead(course: Course): Promise<boolean> {
    const { slices } = this;
    const wanted = slices[0];
    if (wanted === undefined || course.slice === undefined) return false;
    const at = this.shownAt(course);
    const told = await this.unlessOvertaken(
      course,
      () => this.slices === slices,
      (look) => course.slice!(at, wanted, look),
    );
    if (!told || at !== this.shownAt(course)) return true;
    slices.shift();
    this.tell(told);
    return true;
  }

  /** What `look` finds unasked, unless a picture is asked for meanwhile, or another run, or it is `wanted` no more. */
  private async unlessOvertaken(
    course: Course,
    wanted: () => boolean,
    look: (look: Look) => Promise<FromWorker>,
  ): Promise<FromWorker | undefined> {
    const overtaken = (): boolean =>
      this.showing > 0 || !wanted() || this.course !== course || this.driven !== undefined;
    try {
      const found = await look({ turn: this.turn, overtaken });
      return overtaken() ? undefined : found;
    } catch (error) {
      if (error instanceof Overtaken) return undefined;
      throw error;
    }
  }

  private async publish(course: Course): Promise<void> {
    const began = performance.now();
    await this.publisher.show(course, this.shownAt(course), true);
    const took = performance.now() - began;
    // A picture that comes late, after a slice of computing, does not put off those after it.
    const due = Math.max(this.nextFrameAt, began - framePeriodMs) + framePeriodMs;
    this.pictureTimes = [...this.pictureTimes.slice(1 - picturesTimed), took];
    this.nextFrameAt = Math.max(due, began + took + computingShare * Math.min(...this.pictureTimes));
    if (performance.now() < this.nextProgressAt) return;
    this.nextProgressAt = performance.now() + progressPeriodMs;
    this.tell({ type: 'progress', run: course.run, phase: 'convergence', fraction: course.fraction() });
  }

  private async replay(): Promise<void> {
    if (this.table) this.tell({ type: 'table', table: Intake.summary(this.table) });
    const { course } = this;
    if (course) {
      for (const event of course.beginning) this.tell(event);
      this.publisher.begin();
      await this.publisher.points(course);
    }
    for (const event of this.begun) this.tell(event);
    if (!this.driven) await this.show();
    this.tellState(this.begun.length > 0 ? this.runs : undefined);
    if (this.state === 'failed' && this.fault) this.tell({ type: 'fault', fault: this.fault });
  }

  private async mark(from: number, to: number): Promise<void> {
    const { course } = this;
    if (!course || course.length === 0) return;
    const marks = await course.marks(this.shownAt(course), from, to);
    if (marks) this.tell(marks);
  }

  private async export(id: number, what: ExportKind): Promise<void> {
    const { course, table } = this;
    if (!course || !table || course.length === 0) throw new FaultError({ code: 'nothingFitted', args: {} });
    await course.export(this.shownAt(course), what, table.rows, async (text) => {
      this.tell({ type: 'exported', id, text, last: false });
      if (this.turn.due()) await this.turn.yield();
    });
    this.tell({ type: 'exported', id, text: '', last: true });
  }

  private async peek(row: number): Promise<void> {
    const { course } = this;
    if (!course || course.length === 0) return;
    const peek = await course.peek(this.shownAt(course), row);
    if (peek) this.tell(peek);
  }

  private async tellAbout(id: number, row: number): Promise<void> {
    const { course } = this;
    if (!course || course.length === 0) return;
    const look = { turn: this.turn, overtaken: () => this.course !== course };
    const about = await course.about(this.shownAt(course), row, look);
    if (about) this.tell({ ...about, id });
  }

  private setState(state: RunState, run = this.course?.run ?? this.runs): void {
    this.state = state;
    this.tellState(run);
  }

  private tellState(run = this.course?.run ?? this.runs): void {
    const { course, state, fault } = this;
    const event: Extract<RunEvent, { type: 'state' }> = { type: 'state', run, state };
    if (fault) event.fault = fault;
    const resting = course && course.run === run && state !== 'running' && course.length > 0;
    if (resting) Object.assign(event, course.outcome());
    if (resting) this.publisher.flushTrace(course);
    this.tell(event);
  }

  private fail(fault: Fault): void {
    this.fault = fault;
    this.intake = undefined;
    this.state = 'failed';
    this.tellState();
    this.tell({ type: 'fault', fault });
  }

  private tell(event: FromWorker): void {
    this.emit([event]);
  }
}

function faultOf(error: unknown): Fault {
  if (error instanceof FaultError) return error.fault;
  if (error instanceof RangeError && /alloc|memory|length/i.test(error.message))
    return { code: 'outOfMemory', args: {} };
  return { code: 'workerDied', args: { reason: error instanceof Error ? error.message : String(error) } };
}
