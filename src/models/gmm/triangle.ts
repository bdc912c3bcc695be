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
  let i = 0;
  let row = at;
  // Two rows by two columns at a time: a load for each product, and four sums that do not wait for one another.
  for (; i + 1 < d; i += 2) {
    const low = row + i + 1;
    for (let j = 0, other = at; j < i; j += 2) {
      const next = other + j + 1;
      let sum = c[row + j];
      let sumOfNext = c[row + j + 1];
      let lowSum = c[low + j];
      let lowSumOfNext = c[low + j + 1];
      for (let m = 0; m < j; m++) {
        const left = c[row + m];
        const lowLeft = c[low + m];
        const right = c[other + m];
        const rightOfNext = c[next + m];
        sum -= left * right;
        sumOfNext -= left * rightOfNext;
        lowSum -= lowLeft * right;
        lowSumOfNext -= lowLeft * rightOfNext;
      }
      const pivot = c[other + j];
      const value = sum / pivot;
      const lowValue = lowSum / pivot;
      c[row + j] = value;
      c[low + j] = lowValue;
      c[row + j + 1] = (sumOfNext - value * c[next + j]) / c[next + j + 1];
      c[low + j + 1] = (lowSumOfNext - lowValue * c[next + j]) / c[next + j + 1];
      other = next + j + 2;
    }
    const diagonal = c[row + i];
    const lowDiagonal = c[low + i + 1];
    let pivot = diagonal;
    let cross = c[low + i];
    let lowPivot = lowDiagonal;
    for (let m = 0; m < i; m++) {
      const left = c[row + m];
      const lowLeft = c[low + m];
      pivot -= left * left;
      cross -= left * lowLeft;
      lowPivot -= lowLeft * lowLeft;
    }
    if (!(pivot > SMALLEST_PIVOT * diagonal)) return false;
    const root = Math.sqrt(pivot);
    cross /= root;
    lowPivot -= cross * cross;
    c[row + i] = root;
    c[low + i] = cross;
    if (!(lowPivot > SMALLEST_PIVOT * lowDiagonal)) return false;
    c[low + i + 1] = Math.sqrt(lowPivot);
    row = low + i + 2;
  }
  return i === d || factorLastRow(c, at, row, i);
}

/** Row i, even, from all before. */
function factorLastRow(c: Float64Array, at: number, row: number, i: number): boolean {
  const diagonal = c[row + i];
  let pivot = diagonal;
  for (let j = 0, other = at; j < i; j += 2) {
    const next = other + j + 1;
    let sum = c[row + j];
    let sumOfNext = c[row + j + 1];
    for (let m = 0; m < j; m++) {
      sum -= c[row + m] * c[other + m];
      sumOfNext -= c[row + m] * c[next + m];
    }
    const value = sum / c[other + j];
    const valueOfNext = (sumOfNext - value * c[next + j]) / c[next + j + 1];
    c[row + j] = value;
    c[row + j + 1] = valueOfNext;
    pivot -= value * value + valueOfNext * valueOfNext;
    other = next + j + 2;
  }
  if (!(pivot > SMALLEST_PIVOT * diagonal)) return false;
  c[row + i] = Math.sqrt(pivot);
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
  let i = 0;
  let row = 0;
  // Two rows at a time from four above, then from two: fewer loads and stores.
  for (; i + 1 < d; i += 2) {
    const here = xAt + row;
    const low = here + i + 1;
    const first = gAt + row;
    const lowFirst = first + i + 1;
    for (let c = 0; c < 2 * i + 3; c++) x[here + c] = w[wAt + row + c];
    let j = 0;
    let other = xAt;
    for (; j + 3 < i; j += 4) {
      const second = other + j + 1;
      const third = second + j + 2;
      const fourth = third + j + 3;
      const f0 = g[first + j];
      const f1 = g[first + j + 1];
      const f2 = g[first + j + 2];
      const f3 = g[first + j + 3];
      const h0 = g[lowFirst + j];
      const h1 = g[lowFirst + j + 1];
      const h2 = g[lowFirst + j + 2];
      const h3 = g[lowFirst + j + 3];
      for (let c = 0; c <= j; c++) {
        const x0 = x[other + c];
        const x1 = x[second + c];
        const x2 = x[third + c];
        const x3 = x[fourth + c];
        x[here + c] -= f0 * x0 + f1 * x1 + (f2 * x2 + f3 * x3);
        x[low + c] -= h0 * x0 + h1 * x1 + (h2 * x2 + h3 * x3);
      }
      for (let c = j + 1; c <= j + 3; c++) {
        const x1 = c === j + 1 ? x[second + c] : 0;
        const x2 = c <= j + 2 ? x[third + c] : 0;
        const x3 = x[fourth + c];
        x[here + c] -= f1 * x1 + f2 * x2 + f3 * x3;
        x[low + c] -= h1 * x1 + h2 * x2 + h3 * x3;
      }
      other = fourth + j + 4;
    }
    if (j < i) {
      const next = other + j + 1;
      const f0 = g[first + j];
      const f1 = g[first + j + 1];
      const h0 = g[lowFirst + j];
      const h1 = g[lowFirst + j + 1];
      for (let c = 0; c <= j; c++) {
        const x0 = x[other + c];
        const x1 = x[next + c];
        x[here + c] -= f0 * x0 + f1 * x1;
        x[low + c] -= h0 * x0 + h1 * x1;
      }
      x[here + j + 1] -= f1 * x[next + j + 1];
      x[low + j + 1] -= h1 * x[next + j + 1];
    }
    const scale = 1 / g[first + i];
    const lowScale = 1 / g[lowFirst + i + 1];
    const cross = g[lowFirst + i];
    for (let c = 0; c <= i; c++) {
      const value = x[here + c] * scale;
      x[here + c] = value;
      x[low + c] = (x[low + c] - cross * value) * lowScale;
    }
    x[low + i + 1] *= lowScale;
    row += 2 * i + 3;
  }
  if (i < d) solveLastRow(g, gAt + row, w, wAt + row, i, x, xAt);
}

/** Row i, even, of the same from all before; `gRow` and `wRow` are where it begins. */
function solveLastRow(
  g: Float64Array,
  gRow: number,
  w: Float64Array,
  wRow: number,
  i: number,
  x: Float64Array,
  xAt: number,
): void {
  const here = xAt + (i * (i + 1)) / 2;
  for (let c = 0; c <= i; c++) x[here + c] = w[wRow + c];
  for (let j = 0, other = xAt; j < i; j += 2) {
    const next = other + j + 1;
    const factor = g[gRow + j];
    const factorOfNext = g[gRow + j + 1];
    for (let c = 0; c <= j; c++) x[here + c] -= factor * x[other + c] + factorOfNext * x[next + c];
    x[here + j + 1] -= factorOfNext * x[next + j + 1];
    other = next + j + 2;
  }
  const scale = 1 / g[gRow + i];
  for (let c = 0; c <= i; c++) x[here + c] *= scale;
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
