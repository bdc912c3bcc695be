/** Variational Bayes as Bishop writes it, over rows and whole matrices: slow, and sharing nothing with the product. */

export interface SlowPriors {
  readonly alpha0: number;
  readonly beta0: number;
  readonly nu0: number;
  readonly m0: number[];
  /** [D][D] */
  readonly w0: number[][];
}

export interface SlowFactors {
  alpha: number[];
  beta: number[];
  nu: number[];
  m: number[][];
  w: number[][][];
}

/** lnΓ by Stirling's series after raising the argument above 20. */
export function slowGammaln(x: number): number {
  let lift = 0;
  let at = x;
  while (at < 20) lift -= Math.log(at++);
  const r = 1 / (at * at);
  const series = (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r / 1188)))) / at;
  return lift + (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + series;
}

/** ψ by its asymptotic series after raising the argument above 20. */
export function slowDigamma(x: number): number {
  let lift = 0;
  let at = x;
  while (at < 20) lift -= 1 / at++;
  const r = 1 / (at * at);
  return lift + Math.log(at) - 0.5 / at - r * (1 / 12 - r * (1 / 120 - r * (1 / 252 - r * (1 / 240 - r / 132))));
}

/** Inverse and log determinant of a symmetric positive definite matrix by Gauss–Jordan. */
export function slowInverse(matrix: number[][]): { inverse: number[][]; logDeterminant: number } {
  const d = matrix.length;
  const work = matrix.map((row, r) => [...row, ...row.map((_, c) => (r === c ? 1 : 0))]);
  let logDeterminant = 0;
  for (let p = 0; p < d; p++) {
    const pivot = work[p][p];
    logDeterminant += Math.log(pivot);
    work[p] = work[p].map((v) => v / pivot);
    for (let r = 0; r < d; r++) {
      if (r === p) continue;
      const factor = work[r][p];
      work[r] = work[r].map((v, c) => v - factor * work[p][c]);
    }
  }
  return { inverse: work.map((row) => row.slice(d)), logDeterminant };
}

export const form = (v: number[], w: number[][]): number =>
  v.reduce((sum, a, r) => sum + a * w[r].reduce((s, b, c) => s + b * v[c], 0), 0);

const minus = (a: number[], b: number[]): number[] => a.map((v, c) => v - b[c]);
const traceOfProduct = (a: number[][], b: number[][]): number =>
  a.reduce((sum, row, r) => sum + row.reduce((s, v, c) => s + v * b[c][r], 0), 0);

export const logMultiGamma = (a: number, d: number): number =>
  Array.from({ length: d }, (_, j) => slowGammaln(a - j / 2)).reduce(
    (sum, v) => sum + v,
    ((d * (d - 1)) / 4) * Math.log(Math.PI),
  );

/** ln B(W, ν), Bishop (B.79). */
const logB = (w: number[][], nu: number): number => {
  const d = w.length;
  return -(nu / 2) * slowInverse(w).logDeterminant - ((nu * d) / 2) * Math.log(2) - logMultiGamma(nu / 2, d);
};
const logC = (alpha: number[]): number =>
  slowGammaln(alpha.reduce((s, a) => s + a, 0)) - alpha.reduce((s, a) => s + slowGammaln(a), 0);

const expectedLog = (alpha: number[]): number[] => {
  const all = slowDigamma(alpha.reduce((s, a) => s + a, 0));
  return alpha.map((a) => slowDigamma(a) - all);
};
const expectedLogDet = (w: number[][], nu: number): number =>
  w.reduce((sum, _, j) => sum + slowDigamma((nu - j) / 2), w.length * Math.log(2) + slowInverse(w).logDeterminant);

/** q(Z) of Bishop 10.46–10.49, [n][K]. */
export function slowAssign(rows: number[][], f: SlowFactors): number[][] {
  const d = rows[0].length;
  const logPi = expectedLog(f.alpha);
  return rows.map((x) => {
    const logRho = f.m.map(
      (m, k) =>
        logPi[k] +
        0.5 * expectedLogDet(f.w[k], f.nu[k]) -
        (d / 2) * Math.log(2 * Math.PI) -
        0.5 * (d / f.beta[k] + f.nu[k] * form(minus(x, m), f.w[k])),
    );
    const top = Math.max(...logRho);
    const rho = logRho.map((v) => Math.exp(v - top));
    const total = rho.reduce((s, v) => s + v, 0);
    return rho.map((v) => v / total);
  });
}

/** q(π), q(μ,Λ) of Bishop 10.58–10.63. */
export function slowUpdate(rows: number[][], q: number[][], p: SlowPriors): SlowFactors {
  const w0Inverse = slowInverse(p.w0).inverse;
  const f: SlowFactors = { alpha: [], beta: [], nu: [], m: [], w: [] };
  for (let k = 0; k < q[0].length; k++) {
    const n = q.reduce((s, own) => s + own[k], 0);
    const mean = p.m0.map((_, c) => (n > 0 ? rows.reduce((s, x, i) => s + q[i][k] * x[c], 0) / n : 0));
    const away = minus(mean, p.m0);
    const pull = n > 0 ? (p.beta0 * n) / (p.beta0 + n) : 0;
    const wInverse = w0Inverse.map((row, r) =>
      row.map((v, c) =>
        rows.reduce((s, x, i) => s + q[i][k] * (x[r] - mean[r]) * (x[c] - mean[c]), v + pull * away[r] * away[c]),
      ),
    );
    f.alpha.push(p.alpha0 + n);
    f.beta.push(p.beta0 + n);
    f.nu.push(p.nu0 + n);
    f.m.push(mean.map((v, c) => (p.beta0 * p.m0[c] + n * v) / (p.beta0 + n)));
    f.w.push(slowInverse(wInverse).inverse);
  }
  return f;
}

/** The seven signed terms of Bishop 10.70–10.77; q(π) of `weights`, q(μ,Λ) of `f`. */
export function slowTerms(rows: number[][], q: number[][], weights: number[], f: SlowFactors, p: SlowPriors): number[] {
  const d = rows[0].length;
  const k = f.m.length;
  const logPi = expectedLog(weights);
  const logDet = f.w.map((w, j) => expectedLogDet(w, f.nu[j]));
  const w0Inverse = slowInverse(p.w0).inverse;
  const terms = [0, 0, 0, 0, 0, 0, 0];
  rows.forEach((x, i) => {
    for (let j = 0; j < k; j++) {
      const r = q[i][j];
      if (r === 0) continue;
      const square = f.nu[j] * form(minus(x, f.m[j]), f.w[j]);
      terms[0] += 0.5 * r * (logDet[j] - d / f.beta[j] - square - d * Math.log(2 * Math.PI));
      terms[1] += r * logPi[j];
      terms[4] -= r * Math.log(r);
    }
  });
  terms[2] = logC(new Array(k).fill(p.alpha0));
  terms[5] = -logC(weights);
  for (let j = 0; j < k; j++) {
    terms[2] += (p.alpha0 - 1) * logPi[j];
    terms[5] -= (weights[j] - 1) * logPi[j];
    const away = form(minus(f.m[j], p.m0), f.w[j]);
    terms[3] +=
      0.5 * (d * Math.log(p.beta0 / (2 * Math.PI)) + logDet[j] - (d * p.beta0) / f.beta[j] - p.beta0 * f.nu[j] * away) +
      logB(p.w0, p.nu0) +
      ((p.nu0 - d - 1) / 2) * logDet[j] -
      0.5 * f.nu[j] * traceOfProduct(w0Inverse, f.w[j]);
    const entropy = -logB(f.w[j], f.nu[j]) - ((f.nu[j] - d - 1) / 2) * logDet[j] + (f.nu[j] * d) / 2;
    terms[6] -= 0.5 * logDet[j] + (d / 2) * Math.log(f.beta[j] / (2 * Math.PI)) - d / 2 - entropy;
  }
  return terms;
}

/** log p(X) of one component, straight from the closed form. */
export function slowEvidence(rows: number[][], p: SlowPriors): number {
  const n = rows.length;
  const d = p.m0.length;
  const f = slowUpdate(
    rows,
    rows.map(() => [1]),
    p,
  );
  const nu = p.nu0 + n;
  return (
    -((n * d) / 2) * Math.log(Math.PI) +
    logMultiGamma(nu / 2, d) -
    logMultiGamma(p.nu0 / 2, d) -
    (p.nu0 / 2) * slowInverse(p.w0).logDeterminant +
    (nu / 2) * slowInverse(f.w[0]).logDeterminant +
    (d / 2) * Math.log(p.beta0 / (p.beta0 + n))
  );
}

/** log p̂(x) by Bishop's (10.81) and (B.68). */
export function slowPredictive(x: number[], f: SlowFactors): number {
  const d = x.length;
  const total = f.alpha.reduce((s, a) => s + a, 0);
  let density = 0;
  f.m.forEach((m, k) => {
    const freedom = f.nu[k] + 1 - d;
    const l = f.w[k].map((row) => row.map((v) => (v * freedom * f.beta[k]) / (1 + f.beta[k])));
    const log =
      slowGammaln((freedom + d) / 2) -
      slowGammaln(freedom / 2) +
      0.5 * slowInverse(l).logDeterminant -
      (d / 2) * Math.log(freedom * Math.PI) -
      ((freedom + d) / 2) * Math.log(1 + form(minus(x, m), l) / freedom);
    density += (f.alpha[k] / total) * Math.exp(log);
  });
  return Math.log(density);
}
