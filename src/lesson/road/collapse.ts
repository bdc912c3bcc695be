/** Why the likelihood of a mixture with free covariances has no top: one component shrinks onto one row. */

export interface CollapseSetting {
  /** Rows, columns. */
  readonly n: number;
  readonly d: number;
  /** ℓ of the fit, and the share of it that row i has: Σ log p(x), log p(x_i). */
  readonly logLikelihood: number;
  readonly ofRow: number;
  /** log |S| of the covariance that is shrunk. */
  readonly logDeterminant: number;
}

/**
 * What ℓ is at least, in nats, once a further component of weight 1/n sits on row i with covariance σ²S, the mixture
 * before it keeping the rest: every other row keeps at least (1 − 1/n) of its density, and row i has the new
 * component's peak.
 *
 *   ℓ ≥ Σ_{i' ≠ i} log p(x_i') + (n − 1) log(1 − 1/n) − log n − (D/2) log 2π − ½ log|S| − D log σ
 *
 * The last term is what has no top as σ → 0.
 */
export function leastOnCollapse(setting: CollapseSetting, logSigma: number): number {
  const { n, d, logLikelihood, ofRow, logDeterminant } = setting;
  const others = logLikelihood - ofRow + (n > 1 ? (n - 1) * Math.log1p(-1 / n) : 0);
  return others - Math.log(n) - 0.5 * d * Math.log(2 * Math.PI) - 0.5 * logDeterminant - d * logSigma;
}

/** log σ at which that floor is as high as ℓ of the fit. */
export function overtakesAt(setting: CollapseSetting): number {
  return (leastOnCollapse(setting, 0) - setting.logLikelihood) / setting.d;
}

/** log determinant of the D×D covariance that starts at `at`; undefined where it is not positive definite. */
export function logDeterminant(matrix: ArrayLike<number>, at: number, d: number): number | undefined {
  const lower = new Float64Array(d * d);
  let sum = 0;
  for (let r = 0; r < d; r++) {
    for (let c = 0; c <= r; c++) {
      let value = matrix[at + r * d + c]!;
      for (let m = 0; m < c; m++) value -= lower[r * d + m]! * lower[c * d + m]!;
      if (c < r) {
        lower[r * d + c] = value / lower[c * d + c]!;
        continue;
      }
      if (!(value > 0)) return undefined;
      lower[r * d + r] = Math.sqrt(value);
      sum += Math.log(value);
    }
  }
  return sum;
}
