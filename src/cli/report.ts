/** What a fit is reported as: one JSON object, or a page for people. */
import { version } from '../../package.json';
import { finalRows } from '../engine/finalRows.ts';
import { criteriaOf } from '../engine/fitting.ts';
import { type Agreement, agreement } from '../models/gmm/agreement.ts';
import { inspect } from '../models/gmm/collapse.ts';
import type { Mixture } from '../models/gmm/mixture.ts';
import { sentenceOf } from '../words/sentences.ts';
import type { FitResult } from './fitFile.ts';

interface Warning {
  readonly code: string;
  readonly message: string;
  readonly rows?: readonly number[];
  readonly component?: number;
}

/** The object of the command-line contract; log-likelihoods are totals in nats, in the file's own units. */
export async function jsonReport(result: FitResult) {
  const { fitting, options, timing } = result;
  const { em } = fitting.em;
  const { matrix, rows } = fitting.problem;
  const mixture = em.snapshot();
  const measures = criteriaOf(fitting);
  const trace = em.halfSteps();
  const elbo = trace.findLast(({ half }) => half !== 'E')?.elbo ?? em.logLikelihood;
  const agreed = await agreementOf(result);
  return {
    version,
    model: 'gmm',
    file: options.file,
    n: matrix.n,
    d: matrix.d,
    columns: matrix.names,
    droppedRows: matrix.dropped.count,
    components: mixture.k,
    covariance: fitting.family,
    seed: options.fit.seed,
    iterations: em.iteration,
    converged: em.stopReason === 'converged',
    stopReason: em.stopReason,
    logLikelihood: agreed.logLikelihood ?? em.logLikelihood,
    elbo,
    meanLogLikelihood: (agreed.logLikelihood ?? em.logLikelihood) / matrix.n,
    ...(agreed.logLikelihood === undefined ? {} : { observedLogLikelihood: em.logLikelihood }),
    df: measures.df,
    bic: measures.bic,
    aic: measures.aic,
    icl: measures.icl,
    eligible: measures.eligible,
    ...nested(mixture),
    ...(agreed.label ? { label: agreed.label } : {}),
    ...(fitting.candidates.length > 1
      ? {
          candidates: fitting.candidates.map(({ family, k, criteria, eligible }) => ({
            components: k,
            covariance: family,
            ...criteria,
            eligible,
          })),
        }
      : {}),
    trace,
    guess: result.table.guess,
    warnings: warningsOf(result),
    timing: { ...timing, perIterationMs: em.iteration > 0 ? timing.fitMs / em.iteration : 0 },
    threads: rows.threads,
    kernel: rows.kind,
    peakRssMb: process.resourceUsage().maxRSS / 1024,
  };
}

function nested({ k, d, weights, means, covariances }: Mixture) {
  const block = (values: Float64Array, at: number): number[] => [...values.subarray(at, at + d)];
  return {
    weights: [...weights],
    means: Array.from({ length: k }, (_, j) => block(means, j * d)),
    covariances: Array.from({ length: k }, (_, j) =>
      Array.from({ length: d }, (_, r) => block(covariances, (j * d + r) * d)),
    ),
  };
}

interface LabelReport extends Agreement {
  readonly name: string;
  readonly levels: readonly string[];
}

/** `logLikelihood` is Σ log p(x_i) where the run's own ℓ is another: ℓ_obs, with known labels. */
async function agreementOf({
  fitting,
  options,
}: FitResult): Promise<{ readonly logLikelihood?: number; readonly label?: LabelReport }> {
  const { label } = fitting.problem.matrix;
  if (!label) return {};
  const { assigned, logLikelihood } = await finalRows(fitting);
  const found = agreement(label.codes, assigned, label.levels.length, fitting.em.em.frame.k);
  return {
    ...(options.fit.known ? { logLikelihood } : {}),
    label: { name: label.name, levels: label.levels, ...found },
  };
}

function warningsOf({ fitting, table, options }: FitResult): Warning[] {
  const { em } = fitting.em;
  const { matrix, statistics } = fitting.problem;
  const word = (code: string, args: Readonly<Record<string, string | number>>): Warning => ({
    code,
    message: sentenceOf('en', code, args),
  });
  const warnings = [...table.notices, ...matrix.notices].map(({ code, args }) => word(code, args));
  if (matrix.dropped.count > 0) {
    const lines = [...matrix.dropped.lines.subarray(0, 10)].join(', ');
    const more = matrix.dropped.count > 10 ? ', …' : '';
    warnings.push({
      ...word('rowsLeftOut', { count: matrix.dropped.count, lines: lines + more }),
      rows: [...matrix.dropped.lines],
    });
  }
  const found = inspect({
    mixture: em.snapshot(),
    columnScales: statistics.scales,
    binds: em.binds,
    counts: em.counts,
  });
  for (const { code, args, component } of found) {
    warnings.push({ ...word(code, args), ...(component === undefined ? {} : { component }) });
  }
  if (em.startChange.projected) warnings.push(word('startProjected', { family: fitting.family }));
  for (const component of em.startChange.clipped) {
    warnings.push({ ...word('startClipped', { component: component + 1 }), component });
  }
  if (options.fit.regCovar > 0) warnings.push(word('notMonotone', { regCovar: options.fit.regCovar }));
  if (em.stopReason === 'maxIterations' && options.fit.tolerance > 0) {
    warnings.push(word('notConverged', { iterations: em.iteration }));
  }
  return warnings;
}

/** The same for people: the figures that matter, then what they should know. */
export async function textReport(result: FitResult): Promise<string> {
  const report = await jsonReport(result);
  const short = (value: number): string => Number(value.toPrecision(6)).toString();
  const rows = [
    [`${report.file}`, `${report.n} rows, ${report.droppedRows} left out; columns ${report.columns.join(', ')}`],
    ['mixture', `${report.components} components, ${report.covariance} covariance`],
    ['log-likelihood', `${report.logLikelihood} nats`],
    ['ELBO', `${report.elbo} nats`],
    ['iterations', `${report.iterations}, ${report.converged ? 'converged' : `stopped: ${report.stopReason}`}`],
    ['BIC, AIC, ICL', [report.bic, report.aic, report.icl].map(short).join(', ')],
    ...report.weights.map((weight, j) => [
      `component ${j + 1}`,
      `weight ${short(weight)}, mean ${report.means[j]!.map(short).join(', ')}`,
    ]),
    ...(report.label
      ? [
          [
            `against ${report.label.name}`,
            `${report.label.misclassified} of ${report.label.labelled} rows differ, adjusted Rand ${short(report.label.adjustedRand)}`,
          ],
        ]
      : []),
  ];
  const width = Math.max(...rows.map(([name]) => name!.length));
  const lines = rows.map(([name, value]) => `${name!.padEnd(width)}  ${value}`);
  return [...lines, ...report.warnings.map(({ message }) => `note: ${message}`), ''].join('\n');
}
