/**
 * What the panel watches of a half-step, from θ and the θ behind q alone: one sweep over the rows gives colours and
 * heatmap together, in slices that let commands through. Nothing here changes the run.
 */
import type { Matrix } from '../data/table.ts';
import { logDensity, responsibilities, rowIdentity } from '../models/gmm/posterior.ts';
import type { HeatmapMessage, RowMessage, TilesMessage, Watch } from '../protocol/run.ts';
import type { ShadesMessage } from '../protocol/shades.ts';
import { writeRgb } from './colours.ts';
import { planeOf } from './points.ts';
import type { RowSource } from './rowSource.ts';
import { shadesOf } from './shades.ts';
import { type Snapshot, type SweepContext, type Swept, sweep } from './sweep.ts';
import { tilesOf } from './tiles.ts';

/** Of more rows than this each colour is told once. */
const mostUnshaded = 10_000;

export interface SweptViews {
  colours?: Uint8Array;
  shades?: ShadesMessage;
  tiles?: TilesMessage;
  heatmap?: HeatmapMessage;
}

/** Colours and heatmap of one snapshot. Throws `Overtaken` when the context says so. */
export async function sweptViews(context: SweepContext, snapshot: Snapshot, watch: Watch): Promise<SweptViews> {
  if (!watch.colours && !watch.heatmap && !watch.tiles) return {};
  const swept = await sweep(context, snapshot);
  const views: SweptViews = {};
  if (watch.colours) {
    const colours = mixColours(swept, snapshot.theta.k, context.rows.n, watch.colours.palette);
    const shades = context.rows.n > mostUnshaded ? shadesOf(colours) : undefined;
    Object.assign(views, shades ? { shades } : { colours });
  }
  if (watch.tiles) {
    const { problem } = context;
    const plane = planeOf(problem, watch.tiles);
    views.tiles = tilesOf(swept, snapshot.theta.k, problem.matrix.columns, plane, watch.tiles);
  }
  if (watch.heatmap) views.heatmap = heatmapOf(swept, snapshot.theta.k, context.rows.n, watch.heatmap, watch.row);
  return views;
}

/** Each row's colour, mixed in OKLab (Ottosson 2020) from the palette by its responsibilities. [n·4] RGBA. */
function mixColours({ q, every }: Swept, k: number, n: number, palette: readonly number[]): Uint8Array {
  const rgba = new Uint8Array(n * 4);
  const known = Math.floor(palette.length / 3);
  const colours = Float64Array.from({ length: known > 0 ? 3 * k : 0 }, (_, at) => palette[at % (3 * known)]!);
  for (let i = 0; i < n; i++) {
    const row = every === 1 ? i * k : Math.floor(i / every) * k;
    let l = 0;
    let a = 0;
    let b = 0;
    for (let j = 0, at = 0; at < colours.length; j++, at += 3) {
      const weight = q[row + j]!;
      l += weight * colours[at]!;
      a += weight * colours[at + 1]!;
      b += weight * colours[at + 2]!;
    }
    writeRgb(rgba, 4 * i, l, a, b);
  }
  return rgba;
}

function heatmapOf(
  swept: Swept,
  k: number,
  n: number,
  wanted: NonNullable<Watch['heatmap']>,
  watched: number | undefined,
): HeatmapMessage {
  const order = wanted.order === 'sorted' ? byComponentAndCertainty(swept.q, k) : undefined;
  const looked = swept.kl.length;
  const from = Math.min(Math.floor(wanted.from / swept.every), Math.max(0, looked - 1));
  const to = Math.max(from + 1, Math.min(looked, Math.ceil(wanted.to / swept.every)));
  const bands = Math.min(wanted.bands, to - from);
  const rowsPerBand = (to - from) / bands;
  const q = new Float32Array(bands * k);
  const kl = new Float32Array(bands);
  const entropy = swept.entropy && new Float32Array(bands);
  const rows = new Uint32Array(bands);
  const sums = new Float64Array(k);
  for (let band = 0; band < bands; band++) {
    const first = from + Math.floor(band * rowsPerBand);
    const end = band === bands - 1 ? to : from + Math.floor((band + 1) * rowsPerBand);
    rows[band] = (order ? order[first]! : first) * swept.every;
    let gap = 0;
    let unsure = 0;
    sums.fill(0);
    for (let p = first; p < end; p++) {
      const i = order ? order[p]! : p;
      gap += swept.kl[i]!;
      if (swept.entropy) unsure += swept.entropy[i]!;
      for (let j = 0; j < k; j++) sums[j]! += swept.q[i * k + j]!;
    }
    kl[band] = gap * swept.every;
    if (entropy) entropy[band] = unsure * swept.every;
    for (let j = 0; j < k; j++) q[band * k + j] = sums[j]! / Math.max(1, end - first);
  }
  const message: HeatmapMessage = {
    order: wanted.order,
    from: from * swept.every,
    to: Math.min(n, to * swept.every),
    bands,
    rowsPerBand: rowsPerBand * swept.every,
    q,
    kl,
    rows,
    ...(entropy ? { entropy } : {}),
  };
  if (watched === undefined || watched >= n) return message;
  const mine = Math.floor(watched / swept.every);
  return { ...message, position: (order ? order.indexOf(mine) : mine) * swept.every };
}

const certaintySteps = 1024;

/**
 * Row indices by the component they most likely come from, surest first within each: a counting sort on (component,
 * certainty in 1,024 steps), linear in the rows and stable.
 */
export function byComponentAndCertainty(q: Float32Array, k: number): Uint32Array {
  const n = q.length / k;
  const keys = new Uint32Array(n);
  const starts = new Uint32Array(k * certaintySteps + 1);
  for (let i = 0; i < n; i++) {
    let best = 0;
    for (let j = 1; j < k; j++) if (q[i * k + j]! > q[i * k + best]!) best = j;
    const doubt = Math.min(certaintySteps - 1, Math.floor((1 - q[i * k + best]!) * certaintySteps));
    keys[i] = best * certaintySteps + doubt;
    starts[keys[i]! + 1]!++;
  }
  for (let key = 1; key < starts.length; key++) starts[key]! += starts[key - 1]!;
  const order = new Uint32Array(n);
  for (let i = 0; i < n; i++) order[starts[keys[i]!]!++] = i;
  return order;
}

export interface RowOfMatrix {
  readonly row: number;
  readonly line: number;
  readonly values: Float64Array;
  readonly label?: string;
}

/** Row i as the file has it. */
export function rowOf({ label, lines, columns }: Matrix, row: number): RowOfMatrix {
  const code = label?.codes[row] ?? -1;
  return {
    row,
    line: lines[row]!,
    values: Float64Array.from(columns, (column) => column[row]!),
    ...(code >= 0 ? { label: label!.levels[code]! } : {}),
  };
}

/** Row i at one snapshot: every term of its derivation. */
export async function rowView(
  rows: RowSource,
  labels: Int32Array | undefined,
  { theta, thetaOfQ }: Snapshot,
  weights: Float64Array,
  about: RowOfMatrix,
): Promise<RowMessage> {
  const { k } = theta;
  const { row } = about;
  const label = labels?.[row] ?? -1;
  const known = label >= 0 ? [label] : undefined;
  const logJoint = new Float64Array(k);
  const q = new Float64Array(k);
  await rows.logJoint(theta, row, row + 1, logJoint);
  await rows.logJoint(thetaOfQ, row, row + 1, q);
  responsibilities(q, k, q, known);
  const posterior = new Float64Array(k);
  responsibilities(logJoint, k, posterior, known);
  const logPrior = weights.map((weight) => Math.log(weight));
  // A component of weight 0 has no joint density to take the prior out of.
  const logConditional = logJoint.map((joint, j) => (weights[j]! > 0 ? joint - logPrior[j]! : -Infinity));
  const tight = theta === thetaOfQ;
  const total = label >= 0 ? logJoint[label]! : logDensity(logJoint, k, 0);
  const identity = tight ? { elbo: total, kl: 0 } : rowIdentity(logJoint, k, 0, q, label);
  return {
    ...about,
    logPrior,
    logDensity: logConditional,
    logJoint,
    q,
    posterior,
    logLikelihood: total,
    elbo: identity.elbo,
    kl: identity.kl,
  };
}
