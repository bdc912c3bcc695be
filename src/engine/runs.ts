/** A run of EM from a start, and what a run that has come to rest is worth. */
import { unwrap } from '../fault.ts';
import { eligible } from '../models/gmm/collapse.ts';
import { Em, type EmSetting } from '../models/gmm/em.ts';
import type { Family, Mixture } from '../models/gmm/mixture.ts';
import { type Criteria, criteria } from '../models/gmm/selection.ts';
import type { FitOptions } from '../protocol/run.ts';
import { AcceleratedRun } from './acceleratedRun.ts';
import { EmRun } from './emRun.ts';
import type { FitRequest } from './fitting.ts';
import type { Problem } from './problem.ts';

export function settingOf(problem: Problem, options: FitOptions, family: Family): EmSetting {
  return {
    n: problem.matrix.n,
    family,
    columnMeans: problem.statistics.means,
    columnScales: problem.statistics.scales,
    minEigenvalue: options.minEigenvalue,
    regCovar: options.regCovar,
    tolerance: options.tolerance,
    maxIterations: options.maxIterations,
  };
}

/** `before`: a run to this start on a part of the rows. Throws FaultError where the start is no mixture. */
export function runFrom(problem: Problem, options: FitOptions, family: Family, start: Mixture, before?: EmRun): EmRun {
  const em = unwrap(Em.fromMixture(settingOf(problem, options, family), start));
  return options.accelerate ? new AcceleratedRun(problem.rows, em, before) : new EmRun(problem.rows, em);
}

/** Follows a run to its end; false if the fit was overtaken. */
export async function converge(em: EmRun, request: FitRequest): Promise<boolean> {
  for (;;) {
    const more = em.next();
    if (!(typeof more === 'boolean' ? more : await more)) return true;
    if (!request.turn.due()) continue;
    await request.turn.yield();
    if (request.overtaken()) return false;
  }
}

/** BIC, AIC and ICL of the newest θ whose ℓ is known. */
export function criteriaOfRun(em: EmRun, family: Family): Criteria {
  const { frame, logLikelihood, entropy, setting } = em.em;
  return criteria(family, frame.k, frame.d, setting.n, logLikelihood, entropy);
}

/** Whether such a fit may be chosen. */
export const isEligible = ({ em }: EmRun): boolean => eligible(em);
