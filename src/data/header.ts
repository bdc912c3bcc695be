/** Whether the first row names the columns. */
import type { CellRules } from './number';

/**
 * A first row is a header when a column of numbers has a word on top; it is data when a column of numbers has a number
 * on top. Where no column has numbers, a first row of distinct words that do not come again is a header. `rows` are a
 * sample from the top, cells trimmed.
 */
export function guessHeader(rows: readonly (readonly string[])[], rules: CellRules): boolean {
  const [first, ...rest] = rows;
  if (!first) return false;
  const isText = (cell: string) => rules.read(cell) === undefined;
  if (rest.length === 0) return first.every((cell) => cell === '' || isText(cell)) && first.some(isText);
  // pandas leaves the name of its index empty and may count its columns: ",0,1,2".
  if (first[0] === '' && first.length > 1 && rest.every((row) => row.length > 1 && row[0] !== '')) {
    if (new Set(first).size === first.length) return true;
  }
  let words = 0;
  let numbers = 0;
  for (let c = 0; c < first.length; c++) {
    let numeric = 0;
    let present = 0;
    for (const row of rest) {
      const value = c < row.length ? rules.read(row[c]) : Number.NaN;
      if (Number.isNaN(value)) continue;
      present++;
      if (value !== undefined) numeric++;
    }
    if (present === 0 || numeric < present / 2) continue;
    const top = rules.read(first[c]);
    if (top === undefined) words++;
    else if (!Number.isNaN(top)) numbers++;
  }
  if (words > 0 || numbers > 0) return words > 0;
  const seen = new Set(first);
  if (seen.size < first.length || !first.every(isText)) return false;
  return !first.some((cell, c) => rest.some((row) => row[c] === cell));
}
