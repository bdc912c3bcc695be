/** Numbers for people: the UI's own minus sign, as many digits as a shown sum needs to add up. */

const minus = '\u2212';

/** `x` with that many decimals; U+2212 for the sign, and never a signed zero. */
export function fixed(x: number, digits: number): string {
  if (!Number.isFinite(x)) return x > 0 ? '∞' : `${minus}∞`;
  const text = x.toFixed(digits);
  if (!text.startsWith('-')) return text;
  return Number(text) === 0 ? text.slice(1) : minus + text.slice(1);
}

/** The decimals at which the largest of `changes` shows two digits: at least 2, and no more than 7. */
export function decimalsThatShow(changes: readonly number[]): number {
  const largest = Math.max(...changes.map(Math.abs));
  return largest > 0 ? Math.min(7, Math.max(2, 1 - Math.floor(Math.log10(largest)))) : 2;
}

/**
 * The fewest decimals, at least `least`, at which the rounded parts add up to the rounded sum. Where none up to `most`
 * will do (a sum of doubles beyond their precision) it is `least`.
 */
export function decimalsThatAddUp(parts: readonly number[], sum: number, least = 2, most = 9): number {
  for (let digits = least; digits <= most; digits++) {
    const scaled = (x: number): number => Math.round(Number(x.toFixed(digits)) * 10 ** digits);
    const whole = scaled(sum);
    if (!Number.isSafeInteger(whole)) break;
    if (parts.reduce((total, part) => total + scaled(part), 0) === whole) return digits;
  }
  return least;
}

/**
 * Style of a right-aligned cell whose number has `digits` decimals where the longest of its column has `most`: room for
 * those that are missing, so that decimal marks stand under one another.
 *
 * @param end the cell's own padding at the end, px
 */
export const underMark = (digits: number, most: number, end: number): string =>
  digits < most ? `padding-inline-end:calc(${end}px + ${most - digits}ch)` : '';

/** Thousands parted by a comma, as row counts are written in both our languages. */
export const grouped = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ',');
