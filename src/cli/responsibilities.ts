/** Writes q row by row: a header, then one line for each row of the file; empty cells for a row that was left out. */
import { open } from 'node:fs/promises';
import { eachPosterior } from '../engine/finalRows.ts';
import type { Problem } from '../engine/problem.ts';
import type { Frame } from '../engine/rowSource.ts';

const flushCharacters = 1 << 20;

/** `frame` is that of the parameters arrived at. Throws the system's error if the file cannot be written. */
export async function writeResponsibilities(
  path: string,
  rowsOfFile: number,
  problem: Problem,
  frame: Frame,
): Promise<void> {
  await using file = await open(path, 'w');
  const { k } = frame;
  const { rows } = problem.matrix;
  const blank = `${','.repeat(k - 1)}\n`;
  let text = `${Array.from({ length: k }, (_, j) => `q${j + 1}`).join(',')}\n`;
  let next = 0;
  await eachPosterior(problem, frame, async (q, from) => {
    for (let i = 0; i * k < q.length; i++, next++) {
      for (; next < rows[from + i]!; next++) text += blank;
      text += `${q.subarray(i * k, (i + 1) * k).join(',')}\n`;
    }
    if (text.length < flushCharacters) return;
    await file.write(text);
    text = '';
  });
  for (; next < rowsOfFile; next++) text += blank;
  await file.write(text);
}
