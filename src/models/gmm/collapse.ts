import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { GmmCode } from './faults';
import type { Mixture } from './mixture';

/** Something about a fit that its reader should know. Worded by `gmmSentences[code]` with `args`. */
export interface GmmWarning {
  readonly code: GmmCode;
  readonly args: Readonly<Record<string, string | number>>;
  /** From 0. */
  readonly component?: number;
  /** Matrix rows, from 0, that the component holds on to. */
  readonly rows?: readonly number[];
}

/** Scaled eigenvalues below this are remarked on, though honest fits reach 7.5e-4. */
const NEARLY_FLAT = 1e-4;

/** What to look at. `binds` and `counts` are those of `Em` after its last advance. */
export interface Inspected {
  readonly mixture: Mixture;
  readonly columnScales: Float64Array;
  readonly binds: ArrayLike<number>;
  readonly counts: ArrayLike<number>;
}

/**
 * Whether a fit may be chosen: no component is held open by the constraint and each rests on more than D effective
 * rows (N_k > D). A component without rows makes the fit one of smaller K under another name: not eligible either.
 */
export function eligible({ binds, counts, mixture }: Omit<Inspected, 'columnScales'>): boolean {
  for (let j = 0; j < mixture.k; j++) if (binds[j] !== 0 || !(counts[j] > mixture.d)) return false;
  return true;
}

/** Smallest eigenvalue of Σ_k in coordinates scaled by the columns' deviations. */
export function smallestScaledEigenvalue(mixture: Mixture, component: number, scales: Float64Array): number {
  const { d, covariances } = mixture;
  const scaled = Matrix.zeros(d, d);
  for (let r = 0; r < d; r++) {
    for (let c = 0; c < d; c++) {
      scaled.set(r, c, covariances[(component * d + r) * d + c] / (scales[r] || 1) / (scales[c] || 1));
    }
  }
  return Math.min(...new EigenvalueDecomposition(scaled, { assumeSymmetric: true }).realEigenvalues);
}

/**
 * Warnings about each component of a fit: empty, held open by the constraint, on too few rows, nearly flat; the gravest
 * one of each. `rowsOf` names the rows of a component where the caller can afford to look for them.
 */
export function inspect(fit: Inspected, rowsOf?: (component: number) => readonly number[]): GmmWarning[] {
  const { mixture, binds, counts, columnScales } = fit;
  const warnings: GmmWarning[] = [];
  for (let j = 0; j < mixture.k; j++) {
    const component = j + 1;
    const say = (code: GmmCode, args: GmmWarning['args'], named: boolean): void => {
      const rows = named ? rowsOf?.(j) : undefined;
      warnings.push({ code, args: { component, ...args }, component: j, ...(rows === undefined ? {} : { rows }) });
    };
    if (mixture.weights[j] === 0) {
      say('emptyComponent', {}, false);
    } else if (binds[j] !== 0) {
      say('constraintBinds', {}, true);
    } else if (!(counts[j] > mixture.d)) {
      say('fewRows', { effective: Number(counts[j].toPrecision(3)), dimensions: mixture.d }, true);
    } else {
      const eigenvalue = smallestScaledEigenvalue(mixture, j, columnScales);
      if (eigenvalue < NEARLY_FLAT) say('nearlySingular', { eigenvalue: Number(eigenvalue.toPrecision(3)) }, true);
    }
  }
  return warnings;
}

/** Rows, from 0, of which a component has at least half, in order; at most `limit`. `q` is row-major [n·K]. */
export function rowsHeld(q: Float64Array, k: number, component: number, limit: number): number[] {
  const rows: number[] = [];
  for (let at = component, row = 0; at < q.length && rows.length < limit; at += k, row++) {
    if (q[at] >= 0.5) rows.push(row);
  }
  return rows;
}
