/** Writes what the model makes of each row to a file: q, or the mean of a VAE's q. */
import { open } from 'node:fs/promises';
import { responsibilitiesAsCsv } from '../engine/exports.ts';
import type { Problem } from '../engine/problem.ts';
import type { Frame } from '../engine/rowSource.ts';
import type { VaeFitting } from '../engine/vaeFitting.ts';
import { encode } from '../models/vae/model.ts';

/** `frame` is that of the parameters arrived at. Throws the system's error if the file cannot be written. */
export async function writeResponsibilities(
  path: string,
  rowsOfFile: number,
  problem: Problem,
  frame: Frame,
): Promise<void> {
  await using file = await open(path, 'w');
  await responsibilitiesAsCsv(problem, frame, rowsOfFile, async (text) => {
    await file.write(text);
  });
}

/** [n·L] means of q(z | x), a line for each row of the file; empty cells for a row that was left out. */
export async function writeLatentMeans(
  path: string,
  rowsOfFile: number,
  { problem, training }: VaeFitting,
): Promise<void> {
  await using file = await open(path, 'w');
  const model = training.model();
  const { latent } = training.options;
  const { d } = problem.matrix;
  const rowOf = new Map(Array.from(problem.matrix.rows, (row, i) => [row, i]));
  const lines = [Array.from({ length: latent }, (_, l) => `z${l + 1}`).join(',')];
  for (let row = 0; row < rowsOfFile; row++) {
    const i = rowOf.get(row);
    if (i === undefined) lines.push(','.repeat(latent - 1));
    else lines.push(encode(model, training.data.subarray(i * d, (i + 1) * d)).mean.join(','));
  }
  await file.write(`${lines.join('\n')}\n`);
}
