/** Decimal digits → the nearest double, in a few operations where that can be proved, and not at all otherwise. */

/** Below it every integer is a double. */
export const exactInteger = 2 ** 53;

/** 10⁰ … 10²², all of which are doubles. */
export const powers = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/** Veltkamp's constant: splits a double into halves of 26 bits, so that products of halves are exact. */
const splitter = 2 ** 27 + 1;
const high = (value: number): number => {
  const scaled = splitter * value;
  return scaled - (scaled - value);
};
const powersHigh = powers.map(high);
const powersLow = powers.map((value, exponent) => value - powersHigh[exponent]);

/** Wider than the error of the correction below by 2¹⁹, and still met by all but one number in 2²⁹. */
const margin = 1 + 2 ** -30;

/**
 * (first·10^more + rest) / 10^scale for integers first < 10¹⁵ and rest < 10^more, more ≤ 4, scale ≤ 22, that together
 * make 2⁵³ or more; NaN where a rounding boundary is too near to tell.
 *
 * The numerator is exact as a pair of doubles (Dekker 1971). The quotient q of its high part leaves a remainder that is
 * exact as a sum; the correction c = remainder / 10^scale is right to 2⁻⁵⁰ of itself and at most two units in the last
 * place of q. So q + c, with the part e that its rounding drops, is the number to within 2⁻⁴⁸ units: if even e·margin
 * does not reach the next double, q + c is the nearest one.
 */
export function nearest(first: number, rest: number, more: number, scale: number): number {
  const lift = powers[more];
  const rough = first * lift;
  const firstHigh = high(first);
  const firstLow = first - firstHigh;
  const roughLow =
    firstLow * powersLow[more] -
    (rough - firstHigh * powersHigh[more] - firstLow * powersHigh[more] - firstHigh * powersLow[more]);
  // The numerator: top + low, exactly. rest < 2⁵³ and roughLow are integers, and their sum is one below 2⁵³.
  const added = rest + roughLow;
  const top = rough + added;
  const low = added - (top - rough);
  const divisor = powers[scale];
  const quotient = top / divisor;
  const product = quotient * divisor;
  const quotientHigh = high(quotient);
  const quotientLow = quotient - quotientHigh;
  const productLow =
    quotientLow * powersLow[scale] -
    (product - quotientHigh * powersHigh[scale] - quotientLow * powersHigh[scale] - quotientHigh * powersLow[scale]);
  const correction = (top - product - productLow + low) / divisor;
  const sum = quotient + correction;
  const dropped = correction - (sum - quotient);
  return sum + dropped * margin === sum ? sum : Number.NaN;
}
