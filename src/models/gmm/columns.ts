import { fail, ok, type Result } from '../../fault';

export interface ColumnStatistics {
  /** [D] */
  readonly means: Float64Array;
  /** [D] standard deviations with divisor N. */
  readonly scales: Float64Array;
}

/**
 * Means and standard deviations (divisor N) of D columns of equal length, in two passes, so that means far from 0 do no
 * harm. Fault `columnTooLarge {column}` (from 1) where a square would leave the range of numbers.
 */
export function columnStatistics(columns: readonly Float64Array[]): Result<ColumnStatistics> {
  const means = new Float64Array(columns.length);
  const scales = new Float64Array(columns.length);
  for (const [index, column] of columns.entries()) {
    let sum = 0;
    for (let i = 0; i < column.length; i++) sum += column[i];
    const centre = sum / column.length;
    let rest = 0;
    let squares = 0;
    for (let i = 0; i < column.length; i++) {
      const away = column[i] - centre;
      rest += away;
      squares += away * away;
    }
    const shift = rest / column.length;
    means[index] = centre + shift;
    scales[index] = Math.sqrt(Math.max(squares / column.length - shift * shift, 0));
    const varied = column.some((value) => value !== column[0]);
    const usable = Number.isFinite(squares) && (!varied || squares > 1e-280);
    if (column.length > 0 && !usable) return fail('columnTooLarge', { column: index + 1 });
    if (!varied) scales[index] = 0;
  }
  return ok({ means, scales });
}
