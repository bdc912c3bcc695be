/** What the lesson is told of a row and a half-step. The protocol's `row` and `frame` messages have this shape. */

export interface RowFigures {
  readonly row: number;
  readonly line: number;
  readonly values: ArrayLike<number>;
  /** [K] log π_k */
  readonly logPrior: ArrayLike<number>;
  /** [K] log N(x_i | μ_k, Σ_k) */
  readonly logDensity: ArrayLike<number>;
  /** [K] their sum */
  readonly logJoint: ArrayLike<number>;
  /** [K] q_ik, the posterior at the θ behind q */
  readonly q: ArrayLike<number>;
  /** [K] the posterior at the θ on show */
  readonly posterior: ArrayLike<number>;
  readonly logLikelihood: number;
  readonly elbo: number;
  readonly kl: number;
}

export interface FrameFigures {
  readonly step: { readonly half: 'E' | 'M' | 'X' };
  readonly theta: {
    readonly k: number;
    readonly d: number;
    readonly weights: ArrayLike<number>;
    /** [K·D] */
    readonly means: ArrayLike<number>;
    /** [K·D·D] */
    readonly covariances: ArrayLike<number>;
  };
  /** [K] N_k = Σ_i q_ik */
  readonly counts: ArrayLike<number>;
  /** After an E: where the M that follows takes θ, and the components whose spread it holds up. */
  readonly next?: { readonly theta: FrameFigures['theta']; readonly held: readonly number[] };
}

/** Beyond this many components the likeliest few are shown, the others added up. */
const most = 6;

/** The components that get a line of their own, and what the others come to. */
export interface Cast {
  /** Component numbers, rising. */
  readonly shown: readonly number[];
  /** How many are left out. */
  readonly others: number;
}

/** At most six components by the larger of q and posterior; with more, five and the rest together. */
export function cast(row: RowFigures): Cast {
  const all = Array.from({ length: row.q.length }, (_, j) => j);
  if (all.length <= most) return { shown: all, others: 0 };
  const size = (j: number) => Math.max(row.q[j]!, row.posterior[j]!);
  const shown = all
    .sort((a, b) => size(b) - size(a) || row.logJoint[b]! - row.logJoint[a]!)
    .slice(0, most - 1)
    .sort((a, b) => a - b);
  return { shown, others: row.q.length - shown.length };
}

/** One component's share in the row, or that of the others together (`ratio` is then missing). */
export interface Share {
  readonly logPrior: number;
  readonly logDensity: number;
  readonly logJoint: number;
  readonly q: number;
  readonly posterior: number;
  /** log P(x, z) − log q; missing where q = 0: 0 · log (P/0) counts as 0. */
  readonly logRatio: number | undefined;
  /** q · logRatio */
  readonly part: number;
}

export function shareOf(row: RowFigures, j: number): Share {
  const q = row.q[j]!;
  const logRatio = q > 0 ? row.logJoint[j]! - Math.log(q) : undefined;
  return {
    logPrior: row.logPrior[j]!,
    logDensity: row.logDensity[j]!,
    logJoint: row.logJoint[j]!,
    q,
    posterior: row.posterior[j]!,
    logRatio,
    part: logRatio === undefined ? 0 : q * logRatio,
  };
}

/** The components outside the cast, added up. */
export function othersOf(row: RowFigures, shown: readonly number[]): Share {
  let [q, posterior, part, top] = [0, 0, 0, Number.NEGATIVE_INFINITY];
  const logs: number[] = [];
  for (let j = 0; j < row.q.length; j++) {
    if (shown.includes(j)) continue;
    const share = shareOf(row, j);
    q += share.q;
    posterior += share.posterior;
    part += share.part;
    logs.push(share.logJoint);
    top = Math.max(top, share.logJoint);
  }
  const logJoint = Number.isFinite(top) ? top + Math.log(logs.reduce((sum, l) => sum + Math.exp(l - top), 0)) : top;
  return { logPrior: Number.NaN, logDensity: Number.NaN, logJoint, q, posterior, logRatio: undefined, part };
}

/** The component that z would be, going by the posterior under the θ on show. */
export function likeliest(row: RowFigures): number {
  let best = 0;
  for (let j = 1; j < row.posterior.length; j++) if (row.posterior[j]! > row.posterior[best]!) best = j;
  return best;
}
