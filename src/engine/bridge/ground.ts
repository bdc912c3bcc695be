/** What the pages of the bridge stand on: one matrix, and whatever has been worked out on it so far. */
import type { Matrix, Table } from '../../data/table.ts';
import { FaultError, unwrap } from '../../fault.ts';
import { emptyMoments, type RowKernel } from '../../kernels/rows.ts';
import { createScalarKernel } from '../../kernels/scalar.ts';
import { type ColumnStatistics, columnStatistics } from '../../models/gmm/columns.ts';
import { referenceTheta } from '../../models/gmm/frame.ts';
import { type Spread, spreadOf } from '../../models/ppca/spread.ts';
import type { FitOptions } from '../../protocol/run.ts';
import { withLabel } from '../fitting.ts';
import { matrixInUnits } from '../problem.ts';
import { Overtaken, type Turn } from '../turn.ts';

/** How long work takes turns, and hears whether it is still wanted. */
export interface Shift {
  readonly turn: Turn;
  /** A newer ask has come, or the page was left. */
  overtaken(): boolean;
}

/** Lets commands through where a slice is over. Throws `Overtaken`. */
export async function breathe({ turn, overtaken }: Shift): Promise<void> {
  if (!turn.due()) return;
  await turn.yield();
  if (overtaken()) throw new Overtaken();
}

const rowsPerSlice = 4096;
/** Eigenvectors of more columns would stop the worker for seconds. */
const mostColumns = 200;

export class Ground {
  readonly matrix: Matrix;
  readonly statistics: ColumnStatistics;
  /** Keeps the matrix's own columns: no copy of the file is made for the bridge. */
  readonly kernel: RowKernel;
  readonly #kept = new Map<string, unknown>();

  /** Throws FaultError where the columns cannot be fitted. */
  constructor(
    readonly table: Table,
    readonly options: FitOptions,
  ) {
    this.matrix = unwrap(matrixInUnits(table, withLabel(options, table)));
    this.statistics = unwrap(columnStatistics(this.matrix.columns));
    this.kernel = createScalarKernel(this.matrix.columns);
  }

  /** What `make` gives, made once. */
  keep<T>(key: string, make: () => T): T {
    if (!this.#kept.has(key)) this.#kept.set(key, make());
    return this.#kept.get(key) as T;
  }

  /** What was stored under that key. */
  kept<T>(key: string): T | undefined {
    return this.#kept.get(key) as T | undefined;
  }

  store(key: string, value: unknown): void {
    this.#kept.set(key, value);
  }

  /** What `make` gives for this `of`; only the newest is kept. */
  keepLast<T>(key: string, of: string, make: () => T): T {
    const kept = this.#kept.get(key) as { of: string; value: T } | undefined;
    if (kept?.of === of) return kept.value;
    const value = make();
    this.#kept.set(key, { of, value });
    return value;
  }

  /** The same as `keep` for what takes turns: made again where the work was overtaken before its end. */
  async keepWhenDone<T>(key: string, make: () => Promise<T>): Promise<T> {
    if (!this.#kept.has(key)) this.#kept.set(key, await make());
    return this.#kept.get(key) as T;
  }

  /** [D] a row of the matrix. */
  row(i: number): Float64Array {
    return Float64Array.from(this.matrix.columns, (column) => column[i]!);
  }

  /** Mean and covariance of all rows, by one pass; after it no linear model looks at a row again. */
  async spread(shift: Shift): Promise<Spread> {
    const known = this.#kept.get('spread') as Spread | undefined;
    if (known) return known;
    const spread = await spreadOfRows(this.kernel, this.statistics, shift);
    this.#kept.set('spread', spread);
    return spread;
  }
}

/** Throws `bridgeManyColumns {columns, most}` as a FaultError. */
export async function spreadOfRows(kernel: RowKernel, statistics: ColumnStatistics, shift: Shift): Promise<Spread> {
  const { n, d } = kernel;
  if (d > mostColumns) throw new FaultError({ code: 'bridgeManyColumns', args: { columns: d, most: mostColumns } });
  const { frame } = referenceTheta('full', 1, statistics.means, statistics.scales);
  const moments = emptyMoments('full', 1, d);
  for (let from = 0; from < n; from += rowsPerSlice) {
    kernel.pass(frame, from, Math.min(n, from + rowsPerSlice), moments);
    await breathe(shift);
  }
  return spreadOf(frame, moments);
}
