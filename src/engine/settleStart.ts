/** Which family, how many components, and from where: everything that is settled before the staircase begins. */
import { FaultError } from '../fault.ts';
import { familyNames } from '../models/gmm/families.ts';
import type { Family } from '../models/gmm/mixture.ts';
import { AUTO_COMPONENTS, type Candidate, choose } from '../models/gmm/selection.ts';
import type { ShortRun } from '../models/gmm/starts.ts';
import type { FitOptions } from '../protocol/run.ts';
import type { FromWorker } from '../protocol/worker.ts';
import type { EmRun } from './emRun.ts';
import type { FitRequest } from './fitting.ts';
import { givenRun, knownRun } from './knownRun.ts';
import type { Problem } from './problem.ts';
import { converge, criteriaOfRun, isEligible, runFrom, settingOf } from './runs.ts';
import { foreRun, foreSample, randomStarts, startSearch } from './startSearch.ts';

interface Settled {
  readonly family: Family;
  readonly em: EmRun;
  readonly candidates: readonly Candidate[];
}

/** Throws FaultError; undefined if overtaken. `tell` hears of the starts that were not followed. */
export async function settleStart(
  request: FitRequest,
  problem: Problem,
  tell: (event: FromWorker) => void,
): Promise<Settled | undefined> {
  const { options } = request;
  const { d } = problem.matrix;
  const firstFamily: Family = options.family === 'auto' ? 'full' : options.family;
  if (options.known && problem.matrix.label) {
    return {
      family: firstFamily,
      em: await knownRun(problem, settingOf(problem, options, firstFamily)),
      candidates: [],
    };
  }
  if (request.given) {
    const em = await givenRun(problem, settingOf(problem, options, firstFamily), request.given);
    return { family: firstFamily, em, candidates: [] };
  }
  if (options.start && options.start.d === d) {
    const em = runFrom(problem, options, firstFamily, options.start);
    return { family: firstFamily, em, candidates: [] };
  }
  const families = familiesFor(options, d);
  const counts = options.components === 'auto' ? AUTO_COMPONENTS : [options.components];
  if (typeof options.components === 'number' && options.components > problem.matrix.n) {
    const args = { rows: problem.matrix.n, components: options.components };
    throw new FaultError({ code: 'fewerRowsThanComponents', args });
  }
  const search = startSearch(problem, options);
  const choices = families
    .flatMap((family) => counts.map((k) => ({ family, k })))
    .filter(({ k }) => k <= search.distinct);
  if (choices.length === 0) {
    const args = { distinct: search.distinct, components: options.components };
    throw new FaultError({ code: 'fewerDistinctRowsThanComponents', args });
  }
  const fore = options.accelerate && !search.whole ? foreSample(problem, options) : undefined;
  if (!search.whole && options.startFrom !== 'random') request.onSampled?.(request.table, problem);
  const alone = choices.length === 1;
  const candidates: (Candidate & { em: EmRun; runs: readonly ShortRun[] })[] = [];
  const fallen = new Map<Family, number>();
  for (const [index, { family, k }] of choices.entries()) {
    if ((fallen.get(family) ?? 0) >= mostFallen) continue;
    const share = (fraction: number): void =>
      request.emit({
        type: 'progress',
        run: request.run,
        phase: alone ? 'starts' : 'selection',
        fraction: (index + fraction) / choices.length,
      });
    const runs = await search.from(family, k, request, share);
    if (!runs) return undefined;
    let em: EmRun | undefined;
    for (const run of alone ? runs.slice(0, 1) : promising(runs)) {
      const begin = search.whole ? { start: run.begin } : await foreRun(request, problem, fore, family, run.mixture);
      if (!begin) return undefined;
      em = runFrom(problem, options, family, begin.start, 'before' in begin ? begin.before : undefined);
      if (!alone && !(await converge(em, request))) return undefined;
      if (alone || isEligible(em)) break;
    }
    if (!em) throw new FaultError({ code: 'notFinite', args: {} });
    const stands = alone || isEligible(em);
    fallen.set(family, stands ? 0 : (fallen.get(family) ?? 0) + 1);
    candidates.push({ family, k, em, runs, eligible: stands, criteria: criteriaOfRun(em, family) });
  }
  const best = candidates[Math.max(0, choose(candidates))]!;
  const random = options.startFrom === 'random' ? randomStarts(problem, options, best.family, best.k) : undefined;
  for (const trace of random?.others ?? best.runs.slice(1).map((run) => run.trace)) {
    const logLikelihood = Float64Array.from(
      trace.filter(({ half }) => half === 'M'),
      (step) => step.logLikelihood,
    );
    tell({ type: 'otherStart', run: request.run, logLikelihood });
  }
  return { family: best.family, em: random?.em ?? best.em, candidates };
}

/** Numbers of components in a row of which no start stands, after which larger ones are not tried: they have fewer rows. */
const mostFallen = 3;

/** A start that looked sound may collapse on its way: so many are followed before a K is given up. */
const mostFollowed = 3;

function promising(runs: readonly ShortRun[]): readonly ShortRun[] {
  const sound = runs.filter(({ collapsed }) => !collapsed).slice(0, mostFollowed);
  return sound.length > 0 ? sound : runs.slice(0, 1);
}

/** Families with whole matrices cost D³ a component and step: beyond this many columns they are not offered. */
const mostColumnsOfMatrix = 256;

function familiesFor(options: FitOptions, d: number): readonly Family[] {
  const wanted = options.family === 'auto' ? familyNames : [options.family];
  const possible = wanted.filter((family) => d <= mostColumnsOfMatrix || family === 'diag' || family === 'spherical');
  if (possible.length > 0) return possible;
  throw new FaultError({
    code: 'columnsForFamily',
    args: { columns: d, family: options.family, most: mostColumnsOfMatrix },
  });
}
