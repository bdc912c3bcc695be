/** The derivation of variational inference for one row: θ random, q factorised, each factor set in turn. */
import { type Piece, sign, term } from '../line.ts';
import { decimal } from '../numeral.ts';

export type ViLineId = 'identity' | 'family' | 'assignments' | 'weights' | 'components' | 'terms' | 'predictive';

/** What the derivation is told of a run, a row and a sub-step. The protocol's `viFrame` and `viSetting` have these shapes. */
export interface ViFigures {
  /** log p(X), where it is known: K = 1. */
  readonly evidence: number | undefined;
  readonly bound: number;
  /** [7] signed terms of the bound, in the order of Bishop 10.70. */
  readonly terms: ArrayLike<number>;
  /** [K] */
  readonly counts: ArrayLike<number>;
  readonly alpha: ArrayLike<number>;
  readonly beta: ArrayLike<number>;
  readonly nu: ArrayLike<number>;
  /** E[π_k] and m_k [K·D]. */
  readonly weights: ArrayLike<number>;
  readonly means: ArrayLike<number>;
  readonly d: number;
  /** Of row i, arrays [K]; see protocol/viFrame.ts. Absent where q(Z) was given. */
  readonly row:
    | {
        readonly logWeight: ArrayLike<number>;
        readonly logPrecision: ArrayLike<number>;
        readonly meanSpread: ArrayLike<number>;
        readonly distance: ArrayLike<number>;
        readonly logRho: ArrayLike<number>;
        readonly q: ArrayLike<number>;
        readonly logPredictive: number;
      }
    | undefined;
}

/** Words among the numbers. */
export type ViRemark = 'unknown' | 'given';

export interface ViNumberRow {
  /** Of which component the row is, from 0. */
  readonly of?: number;
  readonly said: readonly (string | { readonly remark: ViRemark })[];
}

export interface ViLine {
  readonly id: ViLineId;
  readonly pieces: readonly Piece[];
  /** Display formulas that follow the reason. */
  readonly working: readonly string[];
  numbers(figures: ViFigures): readonly ViNumberRow[];
}

/** More decimals than this are not worth a sum that comes out. */
const mostDecimals = 6;
/** Columns of m_k that are written out. */
const mostColumns = 4;

/** Terms and their sum at the fewest decimals, from two on, at which the sum comes out in the digits shown. */
function adding(terms: readonly number[], sum: number): { readonly terms: string[]; readonly sum: string } {
  for (let digits = 2; ; digits++) {
    const shown = terms.map((value) => decimal(value, digits));
    const whole = decimal(sum, digits);
    const total = shown.reduce((all, { mantissa }) => all + mantissa, 0);
    const agrees = Math.abs(total - whole.mantissa) < 0.5 * 10 ** -digits;
    if (agrees || digits === mostDecimals) return { terms: shown.map(({ text }) => text), sum: whole.text };
  }
}

/** a + b + …, a minus in place of a plus before what is negative. */
const chained = (terms: readonly string[]): string[] =>
  terms.flatMap((text, at) => (at === 0 ? [text] : text.startsWith('−') ? ['−', text.slice(1)] : ['+', text]));

const each = (k: number, said: (component: number) => ViNumberRow['said']): ViNumberRow[] =>
  Array.from({ length: k }, (_, component) => ({ of: component, said: said(component) }));

const bound = '\\term{elbo}{\\mathcal{L}(q)}';

const identity: ViLine = {
  id: 'identity',
  pieces: [
    term('\\log p(X)'),
    sign('='),
    term(bound),
    sign('+'),
    term('\\term{kl}{\\mathrm{KL}\\bigl(q(Z, \\theta) \\,\\|\\, p(Z, \\theta \\mid X)\\bigr)}'),
  ],
  working: [
    '\\log p(X) = \\log \\int \\sum_Z p(X, Z, \\theta)\\, \\mathrm{d}\\theta \\ge \\mathbb{E}_{q}\\left[\\log \\frac{p(X, Z, \\theta)}{q(Z, \\theta)}\\right]',
  ],
  numbers: ({ evidence, bound }) => {
    if (evidence === undefined) {
      const remark = { remark: 'unknown' } as const;
      return [{ said: [remark, '=', decimal(bound, 4).text, '+', remark] }];
    }
    const { terms, sum } = adding([bound, Math.max(0, evidence - bound)], evidence);
    return [{ said: [sum, '=', ...chained(terms)] }];
  },
};

const family: ViLine = {
  id: 'family',
  pieces: [
    term('\\term{q}{q(Z, \\theta)}'),
    sign('='),
    term(
      '\\term{q}{q(Z)}\\, \\term{q}{q(\\weight)} {\\textstyle\\prod_{\\comp}} \\term{q}{q(\\mu_{\\comp}, \\Lambda_{\\comp})}',
    ),
  ],
  working: [
    '\\ln q^\\star(Z) = \\mathbb{E}_{q(\\theta)}[\\ln p(X, Z, \\theta)] + \\word{const} \\qquad \\ln q^\\star(\\theta) = \\mathbb{E}_{q(Z)}[\\ln p(X, Z, \\theta)] + \\word{const}',
  ],
  numbers: () => [],
};

const assignments: ViLine = {
  id: 'assignments',
  pieces: [
    term('\\ln \\rho_{\\row\\comp}'),
    sign('='),
    term('\\mathbb{E}[\\ln \\weight_{\\comp}]'),
    sign('+'),
    term('\\tfrac12 \\mathbb{E}[\\ln |\\Lambda_{\\comp}|]'),
    sign('-'),
    term('\\tfrac{D}{2 \\beta_{\\comp}}'),
    sign('-'),
    term('\\tfrac{D}{2} \\ln 2\\pi'),
    sign('-'),
    term('\\tfrac12 (\\x - m_{\\comp})^{\\mathsf T} \\nu_{\\comp} W_{\\comp} (\\x - m_{\\comp})'),
  ],
  working: ['\\term{q}{r_{\\row\\comp}} = \\frac{\\rho_{\\row\\comp}}{\\sum_{\\other} \\rho_{\\row\\other}}'],
  numbers: ({ row, d }) => {
    if (!row) return [{ said: [{ remark: 'given' }] }];
    return each(row.q.length, (k) => {
      const parts = [
        row.logWeight[k]!,
        row.logPrecision[k]! / 2,
        -row.meanSpread[k]! / 2,
        -(d / 2) * Math.log(2 * Math.PI),
        -row.distance[k]! / 2,
      ];
      const { terms, sum } = adding(parts, row.logRho[k]!);
      return [sum, '=', ...chained(terms), '; r =', decimal(row.q[k]!, 4).text];
    });
  },
};

const weights: ViLine = {
  id: 'weights',
  pieces: [
    term('\\term{q}{q(\\weight)}'),
    sign('='),
    term('\\operatorname{Dir}(\\weight \\mid \\alpha)'),
    sign(',\\quad'),
    term('\\alpha_{\\comp} = \\alpha_0 + N_{\\comp}'),
  ],
  working: [
    'N_{\\comp} = {\\textstyle\\sum_{\\row}} r_{\\row\\comp} \\qquad \\mathbb{E}[\\weight_{\\comp}] = \\frac{\\alpha_{\\comp}}{\\sum_{\\other} \\alpha_{\\other}}',
  ],
  numbers: ({ counts, alpha, weights }) =>
    each(counts.length, (k) => [
      'N =',
      `${decimal(counts[k]!, 3).text},`,
      'α =',
      `${decimal(alpha[k]!, 3).text},`,
      'E[π] =',
      decimal(weights[k]!, 4).text,
    ]),
};

const components: ViLine = {
  id: 'components',
  pieces: [
    term('\\term{q}{q(\\mu_{\\comp}, \\Lambda_{\\comp})}'),
    sign('='),
    term(
      '\\mathcal{N}\\bigl(\\mu_{\\comp} \\mid m_{\\comp}, (\\beta_{\\comp} \\Lambda_{\\comp})^{-1}\\bigr)\\, \\mathcal{W}(\\Lambda_{\\comp} \\mid W_{\\comp}, \\nu_{\\comp})',
    ),
  ],
  working: [
    '\\beta_{\\comp} = \\beta_0 + N_{\\comp} \\qquad \\nu_{\\comp} = \\nu_0 + N_{\\comp} \\qquad m_{\\comp} = \\frac{\\beta_0 m_0 + N_{\\comp} \\bar{x}_{\\comp}}{\\beta_{\\comp}}',
    'W_{\\comp}^{-1} = W_0^{-1} + N_{\\comp} S_{\\comp} + \\frac{\\beta_0 N_{\\comp}}{\\beta_0 + N_{\\comp}} (\\bar{x}_{\\comp} - m_0)(\\bar{x}_{\\comp} - m_0)^{\\mathsf T}',
  ],
  numbers: ({ beta, nu, means, d }) =>
    each(beta.length, (k) => {
      const mean = Array.from({ length: Math.min(d, mostColumns) }, (_, j) => decimal(means[k * d + j]!, 4).text);
      return [
        'β =',
        `${decimal(beta[k]!, 3).text},`,
        'ν =',
        `${decimal(nu[k]!, 3).text},`,
        `m = (${mean.join(', ')}${d > mostColumns ? ', …' : ''})`,
      ];
    }),
};

const terms: ViLine = {
  id: 'terms',
  pieces: [
    term(bound),
    sign('='),
    term('\\mathbb{E}[\\log p(X \\mid Z, \\mu, \\Lambda)]'),
    sign('+'),
    term('\\mathbb{E}[\\log p(Z \\mid \\weight)]'),
    sign('+'),
    term('\\mathbb{E}[\\log p(\\weight)]'),
    sign('+'),
    term('\\mathbb{E}[\\log p(\\mu, \\Lambda)]'),
    sign('-'),
    term('\\mathbb{E}[\\log q(Z)]'),
    sign('-'),
    term('\\mathbb{E}[\\log q(\\weight)]'),
    sign('-'),
    term('\\mathbb{E}[\\log q(\\mu, \\Lambda)]'),
  ],
  working: [],
  numbers: (figures) => {
    const { terms, sum } = adding(Array.from(figures.terms), figures.bound);
    return [{ said: [sum, '=', ...chained(terms)] }];
  },
};

const predictive: ViLine = {
  id: 'predictive',
  pieces: [
    term('\\log \\hat{p}(\\x)'),
    sign('='),
    term('\\displaystyle \\log \\int p(\\x \\mid \\theta)\\, \\term{q}{q(\\theta)}\\, \\mathrm{d}\\theta'),
  ],
  working: [
    '\\hat{p}(x) = \\sum_{\\comp} \\mathbb{E}[\\weight_{\\comp}]\\, \\operatorname{St}\\Bigl(x \\Bigm| m_{\\comp},\\; \\frac{(\\nu_{\\comp} + 1 - D)\\, \\beta_{\\comp}}{1 + \\beta_{\\comp}} W_{\\comp},\\; \\nu_{\\comp} + 1 - D\\Bigr)',
  ],
  numbers: ({ row }) => (row ? [{ said: [decimal(row.logPredictive, 4).text] }] : [{ said: [{ remark: 'given' }] }]),
};

/** The whole chain, one line a step. */
export const viChain: readonly ViLine[] = [identity, family, assignments, weights, components, terms, predictive];
