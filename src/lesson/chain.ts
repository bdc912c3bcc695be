/** The chain of the lecture for one row: from "z is hidden" to "the bound is tight". */
import type { Line, NumberRow, Token } from './line.ts';
import { nothing, remark, says, sign, term } from './line.ts';
import type { Term } from './notation.ts';
import { decimal, enclosed, type Numeral } from './numeral.ts';
import type { ComponentNumerals, Reading, Relation } from './reading.ts';

/** The bound is written in one line for at most so many components, else one below the other. */
const inline = { whole: 3, short: 2 };
/** With more components the sum under the log is written as its value. */
const mostSummands = 4;

function value(slot: string, numeral: Numeral, exact: number, of: Term, component?: number, bracket = false): Token {
  return {
    kind: 'value',
    slot,
    text: bracket ? enclosed(numeral.text) : numeral.text,
    exact,
    term: of,
    ...(component === undefined ? {} : { component }),
  };
}

const jointOf = (c: ComponentNumerals): Token =>
  value(`joint.${c.component ?? 'others'}`, c.joint, Math.exp(c.share.logJoint), 'joint', c.component);
const qOf = (c: ComponentNumerals): Token => value(`q.${c.component ?? 'others'}`, c.q, c.share.q, 'q', c.component);
const posteriorOf = (c: ComponentNumerals): Token =>
  value(`posterior.${c.component ?? 'others'}`, c.posterior, c.share.posterior, 'posterior', c.component);
const ratioOf = (c: ComponentNumerals): Token =>
  c.ratio
    ? value(`ratio.${c.component}`, c.ratio, Math.exp(c.share.logRatio!), 'ratio', c.component)
    : says(c.component === undefined ? '' : '–');
/** What is summed has no ratio: Q(z) is 0. */
const uncounted = (c: ComponentNumerals): boolean => c.component !== undefined && c.ratio === undefined;
const zero: Numeral = decimal(0, 0);
const evidenceOf = (r: Reading): Token =>
  value('evidence', r.evidence, Math.exp(r.figures.logLikelihood), 'logLikelihood');
const logLikelihoodOf = (r: Reading): Token =>
  value('logLikelihood', r.logLikelihood, r.figures.logLikelihood, 'logLikelihood');
const elboOf = (r: Reading, bracket = false): Token =>
  value('elbo', r.elbo, r.figures.elbo, 'elbo', undefined, bracket);
const klOf = (r: Reading): Token => value('kl', r.kl, r.figures.kl, 'kl');

/** '=', or '≈' for the freak row where no number of digits makes it come out. */
const equals = (r: Reading, relation: Relation): Token => says(r.inexact.has(relation) ? '≈' : '=');

const ofComponent = (c: ComponentNumerals, cells: readonly (readonly Token[])[]): NumberRow => ({
  of: c.component ?? 'others',
  cells,
});

const plus = (tokens: readonly (readonly Token[])[]): Token[] =>
  tokens.flatMap((token, at) => (at === 0 ? token : [says('+'), ...token]));

/** q × log (P/q) of one component, or what the others add. */
const part = (c: ComponentNumerals): Token[] =>
  c.component === undefined
    ? [value('part.others', c.part, c.share.part, 'elbo', undefined, true)]
    : c.logRatio
      ? [qOf(c), says('×'), value(`logRatio.${c.component}`, c.logRatio, c.share.logRatio!, 'ratio', c.component, true)]
      : // q log (P/q) → 0 as q → 0.
        [value(`part.${c.component}`, zero, 0, 'elbo', c.component)];

/** Σ_j q × log (P/q) under its formula, and what follows in the row where the sum is complete. */
function expectation(
  reading: Reading,
  form: Line['form'],
  lead: number,
  rest: readonly (readonly Token[])[],
): NumberRow[] {
  const before = Array.from({ length: lead }, () => nothing);
  const { components } = reading;
  if (components.length <= inline[form]) {
    const limit: NumberRow = { cells: [...before, [remark('zeroLimit')], ...rest.map(() => nothing)] };
    const sum: NumberRow = { cells: [...before, plus(components.map(part)), ...rest] };
    return components.some(uncounted) ? [sum, limit] : [sum];
  }
  const first = components.findIndex(uncounted);
  const parts = components.map((c, at) => {
    const counted = at === 0 ? part(c) : [says('+'), ...part(c)];
    const whole = at === first ? [...counted, remark('zeroLimit')] : counted;
    return ofComponent(c, [...before, whole, ...rest.map(() => nothing)]);
  });
  return [...parts, { cells: [...before, [says('Σ')], ...rest] }];
}

const fraction = '\\frac{\\joint{\\comp}}{\\Q{\\comp}}';

export const joint: Line = {
  id: 'joint',
  form: 'whole',
  pieces: [term('\\joint{\\comp}'), sign('='), term('\\cond{\\comp}'), sign('\\cdot'), term('\\prior{\\comp}')],
  terms: ['joint', 'density', 'prior'],
  working: [],
  numbers: ({ reading }) =>
    reading.components.map((c) =>
      c.component === undefined
        ? ofComponent(c, [[jointOf(c)], nothing, nothing, nothing, nothing])
        : ofComponent(c, [
            [jointOf(c)],
            [equals(reading, 'product')],
            [value(`density.${c.component}`, c.conditional, Math.exp(c.share.logDensity), 'density', c.component)],
            [says('×')],
            [value(`prior.${c.component}`, c.prior, Math.exp(c.share.logPrior), 'prior', c.component)],
          ]),
    ),
};

export const complete: Line = {
  id: 'complete',
  form: 'whole',
  pieces: [
    term('\\log \\joint{\\hat{\\comp}}'),
    sign('='),
    term('\\log \\cond{\\hat{\\comp}}'),
    sign('+'),
    term('\\log \\prior{\\hat{\\comp}}'),
  ],
  terms: ['joint', 'density', 'prior'],
  working: [
    '\\ell(\\weight, \\mu, \\Sigma) = \\sum_{\\row=1}^{\\rows} \\log \\P(\\x, z^{\\star}_{\\row}\\given) \\qquad \\prior{\\comp} = \\frac{\\rows_{\\comp}}{\\rows}, \\quad \\mean{\\comp} = \\frac{1}{\\rows_{\\comp}} \\sum_{\\row : z^{\\star}_{\\row} = \\comp} \\x',
  ],
  numbers: ({ reading }) => {
    const { component, joint, conditional, prior } = reading.complete;
    const { logJoint, logDensity, logPrior } = reading.figures;
    return [
      {
        of: component,
        cells: [
          [value('complete.joint', joint, logJoint[component]!, 'joint', component)],
          [equals(reading, 'complete')],
          [value('complete.density', conditional, logDensity[component]!, 'density', component)],
          [says('+')],
          [value('complete.prior', prior, logPrior[component]!, 'prior', component, true)],
        ],
      },
    ];
  },
};

export const evidence: Line = {
  id: 'evidence',
  form: 'whole',
  pieces: [term('\\log \\evidence'), sign('='), term('\\log {\\textstyle\\sum_{\\comp}} \\joint{\\comp}')],
  terms: ['logLikelihood', 'joint'],
  working: [],
  numbers: ({ reading }) => [
    {
      cells: [
        [logLikelihoodOf(reading)],
        [equals(reading, 'joint')],
        reading.components.length === 1 || reading.components.length > mostSummands
          ? [says('log'), evidenceOf(reading)]
          : [says('log ('), ...plus(reading.components.map((c) => [jointOf(c)])), says(')')],
      ],
    },
  ],
};

export const ratio: Line = {
  id: 'ratio',
  form: 'whole',
  pieces: [
    sign('='),
    term('\\log {\\textstyle\\sum_{\\comp}}'),
    term('\\Q{\\comp}'),
    sign('\\cdot'),
    term(`\\displaystyle${fraction}`),
    sign('='),
    term('\\displaystyle\\log \\E{z \\sim \\Qall} \\left[ \\frac{\\jointz}{\\Q{z}} \\right]'),
  ],
  terms: ['q', 'ratio', 'joint'],
  working: [],
  numbers: ({ reading }) =>
    reading.components.map((c, at) =>
      ofComponent(
        c,
        c.component === undefined
          ? [nothing, nothing, [qOf(c)], nothing, nothing, nothing, nothing]
          : [
              nothing,
              nothing,
              [qOf(c)],
              uncounted(c) ? nothing : [says('×')],
              [uncounted(c) ? remark('noRatio') : ratioOf(c)],
              nothing,
              at === 0 ? [says('log'), evidenceOf(reading)] : at === 1 ? [remark('logOfMean')] : nothing,
            ],
      ),
    ),
};

export const jensen: Line = {
  id: 'jensen',
  form: 'whole',
  pieces: [
    sign('\\ge'),
    term(`\\displaystyle{\\textstyle\\sum_{\\comp}}\\, \\Q{\\comp} \\log ${fraction}`),
    sign('='),
    term('\\elbo'),
  ],
  terms: ['q', 'ratio', 'elbo'],
  working: [],
  numbers: ({ reading }) => expectation(reading, 'whole', 1, [[equals(reading, 'expectation')], [elboOf(reading)]]),
};

export const equality: Line = {
  id: 'equality',
  form: 'whole',
  pieces: [
    term(`\\displaystyle${fraction}`),
    sign('='),
    term('\\evidence'),
    term('\\quad \\forall \\comp \\iff \\kl = 0'),
  ],
  terms: ['ratio', 'logLikelihood', 'kl'],
  working: [],
  numbers: ({ reading }) => {
    const own = reading.components.filter((c) => c.component !== undefined);
    // Equal means: to within rounding, the ratio is P(x). Where q is tiny it may differ and the gap show no digit.
    const isSame = ({ share }: ComponentNumerals): boolean =>
      share.logRatio !== undefined && Math.abs(share.logRatio - reading.figures.logLikelihood) < 1e-9;
    const tight = own.every((c) => !c.ratio || isSame(c));
    // The gap is open by less than the digits show.
    const looksSame = (c: ComponentNumerals): boolean => c.ratio?.text === reading.constant.text;
    const close = own.every((c) => !c.ratio || looksSame(c));
    return own.map((c, at) => {
      const same = isSame(c);
      return ofComponent(c, [
        [ratioOf(c)],
        [says(c.ratio ? (same ? '=' : looksSame(c) ? '≈' : '≠') : '')],
        c.ratio
          ? [value('evidence', reading.constant, Math.exp(reading.figures.logLikelihood), 'logLikelihood')]
          : nothing,
        at === 0 ? [remark(tight ? 'equal' : close ? 'nearlyEqual' : 'notEqual')] : nothing,
      ]);
    });
  },
};

export const gap: Line = {
  id: 'gap',
  form: 'whole',
  pieces: [term('\\log \\evidence'), sign('-'), term('\\elbo'), sign('='), term('\\kl')],
  terms: ['logLikelihood', 'elbo', 'kl'],
  working: [
    '\\log \\evidence - \\elbo = \\E{z \\sim \\Qall}\\!\\left[\\log \\frac{\\evidence\\, \\Q{z}}{\\jointz}\\right] = \\E{z \\sim \\Qall}\\!\\left[\\log \\frac{\\Q{z}}{\\P(z \\mid \\x\\andTheta)}\\right] = \\kl',
  ],
  numbers: ({ reading }) => [
    {
      cells: [
        [logLikelihoodOf(reading)],
        [says('−')],
        [elboOf(reading, true)],
        [equals(reading, 'identity')],
        [klOf(reading)],
      ],
    },
  ],
};

export const posterior: Line = {
  id: 'posterior',
  form: 'whole',
  pieces: [
    term('\\Q{\\comp}'),
    sign('\\leftarrow'),
    term('\\posterior{\\comp}'),
    sign('='),
    term('\\joint{\\comp} \\big/ {\\textstyle\\sum_{\\other}} \\joint{\\other}'),
  ],
  terms: ['q', 'posterior', 'joint'],
  working: [],
  numbers: ({ reading }) =>
    reading.components.map((c) =>
      ofComponent(c, [
        [qOf(c)],
        [says('→')],
        [posteriorOf(c)],
        [equals(reading, 'joint')],
        [jointOf(c), says('/'), evidenceOf(reading)],
      ]),
    ),
};

/** P = Q · P/Q, the first line of the short form. */
export const shortRatio: Line = {
  id: 'shortRatio',
  form: 'short',
  pieces: [
    term('\\joint{\\comp}'),
    sign('='),
    term('\\Q{\\comp}'),
    sign('\\cdot'),
    term('\\joint{\\comp} / \\Q{\\comp}'),
  ],
  terms: ['joint', 'q', 'ratio'],
  working: [],
  numbers: ({ reading }) =>
    reading.components.map((c) =>
      ofComponent(
        c,
        c.component === undefined
          ? [[jointOf(c)], nothing, [qOf(c)], nothing, nothing]
          : uncounted(c)
            ? [[jointOf(c)], nothing, [qOf(c)], nothing, [remark('noRatio')]]
            : [[jointOf(c)], [equals(reading, 'expectation')], [qOf(c)], [says('×')], [ratioOf(c)]],
      ),
    ),
};

export const shortEvidence: Line = {
  ...evidence,
  id: 'shortEvidence',
  form: 'short',
  numbers: ({ reading }) => [
    {
      cells: [[logLikelihoodOf(reading)], [equals(reading, 'joint')], [says('log'), evidenceOf(reading)]],
    },
  ],
};

/** The bound and the gap in one. */
export const shortBound: Line = {
  id: 'shortBound',
  form: 'short',
  pieces: [
    sign('\\ge'),
    term('{\\textstyle\\sum_{\\comp}}\\, \\Q{\\comp} \\log \\big( \\joint{\\comp} / \\Q{\\comp} \\big)'),
    sign('='),
    term('\\elbo'),
    sign('='),
    term('\\log \\evidence'),
    sign('-'),
    term('\\term{kl}{\\mathrm{KL}_{\\row}}'),
  ],
  terms: ['q', 'ratio', 'elbo', 'logLikelihood', 'kl'],
  working: [],
  numbers: ({ reading }) =>
    expectation(reading, 'short', 1, [
      [equals(reading, 'expectation')],
      [elboOf(reading)],
      [equals(reading, 'identity')],
      [logLikelihoodOf(reading)],
      [says('−')],
      [klOf(reading)],
    ]),
};
