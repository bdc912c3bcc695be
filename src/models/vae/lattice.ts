import { logSigmaOf } from '../../kernels/vae';
import { softplus } from '../../kernels/vaeScalar';
import type { Decoder } from './model';

/**
 * The decoder's outputs on lattices over z (L ≤ 2) that lie still, so that all rows share them: node (a, b) of levels
 * (k, m) is z = (a·2^{−k/2}, b·2^{−m/2}). What a row costs is then its residuals, not the network; nodes come in tiles of
 * 64 that are decoded when a row first asks for them.
 */

/** Nodes of a tile. */
export const TILE = 64;
const HALF_LOG_2PI = 0.5 * Math.log(2 * Math.PI);
/** The finest step is 2^−13.5. */
const FINEST = 27;
/** No node is farther out. */
export const FARTHEST = 80;
/** Numbers kept before all tiles are let go: 128 MB. */
const BUDGET = 2 ** 24;
/** The net that finds what lies far from where a row was looked for first: step ¼ on ±10. */
const SCAN_LEVEL = 4;
const SCAN_REACH = 10;

/** A lattice: one level a dimension (0 for the second where L = 1). */
export interface Levels {
  readonly tall: number;
  readonly wide: number;
}

/** The coarsest level whose step is no more than `step`; undefined where none is as fine. */
export function levelFor(step: number): number | undefined {
  const level = Math.max(0, Math.ceil(-2 * Math.log2(step) - 1e-9));
  return level <= FINEST ? level : undefined;
}

export const finer = (level: number): number | undefined => (level + 2 <= FINEST ? level + 2 : undefined);

/** A tile of the scan, and the least |z|² in it. */
interface Scanned {
  readonly tile: Tile;
  readonly near: number;
}

/** 64 nodes of a lattice, and what the row that was last here made of them. */
export interface Tile {
  /** Its number in each dimension. */
  readonly a: number;
  readonly b: number;
  /** [64·stride], the second dimension running faster; undefined until it is decoded. */
  nodes: Float64Array | undefined;
  /** [64] log p(x | z) of row `turn`. */
  values: Float64Array;
  turn: number;
  /** The flood that was here last. */
  flood: number;
  /** Below, above, left, right; as far as they have been asked for. */
  readonly beside: (Tile | undefined)[];
}

/** What tiles hold that no row has come to. */
const none = new Float64Array(0);
/** Tiles are numbered within ±2^20. */
const SPAN = 2 ** 20;

/** One lattice: its tiles as they are asked for. */
export class Sheet {
  readonly high: number;
  readonly across: number;
  private readonly tiles = new Map<number, Tile>();

  constructor(
    private readonly lattice: Lattice,
    readonly levels: Levels,
  ) {
    this.high = 2 ** (-levels.tall / 2);
    this.across = 2 ** (-levels.wide / 2);
  }

  tile(a: number, b: number): Tile {
    const name = (a + SPAN) * 2 * SPAN + b + SPAN;
    let tile = this.tiles.get(name);
    if (!tile) {
      tile = { a, b, nodes: undefined, values: none, turn: 0, flood: 0, beside: [] };
      this.tiles.set(name, tile);
    }
    return tile;
  }

  /** The neighbour on side 0 below, 1 above, 2 left, 3 right. */
  beside(tile: Tile, side: number): Tile {
    tile.beside[side] ??= this.tile(
      tile.a + (side === 0 ? -1 : side === 1 ? 1 : 0),
      tile.b + (side === 2 ? -1 : side === 3 ? 1 : 0),
    );
    return tile.beside[side];
  }

  /** The tile that z lies in or next to. */
  around(first: number, second: number): Tile {
    const { latent, tall, wide } = this.lattice;
    const a = Math.floor(Math.round(first / this.high) / tall);
    return this.tile(a, latent === 2 ? Math.floor(Math.round(second / this.across) / wide) : 0);
  }
}

export class Lattice {
  readonly latent: number;
  /** Nodes of a tile a dimension. */
  readonly tall: number;
  readonly wide: number;
  /** Numbers a node: D outputs (Gaussian columns first, divided by σ; then logits), log p(x|z) less its residuals, log p(z). */
  readonly stride: number;
  /** The largest that log p(x | z) can be, whatever x and z. */
  readonly ceiling: number;
  /** Columns in the order of a node's outputs; the first `gaussians` of them are Gaussian. */
  private readonly order: Int32Array;
  readonly gaussians: number;
  private readonly precision: Float64Array;
  private readonly sheets = new Map<number, Sheet>();
  /** Numbers in all tiles. */
  private kept = 0;
  private scanned: { readonly sheet: Sheet; readonly tiles: readonly Scanned[] } | undefined;

  constructor(private readonly decoder: Decoder) {
    const { network, parameters } = decoder.model;
    const { d, latent, binary } = network.shape;
    this.latent = latent;
    [this.tall, this.wide] = latent === 1 ? [TILE, 1] : [8, 8];
    this.stride = d + 2;
    const columns = Array.from({ length: d }, (_, j) => j);
    const gaussian = columns.filter((j) => !binary[j]);
    this.gaussians = gaussian.length;
    this.order = Int32Array.from([...gaussian, ...columns.filter((j) => binary[j])]);
    this.precision = Float64Array.from(gaussian, (j) => Math.exp(-logSigmaOf(network, parameters, j)));
    this.ceiling = gaussian.reduce((sum, j) => sum - HALF_LOG_2PI - logSigmaOf(network, parameters, j), 0);
  }

  /** Writes a row as nodes are written: [D]. */
  lay(x: Float64Array, into: Float64Array): void {
    for (let c = 0; c < into.length; c++) {
      const value = x[this.order[c]!]!;
      into[c] = c < this.gaussians ? value * this.precision[c]! : value;
    }
  }

  sheet(levels: Levels): Sheet {
    const name = 32 * levels.tall + levels.wide;
    let sheet = this.sheets.get(name);
    if (!sheet) {
      sheet = new Sheet(this, levels);
      this.sheets.set(name, sheet);
    }
    return sheet;
  }

  /** Tiles that a row may have decoded at a time. */
  get most(): number {
    return BUDGET / (TILE * (this.stride + 1));
  }

  /** Lets all tiles go where they have become too many; not while a row is at work. */
  tidy(): void {
    if (this.kept <= BUDGET) return;
    this.sheets.clear();
    this.scanned = undefined;
    this.kept = 0;
  }

  /** The nodes of a tile. */
  nodesOf({ high, across }: Sheet, tile: Tile): Float64Array {
    if (tile.nodes) return tile.nodes;
    const { latent, tall, wide } = this;
    const z = this.decoder.input(TILE);
    for (let n = 0; n < TILE; n++) {
      z[n * latent] = (tile.a * tall + Math.floor(n / wide)) * high;
      if (latent === 2) z[n * latent + 1] = (tile.b * wide + (n % wide)) * across;
    }
    tile.nodes = this.decoded(TILE);
    tile.values = new Float64Array(TILE);
    this.kept += TILE * (this.stride + 1);
    return tile.nodes;
  }

  /** The sheet of the scan, and its tiles from the middle outwards. */
  get scan(): { readonly sheet: Sheet; readonly tiles: readonly Scanned[] } {
    if (this.scanned) return this.scanned;
    const { latent, tall, wide } = this;
    const sheet = this.sheet({ tall: SCAN_LEVEL, wide: latent === 2 ? SCAN_LEVEL : 0 });
    const half = (size: number, step: number): number => Math.ceil(SCAN_REACH / (size * step));
    const [high, across] = [half(tall, sheet.high), latent === 2 ? half(wide, sheet.across) : 0];
    const tiles: Scanned[] = [];
    for (let a = -high; a < high; a++) {
      for (let b = -across; b < Math.max(1, across); b++) {
        const near = nearest(a * tall, tall, sheet.high) + (latent === 2 ? nearest(b * wide, wide, sheet.across) : 0);
        tiles.push({ tile: sheet.tile(a, b), near });
      }
    }
    tiles.sort((p, q) => p.near - q.near);
    this.scanned = { sheet, tiles };
    return this.scanned;
  }

  /** Decodes the z that were written last. */
  private decoded(count: number): Float64Array {
    const { latent, stride, order, gaussians, precision, ceiling, decoder } = this;
    const d = order.length;
    const z = decoder.input(count);
    const outputs = decoder.decode(count);
    const nodes = new Float64Array(count * stride);
    for (let n = 0; n < count; n++) {
      const at = n * stride;
      let rest = ceiling;
      for (let c = 0; c < d; c++) {
        const y = outputs[n * d + order[c]!]!;
        if (c < gaussians) nodes[at + c] = y * precision[c]!;
        else {
          nodes[at + c] = y;
          rest -= softplus(y);
        }
      }
      let prior = -latent * HALF_LOG_2PI;
      for (let l = 0; l < latent; l++) prior -= 0.5 * z[n * latent + l]! ** 2;
      nodes[at + d] = rest;
      nodes[at + d + 1] = prior;
    }
    return nodes;
  }
}

/** The least square of so many nodes from `first` on. */
const nearest = (first: number, count: number, step: number): number =>
  (step * Math.max(0, first, -(first + count - 1))) ** 2;
