/**
 * The road as data: pages like a textbook's, each a column of prose, formulas with the reader's own numbers, and live
 * figures. Words are looked up by the page's name (`words/road.ts`), so that this file says what stands where.
 */
import type { LineId } from '../line.ts';
import type { Term } from '../notation.ts';

/** What the reader can do something with; the panel knows how each is drawn. */
export const figureIds = [
  'story',
  'twoWays',
  'sumLog',
  'jensen',
  'bentQ',
  'normalise',
  'updates',
  'slowMotion',
  'slice',
  'level',
  'starts',
  'collapse',
  'questions',
  'takeAway',
  'free',
  'bayes',
  'linear',
  'diagonal',
  'draw',
  'gradient',
  'amortised',
  'curved',
  'climbers',
  'compare',
] as const;
export type FigureId = (typeof figureIds)[number];

/** Parts of the panel that stay beside the page. */
export type Companion = 'bound' | 'data' | 'heatmap';

export type Block =
  /** A paragraph: the text `<page>Text<n>`. */
  | { readonly kind: 'text'; readonly n: number }
  /** A line of the derivation with its numbers; its working is written out where `worked` says so. */
  | { readonly kind: 'line'; readonly line: LineId; readonly worked?: boolean }
  /** A display formula in the macros of the notation, spoken as `<page>Spoken<n>`. */
  | { readonly kind: 'formula'; readonly tex: string; readonly n: number }
  | { readonly kind: 'figure'; readonly figure: FigureId };

export interface Page {
  readonly id: PageId;
  readonly blocks: readonly Block[];
  /** What lights up in the pictures when the page is opened. */
  readonly lights: Term;
  readonly companions: readonly Companion[];
}

export const pageIds = [
  'mixture',
  'known',
  'hidden',
  'jensen',
  'bound',
  'estep',
  'mstep',
  'climb',
  'optima',
  'free',
  'bayes',
  'linear',
  'diagonal',
  'gradient',
  'amortised',
  'curved',
  'compare',
] as const;
export type PageId = (typeof pageIds)[number];

const text = (n: number): Block => ({ kind: 'text', n });
const line = (id: LineId, worked = false): Block => ({ kind: 'line', line: id, worked });
const figure = (id: FigureId): Block => ({ kind: 'figure', figure: id });
const formula = (n: number, tex: string): Block => ({ kind: 'formula', tex, n });

/** ∂/∂μ_j of row i's log density: the responsibility appears by itself. */
const slopeInMean =
  '\\frac{\\partial}{\\partial \\mu_{\\comp}} \\log \\evidence = \\underbrace{\\frac{\\joint{\\comp}}{\\sum_{\\other} \\joint{\\other}}}_{\\posterior{\\comp}} \\; \\Sigma_{\\comp}^{-1} (\\x - \\mu_{\\comp})';

export const pages: readonly Page[] = [
  {
    id: 'mixture',
    blocks: [text(1), figure('story'), text(2), line('joint')],
    lights: 'prior',
    companions: ['data'],
  },
  { id: 'known', blocks: [text(1), line('complete', true), figure('twoWays')], lights: 'mean', companions: [] },
  {
    id: 'hidden',
    blocks: [text(1), figure('sumLog'), text(2), { kind: 'formula', tex: slopeInMean, n: 1 }, text(3)],
    lights: 'joint',
    companions: ['data'],
  },
  { id: 'jensen', blocks: [text(1), figure('jensen')], lights: 'ratio', companions: [] },
  {
    id: 'bound',
    blocks: [
      text(1),
      line('evidence'),
      line('ratio'),
      line('jensen'),
      text(2),
      figure('bentQ'),
      text(3),
      line('gap', true),
    ],
    lights: 'elbo',
    companions: ['bound'],
  },
  {
    id: 'estep',
    blocks: [text(1), line('equality'), figure('normalise'), line('posterior'), text(2), figure('slowMotion')],
    lights: 'q',
    companions: ['bound', 'heatmap'],
  },
  {
    id: 'mstep',
    blocks: [
      text(1),
      line('weights', true),
      line('means', true),
      line('covariances', true),
      text(2),
      figure('slowMotion'),
    ],
    lights: 'mean',
    companions: ['bound', 'data'],
  },
  {
    id: 'climb',
    blocks: [text(1), figure('slice'), text(2), figure('level'), figure('slowMotion')],
    lights: 'logLikelihood',
    companions: ['bound'],
  },
  {
    id: 'optima',
    blocks: [text(1), figure('starts'), text(2), figure('collapse'), text(3), figure('questions'), figure('takeAway')],
    lights: 'logLikelihood',
    companions: ['bound', 'data'],
  },
  {
    id: 'free',
    blocks: [text(1), formula(1, '\\log \\evidence = \\elbo + \\kl'), text(2), figure('free'), text(3)],
    lights: 'kl',
    companions: ['bound'],
  },
  {
    id: 'bayes',
    blocks: [
      text(1),
      formula(
        1,
        '\\log p(X) = \\term{elbo}{\\mathcal{L}(q)} + \\term{kl}{\\mathrm{KL}\\bigl(q(Z, \\theta) \\,\\|\\, p(Z, \\theta \\mid X)\\bigr)}',
      ),
      text(2),
      formula(
        2,
        '\\term{q}{q(Z, \\theta)} = \\term{q}{q(Z)}\\, \\term{q}{q(\\weight)} \\prod_{\\comp} \\term{q}{q(\\mu_{\\comp}, \\Lambda_{\\comp})}, \\qquad \\ln q^*(Z) = \\mathbb{E}_{\\theta}[\\ln p(X, Z, \\theta)] + \\word{const}',
      ),
      text(3),
      figure('bayes'),
      text(4),
    ],
    lights: 'elbo',
    companions: [],
  },
  {
    id: 'linear',
    blocks: [
      text(1),
      formula(
        1,
        '\\x = b + W z + \\sigma \\varepsilon, \\qquad z \\sim \\mathcal{N}(0, I),\\; \\varepsilon \\sim \\mathcal{N}(0, I)',
      ),
      text(2),
      formula(
        2,
        '\\term{posterior}{\\P(z \\mid \\x\\andTheta)} = \\mathcal{N}\\bigl(M^{-1} W^\\top (\\x - b),\\; \\sigma^2 M^{-1}\\bigr)',
      ),
      text(3),
      figure('linear'),
    ],
    lights: 'posterior',
    companions: [],
  },
  {
    id: 'diagonal',
    blocks: [
      text(1),
      formula(
        1,
        '\\kl = \\tfrac12 \\Bigl(\\sum_l \\ln M_{ll} - \\ln |M|\\Bigr), \\qquad \\term{q}{q} = \\mathcal{N}\\bigl(\\mu, \\operatorname{diag} \\tfrac{\\sigma^2}{M_{ll}}\\bigr)',
      ),
      text(2),
      figure('diagonal'),
    ],
    lights: 'kl',
    companions: [],
  },
  {
    id: 'gradient',
    blocks: [
      text(1),
      formula(
        1,
        '\\nabla_{\\mu, \\sigma} \\elbo = \\nabla_{\\mu, \\sigma}\\, \\mathbb{E}_{z \\sim \\term{q}{q}}[\\log \\P(\\x \\mid z\\andTheta)] - \\nabla_{\\mu, \\sigma}\\, \\mathrm{KL}(\\term{q}{q} \\,\\|\\, \\mathcal{N}(0, I))',
      ),
      text(2),
      formula(2, 'z = \\mu + \\sigma \\odot \\varepsilon, \\qquad \\varepsilon \\sim \\mathcal{N}(0, I)'),
      text(3),
      figure('draw'),
      text(4),
      formula(
        3,
        '\\nabla\\, \\mathbb{E}_{\\term{q}{q}}[f(z)] = \\mathbb{E}_{\\varepsilon}\\bigl[\\nabla f(\\mu + \\sigma \\odot \\varepsilon)\\bigr] = \\mathbb{E}_{\\term{q}{q}}\\bigl[f(z)\\, \\nabla \\log \\term{q}{q(z)}\\bigr], \\qquad f(z) = \\log \\P(\\x \\mid z\\andTheta)',
      ),
      text(5),
      figure('gradient'),
    ],
    lights: 'q',
    companions: [],
  },
  {
    id: 'amortised',
    blocks: [
      text(1),
      formula(
        1,
        '\\term{q}{q_\\varphi(z \\mid \\x)} = \\mathcal{N}\\bigl(\\mu_\\varphi(\\x),\\; \\operatorname{diag} \\sigma^2_\\varphi(\\x)\\bigr)',
      ),
      text(2),
      formula(
        2,
        '\\log \\evidence - \\elbo = \\underbrace{\\log \\evidence - \\max_{\\mu, \\sigma} \\elbo(\\mu, \\sigma)}_{\\word{approximation}} + \\underbrace{\\max_{\\mu, \\sigma} \\elbo(\\mu, \\sigma) - \\elbo(\\varphi)}_{\\word{amortisation}}',
      ),
      text(3),
      figure('amortised'),
      text(4),
    ],
    lights: 'q',
    companions: [],
  },
  {
    id: 'curved',
    blocks: [
      text(1),
      formula(
        1,
        '\\P(\\x \\mid z\\andTheta) = \\mathcal{N}\\bigl(f_\\theta(z),\\; \\operatorname{diag} \\sigma^2\\bigr), \\qquad \\evidence = \\int \\P(\\x \\mid z\\andTheta)\\, \\P(z)\\, dz',
      ),
      text(2),
      figure('curved'),
      text(3),
    ],
    lights: 'kl',
    companions: [],
  },
  {
    id: 'compare',
    blocks: [
      text(1),
      formula(
        1,
        '\\Qall \\leftarrow \\arg\\max_{\\Qall} \\boundAt{}{}, \\qquad \\theta \\leftarrow \\arg\\max_\\theta \\boundAt{}{}',
      ),
      text(2),
      formula(
        2,
        '(\\theta, \\varphi) \\leftarrow (\\theta, \\varphi) + \\eta\\, \\nabla_{\\theta, \\varphi}\\, \\term{elbo}{\\mathrm{ELBO}(\\varphi, \\theta)}',
      ),
      text(3),
      figure('climbers'),
      text(4),
      figure('compare'),
      figure('questions'),
    ],
    lights: 'elbo',
    companions: [],
  },
];

/** The figures on a page; the M-step's three lines count as one. */
export const figuresOn = ({ blocks }: Page): readonly FigureId[] =>
  blocks.flatMap((block) =>
    block.kind === 'figure' ? [block.figure] : block.kind === 'line' && block.line === 'weights' ? ['updates'] : [],
  );
