/**
 * Small lower triangular matrices, packed row by row: (0,0), (1,0), (1,1), (2,0), … Entry (i, j) is at i(i+1)/2 + j.
 * These run once per component and EM iteration, so they allocate nothing; `at` is where a matrix begins.
 */

/** A pivot this small beside its diagonal entry is rounding, and the matrix counts as singular. */
const SMALLEST_PIVOT = 1e-15;

/**
 * Cholesky in place: the packed lower triangle of a symmetric C becomes that of G, C = G Gᵀ.
 * Returns false, leaving a part of the work behind, if C is not positive definite to working precision.
 */
export function factorInPlace(c: Float64Array, at: number, d: number): boolean {
  for (let i = 0, row = at; i < d; i++, row += i) {
    let j = 0;
    let other = at;
    // Two columns at a time: half the loads of row i. Two sums each: half the wait for the one before.
    for (; j + 1 < i; j += 2) {
      const next = other + j + 1;
      let sum = c[row + j];
      let sumOfNext = c[row + j + 1];
      let odd = 0;
      let oddOfNext = 0;
      for (let m = 0; m < j; m += 2) {
        const left = c[row + m];
        const right = c[row + m + 1];
        sum -= left * c[other + m];
        odd += right * c[other + m + 1];
        sumOfNext -= left * c[next + m];
        oddOfNext += right * c[next + m + 1];
      }
      const value = (sum - odd) / c[other + j];
      c[row + j] = value;
      c[row + j + 1] = (sumOfNext - oddOfNext - value * c[next + j]) / c[next + j + 1];
      other = next + j + 2;
    }
    if (j < i) {
      let sum = c[row + j];
      for (let m = 0; m < j; m++) sum -= c[row + m] * c[other + m];
      c[row + j] = sum / c[other + j];
    }
    const diagonal = c[row + i];
    let pivot = diagonal;
    let odd = 0;
    let m = 0;
    for (; m + 1 < i; m += 2) {
      pivot -= c[row + m] * c[row + m];
      odd += c[row + m + 1] * c[row + m + 1];
    }
    if (m < i) pivot -= c[row + m] * c[row + m];
    pivot -= odd;
    if (!(pivot > SMALLEST_PIVOT * diagonal)) return false;
    c[row + i] = Math.sqrt(pivot);
  }
  return true;
}

/** X = G⁻¹ W for lower triangular G and W, written to `x`. All packed; `x` may be `w` at the same place. */
export function solveTriangle(
  g: Float64Array,
  gAt: number,
  w: Float64Array,
  wAt: number,
  d: number,
  x: Float64Array,
  xAt: number,
): void {
  for (let i = 0, row = 0; i < d; i++, row += i) {
    const here = xAt + row;
    for (let c = 0; c <= i; c++) x[here + c] = w[wAt + row + c];
    let j = 0;
    let other = xAt;
    // Four rows at a time, then two: fewer loads and stores of row i.
    for (; j + 3 < i; j += 4) {
      const second = other + j + 1;
      const third = second + j + 2;
      const fourth = third + j + 3;
      const at = gAt + row + j;
      const f0 = g[at];
      const f1 = g[at + 1];
      const f2 = g[at + 2];
      const f3 = g[at + 3];
      for (let c = 0; c <= j; c++) {
        x[here + c] -= f0 * x[other + c] + f1 * x[second + c] + (f2 * x[third + c] + f3 * x[fourth + c]);
      }
      x[here + j + 1] -= f1 * x[second + j + 1] + f2 * x[third + j + 1] + f3 * x[fourth + j + 1];
      x[here + j + 2] -= f2 * x[third + j + 2] + f3 * x[fourth + j + 2];
      x[here + j + 3] -= f3 * x[fourth + j + 3];
      other = fourth + j + 4;
    }
    for (; j + 1 < i; j += 2) {
      const next = other + j + 1;
      const factor = g[gAt + row + j];
      const factorOfNext = g[gAt + row + j + 1];
      for (let c = 0; c <= j; c++) x[here + c] -= factor * x[other + c] + factorOfNext * x[next + c];
      x[here + j + 1] -= factorOfNext * x[next + j + 1];
      other = next + j + 2;
    }
    if (j < i) {
      const factor = g[gAt + row + j];
      for (let c = 0; c <= j; c++) x[here + c] -= factor * x[other + c];
    }
    const scale = 1 / g[gAt + row + i];
    for (let c = 0; c <= i; c++) x[here + c] *= scale;
  }
}

/** z with W z = b for lower triangular W: [d] from `b` at `bAt` to `z` at `zAt`. */
export function solveVector(
  w: Float64Array,
  wAt: number,
  d: number,
  b: Float64Array,
  bAt: number,
  z: Float64Array,
  zAt: number,
): void {
  for (let i = 0, row = wAt; i < d; i++, row += i) {
    let sum = b[bAt + i];
    for (let j = 0; j < i; j++) sum -= w[row + j] * z[zAt + j];
    z[zAt + i] = sum / w[row + i];
  }
}

/** The packed inverse of a packed lower triangle, written to `inverse`, which must not overlap it. */
export function invertTriangle(
  l: Float64Array,
  lAt: number,
  d: number,
  inverse: Float64Array,
  inverseAt: number,
): void {
  for (let i = 0, row = 0; i < d; i++, row += i) {
    const scale = 1 / l[lAt + row + i];
    inverse[inverseAt + row + i] = scale;
    for (let c = 0; c < i; c++) {
      let sum = 0;
      for (let j = c; j < i; j++) sum += l[lAt + row + j] * inverse[inverseAt + (j * (j + 1)) / 2 + c];
      inverse[inverseAt + row + c] = -sum * scale;
    }
  }
}

/** Σ_j log of the diagonal of a packed triangle: half the log determinant of T Tᵀ. */
export function logDiagonal(t: Float64Array, at: number, d: number): number {
  let sum = 0;
  for (let i = 0, place = at; i < d; i++, place += i + 1) sum += Math.log(t[place]);
  return sum;
}
