/** What should be said of single components at a half-step: they are drawn hollow. */
import type { Frame, WarningMessage } from '../protocol/run.ts';
import type { Fitting } from './fitting.ts';
import { thetaAt } from './history.ts';

/** `frame` is read for its counts. Components in the sentences count from 1. */
export function componentWarnings(fitting: Fitting, half: number, frame: Pick<Frame, 'counts'>): WarningMessage[] {
  const { d } = fitting.problem.matrix;
  const warnings: WarningMessage[] = fitting.em.history.bindsAt(thetaAt(half)).map((component) => ({
    code: 'constraintBinds',
    args: { component: component + 1 },
    component,
  }));
  frame.counts.forEach((count, component) => {
    if (count === 0) warnings.push({ code: 'emptyComponent', args: { component: component + 1 }, component });
    else if (count <= d) {
      const args = { component: component + 1, effective: Number(count.toPrecision(3)), dimensions: d };
      warnings.push({ code: 'fewRows', args, component });
    }
  });
  return warnings;
}
