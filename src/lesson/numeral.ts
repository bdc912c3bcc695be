/** Numbers as they stand on the page: correctly rounded, with a true minus, and small ones as 4.4·10⁻⁷. */

export interface Numeral {
  readonly text: string;
  /** What the text says: mantissa · 10^exponent. The exponent is apart so that e^−2000 still has a value. */
  readonly mantissa: number;
  readonly exponent: number;
  /** The last digit stands at 10^place. */
  readonly place: number;
}

/** A number that is not known by its logarithm, rounded to so many decimals. */
export function decimal(x: number, decimals: number): Numeral {
  if (!Number.isFinite(x)) return { text: x > 0 ? '∞' : '−∞', mantissa: x, exponent: 0, place: -decimals };
  const rounded = x.toFixed(decimals);
  const value = Number(rounded);
  // −0.0000 says no more than 0.0000.
  const text = value === 0 ? rounded.replace('-', '') : rounded.replace('-', '−');
  return { text, mantissa: value === 0 ? 0 : value, exponent: 0, place: -decimals };
}

/**
 * A positive number given by its natural logarithm, down to the digit at 10^−decimals. It is written with a power of
 * ten where `scientific` says so or where fewer than `least` significant digits would be left; then it keeps that
 * many.
 */
export function positive(log: number, decimals: number, scientific: boolean, least: number): Numeral {
  if (log === Number.NEGATIVE_INFINITY) return { text: '0', mantissa: 0, exponent: 0, place: -decimals };
  const decade = Math.floor(log / Math.LN10 + 1e-15);
  const digits = decade + decimals + 1;
  if (!scientific && digits >= least) return decimal(Math.exp(log), decimals);
  const kept = Math.max(least, digits);
  let exponent = decade;
  let mantissa = Math.exp(log - exponent * Math.LN10).toFixed(kept - 1);
  if (Number(mantissa) >= 10) {
    exponent += 1;
    mantissa = (Number(mantissa) / 10).toFixed(kept - 1);
  }
  const text = exponent === 0 ? mantissa : `${mantissa}·10${superscript(exponent)}`;
  return { text, mantissa: Number(mantissa), exponent, place: exponent - kept + 1 };
}

/** `digits` significant digits of any number, as a plain decimal where it is between 10⁻⁴ and 10⁷. */
export function significant(x: number, digits: number): Numeral {
  if (x === 0 || !Number.isFinite(x)) return decimal(x, 0);
  const decade = Math.floor(Math.log10(Math.abs(x)));
  if (decade >= -4 && decade < 7) return decimal(x, Math.max(0, digits - 1 - decade));
  const size = positive(Math.log(Math.abs(x)), digits - 1 - decade, true, digits);
  return x > 0 ? size : { ...size, text: `−${size.text}`, mantissa: -size.mantissa };
}

const raised: Record<string, string> = {
  '-': '⁻',
  0: '⁰',
  1: '¹',
  2: '²',
  3: '³',
  4: '⁴',
  5: '⁵',
  6: '⁶',
  7: '⁷',
  8: '⁸',
  9: '⁹',
};
const superscript = (n: number): string => [...String(n)].map((c) => raised[c]!).join('');

/** What the numeral says, in units of 10^unit. */
export const shownValue = (numeral: Numeral, unit = 0): number => numeral.mantissa * 10 ** (numeral.exponent - unit);

/** Its natural logarithm. */
export const shownLog = (numeral: Numeral): number => Math.log(numeral.mantissa) + numeral.exponent * Math.LN10;

/** Whether `computed`, in units of 10^unit, rounds to just what the numeral says. */
export function agrees(computed: number, numeral: Numeral, unit = 0): boolean {
  const half = 0.5 * 10 ** (numeral.place - unit);
  const off = Math.abs(computed - shownValue(numeral, unit));
  // The second term is what double precision may lose on the way.
  return off <= half * (1 + 1e-9) + Math.abs(computed) * 1e-14;
}

/** Parentheses around what begins with a minus. */
export const enclosed = (text: string): string => (text.startsWith('−') ? `(${text})` : text);
