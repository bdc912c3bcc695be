/** What a VAE has found, as text in pieces: the mean of each row's q, as the terminal and the editor write it. */
import { encode, type VaeModel } from '../models/vae/model.ts';
import type { Problem } from './problem.ts';

const pieceRows = 4096;

/**
 * Means of q(z | x) as CSV: a header z1, z2, …, then a line for each row of the file; empty cells for a row that was
 * left out.
 * @param data [n·D] rows in training units.
 */
export async function latentMeansAsCsv(
  model: VaeModel,
  { matrix: { rows } }: Problem,
  data: Float64Array,
  rowsOfFile: number,
  write: (text: string) => Promise<void>,
): Promise<void> {
  const { d, latent } = model.network.shape;
  const blank = ','.repeat(latent - 1);
  let lines = [Array.from({ length: latent }, (_, l) => `z${l + 1}`).join(',')];
  for (let row = 0, i = 0; row < rowsOfFile; row++) {
    if (rows[i] === row) {
      lines.push(encode(model, data.subarray(i * d, (i + 1) * d)).mean.join(','));
      i++;
    } else lines.push(blank);
    if (lines.length < pieceRows) continue;
    await write(`${lines.join('\n')}\n`);
    lines = [];
  }
  if (lines.length > 0) await write(`${lines.join('\n')}\n`);
}
