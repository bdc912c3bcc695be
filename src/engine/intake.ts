/** A file on its way in: chunks go to the reader, progress goes out, and at the end there is a table. */
import { TableReader } from '../data/reader.ts';
import type { ReadOptions, Table } from '../data/table.ts';
import { FaultError } from '../fault.ts';
import type { FitOptions, TableMessage } from '../protocol/run.ts';
import type { FromWorker } from '../protocol/worker.ts';
import { nextTurn } from './turn.ts';

const progressPeriodMs = 100;

export class Intake {
  private readonly reader: TableReader;
  private taken = 0;
  private told = performance.now();

  constructor(
    name: string,
    read: ReadOptions,
    /** What to fit once the file is in. */
    public fit: FitOptions,
    /** Size of the file, 0 while it is not known. */
    public bytes: number,
    private readonly emit: (message: FromWorker) => void,
  ) {
    this.reader = new TableReader(name, read);
  }

  async take(chunk: Uint8Array | string): Promise<void> {
    this.reader.size = this.bytes;
    this.reader.push(chunk);
    this.taken += chunk.length;
    if (performance.now() - this.told < progressPeriodMs) return;
    this.told = performance.now();
    this.emit({ type: 'reading', fraction: this.bytes > 0 ? Math.min(1, this.taken / this.bytes) : 0 });
    await nextTurn();
  }

  /** Whether nothing more can come of it: the rest of the file need not be read. */
  get failed(): boolean {
    return this.reader.failed;
  }

  /** Throws FaultError. */
  async finish(): Promise<Table> {
    const table = this.reader.finish();
    if (!table.ok) throw new FaultError(table.fault);
    this.emit({ type: 'table', table: Intake.summary(table.value) });
    return table.value;
  }

  static summary(table: Table): TableMessage {
    return {
      name: table.name,
      rows: table.rows,
      columns: table.columns.map(({ name, kind, missing, looksLikeRowId, looksLikeLabel, labels, stray }) => ({
        name,
        kind,
        missing,
        looksLikeRowId,
        looksLikeLabel,
        ...(labels ? { levels: labels.levels.length } : {}),
        ...(stray ? { stray: { ...stray } } : {}),
      })),
      guess: { ...table.guess, missing: [...table.guess.missing] },
      notices: table.notices.map(({ code, args }) => ({ code, args: { ...args } })),
    };
  }
}
