/**
 * What a VAE's run computes beside its training, a few milliseconds at a time: log p(x) of a fixed sample at
 * checkpoints, sums over all rows once training has ended, and the gap in its two parts for the row on show and for the
 * sample. Each piece is a generator that yields between slices; what is most wanted goes first.
 */
import { splitting } from '../models/vae/gap.ts';
import type { VaeModel } from '../models/vae/model.ts';
import { Quadrature } from '../models/vae/quadrature.ts';
import { type RowScore, RowScorer } from '../models/vae/score.ts';
import type { VaeTraining } from '../models/vae/training.ts';
import type { VaeCheckpoint, VaeGap, VaeMeanGap, VaeRowGap, VaeTotals } from '../protocol/vaeFrame.ts';

/** A curve on the screen: within a thousandth of a nat. */
const curveAgreed = 1e-3;
/** Draws a row: at a checkpoint, and at the end. */
const checkpointSamples = 128;
const finalSamples = 512;
/** Rows of the sample whose gap is split, and after how many the mean is told. */
const gapRows = 100;
const gapTold = (rows: number): boolean => (rows & (rows - 1)) === 0 && rows >= 8;
/** Checkpoints lie at moments that grow by a quarter. */
const stretch = 1.25;
/** Between two tellings of how many of all rows are summed, and how long a slice of anything takes, in ms. */
const toldEvery = 100;
const sliceMs = 3;
/** A checkpoint costs about so many multiply-adds at most, where it has more rows than the least. */
const checkpointWork = 6e8;
const [leastSample, mostSample] = [64, 500];
/** Nodes that are decoded for a row's two integrals, beside those it shares, and multiply-adds that a tanh is worth. */
const nodesARow = 600;
const activationWork = 20;

type Told = VaeCheckpoint | VaeGap | VaeTotals;
type Piece = Generator<undefined, void>;

/** How many rows log p(x) is told of during training: as many as are cheap enough, evenly spaced over the file. */
export function sampleOf({ network, options, data, units }: VaeTraining): Uint32Array {
  const n = data.length / units.d;
  const once = network.decoder.reduce(
    (sum, { inputs, outputs, active }) => sum + inputs * outputs + (active ? activationWork * outputs : 0),
    0,
  );
  const nodes = options.latent <= 2 ? nodesARow : checkpointSamples;
  const affordable = options.linear ? mostSample : Math.floor(checkpointWork / (nodes * once));
  const count = Math.min(n, mostSample, Math.max(leastSample, affordable));
  return Uint32Array.from({ length: count }, (_, s) => Math.floor((s * n) / count));
}

export class VaeWork {
  readonly checkpoints = new Map<number, VaeCheckpoint>();
  readonly sample: Uint32Array;
  readonly meanGaps = new Map<number, VaeMeanGap>();
  private readonly rowGaps = new Map<string, VaeRowGap>();
  private readonly pieces = new Map<string, Piece>();
  /** Checkpoints that are still to be computed, by moment. */
  private readonly due = new Map<number, VaeModel>();
  private nextDue = 0;
  private totals: VaeTotals | undefined;
  private told: Told[] = [];
  /** Slices taken in turn so far. */
  private turn = 0;

  constructor(
    private readonly run: number,
    private readonly training: VaeTraining,
    private readonly epochAt: (at: number) => number,
  ) {
    this.sample = sampleOf(training);
  }

  /** Whether the gap can be split: by quadrature, so for L ≤ 2. */
  get splits(): boolean {
    return this.training.options.latent <= 2;
  }

  /** A new moment: is it a checkpoint? */
  recorded(at: number): void {
    if (at < this.nextDue) return;
    this.nextDue = Math.max(at + 1, Math.ceil(at * stretch));
    this.due.set(at, this.modelAt(at));
  }

  /** Training has ended: the moment it settled on is a checkpoint, and is what the sums are of. */
  ended(settled: number, last: number): void {
    for (const at of [settled, last]) {
      if (!this.checkpoints.has(at)) this.due.set(at, this.modelAt(at));
    }
    this.totals = { type: 'vaeTotals', run: this.run, at: settled, rows: this.rows, fraction: 0 };
    this.told.push(this.totals);
  }

  rowGap = (at: number, row: number): VaeRowGap | undefined => this.rowGaps.get(`${at} ${row}`);

  /** What has come to be known since this was last asked. */
  takeNews(): Told[] {
    const { told } = this;
    this.told = [];
    return told;
  }

  /** Everything that is known, for a panel that has heard nothing. */
  everything(): Told[] {
    const known: Told[] = [...this.checkpoints.values()];
    if (this.totals) known.push(this.totals);
    this.told = [];
    return known;
  }

  /** Gives the sums up. */
  halt(): void {
    if (!this.totals || this.totals.figures || this.totals.stopped) return;
    this.totals = { ...this.totals, stopped: true };
    this.told.push(this.totals);
  }

  /** A slice of the checkpoints that training has passed; false where none is open. */
  checkpointSlice(): boolean {
    const at = this.farthestDue();
    if (at === undefined) return false;
    this.advance(`checkpoint ${at}`, () => this.checkpoint(at, this.due.get(at)!));
    return true;
  }

  /**
   * A slice of what is most wanted while moment `at` is on show; false where nothing is left.
   * @param little only what is of this moment alone.
   */
  slice(at: number, row: number | undefined, little: boolean): boolean {
    for (const key of this.pieces.keys()) {
      // What was begun for another moment or row is not worth its memory.
      if (/^(row|mean)/.test(key) && key !== `row ${at} ${row}` && key !== `mean ${at}`) this.pieces.delete(key);
    }
    if (this.splits && row !== undefined && row < this.rows && !this.rowGap(at, row)) {
      this.advance(`row ${at} ${row}`, () => this.splitRow(at, row));
    } else if (!this.checkpoints.has(at)) {
      this.advance(`checkpoint ${at}`, () => this.checkpoint(at, this.modelAt(at)));
    } else if (little) {
      return false;
    } else return this.inTurn(at);
    return true;
  }

  /**
   * The curve's checkpoints, the sums over all rows and the split of the sample take turns: each may take long, and none
   * should have to wait for the others.
   */
  private inTurn(at: number): boolean {
    const summing = this.totals && !this.totals.figures && !this.totals.stopped;
    const splitting = this.splits && (this.meanGaps.get(at)?.rows ?? 0) < this.gapSample.length;
    const open = [
      ...(this.due.size > 0 ? [() => void this.checkpointSlice()] : []),
      ...(summing ? [() => this.advance('totals', () => this.sum())] : []),
      ...(splitting ? [() => this.advance(`mean ${at}`, () => this.splitSample(at))] : []),
    ];
    if (open.length === 0) return false;
    open[this.turn++ % open.length]!();
    return true;
  }

  private get rows(): number {
    return this.training.data.length / this.training.units.d;
  }

  private get gapSample(): Uint32Array {
    const { sample } = this;
    const count = Math.min(gapRows, sample.length);
    return Uint32Array.from({ length: count }, (_, s) => sample[Math.floor((s * sample.length) / count)]!);
  }

  private advance(key: string, begin: () => Piece): void {
    let piece = this.pieces.get(key);
    if (!piece) {
      piece = begin();
      this.pieces.set(key, piece);
    }
    const began = performance.now();
    do {
      if (!piece.next().done) continue;
      this.pieces.delete(key);
      return;
    } while (performance.now() - began < sliceMs);
  }

  /** The open checkpoint farthest from all that are known, so that the curve gains most; one that is begun goes first. */
  private farthestDue(): number | undefined {
    let best: number | undefined;
    let most = -1;
    for (const at of this.due.keys()) {
      if (this.pieces.has(`checkpoint ${at}`)) return at;
      let distance = Number.POSITIVE_INFINITY;
      for (const known of this.checkpoints.keys()) {
        distance = Math.min(distance, Math.abs(Math.log((at + 1) / (known + 1))));
      }
      if (distance > most) [best, most] = [at, distance];
    }
    return best;
  }

  private modelAt(at: number): VaeModel {
    return this.training.modelAt(this.epochAt(at));
  }

  private row(i: number): Float64Array {
    const { d } = this.training.units;
    return this.training.data.subarray(i * d, (i + 1) * d);
  }

  private *checkpoint(at: number, model: VaeModel): Piece {
    const scorer = new RowScorer(model, checkpointSamples, this.training.options.seed, curveAgreed);
    const sums = new Sums();
    for (const i of this.sample) {
      sums.add(scorer.score(this.row(i), i));
      yield;
    }
    const { rows, samples, effectiveSampleSize, ...means } = sums.over(scorer, true);
    const found: VaeCheckpoint = {
      type: 'vaeCheckpoint',
      run: this.run,
      at,
      epoch: this.epochAt(at),
      rows,
      method: scorer.method,
      samples,
      effectiveSampleSize,
      ...means,
    };
    this.due.delete(at);
    this.checkpoints.set(at, found);
    this.told.push(found);
  }

  private *sum(): Piece {
    const { at } = this.totals!;
    const scorer = new RowScorer(this.modelAt(at), finalSamples, this.training.options.seed);
    const sums = new Sums();
    let told = performance.now();
    for (let i = 0; i < this.rows; i++) {
      sums.add(scorer.score(this.row(i), i));
      if (performance.now() - told > toldEvery) {
        told = performance.now();
        this.totals = { ...this.totals!, fraction: (i + 1) / this.rows };
        this.told.push(this.totals);
      }
      yield;
    }
    const { rows, ...figures } = sums.over(scorer, false);
    this.totals = { ...this.totals!, rows, fraction: 1, figures };
    this.told.push(this.totals);
  }

  private *splitRow(at: number, row: number): Piece {
    const model = this.modelAt(at);
    const { logJacobian } = model.units;
    const found = yield* splitting(new Quadrature(model), this.row(row));
    const { amortisation, approximation, best, kl } = found;
    const elbo = found.elbo + logJacobian;
    const gap: VaeRowGap = {
      row,
      elbo,
      kl,
      reconstruction: elbo + kl,
      logLikelihood: found.logLikelihood + logJacobian,
      amortisation,
      approximation,
      bestMean: best.mean,
      bestSigma: best.logVariance.map((v) => Math.exp(0.5 * v)),
    };
    this.rowGaps.set(`${at} ${row}`, gap);
    this.told.push({ type: 'vaeGap', run: this.run, at, row: gap });
  }

  private *splitSample(at: number): Piece {
    const model = this.modelAt(at);
    const quadrature = new Quadrature(model);
    const { logJacobian } = model.units;
    const sums = { elbo: 0, kl: 0, logLikelihood: 0, amortisation: 0, approximation: 0 };
    const rows = this.gapSample;
    for (let s = 0; s < rows.length; s++) {
      const found = yield* splitting(quadrature, this.row(rows[s]!));
      for (const part of Object.keys(sums) as (keyof typeof sums)[]) sums[part] += found[part];
      const count = s + 1;
      if (!gapTold(count) && count < rows.length) continue;
      const elbo = sums.elbo / count + logJacobian;
      const kl = sums.kl / count;
      const mean: VaeMeanGap = {
        rows: count,
        elbo,
        kl,
        reconstruction: elbo + kl,
        logLikelihood: sums.logLikelihood / count + logJacobian,
        amortisation: sums.amortisation / count,
        approximation: sums.approximation / count,
      };
      this.meanGaps.set(at, mean);
      this.told.push({ type: 'vaeGap', run: this.run, at, mean });
      yield;
    }
  }
}

/** Sums of scores. */
class Sums {
  private rows = 0;
  private logLikelihood = 0;
  private elbo = 0;
  private reconstruction = 0;
  private kl = 0;
  private effective = 0;
  private variance = 0;

  add(score: RowScore): void {
    this.rows++;
    this.logLikelihood += score.logLikelihood;
    this.elbo += score.elbo;
    this.reconstruction += score.reconstruction;
    this.kl += score.kl;
    this.effective += score.effectiveSampleSize ?? 0;
    this.variance += score.standardError ** 2;
  }

  /** Means a row, or totals. */
  over(scorer: RowScorer, means: boolean) {
    const { rows } = this;
    const by = means ? rows : 1;
    return {
      rows,
      logLikelihood: this.logLikelihood / by,
      elbo: this.elbo / by,
      reconstruction: this.reconstruction / by,
      kl: this.kl / by,
      samples: scorer.method === 'importance' ? scorer.samples : 0,
      effectiveSampleSize: this.effective / rows,
      standardError: Math.sqrt(this.variance) / by,
    };
  }
}
