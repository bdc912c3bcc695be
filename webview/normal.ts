/** The density that the pictures draw. */

/**
 * N(x; μ, σ²) = exp(−½ ((x − μ)/σ)²) / (σ √(2π)), per unit of x.
 * @param deviation σ > 0, in the unit of x
 */
export const normalDensity = (x: number, mean: number, deviation: number): number =>
  Math.exp(-0.5 * ((x - mean) / deviation) ** 2) / (deviation * Math.sqrt(2 * Math.PI));
