/** What the parameters that a run has arrived at say of every row. */
import { likeliest, logDensity, responsibilities } from '../models/gmm/posterior.ts';
import type { Fitting } from './fitting.ts';

const rowsPerSlice = 4096;

/** Calls `take` with the responsibilities (row-major) of consecutive rows, the first of them `from`. */
export async function eachPosterior(
  fitting: Fitting,
  take: (q: Float64Array, from: number) => Promise<void>,
): Promise<void> {
  const { options, problem } = fitting;
  const labels = options.known ? problem.matrix.label?.codes : undefined;
  await eachJoint(fitting, async (joint, from) => {
    const { k } = fitting.em.em.frame;
    responsibilities(joint, k, joint, labels?.subarray(from, from + joint.length / k));
    await take(joint, from);
  });
}

/** Σ_i log p(x_i), whatever is known of z, and the likeliest component of each row [n]. */
export async function finalRows(fitting: Fitting): Promise<{ logLikelihood: number; assigned: Int32Array }> {
  const { k } = fitting.em.em.frame;
  const assigned = new Int32Array(fitting.problem.rows.n);
  let logLikelihood = 0;
  await eachJoint(fitting, async (joint, from) => {
    for (let i = 0; i * k < joint.length; i++) {
      assigned[from + i] = likeliest(joint, k, i);
      logLikelihood += logDensity(joint, k, i);
    }
  });
  return { logLikelihood, assigned };
}

async function eachJoint(fitting: Fitting, take: (joint: Float64Array, from: number) => Promise<void>): Promise<void> {
  const { rows } = fitting.problem;
  const { frame } = fitting.em.em;
  const joint = new Float64Array(Math.min(rows.n, rowsPerSlice) * frame.k);
  for (let from = 0; from < rows.n; from += rowsPerSlice) {
    const to = Math.min(rows.n, from + rowsPerSlice);
    const part = joint.subarray(0, (to - from) * frame.k);
    await rows.logJoint(frame, from, to, part);
    await take(part, from);
  }
}
