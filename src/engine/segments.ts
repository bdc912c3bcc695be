/**
 * Rows are summed in fixed groups, and the groups in a fixed order, so that a sum has the same bits whoever computes
 * which group: the boundaries depend on the number of rows alone.
 */
import type { Moments } from '../kernels/rows.ts';

/** Fewer rows than this are not worth a sum of their own; a group begins at a whole number of halves of the kernels' tiles of 192 rows. */
const leastRows = 1024;
const mostGroups = 64;
const rowsPerStep = 96;

export interface Group {
  readonly from: number;
  readonly to: number;
}

/**
 * At most 64 groups that together cover [0, n), spread so that each beginning of them has its share of the rows to within
 * a step: a multiple of eight, so that 2, 4 or 8 threads have as much to do each; one, below 2,048 rows; none of no rows.
 */
export function groupsOf(n: number): Group[] {
  if (n === 0) return [];
  const wanted = Math.min(mostGroups, Math.max(1, Math.floor(n / leastRows)));
  const count = wanted < 8 ? wanted : wanted - (wanted % 8);
  const steps = Math.round(n / rowsPerStep);
  const start = (group: number): number => (group === count ? n : Math.round((group * steps) / count) * rowsPerStep);
  return Array.from({ length: count }, (_, group) => ({ from: start(group), to: start(group + 1) }));
}

export function clearMoments(moments: Moments): void {
  moments.logLikelihood = 0;
  moments.entropy = 0;
  clear(moments.counts);
  clear(moments.first);
  clear(moments.second);
}

/** A loop: a call of `fill` costs more than the few numbers that a small model has. */
function clear(values: Float64Array): void {
  for (let j = 0; j < values.length; j++) values[j] = 0;
}

export function addMoments(part: Moments, into: Moments): void {
  into.logLikelihood += part.logLikelihood;
  into.entropy += part.entropy;
  addTo(into.counts, part.counts);
  addTo(into.first, part.first);
  addTo(into.second, part.second);
}

function addTo(into: Float64Array, part: Float64Array): void {
  for (let j = 0; j < into.length; j++) into[j]! += part[j]!;
}
