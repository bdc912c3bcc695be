import { Field } from './field';
import { Lattice } from './lattice';
import { Decoder, encode, klToPrior, type Posterior, type VaeModel } from './model';

/**
 * Integrals over z for L ≤ 2 by the trapezoid rule: on lattices that all rows share (lattice.ts), and where these would
 * take too many nodes, as for a narrow posterior that lies aslant, on grids that follow each row. For smooth integrands that fade at
 * the window's edge its error falls exponentially with the step (Trefethen & Weideman 2014), so a grid and every second
 * of its nodes tell each other how good they are, and nodes near the edge whether the window is wide enough.
 */

/** z = centre + T ε, ε on a grid of `step` with `reach` nodes on either side of 0 a dimension; T lower triangular [L·L]. */
interface Grid {
  readonly centre: Float64Array;
  readonly transform: Float64Array;
  readonly step: number;
  /** The second is 0 where L = 1. */
  readonly reach: readonly [number, number];
}

export interface Evidence {
  /** log p(x), in nats, in training units. */
  readonly logLikelihood: number;
  /** |difference| to the same rule with every second node: an upper bound of the error where it is small. */
  readonly uncertainty: number;
  /** False where the finest grid allowed still disagreed with its half. */
  readonly converged: boolean;
  readonly nodes: number;
}

/** ε beyond this: the integrand is below e^−24 of its peak for a normal posterior. */
const WINDOW = 7;
/** A node at the edge higher than this below the peak asks for a wider window. */
const EDGE = -20;
/** While a grid settles, its edge may be this high. */
const ROUGH_EDGE = -6;
/** Agreement with every second node below which a grid's own error is its square or less. */
const AGREED = 2e-5;
const MOST_NODES = 90_000;
/** The fixed net over the prior that finds what a row's own grid misses. */
const SCAN_REACH = 10;
const SCAN_STEP = 0.25;

/** Quadrature under one model; keeps the decoder's outputs on what rows have needed of its lattices. Not for L > 2. */
export class Quadrature {
  readonly decoder: Decoder;
  private readonly field: Field;
  private readonly latent: number;
  private readonly d: number;
  private scanned:
    | { readonly z: Float64Array; readonly outputs: Float64Array; readonly logs: Float64Array }
    | undefined;

  /**
   * @param agreed difference to every second node, in nats, at which a grid is fine enough; its own error is then some
   *   thousand times smaller. A curve on the screen does well with 1e-3.
   */
  constructor(
    readonly model: VaeModel,
    private readonly agreed = AGREED,
  ) {
    this.latent = model.network.shape.latent;
    this.d = model.network.shape.d;
    if (this.latent > 2) throw new RangeError(`expected at most 2 latent dimensions, got ${this.latent}`);
    this.decoder = new Decoder(model);
    this.field = new Field(new Lattice(this.decoder));
  }

  /**
   * log p(x) = log ∫ p(x|z) p(z) dz.
   * @param x [D] in training units.
   * @param q where to begin; what comes out does not depend on it.
   */
  evidence(x: Float64Array, q: Posterior = encode(this.model, x)): Evidence {
    return this.fieldOf(x).evidence(q, this.agreed) ?? this.followed(x, q);
  }

  /** log p(x | z) of a row on the shared lattices; valid until the next row's. */
  fieldOf(x: Float64Array): Field {
    this.field.turn(x);
    return this.field;
  }

  /**
   * The same integral on a grid of the row's own: it begins on q, moves to the posterior's mean and covariance, and takes
   * in whatever a scan finds elsewhere.
   */
  followed(x: Float64Array, q: Posterior): Evidence {
    let grid = this.settle(x, q);
    grid = this.takeIn(x, grid);
    for (;;) {
      const found = this.integrate(x, grid);
      const wide = Math.max(...found.edges) > EDGE;
      const finer: Grid = wide
        ? { ...grid, reach: times(grid.reach, found.edges[0]! > EDGE ? 1.5 : 1, found.edges[1]! > EDGE ? 1.5 : 1) }
        : { ...grid, step: grid.step / 2, reach: times(grid.reach, 2, 2) };
      const nodes = this.nodesOf(grid);
      const good = !wide && found.uncertainty < this.agreed;
      if (good || this.nodesOf(finer) > MOST_NODES) {
        return { logLikelihood: found.value, uncertainty: found.uncertainty, converged: good, nodes };
      }
      grid = finer;
    }
  }

  /** The same integral on the last grid with half the step and twice the window: the check of `evidence`. */
  checked(x: Float64Array, q: Posterior = encode(this.model, x)): number {
    const grid = this.takeIn(x, this.settle(x, q));
    return this.integrate(x, { ...grid, step: grid.step / 4, reach: times(grid.reach, 8, 8) }).value;
  }

  /**
   * E_q log p(x | z), on the grid z = μ + σ ⊙ ε weighted by N(ε; 0, 1).
   * @param alone no other row will be asked for: a grid of its own has fewer nodes than the tiles it would need.
   * @returns the expectation in nats (training units), and the ELBO with the closed-form KL.
   */
  elbo(
    x: Float64Array,
    q: Posterior = encode(this.model, x),
    alone = false,
  ): { readonly elbo: number; readonly reconstruction: number } {
    const shared = alone ? undefined : this.fieldOf(x).expected(q, this.agreed);
    if (shared !== undefined) return { elbo: shared - klToPrior(q), reconstruction: shared };
    let reach = this.reaches(2 * WINDOW);
    let step = 0.5;
    for (;;) {
      const { value, uncertainty } = this.expectation(x, q, step, reach);
      if (uncertainty < this.agreed || (4 * reach[0] + 1) ** this.latent > MOST_NODES) {
        return { elbo: value - klToPrior(q), reconstruction: value };
      }
      reach = times(reach, 2, 2);
      step /= 2;
    }
  }

  private expectation(x: Float64Array, q: Posterior, step: number, reach: Grid['reach']) {
    const grid: Grid = { centre: q.mean, transform: diagonal(q), step, reach };
    const count = this.place(grid);
    const outputs = this.decoder.decode(count);
    const sums = [0, 0];
    const weights = [0, 0];
    this.walk(reach, (node, a, b, even) => {
      const weight = Math.exp(-0.5 * step * step * (a * a + b * b));
      const value = weight * this.decoder.logLikelihood(x, outputs, node * this.d);
      sums[0]! += value;
      weights[0]! += weight;
      if (even) {
        sums[1]! += value;
        weights[1]! += weight;
      }
    });
    const value = sums[0]! / weights[0]!;
    return { value, uncertainty: Math.abs(value - sums[1]! / weights[1]!) };
  }

  private nodesOf(grid: Grid): number {
    return (2 * grid.reach[0] + 1) * (2 * grid.reach[1] + 1);
  }

  /** Visits the nodes in the order in which `place` writes them. */
  private walk([tall, wide]: Grid['reach'], visit: (node: number, a: number, b: number, even: boolean) => void): void {
    let node = 0;
    for (let a = -tall; a <= tall; a++) {
      for (let b = -wide; b <= wide; b++) visit(node++, a, b, (a & 1) === 0 && (b & 1) === 0);
    }
  }

  /** Writes z of every node into the decoder's input. */
  private place(grid: Grid): number {
    const { centre, transform, step, reach } = grid;
    const count = this.nodesOf(grid);
    const z = this.decoder.input(count);
    if (this.latent === 1) {
      this.walk(reach, (node, a) => {
        z[node] = centre[0]! + transform[0]! * step * a;
      });
    } else {
      this.walk(reach, (node, a, b) => {
        z[2 * node] = centre[0]! + step * transform[0]! * a;
        z[2 * node + 1] = centre[1]! + step * (transform[2]! * a + transform[3]! * b);
      });
    }
    return count;
  }

  /** [nodes] log p(x, z) over a grid, into an array that is made anew. */
  private joint(x: Float64Array, grid: Grid): Float64Array {
    const { latent, d, decoder } = this;
    const count = this.place(grid);
    const z = decoder.input(count);
    const outputs = decoder.decode(count);
    const logs = new Float64Array(count);
    for (let c = 0; c < count; c++) {
      let prior = -0.5 * latent * Math.log(2 * Math.PI);
      for (let l = 0; l < latent; l++) prior -= 0.5 * z[c * latent + l]! ** 2;
      logs[c] = prior + decoder.logLikelihood(x, outputs, c * d);
    }
    return logs;
  }

  private integrate(x: Float64Array, grid: Grid) {
    const logs = this.joint(x, grid);
    const { reach, step, transform } = grid;
    const most = logs.reduce((top, v) => Math.max(top, v), -Infinity);
    let all = 0;
    let half = 0;
    const edges = [-Infinity, -Infinity];
    this.walk(reach, (node, a, b, even) => {
      const value = Math.exp(logs[node]! - most);
      all += value;
      if (even) half += value;
      if (Math.abs(a) === reach[0]) edges[0] = Math.max(edges[0]!, logs[node]! - most);
      if (reach[1] > 0 && Math.abs(b) === reach[1]) edges[1] = Math.max(edges[1]!, logs[node]! - most);
    });
    const cell = this.latent * Math.log(step) + logDeterminant(transform, this.latent);
    const value = most + Math.log(all) + cell;
    const other = most + Math.log(half) + cell + this.latent * Math.LN2;
    return { value, uncertainty: Math.abs(value - other), edges, logs };
  }

  /** Moves a coarse grid from q to the posterior's mean and covariance. */
  private settle(x: Float64Array, q: Posterior): Grid {
    let grid: Grid = { centre: q.mean, transform: diagonal(q), step: 1, reach: this.reaches(WINDOW) };
    for (let round = 0; round < 12; round++) {
      const { logs, edges } = this.integrate(x, grid);
      if (Math.max(...edges) > ROUGH_EDGE) {
        // Off centre, or too narrow: wider by half, about the highest node.
        grid = { ...grid, centre: this.highest(grid, logs), transform: grid.transform.map((t) => 1.6 * t) };
        continue;
      }
      const next = this.moments(grid, logs);
      const before = logDeterminant(grid.transform, this.latent);
      const change = logDeterminant(next.transform, this.latent) - before;
      const moved = Math.hypot(
        ...next.centre.map((c, l) => (c - grid.centre[l]!) / next.transform[l * this.latent + l]!),
      );
      grid = next;
      if (Math.abs(change) < 0.3 && moved < 0.3) break;
    }
    return { ...grid, step: 0.5, reach: this.reaches(2 * WINDOW) };
  }

  private highest(grid: Grid, logs: Float64Array): Float64Array {
    let best = 0;
    for (let c = 1; c < logs.length; c++) if (logs[c]! > logs[best]!) best = c;
    this.place(grid);
    return this.decoder.input(logs.length).slice(best * this.latent, (best + 1) * this.latent);
  }

  /** A grid on the mean and covariance of the posterior as another grid sees it. */
  private moments(grid: Grid, logs: Float64Array): Grid {
    const { latent } = this;
    const count = this.place(grid);
    const z = this.decoder.input(count);
    const most = logs.reduce((top, v) => Math.max(top, v), -Infinity);
    const weights = logs.map((v) => Math.exp(v - most));
    const total = weights.reduce((sum, w) => sum + w, 0);
    const centre = new Float64Array(latent);
    for (let c = 0; c < count; c++) {
      for (let l = 0; l < latent; l++) centre[l]! += (weights[c]! / total) * z[c * latent + l]!;
    }
    const covariance = new Float64Array(latent * latent);
    for (let c = 0; c < count; c++) {
      for (let l = 0; l < latent; l++) {
        for (let m = 0; m <= l; m++) {
          const product = (z[c * latent + l]! - centre[l]!) * (z[c * latent + m]! - centre[m]!);
          covariance[l * latent + m]! += (weights[c]! / total) * product;
        }
      }
    }
    // A peak that fell between nodes has no width there: not below a fifth of the grid's.
    const least = Array.from({ length: latent }, (_, l) => (0.2 * norm(grid.transform, l, latent)) ** 2);
    for (let l = 0; l < latent; l++) covariance[l * latent + l] = Math.max(covariance[l * latent + l]!, least[l]!);
    return { ...grid, centre, transform: root(covariance, latent) };
  }

  /** Widens a grid over every place of the scan that outweighs e^−18 of the peak and that it does not cover. */
  private takeIn(x: Float64Array, grid: Grid): Grid {
    const { latent, d } = this;
    const scan = this.scan();
    const peak = this.integrate(x, { ...grid, step: 1, reach: this.reaches(WINDOW) }).logs.reduce(
      (top, v) => Math.max(top, v),
      -Infinity,
    );
    const count = scan.logs.length;
    const joint = new Float64Array(count);
    let top = peak;
    for (let c = 0; c < count; c++) {
      joint[c] = scan.logs[c]! + this.decoder.logLikelihood(x, scan.outputs, c * d);
      top = Math.max(top, joint[c]!);
    }
    const reach = [WINDOW, WINDOW];
    for (let c = 0; c < count; c++) {
      if (joint[c]! < top - 18) continue;
      const a = (scan.z[c * latent]! - grid.centre[0]!) / grid.transform[0]!;
      const b =
        latent === 1 ? 0 : (scan.z[c * latent + 1]! - grid.centre[1]! - grid.transform[2]! * a) / grid.transform[3]!;
      reach[0] = Math.max(reach[0]!, Math.abs(a));
      reach[1] = Math.max(reach[1]!, Math.abs(b));
    }
    const nodes = (far: number) =>
      Math.min(Math.ceil((far + (far > WINDOW ? 1 : 0)) / grid.step), latent === 2 ? 400 : 20_000);
    return { ...grid, reach: [nodes(reach[0]!), latent === 2 ? nodes(reach[1]!) : 0] };
  }

  private reaches(nodes: number): Grid['reach'] {
    return [nodes, this.latent === 2 ? nodes : 0];
  }

  private scan() {
    if (this.scanned) return this.scanned;
    const { latent } = this;
    const side = Math.round(SCAN_REACH / SCAN_STEP);
    const unit = new Float64Array(latent * latent);
    for (let l = 0; l < latent; l++) unit[l * latent + l] = 1;
    const count = this.place({
      centre: new Float64Array(latent),
      transform: unit,
      step: SCAN_STEP,
      reach: this.reaches(side),
    });
    const z = this.decoder.input(count).slice(0, count * latent);
    const outputs = this.decoder.decode(count).slice(0, count * this.d);
    const logs = new Float64Array(count);
    for (let c = 0; c < count; c++) {
      logs[c] = -0.5 * latent * Math.log(2 * Math.PI);
      for (let l = 0; l < latent; l++) logs[c]! -= 0.5 * z[c * latent + l]! ** 2;
    }
    this.scanned = { z, outputs, logs };
    return this.scanned;
  }
}

const times = ([a, b]: Grid['reach'], byA: number, byB: number): Grid['reach'] => [
  Math.ceil(a * byA),
  Math.ceil(b * byB),
];

function diagonal(q: Posterior): Float64Array {
  const latent = q.mean.length;
  const transform = new Float64Array(latent * latent);
  for (let l = 0; l < latent; l++) transform[l * latent + l] = Math.exp(0.5 * q.logVariance[l]!);
  return transform;
}

const logDeterminant = (transform: Float64Array, latent: number): number =>
  Math.log(transform[0]!) + (latent === 2 ? Math.log(transform[3]!) : 0);

const norm = (transform: Float64Array, l: number, latent: number): number =>
  l === 0 ? transform[0]! : Math.hypot(transform[latent]!, transform[latent + 1]!);

/** Lower Cholesky root of a covariance of one or two dimensions; never narrower than 1e-6 of itself. */
function root(covariance: Float64Array, latent: number): Float64Array {
  if (latent === 1) return Float64Array.of(Math.sqrt(covariance[0]!));
  const a = Math.sqrt(covariance[0]!);
  const b = covariance[2]! / a;
  return Float64Array.of(a, 0, b, Math.sqrt(Math.max(covariance[3]! - b * b, 1e-6 * covariance[3]!)));
}
