/** A VAE as a session drives it: the moments are the epochs that were recorded. */
import type { Fault } from '../fault.ts';
import { logVarianceBounds } from '../kernels/vae.ts';
import { nestedModel } from '../models/vae/exports.ts';
import { vaeFault } from '../models/vae/faults.ts';
import { vaeWarnings } from '../models/vae/health.ts';
import { noiseOf, type VaeModel } from '../models/vae/model.ts';
import type { ElboParts, EpochRecord } from '../models/vae/training.ts';
import type { Watch } from '../protocol/run.ts';
import type { VaeFrame, VaeTrace } from '../protocol/vaeFrame.ts';
import type { ExportKind, FromWorker } from '../protocol/worker.ts';
import type { Course, Look, Outcome } from './course.ts';
import { latentMeansAsCsv } from './vaeExports.ts';
import type { VaeFitting } from './vaeFitting.ts';
import { ColumnSpread, drawnFrom, gridOf, type Latent, latentOf, latentRows, rowOf } from './vaeViews.ts';
import { VaeWork } from './vaeWork.ts';

/** Optimiser steps between two looks at the clock, and how long a slice of them may take. */
const stepsPerLook = 8;
const sliceMs = 6;
/** Checkpoints may take this share of the time that training takes; as much as it while the curve has no shape yet. */
const checkpointShare = 0.35;
const checkpointsOfAShape = 8;

/** Parts of a frame that the next one may be able to use again. */
interface Kept {
  readonly epoch: number;
  readonly model: VaeModel;
  readonly rows: Uint32Array;
  readonly latent: Latent;
  readonly moved: VaeFrame['moved'];
  grid?: { readonly key: string; readonly value: VaeFrame['grid'] };
  drawn?: { readonly key: string; readonly value: Float32Array; readonly spread: VaeFrame['spread'] };
}

export class VaeCourse implements Course {
  readonly run;
  readonly options;
  readonly problem;
  readonly beginning: readonly FromWorker[];
  readonly waitsForPanel = true;
  readonly #work: VaeWork;
  readonly #rows: Uint32Array;
  readonly #movingRows: Uint32Array;
  #spread: ColumnSpread | undefined;
  #kept: Kept | undefined;
  #recorded = 0;
  /** Time that checkpoints may still take, in ms. */
  #credit = 0;
  #over = false;
  #fraction = 0;
  readonly #fitting: VaeFitting;

  constructor(fitting: VaeFitting) {
    this.#fitting = fitting;
    this.run = fitting.run;
    this.options = fitting.options;
    this.problem = fitting.problem;
    this.beginning = fitting.beginning;
    this.#work = new VaeWork(this.run, fitting.training, (at) => this.#record(at).epoch);
    this.#rows = latentRows(fitting.problem.matrix.n, false);
    this.#movingRows = latentRows(fitting.problem.matrix.n, true);
    this.#notice();
  }

  get length(): number {
    return this.#fitting.training.records.length;
  }

  get finished(): boolean {
    return this.#fitting.training.done;
  }

  get fault(): Fault | undefined {
    return this.#fitting.training.fault;
  }

  /** The moment that training settled on: the best by held-out ELBO, where it stopped for that. */
  get settled(): number | undefined {
    const { training } = this.#fitting;
    return training.done ? training.records.indexOf(training.settled) : undefined;
  }

  /** A slice of training, and of the checkpoints it has passed; there may be no new moment after it. */
  next(): boolean {
    const { training } = this.#fitting;
    if (training.done) return false;
    const began = performance.now();
    while (!training.done && performance.now() - began < sliceMs) {
      if (training.advance(stepsPerLook)) break;
    }
    this.#notice();
    const trained = performance.now();
    const share = this.#work.checkpoints.size < checkpointsOfAShape ? 1 : checkpointShare;
    this.#credit += share * (trained - began);
    while (this.#credit > 0 && this.#work.checkpointSlice()) {
      this.#credit -= performance.now() - trained;
      if (performance.now() - trained > sliceMs) break;
    }
    this.#credit = Math.min(this.#credit, sliceMs);
    return true;
  }

  fraction(): number {
    this.#fraction = Math.max(this.#fraction, this.#fitting.training.fraction);
    return this.#fraction;
  }

  outcome(): Outcome {
    const { stopReason } = this.#fitting.training;
    return stopReason === undefined || stopReason === 'diverged' ? {} : { stopReason };
  }

  trace(from: number): VaeTrace {
    const records = this.#fitting.training.records.slice(from);
    const held = records.map(({ heldOut }) => heldOut);
    return {
      type: 'vaeTrace',
      run: this.run,
      from,
      epochs: Uint32Array.from(records, ({ epoch }) => epoch),
      steps: Uint32Array.from(records, ({ optimizerSteps }) => optimizerSteps),
      train: overTime(records.map(({ train }) => train)),
      ...(held.every((parts) => parts !== undefined) && held.length > 0 ? { heldOut: overTime(held) } : {}),
    };
  }

  news(everything: boolean): readonly FromWorker[] {
    return everything ? this.#work.everything() : this.#work.takeNews();
  }

  linger(asked: number, watch: Watch, little: boolean): readonly FromWorker[] | undefined {
    const at = this.#nearest(asked);
    return this.#work.slice(at, watch.row, little) ? this.#work.takeNews() : undefined;
  }

  halt(): void {
    this.#work.halt();
  }

  async frame(asked: number, watch: Watch, look: Look): Promise<VaeFrame> {
    const { training } = this.#fitting;
    const at = this.#nearest(asked);
    const record = this.#record(at);
    const rows = look.moving ? this.#movingRows : this.#rows;
    const kept = this.#shown(at, rows);
    const { model, latent } = kept;
    const frame: VaeFrame = {
      type: 'vaeFrame',
      run: this.run,
      at,
      asked,
      known: this.length,
      epoch: record.epoch,
      steps: record.optimizerSteps,
      ...partsOf(record),
      ...(at > 0 ? { previous: { ...partsOf(this.#record(at - 1)), steps: this.#record(at - 1).optimizerSteps } } : {}),
      ...(kept.moved ? { moved: kept.moved } : {}),
      noise: noiseOf(model),
      rows: rows.slice(),
      means: latent.means.slice(),
      sigmas: latent.sigmas.slice(),
      health: latent.health,
      warnings: this.#warnings(record, model, latent),
    };
    const { label } = this.problem.matrix;
    if (label) frame.codes = Int32Array.from(rows, (row) => label.codes[row]!);
    const wanted = watch.vae;
    if (wanted?.grid) frame.grid = this.#grid(kept, wanted.grid, wanted.axes ?? [0, 1])!;
    if (wanted?.drawn) Object.assign(frame, this.#drawn(kept, wanted.drawn));
    const { row } = watch;
    if (row !== undefined && row < this.problem.matrix.n) {
      const draw = { epsilon: wanted?.epsilon ?? [], along: wanted?.along ?? 0 };
      frame.row = rowOf(model, this.problem, training.data, row, draw, look.moving !== true, training.options.seed);
    }
    const checkpoint = this.#work.checkpoints.get(at);
    if (checkpoint) frame.checkpoint = checkpoint;
    const rowGap = row === undefined ? undefined : this.#work.rowGap(at, row);
    const meanGap = this.#work.meanGaps.get(at);
    if (rowGap || meanGap) {
      frame.gap = { ...(rowGap ? { row: rowGap } : {}), ...(meanGap ? { mean: meanGap } : {}) };
    }
    return frame;
  }

  async peek(): Promise<undefined> {
    return undefined;
  }

  /** A VAE has no components to mark rows with. */
  async marks(): Promise<undefined> {
    return undefined;
  }

  async about(): Promise<undefined> {
    return undefined;
  }

  async export(asked: number, what: ExportKind, rowsOfFile: number, write: (text: string) => Promise<void>) {
    const { training, problem } = this.#fitting;
    const { model } = this.#shown(this.#nearest(asked), this.#rows);
    if (what === 'parameters') {
      return write(`${JSON.stringify(nestedModel(model, training.options, problem.matrix.names), undefined, 1)}\n`);
    }
    return latentMeansAsCsv(model, problem, training.data, rowsOfFile, write);
  }

  close(): void {
    this.#fitting.close();
  }

  #record(at: number): EpochRecord {
    return this.#fitting.training.records[at]!;
  }

  /** Records that have come since, and the end. */
  #notice(): void {
    const { training } = this.#fitting;
    for (; this.#recorded < training.records.length; this.#recorded++) this.#work.recorded(this.#recorded);
    if (!training.done || this.#over) return;
    this.#over = true;
    if (!training.fault) this.#work.ended(this.settled!, training.records.length - 1);
  }

  /** The moment whose parameters are kept, at `at` or before it. */
  #nearest(at: number): number {
    const epoch = this.#fitting.training.snapshots.nearest(this.#record(at).epoch);
    let nearest = at;
    while (nearest > 0 && this.#record(nearest).epoch > epoch) nearest--;
    return nearest;
  }

  #shown(at: number, rows: Uint32Array): Kept {
    const { epoch } = this.#record(at);
    if (this.#kept?.epoch === epoch && this.#kept.rows === rows) return this.#kept;
    const { training } = this.#fitting;
    const model = training.modelAt(epoch);
    const before = at > 0 ? training.modelAt(this.#record(at - 1).epoch) : undefined;
    const moved = before && before.epoch === this.#record(at - 1).epoch ? distance(before, model) : undefined;
    const bounds = logVarianceBounds(model.network.shape);
    this.#kept = { epoch, model, rows, moved, latent: latentOf(model, training.data, rows, bounds) };
    return this.#kept;
  }

  #grid(kept: Kept, { side, reach }: { side: number; reach: number }, axes: readonly [number, number]) {
    const key = `${side} ${reach} ${axes}`;
    if (kept.grid?.key !== key) kept.grid = { key, value: gridOf(kept.model, side, reach, axes) };
    return kept.grid.value;
  }

  #drawn(kept: Kept, { count, seed }: { count: number; seed: number }): Pick<VaeFrame, 'drawn' | 'spread'> {
    const key = `${count} ${seed}`;
    if (kept.drawn?.key !== key) {
      this.#spread ??= new ColumnSpread(this.problem);
      const value = drawnFrom(kept.model, count, seed);
      kept.drawn = { key, value, spread: this.#spread.beside(value) };
    }
    const { value, spread } = kept.drawn;
    return { drawn: value.slice(), ...(spread ? { spread } : {}) };
  }

  #warnings(record: EpochRecord, model: VaeModel, { health }: Latent): VaeFrame['warnings'] {
    const { training } = this.#fitting;
    const warnings = vaeWarnings(
      model,
      training.options,
      { ...health, activity: health.activity, width: health.activity },
      training.heldOutRows.length > 0,
    );
    // A density above 1 is no mistake, but looks like one.
    if (record.train.elbo > 0) warnings.push(vaeFault('vaePositive'));
    return warnings.map(({ code, args }) => ({ code, args: { ...args } }));
  }
}

const partsOf = ({ train, heldOut }: EpochRecord): Pick<VaeFrame, 'train' | 'heldOut'> => ({
  train: { ...train },
  ...(heldOut ? { heldOut: { ...heldOut } } : {}),
});

function overTime(parts: readonly (ElboParts | undefined)[]): VaeTrace['train'] {
  const of = (part: keyof ElboParts) => Float64Array.from(parts, (entry) => entry![part]);
  return { elbo: of('elbo'), reconstruction: of('reconstruction'), kl: of('kl') };
}

/** How far decoder and σ (θ), and encoder (φ), are from what they were. */
function distance(before: VaeModel, { network, parameters }: VaeModel): { theta: number; phi: number } {
  const decoder = network.decoder[0]!.weights;
  let [theta, phi] = [0, 0];
  for (let p = 0; p < parameters.length; p++) {
    const change = (parameters[p]! - before.parameters[p]!) ** 2;
    if (p < decoder) phi += change;
    else theta += change;
  }
  return { theta: Math.sqrt(theta), phi: Math.sqrt(phi) };
}
