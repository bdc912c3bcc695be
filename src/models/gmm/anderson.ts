import { coordinateCount, readCoordinates, type Units, writeCoordinates } from './coordinates';
import type { Theta } from './frame';
import { type Extrapolation, SMALLEST_WEIGHT } from './squarem';

/** Differences remembered: as many as the slow directions of a mixture with some overlap, and more were no better. */
const MOST_PAIRS = 20;
/** What the remembered differences may take. */
const MEMORY_BYTES = 64 << 20;
/** Share of the diagonal that is added to it, so that differences in nearly one direction do not run off. */
const RIDGE = 1e-10;

/**
 * Anderson's method (1965; Walker & Ni 2011, type II) for the EM map G in the family's own coordinates. With
 * f(θ) = G(θ) − θ and the differences Δθ_i, Δf_i of the last steps, it takes the γ of least |f − Σ γ_i Δf_i| and
 * proposes G(θ) − Σ γ_i (Δθ_i + Δf_i): where f would be 0 if it were linear. One proposal for each step of EM.
 *
 * What it remembers is how EM moves near an optimum, and that is nearly the same on a part of the rows: after a
 * fore-run, `moveOn` keeps it. On 1e6 × 4 rows (K = 3, overlapping) SQUAREM needed 46 passes, this 20 without and 11 with
 * the memory of a sixteenth of the rows. From raw starts on small files it is the other way round (`squarem.ts`).
 */
export class Anderson implements Extrapolation {
  readonly faded = 0.1;
  readonly #units: Units;
  readonly #moves: Float64Array[] = [];
  readonly #changes: Float64Array[] = [];
  /** Products of the changes, in their order. */
  #products: number[][] = [];
  readonly #most: number;
  #theta: Float64Array;
  #step: Float64Array;
  #lastTheta: Float64Array;
  #lastStep: Float64Array;
  #hasLast = false;

  constructor(theta: Theta, units: Units) {
    const count = coordinateCount(theta);
    this.#units = units;
    this.#most = Math.max(1, Math.min(MOST_PAIRS, Math.floor(MEMORY_BYTES / 16 / count)));
    this.#theta = new Float64Array(count);
    this.#step = new Float64Array(count);
    this.#lastTheta = new Float64Array(count);
    this.#lastStep = new Float64Array(count);
  }

  forget(): void {
    this.#hasLast = false;
    this.#drop(this.#moves.length);
  }

  moveOn(): void {
    this.#hasLast = false;
  }

  kept(): void {}

  /** The older half was about somewhere else. */
  rejected(): void {
    this.#drop(this.#moves.length >> 1);
  }

  /** As `Squarem.propose`, on every step but the first. */
  propose(theta: Theta, mapped: Theta, into: Theta): boolean {
    if (mapped.weights.some((weight) => weight < SMALLEST_WEIGHT)) {
      this.forget();
      return false;
    }
    const [here, step] = [this.#theta, this.#step];
    writeCoordinates(theta, this.#units, here);
    writeCoordinates(mapped, this.#units, step);
    for (let at = 0; at < step.length; at++) step[at] -= here[at];
    if (this.#hasLast) this.#remember(difference(here, this.#lastTheta), difference(step, this.#lastStep));
    [this.#theta, this.#lastTheta] = [this.#lastTheta, here];
    [this.#step, this.#lastStep] = [this.#lastStep, step];
    this.#hasLast = true;
    const shares = this.#shares(step);
    if (!shares) return false;
    const target = this.#theta;
    for (let at = 0; at < target.length; at++) target[at] = here[at] + step[at];
    for (let i = 0; i < shares.length; i++) {
      const [move, change, share] = [this.#moves[i], this.#changes[i], shares[i]];
      for (let at = 0; at < target.length; at++) target[at] -= share * (move[at] + change[at]);
    }
    if (!target.every(Number.isFinite)) return false;
    readCoordinates(target, this.#units, into);
    return into.frame.logConstant.every(Number.isFinite) && into.frame.whitening.every(Number.isFinite);
  }

  #remember(move: Float64Array, change: Float64Array): void {
    if (!(dot(change, change) > 0)) return;
    if (this.#moves.length === this.#most) this.#drop(1);
    this.#moves.push(move);
    this.#changes.push(change);
    const row = this.#changes.map((other) => dot(other, change));
    this.#products.forEach((products, i) => {
      products.push(row[i]);
    });
    this.#products.push(row);
  }

  /** Forgets the oldest pairs. */
  #drop(pairs: number): void {
    this.#moves.splice(0, pairs);
    this.#changes.splice(0, pairs);
    this.#products = this.#products.slice(pairs).map((products) => products.slice(pairs));
  }

  /** γ, by the normal equations of changes of length 1; undefined if there is none. */
  #shares(step: Float64Array): number[] | undefined {
    const lengths = this.#products.map((products, i) => Math.sqrt(products[i]));
    if (lengths.length === 0) return undefined;
    const matrix = this.#products.map((products, i) =>
      products.map((product, j) => product / (lengths[i] * lengths[j]) + (i === j ? RIDGE : 0)),
    );
    const right = this.#changes.map((change, i) => dot(change, step) / lengths[i]);
    const solved = solvePositive(matrix, right);
    return solved?.map((value, i) => value / lengths[i]);
  }
}

const difference = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, at) => value - b[at]);

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at] * b[at];
  return sum;
}

/** The solution for a symmetric positive definite matrix, which is used up; undefined if it is not one. */
function solvePositive(matrix: number[][], right: number[]): number[] | undefined {
  const n = right.length;
  for (let r = 0; r < n; r++) {
    for (let c = 0; c <= r; c++) {
      let sum = matrix[r][c];
      for (let m = 0; m < c; m++) sum -= matrix[r][m] * matrix[c][m];
      if (c < r) matrix[r][c] = sum / matrix[c][c];
      else if (sum > 0) matrix[r][r] = Math.sqrt(sum);
      else return undefined;
    }
  }
  const out = [...right];
  for (let r = 0; r < n; r++) {
    for (let m = 0; m < r; m++) out[r] -= matrix[r][m] * out[m];
    out[r] /= matrix[r][r];
  }
  for (let r = n - 1; r >= 0; r--) {
    for (let m = r + 1; m < n; m++) out[r] -= matrix[m][r] * out[m];
    out[r] /= matrix[r][r];
  }
  return out;
}
