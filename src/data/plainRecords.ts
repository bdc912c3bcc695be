/** The quick way through JSON Lines: records of numbers, spelled as one before them was, straight into columns. */
import type { ColumnBuilder } from './columnBuilder';
import { exactInteger, powers } from './decimal';
import { nearestTo } from './plainRows';
import type { TableBuilder } from './tableBuilder';

const feed = 10;
const back = 13;
const minus = 45;
const point = 46;
const zero = 48;

const member = /[\s{,]*"([^"\\]*)"\s*:\s*(-?\d[\d.]*)/y;

export class PlainRecords {
  /** Line of the record that stopped the last `read`, or behind its end. */
  line = 1;
  private readonly row: Float64Array;

  private constructor(
    private readonly builder: TableBuilder,
    private readonly columns: readonly ColumnBuilder[],
    /** What stands before each number, and behind the last. */
    private readonly between: readonly Uint8Array[],
  ) {
    this.row = new Float64Array(columns.length);
  }

  /**
   * Reads records that are spelled as `source` is, an object of numbers alone that has been taken in already. Undefined
   * for anything else, and where a number may have to be looked at twice: a marker of missing cells, a column of words.
   */
  static like(
    source: string,
    builder: TableBuilder,
    columnOf: (key: string) => ColumnBuilder | undefined,
  ): PlainRecords | undefined {
    if (source[0] !== '{' || builder.rules.missingNumbers.size > 0) return undefined;
    const encoder = new TextEncoder();
    const columns: ColumnBuilder[] = [];
    const between: Uint8Array[] = [];
    let at = 0;
    member.lastIndex = 0;
    for (let found = member.exec(source); found; found = member.exec(source)) {
      const column = columnOf(found[1]);
      if (!column || column.codes || columns.includes(column)) return undefined;
      columns.push(column);
      between.push(encoder.encode(source.slice(at, member.lastIndex - found[2].length)));
      at = member.lastIndex;
    }
    const rest = source.slice(at);
    if (columns.length === 0 || rest.trim() !== '}' || /[^ -~]/.test(source)) return undefined;
    between.push(encoder.encode(rest));
    return new PlainRecords(builder, columns, between);
  }

  /** Reads data[from, end); returns where the first line begins that is spelled otherwise, or is not whole. */
  read(data: Uint8Array, from: number, line: number): number {
    const { builder, columns, between, row } = this;
    const width = columns.length;
    this.line = line;
    let at = from;
    for (const column of columns) if (column.codes) return from;
    while (at < data.length) {
      const start = at;
      for (let c = 0; c < width; c++) {
        const before = between[c];
        for (let i = 0; i < before.length; i++, at++) if (data[at] !== before[i]) return start;
        let byte = data[at];
        const negative = byte === minus;
        if (negative) byte = data[++at];
        const first = at;
        let whole = 0;
        while ((byte ^ zero) < 10) {
          whole = whole * 10 + (byte ^ zero);
          byte = data[++at];
        }
        if (at === first || (data[first] === zero && at > first + 1)) return start;
        let scale = 0;
        if (byte === point) {
          const fraction = ++at;
          byte = data[at];
          while ((byte ^ zero) < 10) {
            whole = whole * 10 + (byte ^ zero);
            byte = data[++at];
          }
          scale = at - fraction;
          if (scale === 0 || scale > 22) return start;
        }
        const value = whole < exactInteger ? whole / powers[scale] : nearestTo(data, first, at, scale);
        if (Number.isNaN(value)) return start;
        row[c] = negative ? -value : value;
      }
      const last = between[width];
      for (let i = 0; i < last.length; i++, at++) if (data[at] !== last[i]) return start;
      if (data[at] === back) at++;
      if (data[at] !== feed) return start;
      at++;
      for (let c = 0; c < width; c++) columns[c].values[builder.at] = row[c];
      builder.endRow(this.line++);
    }
    return at;
  }
}
