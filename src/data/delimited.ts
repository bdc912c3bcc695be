/** Delimited text in pieces of bytes → table. */
import { FaultError } from '../fault';
import { csvRows, plainLineEnds } from './csvRows';
import { type Dialect, guessDialect } from './dialect';
import type { LineDecoder } from './encoding';
import { CellRules, quotable } from './number';
import { joined, lastLineEnd } from './pieces';
import { PlainReader } from './plainRows';
import type { Guess, ReadOptions, Table } from './table';
import { TableBuilder, uniqueNames } from './tableBuilder';

/** Rows whose mean length tells how many there are in all. */
const rowsToMeasure = 1000;

/**
 * Takes bytes that are ASCII below 0x80, in pieces of any size, and reads whole rows as they come. Plain rows go
 * through a reader of bytes; from the first quote or odd row of a slab on, papaparse reads the slab to its end.
 */
export class DelimitedReader {
  private readonly dialect: Dialect;
  private readonly rules: CellRules;
  private builder: TableBuilder | undefined;
  private plain: PlainReader | undefined;
  /** What is behind the last whole row: pieces not yet joined. */
  private pieces: Uint8Array[] = [];
  private held = 0;
  /** A long row that is still open is looked at again only when there is twice as much of it. */
  private waitFor = 0;
  private line = 1;
  /** Bytes of rows read, until it has been said how many rows to expect. */
  private measured = 0;

  constructor(
    private readonly name: string,
    options: ReadOptions,
    private readonly decoder: LineDecoder,
    head: Uint8Array,
    whole: boolean,
    private readonly slab: number,
    /** Bytes of the whole file, where that is known. */
    private readonly size: number,
  ) {
    const cut = whole ? head.length : lastLineEnd(head, 0, head.length) || head.length;
    const sample = plainLineEnds(decoder.decode(head.subarray(0, cut)));
    this.dialect = guessDialect(sample.endsWith('\n') ? sample : `${sample}\n`, name, options);
    if (this.dialect.comment === this.dialect.delimiter) {
      throw new FaultError({ code: 'commentUnusable', args: { comment: quotable(this.dialect.comment) } });
    }
    this.rules = new CellRules(this.dialect.decimal, this.dialect.missing);
    if (this.dialect.commentNames) this.begin(this.dialect.commentNames);
    else if (!this.dialect.header) this.begin([]);
  }

  push(bytes: Uint8Array): void {
    this.held += bytes.length;
    if (this.held < this.waitFor) {
      this.pieces.push(bytes.slice());
      return;
    }
    const { data, start } = this.behindOpenRow(bytes);
    let from = start;
    let window = this.slab;
    for (;;) {
      const end = Math.min(from + window, data.length);
      const to = lastLineEnd(data, from, end);
      const next = to > from ? this.read(data, from, to) : from;
      if (next > from) window = this.slab;
      else if (end === data.length) break;
      else window *= 2;
      from = next;
    }
    // A copy, so that a large piece can be given up.
    this.pieces = from < data.length ? [data.slice(from)] : [];
    this.held = data.length - from;
    this.waitFor = this.held > this.slab ? 2 * this.held : 0;
  }

  /**
   * Reads the row that the last piece left open, if it ends in this one; returns what there is to go on with, and from
   * where. A large piece is copied only where that row has no end in sight, or goes on beyond its line.
   */
  private behindOpenRow(bytes: Uint8Array): { data: Uint8Array; start: number } {
    if (this.pieces.length === 0) return { data: bytes, start: 0 };
    const lineEnd = bytes.indexOf(10) + 1;
    if (lineEnd === 0) return { data: joined([...this.pieces, bytes]), start: 0 };
    const row = joined([...this.pieces, bytes.subarray(0, lineEnd)]);
    const read = this.read(row, 0, row.length);
    if (read === row.length) return { data: bytes, start: lineEnd };
    return { data: joined([row.subarray(read), bytes.subarray(lineEnd)]), start: 0 };
  }

  /** The table of all rows. Throws faults for a quote left open and for a table without rows. */
  finish(guess: Pick<Guess, 'encoding'>): Table {
    const rest = joined([...this.pieces, new Uint8Array([10])]);
    const end = this.read(rest, 0, rest.length);
    if (end < rest.length) throw new FaultError({ code: 'quoteOpen', args: { line: this.line } });
    if (!this.builder) throw new FaultError({ code: 'fileEmpty', args: {} });
    if (this.builder.rows === 0) {
      throw new FaultError(this.dialect.header ? { code: 'headerOnly', args: {} } : { code: 'fileEmpty', args: {} });
    }
    const { delimiter, decimal, header, comment, missing } = this.dialect;
    return this.builder.finish(this.name, {
      format: 'delimited',
      delimiter,
      decimal,
      header,
      comment,
      missing,
      ...guess,
    });
  }

  /** Reads rows of data[from, to), which ends with a line end; returns where a row that is still open begins. */
  private read(data: Uint8Array, from: number, to: number): number {
    const end = this.readRows(data, from, to);
    if (this.measured >= 0) this.expectRows(end - from);
    return end;
  }

  /** By the length of the first rows. */
  private expectRows(bytes: number): void {
    this.measured += bytes;
    const rows = this.builder?.rows ?? 0;
    if (rows < rowsToMeasure || this.size === 0) return;
    this.builder!.expect(Math.ceil((1.02 * rows * this.size) / this.measured));
    this.measured = -1;
  }

  private readRows(data: Uint8Array, from: number, to: number): number {
    let at = from;
    if (!this.builder) {
      // The header alone: what follows may be plain.
      at = this.readByText(data, at, to, 1);
      if (!this.builder || at === to) return at;
    }
    if (this.plain) {
      at = this.plain.read(data, at, to, this.line);
      this.line = this.plain.line;
      if (at === to) return to;
    }
    return this.readByText(data, at, to);
  }

  private readByText(data: Uint8Array, from: number, to: number, most?: number): number {
    const text = plainLineEnds(this.decoder.decode(data.subarray(from, to)));
    const before = this.line;
    const whole = text.endsWith('\n') ? text : `${text}\n`;
    const end = csvRows(whole, before, this.dialect, (cells, line) => this.row(cells, line), most);
    this.line = end.line;
    return end.cursor >= text.length ? to : skipLines(data, from, end.line - before);
  }

  private row(cells: readonly string[], line: number): void {
    if (this.builder) this.builder.addRow(cells, line);
    else this.begin(cells);
  }

  private begin(header: readonly string[]): void {
    const { width, rowNames, textColumns } = this.dialect;
    const named = header.length > 0;
    let raw = named ? [...header] : Array.from({ length: width }, (_, c) => `column${c + 1}`);
    if (rowNames) raw = ['', ...raw];
    // A delimiter at the end of the header alone makes no column.
    while (named && raw.length > Math.max(1, width) && raw.at(-1)?.trim() === '') raw.pop();
    const { names, unnamed, notices } = uniqueNames(raw);
    const builder = new TableBuilder(names, this.rules);
    builder.unnamed = unnamed;
    for (const { code, args } of notices) builder.notice(code, args);
    builder.columns.forEach((column, c) => {
      if (textColumns[c]) column.keepText(0);
    });
    this.builder = builder;
    if (PlainReader.reads(this.dialect)) this.plain = new PlainReader(builder, this.dialect, this.decoder);
  }
}

/** Where the line starts that is `lines` line ends behind `from`. */
function skipLines(data: Uint8Array, from: number, lines: number): number {
  let at = from;
  for (let left = lines; left > 0; at++) {
    if (data[at] === 10 || (data[at] === 13 && data[at + 1] !== 10)) left--;
  }
  return at;
}
