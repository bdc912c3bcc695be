/** A second reader of delimited text, as plain as can be: a character at a time, a cell at a time, no guesses. */

export interface TwinShape {
  readonly delimiter: string;
  readonly decimal: '.' | ',';
  readonly comment: string;
  readonly header: boolean;
}

export interface TwinTable {
  readonly names: readonly string[];
  /** Cells by row, trimmed, cut or filled up to the width of the table. */
  readonly cells: readonly (readonly string[])[];
  readonly lines: readonly number[];
}

export type TwinResult =
  | { readonly ok: true; readonly table: TwinTable }
  | { readonly ok: false; readonly code: 'quoteOpen' | 'quoteMalformed'; readonly line: number };

interface TwinRow {
  readonly cells: string[];
  readonly line: number;
}

class Malformed extends Error {
  constructor(
    readonly code: 'quoteOpen' | 'quoteMalformed',
    readonly line: number,
  ) {
    super(code);
  }
}

export function twinRows(source: string, shape: Pick<TwinShape, 'delimiter' | 'comment'>): TwinRow[] {
  let text = source.replace(/\r\n/g, '\n').replace(/\r/g, '\n');
  if (!text.endsWith('\n')) text += '\n';
  const rows: TwinRow[] = [];
  let at = 0;
  let line = 1;
  while (at < text.length) {
    if (shape.comment !== '' && text.startsWith(shape.comment, at)) {
      while (text[at] !== '\n') at++;
      at++;
      line++;
      continue;
    }
    const start = at;
    const first = line;
    const cells: string[] = [];
    for (;;) {
      let cell = '';
      if (text[at] === '"') {
        at++;
        for (;;) {
          if (at >= text.length) throw new Malformed('quoteOpen', first);
          if (text[at] === '"' && text[at + 1] === '"') {
            cell += '"';
            at += 2;
          } else if (text[at] === '"') {
            break;
          } else {
            if (text[at] === '\n') line++;
            cell += text[at++];
          }
        }
        at++;
        while (text[at] !== '\n' && text[at] !== shape.delimiter && text[at].trim() === '') at++;
        if (text[at] !== '\n' && text[at] !== shape.delimiter) throw new Malformed('quoteMalformed', first);
      } else {
        while (text[at] !== '\n' && text[at] !== shape.delimiter) cell += text[at++];
      }
      cells.push(cell.trim());
      if (text[at] === '\n') break;
      at++;
    }
    at++;
    line++;
    if (cells.length > 1 || text.slice(start, at).trim() !== '') rows.push({ cells, line: first });
  }
  return rows;
}

/** `width` is that of a table without a header. */
export function twinTable(source: string, shape: TwinShape, width = 0): TwinResult {
  try {
    const rows = twinRows(source, shape);
    const head = shape.header ? rows.shift() : undefined;
    const names = head ? head.cells : Array.from({ length: width }, (_, c) => `column${c + 1}`);
    const cells = rows.map((row) => names.map((_, c) => row.cells[c] ?? ''));
    return { ok: true, table: { names, cells, lines: rows.map((row) => row.line) } };
  } catch (error) {
    if (error instanceof Malformed) return { ok: false, code: error.code, line: error.line };
    throw error;
  }
}

const missing = new Set('|na|n/a|#n/a|<na>|null|nil|none|nan|-nan|?|-|--|.|\\n|missing'.split('|'));

/** NaN for a missing cell, undefined for text. */
export function twinNumber(cell: string, decimal: '.' | ','): number | undefined {
  const low = cell.toLowerCase();
  if (missing.has(low)) return Number.NaN;
  const plain = (decimal === ',' ? low.replace(/\./g, 'x').replace(',', '.') : low).replace(/^−/, '-');
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/.test(plain)) return Number(plain);
  if (/^\+?inf(inity)?$/.test(plain)) return Number.POSITIVE_INFINITY;
  return /^-inf(inity)?$/.test(plain) ? Number.NEGATIVE_INFINITY : undefined;
}
