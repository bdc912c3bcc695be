/** A bent decoder: no posterior in closed form, and a gap of two parts, had by quadrature. */
import type { GapSplit } from '../../models/vae/gap.ts';
import { Decoder, type VaeModel } from '../../models/vae/model.ts';
import { decodeAll } from '../../models/vae/pictures.ts';
import { Quadrature } from '../../models/vae/quadrature.ts';
import type { BridgeAnswerOf, GaussianMessage } from '../../protocol/bridge.ts';
import type { Asked, Say } from './bridge.ts';
import { breathe, type Ground, type Shift } from './ground.ts';
import { inTraining, isHeldOut, settledAt, splitOf, trainOn, type VaeRun, vaeRun } from './vaeRun.ts';

type Answer = BridgeAnswerOf<'curved'>;

/** Rows whose gap is split for the mean, evenly spaced. */
const sampleRows = 24;
const sampleTold = 8;
const mostShown = 300;
/** Nodes a side of the posterior's picture. */
const sides = { 1: 201, 2: 161 } as const;
/** Log density below its peak at which the picture ends. */
const fading = 9;
/** The decoder's mesh over z: lines each way, points a line, and how far it reaches. */
const mesh = { lines: 9, points: 41, reach: 2.4 } as const;

export async function curvedPage(ask: Asked<'curved'>, ground: Ground, shift: Shift, say: Say): Promise<void> {
  const { latent } = ask;
  const run = vaeRun(ground, latent);
  const { training } = run;
  const row = Math.min(ask.row, ground.matrix.n - 1);
  const tell = (more: Partial<Answer> = {}): void => say({ ...curve(run, ground, row, ask), ...more });
  if (!training.done) {
    const bending = () => tell({ mesh: meshOf(training.model()) });
    bending();
    await trainOn(run, shift, bending);
  }
  const model = training.modelAt(training.records[shownRecords(run)[momentOf(run, ask.at)]!]!.epoch);
  const { logJacobian } = model.units;
  const decoder = meshOf(model);
  const sample = ground.kept<Answer['sample']>(`curved sample ${latent}`);
  const known = sample ? { sample } : {};
  tell({ mesh: decoder, ...known });
  const x = inTraining(run, ground.row(row));
  const split = await splitOf(model, x, shift);
  const ofRow: Answer['ofRow'] = {
    ...figuresOf(split, logJacobian),
    uncertainty: split.evidence.uncertainty,
    q: gaussianOf(split.q),
    best: gaussianOf(split.best),
    grid: gridOf(model, x, split),
  };
  tell({ mesh: decoder, ofRow, ...known });
  if (sample && sample.rows >= Math.min(sampleRows, run.rows.length)) return;
  // The mean over a sample, of the model that training settled on, a few rows at a time.
  for await (const mean of meanGaps(run, shift)) {
    ground.store(`curved sample ${latent}`, mean);
    tell({ mesh: decoder, ofRow, sample: mean });
  }
}

function curve(run: VaeRun, ground: Ground, row: number, ask: Asked<'curved'>): Answer {
  const { training } = run;
  const records = shownRecords(run).map((at) => training.records[at]!);
  const held = records.filter(({ heldOut }) => heldOut !== undefined);
  return {
    page: 'curved',
    row,
    n: ground.matrix.n,
    latent: ask.latent,
    epochs: Float64Array.from(records, ({ epoch }) => epoch),
    train: Float64Array.from(records, ({ train }) => train.elbo),
    heldOut: Float64Array.from(held, ({ heldOut }) => heldOut!.elbo),
    at: momentOf(run, ask.at),
    done: training.done,
    rowHeldOut: isHeldOut(run, row),
  };
}

/** Records that are shown: evenly many, and the one that training settled on. */
function shownRecords(run: VaeRun): number[] {
  const { records, done } = run.training;
  const last = records.length - 1;
  const every = Math.ceil(records.length / mostShown);
  const settled = done ? settledAt(run) : last;
  return [...records.keys()].filter((at) => at % every === 0 || at === settled || at === last);
}

/** Which of those that are shown: the one asked for, or the one that training settled on. */
function momentOf(run: VaeRun, wanted: number | undefined): number {
  const shown = shownRecords(run);
  const last = shown.length - 1;
  return Math.min(wanted ?? (run.training.done ? shown.indexOf(settledAt(run)) : last), last);
}

const figuresOf = (split: GapSplit, logJacobian: number) => ({
  logLikelihood: split.logLikelihood + logJacobian,
  elbo: split.elbo + logJacobian,
  approximation: split.approximation,
  amortisation: split.amortisation,
});

const gaussianOf = ({ mean, logVariance }: GapSplit['q']): GaussianMessage => ({
  mean,
  deviations: logVariance.map((v) => Math.exp(v / 2)),
});

/** Running means over rows evenly spaced among those that training has. */
async function* meanGaps(run: VaeRun, shift: Shift): AsyncGenerator<NonNullable<Answer['sample']>> {
  const { training, rows } = run;
  const model = training.modelAt(training.settled.epoch);
  const { logJacobian, d } = model.units;
  const quadrature = new Quadrature(model);
  const count = Math.min(sampleRows, rows.length);
  const sums = { logLikelihood: 0, elbo: 0, approximation: 0, amortisation: 0 };
  for (let s = 0; s < count; s++) {
    const i = Math.floor((s * rows.length) / count);
    const split = await splitOf(model, training.data.slice(i * d, (i + 1) * d), shift, quadrature);
    const own = figuresOf(split, logJacobian);
    for (const part of Object.keys(sums) as (keyof typeof sums)[]) sums[part] += own[part];
    const done = s + 1;
    if (done % sampleTold !== 0 && done < count) continue;
    yield {
      logLikelihood: sums.logLikelihood / done,
      elbo: sums.elbo / done,
      approximation: sums.approximation / done,
      amortisation: sums.amortisation / done,
      rows: done,
    };
    await breathe(shift);
  }
}

/** log p(z | x) over a window that holds what is high of it, and q, and the best q. */
function gridOf(model: VaeModel, x: Float64Array, split: GapSplit): NonNullable<Answer['ofRow']>['grid'] {
  const latent = model.network.shape.latent as 1 | 2;
  const decoder = new Decoder(model);
  let from = new Float64Array(latent).fill(-6);
  let to = new Float64Array(latent).fill(6);
  // First everywhere, to find where it is high; then there.
  for (const round of [0, 1]) {
    const side = round === 0 ? (latent === 1 ? 801 : 121) : sides[latent];
    const logs = jointOver(decoder, x, from, to, side);
    if (round === 1) {
      const { logLikelihood } = split;
      return { side, from, to, logDensity: Float32Array.from(logs, (value) => value - logLikelihood) };
    }
    [from, to] = windowOf(logs, from, to, side, split);
  }
  throw new RangeError('unreachable');
}

/** log p(x, z) in training units on side^L nodes, the first dimension running fastest. */
function jointOver(
  decoder: Decoder,
  x: Float64Array,
  from: Float64Array,
  to: Float64Array,
  side: number,
): Float64Array {
  const { d, latent } = decoder.model.network.shape;
  const count = side ** latent;
  const z = decoder.input(count);
  const logs = new Float64Array(count);
  const node = (l: number, i: number) => from[l]! + ((to[l]! - from[l]!) * i) / (side - 1);
  for (let c = 0; c < count; c++) {
    logs[c] = -0.5 * latent * Math.log(2 * Math.PI);
    for (let l = 0; l < latent; l++) {
      const value = node(l, l === 0 ? c % side : Math.floor(c / side));
      z[c * latent + l] = value;
      logs[c]! -= 0.5 * value * value;
    }
  }
  const outputs = decoder.decode(count);
  for (let c = 0; c < count; c++) logs[c]! += decoder.logLikelihood(x, outputs, c * d);
  return logs;
}

function windowOf(
  logs: Float64Array,
  from: Float64Array,
  to: Float64Array,
  side: number,
  { q, best }: GapSplit,
): [Float64Array<ArrayBuffer>, Float64Array<ArrayBuffer>] {
  const latent = from.length;
  const top = logs.reduce((most, value) => Math.max(most, value), -Infinity);
  const [low, high] = [new Float64Array(latent).fill(Infinity), new Float64Array(latent).fill(-Infinity)];
  const reach = (l: number, a: number, b: number) => {
    low[l] = Math.min(low[l]!, a);
    high[l] = Math.max(high[l]!, b);
  };
  for (let c = 0; c < logs.length; c++) {
    if (logs[c]! < top - fading) continue;
    for (let l = 0; l < latent; l++) {
      const step = (to[l]! - from[l]!) / (side - 1);
      const at = from[l]! + step * (l === 0 ? c % side : Math.floor(c / side));
      reach(l, at - step, at + step);
    }
  }
  for (const { mean, logVariance } of [q, best]) {
    for (let l = 0; l < latent; l++) {
      const far = 4 * Math.exp(logVariance[l]! / 2);
      reach(l, mean[l]! - far, mean[l]! + far);
    }
  }
  // One scale for both dimensions, so that a round Gaussian is round.
  const half = Math.max(...Array.from(high, (value, l) => (value - low[l]!) / 2));
  const centre = high.map((value, l) => (value + low[l]!) / 2);
  return [centre.map((value) => value - half), centre.map((value) => value + half)];
}

/** Where the decoder takes lines of z: itself where z has one dimension, a net where it has two. */
function meshOf(model: VaeModel): NonNullable<Answer['mesh']> {
  const { latent } = model.network.shape;
  const { lines, points, reach } = mesh;
  const along = (i: number, count: number) => -reach + (2 * reach * i) / (count - 1);
  if (latent === 1) {
    const fine = 4 * points;
    return {
      lines: 1,
      points: fine,
      means: decodeAll(
        model,
        Float64Array.from({ length: fine }, (_, i) => along(i, fine)),
      ),
    };
  }
  const z = new Float64Array(2 * lines * points * 2);
  for (let line = 0, at = 0; line < 2 * lines; line++) {
    for (let i = 0; i < points; i++, at += 2) {
      const [own, other] = [along(line % lines, lines), along(i, points)];
      z[at] = line < lines ? own : other;
      z[at + 1] = line < lines ? other : own;
    }
  }
  return { lines: 2 * lines, points, means: decodeAll(model, z) };
}
