/** A file and a choice of columns, made ready to be fitted: matrix, column statistics, rows behind a kernel. */
import { toMatrix } from '../data/matrix.ts';
import type { Matrix, Table } from '../data/table.ts';
import { fail, ok, type Result } from '../fault.ts';
import { createKernel } from '../kernels/create.ts';
import { type ColumnStatistics, columnStatistics } from '../models/gmm/columns.ts';
import type { FitOptions } from '../protocol/run.ts';
import type { Platform } from './platform.ts';
import { LocalRows, type RowSource } from './rowSource.ts';
import { ShardedRows } from './shardedRows.ts';
import type { Turn } from './turn.ts';

export interface Problem {
  readonly matrix: Matrix;
  readonly statistics: ColumnStatistics;
  readonly rows: RowSource;
  /** [n] z where it is known, −1 where it is hidden; absent where nothing is known. */
  readonly knownLabels: Int32Array | undefined;
  /** Rows that a missing cell keeps out: the chosen columns' values, NaN where missing. */
  readonly leftOut: readonly Float64Array[];
}

/**
 * Faults are those of the matrix (a column that is not there, no complete rows, …) and `columnTooLarge {column}` by
 * name where a column cannot be squared within double range.
 */
export function poseProblem(table: Table, options: FitOptions, platform: Platform, turn: Turn): Result<Problem> {
  const matrix = matrixInUnits(table, options);
  if (!matrix.ok) return matrix;
  const { columns, names, label } = matrix.value;
  const statistics = columnStatistics(columns);
  if (!statistics.ok) {
    const { code, args } = statistics.fault;
    return fail(code, { ...args, column: names[Number(args.column) - 1] ?? '' });
  }
  const leftOut = options.standardise ? [] : leftOutOf(table, matrix.value);
  const knownLabels = options.known ? label?.codes : undefined;
  const rows = rowSource(columns, knownLabels, platform, turn);
  return ok({ matrix: matrix.value, statistics: statistics.value, rows, knownLabels, leftOut });
}

/** Below this many cells a pass is over before another thread has woken. */
const leastCellsToShare = 1 << 17;

function rowSource(
  columns: readonly Float64Array[],
  labels: Int32Array | undefined,
  { threads, launchShard }: Platform,
  turn: Turn,
): RowSource {
  const cells = columns.length * (columns[0]?.length ?? 0);
  if (launchShard && threads > 1 && cells >= leastCellsToShare) {
    return new ShardedRows(columns, labels, threads, launchShard, turn);
  }
  return new LocalRows(createKernel(columns, labels), turn);
}

/** Enough to be seen; more would only be in the way. */
const mostLeftOut = 20_000;

function leftOutOf(table: Table, { names, rows }: Matrix): Float64Array[] {
  const absent: number[] = [];
  for (let row = 0, next = 0; row < table.rows && absent.length < mostLeftOut; row++) {
    if (next < rows.length && rows[next] === row) next++;
    else absent.push(row);
  }
  const chosen = names.map((name) => table.columns.find((column) => column.name === name)!);
  return chosen.map(({ values }) => Float64Array.from(absent, (row) => values[row]!));
}

/** The rows in the units that figures are given in: those of the file, or standardised where that was asked for. */
export function matrixInUnits(table: Table, options: FitOptions): Result<Matrix> {
  const chosen = poseMatrix(table, options);
  return chosen.ok && options.standardise ? standardised(chosen.value) : chosen;
}

/** Columns centred and divided by their n − 1 standard deviation. */
function standardised(matrix: Matrix): Result<Matrix> {
  const statistics = columnStatistics(matrix.columns);
  if (!statistics.ok) return statistics;
  const { means, scales } = statistics.value;
  const unbiased = Math.sqrt(matrix.n / Math.max(1, matrix.n - 1));
  const columns = matrix.columns.map((column, c) => {
    const unit = scales[c]! * unbiased || 1;
    return column.map((value) => (value - means[c]!) / unit);
  });
  return ok({ ...matrix, columns });
}

/** The rows that a fit with these options sees. Faults are those of `toMatrix`. */
export function poseMatrix(table: Table, options: FitOptions): Result<Matrix> {
  return toMatrix(table, {
    ...(options.columns ? { columns: options.columns } : {}),
    ...(options.label === undefined ? {} : { label: options.label }),
  });
}
