/** What a run has found, as text in pieces: for the terminal's files and the editor's. */
import type { Frame } from '../kernels/rows.ts';
import type { Mixture } from '../models/gmm/mixture.ts';
import { eachPosterior } from './finalRows.ts';
import type { Problem } from './problem.ts';

const pieceCharacters = 1 << 20;

/**
 * q under `frame` as CSV: a header, then a line for each of the file's rows in file order; empty cells for a row that
 * was left out. Calls `write` with pieces of about a megabyte.
 */
export async function responsibilitiesAsCsv(
  problem: Problem,
  frame: Frame,
  rowsOfFile: number,
  write: (text: string) => Promise<void>,
): Promise<void> {
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
    if (text.length < pieceCharacters) return;
    await write(text);
    text = '';
  });
  for (; next < rowsOfFile; next++) text += blank;
  await write(text);
}

/** [K·D] as K lists of D. */
export function vectors(values: Float64Array, k: number, d: number): number[][] {
  return Array.from({ length: k }, (_, j) => [...values.subarray(j * d, (j + 1) * d)]);
}

/** [K·D·D] as K matrices. */
export function matrices(values: Float64Array, k: number, d: number): number[][][] {
  return Array.from({ length: k }, (_, j) => vectors(values.subarray(j * d * d, (j + 1) * d * d), d, d));
}

/** θ as nested lists: what `--start` reads. */
export function nestedMixture({ k, d, weights, means, covariances }: Mixture) {
  return { weights: [...weights], means: vectors(means, k, d), covariances: matrices(covariances, k, d) };
}
