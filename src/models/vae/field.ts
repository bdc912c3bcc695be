import { FARTHEST, finer, type Lattice, type Levels, levelFor, type Sheet, TILE, type Tile } from './lattice';
import type { Posterior } from './model';
import type { Evidence } from './quadrature';

/** A node this far below the peak ends a region. */
const EDGE = -20;
/** A place of the scan that is higher than this is part of the integral. */
const SCAN_EDGE = -18;
/** ε beyond this: N(ε; 0, 1) is below e^−24 of its peak. */
const WINDOW = 7;
const MOST_NODES = 90_000;
/** Steps in a σ of q to begin with: where the posterior is q, every second node is then within 1e-6 of all. */
const PARTS = 1.7;
/** Below the peak by this, a node adds nothing. */
const NOTHING = -40;
/** Tiles climbed from where a row is looked for to where it is. */
const MOST_CLIMB = 400;

/** E_q log p(x | z), and |difference| to every second node, added up over the dimensions. */
interface Expectation {
  readonly value: number;
  readonly uncertainty: number;
}

/**
 * log p(x | z) of one row on the shared lattices, each tile computed when it is first asked for. Integrals over it by the
 * trapezoid rule: log ∫ p(x | z) p(z) dz over the tiles that carry it, E_q over a window of q.
 */
export class Field {
  private readonly laid: Float64Array;
  private x: Float64Array;
  /** Rows and floods so far. */
  private turns = 0;
  private floods = 0;
  private readonly weights: readonly [Float64Array[], Float64Array[]] = [[], []];

  constructor(private readonly lattice: Lattice) {
    const d = lattice.stride - 2;
    this.laid = new Float64Array(d);
    this.x = new Float64Array(d).fill(Number.NaN);
  }

  /** Turns to a row. @param x [D] in training units. */
  turn(x: Float64Array): void {
    if (this.x.every((value, j) => value === x[j])) return;
    this.x.set(x);
    this.lattice.lay(x, this.laid);
    this.lattice.tidy();
    this.turns++;
  }

  /** Where q's σ is `parts` steps wide or more. */
  levelsOf(q: Posterior, parts: number): Levels | undefined {
    const level = (l: number) => levelFor(Math.exp(0.5 * q.logVariance[l]!) / parts);
    const tall = level(0);
    const wide = this.lattice.latent === 2 ? level(1) : 0;
    return tall === undefined || wide === undefined ? undefined : { tall, wide };
  }

  /**
   * E_q log p(x | z) with weights N(z; μ, σ²) on the lattice; undefined where that would take too many nodes.
   * @param slopes [2L] gets the derivatives in μ, then in log σ².
   */
  expectation(q: Posterior, levels: Levels, slopes?: Float64Array): Expectation | undefined {
    const { latent, tall, wide } = this.lattice;
    const sheet = this.lattice.sheet(levels);
    const first = this.weigh(0, q, sheet.high);
    const second = latent === 2 ? this.weigh(1, q, sheet.across) : point(this.weights[1]);
    if (!first || !second || first.count * second.count > this.mostNodes) return undefined;
    const { weights, offsets } = second;
    let sum = 0;
    let evenTall = 0;
    let evenWide = 0;
    let tall1 = 0;
    let tall2 = 0;
    let wide1 = 0;
    let wide2 = 0;
    const lastTall = first.from + first.count - 1;
    const lastWide = second.from + second.count - 1;
    for (let ta = Math.floor(first.from / tall); ta * tall <= lastTall; ta++) {
      for (let tb = Math.floor(second.from / wide); tb * wide <= lastWide; tb++) {
        const values = this.valuesOf(sheet, sheet.tile(ta, tb));
        const from = Math.max(first.from, ta * tall);
        const to = Math.min(lastTall, ta * tall + tall - 1);
        const left = Math.max(second.from, tb * wide);
        const right = Math.min(lastWide, tb * wide + wide - 1);
        for (let a = from; a <= to; a++) {
          let at = (a - ta * tall) * wide + left - tb * wide;
          let s0 = 0;
          let even = 0;
          let s1 = 0;
          let s2 = 0;
          for (let b = left, k = left - second.from; b <= right; b++, k++, at++) {
            const w = weights[k]! * values[at]!;
            const e = offsets[k]!;
            s0 += w;
            if ((b & 1) === 0) even += w;
            s1 += w * e;
            s2 += w * e * e;
          }
          const w = first.weights[a - first.from]!;
          const e = first.offsets[a - first.from]!;
          sum += w * s0;
          if ((a & 1) === 0) evenTall += w * s0;
          evenWide += w * even;
          tall1 += w * e * s0;
          tall2 += w * e * e * s0;
          wide1 += w * s1;
          wide2 += w * s2;
        }
      }
    }
    const total = first.total * second.total;
    const value = sum / total;
    if (slopes) {
      // ∂ log N(z)/∂μ = ε/σ and ∂ log N(z)/∂ log σ² = ½(ε² − 1), each less its mean over the nodes.
      slopes[0] = (tall1 / total - value * first.mean) / first.sigma;
      slopes[latent] = 0.5 * (tall2 / total - value * first.square);
      if (latent === 2) {
        slopes[1] = (wide1 / total - value * second.mean) / second.sigma;
        slopes[3] = 0.5 * (wide2 / total - value * second.square);
      }
    }
    const offTall = Math.abs(value - evenTall / (first.even * second.total));
    const offWide = latent === 2 ? Math.abs(value - evenWide / (first.total * second.even)) : 0;
    return { value, uncertainty: offTall + offWide };
  }

  /** E_q log p(x | z), on finer lattices until it agrees with every second node; undefined where that takes too many. */
  expected(q: Posterior, agreed: number): number | undefined {
    for (let levels = this.levelsOf(q, PARTS); levels; levels = this.refined(levels, true, true)) {
      const found = this.expectation(q, levels);
      if (!found || found.uncertainty < agreed) return found?.value;
    }
    return undefined;
  }

  /**
   * log ∫ p(x | z) p(z) dz over all tiles that reach e^−20 of the peak: those about the peak that lies uphill of `from`,
   * and wherever the scan finds weight. Undefined where it takes too many nodes.
   */
  evidence(from: Posterior, agreed: number): Evidence | undefined {
    let levels = this.levelsOf(from, PARTS);
    let start = from.mean;
    while (levels) {
      const sheet = this.lattice.sheet(levels);
      const region = this.region(sheet, start);
      if (!region) return undefined;
      const found = this.integrate(sheet, region);
      const { value, offTall, offWide } = found;
      const uncertainty = offTall + offWide;
      if (uncertainty < agreed) {
        return { logLikelihood: value, uncertainty, converged: true, nodes: region.length * TILE };
      }
      start = found.peak;
      levels = this.refined(levels, offTall >= agreed / 2, offWide >= agreed / 2);
    }
    return undefined;
  }

  private refined(levels: Levels, inTall: boolean, inWide: boolean): Levels | undefined {
    const tall = inTall ? finer(levels.tall) : levels.tall;
    const wide = inWide && this.lattice.latent === 2 ? finer(levels.wide) : levels.wide;
    return tall === undefined || wide === undefined ? undefined : { tall, wide };
  }

  private get mostNodes(): number {
    return Math.min(MOST_NODES, TILE * this.lattice.most);
  }

  /** [64] log p(x | z) of a tile's nodes. */
  private valuesOf(sheet: Sheet, tile: Tile): Float64Array {
    if (tile.turn === this.turns && tile.nodes) return tile.values;
    const nodes = this.lattice.nodesOf(sheet, tile);
    tile.turn = this.turns;
    const { values } = tile;
    const { stride } = this.lattice;
    for (let n = 0; n < TILE; n++) values[n] = this.likelihood(nodes, n * stride);
    return values;
  }

  /** log p(x | z) of the node at `at`. */
  private likelihood(nodes: Float64Array, at: number): number {
    const { laid } = this;
    const { gaussians } = this.lattice;
    const d = laid.length;
    let squares = 0;
    for (let c = 0; c < gaussians; c++) {
      const residual = laid[c]! - nodes[at + c]!;
      squares += residual * residual;
    }
    let sum = nodes[at + d]! - 0.5 * squares;
    for (let c = gaussians; c < d; c++) sum += laid[c]! * nodes[at + c]!;
    return sum;
  }

  /** Weights N(z; μ, σ²) of the nodes within the window in one dimension. */
  private weigh(l: number, q: Posterior, step: number) {
    const sigma = Math.exp(0.5 * q.logVariance[l]!);
    const mean = q.mean[l]!;
    if (!(sigma > 0) || Math.abs(mean) + WINDOW * sigma > FARTHEST) return undefined;
    const from = Math.ceil((mean - WINDOW * sigma) / step);
    const count = Math.floor((mean + WINDOW * sigma) / step) - from + 1;
    if (count < 2) return undefined;
    const [weights, offsets] = room(this.weights[l as 0 | 1], count);
    let total = 0;
    let even = 0;
    let first = 0;
    let second = 0;
    for (let n = 0; n < count; n++) {
      const e = ((from + n) * step - mean) / sigma;
      const w = Math.exp(-0.5 * e * e);
      weights[n] = w;
      offsets[n] = e;
      total += w;
      if (((from + n) & 1) === 0) even += w;
      first += w * e;
      second += w * e * e;
    }
    return { from, count, weights, offsets, total, even, sigma, mean: first / total, square: second / total };
  }

  /** The tiles that carry the integral: flooded from the peak and from what the scan finds. */
  private region(sheet: Sheet, start: Float64Array): Tile[] | undefined {
    const { scan, ceiling, stride, tall, wide, latent } = this.lattice;
    const flood = ++this.floods;
    const region: Tile[] = [];
    const summit = this.climb(sheet, sheet.around(start[0]!, start[1] ?? 0));
    let peak = summit ? this.spread(sheet, summit, -Infinity, region) : Number.NaN;
    const most = ceiling - 0.5 * latent * Math.log(2 * Math.PI);
    for (const { tile, near } of scan.tiles) {
      // Tiles come by falling prior.
      if (Number.isNaN(peak) || most - 0.5 * near < peak + SCAN_EDGE) break;
      const values = this.valuesOf(scan.sheet, tile);
      const nodes = tile.nodes!;
      for (let n = 0, at = stride - 1; n < TILE && !Number.isNaN(peak); n++, at += stride) {
        if (values[n]! + nodes[at]! < peak + SCAN_EDGE) continue;
        const first = (tile.a * tall + Math.floor(n / wide)) * scan.sheet.high;
        const about = sheet.around(first, (tile.b * wide + (n % wide)) * scan.sheet.across);
        if (about.flood !== flood) peak = this.spread(sheet, about, peak, region);
      }
    }
    return Number.isNaN(peak) ? undefined : region;
  }

  /** From tile to tile towards the highest node, until that lies within one. */
  private climb(sheet: Sheet, from: Tile): Tile | undefined {
    const { tall, wide, latent, stride } = this.lattice;
    let tile = from;
    let best = -Infinity;
    for (let turn = 0; turn < MOST_CLIMB && this.within(sheet, tile); turn++) {
      const values = this.valuesOf(sheet, tile);
      const nodes = tile.nodes!;
      let highest = 0;
      let most = -Infinity;
      for (let n = 0, at = stride - 1; n < TILE; n++, at += stride) {
        const joint = values[n]! + nodes[at]!;
        if (joint <= most) continue;
        most = joint;
        highest = n;
      }
      const up = side(Math.floor(highest / wide), tall);
      const along = latent === 2 ? side(highest % wide, wide) : 0;
      if (most <= best || (up === 0 && along === 0)) return tile;
      best = most;
      tile = sheet.tile(tile.a + up, tile.b + along);
    }
    return undefined;
  }

  private within({ high, across }: Sheet, { a, b }: Tile): boolean {
    const { tall, wide } = this.lattice;
    return Math.abs(a * tall) * high < FARTHEST && Math.abs(b * wide) * across < FARTHEST;
  }

  /**
   * Floods from a tile over edges within e^−20 of the peak; adds what is new to `region`. Returns the peak, NaN where there
   * is no end to it.
   */
  private spread(sheet: Sheet, from: Tile, above: number, region: Tile[]): number {
    const { tall, wide, latent, stride } = this.lattice;
    const { floods } = this;
    const most = this.mostNodes / TILE;
    let peak = above;
    const open = [from];
    for (let tile = open.pop(); tile; tile = open.pop()) {
      if (tile.flood === floods) continue;
      if (region.length > most || !this.within(sheet, tile)) return Number.NaN;
      tile.flood = floods;
      region.push(tile);
      const values = this.valuesOf(sheet, tile);
      const nodes = tile.nodes!;
      let below = -Infinity;
      let over = -Infinity;
      let left = -Infinity;
      let right = -Infinity;
      for (let row = 0, n = 0, at = stride - 1; row < tall; row++) {
        let line = -Infinity;
        for (let column = 0; column < wide; column++, n++, at += stride) {
          const joint = values[n]! + nodes[at]!;
          if (joint > line) line = joint;
          if (column === 0 && joint > left) left = joint;
          if (column === wide - 1 && joint > right) right = joint;
        }
        if (line > peak) peak = line;
        if (row === 0) below = line;
        if (row === tall - 1) over = line;
      }
      const edge = peak + EDGE;
      if (below > edge) open.push(sheet.beside(tile, 0));
      if (over > edge) open.push(sheet.beside(tile, 1));
      if (latent === 2 && left > edge) open.push(sheet.beside(tile, 2));
      if (latent === 2 && right > edge) open.push(sheet.beside(tile, 3));
    }
    return peak;
  }

  private integrate({ high, across }: Sheet, region: readonly Tile[]) {
    const { latent, tall, wide, stride } = this.lattice;
    const peak = new Float64Array(latent);
    let most = -Infinity;
    for (const { a, b, nodes, values } of region) {
      for (let n = 0, at = stride - 1; n < TILE; n++, at += stride) {
        const joint = values[n]! + nodes![at]!;
        if (joint <= most) continue;
        most = joint;
        peak[0] = (a * tall + Math.floor(n / wide)) * high;
        if (latent === 2) peak[1] = (b * wide + (n % wide)) * across;
      }
    }
    let all = 0;
    let evenTall = 0;
    let evenWide = 0;
    for (const { nodes, values } of region) {
      // Tiles are even: a node's place in its own tells whether its number is.
      for (let row = 0, n = 0, at = stride - 1; row < tall; row++) {
        let line = 0;
        for (let column = 0; column < wide; column++, n++, at += stride) {
          const above = values[n]! + nodes![at]! - most;
          if (above < NOTHING) continue;
          const value = Math.exp(above);
          line += value;
          if ((column & 1) === 0) evenWide += value;
        }
        all += line;
        if ((row & 1) === 0) evenTall += line;
      }
    }
    const cell = Math.log(high) + (latent === 2 ? Math.log(across) : 0);
    const off = (half: number) => Math.abs(Math.log((2 * half) / all));
    return {
      value: most + Math.log(all) + cell,
      offTall: off(evenTall),
      offWide: latent === 2 ? off(evenWide) : 0,
      peak,
    };
  }
}

const side = (index: number, count: number): number => (index === 0 ? -1 : index === count - 1 ? 1 : 0);

/** Two arrays of at least `count` numbers, kept for the next time. */
function room(kept: Float64Array[], count: number): [Float64Array, Float64Array] {
  if (!kept[0] || kept[0].length < count) kept.splice(0, 2, new Float64Array(2 * count), new Float64Array(2 * count));
  return [kept[0]!, kept[1]!];
}

/** The second dimension where there is none: one node of weight 1. */
function point(kept: Float64Array[]) {
  const [weights, offsets] = room(kept, 1);
  weights[0] = 1;
  offsets[0] = 0;
  return { from: 0, count: 1, weights, offsets, total: 1, even: 1, sigma: 1, mean: 0, square: 0 };
}
