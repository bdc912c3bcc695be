/** What a VAE is reported as: the identity's terms over all rows, in nats and in the file's own units. */
import { version } from '../../package.json';
import { healthOf, vaeWarnings } from '../models/vae/health.ts';
import { noiseVariances } from '../models/vae/model.ts';
import type { VaeResult } from './fitFile.ts';
import { dataWarnings, page, peakRssMb, type Report, short, warning } from './report.ts';

export async function vaeReport({ vae, figures, options, timing, table, trainMs }: VaeResult): Promise<Report> {
  const { training, problem } = vae;
  const { matrix } = problem;
  const model = training.model();
  const health = healthOf(model, training.data);
  const warnings = [
    ...dataWarnings(table, problem, options),
    ...vaeWarnings(model, training.options, health, figures.heldOutElbo !== undefined).map(({ code, args }) =>
      warning(code, args),
    ),
  ];
  const noise = noiseVariances(model);
  const { latent, hidden, epochs, batch, rate, linear } = training.options;
  const json = {
    version,
    model: 'vae',
    file: options.file,
    n: matrix.n,
    d: matrix.d,
    columns: matrix.names,
    droppedRows: matrix.dropped.count,
    components: null,
    covariance: null,
    latent,
    hidden: linear ? [] : hidden,
    linear,
    batch,
    learningRate: rate,
    seed: training.options.seed,
    iterations: training.epoch,
    weights: null,
    means: null,
    covariances: null,
    // Of the columns in order; of all alike where the decoder is linear.
    noiseVariance: linear ? noise[0] : noise.map((variance) => variance ?? null),
    converged: training.stopReason === 'heldOut' || training.stopReason === 'plateau',
    stopReason: training.stopReason,
    logLikelihood: figures.logLikelihood,
    logLikelihoodMethod: figures.logLikelihoodMethod,
    samples: figures.samples,
    effectiveSampleSize: figures.effectiveSampleSize ?? null,
    standardError: figures.standardError,
    elbo: figures.elbo,
    meanLogLikelihood: figures.meanLogLikelihood,
    heldOutElbo: figures.heldOutElbo ?? null,
    reconstruction: figures.reconstruction,
    kl: figures.kl,
    approximationGap: figures.approximationGap ?? null,
    amortisationGap: figures.amortisationGap ?? null,
    gapRows: figures.gapRows,
    optimizerSteps: figures.optimizerSteps,
    stepsPerSecond: trainMs > 0 ? (1000 * figures.optimizerSteps) / trainMs : null,
    df: null,
    bic: null,
    aic: null,
    icl: null,
    trace: training.records.map(({ epoch, optimizerSteps, train, heldOut }) => ({
      iteration: epoch,
      epoch,
      optimizerSteps,
      elbo: train.elbo,
      reconstruction: train.reconstruction,
      kl: train.kl,
      heldOutElbo: heldOut?.elbo ?? null,
    })),
    guess: table.guess,
    warnings,
    timing: { ...timing, perIterationMs: training.epoch > 0 ? trainMs / training.epoch : 0 },
    threads: training.threads,
    kernel: training.kernelKind,
    peakRssMb: peakRssMb(),
  };
  const network = linear ? 'linear' : `hidden ${hidden.join(', ')}`;
  const lines = page(
    [
      [options.file, `${matrix.n} rows, ${matrix.dropped.count} left out; columns ${matrix.names.join(', ')}`],
      ['VAE', `${latent} latent dimensions, ${network}${epochs === undefined ? '' : `, ${epochs} epochs`}`],
      ['log p(X)', `${figures.logLikelihood} nats, ${howKnown(figures)}`],
      ['ELBO', `${figures.elbo} nats = reconstruction ${short(figures.reconstruction)} − KL ${short(figures.kl)}`],
      ['held-out ELBO', figures.heldOutElbo === undefined ? 'none held out' : `${short(figures.heldOutElbo)} a row`],
      ...(figures.approximationGap === undefined
        ? []
        : [
            [
              'gap a row',
              `${short(figures.approximationGap)} approximation + ${short(figures.amortisationGap ?? 0)} amortisation, over ${figures.gapRows} rows`,
            ] as const,
          ]),
      ['training', `${figures.optimizerSteps} steps in ${training.epoch} epochs, stopped: ${training.stopReason}`],
    ],
    warnings,
  );
  return { json, lines };
}

function howKnown({ logLikelihoodMethod, samples, effectiveSampleSize }: VaeResult['figures']): string {
  if (logLikelihoodMethod === 'closed') return 'in closed form';
  if (logLikelihoodMethod === 'quadrature') return 'by quadrature';
  return `a lower bound in expectation from ${samples} draws a row, effectively ${short(effectiveSampleSize ?? 0)}`;
}
