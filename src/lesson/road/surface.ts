/** The bound as one function of two things: Q, on its way from q_t to q_{t+1}, and θ, on the line of the M-step. */

export interface SliceFigures {
  /** [P] where on the line: 0 is θ_t, 1 is θ_{t+1}. */
  readonly at: ArrayLike<number>;
  /** [P] each, in nats. */
  readonly logLikelihood: ArrayLike<number>;
  readonly bound: ArrayLike<number>;
  readonly nextBound: ArrayLike<number>;
  /** [S] H of (1 − s) q_t + s q_{t+1} at s = 0 … 1. */
  readonly entropy: ArrayLike<number>;
}

/**
 * ELBO(Q_s, θ) in nats at step s of S − 1 and point p of the line. The expected complete-data log-likelihood is linear
 * in Q, the entropy is not: ELBO(Q_s, θ) = (1 − s)(ELBO(q_t, θ) − H_0) + s (ELBO(q_{t+1}, θ) − H_1) + H_s.
 */
export function levelAt({ bound, nextBound, entropy }: SliceFigures, s: number, p: number): number {
  const last = entropy.length - 1;
  const share = s / last;
  // 0 · ∞ has no part in it.
  const from = share === 1 ? 0 : (1 - share) * (bound[p]! - entropy[0]!);
  const to = share === 0 ? 0 : share * (nextBound[p]! - entropy[last]!);
  return from + to + entropy[s]!;
}

/** [P·S], point by point: the whole surface. */
export function surface(slice: SliceFigures): Float64Array {
  const size = slice.entropy.length;
  return Float64Array.from({ length: slice.at.length * size }, (_, at) =>
    levelAt(slice, at % size, Math.floor(at / size)),
  );
}

export type Segment = readonly [number, number, number, number];

/**
 * The line on which a surface [rows·columns] has the height `level`, as segments (x0, y0, x1, y1) in steps of the grid:
 * marching squares with linear interpolation; cells with a corner that is not finite are left out.
 */
export function isoline(values: ArrayLike<number>, columns: number, level: number): Segment[] {
  const rows = values.length / columns;
  const segments: Segment[] = [];
  for (let r = 0; r + 1 < rows; r++) {
    for (let c = 0; c + 1 < columns; c++) {
      const at = r * columns + c;
      const below = values[at]! < level;
      const same = (other: number): boolean => values[other]! < level === below;
      // Most cells: no line of this height crosses them.
      if (same(at + 1) && same(at + columns) && same(at + columns + 1)) continue;
      const corners = [at, at + 1, at + columns + 1, at + columns].map((corner) => values[corner]! - level);
      if (!corners.every(Number.isFinite)) continue;
      const places = [
        [c, r],
        [c + 1, r],
        [c + 1, r + 1],
        [c, r + 1],
      ] as const;
      const crossings: [number, number][] = [];
      for (let side = 0; side < 4; side++) {
        const [a, b] = [corners[side]!, corners[(side + 1) % 4]!];
        if (a < 0 === b < 0) continue;
        const share = a / (a - b);
        const [from, to] = [places[side]!, places[(side + 1) % 4]!];
        crossings.push([from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])]);
      }
      for (let pair = 0; pair + 1 < crossings.length; pair += 2) {
        segments.push([...crossings[pair]!, ...crossings[pair + 1]!]);
      }
    }
  }
  return segments;
}
