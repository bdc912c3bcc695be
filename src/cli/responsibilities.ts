/** Writes q row by row to a file. */
import { open } from 'node:fs/promises';
import { responsibilitiesAsCsv } from '../engine/exports.ts';
import type { Problem } from '../engine/problem.ts';
import type { Frame } from '../engine/rowSource.ts';

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
