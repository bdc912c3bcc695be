/** Writes what the model makes of each row to a file: q, or the mean of a VAE's q. */
import { open } from 'node:fs/promises';
import { responsibilitiesAsCsv } from '../engine/exports.ts';
import type { Problem } from '../engine/problem.ts';
import type { Frame } from '../engine/rowSource.ts';
import { latentMeansAsCsv } from '../engine/vaeExports.ts';
import type { VaeFitting } from '../engine/vaeFitting.ts';

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
  await latentMeansAsCsv(training.model(), problem, training.data, rowsOfFile, async (text) => {
    await file.write(text);
  });
}
