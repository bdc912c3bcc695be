import * as v from 'valibot';
import { type Fault, ok, type Result } from '../../fault';
import { type GmmCode, gmmFault } from './faults';
import { createMixture } from './frame';
import type { Mixture } from './mixture';

/** What a start file says. */
export type Start =
  | { readonly kind: 'parameters'; readonly mixture: Mixture }
  /** `q` row-major [n·K]. */
  | { readonly kind: 'responsibilities'; readonly k: number; readonly q: Float64Array };

/** What the start has to fit. */
export interface StartContext {
  readonly d: number;
  /** Rows that the model sees. */
  readonly n: number;
  /** The number of components asked for, if one was. */
  readonly k?: number;
  /** Rows of the file and which of them the model sees: lets responsibilities cover the rows left out, too. */
  readonly file?: { readonly rows: number; readonly kept: ArrayLike<number> };
}

/** Sums of probabilities may be off by the rounding of six digits each. */
const SUM_TOLERANCE = 1e-5;
const SYMMETRY_TOLERANCE = 1e-6;

const list = v.array(v.unknown());
const kinds = v.union([
  v.object({ responsibilities: list }),
  v.object({ weights: list, means: list, covariances: list }),
]);

/**
 * Reads the text of a start file: nested arrays {weights [K], means [K][D], covariances [K][D][D]} or
 * {responsibilities [n][K], a row each in file order}. Every fault names the part and the component or row, from 1.
 * Whether covariances are positive definite is found out when EM starts from them.
 */
export function parseStart(text: string, context: StartContext): Result<Start> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return bad('startNotJson', { reason: reason.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\ufffd]+/gu, ' ') });
  }
  return readStart(value, context);
}

/** The same for a value that is parsed already. */
export function readStart(value: unknown, context: StartContext): Result<Start> {
  const parsed = v.safeParse(kinds, value);
  if (!parsed.success) return bad('startNoKind');
  if (hasBoth(value)) return bad('startTwoKinds');
  return 'responsibilities' in parsed.output
    ? readResponsibilities(parsed.output.responsibilities, context)
    : readParameters(parsed.output, context);
}

const hasBoth = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.hasOwn(value, 'responsibilities') &&
  Object.hasOwn(value, 'means');

function readParameters(
  { weights, means, covariances }: { weights: unknown[]; means: unknown[]; covariances: unknown[] },
  { d, k: asked }: StartContext,
): Result<Start> {
  const k = weights.length;
  if (k === 0) return shape('weights', 'a list of at least one number', 'an empty list');
  if (asked !== undefined && asked !== k) return bad('startComponents', { found: k, expected: asked });
  const mixture = createMixture(k, d);
  const fault =
    fillRow(weights, k, 'weights', mixture.weights, 0) ??
    fillRows(means, k, d, 'means', mixture.means) ??
    fillMatrices(covariances, k, d, mixture.covariances);
  if (fault !== undefined) return { ok: false, fault };
  const sum = mixture.weights.reduce((total, weight) => total + weight, 0);
  const negative = mixture.weights.findIndex((weight) => weight < 0);
  if (negative >= 0) {
    return bad('startNegative', { part: `weight of component ${negative + 1}`, value: mixture.weights[negative] });
  }
  if (Math.abs(sum - 1) > SUM_TOLERANCE) return bad('startWeights', { sum: Number(sum.toPrecision(8)) });
  for (let j = 0; j < k; j++) mixture.weights[j] /= sum;
  for (let j = 0; j < k; j++) {
    if (!symmetrise(mixture.covariances.subarray(j * d * d, (j + 1) * d * d), d)) {
      return bad('startNotSymmetric', { component: j + 1 });
    }
  }
  return ok({ kind: 'parameters', mixture });
}

function readResponsibilities(rows: unknown[], { n, k: asked, file }: StartContext): Result<Start> {
  const all = file !== undefined && rows.length === file.rows;
  if (rows.length !== n && !all) return shape('responsibilities', `a list of ${n} rows`, describe(rows));
  const first = rows[0];
  const k = Array.isArray(first) ? first.length : 0;
  if (k === 0) return shape('responsibilities, row 1,', 'a list of at least one number', describe(first));
  if (asked !== undefined && asked !== k) return bad('startComponents', { found: k, expected: asked });
  const q = new Float64Array(n * k);
  for (let i = 0; i < n; i++) {
    const row = all ? file.kept[i] : i;
    const fault = fillRow(rows[row], k, `responsibilities, row ${row + 1},`, q, i * k);
    if (fault !== undefined) return { ok: false, fault };
    let sum = 0;
    for (let at = i * k; at < (i + 1) * k; at++) {
      sum += q[at];
      if (q[at] >= 0) continue;
      const part = `responsibility of component ${at - i * k + 1} in row ${row + 1}`;
      return bad('startNegative', { part, value: q[at] });
    }
    if (Math.abs(sum - 1) > SUM_TOLERANCE) {
      return bad('startResponsibilityRow', { row: row + 1, sum: Number(sum.toPrecision(8)) });
    }
    for (let at = i * k; at < (i + 1) * k; at++) q[at] /= sum;
  }
  return ok({ kind: 'responsibilities', k, q });
}

function fillRow(row: unknown, length: number, part: string, into: Float64Array, at: number): Fault | undefined {
  if (!Array.isArray(row) || row.length !== length) {
    return shapeFault(part, `a list of ${length} ${length === 1 ? 'number' : 'numbers'}`, describe(row));
  }
  for (let c = 0; c < length; c++) {
    const value: unknown = row[c];
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      return gmmFault('startNotFinite', { part: `${part.replace(/,$/, '')}, entry ${c + 1}` });
    }
    into[at + c] = value;
  }
  return undefined;
}

function fillRows(rows: unknown, count: number, length: number, part: string, into: Float64Array, at = 0) {
  if (!Array.isArray(rows) || rows.length !== count) {
    return shapeFault(part, `a list of ${count} lists of ${length}`, describe(rows));
  }
  for (let r = 0; r < count; r++) {
    const fault = fillRow(rows[r], length, `${part}, row ${r + 1},`, into, at + r * length);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function fillMatrices(matrices: unknown[], k: number, d: number, into: Float64Array): Fault | undefined {
  if (matrices.length !== k) return shapeFault('covariances', `a list of ${k} matrices`, describe(matrices));
  for (let j = 0; j < k; j++) {
    const fault = fillRows(matrices[j], d, d, `covariances, component ${j + 1}`, into, j * d * d);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** Makes a matrix symmetric to the last bit; false if it is further from it than rounded digits explain. */
function symmetrise(matrix: Float64Array, d: number): boolean {
  for (let r = 0; r < d; r++) {
    for (let c = 0; c < r; c++) {
      const lower = matrix[r * d + c];
      const upper = matrix[c * d + r];
      const scale = Math.sqrt(Math.abs(matrix[r * d + r] * matrix[c * d + c]));
      if (Math.abs(lower - upper) > SYMMETRY_TOLERANCE * Math.max(scale, Math.abs(lower))) return false;
      matrix[r * d + c] = (lower + upper) / 2;
      matrix[c * d + r] = matrix[r * d + c];
    }
  }
  return true;
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

const bad = (code: GmmCode, args: Fault['args'] = {}): Result<never> => ({ ok: false, fault: gmmFault(code, args) });
const shapeFault = (part: string, expected: string, found: string): Fault =>
  gmmFault('startShape', { part, expected, found });
const shape = (part: string, expected: string, found: string): Result<never> => ({
  ok: false,
  fault: shapeFault(part, expected, found),
});
