/** Cells of a column that have been read before, found again by their bytes: words of a label, missing markers. */
import type { ColumnBuilder } from './columnBuilder';

/** Columns with more different cells than this repeat too little to be worth it. */
const mostKnown = 1024;

interface KnownCell {
  readonly bytes: Uint8Array;
  readonly value: number;
  readonly code: number;
  readonly isText: boolean;
}

export class KnownCells {
  private readonly byHash = new Map<number, KnownCell>();
  /** Codes mean something only as long as the column goes on having them, or none. */
  private coded = false;

  constructor(private readonly column: ColumnBuilder) {}

  /** Writes the cell data[from, to) to row `at` of the column's block if it is known. */
  repeat(data: Uint8Array, from: number, to: number, at: number): boolean {
    const known = this.byHash.get(hash(data, from, to));
    if (!known || known.bytes.length !== to - from || this.coded !== (this.column.codes !== undefined)) return false;
    const { bytes } = known;
    for (let i = 0; i < bytes.length; i++) if (bytes[i] !== data[from + i]) return false;
    this.column.values[at] = known.value;
    if (this.column.codes) this.column.codes[at] = known.code;
    if (known.isText) this.column.texts++;
    return true;
  }

  /** Remembers the cell that has just been read into row `at`; `texts` is how many words the column had before. */
  remember(data: Uint8Array, from: number, to: number, at: number, texts: number): void {
    const { column } = this;
    const coded = column.codes !== undefined;
    if (coded !== this.coded) this.byHash.clear();
    this.coded = coded;
    const value = column.values[at];
    // Numbers too large for a double are noted each time.
    if (this.byHash.size >= mostKnown || Math.abs(value) === Number.POSITIVE_INFINITY) return;
    const code = column.codes ? column.codes[at] : -1;
    this.byHash.set(hash(data, from, to), { bytes: data.slice(from, to), value, code, isText: column.texts > texts });
  }
}

/** FNV-1a, 32 bits. */
function hash(data: Uint8Array, from: number, to: number): number {
  let sum = 0x811c9dc5;
  for (let i = from; i < to; i++) sum = Math.imul(sum ^ data[i], 0x01000193);
  return sum;
}
