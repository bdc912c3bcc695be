/** What variational Bayes is reported as: the bound on log p(X) and its seven terms, the predictive density of the rows. */
import { version } from '../../package.json';
import { matrices, vectors } from '../engine/exports.ts';
import { predictiveTotal } from '../engine/viFitting.ts';
import { createMixture } from '../models/gmm/frame.ts';
import { boundTermNames } from '../models/vi/bound.ts';
import { expectedWeights, writeExpected } from '../models/vi/factors.ts';
import { inspectVi } from '../models/vi/inspect.ts';
import type { ViResult } from './fitFile.ts';
import { labelReport, labelRows } from './labelReport.ts';
import { dataWarnings, page, peakRssMb, type Report, short, type Warning, warning } from './report.ts';

export async function viReport({ vi, options, timing, table }: ViResult): Promise<Report> {
  const { problem, cavi, priors } = vi;
  const { matrix, rows } = problem;
  const { k, d } = cavi.frame;
  const expected = createMixture(k, d);
  writeExpected(cavi.current, expected);
  const logLikelihood = await predictiveTotal(vi);
  const { label } = await labelReport(problem, cavi.frame, false);
  const weights = [...expectedWeights(cavi.current)];
  const means = vectors(cavi.current.frame.means, k, d);
  const warnings: Warning[] = [
    ...dataWarnings(table, problem, options),
    ...inspectVi(cavi.counts).map(({ code, args, component }) => ({
      ...warning(code, args),
      ...(component === undefined ? {} : { component }),
    })),
  ];
  if (cavi.stopReason === 'maxIterations' && options.fit.tolerance > 0) {
    warnings.push(warning('viNotConverged', { iterations: cavi.iteration }));
  }
  const json = {
    version,
    model: 'vi',
    file: options.file,
    n: matrix.n,
    d: matrix.d,
    columns: matrix.names,
    droppedRows: matrix.dropped.count,
    components: k,
    covariance: 'full',
    seed: options.fit.seed,
    iterations: cavi.iteration,
    converged: cavi.stopReason === 'converged',
    stopReason: cavi.stopReason,
    logLikelihood,
    elbo: cavi.bound,
    kl: null,
    meanLogLikelihood: logLikelihood / matrix.n,
    df: null,
    bic: null,
    aic: null,
    icl: null,
    weights,
    means,
    covariances: matrices(expected.covariances, k, d),
    priors: {
      alpha0: priors.alpha0,
      beta0: priors.beta0,
      nu0: priors.nu0,
      m0: [...priors.m0],
      W0: diagonal(priors.w0),
    },
    boundTerms: Object.fromEntries(boundTermNames.map((name, at) => [name, cavi.terms[at]!])),
    concentration: [...cavi.current.alpha],
    counts: [...cavi.counts],
    ...(label ? { label } : {}),
    // ℓ and KL of a bound on log p(X) are unknown.
    trace: cavi.trace.subSteps().map(({ iteration, part, bound }) => ({
      iteration,
      half: part === 'assignments' ? 'E' : 'M',
      part,
      elbo: bound,
      logLikelihood: null,
      kl: null,
    })),
    guess: table.guess,
    warnings,
    timing: { ...timing, perIterationMs: cavi.iteration > 0 ? timing.fitMs / cavi.iteration : 0 },
    threads: rows.threads,
    kernel: rows.kind,
    peakRssMb: peakRssMb(),
  };
  const lines = page(
    [
      [options.file, `${matrix.n} rows, ${matrix.dropped.count} left out; columns ${matrix.names.join(', ')}`],
      ['mixture', `${k} components, variational Bayes`],
      ['priors', `α₀ ${short(priors.alpha0)}, β₀ ${short(priors.beta0)}, ν₀ ${short(priors.nu0)}`],
      ['  m₀', [...priors.m0].map(short).join(', ')],
      ['  W₀, diagonal', [...priors.w0].map(short).join(', ')],
      ['bound on log p(X)', `${cavi.bound} nats`],
      ...boundTermNames.map((name, at) => [`  ${name}`, short(cavi.terms[at]!)] as const),
      ['log predictive', `${logLikelihood} nats, summed over the rows`],
      ['iterations', `${cavi.iteration}, ${json.converged ? 'converged' : `stopped: ${cavi.stopReason}`}`],
      ...weights.map(
        (weight, j) =>
          [
            `component ${j + 1}`,
            `E[weight] ${short(weight)}, ${short(cavi.counts[j]!)} rows, mean ${means[j]!.map(short).join(', ')}`,
          ] as const,
      ),
      ...labelRows(label),
    ],
    warnings,
  );
  return { json, lines };
}

const diagonal = (values: Float64Array): number[][] =>
  Array.from(values, (value, r) => Array.from(values, (_, c) => (r === c ? value : 0)));
