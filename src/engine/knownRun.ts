/** Runs that begin with an M-step: from responsibilities that are given, or from labels that are known. */
import { FaultError, unwrap } from '../fault.ts';
import { emptyMoments, type Moments } from '../kernels/rows.ts';
import { Em, type EmSetting } from '../models/gmm/em.ts';
import { families } from '../models/gmm/families.ts';
import { emFromKnown } from '../models/gmm/known.ts';
import { EmRun } from './emRun.ts';
import type { Problem } from './problem.ts';

/** `q` is row-major [n·K]. Fault `singular {component}` where a covariance is and the constraint is off. */
export async function givenRun(
  problem: Problem,
  setting: EmSetting,
  given: { readonly k: number; readonly q: Float64Array },
): Promise<EmRun> {
  const em = unwrap(Em.fromResponsibilities(setting, await momentsOfGiven(problem, setting, given)));
  return new EmRun(problem.rows, em);
}

/**
 * z is known on every row that has a label: the maximum in closed form if that is all of them, semi-supervised EM on
 * ℓ_obs otherwise. K is the number of levels. Faults: `labelNeeded` without a label column, `singular {component}`.
 */
export async function knownRun(problem: Problem, setting: EmSetting): Promise<EmRun> {
  const { label, n } = problem.matrix;
  if (!label) throw new FaultError({ code: 'labelNeeded', args: {} });
  const k = label.levels.length;
  const q = new Float64Array(n * k);
  for (let i = 0; i < n; i++) if (label.codes[i]! >= 0) q[i * k + label.codes[i]!] = 1;
  const ofLabelled = unwrap(emFromKnown(setting, await momentsOfGiven(problem, setting, { k, q })));
  if (!label.codes.includes(-1)) return new EmRun(problem.rows, ofLabelled);
  // The M-step on the labelled rows alone bounds another sum than ℓ_obs: it is a start, not a step of this run.
  return new EmRun(problem.rows, unwrap(Em.fromMixture(setting, ofLabelled.snapshot())));
}

async function momentsOfGiven(
  problem: Problem,
  setting: EmSetting,
  { k, q }: { readonly k: number; readonly q: Float64Array },
): Promise<Moments> {
  const moments = emptyMoments(families[setting.family].shape, k, problem.matrix.d);
  await problem.rows.passGiven(Em.referenceFrame(setting, k), q, moments);
  return moments;
}
