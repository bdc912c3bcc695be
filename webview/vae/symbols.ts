/** Symbols that are written as text. */

/** ₁, ₂, … */
export const subscript = (n: number): string => [...String(n)].map((digit) => '₀₁₂₃₄₅₆₇₈₉'[Number(digit)]).join('');
