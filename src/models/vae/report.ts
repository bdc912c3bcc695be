import { type GapSplit, splitGap } from './gap';
import { Quadrature } from './quadrature';
import { type LogLikelihoodMethod, type RowScore, RowScorer } from './score';
import type { VaeTraining } from './training';

/** Totals over all rows (means a row where so named), in nats, in the units of the file. */
export interface VaeReport {
  readonly logLikelihood: number;
  readonly meanLogLikelihood: number;
  readonly logLikelihoodMethod: LogLikelihoodMethod;
  /** 0 where nothing is sampled. */
  readonly samples: number;
  /** Mean over rows, where sampled. */
  readonly effectiveSampleSize: number | undefined;
  /** Of `logLikelihood`, where sampled; else 0. */
  readonly standardError: number;
  readonly elbo: number;
  readonly reconstruction: number;
  readonly kl: number;
  /** Mean a row over the rows held out. */
  readonly heldOutElbo: number | undefined;
  /** Means a row over a sample of rows; undefined for L > 2. */
  readonly approximationGap: number | undefined;
  readonly amortisationGap: number | undefined;
  /** Rows that the two gaps are means of. */
  readonly gapRows: number;
  readonly optimizerSteps: number;
}

/** The final figures of a trained VAE, a few rows at a time. */
export class VaeReporting {
  /** [n] scores so far, in row order. */
  readonly scores: RowScore[] = [];
  private readonly scorer: RowScorer;
  private readonly quadrature: Quadrature | undefined;
  private readonly gapRows: readonly number[];
  private readonly splits: GapSplit[] = [];

  /** @param gapRows rows whose gap is split, evenly spaced; L ≤ 2 only. */
  constructor(
    readonly training: VaeTraining,
    samples = 512,
    gapRows = 100,
  ) {
    const model = training.model();
    const n = this.rows;
    this.scorer = new RowScorer(model, samples, training.options.seed);
    const small = model.network.shape.latent <= 2;
    this.quadrature = small ? new Quadrature(model) : undefined;
    const every = Math.max(1, Math.ceil(n / gapRows));
    this.gapRows = small ? Array.from({ length: Math.ceil(n / every) }, (_, i) => i * every) : [];
  }

  /** Rows in all. */
  get rows(): number {
    return this.training.data.length / this.training.units.d;
  }

  get done(): boolean {
    return this.scores.length === this.rows && this.splits.length === this.gapRows.length;
  }

  /** Share of the work done, 0 to 1; a gap counts as three rows. */
  get fraction(): number {
    return (this.scores.length + 3 * this.splits.length) / (this.rows + 3 * this.gapRows.length);
  }

  /** The next row's figures, or the next row's gap. Returns false once done. */
  next(): boolean {
    if (this.scores.length < this.rows) {
      this.scores.push(this.scorer.score(this.row(this.scores.length), this.scores.length));
    } else if (this.splits.length < this.gapRows.length) {
      this.splits.push(splitGap(this.quadrature!, this.row(this.gapRows[this.splits.length]!)));
    }
    return !this.done;
  }

  /** The figures; call once done. */
  report(): VaeReport {
    const { scores, splits, training, scorer } = this;
    const total = (of: (score: RowScore) => number) => scores.reduce((sum, score) => sum + of(score), 0);
    const logLikelihood = total((score) => score.logLikelihood);
    const sampled = scorer.method === 'importance';
    const held = training.heldOutRows;
    const gap = (of: (split: GapSplit) => number) =>
      splits.length > 0 ? splits.reduce((sum, split) => sum + of(split), 0) / splits.length : undefined;
    return {
      logLikelihood,
      meanLogLikelihood: logLikelihood / scores.length,
      logLikelihoodMethod: scorer.method,
      samples: sampled ? scorer.samples : 0,
      effectiveSampleSize: sampled ? total((score) => score.effectiveSampleSize!) / scores.length : undefined,
      standardError: Math.sqrt(total((score) => score.standardError ** 2)),
      elbo: total((score) => score.elbo),
      reconstruction: total((score) => score.reconstruction),
      kl: total((score) => score.kl),
      heldOutElbo: held.length > 0 ? held.reduce((sum, i) => sum + scores[i]!.elbo, 0) / held.length : undefined,
      approximationGap: gap((split) => split.approximation),
      amortisationGap: gap((split) => split.amortisation),
      gapRows: splits.length,
      optimizerSteps: training.optimizerSteps,
    };
  }

  private row(i: number): Float64Array {
    const { d } = this.training.units;
    return this.training.data.subarray(i * d, (i + 1) * d);
  }
}
