/** Points strewn evenly, the same whenever they are drawn: whoever comes next falls into a gap (R₁ and R₂, Roberts 2018). */

/** 1/φ for the root of φ² = φ + 1, the golden ratio; 1/φ and 1/φ² for that of φ³ = φ + 1. */
const steps = { alone: 0.6180339887498949, across: 0.7548776662466927, up: 0.5698402909980532 };

/**
 * Where the i-th point is along one direction, or along one of two.
 * @param i from 0
 * @returns in [0, 1)
 */
export const strewnAt = (i: number, along: keyof typeof steps): number => (i * steps[along]) % 1;
