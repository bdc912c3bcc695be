/** The figures of the moment on show: which rows they are means over, and what of log p is known. Pure. */
import type { VaeCheckpoint, VaeMeanGap, VaeMethod } from '../../src/protocol/vaeFrame.ts';
import { checkpointAt, meanGapOf, type VaeSlot } from './slot.ts';

/** Means a row: log p = ELBO + gap, ELBO = reconstruction − kl; the gap in two parts where it has been split. */
export interface MomentFigures {
  /** What the means are over. */
  readonly over: 'train' | 'sample';
  readonly rows: number;
  readonly elbo: number;
  readonly reconstruction: number;
  /** KL(q ‖ prior). */
  readonly kl: number;
  readonly logLikelihood: number | undefined;
  /** The parts are of the same rows as the rest. */
  readonly split: VaeMeanGap | undefined;
  /** The parts of fewer rows than the rest is of: on their own. */
  readonly partly: VaeMeanGap | undefined;
  readonly method: VaeMethod | undefined;
  readonly checkpoint: VaeCheckpoint | undefined;
}

/** @returns undefined before there is a frame */
export function momentFigures(vae: VaeSlot): MomentFigures | undefined {
  const { frame, setting } = vae;
  if (!frame) return undefined;
  const checkpoint = checkpointAt(vae, frame.at);
  const gap = meanGapOf(vae);
  if (!checkpoint) {
    return {
      over: 'train',
      rows: setting?.trainRows ?? 0,
      ...frame.train,
      logLikelihood: undefined,
      split: undefined,
      partly: undefined,
      method: undefined,
      checkpoint: undefined,
    };
  }
  const { rows, method } = checkpoint;
  const split = gap?.rows === rows ? gap : undefined;
  // The split is of the same rows and integrates finer: its sum is the one that adds up.
  const { elbo, reconstruction, kl, logLikelihood } = split ?? checkpoint;
  return {
    over: 'sample',
    rows,
    elbo,
    reconstruction,
    kl,
    logLikelihood,
    split,
    partly: split ? undefined : gap,
    method,
    checkpoint,
  };
}
