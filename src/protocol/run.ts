/**
 * The vocabulary of a run, spoken on both boundaries (worker ↔ host, host ↔ panel): what can be asked of a run, and
 * what it tells. Every message is checked on arrival against these schemas; the types are theirs.
 *
 * A run is a sequence of half-steps, counted from 0. At half-step h the parameters on show are θ_⌈h/2⌉ and q is the
 * posterior at θ_⌊h/2⌋: after an E the two are the same, after an M they are not.
 */
import * as v from 'valibot';
import { bridgeAnswerSchema, bridgeAskSchema } from './bridge.ts';
import { heatmapSchema } from './heatmap.ts';
import { pixelsSchema } from './pixels.ts';
import { axisSchema, tilesSchema, tilesWatchSchema } from './plane.ts';
import { shadesSchema } from './shades.ts';
import { vaeEvents, vaeFrameSchema, vaeOptionsSchema, vaeWatchSchema } from './vaeFrame.ts';
import { bytes, count, familySchema, faultSchema, float32s, float64s, mixtureSchema, nats } from './values.ts';
import { viEvents, viFrameSchema } from './viFrame.ts';

export type { HeatmapMessage } from './heatmap.ts';
export type { Axis, TilesMessage } from './plane.ts';
export { familySchema } from './values.ts';

export type FaultMessage = v.InferOutput<typeof faultSchema>;

export type MixtureMessage = v.InferOutput<typeof mixtureSchema>;

const perColumn = v.union([v.number(), v.array(v.number())]);

const priorsSchema = v.object({
  alpha0: v.exactOptional(v.number()),
  beta0: v.exactOptional(v.number()),
  nu0: v.exactOptional(v.number()),
  m0: v.exactOptional(perColumn),
  w0: v.exactOptional(perColumn),
});

export const fitOptionsSchema = v.object({
  /** gmm: EM. vi: coordinate ascent on the bound of variational Bayes. vae: a variational autoencoder. */
  model: v.picklist(['gmm', 'vi', 'vae']),
  components: v.union([v.literal('auto'), v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(200))]),
  family: v.union([v.literal('auto'), familySchema]),
  /** Absent: every numeric column but row ids and the label. */
  columns: v.exactOptional(v.array(v.string())),
  label: v.exactOptional(v.string()),
  /** The label column is z, known on every row that has one. */
  known: v.boolean(),
  seed: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffffffff)),
  restarts: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)),
  tolerance: v.pipe(v.number(), v.minValue(0)),
  maxIterations: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000_000)),
  minEigenvalue: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  regCovar: v.pipe(v.number(), v.minValue(0)),
  accelerate: v.boolean(),
  /** Centre every column and divide it by its n − 1 standard deviation; every figure is then in those units. */
  standardise: v.exactOptional(v.boolean()),
  /** Of variational Bayes; what is left out comes from the data. One number stands for all columns. */
  priors: v.exactOptional(priorsSchema),
  /** Of a VAE; what is left out has its default. */
  vae: v.exactOptional(vaeOptionsSchema),
  /** seeded: the best of short runs from k-means++. random: rows drawn by seed as means, and no choosing among them. */
  startFrom: v.exactOptional(v.picklist(['seeded', 'random'])),
  /** Start here instead (a warm start). */
  start: v.exactOptional(mixtureSchema),
  /** Columns are the pixels of pictures that are so wide; 0: of none. Absent: by the look of the columns. */
  pictureWidth: v.exactOptional(v.pipe(count, v.maxValue(4096))),
  /** Stop before the first half-step and wait to be stepped. */
  paused: v.exactOptional(v.boolean()),
});
export type FitOptions = v.InferOutput<typeof fitOptionsSchema>;

export const defaultFitOptions: FitOptions = {
  model: 'gmm',
  components: 'auto',
  family: 'full',
  known: false,
  seed: 1,
  restarts: 10,
  tolerance: 1e-8,
  maxIterations: 10_000,
  minEigenvalue: 1e-6,
  regCovar: 0,
  accelerate: false,
};

export const readOptionsSchema = v.object({
  format: v.exactOptional(v.picklist(['delimited', 'json', 'jsonLines'])),
  delimiter: v.exactOptional(v.pipe(v.string(), v.length(1))),
  header: v.exactOptional(v.boolean()),
  decimal: v.exactOptional(v.picklist(['.', ','])),
  encoding: v.exactOptional(v.string()),
  missing: v.exactOptional(v.array(v.string())),
  path: v.exactOptional(v.string()),
  layout: v.exactOptional(v.picklist(['objects', 'arrays', 'columns'])),
});
export type ReadOptionsMessage = v.InferOutput<typeof readOptionsSchema>;

const sliceWatchSchema = v.object({
  points: v.pipe(count, v.minValue(3), v.maxValue(401)),
  coordinate: v.exactOptional(count),
  /** Also the entropy of so many mixtures of q_t and q_{t+1}: with it the bound is known over Q and θ at once. */
  mixtures: v.exactOptional(v.pipe(count, v.minValue(2), v.maxValue(101))),
});
export type SliceWatch = v.InferOutput<typeof sliceWatchSchema>;

/**
 * What the panel wants to see of each half-step. The answer is a `frame`, all of it computed from one snapshot;
 * a new watch replaces the old one and is answered at once for the half-step on show. Where only `slice` is another, what
 * is on show stays, and a slice alone is the answer.
 */
export const watchSchema = v.object({
  /** Colour of each row, mixed in OKLab from its responsibilities; `palette` is [K·3] (L, a, b). */
  colours: v.exactOptional(v.object({ palette: v.array(v.number()) })),
  /** The rows of a rectangle of the plane as cells, where they are too many to be sent one by one. */
  tiles: v.exactOptional(tilesWatchSchema),
  heatmap: v.exactOptional(
    v.object({
      order: v.picklist(['file', 'sorted']),
      /** Positions in that order, half-open; `to` beyond the end means to the end. */
      from: count,
      to: count,
      /** At most this many bands; fewer rows than bands are sent as single rows. */
      bands: v.pipe(count, v.minValue(1), v.maxValue(4096)),
    }),
  ),
  /** Row i of the derivation: an index into the rows of the matrix. */
  row: v.exactOptional(count),
  /** Means of all earlier half-steps, thinned to at most this many. */
  paths: v.exactOptional(v.pipe(count, v.maxValue(512))),
  /**
   * ℓ and its bounds along a curve through θ_t and θ_{t+1}: the line of the M-step, or one coordinate of the family
   * (log-ratios of π, then means, then log-Cholesky factors or log deviations).
   */
  slice: v.exactOptional(sliceWatchSchema),
  /** The maximum if z were known: by the label column, or by each row's likeliest component. */
  complete: v.exactOptional(v.literal(true)),
  /** Of a VAE, beside `row`. */
  vae: v.exactOptional(vaeWatchSchema),
  /** Of variational Bayes: fits of other K, while the run is at rest. */
  overK: v.exactOptional(v.literal(true)),
});
export type Watch = v.InferOutput<typeof watchSchema>;

/** What can be asked of a run. */
export const runCommandSchema = v.variant('type', [
  v.object({ type: v.literal('fit'), options: fitOptionsSchema }),
  v.object({ type: v.literal('read'), options: readOptionsSchema }),
  v.object({ type: v.literal('pause') }),
  v.object({ type: v.literal('resume') }),
  /** One half-step from the one on show: onwards in the history, or computed where the history ends. */
  v.object({ type: v.literal('step') }),
  /** `shown`: the asker has all of it already, of this run and this watch, and `onShow` is answer enough. */
  v.object({ type: v.literal('seek'), half: count, shown: v.exactOptional(v.literal(true)) }),
  /**
   * Moments that may be sought next, the likeliest first: told by `ahead` while nothing else is to do. They go before
   * those of an earlier ask of the same id; another id and a newer watch replace them.
   */
  v.object({ type: v.literal('ahead'), id: count, moments: v.pipe(v.array(count), v.maxLength(64)) }),
  /** Slices of the moment on show that may be chosen next, told likewise. A newer ask and a newer watch replace it. */
  v.object({
    type: v.literal('slices'),
    points: sliceWatchSchema.entries.points,
    coordinates: v.pipe(v.array(count), v.maxLength(64)),
  }),
  v.object({ type: v.literal('cancel') }),
  v.object({ type: v.literal('watch'), watch: watchSchema }),
  /** `outline`: only how far the rows reach, for who draws them as tiles. */
  v.object({ type: v.literal('points'), x: axisSchema, y: axisSchema, outline: v.exactOptional(v.literal(true)) }),
  /** A glance at a row, for who hovers over it: answered by `peek`, not by a frame. */
  v.object({ type: v.literal('peek'), row: count }),
  /** The moment of that run, told when so many were known, is on the screen: there is room for another. */
  v.object({ type: v.literal('drawn'), run: count, known: count }),
  /** What a page of the bridge shows, worked out beside the run; a newer ask replaces the one before. */
  v.object({ type: v.literal('bridge'), id: count, ask: bridgeAskSchema }),
]);
export type RunCommand = v.InferOutput<typeof runCommandSchema>;

export const runStates = ['idle', 'running', 'paused', 'converged', 'cancelled', 'failed'] as const;
export type RunState = (typeof runStates)[number];

export const noticeSchema = faultSchema;
export type NoticeMessage = v.InferOutput<typeof noticeSchema>;

const columnSchema = v.object({
  name: v.string(),
  kind: v.picklist(['number', 'integer', 'text', 'empty']),
  missing: count,
  looksLikeRowId: v.boolean(),
  looksLikeLabel: v.boolean(),
  /** How many different labels there are, where the column can serve as a label. */
  levels: v.exactOptional(count),
  /** Where nearly all cells are numbers: how many are not, and the first of them. */
  stray: v.exactOptional(v.object({ count, line: count, cell: v.string() })),
});

/** The file as it was read. */
const tableSchema = v.object({
  name: v.string(),
  rows: count,
  columns: v.array(columnSchema),
  guess: v.object({ ...readOptionsSchema.entries, encoding: v.string(), missing: v.array(v.string()) }),
  notices: v.array(noticeSchema),
});
export type TableMessage = v.InferOutput<typeof tableSchema>;

const stepSchema = v.object({
  iteration: count,
  half: v.picklist(['E', 'M', 'X']),
  elbo: nats,
  logLikelihood: nats,
  kl: nats,
});

/** Warnings about components and rows: a binding constraint, a component on a few rows, identical rows … */
const warningSchema = v.object({
  ...noticeSchema.entries,
  component: v.exactOptional(count),
  rows: v.exactOptional(v.array(count)),
});
export type WarningMessage = v.InferOutput<typeof warningSchema>;

/** Row i at one half-step; every array is [K]. */
const rowSchema = v.object({
  row: count,
  line: count,
  values: float64s,
  label: v.exactOptional(v.string()),
  /** log π_k */
  logPrior: float64s,
  /** log N(x_i | μ_k, Σ_k) */
  logDensity: float64s,
  /** their sum, a_ik */
  logJoint: float64s,
  /** q_ik: the posterior at the θ behind q */
  q: float64s,
  /** P(z = k | x_i; θ) at the θ on show: where the next E-step puts q */
  posterior: float64s,
  logLikelihood: nats,
  elbo: nats,
  kl: nats,
});
export type RowMessage = v.InferOutput<typeof rowSchema>;

const sliceSchema = v.object({
  /** The M-step that leads from θ_t to θ_{t+1}, counted from 1. */
  iteration: count,
  coordinate: v.exactOptional(count),
  /** How many coordinates there are to choose from. */
  coordinates: count,
  /** [P] where on the curve: 0 is θ_t, 1 is θ_{t+1}. */
  at: float64s,
  /** [P] each, in nats */
  logLikelihood: float64s,
  /** ELBO(q_t, ·) */
  bound: float64s,
  /** ELBO(q_{t+1}, ·) */
  nextBound: float64s,
  /** ℓ(θ_t) = ELBO(q_t, θ_t), ELBO(q_t, θ_{t+1}), ℓ(θ_{t+1}) */
  touch: v.tuple([nats, nats, nats]),
  /** [S] H of (1 − s)·q_t + s·q_{t+1}, summed over rows, at s = 0 … 1 in equal steps */
  entropy: v.exactOptional(float64s),
});
export type SliceMessage = v.InferOutput<typeof sliceSchema>;

/** The complete-data maximum likelihood estimate of G groups, in the family of the fit. */
const completeSchema = v.object({
  /** Where z comes from. */
  by: v.picklist(['label', 'assignment']),
  /** [G] of the labels; empty where groups are components. */
  names: v.array(v.string()),
  /** [G] rows of each group */
  counts: float64s,
  weights: float64s,
  /** [G·D] */
  means: float64s,
  /** [G·D·D] */
  covariances: float64s,
  /** [G·K] rows of group g whose likeliest component is k */
  cross: float64s,
  /** Σ log p(x_i, z_i) at the maximum; absent where a covariance is singular */
  logLikelihood: v.exactOptional(v.number()),
});
export type CompleteMessage = v.InferOutput<typeof completeSchema>;

/** One half-step: everything on show, from one snapshot. */
const frameSchema = v.object({
  type: v.literal('frame'),
  run: count,
  half: count,
  /** Half-steps known so far; `half` is below it. */
  known: count,
  step: stepSchema,
  /** The half-step before, for what rose and what fell. */
  previous: v.exactOptional(stepSchema),
  theta: mixtureSchema,
  /** The parameters whose posterior q is; the same as `theta` after an E. */
  thetaOfQ: mixtureSchema,
  /** [K] N_k = Σ_i q_ik */
  counts: float64s,
  warnings: v.array(warningSchema),
  /** After an E: where the M that follows takes θ, and the components whose spread it holds up. */
  next: v.exactOptional(v.object({ theta: mixtureSchema, held: v.array(count) })),
  /** [n·4] RGBA; of many rows `shades` instead. */
  colours: v.exactOptional(bytes),
  shades: v.exactOptional(shadesSchema),
  tiles: v.exactOptional(tilesSchema),
  heatmap: v.exactOptional(heatmapSchema),
  row: v.exactOptional(rowSchema),
  /** Means along the way: [P·K·D], oldest first, ending with the one on show. */
  paths: v.exactOptional(float64s),
  /** Null where none can be drawn: the step is no exact M-step. */
  slice: v.exactOptional(v.nullable(sliceSchema)),
  complete: v.exactOptional(completeSchema),
});
export type Frame = v.InferOutput<typeof frameSchema>;

/** A moment of any model. */
const anyFrameSchema = v.variant('type', [frameSchema, viFrameSchema, vaeFrameSchema]);
export type AnyFrame = v.InferOutput<typeof anyFrameSchema>;

export const isFrame = (message: { readonly type: string }): message is AnyFrame =>
  message.type === 'frame' || message.type === 'viFrame' || message.type === 'vaeFrame';

const streamed: ReadonlySet<string> = new Set([
  'frame',
  'trace',
  'viFrame',
  'viTrace',
  'vaeFrame',
  'vaeTrace',
  'vaeCheckpoint',
  'vaeGap',
  'progress',
]);

/** Said again and again while a run is under way: may wait a little for what follows, and is not overtaken by it. */
export const isStreamed = (message: { readonly type: string }): boolean => streamed.has(message.type);

/** A fit that was compared with others; criteria in the sign of scikit-learn, smaller is better. */
const candidateSchema = v.object({
  components: count,
  family: familySchema,
  bic: nats,
  aic: nats,
  icl: nats,
  /** Not held open by the constraint, and no component on too few rows. */
  eligible: v.boolean(),
});
export type CandidateMessage = v.InferOutput<typeof candidateSchema>;

/** What a run tells. */
export const runEvents = [
  v.object({ type: v.literal('reading'), fraction: v.number() }),
  v.object({ type: v.literal('table'), table: tableSchema }),
  v.object({
    type: v.literal('started'),
    run: count,
    options: fitOptionsSchema,
    n: count,
    d: count,
    names: v.array(v.string()),
    dropped: count,
    /** The first lines that were left out. */
    droppedLines: v.array(count),
    notices: v.array(noticeSchema),
    label: v.exactOptional(v.object({ name: v.string(), levels: v.array(v.string()) })),
    /** Where the columns are the pixels of a picture. */
    pixels: v.exactOptional(pixelsSchema),
  }),
  /** How far the work before the staircase is: choosing K, short runs from several starts. */
  v.object({
    type: v.literal('progress'),
    run: count,
    phase: v.picklist(['starts', 'selection', 'convergence']),
    fraction: v.number(),
  }),
  /** A start that was not followed to the end: its ℓ at each full step, drawn faint. */
  v.object({ type: v.literal('otherStart'), run: count, logLikelihood: float64s }),
  /** K and family are settled: the staircase begins. */
  v.object({
    type: v.literal('chosen'),
    run: count,
    components: count,
    family: familySchema,
    /** All that were compared, where K or the family was to be chosen. */
    candidates: v.exactOptional(v.array(candidateSchema)),
  }),
  /** Entries [from, from + length) of the staircase; `halves` has one letter an entry. */
  v.object({
    type: v.literal('trace'),
    run: count,
    from: count,
    halves: v.string(),
    elbo: float64s,
    logLikelihood: float64s,
  }),
  frameSchema,
  /** The moment on show, which whoever sought it has: without what is drawn of the rows. */
  v.object({ type: v.literal('onShow'), frame: anyFrameSchema }),
  /** Of the half-step on show, to a watch that wants nothing else anew, or to an ask for slices. */
  v.object({ type: v.literal('slice'), run: count, half: count, slice: v.nullable(sliceSchema) }),
  /** A moment that is not on show yet, to the asks of that id. */
  v.object({
    type: v.literal('ahead'),
    id: count,
    frame: anyFrameSchema,
  }),
  /** A row at the half-step on show. */
  v.object({ type: v.literal('peek'), run: count, half: count, row: rowSchema }),
  /** To the ask of that id; there may be several while long work goes on. */
  v.object({ type: v.literal('bridge'), id: count, answer: bridgeAnswerSchema }),
  /** Positions of all rows in the scatter's plane, and how any point x gets there: p = axisᵀ(x − origin). */
  v.object({
    type: v.literal('points'),
    run: count,
    x: axisSchema,
    y: axisSchema,
    px: float32s,
    py: float32s,
    xAxis: float64s,
    yAxis: float64s,
    origin: float64s,
    /** x0, x1, y0, y1 of all rows, of those left out as well; px and py are empty where only this outline was asked for. */
    extent: v.tuple([v.number(), v.number(), v.number(), v.number()]),
    /** Share of the variance along a principal axis. */
    explained: v.exactOptional(v.tuple([v.number(), v.number()])),
    /** Rows that a missing cell keeps out of the fit and that have a place in this plane all the same. */
    leftOut: v.exactOptional(v.object({ px: float32s, py: float32s })),
  }),
  v.object({
    type: v.literal('state'),
    run: count,
    state: v.picklist(runStates),
    /** tolerance, maxIterations, exact: of EM. heldOut, plateau, epochs, limit: of a VAE. */
    stopReason: v.exactOptional(
      v.picklist(['tolerance', 'maxIterations', 'exact', 'heldOut', 'plateau', 'epochs', 'limit']),
    ),
    fault: v.exactOptional(faultSchema),
    /** df, BIC, AIC, ICL of the last half-step, when the run has come to rest. */
    criteria: v.exactOptional(v.object({ df: count, bic: nats, aic: nats, icl: nats, eligible: v.boolean() })),
  }),
  ...vaeEvents,
  ...viEvents,
  /** What goes wrong before or beside a run: the file cannot be read, a command makes no sense now. */
  v.object({ type: v.literal('fault'), fault: faultSchema }),
] as const;
export const runEventSchema = v.variant('type', runEvents);
export type RunEvent = v.InferOutput<typeof runEventSchema>;
