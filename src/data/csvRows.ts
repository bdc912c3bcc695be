/** Rows of delimited text by papaparse, each with the line it starts on. Line ends are \n here. */
import Papa from 'papaparse';
import { FaultError } from '../fault';
import { quotable } from './number';

export interface CsvShape {
  readonly delimiter: string;
  /** What a skipped line begins with; '' for none. */
  readonly comment: string;
}

/** What papaparse hands to `step`; its own types leave it open. */
interface Step {
  readonly data: readonly (readonly string[])[];
  readonly errors: readonly { readonly code: string }[];
  readonly meta: { readonly cursor: number };
}

export interface CsvEnd {
  /** Line after the last row that was complete. */
  readonly line: number;
  /** Characters up to there. */
  readonly cursor: number;
}

/**
 * Reads whole rows of `text`, which ends with \n, from line `line` on; a row that is still open at the end is left.
 * Blank lines and comments are skipped, a cell that is quoted and empty is a cell. Throws `quoteMalformed` where
 * something follows a closing quote. `most` stops after so many rows.
 */
export function csvRows(
  text: string,
  line: number,
  shape: CsvShape,
  row: (cells: readonly string[], line: number) => void,
  most = Number.POSITIVE_INFINITY,
): CsvEnd {
  let cursor = 0;
  let at = line;
  let rows = 0;
  const check = (errors: Step['errors']) => {
    if (!errors.some((error) => error.code === 'InvalidQuotes')) return;
    const end = text.indexOf('\n', cursor);
    throw new FaultError({ code: 'quoteMalformed', args: { line: at, cell: quotable(text.slice(cursor, end)) } });
  };
  const skipComments = () => {
    while (shape.comment !== '' && text.startsWith(shape.comment, cursor)) {
      cursor = text.indexOf('\n', cursor) + 1;
      at++;
    }
  };
  const parser = new Papa.Parser({
    delimiter: shape.delimiter,
    newline: '\n',
    comments: shape.comment === '' ? false : shape.comment,
    step: (step: unknown) => {
      const { data, errors, meta } = step as Step;
      const cells = data[0];
      skipComments();
      check(errors);
      const from = cursor;
      const start = at;
      at += countLines(text, from, meta.cursor);
      cursor = meta.cursor;
      if (cells.length === 1 && text.slice(from, cursor).trim() === '') return;
      row(cells, start);
      if (++rows >= most) parser.abort();
    },
  });
  const end = parser.parse(text, 0, true) as Step;
  if (rows < most) {
    skipComments();
    check(end.errors);
  }
  return { line: at, cursor };
}

function countLines(text: string, from: number, to: number): number {
  let lines = 0;
  for (let i = text.indexOf('\n', from); i >= 0 && i < to; i = text.indexOf('\n', i + 1)) lines++;
  return lines;
}

/** Line ends of all systems as \n. */
export const plainLineEnds = (text: string): string => (text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text);
