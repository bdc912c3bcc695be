/** What a fit by EM is reported as. Log-likelihoods are totals in nats, in the file's own units. */
import { version } from '../../package.json';
import { nestedMixture } from '../engine/exports.ts';
import { criteriaOf } from '../engine/fitting.ts';
import { inspect } from '../models/gmm/collapse.ts';
import type { FitResult } from './fitFile.ts';
import { labelReport, labelRows } from './labelReport.ts';
import { dataWarnings, page, peakRssMb, type Report, short, type Warning, warning } from './report.ts';

export async function emReport(result: FitResult): Promise<Report> {
  const { fitting, options, timing, table } = result;
  const { em } = fitting.em;
  const { matrix, rows } = fitting.problem;
  const mixture = em.snapshot();
  const { k } = mixture;
  const trace = em.halfSteps();
  const elbo = trace.findLast(({ half }) => half !== 'E')?.elbo ?? em.logLikelihood;
  const { label, logLikelihood = em.logLikelihood } = await labelReport(fitting.problem, em.frame, options.fit.known);
  const measures = criteriaOf(fitting);
  const { weights, means, covariances } = nestedMixture(mixture);
  const warnings = warningsOf(result);
  const json = {
    version,
    model: 'gmm',
    file: options.file,
    n: matrix.n,
    d: matrix.d,
    columns: matrix.names,
    droppedRows: matrix.dropped.count,
    components: k,
    covariance: fitting.family,
    seed: options.fit.seed,
    iterations: em.iteration,
    converged: em.stopReason === 'converged',
    stopReason: em.stopReason,
    logLikelihood,
    elbo,
    meanLogLikelihood: logLikelihood / matrix.n,
    // With known labels the bound touches ℓ_obs, which is another sum than Σ log p(x_i).
    ...(options.fit.known ? { observedLogLikelihood: em.logLikelihood } : {}),
    ...measures,
    weights,
    means,
    covariances,
    ...(label ? { label } : {}),
    ...(fitting.candidates.length > 1
      ? {
          candidates: fitting.candidates.map((candidate) => ({
            components: candidate.k,
            covariance: candidate.family,
            ...candidate.criteria,
            eligible: candidate.eligible,
          })),
        }
      : {}),
    trace,
    guess: table.guess,
    warnings,
    timing: { ...timing, perIterationMs: em.iteration > 0 ? timing.fitMs / em.iteration : 0 },
    threads: rows.threads,
    kernel: rows.kind,
    peakRssMb: peakRssMb(),
  };
  const lines = page(
    [
      [options.file, `${matrix.n} rows, ${matrix.dropped.count} left out; columns ${matrix.names.join(', ')}`],
      ['mixture', `${k} components, ${fitting.family} covariance`],
      ['log-likelihood', `${logLikelihood} nats`],
      ['ELBO', `${elbo} nats`],
      ['iterations', `${em.iteration}, ${json.converged ? 'converged' : `stopped: ${em.stopReason}`}`],
      ['BIC, AIC, ICL', [measures.bic, measures.aic, measures.icl].map(short).join(', ')],
      ...weights.map(
        (weight, j) =>
          [`component ${j + 1}`, `weight ${short(weight)}, mean ${means[j]!.map(short).join(', ')}`] as const,
      ),
      ...labelRows(label),
    ],
    warnings,
  );
  return { json, lines };
}

function warningsOf({ fitting, table, options }: FitResult): Warning[] {
  const { em } = fitting.em;
  const { statistics } = fitting.problem;
  const warnings = dataWarnings(table, fitting.problem, options);
  const found = inspect({
    mixture: em.snapshot(),
    columnScales: statistics.scales,
    binds: em.binds,
    counts: em.counts,
  });
  for (const { code, args, component } of found) {
    warnings.push({ ...warning(code, args), ...(component === undefined ? {} : { component }) });
  }
  if (em.startChange.projected) warnings.push(warning('startProjected', { family: fitting.family }));
  for (const component of em.startChange.clipped) {
    warnings.push({ ...warning('startClipped', { component: component + 1 }), component });
  }
  if (options.fit.regCovar > 0) warnings.push(warning('notMonotone', { regCovar: options.fit.regCovar }));
  if (em.stopReason === 'maxIterations' && options.fit.tolerance > 0) {
    warnings.push(warning('notConverged', { iterations: em.iteration }));
  }
  return warnings;
}
