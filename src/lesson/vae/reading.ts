/** A row's numbers under a VAE with as many digits as it takes: what is shown as a sum adds up in the digits shown. */
import { agrees, decimal, type Numeral, shownValue } from '../numeral.ts';
import type { VaeMoment } from './figures.ts';

const most = 10;

/** Terms with their signs and their sum, at the fewest decimals at which it comes out. */
function together(terms: readonly number[], sum: number, least = 3): { terms: Numeral[]; sum: Numeral } {
  for (let digits = least; digits <= most; digits++) {
    const shown = terms.map((x) => decimal(x, digits));
    const whole = decimal(sum, digits);
    const total = shown.reduce((all, x) => all + shownValue(x), 0);
    if (agrees(total, whole)) return { terms: shown, sum: whole };
  }
  return { terms: terms.map((x) => decimal(x, least)), sum: decimal(sum, least) };
}

export interface DimensionNumerals {
  readonly mean: Numeral;
  readonly sigma: Numeral;
  readonly variance: Numeral;
  readonly epsilon: Numeral;
  readonly z: Numeral;
  /** ½(μ² + σ² − 1 − log σ²) = kl: the four inside the bracket, and what it comes to. */
  readonly inside: { readonly mean2: Numeral; readonly variance: Numeral; readonly logVariance: Numeral };
  readonly kl: Numeral;
  /** slope − μ. */
  readonly alongMean: { readonly slope: Numeral; readonly mean: Numeral; readonly sum: Numeral };
  /** slope·ε − σ + 1/σ. */
  readonly alongSigma: {
    readonly slope: Numeral;
    readonly sigma: Numeral;
    readonly inverse: Numeral;
    readonly sum: Numeral;
  };
  readonly score: Numeral;
}

export interface VaeReading {
  readonly moment: VaeMoment;
  readonly dimensions: readonly DimensionNumerals[];
  /** Dimensions that get a row of their own, rising. */
  readonly shown: readonly number[];
  /** log P(x | z) + log P(z) = log P(x, z), and that less log Q(z) is the weight. */
  readonly joint: { readonly likelihood: Numeral; readonly prior: Numeral; readonly joint: Numeral };
  readonly weight: { readonly joint: Numeral; readonly q: Numeral; readonly weight: Numeral };
  readonly bound: { readonly reconstruction: Numeral; readonly kl: Numeral; readonly elbo: Numeral };
  readonly exact: Exact;
  readonly logLikelihood: Numeral | undefined;
  readonly gap: Numeral | undefined;
  readonly split:
    | { readonly amortisation: Numeral; readonly approximation: Numeral; readonly gap: Numeral }
    | undefined;
}

/** Dimensions written out; with more, those that say most of the row. */
const mostShown = 4;

/** @param moment.row.mean [L], as all arrays of the row */
export function readVae(moment: VaeMoment): VaeReading {
  const { row, split } = moment;
  const { draw } = row;
  const latent = row.mean.length;
  const all = Array.from({ length: latent }, (_, l) => l);
  const shown =
    latent <= mostShown
      ? all
      : all
          .toSorted((a, b) => row.klByDimension[b]! - row.klByDimension[a]!)
          .slice(0, mostShown)
          .sort((a, b) => a - b);
  const logJoint = draw.logLikelihood + draw.logPrior;
  const joint = together([draw.logLikelihood, draw.logPrior], logJoint);
  const weight = together([logJoint, -draw.logQ], logJoint - draw.logQ);
  const identity = identityOf(split ?? row, split);
  return {
    moment,
    dimensions: all.map((l) => dimension(moment, l)),
    shown,
    joint: { likelihood: joint.terms[0]!, prior: joint.terms[1]!, joint: joint.sum },
    weight: { joint: weight.terms[0]!, q: weight.terms[1]!, weight: weight.sum },
    ...identity,
  };
}

/** What ought to come out in the digits shown; where it does not at any number of them, '≈' is written. */
export interface Exact {
  readonly bound: boolean;
  readonly gap: boolean;
  readonly split: boolean;
}

/** More decimals than this are not worth a sum that comes out. */
const mostOfIdentity = 8;

/**
 * The row's whole identity at one number of decimals: ELBO, gap and log p, and the parts of each. The fewest at which
 * all of it comes out; where there is none, the fewest at which most of it does.
 */
function identityOf(
  {
    reconstruction,
    kl,
    elbo,
    logLikelihood,
  }: Pick<VaeMoment['row'], 'reconstruction' | 'kl' | 'elbo' | 'logLikelihood'>,
  split: VaeMoment['split'],
): Pick<VaeReading, 'bound' | 'logLikelihood' | 'gap' | 'split' | 'exact'> {
  const at = (digits: number) => {
    const numeral = (x: number): Numeral => decimal(x, digits);
    const comesOut = (terms: readonly Numeral[], sum: Numeral): boolean =>
      agrees(
        terms.reduce((all, x) => all + shownValue(x), 0),
        sum,
      );
    const bound = { reconstruction: numeral(reconstruction), kl: numeral(kl), elbo: numeral(elbo) };
    const evidence = logLikelihood === undefined ? undefined : numeral(logLikelihood);
    const gap = logLikelihood === undefined ? undefined : numeral(logLikelihood - elbo);
    const parts = split &&
      gap && { amortisation: numeral(split.amortisation), approximation: numeral(split.approximation), gap };
    const exact: Exact = {
      bound: comesOut([bound.elbo, bound.kl], bound.reconstruction),
      gap: !gap || comesOut([bound.elbo, gap], evidence!),
      split: !parts || comesOut([parts.amortisation, parts.approximation], parts.gap),
    };
    return { bound, logLikelihood: evidence, gap, split: parts, exact };
  };
  const worth = ({ exact }: { exact: Exact }): number => Number(exact.bound) + Number(exact.gap) + Number(exact.split);
  let best = at(3);
  for (let digits = 4; digits <= mostOfIdentity && worth(best) < 3; digits++) {
    const next = at(digits);
    if (worth(next) > worth(best)) best = next;
  }
  return best;
}

function dimension({ row }: VaeMoment, l: number): DimensionNumerals {
  const [mean, sigma] = [row.mean[l]!, row.sigma[l]!];
  const [epsilon, z, slope] = [row.draw.epsilon[l]!, row.draw.z[l]!, row.draw.slope[l]!];
  const variance = sigma * sigma;
  const logVariance = 2 * Math.log(sigma);
  const drawn = settle((digits) => {
    const [m, s, e] = [decimal(mean, digits), decimal(sigma, digits), decimal(epsilon, 2)];
    const whole = decimal(z, digits);
    return {
      mean: m,
      sigma: s,
      epsilon: e,
      z: whole,
      holds: agrees(shownValue(m) + shownValue(s) * shownValue(e), whole),
    };
  }, 2);
  const closed = settle((digits) => {
    const [m, v, v2] = [mean * mean, variance, logVariance].map((x) => decimal(x, digits)) as [
      Numeral,
      Numeral,
      Numeral,
    ];
    const kl = decimal(row.klByDimension[l]!, digits);
    const total = 0.5 * (shownValue(m) + shownValue(v) - 1 - shownValue(v2));
    return { mean2: m, variance: v, logVariance: v2, kl, holds: agrees(total, kl) };
  }, 3);
  const alongMean = together([slope, -mean], slope - mean, 2);
  const alongSigma = together([slope * epsilon, -sigma, 1 / sigma], slope * epsilon - sigma + 1 / sigma, 2);
  return {
    mean: drawn.mean,
    sigma: drawn.sigma,
    epsilon: drawn.epsilon,
    z: drawn.z,
    variance: closed.variance,
    inside: closed,
    kl: closed.kl,
    alongMean: { slope: alongMean.terms[0]!, mean: decimal(mean, -alongMean.sum.place), sum: alongMean.sum },
    alongSigma: {
      slope: alongSigma.terms[0]!,
      sigma: decimal(sigma, -alongSigma.sum.place),
      inverse: alongSigma.terms[2]!,
      sum: alongSigma.sum,
    },
    score: decimal(row.draw.score[l]!, -alongMean.sum.place),
  };
}

function settle<T extends { readonly holds: boolean }>(at: (digits: number) => T, least: number): T {
  for (let digits = least; digits < most; digits++) {
    const found = at(digits);
    if (found.holds) return found;
  }
  return at(least);
}
