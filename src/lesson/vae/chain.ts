/** The derivation of the VAE for one row: from the integral that cannot be had to both gradients and the ascent. */
import { nothing, type Piece, says, sign, type Token, term } from '../line.ts';
import type { Term } from '../notation.ts';
import { decimal, enclosed, type Numeral, significant } from '../numeral.ts';
import type { DimensionNumerals, VaeReading } from './reading.ts';

export type VaeLineId =
  | 'story'
  | 'integral'
  | 'family'
  | 'bound'
  | 'split'
  | 'closed'
  | 'gap'
  | 'reparameterise'
  | 'gradTheta'
  | 'gradMean'
  | 'gradSigma'
  | 'score'
  | 'ascent';

/** Words that stand among the numbers; worded in `words/vaeLesson.ts`. */
export type VaeRemark =
  | 'atThisZ'
  | 'quadrature'
  | 'inClosedForm'
  | 'sampled'
  | 'notYet'
  | 'notSplit'
  | 'thisDraw'
  | 'total'
  | 'start';

export type VaeToken = Token | { readonly kind: 'word'; readonly word: VaeRemark };

export interface VaeNumberRow {
  /** Of which latent dimension the row is, from 0. */
  readonly dimension?: number;
  readonly cells: readonly (readonly VaeToken[])[];
}

export interface VaeLine {
  readonly id: VaeLineId;
  readonly pieces: readonly Piece[];
  /** Terms in the formula, for linking. */
  readonly terms: readonly Term[];
  /** Display formulas that follow the reason when it is unfolded. */
  readonly working: readonly string[];
  numbers(reading: VaeReading): readonly VaeNumberRow[];
}

const word = (which: VaeRemark): VaeToken => ({ kind: 'word', word: which });

function value(slot: string, numeral: Numeral, exact: number, of?: Term, bracket = false): VaeToken {
  return {
    kind: 'value',
    slot,
    text: bracket ? enclosed(numeral.text) : numeral.text,
    exact,
    ...(of ? { term: of } : {}),
  };
}

/** A row for each dimension that is shown. */
const each = (
  reading: VaeReading,
  cells: (numerals: DimensionNumerals, l: number) => readonly (readonly VaeToken[])[],
): VaeNumberRow[] => reading.shown.map((l) => ({ dimension: l, cells: cells(reading.dimensions[l]!, l) }));

const logLikelihoodOf = ({ logLikelihood, moment: { row, split } }: VaeReading): readonly VaeToken[] =>
  logLikelihood === undefined
    ? [word('notYet')]
    : [value('logLikelihood', logLikelihood, (split ?? row).logLikelihood!, 'logLikelihood')];
const elboOf = ({ bound, moment: { row, split } }: VaeReading, bracket = false): VaeToken =>
  value('elbo', bound.elbo, (split ?? row).elbo, 'elbo', bracket);

/** '=', or '≈' where no number of digits makes it come out. */
const equals = (exact: boolean): VaeToken => says(exact ? '=' : '≈');

const methodOf = ({ moment: { row } }: VaeReading): VaeRemark =>
  (({ quadrature: 'quadrature', closed: 'inClosedForm', importance: 'sampled' }) as const)[row.method];

const story: VaeLine = {
  id: 'story',
  pieces: [term('\\log \\jointz'), sign('='), term('\\log \\dec'), sign('+'), term('\\log \\pz')],
  terms: ['joint', 'density', 'prior'],
  working: [
    '\\pz = \\mathcal{N}(z \\mid 0, I) \\qquad \\dec = \\mathcal{N}\\big(\\x \\mid f_\\theta(z), \\operatorname{diag} s^2\\big) \\qquad f_\\theta(z) = W_2\\, h(W_1 z + b_1) + b_2',
  ],
  numbers: (reading) => {
    const { joint, moment } = reading;
    const { draw } = moment.row;
    return [
      {
        cells: [
          [value('joint', joint.joint, draw.logLikelihood + draw.logPrior, 'joint'), word('atThisZ')],
          [says('=')],
          [value('density', joint.likelihood, draw.logLikelihood, 'density')],
          [says('+')],
          [value('prior', joint.prior, draw.logPrior, 'prior', true)],
        ],
      },
    ];
  },
};

const integral: VaeLine = {
  id: 'integral',
  pieces: [term('\\log \\evidence'), sign('='), term('\\displaystyle \\log \\int \\dec \\, \\pz \\, \\mathrm{d}z')],
  terms: ['logLikelihood', 'density', 'prior'],
  working: ['\\post = \\frac{\\dec\\,\\pz}{\\int \\dec\\,\\pz\\,\\mathrm{d}z}'],
  numbers: (reading) => [
    { cells: [logLikelihoodOf(reading), [says('=')], [word(reading.logLikelihood ? methodOf(reading) : 'notYet')]] },
  ],
};

const family: VaeLine = {
  id: 'family',
  pieces: [
    term('\\enc'),
    sign('='),
    term(
      '\\mathcal{N}\\big(z \\mid \\term{q}{\\mu_\\phi(\\x)}, \\operatorname{diag} \\term{q}{\\sigma^2_\\phi(\\x)}\\big)',
    ),
  ],
  terms: ['q'],
  working: ['(\\mu, \\log \\sigma^2) = W_4\\, h(W_3\\, \\x + b_3) + b_4'],
  numbers: (reading) =>
    each(reading, ({ mean, sigma }, l) => [
      nothing,
      nothing,
      [
        says('μ ='),
        value(`mean.${l}`, mean, reading.moment.row.mean[l]!, 'q'),
        says(','),
        says('σ ='),
        value(`sigma.${l}`, sigma, reading.moment.row.sigma[l]!, 'q'),
      ],
    ]),
};

const bound: VaeLine = {
  id: 'bound',
  pieces: [
    term('\\log \\evidence'),
    sign('\\ge'),
    term('\\displaystyle \\E{\\enc}\\left[\\log \\frac{\\jointz}{\\enc}\\right]'),
    sign('='),
    term('\\elbo'),
  ],
  terms: ['logLikelihood', 'joint', 'q', 'elbo'],
  working: [
    '\\log \\int \\jointz\\, \\mathrm{d}z = \\log \\int \\enc\\, \\frac{\\jointz}{\\enc}\\, \\mathrm{d}z = \\log \\E{\\enc}\\!\\left[\\frac{\\jointz}{\\enc}\\right] \\ge \\E{\\enc}\\!\\left[\\log \\frac{\\jointz}{\\enc}\\right]',
  ],
  numbers: (reading) => {
    const { weight, moment } = reading;
    const { draw } = moment.row;
    const joint = draw.logLikelihood + draw.logPrior;
    return [
      {
        cells: [
          logLikelihoodOf(reading),
          [says('≥')],
          [
            word('thisDraw'),
            value('weight.joint', weight.joint, joint, 'joint'),
            says('−'),
            value('weight.q', decimal(draw.logQ, -weight.weight.place), draw.logQ, 'q', true),
            says('='),
            value('weight', weight.weight, joint - draw.logQ, 'ratio'),
          ],
          [says('→')],
          [elboOf(reading)],
        ],
      },
    ];
  },
};

const split: VaeLine = {
  id: 'split',
  pieces: [term('\\elbo'), sign('='), term('\\E{\\enc}[\\log \\dec]'), sign('-'), term('\\klPrior')],
  terms: ['elbo', 'q', 'density', 'prior'],
  working: [
    '\\E{\\enc}\\!\\left[\\log \\frac{\\dec\\, \\pz}{\\enc}\\right] = \\E{\\enc}[\\log \\dec] - \\E{\\enc}\\!\\left[\\log \\frac{\\enc}{\\pz}\\right]',
  ],
  numbers: (reading) => {
    const { reconstruction, kl } = reading.moment.split ?? reading.moment.row;
    return [
      {
        cells: [
          [elboOf(reading)],
          [equals(reading.exact.bound)],
          [value('reconstruction', reading.bound.reconstruction, reconstruction, 'elbo')],
          [says('−')],
          [value('klPrior', reading.bound.kl, kl, 'elbo')],
        ],
      },
    ];
  },
};

const closed: VaeLine = {
  id: 'closed',
  pieces: [
    term('\\klPrior'),
    sign('='),
    term(
      '\\tfrac12 {\\textstyle\\sum_l} \\big( \\term{q}{\\mu_l^2} + \\term{q}{\\sigma_l^2} - 1 - \\log \\term{q}{\\sigma_l^2} \\big)',
    ),
  ],
  terms: ['q', 'prior'],
  working: [
    '\\E{\\enc}[\\log \\enc] = -\\tfrac{L}{2} \\log 2\\pi - \\tfrac12 {\\textstyle\\sum_l} (1 + \\log \\sigma_l^2) \\qquad \\E{\\enc}[\\log \\pz] = -\\tfrac{L}{2} \\log 2\\pi - \\tfrac12 {\\textstyle\\sum_l} (\\mu_l^2 + \\sigma_l^2)',
  ],
  numbers: (reading) => {
    const { row } = reading.moment;
    const rows = each(reading, ({ inside, kl }, l) => [
      [value(`kl.${l}`, kl, row.klByDimension[l]!, 'elbo')],
      [says('=')],
      [
        says('½ ('),
        value(`mean2.${l}`, inside.mean2, row.mean[l]! ** 2, 'q'),
        says('+'),
        value(`variance.${l}`, inside.variance, row.sigma[l]! ** 2, 'q'),
        says('− 1 −'),
        value(`logVariance.${l}`, inside.logVariance, 2 * Math.log(row.sigma[l]!), 'q', true),
        says(')'),
      ],
    ]);
    const total: VaeNumberRow = {
      cells: [[value('klPrior', reading.bound.kl, (reading.moment.split ?? row).kl, 'elbo')], [], [word('total')]],
    };
    return row.mean.length > 1 ? [...rows, total] : rows;
  },
};

const gap: VaeLine = {
  id: 'gap',
  pieces: [
    term('\\log \\evidence - \\elbo'),
    sign('='),
    term('\\klPost'),
    sign('='),
    term('\\term{kl}{\\Delta_{\\word{am}} + \\Delta_{\\word{ap}}}'),
  ],
  terms: ['logLikelihood', 'elbo', 'kl'],
  working: [
    '\\Delta_{\\word{am}} = \\mathrm{ELBO}^\\star_{\\row} - \\elbo \\qquad \\Delta_{\\word{ap}} = \\log \\evidence - \\mathrm{ELBO}^\\star_{\\row}',
    '\\mathrm{ELBO}^\\star_{\\row} = \\max_{\\mu,\\, \\sigma} \\; \\E{\\mathcal{N}(\\mu,\\, \\operatorname{diag} \\sigma^2)}[\\log \\dec] - \\mathrm{KL}\\big(\\mathcal{N}(\\mu, \\operatorname{diag} \\sigma^2) \\,\\|\\, \\pz\\big)',
  ],
  numbers: (reading) => {
    const { moment } = reading;
    const found = reading.split;
    const known = reading.gap;
    return [
      {
        cells: [
          [...logLikelihoodOf(reading), says('−'), elboOf(reading, true)],
          [equals(reading.exact.gap)],
          known
            ? [
                value(
                  'gap',
                  known,
                  (moment.split ?? moment.row).logLikelihood! - (moment.split ?? moment.row).elbo,
                  'kl',
                ),
              ]
            : [word('notYet')],
          found || moment.row.method !== 'importance' ? [equals(reading.exact.split)] : [],
          found
            ? [
                value('amortisation', found.amortisation, moment.split!.amortisation, 'kl'),
                says('+'),
                value('approximation', found.approximation, moment.split!.approximation, 'kl'),
              ]
            : [word(moment.row.method === 'importance' ? 'notSplit' : 'notYet')],
        ],
      },
    ];
  },
};

const reparameterise: VaeLine = {
  id: 'reparameterise',
  pieces: [
    term('z'),
    sign('='),
    term('\\term{q}{\\mu_\\phi(\\x)}'),
    sign('+'),
    term('\\term{q}{\\sigma_\\phi(\\x)}'),
    sign('\\odot'),
    term('\\varepsilon'),
  ],
  terms: ['q'],
  working: [
    '\\varepsilon \\sim \\mathcal{N}(0, I) \\;\\Rightarrow\\; z \\sim \\enc \\qquad \\E{\\enc}[g(z)] = \\E{\\varepsilon}[g(\\mu + \\sigma \\odot \\varepsilon)]',
  ],
  numbers: (reading) => {
    const { row } = reading.moment;
    return each(reading, ({ z, mean, sigma, epsilon }, l) => [
      [value(`z.${l}`, z, row.draw.z[l]!)],
      [says('=')],
      [value(`mean.${l}`, mean, row.mean[l]!, 'q')],
      [says('+')],
      [value(`sigma.${l}`, sigma, row.sigma[l]!, 'q')],
      [says('×')],
      [value(`epsilon.${l}`, epsilon, row.draw.epsilon[l]!, undefined, true)],
    ]);
  },
};

const gradTheta: VaeLine = {
  id: 'gradTheta',
  pieces: [
    term('\\nabla_\\theta \\elbo'),
    sign('='),
    term('\\E{\\varepsilon}\\big[\\nabla_\\theta \\log \\dec\\big]'),
    sign('\\approx'),
    term('\\nabla_\\theta \\log \\dec'),
  ],
  terms: ['elbo', 'density'],
  working: [
    '\\nabla_\\theta \\log \\dec = \\Big(\\frac{\\partial f_\\theta(z)}{\\partial \\theta}\\Big)^{\\!\\top} \\frac{\\x - f_\\theta(z)}{s^2}',
  ],
  numbers: () => [],
};

const gradMean: VaeLine = {
  id: 'gradMean',
  pieces: [
    term('\\nabla_{\\!\\mu}\\, \\elbo'),
    sign('\\approx'),
    term('\\nabla_{\\!z} \\log \\dec'),
    sign('-'),
    term('\\term{q}{\\mu}'),
  ],
  terms: ['elbo', 'density', 'q'],
  working: [
    '\\frac{\\partial z}{\\partial \\mu} = 1 \\qquad \\nabla_{\\!\\mu} \\klPrior = \\mu \\qquad \\nabla_{\\!\\phi} = \\Big(\\frac{\\partial \\mu_\\phi(\\x)}{\\partial \\phi}\\Big)^{\\!\\top} \\nabla_{\\!\\mu} + \\Big(\\frac{\\partial \\sigma_\\phi(\\x)}{\\partial \\phi}\\Big)^{\\!\\top} \\nabla_{\\!\\sigma}',
  ],
  numbers: (reading) => {
    const { row } = reading.moment;
    return each(reading, ({ alongMean: { slope, mean, sum } }, l) => [
      [value(`gradMean.${l}`, sum, row.draw.slope[l]! - row.mean[l]!, 'elbo')],
      [says('=')],
      [value(`slope.${l}`, slope, row.draw.slope[l]!, 'density')],
      [says('−')],
      [value(`mean.${l}`, mean, row.mean[l]!, 'q', true)],
    ]);
  },
};

const gradSigma: VaeLine = {
  id: 'gradSigma',
  pieces: [
    term('\\nabla_{\\!\\sigma}\\, \\elbo'),
    sign('\\approx'),
    term('\\nabla_{\\!z} \\log \\dec \\odot \\varepsilon'),
    sign('-'),
    term('\\term{q}{\\sigma}'),
    sign('+'),
    term('1 / \\term{q}{\\sigma}'),
  ],
  terms: ['elbo', 'density', 'q'],
  working: [
    '\\frac{\\partial z}{\\partial \\sigma} = \\varepsilon \\qquad \\nabla_{\\!\\sigma} \\klPrior = \\sigma - \\frac{1}{\\sigma}',
  ],
  numbers: (reading) => {
    const { row } = reading.moment;
    return each(reading, ({ alongSigma: { slope, sigma, inverse, sum } }, l) => {
      const [s, product] = [row.sigma[l]!, row.draw.slope[l]! * row.draw.epsilon[l]!];
      return [
        [value(`gradSigma.${l}`, sum, product - s + 1 / s, 'elbo')],
        [says('=')],
        [value(`slopeEpsilon.${l}`, slope, product, 'density')],
        [says('−')],
        [value(`sigma.${l}`, sigma, s, 'q')],
        [says('+')],
        [value(`inverse.${l}`, inverse, 1 / s, 'q')],
      ];
    });
  },
};

const score: VaeLine = {
  id: 'score',
  pieces: [
    term('\\nabla_{\\!\\mu}\\, \\elbo'),
    sign('\\approx'),
    term('\\displaystyle \\log \\frac{\\jointz}{\\enc}'),
    sign('\\cdot'),
    term('\\displaystyle \\frac{\\varepsilon}{\\term{q}{\\sigma}}'),
  ],
  terms: ['elbo', 'joint', 'q'],
  working: [
    '\\nabla_{\\!\\mu} \\int \\enc\\, g(z)\\, \\mathrm{d}z = \\E{\\enc}\\big[g(z)\\, \\nabla_{\\!\\mu} \\log \\enc\\big] \\qquad \\nabla_{\\!\\mu} \\log \\enc = \\frac{z - \\mu}{\\sigma^2} = \\frac{\\varepsilon}{\\sigma}',
  ],
  numbers: (reading) => {
    const { row } = reading.moment;
    const weight = row.draw.logLikelihood + row.draw.logPrior - row.draw.logQ;
    return each(reading, (numerals, l) => {
      const ratio = row.draw.epsilon[l]! / row.sigma[l]!;
      return [
        [value(`score.${l}`, numerals.score, row.draw.score[l]!, 'elbo')],
        [says('=')],
        [value('weight', reading.weight.weight, weight, 'ratio')],
        [says('×')],
        [value(`scoreRatio.${l}`, significant(ratio, 4), ratio, 'q', true)],
      ];
    });
  },
};

const ascent: VaeLine = {
  id: 'ascent',
  pieces: [
    term('(\\theta, \\phi)'),
    sign('\\leftarrow'),
    term('(\\theta, \\phi)'),
    sign('+'),
    term('\\eta\\, \\nabla_{\\theta, \\phi} {\\textstyle\\sum_{\\row}} \\elbo'),
  ],
  terms: ['elbo'],
  working: [],
  numbers: ({ moment: { climb } }) =>
    climb === undefined
      ? [{ cells: [[word('start')]] }]
      : [
          {
            cells: [
              [says('‖Δθ‖'), value('theta', significant(climb.theta, 2), climb.theta)],
              [],
              [says('‖Δφ‖'), value('phi', significant(climb.phi, 2), climb.phi, 'q')],
              [],
              [
                says('ELBO'),
                value('before', decimal(climb.before, 4), climb.before, 'elbo'),
                says('→'),
                value('after', decimal(climb.after, 4), climb.after, 'elbo'),
              ],
            ],
          },
        ],
};

/** What is climbed with β, annealing or free bits: −1 times the loss of `kernels/vaeScalar.ts`, summed over the rows. */
const weightedAscent: VaeLine = {
  ...ascent,
  pieces: [
    ...ascent.pieces.slice(0, -1),
    term(
      '\\eta\\, \\nabla_{\\theta, \\phi} {\\textstyle\\sum_{\\row}} \\Big( \\E{\\enc}[\\log \\dec] - \\beta_t {\\textstyle\\sum_l} \\max\\big(\\lambda,\\, \\mathrm{KL}_l\\big) \\Big)',
    ),
  ],
  terms: ['q', 'density'],
  working: [
    '\\mathrm{KL}_l = \\tfrac12 \\big( \\term{q}{\\mu_l^2} + \\term{q}{\\sigma_l^2} - 1 - \\log \\term{q}{\\sigma_l^2} \\big) \\qquad \\klPrior = {\\textstyle\\sum_l} \\mathrm{KL}_l',
  ],
};

/** The whole chain, one line a step, where the ELBO is what is climbed. */
export const vaeChain: readonly VaeLine[] = [
  story,
  integral,
  family,
  bound,
  split,
  closed,
  gap,
  reparameterise,
  gradTheta,
  gradMean,
  gradSigma,
  score,
  ascent,
];

/** The chain that ends in the ascent of what is climbed. */
export const vaeChainOf = ({ moment }: VaeReading): readonly VaeLine[] =>
  moment.climbsElbo ? vaeChain : [...vaeChain.slice(0, -1), weightedAscent];
