/** What the parameters that a run has arrived at say of every row. */
import type { Frame } from '../kernels/rows.ts';
import { likeliest, logDensity, responsibilities } from '../models/gmm/posterior.ts';
import type { Problem } from './problem.ts';

const rowsPerSlice = 4096;

/** Calls `take` with the responsibilities (row-major) of consecutive rows, the first of them `from`. */
export async function eachPosterior(
  problem: Problem,
  frame: Frame,
  take: (q: Float64Array, from: number) => Promise<void>,
): Promise<void> {
  await eachJoint(problem, frame, async (joint, from) => {
    const labels = problem.knownLabels?.subarray(from, from + joint.length / frame.k);
    responsibilities(joint, frame.k, joint, labels);
    await take(joint, from);
  });
}

/** Σ_i log p(x_i), whatever is known of z, and the likeliest component of each row [n]. */
export async function finalRows(
  problem: Problem,
  frame: Frame,
): Promise<{ logLikelihood: number; assigned: Int32Array }> {
  const { k } = frame;
  const assigned = new Int32Array(problem.rows.n);
  let logLikelihood = 0;
  await eachJoint(problem, frame, async (joint, from) => {
    for (let i = 0; i * k < joint.length; i++) {
      assigned[from + i] = likeliest(joint, k, i);
      logLikelihood += logDensity(joint, k, i);
    }
  });
  return { logLikelihood, assigned };
}

async function eachJoint(
  { rows }: Problem,
  frame: Frame,
  take: (joint: Float64Array, from: number) => Promise<void>,
): Promise<void> {
  const joint = new Float64Array(Math.min(rows.n, rowsPerSlice) * frame.k);
  for (let from = 0; from < rows.n; from += rowsPerSlice) {
    const to = Math.min(rows.n, from + rowsPerSlice);
    const part = joint.subarray(0, (to - from) * frame.k);
    await rows.logJoint(frame, from, to, part);
    await take(part, from);
  }
}
