/** The quick way through plain rows: bytes of digits, delimiters and line ends straight into columns of numbers. */
import { exactInteger, nearest, powers } from './decimal';
import type { Dialect } from './dialect';
import type { LineDecoder } from './encoding';
import { KnownCells } from './knownCells';
import type { TableBuilder } from './tableBuilder';

const feed = 10;
const back = 13;
const quote = 34;
const minus = 45;

/**
 * Reads rows of the table's own width, with cells in quotes as long as nothing inside has to be undone. A number of few
 * digits is put together here, exactly; a cell seen before is repeated; any other goes the way all cells go
 * (`ColumnBuilder.addCell`). Stops before the first row with a quote or a line end inside a quoted cell, a stray quote,
 * too few or too many cells, or bytes that are not in the file's encoding, with nothing of that row taken in.
 */
export class PlainReader {
  /** Line of the row that stopped the last `read`, or behind its end. */
  line = 1;
  private readonly delimiter: number;
  private readonly decimal: number;
  private readonly comment: number;
  private readonly known: readonly KnownCells[];

  constructor(
    private readonly builder: TableBuilder,
    dialect: Dialect,
    private readonly decoder: LineDecoder,
  ) {
    this.delimiter = dialect.delimiter.charCodeAt(0);
    this.decimal = dialect.decimal.charCodeAt(0);
    this.comment = dialect.comment === '' ? -1 : dialect.comment.charCodeAt(0);
    this.known = builder.columns.map((column) => new KnownCells(column));
  }

  /** Whether a dialect can be read by bytes at all. */
  static reads({ delimiter, decimal, comment }: Dialect): boolean {
    const single = (text: string) => text.length === 1 && text.charCodeAt(0) < 128;
    return (
      single(delimiter) && delimiter !== decimal && (comment === '' || single(comment)) && !/[\w.+-]/.test(delimiter)
    );
  }

  /** Reads data[from, to), which ends with a line end; returns `to` or the start of the row that stopped it. */
  read(data: Uint8Array, from: number, to: number, line: number): number {
    const { builder, delimiter, decimal } = this;
    const width = builder.columns.length;
    const last = width - 1;
    // A column of text keeps every cell as it is spelled; a missing marker that is a number must be looked for.
    const slow = Uint8Array.from(builder.columns, (column) =>
      column.codes || builder.rules.missingNumbers.size > 0 ? 1 : 0,
    );
    const blocks: Float64Array[] = [];
    for (const column of builder.columns) blocks.push(column.values);
    let at = from;
    this.line = line;
    while (at < to) {
      const start = at;
      let byte = data[at];
      if (byte === feed || byte === back || byte === this.comment) {
        at = this.skipLine(data, at);
        continue;
      }
      const row = builder.at;
      let checked = false;
      for (let c = 0; c < width; c++) {
        const cell = at;
        byte = data[at];
        const quoted = byte === quote;
        if (quoted) byte = data[++at];
        const negative = byte === minus;
        if (negative) byte = data[++at];
        let digits = at;
        let whole = 0;
        while ((byte ^ 48) < 10) {
          whole = whole * 10 + (byte ^ 48);
          byte = data[++at];
        }
        digits = at - digits;
        let scale = 0;
        if (byte === decimal) {
          const fraction = ++at;
          byte = data[at];
          while ((byte ^ 48) < 10) {
            whole = whole * 10 + (byte ^ 48);
            byte = data[++at];
          }
          scale = at - fraction;
          digits += scale;
        }
        const mantissa = at;
        if ((byte | 32) === 101 && digits > 0) {
          byte = data[++at];
          const down = byte === minus;
          if (down || byte === 43) byte = data[++at];
          const first = at;
          let exponent = 0;
          while ((byte ^ 48) < 10) {
            exponent = exponent * 10 + (byte ^ 48);
            byte = data[++at];
          }
          // No digits, or more than any number here needs: a cell for the long way.
          if (at === first || at > first + 3) digits = 0;
          scale += down ? exponent : -exponent;
        }
        if (quoted) {
          if (byte === quote) byte = data[++at];
          else digits = 0;
        }
        const ended = c < last ? byte === delimiter : byte === feed || byte === back;
        let value = Number.NaN;
        if (ended && digits > 0 && slow[c] === 0 && scale < 23 && scale > -23) {
          if (whole < exactInteger) value = scale > 0 ? whole / powers[scale] : whole * powers[-scale];
          else if (scale >= 0) value = nearestTo(data, cell, mantissa, scale);
        }
        if (!Number.isNaN(value)) {
          blocks[c][row] = negative ? -value : value;
        } else {
          if (!checked && !this.isPlain(data, start, width)) return start;
          checked = true;
          at = this.longWay(data, cell, c);
          if (builder.columns[c].codes) slow[c] = 1;
        }
        if (c < last) at++;
      }
      if (data[at] === back && data[at + 1] === feed) at++;
      at++;
      builder.endRow(this.line++);
      if (builder.at === 0) for (let c = 0; c < width; c++) blocks[c] = builder.columns[c].values;
    }
    return to;
  }

  /** Behind the line end that follows. */
  private skipLine(data: Uint8Array, from: number): number {
    let at = from;
    while (data[at] !== feed && data[at] !== back) at++;
    this.line++;
    return data[at] === back && data[at + 1] === feed ? at + 2 : at + 1;
  }

  /** Takes in the cell of column `c` that begins at `from`, in a row that is plain; returns its end. */
  private longWay(data: Uint8Array, from: number, c: number): number {
    const { builder, delimiter } = this;
    const quoted = data[from] === quote;
    const start = quoted ? from + 1 : from;
    let end = start;
    if (quoted) while (data[end] !== quote) end++;
    else while (data[end] !== delimiter && data[end] !== feed && data[end] !== back) end++;
    const known = this.known[c];
    if (!known.repeat(data, start, end, builder.at)) {
      const column = builder.columns[c];
      const { texts } = column;
      column.addCell(this.text(data, start, end).trim(), builder.at, builder.rows, builder.rules);
      known.remember(data, start, end, builder.at, texts);
    }
    return quoted ? end + 1 : end;
  }

  /** Whether the row that starts at `from` can be read here to its end. */
  private isPlain(data: Uint8Array, from: number, width: number): boolean {
    const { delimiter } = this;
    let at = from;
    let cells = 1;
    let bits = 0;
    let seen = false;
    for (let byte = data[at]; byte !== feed && byte !== back; byte = data[++at]) {
      if (byte === quote) {
        if (at > from && data[at - 1] !== delimiter) return false;
        for (byte = data[++at]; byte !== quote; byte = data[++at]) {
          if (byte === feed || byte === back) return false;
          bits |= byte;
        }
        const next = data[at + 1];
        if (next !== delimiter && next !== feed && next !== back) return false;
        seen = true;
      } else if (byte === delimiter) {
        cells++;
      } else if (byte > 32) {
        seen = true;
      }
      bits |= byte;
    }
    // A row of one column with nothing in it is a blank line; spaces may be beyond ASCII.
    if (cells !== width || (width === 1 && (!seen || bits >= 128))) return false;
    return bits < 128 || this.decoder.decodePiece(data.subarray(from, at)) !== undefined;
  }

  private text(data: Uint8Array, from: number, to: number): string {
    let bits = 0;
    for (let i = from; i < to; i++) bits |= data[i];
    if (bits >= 128) return this.decoder.decodePiece(data.subarray(from, to)) ?? '';
    let text = '';
    for (let i = from; i < to; i++) text += String.fromCharCode(data[i]);
    return text;
  }
}

/** The number whose 16 to 19 digits stand in data[from, to), divided by 10^scale ≤ 10²²; NaN if there are more. */
export function nearestTo(data: Uint8Array, from: number, to: number, scale: number): number {
  let first = 0;
  let rest = 0;
  let more = 0;
  for (let i = from; i < to; i++) {
    const digit = data[i] ^ 48;
    if (digit > 9) continue;
    if (first < 1e14) {
      first = first * 10 + digit;
    } else {
      rest = rest * 10 + digit;
      more++;
    }
  }
  return more > 4 ? Number.NaN : nearest(first, rest, more, scale);
}
