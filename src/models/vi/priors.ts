import { ok, type Result } from '../../fault';
import type { ColumnStatistics } from '../gmm/columns';
import { viFault } from './faults';

/**
 * Dirichlet(α₀) on π and Normal–Wishart(m₀, β₀, W₀, ν₀) on every (μ_k, Λ_k), in the units of the columns:
 * Λ ~ Wishart(W₀, ν₀), μ | Λ ~ N(m₀, (β₀Λ)⁻¹). W₀ is diagonal.
 */
export interface Priors {
  readonly alpha0: number;
  readonly beta0: number;
  readonly nu0: number;
  /** [D] */
  readonly m0: Float64Array;
  /** [D] the diagonal of W₀, in 1/units². */
  readonly w0: Float64Array;
}

/** What the user asked for; what is left out comes from the data. One number stands for all columns. */
export interface PriorChoice {
  readonly alpha0?: number;
  readonly beta0?: number;
  readonly nu0?: number;
  readonly m0?: number | readonly number[];
  readonly w0?: number | readonly number[];
}

/**
 * Priors for K components, the data's own where nothing else is chosen:
 *
 * - α₀ = 1/K: the prior weighs as much as one row whatever K is, and below 1 it lets components that the data do not
 *   need empty themselves (Bishop 10.2.1), so that K is a ceiling rather than a choice;
 * - β₀ = 1 and m₀ the column means: one row's worth of opinion that a mean is the overall mean;
 * - ν₀ = D, the fewest whole degrees of freedom that a proper prior can have;
 * - W₀ = diag(1/(ν₀ s²)) with s the column deviations (divisor N; 0 counts as 1), so that E[Λ]⁻¹ has the columns' own
 *   variances. All of it follows the units of the columns, and so does the fit.
 *
 * Faults: `viAlpha0`, `viBeta0`, `viNu0`, `viM0`, `viW0`.
 */
export function choosePriors(choice: PriorChoice, k: number, columns: ColumnStatistics): Result<Priors> {
  const d = columns.means.length;
  const { alpha0 = 1 / k, beta0 = 1, nu0 = d } = choice;
  if (!positive(alpha0)) return { ok: false, fault: viFault('viAlpha0', { found: String(alpha0) }) };
  if (!positive(beta0)) return { ok: false, fault: viFault('viBeta0', { found: String(beta0) }) };
  if (!(nu0 > d - 1) || !Number.isFinite(nu0)) {
    return { ok: false, fault: viFault('viNu0', { found: String(nu0), least: d - 1 }) };
  }
  const m0 = choice.m0 === undefined ? columns.means.slice() : spread(choice.m0, d);
  const m0Fault = complaint(m0, d, Number.isFinite);
  if (m0Fault !== undefined) return { ok: false, fault: viFault('viM0', { dimensions: d, reason: m0Fault }) };
  const w0 =
    choice.w0 === undefined
      ? columns.scales.map((scale) => 1 / (nu0 * (scale > 0 ? scale * scale : 1)))
      : spread(choice.w0, d);
  const w0Fault = complaint(w0, d, positive);
  if (w0Fault !== undefined) return { ok: false, fault: viFault('viW0', { dimensions: d, reason: w0Fault }) };
  return ok({ alpha0, beta0, nu0, m0, w0 });
}

const positive = (value: number): boolean => value > 0 && Number.isFinite(value);

function spread(given: number | readonly number[], d: number): Float64Array {
  const list = typeof given === 'number' ? [given] : given;
  return list.length === 1 ? new Float64Array(d).fill(list[0]) : Float64Array.from(list);
}

/** What is wrong with a list, in words that numbers can carry into any language; undefined if nothing is. */
function complaint(list: Float64Array, d: number, good: (value: number) => boolean): string | undefined {
  if (list.length !== d) return `${list.length} ≠ ${d}`;
  const bad = list.find((value) => !good(value));
  return bad === undefined ? undefined : String(bad);
}
