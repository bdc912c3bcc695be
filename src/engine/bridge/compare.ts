/**
 * EM, variational Bayes, a linear decoder and a VAE on the same rows, scored on the same rows: what stands on the left of
 * the identity, ELBO, gap, and what the gap is made of. Rows that the VAE holds out are held out of all four.
 */
import { FaultError, unwrap } from '../../fault.ts';
import { createKernel } from '../../kernels/create.ts';
import { emptyMoments, type Frame } from '../../kernels/rows.ts';
import { createScalarKernel } from '../../kernels/scalar.ts';
import { columnStatistics } from '../../models/gmm/columns.ts';
import { Em, type EmSetting } from '../../models/gmm/em.ts';
import { families } from '../../models/gmm/families.ts';
import { responsibilities, rowIdentity } from '../../models/gmm/posterior.ts';
import { defaultSearch, searchStarts, startSample, takeRows } from '../../models/gmm/starts.ts';
import { solvePpca } from '../../models/ppca/closedForm.ts';
import { bestDiagonal, type LinearModel } from '../../models/ppca/model.ts';
import { encode } from '../../models/ppca/row.ts';
import { Quadrature } from '../../models/vae/quadrature.ts';
import { RowScorer } from '../../models/vae/score.ts';
import { singleEvidence } from '../../models/vi/evidence.ts';
import { EMPTIED } from '../../models/vi/inspect.ts';
import { logPredictive, type Predictive, predictiveOf } from '../../models/vi/predictive.ts';
import type { BridgeAnswerOf, IdentityMessage } from '../../protocol/bridge.ts';
import { clearMoments } from '../segments.ts';
import { climbOn, linearVae } from './amortised.ts';
import { type BayesAscent, beginBayes, iterateBayes, type Rows } from './bayes.ts';
import type { Asked, Say } from './bridge.ts';
import { breathe, type Ground, type Shift, spreadOfRows } from './ground.ts';
import { closedForm, emAscent, mostLatent, rowParts } from './linear.ts';
import { inTraining, isHeldOut, splitOf, trainOn, type VaeRun, vaeRun } from './vaeRun.ts';

type Answer = BridgeAnswerOf<'compare'>;

/** Rows of either kind that are scored, and of them those whose gap is split in two. */
const mostScored = 150;
const mostSplit = 12;
/** log p(x) within a thousandth of a nat. */
const agreed = 1e-3;

/** Which rows are fitted and which are scored, as indices into the file's matrix. */
interface Split {
  readonly trained: Uint32Array;
  readonly heldOut: Uint32Array;
  readonly scored: { readonly train: Uint32Array; readonly heldOut: Uint32Array };
}

export async function comparePage(ask: Asked<'compare'>, ground: Ground, shift: Shift, say: Say): Promise<void> {
  const row = Math.min(ask.row, ground.matrix.n - 1);
  const spread = await ground.spread(shift);
  const latent = spread.d < 2 ? 1 : (linearFits(() => mostLatent(spread)).latent ?? 1);
  const run = vaeRun(ground, latent);
  const split = splitRows(run);
  const components = Math.min(ask.components, split.trained.length);
  const name = `${components} ${ask.family}`;
  const state: { answer: Answer } = {
    answer: {
      page: 'compare',
      row,
      rowHeldOut: isHeldOut(run, row),
      trained: split.trained.length,
      heldOut: split.heldOut.length,
      scored: { train: split.scored.train.length, heldOut: split.scored.heldOut.length },
      components,
      latent,
      done: false,
    },
  };
  const add = (more: Partial<Answer>): void => {
    state.answer = { ...state.answer, ...more };
    say(state.answer);
  };
  const columns = takeRows(ground.matrix.columns, split.trained);
  const rows: Rows = {
    columns,
    statistics: unwrap(columnStatistics(columns)),
    kernel: createKernel(columns),
  };
  const scores = scoring(ground, split, row);
  const frame = await ground.keepWhenDone(`compare em ${name}`, () => fitMixture(ask, components, rows, ground, shift));
  add({ em: scores.identity((x) => ofMixture(frame, x)) });
  await breathe(shift);
  const ascent = await ground.keepWhenDone(`compare vi ${components}`, () => fitBayes(components, rows, ground, shift));
  add({ vi: ofBayes(ascent, scores) });
  await breathe(shift);
  const linear = await ground.keepWhenDone(`compare linear ${latent}`, () => fitLinear(rows, latent, shift));
  if (linear.model) {
    const { model } = linear;
    const { encoder } = bestDiagonal(model);
    add({ linear: scores.identity((x) => rowParts(model, x, encode(model, encoder, x))) });
    const steps = await ground.keepWhenDone(`compare climbs ${latent}`, () => climbsOf(ground, latent, shift));
    add({ climbs: steps });
  } else if (linear.fault) add({ without: linear.fault });
  await trainOn(run, shift, () => add({}));
  const vae = await ofVae(run, ground, split, row, shift);
  add({ vae, done: true });
}

/** Rows that are trained on and held out by the VAE, and an even sample of each to be scored. */
function splitRows({ training, rows }: VaeRun): Split {
  const trained = training.trainRows.map((i) => rows[i]!);
  const heldOut = training.heldOutRows.map((i) => rows[i]!);
  return { trained, heldOut, scored: { train: evenly(trained, mostScored), heldOut: evenly(heldOut, mostScored) } };
}

function evenly(rows: Uint32Array, most: number): Uint32Array {
  const count = Math.min(rows.length, most);
  return Uint32Array.from({ length: count }, (_, s) => rows[Math.floor((s * rows.length) / count)]!);
}

interface Scores {
  /** Row i and the means, of what a method says of a row. */
  identity(of: (x: Float64Array) => IdentityMessage): NonNullable<Answer['em']>;
  number(of: (x: Float64Array) => number): { ofRow: number; train: number; heldOut?: number };
}

function scoring(ground: Ground, { scored }: Split, row: number): Scores {
  const mean = (rows: Uint32Array, of: (x: Float64Array) => IdentityMessage): IdentityMessage => {
    const sum = { logLikelihood: 0, elbo: 0, kl: 0 };
    for (const i of rows) {
      const { logLikelihood, elbo, kl } = of(ground.row(i));
      sum.logLikelihood += logLikelihood / rows.length;
      sum.elbo += elbo / rows.length;
      sum.kl += kl / rows.length;
    }
    return sum;
  };
  const identity: Scores['identity'] = (of) => {
    const { logLikelihood, elbo, kl } = of(ground.row(row));
    return {
      ofRow: { logLikelihood, elbo, kl },
      train: mean(scored.train, of),
      ...(scored.heldOut.length > 0 ? { heldOut: mean(scored.heldOut, of) } : {}),
    };
  };
  return {
    identity,
    number: (of) => {
      const { ofRow, train, heldOut } = identity((x) => ({ logLikelihood: of(x), elbo: 0, kl: 0 }));
      return {
        ofRow: ofRow.logLikelihood,
        train: train.logLikelihood,
        ...(heldOut ? { heldOut: heldOut.logLikelihood } : {}),
      };
    },
  };
}

// EM

/** θ of EM on those rows, from the best of the usual starts. */
async function fitMixture(
  { family }: Asked<'compare'>,
  k: number,
  { columns, statistics, kernel }: Rows,
  { options }: Ground,
  shift: Shift,
): Promise<Frame> {
  const chosen = startSample(kernel.n, options.seed);
  const sample = takeRows(columns, chosen);
  const { means: columnMeans, scales: columnScales } = statistics;
  const { minEigenvalue, seed, restarts, tolerance, maxIterations } = options;
  const sampled = chosen.length < kernel.n;
  const search = { ...defaultSearch, family, k, seed, restarts, columnMeans, columnScales, minEigenvalue, sampled };
  const runs = searchStarts(sample, createKernel(sample), search);
  let best: ReturnType<typeof runs.next> = runs.next();
  while (!best.done) {
    await breathe(shift);
    best = runs.next();
  }
  const [first] = best.value;
  if (!first) throw new FaultError({ code: 'fewerRowsThanComponents', args: { rows: kernel.n, components: k } });
  const setting: EmSetting = {
    n: kernel.n,
    family,
    columnMeans,
    columnScales,
    minEigenvalue,
    regCovar: 0,
    tolerance,
    maxIterations,
  };
  const em = unwrap(Em.fromMixture(setting, chosen.length === kernel.n ? first.begin : first.mixture));
  const moments = emptyMoments(families[family].shape, k, columns.length);
  do {
    clearMoments(moments);
    for (let from = 0; from < kernel.n; from += 4096) {
      kernel.pass(em.frame, from, Math.min(kernel.n, from + 4096), moments);
      await breathe(shift);
    }
  } while (em.advance(moments));
  return em.frame;
}

/** The identity of a row under the mixture with its own posterior as q. */
function ofMixture(frame: Frame, x: Float64Array): IdentityMessage {
  const { k } = frame;
  const joint = new Float64Array(k);
  createKernelOf(x).logJoint(frame, 0, 1, joint);
  const q = new Float64Array(k);
  responsibilities(joint, k, q);
  const { logDensity, elbo, kl } = rowIdentity(joint, k, 0, q);
  return { logLikelihood: logDensity, elbo, kl };
}

/** A row alone behind a kernel. */
const createKernelOf = (x: Float64Array) => createScalarKernel(Array.from(x, (value) => Float64Array.of(value)));

// Variational Bayes

async function fitBayes(components: number, rows: Rows, { options }: Ground, shift: Shift): Promise<BayesAscent> {
  const { seed, restarts, tolerance, maxIterations } = options;
  const ascent = await beginBayes(rows, { components, seed, restarts, tolerance, maxIterations }, shift);
  const moments = emptyMoments('full', components, rows.columns.length);
  while (await iterateBayes(ascent, rows.kernel, moments, shift));
  return ascent;
}

function ofBayes({ cavi, priors, n }: BayesAscent, scores: Scores): NonNullable<Answer['vi']> {
  const predictive = predictiveOf(cavi.current);
  return {
    ...scores.number((x) => densityOf(predictive, x)),
    bound: cavi.bound,
    ...(cavi.counts.length === 1 ? { evidence: singleEvidence(priors, n, cavi.current) } : {}),
    left: cavi.counts.filter((count) => count >= EMPTIED).length,
  };
}

/** log ∫ p(x | θ) q(θ) dθ */
function densityOf(predictive: Predictive, x: Float64Array): number {
  const squares = new Float64Array(predictive.frame.k);
  createKernelOf(x).logJoint(predictive.frame, 0, 1, squares);
  return logPredictive(predictive, squares);
}

// A linear decoder

interface Linear {
  readonly model?: LinearModel;
  readonly fault?: FaultError['fault'];
}

/** The closed form on the rows that are trained on, or why there is none. */
async function fitLinear({ kernel, statistics }: Rows, latent: number, shift: Shift): Promise<Linear> {
  const spread = await spreadOfRows(kernel, statistics, shift);
  const solved = solvePpca(spread, latent);
  return solved.ok ? { model: solved.value.model } : { fault: solved.fault };
}

function linearFits(latent: () => number): { latent?: number } {
  try {
    return { latent: latent() };
  } catch (error) {
    if (error instanceof FaultError) return {};
    throw error;
  }
}

/** On all rows: EM in turns with Q, and θ and φ together by gradient, to the same top. */
async function climbsOf(ground: Ground, latent: number, shift: Shift): Promise<NonNullable<Answer['climbs']>> {
  const spread = await ground.spread(shift);
  const { shown, trace } = await emAscent(ground, spread, latent, shift);
  const vae = linearVae(ground, spread, latent);
  await climbOn(vae, shift);
  return {
    best: closedForm(ground, spread, latent).logLikelihood,
    turns: {
      steps: Float64Array.from(shown, (half) => half + 1),
      elbo: Float64Array.from(shown, (half) => trace[half]!.elbo),
    },
    together: {
      steps: Float64Array.from(vae.moments, ({ step }) => step + 1),
      elbo: Float64Array.from(vae.moments, ({ elbo }) => elbo),
    },
  };
}

// The VAE

async function ofVae(
  run: VaeRun,
  ground: Ground,
  { scored }: Split,
  row: number,
  shift: Shift,
): Promise<NonNullable<Answer['vae']>> {
  const model = run.training.model();
  const { logJacobian } = model.units;
  const { latent } = model.network.shape;
  const means = await ground.keepWhenDone(`compare vae ${latent}`, async () => {
    const scorer = new RowScorer(model, undefined, undefined, agreed);
    const mean = async (rows: Uint32Array): Promise<IdentityMessage> => {
      const sum = { logLikelihood: 0, elbo: 0, kl: 0 };
      for (const i of rows) {
        const { logLikelihood, elbo } = scorer.score(inTraining(run, ground.row(i)), i);
        sum.logLikelihood += logLikelihood / rows.length;
        sum.elbo += elbo / rows.length;
        sum.kl += (logLikelihood - elbo) / rows.length;
        await breathe(shift);
      }
      return sum;
    };
    const train = await mean(scored.train);
    const heldOut = scored.heldOut.length > 0 ? await mean(scored.heldOut) : undefined;
    const quadrature = new Quadrature(model);
    const rows = evenly(scored.train, mostSplit);
    const sample = { rows: rows.length, approximation: 0, amortisation: 0 };
    for (const i of rows) {
      const { approximation, amortisation } = await splitOf(model, inTraining(run, ground.row(i)), shift, quadrature);
      sample.approximation += approximation / rows.length;
      sample.amortisation += amortisation / rows.length;
    }
    return { train, ...(heldOut ? { heldOut } : {}), sample };
  });
  const split = await splitOf(model, inTraining(run, ground.row(row)), shift);
  const { approximation, amortisation } = split;
  return {
    ofRow: {
      logLikelihood: split.logLikelihood + logJacobian,
      elbo: split.elbo + logJacobian,
      kl: approximation + amortisation,
    },
    ...means,
    gap: { approximation, amortisation },
  };
}
