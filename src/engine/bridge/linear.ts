/** EM on a linear decoder, climbing to the closed form: probabilistic PCA, where the posterior is still exact. */
import { FaultError, unwrap } from '../../fault.ts';
import type { HalfStep } from '../../models/gmm/mixture.ts';
import { checkLatent, type PpcaSolution, solvePpca } from '../../models/ppca/closedForm.ts';
import { PpcaEm } from '../../models/ppca/em.ts';
import { ppcaFault } from '../../models/ppca/faults.ts';
import { elboOf, type LinearModel, logLikelihood, posteriorOf, totalKl } from '../../models/ppca/model.ts';
import { encode, linearRowIdentity } from '../../models/ppca/row.ts';
import type { Spread } from '../../models/ppca/spread.ts';
import type { DecoderMessage, PartsMessage } from '../../protocol/bridge.ts';
import type { Asked, Say } from './bridge.ts';
import { breathe, type Ground, type Shift } from './ground.ts';

const tolerance = 1e-10;
const mostIterations = 20_000;
/** Half-steps that are all shown; beyond them ever fewer, each so many times as late as the one before. */
const allShown = 40;
const stride = 1.12;

/** A whole ascent: half-steps enough to see all of it, with the θ on either side of each. */
interface Ascent {
  /** Half-steps that are shown, counted from 0. */
  readonly shown: readonly number[];
  readonly trace: readonly HalfStep[];
  /** θ_t by t, of those that are shown. */
  readonly models: ReadonlyMap<number, LinearModel>;
}

/** Dimensions that z can have on these rows, at most 2. Throws FaultError where there is none. */
export function mostLatent(spread: Spread): number {
  if (spread.d < 2) throw new FaultError(ppcaFault('ppcaOneColumn'));
  if (checkLatent(spread, 2).ok) return 2;
  unwrap(checkLatent(spread, 1));
  return 1;
}

export const closedForm = (ground: Ground, spread: Spread, latent: number): PpcaSolution =>
  ground.keep(`ppca ${latent}`, () => unwrap(solvePpca(spread, latent)));

/** Takes its iterations once: without a look at the rows they cost microseconds each. */
export async function emAscent(ground: Ground, spread: Spread, latent: number, shift: Shift): Promise<Ascent> {
  const kept = ground.keep(`ppca em ${latent}`, () => {
    const em = unwrap(PpcaEm.begin(spread, latent, ground.options.seed, { tolerance, maxIterations: mostIterations }));
    return { em, shown: [] as number[], models: new Map([[0, em.model]]), before: em.model };
  });
  const { em, shown, models } = kept;
  while (!em.done && em.expect()) {
    kept.before = em.model;
    em.maximise();
    const half = em.trace.length - 2;
    if (half < allShown || half >= shown.at(-1)! * stride) show(kept, half, kept.before, em.model);
    await breathe(shift);
  }
  const last = em.trace.length - 2;
  if (shown.at(-1) !== last + 1) show(kept, last, kept.before, em.model);
  return { shown, trace: em.trace, models };
}

/** The E at `half` and the M after it. */
function show(
  { shown, models }: { shown: number[]; models: Map<number, LinearModel> },
  half: number,
  before: LinearModel,
  after: LinearModel,
): void {
  shown.push(half, half + 1);
  models.set(half / 2, before);
  models.set(half / 2 + 1, after);
}

export async function linearPage(ask: Asked<'linear'>, ground: Ground, shift: Shift, say: Say): Promise<void> {
  const spread = await ground.spread(shift);
  const most = mostLatent(spread);
  const latent = Math.min(ask.latent ?? most, most);
  const row = Math.min(ask.row, ground.matrix.n - 1);
  const { shown, trace, models } = await emAscent(ground, spread, latent, shift);
  const at = Math.min(ask.at ?? shown.length - 1, shown.length - 1);
  const half = shown[at]!;
  // As everywhere: after an E the parameters on show are those behind q, after an M they are one ahead.
  const model = models.get(Math.ceil(half / 2))!;
  const encoder = posteriorOf(models.get(Math.floor(half / 2))!);
  const parts = elboOf(model, encoder, spread);
  const x = ground.row(row);
  say({
    page: 'linear',
    row,
    n: spread.n,
    latent,
    most,
    at,
    halves: Float64Array.from(shown),
    elbo: Float64Array.from(shown, (one) => trace[one]!.elbo),
    logLikelihood: Float64Array.from(shown, (one) => trace[one]!.logLikelihood),
    best: closedForm(ground, spread, latent).logLikelihood,
    ofRow: rowParts(model, x, encode(model, encoder, x)),
    total: {
      logLikelihood: logLikelihood(model, spread),
      ...parts,
      kl: Math.max(0, totalKl(model, encoder, spread)),
    },
    decoder: decoderOf(model),
  });
}

/** The identity of a row in the protocol's words. */
export function rowParts(
  model: LinearModel,
  x: Float64Array,
  q: Parameters<typeof linearRowIdentity>[2],
): PartsMessage {
  const { logDensity, elbo, kl, reconstruction, priorKl } = linearRowIdentity(model, x, q);
  return { logLikelihood: logDensity, elbo, kl, reconstruction, priorKl };
}

export const decoderOf = ({ mean, loadings, noise }: LinearModel): DecoderMessage => ({
  mean: Float64Array.from(mean),
  loadings: Float64Array.from(loadings),
  noise,
});
