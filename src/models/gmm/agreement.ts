import { munkres } from 'munkres';

/** How a clustering agrees with a label column. */
export interface Agreement {
  /** [levels][K] rows of each level in each component. */
  readonly confusion: readonly (readonly number[])[];
  /** [levels] the component matched to each level, one to one, so that most rows agree; −1 for a level left over. */
  readonly matching: readonly number[];
  /** Labelled rows outside the component matched to their level. */
  readonly misclassified: number;
  /** Rows that have a label. */
  readonly labelled: number;
  /** Hubert & Arabie 1985: 1 for the same partition, 0 on average for independent ones. */
  readonly adjustedRand: number;
}

/**
 * Compares components with labels over rows. `codes` [n] are levels with −1 for no label (left out); `assigned` [n] are
 * components, 0 … K − 1.
 */
export function agreement(codes: ArrayLike<number>, assigned: ArrayLike<number>, levels: number, k: number): Agreement {
  const confusion = Array.from({ length: levels }, () => new Array<number>(k).fill(0));
  let labelled = 0;
  for (let i = 0; i < codes.length; i++) {
    if (codes[i] < 0) continue;
    confusion[codes[i]][assigned[i]]++;
    labelled++;
  }
  const matching = new Array<number>(levels).fill(-1);
  let matched = 0;
  if (levels > 0 && k > 0) {
    for (const [level, component] of munkres(confusion.map((row) => row.map((count) => -count)))) {
      matching[level] = component;
      matched += confusion[level][component];
    }
  }
  return { confusion, matching, misclassified: labelled - matched, labelled, adjustedRand: adjustedRand(confusion) };
}

const pairs = (count: number): number => (count * (count - 1)) / 2;

/** The adjusted Rand index of a table of counts; 1 where both partitions are trivial in the same way. */
export function adjustedRand(table: readonly (readonly number[])[]): number {
  let together = 0;
  let rows = 0;
  let total = 0;
  const columns = new Array<number>(table[0]?.length ?? 0).fill(0);
  for (const row of table) {
    let sum = 0;
    for (const [j, count] of row.entries()) {
      together += pairs(count);
      columns[j] += count;
      sum += count;
    }
    rows += pairs(sum);
    total += sum;
  }
  const across = columns.reduce((sum, count) => sum + pairs(count), 0);
  const expected = total > 1 ? (rows * across) / pairs(total) : 0;
  const most = (rows + across) / 2;
  return most === expected ? 1 : (together - expected) / (most - expected);
}
