/** How many pairs of differences are remembered. */
const MEMORY = 12;
/** A step is taken if it gains this share of what the slope promises (Armijo). */
const SUFFICIENT = 1e-4;
const HALVINGS = 40;

/** Value at a point; the gradient and the inverse curvature along each coordinate are written to the other two. */
export type Climbed = (point: Float64Array, gradient: Float64Array, inverseCurvature: Float64Array) => number;

/**
 * Gradient ascent with memory: L-BFGS (Nocedal 1980; Nocedal & Wright 2006, algorithm 7.4) whose first guess of the
 * curvature is the one along each coordinate, with a step that is halved until it gains. The value never falls.
 */
export class GradientAscent {
  value: number;
  /** What the model of the surface expects still to gain: ½ gᵀHg. */
  expected = Infinity;
  /** Evaluations of value and gradient so far. */
  evaluations = 1;
  readonly #gradient: Float64Array;
  readonly #inverse: Float64Array;
  #steps: { readonly s: Float64Array; readonly y: Float64Array; readonly rho: number }[] = [];

  /** @param point where to begin; moved in place. */
  constructor(
    readonly point: Float64Array,
    private readonly climbed: Climbed,
  ) {
    this.#gradient = new Float64Array(point.length);
    this.#inverse = new Float64Array(point.length);
    this.value = climbed(point, this.#gradient, this.#inverse);
  }

  /** Forgets the surface and looks again: after the point has been moved from outside. */
  restart(): void {
    this.#steps = [];
    this.value = this.climbed(this.point, this.#gradient, this.#inverse);
    this.evaluations++;
    this.expected = Infinity;
  }

  /** One step upwards. False if there is none to be found in working precision. */
  step(): boolean {
    let direction = this.#direction();
    let promise = dot(direction, this.#gradient);
    if (!(promise > 0) || !Number.isFinite(promise)) {
      this.#steps = [];
      direction = this.#direction();
      promise = dot(direction, this.#gradient);
    }
    this.expected = promise / 2;
    if (!(promise > 0)) return false;
    const { point } = this;
    const from = point.slice();
    const before = this.#gradient.slice();
    for (let halving = 0, length = 1; halving < HALVINGS; halving++, length /= 2) {
      for (let at = 0; at < point.length; at++) point[at] = from[at] + length * direction[at];
      const value = this.climbed(point, this.#gradient, this.#inverse);
      this.evaluations++;
      if (!(value > this.value + SUFFICIENT * length * promise)) continue;
      this.value = value;
      this.#remember(from, before);
      return true;
    }
    point.set(from);
    this.value = this.climbed(point, this.#gradient, this.#inverse);
    return false;
  }

  /** H g by the two loops over the remembered differences. */
  #direction(): Float64Array {
    const direction = this.#gradient.slice();
    const shares = this.#steps.map(() => 0);
    for (let at = this.#steps.length - 1; at >= 0; at--) {
      const { s, y, rho } = this.#steps[at];
      shares[at] = rho * dot(s, direction);
      add(direction, y, -shares[at]);
    }
    for (let at = 0; at < direction.length; at++) direction[at] *= this.#inverse[at];
    for (const [at, { s, y, rho }] of this.#steps.entries()) add(direction, s, shares[at] - rho * dot(y, direction));
    return direction;
  }

  #remember(from: Float64Array, before: Float64Array): void {
    const s = this.point.map((v, at) => v - from[at]);
    // Upwards the curvature is negative: y is the fall of the gradient.
    const y = before.map((v, at) => v - this.#gradient[at]);
    const bend = dot(s, y);
    if (!(bend > 1e-10 * Math.sqrt(dot(s, s) * dot(y, y)))) return;
    this.#steps.push({ s, y, rho: 1 / bend });
    if (this.#steps.length > MEMORY) this.#steps.shift();
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at] * b[at];
  return sum;
}

function add(to: Float64Array, from: Float64Array, factor: number): void {
  for (let at = 0; at < to.length; at++) to[at] += factor * from[at];
}
