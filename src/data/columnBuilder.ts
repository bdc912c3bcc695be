/** A column while it is being read: blocks of numbers, and codes into a dictionary once text is seen. */
import type { CellRules } from './number';
import { spellsInfinity } from './number';
import { release } from './pieces';

/** A number too large for a double: where, and as it stands in the file. */
export interface BeyondRange {
  readonly row: number;
  readonly cell: string;
}

/** Values in a block too large to be copied where that can be helped. */
export const largeBlock = 1 << 16;

/** More of them than anyone wants to hear about. */
const mostBeyond = 100;

/**
 * Numbers go straight into the current block (the plain reader writes there itself). Blocks end on the same row in all
 * columns of a table, and none is copied before the end. A column known to hold text also keeps every cell as it is
 * spelled; one that turns to text late has its earlier cells as the shortest spelling of their numbers.
 */
export class ColumnBuilder {
  /** The block being filled: NaN is a missing cell, or one that is text. */
  values: Float64Array;
  /** The codes of the block being filled; absent as long as every cell is a number. */
  codes: Int32Array | undefined;
  /** Cells that are neither missing nor numbers. */
  texts = 0;
  readonly beyond: BeyondRange[] = [];
  readonly dictionary = new Map<string, number>();
  private readonly fullValues: Float64Array[] = [];
  private readonly fullCodes: Int32Array[] = [];

  /** Blocks of `past` rows, all missing, come before the first cell. */
  constructor(
    readonly name: string,
    blockRows: number,
    past: readonly number[] = [],
  ) {
    for (const rows of past) this.fullValues.push(new Float64Array(rows).fill(Number.NaN));
    this.values = new Float64Array(blockRows).fill(Number.NaN);
  }

  /** Puts the full block aside and begins one of `blockRows`. */
  nextBlock(blockRows: number): void {
    this.fullValues.push(this.values);
    this.values = new Float64Array(blockRows).fill(Number.NaN);
    if (!this.codes) return;
    this.fullCodes.push(this.codes);
    this.codes = new Int32Array(blockRows).fill(-1);
  }

  /** The block `values` takes the place of all so far, and what was in their first `rows` rows. */
  gather(values: Float64Array, rows: number): void {
    const codes = this.codes && new Int32Array(values.length).fill(-1);
    join(values.subarray(0, rows), this.fullValues, this.values);
    this.values = values;
    if (!codes) return;
    join(codes.subarray(0, rows), this.fullCodes, this.codes!);
    this.codes = codes;
  }

  /** Rows [from, to) of the block are missing, until they are set. */
  clear(from: number, to: number): void {
    this.values.fill(Number.NaN, from, to);
  }

  /** Takes a trimmed cell of text into row `at` of the block, row `row` of the table. */
  addCell(cell: string, at: number, row: number, rules: CellRules): void {
    const value = rules.read(cell);
    if (value === undefined) {
      this.texts++;
      this.keepText(at);
      this.values[at] = Number.NaN;
    } else {
      this.values[at] = value;
      if (Math.abs(value) === Number.POSITIVE_INFINITY && !spellsInfinity(cell)) this.addBeyond(row, cell);
    }
    // biome-ignore lint/suspicious/noSelfCompare: NaN alone differs from itself
    if (this.codes) this.codes[at] = value !== undefined && value !== value ? -1 : this.code(cell);
  }

  /** Takes a number that is not text in the file (JSON). */
  addNumber(value: number, at: number): void {
    this.values[at] = value;
    if (this.codes) this.codes[at] = this.code(String(value));
  }

  addBeyond(row: number, cell: string): void {
    if (this.beyond.length < mostBeyond) this.beyond.push({ row, cell });
  }

  /** From here on, cells are kept as they are spelled; `at` rows of the block are behind us. */
  keepText(at: number): void {
    if (this.codes) return;
    for (const block of this.fullValues) this.fullCodes.push(this.codesOf(block, block.length));
    this.codes = this.codesOf(this.values, at);
  }

  /** [rows] all values; the blocks are given up. */
  takeValues(rows: number): Float64Array {
    // One block that was meant to hold them all: not worth a copy.
    if (this.fullValues.length === 0 && this.values.length >= largeBlock) return this.values.subarray(0, rows);
    const out = new Float64Array(rows);
    join(out, this.fullValues, this.values);
    return out;
  }

  /** [rows] all codes, or undefined for a column of numbers; the blocks are given up. */
  takeCodes(rows: number): Int32Array | undefined {
    if (!this.codes) return undefined;
    const out = new Int32Array(rows);
    join(out, this.fullCodes, this.codes);
    return out;
  }

  private codesOf(values: Float64Array, count: number): Int32Array {
    const codes = new Int32Array(values.length).fill(-1);
    for (let i = 0; i < count; i++) if (!Number.isNaN(values[i])) codes[i] = this.code(String(values[i]));
    return codes;
  }

  private code(cell: string): number {
    let code = this.dictionary.get(cell);
    if (code === undefined) {
      code = this.dictionary.size;
      this.dictionary.set(cell, code);
    }
    return code;
  }
}

/** Joins blocks into `out`, giving each up as soon as it is copied. */
export function join<T extends Float64Array | Int32Array | Uint32Array>(out: T, full: T[], last: T): void {
  let at = 0;
  full.reverse();
  for (let block = full.pop(); block; block = full.pop()) {
    out.set(block, at);
    at += block.length;
    release(block);
  }
  out.set(last.subarray(0, out.length - at), at);
  release(last);
}
