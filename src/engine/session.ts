/**
 * The engine's side of one panel: a table, the run on show, and the commands that come in. Everything long takes turns
 * with the event loop, so that a command is heard within a slice. A run that fails leaves the one before it standing.
 */
import type { ReadOptions, Table } from '../data/table.ts';
import { type Fault, FaultError } from '../fault.ts';
import type { FitOptions, RunCommand, RunEvent, RunState } from '../protocol/run.ts';
import type { ExportKind, FromWorker, ToWorker } from '../protocol/worker.ts';
import { nestedMixture, responsibilitiesAsCsv } from './exports.ts';
import { beginFit, criteriaOf, type Fitting } from './fitting.ts';
import { Intake } from './intake.ts';
import { aboutRow, logDensities, marksOf } from './marks.ts';
import type { Platform } from './platform.ts';
import { FramePublisher, mixtureOf } from './publisher.ts';
import { Turn } from './turn.ts';
import { Overtaken } from './views.ts';

/** Between two pictures of a run that is under way. */
const framePeriodMs = 33;
/** Looking may take this many times less of the worker than computing does. */
const frameShare = 2;

export class Session {
  private readonly turn = new Turn();
  private intake: Intake | undefined;
  private table: Table | undefined;
  private fitting: Fitting | undefined;
  private state: RunState = 'idle';
  private fault: Fault | undefined;
  /** The half-step on show, or the newest one. */
  private position: number | 'newest' = 'newest';
  private runs = 0;
  /** What the fit that is still choosing its start has told: a panel that comes meanwhile must hear it too. */
  private begun: FromWorker[] = [];
  /** Rises with every task that replaces the one under way. */
  private epoch = 0;
  /** The fit whose half-steps are being computed. */
  private driven: Fitting | undefined;
  private nextFrameAt = 0;
  private ranked: { fitting: Fitting; half: number; densities: Float64Array } | undefined;
  private readonly publisher: FramePublisher;

  constructor(
    private readonly emit: (message: FromWorker) => void,
    private readonly platform: Platform,
  ) {
    this.publisher = new FramePublisher(emit, this.turn);
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
        await this.seek(message.half);
        return;
      case 'cancel':
        this.cancel();
        return;
      case 'watch':
        this.publisher.watch = message.watch;
        if (!this.driven) await this.show();
        return;
      case 'points':
        this.publisher.axes = { x: message.x, y: message.y };
        if (this.fitting) await this.publisher.points(this.fitting);
        return;
      case 'peek':
        if (this.fitting && this.fitting.em.history.length > 0)
          await this.publisher.peek(this.fitting, this.shownHalf(this.fitting), message.row);
        return;
      case 'read':
        // Reading anew needs the file, which the host has: it opens it again with these options.
        return;
    }
  }

  // Reading

  private beginReading(name: string, read: ReadOptions, fit: FitOptions, bytes: number): void {
    this.epoch++;
    this.intake = new Intake(name, read, fit, bytes, this.emit);
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
    }
    if (epoch === this.epoch) await this.endReading();
  }

  // A run

  private async fit(options: FitOptions): Promise<void> {
    if (this.intake) this.intake.fit = options;
    if (this.intake || !this.table) return;
    const epoch = ++this.epoch;
    const run = ++this.runs;
    this.begun = [];
    this.fault = undefined;
    const fitting = await beginFit({
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
    if (epoch !== this.epoch || fitting === undefined) return;
    this.fitting?.problem.rows.close();
    this.fitting = fitting;
    this.begun = [];
    this.position = 'newest';
    this.publisher.begin();
    await this.publisher.points(fitting);
    if (epoch !== this.epoch) return;
    // Paused from the beginning, or while the start was being chosen.
    if (options.paused || this.state === 'paused') {
      await fitting.em.next();
      this.setState('paused');
      await this.show();
    } else {
      this.setState('running');
      await this.drive(fitting);
    }
  }

  private async resume(): Promise<void> {
    if (this.state === 'paused' && this.begun.length > 0) {
      // The start is still being chosen: let it be climbed from once it is there.
      this.setState('running', this.runs);
      return;
    }
    const { fitting } = this;
    if (!fitting || fitting.em.finished || fitting.run !== this.runs) return;
    this.position = 'newest';
    this.setState('running');
    await this.drive(fitting);
  }

  /** Computes half-steps until the run is finished, paused, cancelled or replaced. */
  private async drive(fitting: Fitting): Promise<void> {
    if (this.driven === fitting) return;
    this.driven = fitting;
    const present = (): boolean => this.fitting === fitting && this.runs === fitting.run;
    let ended = false;
    while (this.state === 'running' && present()) {
      const more = fitting.em.next();
      if (!(typeof more === 'boolean' ? more : await more)) {
        ended = true;
        break;
      }
      if (performance.now() >= this.nextFrameAt && present()) await this.publish(fitting);
      if (this.turn.due()) await this.turn.yield();
    }
    if (this.driven === fitting) this.driven = undefined;
    if (!present()) return;
    // The last figures first: whoever hears that the run has ended finds them there.
    await this.show();
    if (ended && present() && this.state !== 'cancelled') this.settle(fitting);
  }

  private async step(): Promise<void> {
    const { fitting } = this;
    if (!fitting || this.state === 'running') return;
    const known = fitting.em.history.length;
    const at = this.shownHalf(fitting);
    if (at + 1 < known) {
      this.position = at + 1;
    } else if (await fitting.em.next()) {
      this.position = 'newest';
      if (this.state !== 'paused' && !fitting.em.finished) this.setState('paused');
    }
    if (fitting.em.finished && this.state === 'paused') this.settle(fitting);
    await this.show();
  }

  private async seek(half: number): Promise<void> {
    const { fitting } = this;
    if (!fitting) return;
    const last = fitting.em.history.length - 1;
    this.position = half >= last ? 'newest' : half;
    this.publisher.overtake();
    if (!this.driven) await this.show();
  }

  private cancel(): void {
    if (this.intake) {
      this.intake = undefined;
      this.epoch++;
      this.setState('cancelled');
    } else if (this.state === 'running' || this.state === 'paused') {
      // A run that is still choosing its start has nothing to keep; the one on show stays.
      if (!this.fitting || this.fitting.run !== this.runs) this.epoch++;
      this.setState('cancelled');
    }
  }

  private settle(fitting: Fitting): void {
    const { stopReason } = fitting.em.em;
    if (stopReason === 'singular' || stopReason === 'notFinite') {
      const component = fitting.em.em.singularComponent + 1;
      this.fail({ code: stopReason, args: stopReason === 'singular' ? { component } : {} });
    } else this.setState('converged');
  }

  // Telling

  private shownHalf(fitting: Fitting): number {
    const last = Math.max(0, fitting.em.history.length - 1);
    return this.position === 'newest' ? last : Math.min(this.position, last);
  }

  private async show(): Promise<void> {
    const { fitting } = this;
    if (fitting && fitting.em.history.length > 0) await this.publisher.show(fitting, this.shownHalf(fitting));
  }

  private async publish(fitting: Fitting): Promise<void> {
    const began = performance.now();
    await this.publisher.show(fitting, this.shownHalf(fitting));
    const took = performance.now() - began;
    this.nextFrameAt = performance.now() + Math.max(framePeriodMs, frameShare * took);
    this.tell({ type: 'progress', run: fitting.run, phase: 'convergence', fraction: fitting.convergenceFraction() });
  }

  private async replay(): Promise<void> {
    if (this.table) this.tell({ type: 'table', table: Intake.summary(this.table) });
    const { fitting } = this;
    if (fitting) {
      for (const event of fitting.beginning) this.tell(event);
      this.publisher.begin();
      await this.publisher.points(fitting);
    }
    for (const event of this.begun) this.tell(event);
    if (!this.driven) await this.show();
    this.tellState(this.begun.length > 0 ? this.runs : undefined);
    if (this.state === 'failed' && this.fault) this.tell({ type: 'fault', fault: this.fault });
  }

  private async mark(from: number, to: number): Promise<void> {
    const { fitting } = this;
    if (!fitting || fitting.em.history.length === 0) return;
    const { thetaOfQ } = await fitting.em.snapshot(this.shownHalf(fitting));
    this.emit(await marksOf(fitting.problem, thetaOfQ.frame, from, to));
  }

  private async export(id: number, what: ExportKind): Promise<void> {
    const { fitting, table } = this;
    if (!fitting || !table || fitting.em.history.length === 0)
      throw new FaultError({ code: 'nothingFitted', args: {} });
    const { theta, thetaOfQ } = await fitting.em.snapshot(this.shownHalf(fitting));
    if (what === 'parameters') {
      const text = `${JSON.stringify(nestedMixture(mixtureOf(theta)), undefined, 2)}\n`;
      this.emit({ type: 'exported', id, text, last: true });
      return;
    }
    await responsibilitiesAsCsv(fitting.problem, thetaOfQ.frame, table.rows, async (text) => {
      this.emit({ type: 'exported', id, text, last: false });
      if (this.turn.due()) await this.turn.yield();
    });
    this.emit({ type: 'exported', id, text: '', last: true });
  }

  private async tellAbout(id: number, row: number): Promise<void> {
    const { fitting } = this;
    if (!fitting || fitting.em.history.length === 0 || row >= fitting.problem.rows.n) return;
    const half = this.shownHalf(fitting);
    const { theta, thetaOfQ } = await fitting.em.snapshot(half);
    // Hovering goes from row to row at one half-step: the densities of all rows are worked out once.
    if (this.ranked?.fitting !== fitting || this.ranked.half !== half) {
      const { rows, knownLabels: labels } = fitting.problem;
      const context = { rows, labels, turn: this.turn, overtaken: () => this.fitting !== fitting };
      this.ranked = { fitting, half, densities: await logDensities(context, theta.frame) };
    }
    const about = await aboutRow(fitting.problem, theta.frame, thetaOfQ.frame, this.ranked.densities, row);
    this.emit({ ...about, id });
  }

  private setState(state: RunState, run = this.fitting?.run ?? this.runs): void {
    this.state = state;
    this.tellState(run);
  }

  private tellState(run = this.fitting?.run ?? this.runs): void {
    const { fitting, state, fault } = this;
    const event: Extract<RunEvent, { type: 'state' }> = { type: 'state', run, state };
    if (fault) event.fault = fault;
    const resting = fitting && fitting.run === run && state !== 'running' && fitting.em.history.length > 0;
    if (resting) {
      event.criteria = criteriaOf(fitting);
      const { stopReason } = fitting.em.em;
      if (stopReason === 'maxIterations') event.stopReason = 'maxIterations';
      else if (stopReason === 'converged') event.stopReason = 'tolerance';
    }
    if (resting) this.publisher.flushTrace(fitting);
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
    this.emit(event);
  }
}

function faultOf(error: unknown): Fault {
  if (error instanceof FaultError) return error.fault;
  if (error instanceof RangeError && /alloc|memory|length/i.test(error.message))
    return { code: 'outOfMemory', args: {} };
  return { code: 'workerDied', args: { reason: error instanceof Error ? error.message : String(error) } };
}
