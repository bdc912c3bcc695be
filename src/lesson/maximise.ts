/** The M-step's lines: what θ becomes when Q is held, with sums over all rows. */
import { cast, type FrameFigures } from './figures.ts';
import type { Entries, LessonFamily, Line, Moment, NumberRow, Token } from './line.ts';
import { nothing, remark, says, sign, term } from './line.ts';
import { agrees, decimal, type Numeral, shownValue, significant } from './numeral.ts';

const sumRows = '\\sum_{\\row=1}^{\\rows}';
/** The same in one line of text. */
const sumInline = '{\\textstyle\\sum_{\\row}}\\,';

const [leastDigits, mostDigits] = [4, 12];

/** Quotients by one divisor, written so that dividing the numerals gives the numerals of the quotients. */
interface Division {
  readonly divisor: Numeral;
  readonly quotients: readonly Numeral[];
  /** quotient · divisor, the sums over the rows */
  readonly totals: readonly Numeral[];
}

/** A divisor in so many digits, or whole where it is whole. */
const divisorOf = (divisor: number, digits: number): Numeral =>
  Number.isInteger(divisor) ? decimal(divisor, 0) : significant(divisor, digits);

/** Totals by a divisor in so many digits, and whether dividing them gives the quotients. */
function totalsAt(divisor: number, exact: readonly number[], quotients: readonly Numeral[], digits: number) {
  const numeral = divisorOf(divisor, digits);
  const all = exact.map((quotient, at) => totalFor(quotient * divisor, numeral, quotients[at]!, digits));
  return { divisor: numeral, totals: all.map(({ total }) => total), holds: all.every(({ holds }) => holds) };
}

/** As few digits as will do for divisor and totals, from `least` on; the quotients have theirs. */
function divide(divisor: number, exact: readonly number[], quotients: readonly Numeral[], least: number): Division {
  for (let digits = least; ; digits++) {
    const { holds, ...division } = totalsAt(divisor, exact, quotients, digits);
    if (holds || digits >= mostDigits) return { ...division, quotients };
  }
}

/** Digits of N_j by component, for the moments whose lines were asked for. */
const countsOf = new WeakMap<Moment, number[]>();

/** Digits of N_j at which it divides on every line that has it, sought once for all of them. */
function countDigits(moment: Moment, j: number): number {
  const known = countsOf.get(moment) ?? [];
  countsOf.set(moment, known);
  known[j] ??= seekDigits(moment, j);
  return known[j];
}

/** The fewest at which dividing gives weight, mean and, where N_j alone is their divisor, entries of Σ_j. */
function seekDigits({ frame, rows, columns, family }: Moment, j: number): number {
  const count = frame.counts[j]!;
  const theta = frame.step.half === 'M' ? frame.theta : frame.next?.theta;
  const ownDivisor = family === 'full' || family === 'diag';
  const exact = theta
    ? [
        ...columns.map((column) => theta.means[j * theta.d + column]!),
        ...(ownDivisor ? entriesOf(family, columns).map(([a, b]) => at(theta, j, a, b)) : []),
      ]
    : [];
  const quotients = exact.map(inFour);
  const weight = decimal(count / rows, 4);
  for (let digits = leastDigits; digits < mostDigits; digits++) {
    // More digits for one line may cost another its quotient.
    const divides =
      agrees(shownValue(divisorOf(count, digits)) / rows, weight) && totalsAt(count, exact, quotients, digits).holds;
    if (divides) return digits;
  }
  return mostDigits;
}

/** Quotients have four digits. */
const inFour = (x: number): Numeral => significant(x, 4);

function totalFor(
  exact: number,
  divisor: Numeral,
  quotient: Numeral,
  most: number,
): { total: Numeral; holds: boolean } {
  for (let digits = 4; digits <= most + 1; digits++) {
    const total = significant(exact, digits);
    if (agrees(shownValue(total) / shownValue(divisor), quotient)) return { total, holds: true };
  }
  return { total: significant(exact, most), holds: false };
}

const rowsOf = ({ reading }: Moment): readonly number[] => cast(reading.figures).shown;
const at = (theta: FrameFigures['theta'], j: number, a: number, b: number): number =>
  theta.covariances[(j * theta.d + a) * theta.d + b]!;

/** Signs between several numbers: (a, b, c). */
const list = (tokens: readonly Token[]): Token[] =>
  tokens.length === 1
    ? [...tokens]
    : [says('('), ...tokens.flatMap((token, i) => (i === 0 ? [token] : [says(','), token])), says(')')];

/** Entries of θ_j that an M-step makes by dividing sums over the rows by one number. */
interface Quotients {
  readonly of: { readonly component?: number };
  readonly divisor: { readonly slot: string; readonly exact: number; readonly digits: number };
  readonly slots: readonly { readonly now: string; readonly next: string; readonly total: string }[];
  readonly term: 'mean' | 'covariance';
  /** The smallest spread allowed is in the way: they are not those quotients. */
  readonly held: boolean;
  entries(theta: FrameFigures['theta']): readonly number[];
}

/**
 * After an M: what θ is = sums / divisor. After an E: what it is → what the next M makes of it = sums / divisor.
 * `first`: the place of the row, so that a remark that goes for all stands once.
 */
function quotientRow(
  { frame }: Moment,
  first: number,
  { of, divisor, slots, term, held, entries }: Quotients,
): NumberRow {
  const mark = of.component === undefined ? {} : { of: of.component };
  const value = (slot: string, numeral: Numeral, exact: number): Token => ({
    kind: 'value',
    slot,
    text: numeral.text,
    exact,
    term,
    ...of,
  });
  const now = entries(frame.theta);
  const nowNumerals = now.map(inFour);
  const nowCell = list(now.map((x, e) => value(slots[e]!.now, nowNumerals[e]!, x)));
  const result = frame.step.half === 'M' ? now : frame.next && entries(frame.next.theta);
  if (!result) return { ...mark, cells: [nowCell, nothing, first === 0 ? [remark('nextM')] : nothing] };
  const numerals = result.map(inFour);
  const settled = numerals.every(({ text }, e) => text === nowNumerals[e]!.text);
  const then = settled ? [] : list(result.map((x, e) => value(slots[e]!.next, numerals[e]!, x)));
  const sign = says(settled ? '=' : '→');
  if (held) return { ...mark, cells: [nowCell, settled ? nothing : [sign], [...then, remark('constrained')]] };
  const division = divide(divisor.exact, result, numerals, divisor.digits);
  const sums = list(result.map((x, e) => value(slots[e]!.total, division.totals[e]!, x * divisor.exact)));
  const by: Token = {
    kind: 'value',
    slot: divisor.slot,
    text: division.divisor.text,
    exact: divisor.exact,
    term: 'q',
    ...of,
  };
  return { ...mark, cells: [nowCell, [sign], [...then, ...(settled ? [] : [says('=')]), ...sums, says('/'), by]] };
}

export const weights: Line = {
  id: 'weights',
  form: 'whole',
  pieces: [term('\\prior{\\comp}'), sign('\\leftarrow'), term(`\\tfrac{1}{\\rows}\\, ${sumInline} \\w{\\comp}`)],
  terms: ['prior', 'q'],
  working: [
    `\\mathcal{L}(\\weight, \\lambda) = ${sumRows} \\sum_{\\comp} \\w{\\comp} \\log \\prior{\\comp} + \\lambda \\Big(\\sum_{\\comp} \\prior{\\comp} - 1\\Big)`,
    `\\frac{\\partial \\mathcal{L}}{\\partial \\weight_{\\comp}} = \\frac{1}{\\weight_{\\comp}} ${sumRows} \\w{\\comp} + \\lambda = 0 \\quad\\Rightarrow\\quad \\prior{\\comp} = -\\frac{1}{\\lambda} ${sumRows} \\w{\\comp}`,
    `\\sum_{\\comp} \\prior{\\comp} = 1 \\quad\\Rightarrow\\quad -\\lambda = ${sumRows} \\sum_{\\comp} \\w{\\comp} = \\rows`,
  ],
  numbers: (moment) => {
    const { frame, rows } = moment;
    return rowsOf(moment).map((j): NumberRow => {
      const weight = frame.theta.weights[j]!;
      const whole = decimal(rows, 0);
      // What the present Q gives: after an M it is φ itself, after an E what the next M will make of it.
      const next = frame.counts[j]! / rows;
      const quotient = decimal(next, 4);
      const total = divisorOf(frame.counts[j]!, countDigits(moment, j));
      const settled = Math.abs(next - weight) <= 1e-9;
      const sum: Token[] = [
        { kind: 'value', slot: `count.${j}`, text: total.text, exact: frame.counts[j]!, term: 'q', component: j },
        says('/'),
        { kind: 'value', slot: 'rows', text: whole.text, exact: rows },
      ];
      const now: Token = {
        kind: 'value',
        slot: `weight.${j}`,
        text: decimal(weight, 4).text,
        exact: weight,
        term: 'prior',
        component: j,
      };
      const then: Token[] = settled
        ? []
        : [
            { kind: 'value', slot: `nextWeight.${j}`, text: quotient.text, exact: next, term: 'prior', component: j },
            says('='),
          ];
      return { of: j, cells: [[now], [says(settled ? '=' : '→')], [...then, ...sum]] };
    });
  },
};

export const means: Line = {
  id: 'means',
  form: 'whole',
  pieces: [
    term('\\mean{\\comp}'),
    sign('\\leftarrow'),
    term(`${sumInline} \\w{\\comp}\\, \\x \\big/ ${sumInline} \\w{\\comp}`),
  ],
  terms: ['mean', 'q'],
  working: [
    `\\nabla_{\\mu_{\\comp}} \\Big( -\\tfrac12 ${sumRows} \\w{\\comp} (\\x - \\mu_{\\comp})^{\\top} \\Sigma_{\\comp}^{-1} (\\x - \\mu_{\\comp}) \\Big) = ${sumRows} \\w{\\comp}\\, \\Sigma_{\\comp}^{-1} (\\x - \\mu_{\\comp}) = 0`,
    `\\Rightarrow\\quad \\mean{\\comp} = \\frac{${sumRows} \\w{\\comp}\\, \\x}{${sumRows} \\w{\\comp}}`,
  ],
  numbers: (moment) => {
    const { frame, columns } = moment;
    return rowsOf(moment).map((j, first): NumberRow => {
      const meansOf = ({ means, d }: FrameFigures['theta']) => columns.map((column) => means[j * d + column]!);
      return quotientRow(moment, first, {
        of: { component: j },
        divisor: { slot: `count.${j}`, exact: frame.counts[j]!, digits: countDigits(moment, j) },
        entries: meansOf,
        slots: columns.map((d) => ({ now: `mean.${j}.${d}`, next: `nextMean.${j}.${d}`, total: `sum.${j}.${d}` })),
        term: 'mean',
        held: false,
      });
    });
  },
  entries: ({ columns }) => (columns.length > 1 ? 'entriesMeans' : undefined),
};

/** In braces: a formula that wraps does not break inside it. */
const spread = '{(\\x - \\mu_{\\comp})(\\x - \\mu_{\\comp})^{\\top}}';

/** What the family's covariance is a mean of, and over what it is taken. */
const covarianceTex: Readonly<Record<LessonFamily, string>> = {
  full: `${sumInline} \\w{\\comp}\\, ${spread} \\big/ ${sumInline} \\w{\\comp}`,
  tied: `\\tfrac{1}{\\rows} {\\textstyle\\sum_{\\comp}}\\, ${sumInline} \\w{\\comp}\\, ${spread}`,
  diag: `\\operatorname{diag} ${sumInline} \\w{\\comp}\\, ${spread} \\big/ ${sumInline} \\w{\\comp}`,
  spherical: `\\tfrac{1}{D} ${sumInline} \\w{\\comp}\\, \\lVert \\x - \\mu_{\\comp} \\rVert^2 \\big/ ${sumInline} \\w{\\comp}`,
};

const covarianceSlope = `\\nabla_{\\Sigma_{\\comp}^{-1}} ${sumRows} \\w{\\comp} \\Big( \\tfrac12 \\log |\\Sigma_{\\comp}^{-1}| - \\tfrac12 (\\x - \\mu_{\\comp})^{\\top} \\Sigma_{\\comp}^{-1} (\\x - \\mu_{\\comp}) \\Big) = \\tfrac12 ${sumRows} \\w{\\comp} \\big( \\Sigma_{\\comp} - ${spread} \\big) = 0`;

/** The line for Σ, as the covariance family has it. */
export function covariances(family: LessonFamily): Line {
  return {
    id: 'covariances',
    form: 'whole',
    pieces: [
      term(family === 'tied' ? '\\term{covariance}{\\Sigma}' : '\\cov{\\comp}'),
      sign('\\leftarrow'),
      term(covarianceTex[family]),
    ],
    terms: ['covariance', 'q'],
    working: [covarianceSlope],
    numbers: (moment) => {
      const { frame, rows, columns } = moment;
      const components = family === 'tied' ? [0] : rowsOf(moment);
      const entries = entriesOf(family, columns);
      return components.map((j, first): NumberRow => {
        const count = family === 'tied' ? rows : frame.counts[j]! * (family === 'spherical' ? frame.theta.d : 1);
        return quotientRow(moment, first, {
          of: family === 'tied' ? {} : { component: j },
          divisor: {
            slot: `divisor.${j}`,
            exact: count,
            digits: count === frame.counts[j] ? countDigits(moment, j) : leastDigits,
          },
          entries: (theta) => entries.map(([a, b]) => at(theta, j, a, b)),
          slots: entries.map(([a, b]) => ({
            now: `cov.${j}.${a}.${b}`,
            next: `nextCov.${j}.${a}.${b}`,
            total: `${frame.next ? 'nextSpread' : 'spread'}.${j}.${a}.${b}`,
          })),
          term: 'covariance',
          held: frame.next ? components.some((k) => frame.next!.held.includes(k)) : moment.constrained(j),
        });
      });
    },
    entries: ({ columns }) => (columns.length > 1 ? entriesNamed[family] : undefined),
  };
}

const entriesNamed: Readonly<Record<LessonFamily, Entries>> = {
  full: 'entriesFull',
  tied: 'entriesFull',
  diag: 'entriesDiag',
  spherical: 'entriesOne',
};

/** Variance, covariance, variance of the two columns, as far as the family has them. */
function entriesOf(family: LessonFamily, columns: readonly number[]): readonly (readonly [number, number])[] {
  const [a, b] = columns;
  if (a === undefined) return [];
  if (b === undefined || family === 'spherical') return [[a, a]];
  if (family === 'diag')
    return [
      [a, a],
      [b, b],
    ];
  return [
    [a, a],
    [a, b],
    [b, b],
  ];
}
