/** Minimises a smooth function with L-BFGS (Nocedal & Wright 2006, algorithm 7.5), one step a call. */
export class Lbfgs {
  value: number;
  /** Evaluations so far. */
  evaluations = 1;
  /** True once no step lowers the value: at a minimum, as far as rounding lets us see. */
  stalled = false;
  private gradient: Float64Array;
  private readonly pairs: { readonly s: Float64Array; readonly y: Float64Array; readonly rho: number }[] = [];

  /**
   * @param evaluate value at x, its gradient written to the second argument. May be +∞ or NaN outside its domain.
   * @param x the start; overwritten by each better point.
   */
  constructor(
    private readonly evaluate: (x: Float64Array, gradient: Float64Array) => number,
    readonly x: Float64Array,
    private readonly memory = 12,
  ) {
    this.gradient = new Float64Array(x.length);
    this.value = evaluate(x, this.gradient);
  }

  /** Largest absolute slope. */
  get slope(): number {
    return this.gradient.reduce((most, g) => Math.max(most, Math.abs(g)), 0);
  }

  /** Takes a step to a lower value; false, and `stalled`, where none is found. */
  step(): boolean {
    if (this.stalled) return false;
    let direction = this.direction();
    let along = dot(direction, this.gradient);
    if (!(along < 0)) {
      this.pairs.length = 0;
      direction = this.gradient.map((g) => -g);
      along = -dot(this.gradient, this.gradient);
    }
    if (this.search(direction, along)) return true;
    if (this.pairs.length > 0) {
      // Stale curvature: once more downhill.
      this.pairs.length = 0;
      return this.step();
    }
    this.stalled = true;
    return false;
  }

  /** A weak Wolfe search by bisection (Lewis & Overton 2013). */
  private search(direction: Float64Array, along: number): boolean {
    const { x, gradient } = this;
    let low = 0;
    let high = Infinity;
    let t = this.pairs.length > 0 ? 1 : Math.min(1, 1 / Math.sqrt(dot(gradient, gradient)));
    let best: { x: Float64Array; gradient: Float64Array; value: number } | undefined;
    for (let tries = 0; tries < 40; tries++) {
      const next = x.map((v, i) => v + t * direction[i]!);
      const slope = new Float64Array(x.length);
      const value = this.evaluate(next, slope);
      this.evaluations++;
      if (!(value <= this.value + 1e-4 * t * along)) high = t;
      else {
        if (best === undefined || value < best.value) best = { x: next, gradient: slope, value };
        if (dot(slope, direction) >= 0.9 * along) break;
        low = t;
      }
      t = high < Infinity ? 0.5 * (low + high) : 2 * low;
    }
    if (best === undefined || !(best.value < this.value)) return false;
    this.remember(best.x, best.gradient);
    x.set(best.x);
    this.gradient = best.gradient;
    this.value = best.value;
    return true;
  }

  private remember(x: Float64Array, gradient: Float64Array): void {
    const s = x.map((v, i) => v - this.x[i]!);
    const y = gradient.map((g, i) => g - this.gradient[i]!);
    const product = dot(s, y);
    if (!(product > 1e-14 * Math.sqrt(dot(s, s) * dot(y, y)))) return;
    this.pairs.push({ s, y, rho: 1 / product });
    if (this.pairs.length > this.memory) this.pairs.shift();
  }

  /** −H·gradient by the two-loop recursion. */
  private direction(): Float64Array {
    const q = this.gradient.slice();
    const { pairs } = this;
    const alphas = new Float64Array(pairs.length);
    for (let p = pairs.length - 1; p >= 0; p--) {
      const { s, y, rho } = pairs[p]!;
      alphas[p] = rho * dot(s, q);
      for (let i = 0; i < q.length; i++) q[i]! -= alphas[p]! * y[i]!;
    }
    const newest = pairs.at(-1);
    const scale = newest ? 1 / (newest.rho * dot(newest.y, newest.y)) : 1;
    for (let i = 0; i < q.length; i++) q[i]! *= scale;
    for (let p = 0; p < pairs.length; p++) {
      const { s, y, rho } = pairs[p]!;
      const beta = rho * dot(y, q);
      for (let i = 0; i < q.length; i++) q[i]! += (alphas[p]! - beta) * s[i]!;
    }
    return q.map((v) => -v);
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
