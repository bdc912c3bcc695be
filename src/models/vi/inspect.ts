import type { ViCode } from './faults';

/** Something about a variational fit that its reader should know. Worded by `viSentences[code]` with `args`. */
export interface ViWarning {
  readonly code: ViCode;
  readonly args: Readonly<Record<string, string | number>>;
  /** From 0. */
  readonly component?: number;
}

/** Components that hold less than one row in all have emptied. */
export const EMPTIED = 1;

/** One warning for each emptied component. `counts` is N_k. */
export function inspectVi(counts: ArrayLike<number>): ViWarning[] {
  return Array.from(counts).flatMap((count, component) =>
    count < EMPTIED
      ? [
          {
            code: 'viEmptied',
            args: { component: component + 1, rows: Number(count.toPrecision(2)) },
            component,
          } as const,
        ]
      : [],
  );
}
