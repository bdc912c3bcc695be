/** How a delimited file is written, guessed from its beginning: delimiter, decimal mark, comments, header. */
import { type CsvShape, csvRows } from './csvRows';
import { guessHeader } from './header';
import { CellRules, defaultMissing } from './number';
import type { ReadOptions } from './table';

export interface Dialect extends CsvShape {
  readonly decimal: '.' | ',';
  readonly missing: readonly string[];
  readonly header: boolean;
  /** Column names that stand in a comment above the rows ("# x,y"), where the rows have no header. */
  readonly commentNames?: readonly string[];
  /** Cells in most rows. */
  readonly width: number;
  /** The first row names one column less than the rows have: those begin with a row name (R's write.table). */
  readonly rowNames: boolean;
  /** Columns that hold text in the sample. */
  readonly textColumns: readonly boolean[];
}

const candidates = [',', '\t', ';', '|'];
const sampleRows = 200;

/** A delimiter tried on the sample. */
interface Trial {
  readonly delimiter: string;
  readonly rows: readonly (readonly string[])[];
  readonly width: number;
  readonly decimal: '.' | ',';
  readonly score: number;
}

/** Guesses what `options` leaves open. `sample` has whole lines (but for a file's last) that end in \n. */
export function guessDialect(sample: string, name: string, options: ReadOptions): Dialect {
  const comment = options.comment ?? guessComment(sample);
  const missing = options.missing ?? defaultMissing;
  const tried = options.delimiter === undefined ? candidates : [options.delimiter];
  const home = /\.(tsv|tab)$/i.test(name) ? '\t' : /\.psv$/i.test(name) ? '|' : ',';
  let best: Trial | undefined;
  for (const delimiter of [home, ...tried.filter((other) => other !== home)]) {
    if (!tried.includes(delimiter)) continue;
    const trial = tryDelimiter(sample, { delimiter, comment }, missing, options.decimal, delimiter === home);
    if (!best || trial.score > best.score) best = trial;
  }
  const { delimiter, decimal, rows, width } = best!;
  const rules = new CellRules(decimal, missing);
  const header = options.header ?? guessHeader(rows, rules);
  const commentNames =
    header || options.header === false ? undefined : namesInComment(sample, comment, delimiter, width);
  const body = rows.slice(header ? 1 : 0);
  const rowNames =
    header && body.length > 0 && body.every((row) => row.length === rows[0].length + 1 && row.at(-1) !== '');
  const textColumns = Array.from({ length: width }, (_, c) =>
    body.some((row) => c < row.length && rules.read(row[c]) === undefined),
  );
  const named = commentNames && { commentNames };
  return { delimiter, decimal, comment, missing, header, ...named, width, rowNames, textColumns };
}

/**
 * The better a delimiter, the more rows have the same number of cells, and the more cells are numbers. A file of one
 * column scores nothing, whatever the delimiter.
 */
function tryDelimiter(
  sample: string,
  shape: CsvShape,
  missing: readonly string[],
  asked: '.' | ',' | undefined,
  home: boolean,
): Trial {
  const rows: string[][] = [];
  try {
    csvRows(sample, 1, shape, (cells) => rows.push(cells.map((cell) => cell.trim())), sampleRows);
  } catch {
    // A quote that is malformed under this delimiter: what was read before it must do.
  }
  const { width, share } = commonWidth(rows);
  const body = rows.length > 1 ? rows.slice(1) : rows;
  const marks = asked ? [asked] : shape.delimiter === ',' ? (['.'] as const) : (['.', ','] as const);
  let decimal: '.' | ',' = marks[0];
  let numeric = -1;
  for (const mark of marks) {
    const found = numericShare(body, new CellRules(mark, missing));
    if (found <= numeric) continue;
    numeric = found;
    decimal = mark;
  }
  const bonus = (home ? 0.02 : 0) + 0.01 * Math.log2(width);
  const score = width > 1 ? share * share * (1 + numeric) + bonus : 0;
  return { delimiter: shape.delimiter, rows, width, decimal, score };
}

/** The most frequent number of cells (the larger of two as frequent) and the share of rows that have it. */
export function commonWidth(rows: readonly (readonly string[])[]): { width: number; share: number } {
  const counts = new Map<number, number>();
  for (const row of rows) counts.set(row.length, (counts.get(row.length) ?? 0) + 1);
  let width = 1;
  let most = 0;
  for (const [cells, count] of counts) {
    if (count < most || (count === most && cells < width)) continue;
    width = cells;
    most = count;
  }
  return { width, share: rows.length > 0 ? most / rows.length : 0 };
}

function numericShare(rows: readonly (readonly string[])[], rules: CellRules): number {
  let numbers = 0;
  let cells = 0;
  for (const row of rows) {
    for (const cell of row) {
      const value = rules.read(cell);
      if (Number.isNaN(value)) continue;
      cells++;
      if (value !== undefined) numbers++;
    }
  }
  return cells > 0 ? numbers / cells : 0;
}

/** '#' begins a comment where some lines have it, but not most: those would be rows. */
function guessComment(sample: string): string {
  if (!sample.startsWith('#') && !sample.includes('\n#')) return '';
  const lines = sample.split('\n').filter((line) => line.trim() !== '');
  const marked = lines.filter((line) => line.startsWith('#')).length;
  return marked <= lines.length / 2 ? '#' : '';
}

/** Names in the last comment above the first row, if it has a word for every column. */
function namesInComment(sample: string, comment: string, delimiter: string, width: number): string[] | undefined {
  if (comment === '' || width < 2) return undefined;
  let last = '';
  for (const line of sample.split('\n', 200)) {
    if (line.startsWith(comment)) last = line;
    else if (line.trim() !== '') break;
  }
  const names = last
    .slice(comment.length)
    .split(delimiter)
    .map((name) => name.trim());
  const rules = new CellRules('.');
  return names.length === width && names.every((name) => rules.read(name) === undefined) ? names : undefined;
}
