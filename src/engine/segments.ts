/**
 * Rows are summed in fixed groups, and the groups in a fixed order, so that a sum has the same bits whoever computes
 * which group: the boundaries depend on the number of rows alone.
 */
import type { Moments } from '../kernels/rows.ts';

/** Fewer rows than this are not worth a sum of their own; a group starts at a whole number of vectors and cache lines. */
const leastRows = 1024;
const mostGroups = 64;
const rowsPerStep = 24;

export interface Group {
  readonly from: number;
  readonly to: number;
}

/**
 * At most 64 groups that together cover [0, n), all of one size but the last: a multiple of eight of them, so that 2, 4
 * or 8 threads have as much to do each; one, below 2,048 rows.
 */
export function groupsOf(n: number): Group[] {
  const wanted = Math.min(mostGroups, Math.max(1, Math.floor(n / leastRows)));
  const count = wanted < 8 ? wanted : wanted - (wanted % 8);
  const size = Math.max(1, Math.ceil(n / count / rowsPerStep)) * rowsPerStep;
  const groups: Group[] = [];
  for (let from = 0; from < n; from += size) groups.push({ from, to: Math.min(n, from + size) });
  return groups;
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
