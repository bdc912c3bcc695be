/** What the text editor shows of rows: the component of each visible one, and where one stands among all. */

import type { Frame } from '../kernels/rows.ts';
import { likeliest, logDensity, responsibilities } from '../models/gmm/posterior.ts';
import type { FromWorker } from '../protocol/worker.ts';
import type { Problem } from './problem.ts';
import type { SweepContext } from './sweep.ts';
import { Overtaken } from './turn.ts';

type Marks = Extract<FromWorker, { type: 'marks' }>;
type About = Extract<FromWorker, { type: 'about' }>;

const rowsPerSlice = 4096;

/** Rows [from, to) under the θ behind q. */
export async function marksOf(problem: Problem, frame: Frame, from: number, to: number): Promise<Marks> {
  const { k } = frame;
  const end = Math.min(to, problem.rows.n);
  const count = Math.max(0, end - from);
  const q = new Float64Array(count * k);
  if (count > 0) await problem.rows.logJoint(frame, from, end, q);
  responsibilities(q, k, q, problem.knownLabels?.subarray(from, end));
  const component = new Uint8Array(count);
  const certainty = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    component[i] = likeliest(q, k, i);
    certainty[i] = q[i * k + component[i]!]!;
  }
  return { type: 'marks', from, component, certainty };
}

/** log p(x_i) of every row [n] under θ, in nats. Throws `Overtaken`. */
export async function logDensities({ rows, turn, overtaken }: SweepContext, frame: Frame): Promise<Float64Array> {
  const { k } = frame;
  const joint = new Float64Array(Math.min(rows.n, rowsPerSlice) * k);
  const out = new Float64Array(rows.n);
  for (let from = 0; from < rows.n; from += rowsPerSlice) {
    const to = Math.min(rows.n, from + rowsPerSlice);
    await rows.logJoint(frame, from, to, joint.subarray(0, (to - from) * k));
    for (let i = 0; i < to - from; i++) out[from + i] = logDensity(joint, k, i);
    if (!turn.due()) continue;
    await turn.yield();
    if (overtaken()) throw new Overtaken();
  }
  return out;
}

/** One row among all: `densities` are those of `logDensities` under the same θ. */
export async function aboutRow(
  problem: Problem,
  theta: Frame,
  thetaOfQ: Frame,
  densities: Float64Array,
  row: number,
): Promise<Omit<About, 'id'>> {
  const { k } = theta;
  const q = new Float64Array(k);
  await problem.rows.logJoint(thetaOfQ, row, row + 1, q);
  responsibilities(q, k, q, problem.knownLabels?.subarray(row, row + 1));
  const own = densities[row]!;
  let rank = 1;
  for (const density of densities) if (density < own) rank++;
  return { type: 'about', row, q, logLikelihood: own, rank, rows: densities.length };
}
