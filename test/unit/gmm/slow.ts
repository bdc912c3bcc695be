/**
 * EM for Gaussian mixtures as a textbook writes it, in plain arrays, sharing no code with the product: the independent
 * twin that the real one is held to. Slow on purpose: Gauss elimination for every inverse and determinant, second
 * moments about the new means, three loops where one would do.
 */
export type Matrix = number[][];
export type SlowFamily = 'full' | 'tied' | 'diag' | 'spherical';

export interface SlowTheta {
  weights: number[];
  means: number[][];
  covariances: Matrix[];
}

/** Inverse and log|A| by Gauss–Jordan elimination with partial pivoting. */
export function invert(a: Matrix): { inverse: Matrix; logDeterminant: number } {
  const d = a.length;
  const work = a.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  let logDeterminant = 0;
  for (let c = 0; c < d; c++) {
    let best = c;
    for (let r = c + 1; r < d; r++) if (Math.abs(work[r][c]) > Math.abs(work[best][c])) best = r;
    [work[c], work[best]] = [work[best], work[c]];
    const pivot = work[c][c];
    logDeterminant += Math.log(Math.abs(pivot));
    work[c] = work[c].map((v) => v / pivot);
    for (let r = 0; r < d; r++) {
      if (r === c) continue;
      const factor = work[r][c];
      work[r] = work[r].map((v, j) => v - factor * work[c][j]);
    }
  }
  return { inverse: work.map((row) => row.slice(d)), logDeterminant };
}

/** [n][K] log π_k + log N(x_i | μ_k, Σ_k). */
export function slowLogJoint(rows: number[][], theta: SlowTheta): Matrix {
  const parts = theta.covariances.map(invert);
  return rows.map((x) =>
    theta.weights.map((weight, k) => {
      const away = x.map((v, j) => v - theta.means[k][j]);
      const { inverse, logDeterminant } = parts[k];
      let square = 0;
      for (let r = 0; r < x.length; r++) for (let c = 0; c < x.length; c++) square += away[r] * inverse[r][c] * away[c];
      return Math.log(weight) - 0.5 * (x.length * Math.log(2 * Math.PI) + logDeterminant + square);
    }),
  );
}

export function logSumExp(values: number[]): number {
  const top = Math.max(...values);
  if (top === -Infinity) return top;
  return top + Math.log(values.reduce((sum, v) => sum + Math.exp(v - top), 0));
}

/** ℓ(θ); with labels (−1 unknown) ℓ_obs. */
export function slowLogLikelihood(rows: number[][], theta: SlowTheta, labels?: ArrayLike<number>): number {
  return slowLogJoint(rows, theta).reduce(
    (sum, a, i) => sum + (labels !== undefined && labels[i] >= 0 ? a[labels[i]] : logSumExp(a)),
    0,
  );
}

export function slowPosterior(rows: number[][], theta: SlowTheta, labels?: ArrayLike<number>): Matrix {
  return slowLogJoint(rows, theta).map((a, i) => {
    if (labels !== undefined && labels[i] >= 0) return a.map((_, k) => (k === labels[i] ? 1 : 0));
    const total = logSumExp(a);
    return a.map((v) => Math.exp(v - total));
  });
}

/** Σ_i Σ_k q_ik (a_ik − log q_ik). */
export function slowElbo(rows: number[][], q: Matrix, theta: SlowTheta): number {
  const joint = slowLogJoint(rows, theta);
  let sum = 0;
  for (let i = 0; i < rows.length; i++) {
    for (let k = 0; k < theta.weights.length; k++) {
      if (q[i][k] > 0) sum += q[i][k] * (joint[i][k] - Math.log(q[i][k]));
    }
  }
  return sum;
}

/** Σ_i KL(q_i ‖ posterior). */
export function slowKl(rows: number[][], q: Matrix, theta: SlowTheta): number {
  const joint = slowLogJoint(rows, theta);
  let sum = 0;
  for (let i = 0; i < rows.length; i++) {
    const total = logSumExp(joint[i]);
    for (let k = 0; k < q[i].length; k++) if (q[i][k] > 0) sum += q[i][k] * (Math.log(q[i][k]) - (joint[i][k] - total));
  }
  return sum;
}

/** The unconstrained M-step, `regCovar` added to the diagonal. */
export function slowM(rows: number[][], q: Matrix, family: SlowFamily, regCovar = 0): SlowTheta {
  const n = rows.length;
  const d = rows[0].length;
  const k = q[0].length;
  const counts = Array.from({ length: k }, (_, j) => q.reduce((sum, row) => sum + row[j], 0));
  const means = counts.map((count, j) =>
    Array.from(
      { length: d },
      (_, c) => rows.reduce((sum, x, i) => sum + q[i][j] * (x[c] - rows[0][c]), 0) / count + rows[0][c],
    ),
  );
  const zero = (): Matrix => Array.from({ length: d }, () => new Array<number>(d).fill(0));
  let covariances = counts.map((count, j) => {
    const sum = zero();
    rows.forEach((x, i) => {
      for (let r = 0; r < d; r++) {
        for (let c = 0; c < d; c++) sum[r][c] += (q[i][j] * (x[r] - means[j][r]) * (x[c] - means[j][c])) / count;
      }
    });
    return sum;
  });
  if (family === 'tied') {
    const pooled = zero();
    covariances.forEach((s, j) => {
      for (let r = 0; r < d; r++) for (let c = 0; c < d; c++) pooled[r][c] += (counts[j] / n) * s[r][c];
    });
    covariances = counts.map(() => pooled.map((row) => [...row]));
  }
  if (family === 'diag') covariances = covariances.map((s) => s.map((row, r) => row.map((v, c) => (r === c ? v : 0))));
  if (family === 'spherical') {
    covariances = covariances.map((s) => {
      const mean = s.reduce((sum, row, r) => sum + row[r], 0) / d;
      return s.map((row, r) => row.map((_, c) => (r === c ? mean : 0)));
    });
  }
  for (const s of covariances) for (const [r, row] of s.entries()) row[r] += regCovar;
  return { weights: counts.map((count) => count / n), means, covariances };
}

/** ℓ(θ_t) for t = 0…steps and the last θ, from parameters. */
export function slowEm(
  rows: number[][],
  start: SlowTheta,
  family: SlowFamily,
  steps: number,
  labels?: ArrayLike<number>,
): { theta: SlowTheta; logLikelihoods: number[]; bounds: number[] } {
  let theta = start;
  const logLikelihoods = [slowLogLikelihood(rows, theta, labels)];
  const bounds: number[] = [];
  for (let t = 0; t < steps; t++) {
    const q = slowPosterior(rows, theta, labels);
    theta = slowM(rows, q, family);
    bounds.push(slowElbo(rows, q, theta));
    logLikelihoods.push(slowLogLikelihood(rows, theta, labels));
  }
  return { theta, logLikelihoods, bounds };
}
