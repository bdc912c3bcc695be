/** What counts as a number in a cell of text, and what counts as no value at all. */

const zero = 48;
const nine = 57;
const infinite = /^[+-]?(?:inf|infinity)$/i;

/**
 * The number that a trimmed cell is, or undefined where it is not one. Decimal digits with an optional sign, decimal
 * mark and exponent; `inf` and `infinity` in any case. Hexadecimal, digit groups and units are text. The value is the
 * double nearest to the decimal (ECMA-262, StringToNumber), so a cell beyond double range gives ±Infinity.
 */
export function numberOf(cell: string, decimal: '.' | ','): number | undefined {
  const end = cell.length;
  let at = 0;
  let text = cell;
  const first = cell.charCodeAt(0);
  if (first === 0x2212) text = `-${cell.slice(1)}`; // U+2212, the minus sign of typeset tables
  if (first === 43 || first === 45 || first === 0x2212) at = 1;
  const whole = at;
  while (at < end && isDigit(text.charCodeAt(at))) at++;
  let digits = at - whole;
  if (at < end && text[at] === decimal) {
    const fraction = ++at;
    while (at < end && isDigit(text.charCodeAt(at))) at++;
    digits += at - fraction;
  }
  if (digits === 0) return infinite.test(text) ? (text[0] === '-' ? -Infinity : Infinity) : undefined;
  if (at < end && (text.charCodeAt(at) | 32) === 101) {
    at++;
    const sign = text.charCodeAt(at);
    if (sign === 43 || sign === 45) at++;
    if (at === end) return undefined;
    while (at < end && isDigit(text.charCodeAt(at))) at++;
  }
  if (at < end) return undefined;
  return Number(decimal === ',' ? text.replace(',', '.') : text);
}

/** Whether a cell spells infinity, as against a decimal too large for a double. */
export const spellsInfinity = (cell: string): boolean => infinite.test(cell);

const isDigit = (code: number): boolean => code >= zero && code <= nine;

/** Cells that stand for no value, as pandas, R and SQL exports write them. Case does not matter; '' is always one. */
export const defaultMissing: readonly string[] = [
  '',
  'NA',
  'N/A',
  '#N/A',
  '<NA>',
  'null',
  'nil',
  'None',
  'NaN',
  '-NaN',
  '?',
  '-',
  '--',
  '.',
  '\\N',
  'missing',
];

/** How cells of one file are told apart: missing, number or text. */
export class CellRules {
  private readonly marks: Set<string>;
  private readonly longest: number;
  /** Missing markers that are numbers, such as −999: compared by value, so that −999.0 is one too. */
  readonly missingNumbers: ReadonlySet<number>;

  constructor(
    readonly decimal: '.' | ',',
    missing: readonly string[] = defaultMissing,
  ) {
    this.marks = new Set(['', ...missing.map((mark) => mark.trim().toLowerCase())]);
    this.longest = Math.max(...[...this.marks].map((mark) => mark.length));
    const numbers = [...this.marks].map((mark) => numberOf(mark, decimal)).filter((value) => value !== undefined);
    this.missingNumbers = new Set(numbers);
  }

  /** Whether a trimmed cell of text is a missing marker. */
  isMissing(cell: string): boolean {
    return cell.length <= this.longest && this.marks.has(cell.toLowerCase());
  }

  /** The number in a trimmed cell; NaN where it is missing; undefined where it is text. */
  read(cell: string): number | undefined {
    if (this.isMissing(cell)) return Number.NaN;
    const value = numberOf(cell, this.decimal);
    return value !== undefined && this.missingNumbers.size > 0 && this.missingNumbers.has(value) ? Number.NaN : value;
  }
}

/** A cell fit to be quoted in a sentence: control characters out, at most 40 characters. */
export function quotable(cell: string): string {
  const clean = cell
    .slice(0, 200)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
  const letters = [...clean];
  return letters.length > 40 ? `${letters.slice(0, 39).join('')}…` : clean;
}
