/** Rows as they come, cell by cell, into columns; what is odd about them is counted on the way. */
import { FaultError } from '../fault';
import { ColumnBuilder, join, largeBlock } from './columnBuilder';
import { finishColumns } from './columnKinds';
import type { CellRules } from './number';
import { quotable } from './number';
import type { Guess, Notice, Table } from './table';

/** Wide enough for any table people fit; beyond it the file is something else (all numbers on one line, say). */
export const mostColumns = 100_000;

const blockBytes = 1 << 21;

const firstBlockRows = 256;

/** Rows of a large block that are cleared at a time. */
const clearedRows = 4096;

/** Rows in the largest block of a column: about 2 MB over all columns, a power of two between 64 and 65,536. */
function mostBlockRows(columns: number): number {
  const rows = blockBytes / 8 / Math.max(1, columns);
  return 2 ** Math.min(16, Math.max(6, Math.floor(Math.log2(rows))));
}

/** Something that happened on several rows: how many, and where first. */
interface Tally {
  count: number;
  readonly args: Notice['args'];
}

export class TableBuilder {
  readonly columns: ColumnBuilder[] = [];
  /** Row of the current block that is being filled. */
  at = 0;
  /** Rows in the current block: they double from block to block, up to `mostRows`. */
  private blockRows: number;
  private readonly mostRows: number;
  /** Rows of the blocks that are full. */
  private readonly past: number[] = [];
  private pastRows = 0;
  /** Rows of the current block that are missing until they are set; behind them nothing has been written yet. */
  private cleared: number;
  private lineBlock: Uint32Array;
  private readonly lineBlocks: Uint32Array[] = [];
  private readonly tallies = new Map<string, Tally>();
  private readonly notices: Notice[] = [];
  /** Names that were made up because the file has none there. */
  unnamed: ReadonlySet<string> = new Set();

  constructor(
    names: readonly string[],
    readonly rules: CellRules,
    expectedColumns = names.length,
  ) {
    this.mostRows = mostBlockRows(expectedColumns);
    this.blockRows = Math.min(firstBlockRows, this.mostRows);
    this.cleared = this.blockRows;
    this.lineBlock = new Uint32Array(this.blockRows);
    for (const name of names) this.addColumn(name);
  }

  get rows(): number {
    return this.pastRows + this.at;
  }

  /** A further column, missing in every row so far and in the row at hand until it is set. */
  addColumn(name: string): ColumnBuilder {
    if (this.columns.length >= mostColumns)
      throw new FaultError({ code: 'tooManyColumns', args: { limit: mostColumns } });
    const column = new ColumnBuilder(name, this.blockRows, this.past);
    this.columns.push(column);
    return column;
  }

  /** Takes a row of cells as they stand in the file. Short rows are missing at the end, extra cells are left out. */
  addRow(cells: readonly string[], line: number): void {
    const width = this.columns.length;
    const row = this.rows;
    if (cells.length < width) this.tally('rowsShort', { line, cells: cells.length, columns: width });
    else if (cells.length > width) this.tally('rowsLong', { line, cells: cells.length, columns: width });
    const count = Math.min(cells.length, width);
    for (let c = 0; c < count; c++) this.columns[c].addCell(cells[c].trim(), this.at, row, this.rules);
    for (let c = count; c < width; c++) this.columns[c].addCell('', this.at, row, this.rules);
    this.endRow(line);
  }

  /**
   * Makes room for about `rows` rows in all, so that each column stands in one block in the end, and need not be copied
   * together from many. Memory that is not written to is not taken.
   */
  expect(rows: number): void {
    const have = this.rows;
    if (rows < largeBlock || rows <= have) return;
    let lines: Uint32Array;
    let blocks: Float64Array[];
    try {
      lines = new Uint32Array(rows);
      blocks = this.columns.map(() => new Float64Array(rows));
    } catch {
      // Not to be had in one piece: small blocks it is, as long as there is room for them.
      return;
    }
    join(lines.subarray(0, have), this.lineBlocks, this.lineBlock);
    this.lineBlock = lines;
    for (let c = 0; c < blocks.length; c++) this.columns[c].gather(blocks[c], have);
    this.past.length = 0;
    this.pastRows = 0;
    this.at = have;
    this.blockRows = rows;
    this.cleared = have;
    this.clearAhead();
  }

  /** Clears the rows next to come. */
  private clearAhead(): void {
    const to = Math.min(this.blockRows, this.at + clearedRows);
    for (const column of this.columns) column.clear(this.at, to);
    this.cleared = to;
  }

  /** Closes the row whose cells have been written at `at`. */
  endRow(line: number): void {
    this.lineBlock[this.at] = line;
    if (++this.at < this.cleared) return;
    if (this.at < this.blockRows) {
      this.clearAhead();
      return;
    }
    this.at = 0;
    this.past.push(this.blockRows);
    this.pastRows += this.blockRows;
    this.blockRows = Math.min(2 * this.blockRows, this.mostRows);
    this.lineBlocks.push(this.lineBlock);
    this.cleared = this.blockRows;
    this.lineBlock = new Uint32Array(this.blockRows);
    for (const column of this.columns) column.nextBlock(this.blockRows);
  }

  /** Counts something that may happen on many rows; the arguments are those of the first, the count comes with them. */
  tally(code: string, args: Notice['args'], key = code): void {
    const seen = this.tallies.get(key);
    if (seen) seen.count++;
    else this.tallies.set(key, { count: 1, args: { code, ...args } });
  }

  notice(code: string, args: Notice['args']): void {
    this.notices.push({ code, args });
  }

  /** The table; the builder is spent. */
  finish(name: string, guess: Guess): Table {
    const rows = this.rows;
    let lines = this.lineBlock.subarray(0, rows);
    if (this.lineBlocks.length > 0 || this.lineBlock.length < largeBlock) {
      lines = new Uint32Array(rows);
      join(lines, this.lineBlocks, this.lineBlock);
    }
    for (const { count, args } of this.tallies.values()) {
      const { code, ...rest } = args;
      this.notices.push({ code: String(code), args: { count, ...rest } });
    }
    const { columns, notices } = finishColumns(this.columns, lines, this.unnamed);
    return { name, rows, columns, lines, guess, notices: [...this.notices, ...notices] };
  }
}

/**
 * Names for all columns, each its own: an empty one becomes `column3`, a repeated one gets a number behind it. The
 * names that had to change are told.
 */
export function uniqueNames(raw: readonly string[]): { names: string[]; unnamed: Set<string>; notices: Notice[] } {
  const taken = new Set(raw.map((name) => name.trim()));
  const seen = new Set<string>();
  const unnamed = new Set<string>();
  const tallies = new Map<string, Tally>();
  const names = raw.map((given, index) => {
    const name = given.trim();
    if (name !== '' && !seen.has(name)) {
      seen.add(name);
      return name;
    }
    const base = name === '' ? 'column' : `${name}_`;
    let number = name === '' ? index + 1 : 2;
    while (taken.has(`${base}${number}`)) number++;
    const fresh = `${base}${number}`;
    taken.add(fresh);
    seen.add(fresh);
    if (name === '') unnamed.add(fresh);
    const code = name === '' ? 'namesEmpty' : 'namesRepeated';
    const tally = tallies.get(code);
    if (tally) tally.count++;
    else tallies.set(code, { count: 1, args: { position: index + 1, name: quotable(name), renamed: quotable(fresh) } });
    return fresh;
  });
  const notices = [...tallies].map(([code, { count, args }]) => ({ code, args: { count, ...args } }));
  return { names, unnamed, notices };
}
