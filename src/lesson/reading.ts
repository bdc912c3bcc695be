/**
 * A row's numbers with as many digits as it takes: what is shown as a sum adds up in the digits shown, what is shown
 * as a product multiplies out, and a quantity has the same digits wherever it is written.
 *
 * Results come before what they are computed from, and keep their digits when those get more:
 *
 *   log p, ELBO, KL ─┐
 *   posterior ───────┴─ joint, evidence ─┬─ conditional, prior
 *                                        └─ q, ratio, log ratio
 */
import { type Cast, cast, likeliest, othersOf, type RowFigures, type Share, shareOf } from './figures.ts';
import { agrees, decimal, type Numeral, positive, shownLog, shownValue } from './numeral.ts';

/** Nothing gets more than this many digits beyond its first. */
const mostExtra = 9;
/** Factors may need two more than their product. */
const mostTogether = 11;

export interface ComponentNumerals {
  /** Undefined: the others together. */
  readonly component: number | undefined;
  readonly share: Share;
  readonly joint: Numeral;
  readonly conditional: Numeral;
  readonly prior: Numeral;
  readonly q: Numeral;
  readonly posterior: Numeral;
  readonly ratio: Numeral | undefined;
  readonly logRatio: Numeral | undefined;
  /** q · logRatio of the others together, which have no one ratio. */
  readonly part: Numeral;
}

/** What ought to come out in the digits shown. */
export type Relation = 'identity' | 'complete' | 'joint' | 'posterior' | 'product' | 'expectation';

export interface Reading {
  readonly figures: RowFigures;
  readonly cast: Cast;
  /** The cast, and last the others together if there are any. */
  readonly components: readonly ComponentNumerals[];
  readonly evidence: Numeral;
  /** The evidence again, with the digits of the ratios: what they would all be if the bound were tight. */
  readonly constant: Numeral;
  readonly logLikelihood: Numeral;
  readonly elbo: Numeral;
  readonly kl: Numeral;
  /** If z were the likeliest component. */
  readonly complete: { component: number; joint: Numeral; conditional: Numeral; prior: Numeral };
  /** Relations that do not come out, whatever the number of digits. Empty but for freak rows. */
  readonly inexact: ReadonlySet<Relation>;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const decadeOf = (log: number): number => Math.floor(log / Math.LN10 + 1e-15);
const addsToOne = (numerals: readonly Numeral[]): boolean =>
  agrees(sum(numerals.map((n) => shownValue(n))), decimal(1, -Math.max(...numerals.map((n) => n.place))));

/** A probability: four decimals and more, tiny ones with a power of ten. */
const probability = (log: number, extra: number, digits = 2): Numeral => positive(log, 4 + extra, false, digits);
/** What is tiny has two significant digits; the further from the results, the more it may get. */
const jointDigits = (extra: number): number => 2 + Math.min(2, extra);
const factorDigits = (extra: number): number => 2 + Math.min(5, extra);

/** Writes densities of one kind alike: all plain, or all with powers of ten, down to the same digit. */
function densities(
  logs: readonly number[],
  reference: number,
): (log: number, extra: number, digits?: number) => Numeral {
  const top = Math.max(...logs.filter(Number.isFinite));
  const scientific = top < -4 * Math.LN10 || top >= 6 * Math.LN10;
  const decimals = Math.max(scientific ? Number.NEGATIVE_INFINITY : 0, 3 - decadeOf(Math.min(top, reference)));
  return (log, extra, digits = 2) => positive(log, decimals + extra, scientific, digits);
}

/**
 * The numerals of a row at a half-step. The short form of the chain says P = Q · P/Q of every component; the whole
 * chain says only that the sum over them comes out, but divides the joint by the evidence as well.
 */
export function read(figures: RowFigures, form: 'whole' | 'short' = 'whole'): Reading {
  const chosen = cast(figures);
  const shares = chosen.shown.map((j) => shareOf(figures, j));
  /** Those that have a conditional, a prior and a ratio of their own. */
  const own = shares.length;
  if (chosen.others > 0) shares.push(othersOf(figures, chosen.shown));
  const inexact = new Set<Relation>();

  const logs = settle(inexact, 'identity', (extra) => {
    const [logLikelihood, elbo, kl] = [figures.logLikelihood, figures.elbo, Math.max(0, figures.kl)].map((x) =>
      decimal(x, 4 + extra),
    ) as [Numeral, Numeral, Numeral];
    return { logLikelihood, elbo, kl, holds: agrees(shownValue(logLikelihood) - shownValue(elbo), kl) };
  });
  const known = likeliest(figures);
  const complete = settle(inexact, 'complete', (extra) => {
    const [joint, conditional, prior] = [figures.logJoint, figures.logDensity, figures.logPrior].map((all) =>
      decimal(all[known]!, 4 + extra),
    ) as [Numeral, Numeral, Numeral];
    const infinite = !Number.isFinite(joint.mantissa);
    return {
      component: known,
      joint,
      conditional,
      prior,
      holds: infinite || agrees(shownValue(conditional) + shownValue(prior), joint),
    };
  });
  const { posteriors } = settle(inexact, 'posterior', (extra) => {
    const posteriors = shares.map((share) => probability(Math.log(share.posterior), extra));
    return { posteriors, holds: addsToOne(posteriors) };
  });

  const density = densities([figures.logLikelihood], figures.logLikelihood);
  const { joints, evidence } = settle(inexact, 'joint', (extra) => {
    const evidence = density(figures.logLikelihood, extra);
    const joints = shares.map((share) => density(share.logJoint, extra, jointDigits(extra)));
    const values = joints.map((joint) => shownValue(joint, evidence.place));
    const total = shownValue(evidence, evidence.place);
    return {
      joints,
      evidence,
      holds:
        agrees(sum(values), evidence, evidence.place) &&
        agrees(shownLog(evidence), logs.logLikelihood) &&
        // Tiny parts below the last digit of the sum count in the line that takes its logarithm.
        agrees(Math.log(sum(values)) + evidence.place * Math.LN10, logs.logLikelihood) &&
        (form === 'short' || values.every((value, at) => agrees(value / total, posteriors[at]!))),
    };
  });
  // Densities are compared in units of the evidence's own last digit: no row is too far out for that.
  const unit = evidence.place;
  const gives = (a: Numeral, b: Numeral, result: Numeral): boolean =>
    agrees(shownValue(a) * shownValue(b, unit), result, unit);

  const conditionalOf = densities(
    shares.slice(0, own).map((share) => share.logDensity),
    figures.logLikelihood,
  );
  const product = settlePair(inexact, 'product', (more, extra) => {
    const conditionals = shares.map((share) => conditionalOf(share.logDensity, more, factorDigits(more)));
    const priors = shares.map((share) => probability(share.logPrior, extra, factorDigits(extra)));
    return {
      conditionals,
      priors,
      holds: joints.slice(0, own).every((joint, at) => gives(priors[at]!, conditionals[at]!, joint)),
    };
  });

  const ratioOf = densities(
    shares.slice(0, own).map((share) => share.logRatio ?? Number.NEGATIVE_INFINITY),
    figures.logLikelihood,
  );
  const qsWith = (extra: number) => shares.map((share) => probability(Math.log(share.q), extra, factorDigits(extra)));
  const bound = (more: number, extra: number) => {
    const qs = qsWith(extra);
    const ratios = shares.map(({ logRatio }) =>
      logRatio === undefined ? undefined : ratioOf(logRatio, more, factorDigits(more)),
    );
    const logRatios = shares.map(({ logRatio }) => (logRatio === undefined ? undefined : decimal(logRatio, 4 + more)));
    const parts = shares.map((share) => decimal(share.part, 4 + more));
    const added = qs.map((q, at) => {
      if (at >= own) return shownValue(parts[at]!);
      return logRatios[at] ? shownValue(q) * shownValue(logRatios[at]) : 0;
    });
    const total = (q: Numeral, at: number): number => {
      // Where Q is 0 there is no ratio: that part of P(x) is missing from the mean.
      return ratios[at] ? shownValue(q) * shownValue(ratios[at], unit) : shownValue(joints[at]!, unit);
    };
    return {
      constant: ratioOf(figures.logLikelihood, more),
      qs,
      ratios,
      logRatios,
      parts,
      holds:
        agrees(sum(added), logs.elbo) &&
        (form === 'whole'
          ? agrees(sum(qs.map((q, at) => total(q, at))), evidence, unit)
          : qs.slice(0, own).every((q, at) => !ratios[at] || gives(q, ratios[at], joints[at]!))),
    };
  };
  const expectation = settlePair(inexact, 'expectation', bound, (extra) => addsToOne(qsWith(extra)));

  return {
    figures,
    cast: chosen,
    components: shares.map((share, at) => ({
      component: chosen.shown[at],
      share,
      joint: joints[at]!,
      conditional: product.conditionals[at]!,
      prior: product.priors[at]!,
      q: expectation.qs[at]!,
      posterior: posteriors[at]!,
      ratio: expectation.ratios[at],
      logRatio: expectation.logRatios[at],
      part: expectation.parts[at]!,
    })),
    evidence,
    constant: expectation.constant,
    ...logs,
    complete,
    inexact,
  };
}

/** The first attempt that holds, with as few more digits as can be; else the one with the fewest, and a note of it. */
function settle<T extends { holds: boolean }>(
  inexact: Set<Relation>,
  relation: Relation,
  attempt: (extra: number) => T,
): T {
  for (let extra = 0; extra <= mostExtra; extra++) {
    const result = attempt(extra);
    if (result.holds) return result;
  }
  inexact.add(relation);
  return attempt(0);
}

/**
 * As `settle`, for two kinds of numbers that may get different numbers of digits, as few as can be together.
 * Where `viable` says no to a number of digits of the second kind, no attempt is made with it.
 */
function settlePair<T extends { holds: boolean }>(
  inexact: Set<Relation>,
  relation: Relation,
  attempt: (more: number, extra: number) => T,
  viable: (extra: number) => boolean = () => true,
): T {
  const open = Array.from({ length: mostTogether + 1 }, (_, extra) => viable(extra));
  for (let total = 0; total <= 2 * mostTogether; total++)
    for (const apart of [0, -1, 1, -2, 2, -3, 3]) {
      const [more, extra] = [(total + apart) / 2, (total - apart) / 2];
      // Digits of the one without digits of the other bring nothing.
      if (!Number.isInteger(more) || more < 0 || extra < 0 || extra > mostTogether || !open[extra]) continue;
      const result = attempt(more, extra);
      if (result.holds) return result;
    }
  inexact.add(relation);
  return attempt(0, 0);
}
