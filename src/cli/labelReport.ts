/** How the components agree with a label column. */
import { finalRows } from '../engine/finalRows.ts';
import type { Problem } from '../engine/problem.ts';
import type { Frame } from '../engine/rowSource.ts';
import { type Agreement, agreement } from '../models/gmm/agreement.ts';
import { short } from './report.ts';

interface LabelReport extends Agreement {
  readonly name: string;
  readonly levels: readonly string[];
}

/**
 * Each row counts for its likeliest component under `frame`. `logLikelihood` is Σ log p(x_i), told where the run's own ℓ
 * is another: ℓ_obs, with known labels.
 */
export async function labelReport(
  problem: Problem,
  frame: Frame,
  known: boolean,
): Promise<{ readonly logLikelihood?: number; readonly label?: LabelReport }> {
  const { label } = problem.matrix;
  if (!label) return {};
  const { assigned, logLikelihood } = await finalRows(problem, frame);
  const found = agreement(label.codes, assigned, label.levels.length, frame.k);
  return { ...(known ? { logLikelihood } : {}), label: { name: label.name, levels: label.levels, ...found } };
}

/** The same as a row of a page. */
export function labelRows(label: LabelReport | undefined): (readonly [string, string])[] {
  if (!label) return [];
  const { name, misclassified, labelled, adjustedRand } = label;
  return [[`against ${name}`, `${misclassified} of ${labelled} rows differ, adjusted Rand ${short(adjustedRand)}`]];
}
