import { type Fault, fail, ok, type Result } from '../../fault';
import { layNetwork, type Network, type VaeKernel } from '../../kernels/vae';
import { createVaeKernel } from '../../kernels/vaeCreate';
import { worthSharing } from '../../kernels/vaeSimd';
import type { VaeTeam } from '../../kernels/vaeTeam';
import { randomStream, sampleRows } from '../gmm/random';
import { vaeFault } from './faults';
import { initialParameters } from './initial';
import { covarianceOf, LinearClimb } from './linear';
import type { VaeModel } from './model';
import { createNormals, type Normals } from './normals';
import { climbsElbo, type VaeOptions } from './options';
import { Snapshots } from './snapshots';
import { chooseUnits, toTraining, type Units } from './units';

/** Means over rows, in nats a row, in the units of the file. */
export interface ElboParts {
  readonly elbo: number;
  /** E_q log p(x | z); elbo + kl. */
  readonly reconstruction: number;
  readonly kl: number;
}

/** What is known after an epoch; epoch 0 is the start. Where epochs are short, not every one is looked at. */
export interface EpochRecord {
  readonly epoch: number;
  readonly optimizerSteps: number;
  /** Over the rows trained on (at most 2,000 of them, always the same), with the same ε each time. */
  readonly train: ElboParts;
  readonly heldOut: ElboParts | undefined;
}

export type StopReason = 'epochs' | 'heldOut' | 'plateau' | 'limit' | 'diverged';

/** Rows looked at for a record, and draws a row where rows are few. */
const RECORD_ROWS = 2000;
const RECORD_DRAWS = 1024;
/** Steps without a better held-out ELBO after which training stops; a rise of less than this in nats a row is none. */
const PATIENCE_STEPS = 1500;
const PATIENCE_EPOCHS = 8;
const RISE = 2e-4;
const MOST_STEPS = 60_000;
/** A record is made no more often than every so many optimiser steps. */
const RECORD_STEPS = 10;
/** An epoch of a linear climb is so many gradient steps on all rows. */
const LINEAR_STEPS = 10;

/**
 * A VAE in training: a few optimiser steps at a time, synchronously, so that an engine can pause, stop and look back.
 * Everything drawn depends on the seed alone, whatever the slices.
 */
export class VaeTraining {
  readonly records: EpochRecord[] = [];
  readonly snapshots: Snapshots;
  /** Row indices, rising. */
  readonly trainRows: Uint32Array;
  readonly heldOutRows: Uint32Array;
  stopReason: StopReason | undefined;
  optimizerSteps = 0;
  /** Epochs completed. */
  epoch = 0;
  private readonly noise: Normals;
  private readonly order: Uint32Array;
  private readonly epsilon: Float64Array;
  private readonly recordRows: Uint32Array;
  private readonly trainNoise: Float64Array;
  private readonly heldOutNoise: Float64Array;
  private readonly climb: LinearClimb | undefined;
  private position = 0;
  private best: {
    readonly epoch: number;
    readonly steps: number;
    readonly elbo: number;
    readonly parameters: Float64Array;
  };

  /** Whether training so many columns gains by a team of threads. */
  static worthSharing(columns: number, { linear, latent, hidden, batch }: VaeOptions): boolean {
    if (linear) return false;
    const widths = [columns, ...hidden, latent];
    const weights = widths.slice(1).reduce((sum, outputs, l) => sum + widths[l]! * outputs, 0);
    return worthSharing(batch, 2 * weights);
  }

  /** Checks what was asked for and makes everything ready; takes no step. What comes of it is the same with a team. */
  static create(
    columns: readonly Float64Array[],
    options: VaeOptions,
    prefer: VaeKernel['kind'] = 'simd',
    team?: VaeTeam,
  ): Result<VaeTraining> {
    const d = columns.length;
    const n = columns[0]?.length ?? 0;
    if (n < 2) return fail('vaeFewRows', { rows: n });
    if (options.linear && options.latent >= d) return fail('vaeLatentTooMany', { most: d - 1, columns: d });
    const units = chooseUnits(columns, options.linear ? 'common' : 'each', options.bernoulli && !options.linear);
    const wild = units.scale.findIndex(
      (s, j) => !Number.isFinite(s) || !Number.isFinite(units.centre[j]!) || s < 1e-300,
    );
    if (wild >= 0) return fail('vaeColumnTooLarge', { column: wild + 1 });
    const network = layNetwork({
      d,
      latent: options.latent,
      hidden: options.linear ? [] : options.hidden,
      activation: options.activation,
      binary: units.binary,
      noise: options.linear ? 'shared' : options.noise,
      // A linear model is fitted to the file as it is; a floor there is against σ = 0 alone.
      noiseBounds: [Math.log(options.linear ? 1e-7 : options.noiseFloor), Math.log(1e3)],
    });
    return ok(new VaeTraining(network, units, toTraining(units, columns), options, prefer, team));
  }

  private readonly kernel: VaeKernel;
  /** Threads that a step is taken with. */
  readonly threads: number;

  private constructor(
    readonly network: Network,
    readonly units: Units,
    /** [n·D] rows in training units. */
    readonly data: Float64Array,
    readonly options: VaeOptions,
    prefer: VaeKernel['kind'],
    team: VaeTeam | undefined,
  ) {
    const { seed, linear, latent } = options;
    const n = data.length / units.d;
    const out = linear ? 0 : Math.round(n * options.heldOut);
    // Below 20 rows nothing is held out: one row would decide.
    this.heldOutRows = n < 20 || out < 1 ? new Uint32Array(0) : sampleRows(n, out, randomStream(seed, 2));
    const held = new Set(this.heldOutRows);
    this.trainRows = Uint32Array.from({ length: n }, (_, i) => i).filter((i) => !held.has(i));
    this.recordRows = this.trainRows.filter((_, i, all) => i % Math.ceil(all.length / RECORD_ROWS) === 0);
    const batch = Math.min(options.batch, this.trainRows.length);
    const most = Math.max(batch, Math.min(128, n));
    this.kernel = createVaeKernel(network, data, most, linear ? 'scalar' : prefer, team);
    this.threads = this.kernel.threads;
    this.snapshots = new Snapshots(network.size, this.kernel.kind === 'simd');
    this.order = this.trainRows.slice();
    this.position = this.order.length;
    this.epsilon = new Float64Array(this.kernel.batch * latent);
    this.noise = createNormals(seed, 0);
    const start = initialParameters(network, seed);
    this.kernel.restore(start);
    if (linear) this.climb = new LinearClimb(network, covarianceOf(data, units.d), start);
    this.best = { epoch: 0, steps: 0, elbo: -Infinity, parameters: start };
    this.trainNoise = this.drawNoise(this.recordRows, 3);
    this.heldOutNoise = this.drawNoise(this.heldOutRows, 4);
    this.record();
  }

  get done(): boolean {
    return this.stopReason !== undefined;
  }

  get kernelKind(): VaeKernel['kind'] {
    return this.kernel.kind;
  }

  /** Faults of a run that is done, and what people should know of any. */
  get fault(): Fault | undefined {
    return this.stopReason === 'diverged' ? vaeFault('vaeDiverged', { steps: this.optimizerSteps }) : undefined;
  }

  /** How far towards its end training is, 0 … 1, going by what is known: it may fall when a better epoch comes. */
  get fraction(): number {
    if (this.done) return 1;
    const { options, climb } = this;
    if (options.epochs !== undefined) {
      return Math.min(1, this.optimizerSteps / (options.epochs * this.stepsPerEpoch));
    }
    return Math.min(0.99, Math.max(this.optimizerSteps / MOST_STEPS, climb ? 0 : this.waited / this.patience));
  }

  private get patience(): number {
    return Math.max(PATIENCE_STEPS, PATIENCE_EPOCHS * this.stepsPerEpoch);
  }

  /** Steps since the best epoch; while β still rises towards its end the ELBO may fall. */
  private get waited(): number {
    return this.optimizerSteps - Math.max(this.best.steps, this.options.annealSteps);
  }

  /** Optimiser steps of an epoch: a row that is left over when no batch is full waits for the next shuffle. */
  get stepsPerEpoch(): number {
    if (this.climb) return LINEAR_STEPS;
    return Math.max(1, Math.floor(this.order.length / this.batch));
  }

  /**
   * At most `steps` optimiser steps; ends early where an epoch ends that is recorded.
   * @returns true where there is a new record.
   */
  advance(steps: number): boolean {
    for (let s = 0; s < steps && !this.done; s++) {
      const ended = this.climb ? this.climbStep(this.climb) : this.step();
      if (!ended) continue;
      this.epoch++;
      const fresh = this.optimizerSteps - this.records.at(-1)!.optimizerSteps;
      if (fresh < RECORD_STEPS && this.epoch !== this.options.epochs && !this.climb?.converged) continue;
      this.record();
      this.judge();
      return true;
    }
    return false;
  }

  /** On to the next record. */
  toNextRecord(): void {
    while (!this.done && !this.advance(this.stepsPerEpoch)) {}
  }

  /** Ends training early, keeping what there is. */
  stop(): void {
    this.stopReason ??= 'limit';
  }

  /** The present model; once done, the one training settled on. */
  model(): VaeModel {
    return this.modelOf(this.kernel.parameters());
  }

  /** The model of an epoch, or of the nearest before it that is kept, and which that is. */
  modelAt(epoch: number): VaeModel & { readonly epoch: number } {
    const kept = this.snapshots.recall(epoch)!;
    return { ...this.modelOf(kept.parameters), epoch: kept.epoch };
  }

  private modelOf(parameters: Float64Array): VaeModel {
    return { network: this.network, parameters, units: this.units };
  }

  private get batch(): number {
    return Math.min(this.options.batch, this.order.length);
  }

  private step(): boolean {
    const { options, order, noise, kernel, epsilon, batch } = this;
    if (this.position + batch > order.length) {
      noise.shuffle(order);
      this.position = 0;
    }
    const count = batch * options.latent;
    noise.fill(epsilon, count);
    const ramp = options.annealSteps > 0 ? Math.min(1, this.optimizerSteps / options.annealSteps) : 1;
    const rows = order.subarray(this.position, this.position + batch);
    kernel.step(rows, epsilon, { rate: options.rate, beta: options.beta * ramp, freeBits: options.freeBits });
    this.optimizerSteps++;
    this.position += batch;
    return this.position + batch > order.length;
  }

  private climbStep(climb: LinearClimb): boolean {
    const more = climb.step();
    this.optimizerSteps = climb.steps;
    return !more || climb.steps % LINEAR_STEPS === 0;
  }

  private record(): void {
    const { epoch } = this;
    if (this.climb) this.kernel.restore(this.climb.parameters());
    const parameters = this.kernel.parameters();
    this.records.push({
      epoch,
      optimizerSteps: this.optimizerSteps,
      train: this.climb ? this.linearParts(this.climb) : this.measure(this.recordRows, this.trainNoise),
      heldOut: this.heldOutRows.length > 0 ? this.measure(this.heldOutRows, this.heldOutNoise) : undefined,
    });
    this.snapshots.remember(epoch, parameters);
  }

  /** The ELBO of a linear climb is exact; its KL is that of the mean row. */
  private linearParts(climb: LinearClimb): ElboParts {
    const elbo = climb.elbo + this.units.logJacobian;
    const kl = climb.kl;
    return { elbo, kl, reconstruction: elbo + kl };
  }

  /** [draws·rows·L] standard normals that stay the same through training, more draws where rows are few. */
  private drawNoise(rows: Uint32Array, stream: number): Float64Array {
    const draws = Math.min(16, Math.max(1, Math.ceil(RECORD_DRAWS / Math.max(1, rows.length))));
    const noise = new Float64Array(draws * rows.length * this.options.latent);
    createNormals(this.options.seed, stream).fill(noise);
    return noise;
  }

  /** Means over some rows; with the same noise each time, what changes from record to record is the model alone. */
  private measure(rows: Uint32Array, noise: Float64Array): ElboParts {
    const { kernel, options } = this;
    const count = noise.length / options.latent;
    let reconstruction = 0;
    let kl = 0;
    for (let done = 0; done < count; ) {
      const from = done % rows.length;
      const part = rows.subarray(from, from + Math.min(kernel.batch, 128));
      const sums = kernel.evaluate(part, noise.subarray(done * options.latent, (done + part.length) * options.latent));
      reconstruction += sums.reconstruction;
      kl += sums.kl;
      done += part.length;
    }
    const mean = reconstruction / count + this.units.logJacobian;
    return { elbo: mean - kl / count, reconstruction: mean, kl: kl / count };
  }

  private judge(): void {
    const { options, climb, kernel } = this;
    const { train, heldOut, epoch } = this.records.at(-1)!;
    const elbo = (heldOut ?? train).elbo;
    if (!Number.isFinite(train.elbo) || !Number.isFinite(elbo)) {
      this.records.pop();
      kernel.restore(this.best.parameters);
      this.stopReason = 'diverged';
      return;
    }
    if (options.epochs !== undefined) {
      if (elbo > this.best.elbo) this.best = this.present(epoch, elbo);
      if (epoch >= options.epochs) this.stopReason = 'epochs';
      return;
    }
    if (climb) {
      if (climb.converged) this.stopReason = 'plateau';
      else if (this.optimizerSteps >= MOST_STEPS) this.stopReason = 'limit';
      return;
    }
    if (elbo > this.best.elbo + RISE) this.best = this.present(epoch, elbo);
    if (this.waited >= this.patience) this.stopReason = heldOut ? 'heldOut' : 'plateau';
    else if (this.optimizerSteps >= MOST_STEPS) this.stopReason = 'limit';
    if (this.done && climbsElbo(options)) kernel.restore(this.best.parameters);
  }

  private present(epoch: number, elbo: number) {
    return { epoch, steps: this.optimizerSteps, elbo, parameters: this.kernel.parameters() };
  }

  /** The record of the parameters that training settled on. */
  get settled(): EpochRecord {
    const kept = this.stopReason === 'heldOut' || this.stopReason === 'plateau' || this.stopReason === 'diverged';
    const best = kept && !this.climb ? this.records.find((record) => record.epoch === this.best.epoch) : undefined;
    return best ?? this.records.at(-1)!;
  }
}
