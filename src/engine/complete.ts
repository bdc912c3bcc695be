/**
 * If z were known: the closed-form maximum of the complete-data log-likelihood, with z taken from the label column, or
 * from each row's likeliest component where there is none. One pass for z and the means, one for the covariances.
 */

import { likeliest } from '../models/gmm/posterior.ts';
import { factorInPlace, logDiagonal } from '../models/gmm/triangle.ts';
import type { CompleteMessage } from '../protocol/run.ts';
import type { Fitting } from './fitting.ts';
import type { Snapshot, SweepContext } from './sweep.ts';
import { Overtaken } from './turn.ts';

const rowsPerSlice = 4096;

/**
 * Shares, means and covariances (divisor N_g, in the family of the fit) of the groups that z makes of the rows, and how
 * many rows of group g are likeliest in component k. The log-likelihood Σ log p(x_i, z_i) at that maximum, in nats, is
 * left out where a covariance is singular: there it has no maximum. Rows without a label are not counted.
 *
 *   ℓ = Σ_g N_g (log (N_g/N) − ½ log|Σ_g|) − ½ N D (1 + log 2π)
 *
 * as Σ_i (x_i − μ)ᵀ Σ⁻¹ (x_i − μ) = N D at the maximum of all four families. Throws `Overtaken`.
 */
export async function completeData(
  fitting: Fitting,
  context: SweepContext,
  { thetaOfQ }: Snapshot,
): Promise<CompleteMessage> {
  const { matrix } = fitting.problem;
  const { columns, label, n, d } = matrix;
  const { k } = thetaOfQ;
  const groups = label ? label.levels.length : k;
  const z = new Int32Array(n);
  const counts = new Float64Array(groups);
  const means = new Float64Array(groups * d);
  const cross = new Float64Array(groups * k);
  const joint = new Float64Array(rowsPerSlice * k);
  for (let from = 0; from < n; from += rowsPerSlice) {
    const to = Math.min(n, from + rowsPerSlice);
    await context.rows.logJoint(thetaOfQ, from, to, joint);
    for (let i = from; i < to; i++) {
      const known = context.labels?.[i] ?? -1;
      const assigned = known >= 0 ? known : likeliest(joint, k, i - from);
      const group = label ? label.codes[i]! : assigned;
      z[i] = group;
      if (group < 0) continue;
      counts[group]!++;
      cross[group * k + assigned]!++;
      for (let c = 0; c < d; c++) means[group * d + c]! += columns[c]![i]!;
    }
    await breathe(context);
  }
  for (let at = 0; at < means.length; at++) means[at]! /= Math.max(1, counts[Math.floor(at / d)]!);
  const covariances = await scatter(context, { columns, z, counts, means, groups, d });
  const rows = counts.reduce((sum, count) => sum + count, 0);
  shape(covariances, counts, rows, d, fitting.family);
  const logLikelihood = completeLogLikelihood(covariances, counts, rows, d);
  return {
    by: label ? 'label' : 'assignment',
    names: label ? [...label.levels] : [],
    counts,
    weights: counts.map((count) => count / Math.max(1, rows)),
    means,
    covariances,
    cross,
    ...(Number.isFinite(logLikelihood) ? { logLikelihood } : {}),
  };
}

interface Groups {
  readonly columns: readonly Float64Array[];
  readonly z: Int32Array;
  readonly counts: Float64Array;
  readonly means: Float64Array;
  readonly groups: number;
  readonly d: number;
}

/** [G·D·D] the average squared deviations within each group; zeros for a group without rows. */
async function scatter(context: SweepContext, { columns, z, counts, means, groups, d }: Groups): Promise<Float64Array> {
  const sums = new Float64Array(groups * d * d);
  const off = new Float64Array(d);
  for (let i = 0; i < z.length; i++) {
    const group = z[i]!;
    if (group >= 0) {
      for (let c = 0; c < d; c++) off[c] = columns[c]![i]! - means[group * d + c]!;
      for (let a = 0; a < d; a++) for (let b = 0; b <= a; b++) sums[(group * d + a) * d + b]! += off[a]! * off[b]!;
    }
    if (i % rowsPerSlice === rowsPerSlice - 1) await breathe(context);
  }
  for (let group = 0; group < groups; group++) {
    for (let a = 0; a < d; a++) {
      for (let b = 0; b <= a; b++) {
        const at = (group * d + a) * d + b;
        sums[at]! /= Math.max(1, counts[group]!);
        sums[(group * d + b) * d + a] = sums[at]!;
      }
    }
  }
  return sums;
}

/** The covariances as the family has them: one for all, without covariances, or one variance for all columns. */
function shape(
  covariances: Float64Array,
  counts: Float64Array,
  rows: number,
  d: number,
  family: Fitting['family'],
): void {
  const size = d * d;
  if (family === 'tied') {
    for (let at = 0; at < size; at++) {
      let sum = 0;
      counts.forEach((count, group) => {
        sum += count * covariances[group * size + at]!;
      });
      for (let group = 0; group < counts.length; group++) covariances[group * size + at] = sum / Math.max(1, rows);
    }
  }
  if (family !== 'diag' && family !== 'spherical') return;
  for (let group = 0; group < counts.length; group++) {
    let trace = 0;
    for (let a = 0; a < d; a++) trace += covariances[group * size + a * d + a]!;
    for (let a = 0; a < d; a++) {
      for (let b = 0; b < d; b++) if (a !== b) covariances[group * size + a * d + b] = 0;
      if (family === 'spherical') covariances[group * size + a * d + a] = trace / d;
    }
  }
}

function completeLogLikelihood(covariances: Float64Array, counts: Float64Array, rows: number, d: number): number {
  const triangle = new Float64Array((d * (d + 1)) / 2);
  let sum = -0.5 * rows * d * (1 + Math.log(2 * Math.PI));
  for (let group = 0; group < counts.length; group++) {
    const count = counts[group]!;
    if (count === 0) continue;
    for (let a = 0, at = 0; a < d; a++) {
      for (let b = 0; b <= a; b++, at++) triangle[at] = covariances[(group * d + a) * d + b]!;
    }
    if (!factorInPlace(triangle, 0, d)) return Number.NaN;
    sum += count * (Math.log(count / rows) - logDiagonal(triangle, 0, d));
  }
  return sum;
}

async function breathe(context: SweepContext): Promise<void> {
  if (!context.turn.due()) return;
  await context.turn.yield();
  if (context.overtaken()) throw new Overtaken();
}
