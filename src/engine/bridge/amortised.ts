/** A linear VAE climbing from a random start: one encoder for all rows, and what that costs beyond a diagonal q. */
import { unwrap } from '../../fault.ts';
import {
  bestDiagonal,
  elboOf,
  type LinearEncoder,
  type LinearModel,
  logLikelihood,
  totalKl,
} from '../../models/ppca/model.ts';
import { encode, linearRowIdentity } from '../../models/ppca/row.ts';
import type { Spread } from '../../models/ppca/spread.ts';
import { LinearTraining } from '../../models/ppca/train.ts';
import type { GaussianMessage } from '../../protocol/bridge.ts';
import type { Asked, Say } from './bridge.ts';
import { breathe, type Ground, type Shift } from './ground.ts';
import { closedForm, decoderOf, mostLatent, rowParts } from './linear.ts';

const mostSteps = 20_000;
/** Steps that are all kept; beyond them ever fewer. */
const allKept = 300;
const stride = 1.03;
const tellEveryMs = 250;

/** A moment of the ascent with its parameters. */
interface Moment {
  readonly step: number;
  readonly elbo: number;
  readonly logLikelihood: number;
  readonly kicked: boolean;
  readonly model: LinearModel;
  readonly encoder: LinearEncoder;
}

export interface LinearVae {
  readonly training: LinearTraining;
  readonly moments: Moment[];
  /** Entries of the training's trace that have been looked at. */
  seen: number;
}

/** The training on all rows, begun once. */
export function linearVae(ground: Ground, spread: Spread, latent: number): LinearVae {
  return ground.keep(`linear vae ${latent}`, () => {
    const setting = { seed: ground.options.seed, maxSteps: mostSteps };
    const vae: LinearVae = { training: unwrap(LinearTraining.begin(spread, latent, setting)), moments: [], seen: 0 };
    keepMoment(vae);
    return vae;
  });
}

/** Takes it to its end, telling now and then. */
export async function climbOn(vae: LinearVae, shift: Shift, tell: () => void = () => {}): Promise<void> {
  let toldAt = performance.now() + tellEveryMs;
  while (vae.training.step()) {
    keepMoment(vae);
    await breathe(shift);
    if (performance.now() < toldAt) continue;
    toldAt = performance.now() + tellEveryMs;
    tell();
  }
  keepMoment(vae, true);
}

/** The parameters at the newest entry of the trace, if that moment is one to be shown. */
function keepMoment(vae: LinearVae, last = false): void {
  const { training, moments } = vae;
  const { trace } = training;
  if (trace.length === vae.seen) return;
  vae.seen = trace.length;
  const newest = trace.at(-1)!;
  const before = moments.at(-1)?.step ?? 0;
  if (!last && !newest.kicked && newest.step > allKept && newest.step < before * stride) return;
  moments.push({ ...newest, model: training.model, encoder: training.encoder });
}

export async function amortisedPage(ask: Asked<'amortised'>, ground: Ground, shift: Shift, say: Say): Promise<void> {
  const spread = await ground.spread(shift);
  const latent = mostLatent(spread);
  const vae = linearVae(ground, spread, latent);
  const row = Math.min(ask.row, ground.matrix.n - 1);
  const x = ground.row(row);
  const { logLikelihood: best } = closedForm(ground, spread, latent);
  const tell = () => say(answerOf(vae, spread, row, x, best, ask.at));
  if (!vae.training.done) await climbOn(vae, shift, tell);
  tell();
}

function answerOf(
  { moments, training }: LinearVae,
  spread: Spread,
  row: number,
  x: Float64Array,
  best: number,
  wanted: number | undefined,
): Parameters<Say>[0] {
  const last = moments.length - 1;
  const at = Math.min(wanted ?? last, last);
  const { model, encoder } = moments[at]!;
  const { encoder: ideal } = bestDiagonal(model);
  const [own, alone] = [encode(model, encoder, x), encode(model, ideal, x)];
  const ofRow = rowParts(model, x, own);
  const bestOfRow = linearRowIdentity(model, x, alone).elbo;
  const parts = elboOf(model, encoder, spread);
  const bestOfAll = elboOf(model, ideal, spread).elbo;
  const total = {
    logLikelihood: logLikelihood(model, spread),
    ...parts,
    kl: Math.max(0, totalKl(model, encoder, spread)),
  };
  return {
    page: 'amortised',
    row,
    n: spread.n,
    latent: model.l,
    at,
    elbo: Float64Array.from(moments, (moment) => moment.elbo),
    logLikelihood: Float64Array.from(moments, (moment) => moment.logLikelihood),
    kicked: Uint8Array.from(moments, (moment) => Number(moment.kicked)),
    steps: Float64Array.from(moments, (moment) => moment.step),
    best,
    done: training.done,
    ofRow,
    total,
    rowGap: { approximation: ofRow.logLikelihood - bestOfRow, amortisation: bestOfRow - ofRow.elbo },
    totalGap: { approximation: total.logLikelihood - bestOfAll, amortisation: bestOfAll - total.elbo },
    decoder: decoderOf(model),
    q: gaussianOf(own),
    bestQ: gaussianOf(alone),
  };
}

/** A Gaussian with independent dimensions, in the protocol's words. */
function gaussianOf({ mean, covariance }: { mean: Float64Array; covariance: Float64Array }): GaussianMessage {
  const l = mean.length;
  return { mean, deviations: mean.map((_, j) => Math.sqrt(covariance[j * l + j]!)) };
}
