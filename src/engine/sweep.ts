/** q and KL of every row at one snapshot, in slices that let commands through: what colours, tiles and heatmap are made of. */
import type { Frame as RowFrame } from '../kernels/rows.ts';
import { rowIdentity } from '../models/gmm/posterior.ts';
import type { Problem } from './problem.ts';
import type { RowSource } from './rowSource.ts';
import { Overtaken, type Turn } from './turn.ts';

const rowsPerSlice = 4096;
/** Beyond this many responsibilities the sorted heatmap is drawn from an even sample of rows. */
const mostStored = 1 << 25;

export interface Snapshot {
  readonly theta: RowFrame;
  /** The same object as `theta` after an E-step. */
  readonly thetaOfQ: RowFrame;
}

/** q and KL of every row at one snapshot, as far as the views need them. */
export interface Swept {
  /** [n·K] float32 */
  readonly q: Float32Array;
  /** [n] KL(q_i ‖ posterior at θ), nats */
  readonly kl: Float32Array;
  /** [n] H(q_i), nats, where it is asked for */
  readonly entropy: Float32Array | undefined;
  /** every how many rows one was looked at */
  readonly every: number;
}

export interface SweepContext {
  /** Whose rows they are. */
  readonly problem: Problem;
  readonly rows: RowSource;
  /** [n] known components, −1 where z is hidden; absent where it is hidden everywhere. */
  readonly labels: Int32Array | undefined;
  /** Beside q the heatmap tells each row's entropy, and no KL. */
  readonly entropy?: boolean;
  readonly turn: Turn;
  /** True once something newer is wanted. */
  overtaken(): boolean;
}

/** Throws `Overtaken` when the context says so. */
export async function sweep(context: SweepContext, { theta, thetaOfQ }: Snapshot): Promise<Swept> {
  const { rows, labels } = context;
  const { k } = thetaOfQ;
  const every = Math.ceil((rows.n * k) / mostStored);
  const looked = Math.ceil(rows.n / every);
  const swept: Swept = {
    q: new Float32Array(looked * k),
    kl: new Float32Array(looked),
    entropy: context.entropy ? new Float32Array(looked) : undefined,
    every,
  };
  const ofQ = new Float64Array(rowsPerSlice * k);
  const joint = theta === thetaOfQ ? undefined : new Float64Array(rowsPerSlice * k);
  const look = looker(k, ofQ, joint, swept);
  let at = 0;
  for (let from = 0; from < rows.n; from += rowsPerSlice) {
    const to = Math.min(rows.n, from + rowsPerSlice);
    await rows.logJoint(thetaOfQ, from, to, ofQ);
    if (joint) await rows.logJoint(theta, from, to, joint);
    for (let i = (every - (from % every)) % every; i < to - from; i += every) look(i, at++, labels?.[from + i] ?? -1);
    if (context.turn.due()) {
      await context.turn.yield();
      if (context.overtaken()) throw new Overtaken();
    }
  }
  return swept;
}

/**
 * What takes row `i` of a slice into its place `at`. With α_k = a_k − max a at the θ behind q, β_k = b_k − max b at θ:
 * q_k = exp α_k / Σ exp α, H(q) = log Σ exp α − Σ q_k α_k, KL = Σ q_k (α_k − β_k) + log Σ exp β − log Σ exp α. That is K − 1
 * exponentials a row and θ, and a logarithm, where logarithms of q_k would cost most of the sweep.
 *
 * @param ofQ [rows·K] log joints of the slice at the θ behind q
 * @param joint the same at θ; absent where both are one
 */
function looker(k: number, ofQ: Float64Array, joint: Float64Array | undefined, { q, kl, entropy }: Swept) {
  const shares = new Float64Array(k);
  return (i: number, at: number, label: number): void => {
    const from = i * k;
    const into = at * k;
    const top = largest(ofQ, from, k);
    if (label >= 0 || top === -Infinity) {
      // A label is all there is to know; a row without density anywhere may be of any component.
      for (let j = 0; j < k; j++) shares[j] = label < 0 ? 1 / k : Number(j === label);
      q.set(shares, into);
      if (label >= 0) return;
      if (entropy) entropy[at] = Math.log(k);
      if (joint) kl[at] = rowIdentity(joint, k, i, shares).kl;
      return;
    }
    let sum = 0;
    for (let j = 0; j < k; j++) {
      const below = ofQ[from + j]! - top;
      sum += shares[j] = below === 0 ? 1 : Math.exp(below);
    }
    let mean = 0;
    for (let j = 0; j < k; j++) {
      const share = shares[j]! / sum;
      shares[j] = share;
      q[into + j] = share;
      if (share > 0) mean += share * (ofQ[from + j]! - top);
    }
    if (entropy) entropy[at] = Math.max(0, Math.log(sum) - mean);
    if (!joint) return;
    const topOfTheta = largest(joint, from, k);
    let total = 0;
    let meanOfTheta = 0;
    for (let j = 0; j < k; j++) {
      const below = joint[from + j]! - topOfTheta;
      total += below === 0 ? 1 : Math.exp(below);
      if (shares[j]! > 0) meanOfTheta += shares[j]! * below;
    }
    kl[at] = Math.max(0, mean - meanOfTheta + Math.log(total / sum));
  };
}

/**
 * Of `count` log joints from `from` on; −Infinity where none is a number. The scalar kernel's twin hands NaN on, so that a
 * run that overflows is seen to: a picture shows such a row as one that may be of any component.
 */
function largest(values: Float64Array, from: number, count: number): number {
  let most = -Infinity;
  for (let j = from; j < from + count; j++) if (values[j]! > most) most = values[j]!;
  return most;
}
