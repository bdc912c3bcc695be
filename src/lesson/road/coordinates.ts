/** The family's own coordinates by name, in the order in which the engine counts them. */
import type { LessonFamily } from '../line.ts';

export interface Coordinate {
  readonly kind: 'weight' | 'mean' | 'deviation' | 'factor';
  /** Absent where it belongs to all components (tied). */
  readonly component?: number;
  /** Column, or row and column of the Cholesky factor. */
  readonly column?: number;
  readonly other?: number;
}

/**
 * Coordinate `index` of K components in D columns: log-ratios of the weights, then means, then log deviations (diag,
 * spherical) or the Cholesky factor packed by rows, its diagonal by logarithm (full, tied). Undefined beyond the last.
 */
export function coordinateAt(index: number, family: LessonFamily, k: number, d: number): Coordinate | undefined {
  if (index < k) return { kind: 'weight', component: index };
  let rest = index - k;
  if (rest < k * d) return { kind: 'mean', component: Math.floor(rest / d), column: rest % d };
  rest -= k * d;
  if (family === 'diag' && rest < k * d) {
    return { kind: 'deviation', component: Math.floor(rest / d), column: rest % d };
  }
  if (family === 'spherical' && rest < k) return { kind: 'deviation', component: rest };
  if (family === 'diag' || family === 'spherical') return undefined;
  const size = (d * (d + 1)) / 2;
  if (rest >= (family === 'tied' ? size : k * size)) return undefined;
  const place = rest % size;
  const row = Math.floor((Math.sqrt(8 * place + 1) - 1) / 2);
  const column = place - (row * (row + 1)) / 2;
  const of = family === 'tied' ? {} : { component: Math.floor(rest / size) };
  return row === column ? { kind: 'deviation', ...of, column } : { kind: 'factor', ...of, column: row, other: column };
}
