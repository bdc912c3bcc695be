/** What the panel knows and shows: one value, changed only by `reduce`. */

import type { Term } from '../src/lesson/notation.ts';
import type { BridgeAnswerOf, BridgePage } from '../src/protocol/bridge.ts';
import type { Persisted, ToPanel } from '../src/protocol/panel.ts';
import type {
  AnyFrame,
  Axis,
  FaultMessage,
  FitOptions,
  Frame,
  NoticeMessage,
  ReadOptionsMessage,
  RunEvent,
  RunState,
  SliceMessage,
  TableMessage,
  Watch,
} from '../src/protocol/run.ts';
import { defaultFitOptions } from '../src/protocol/run.ts';
import type { Theme } from './theme.ts';
import { fallbackTheme } from './theme.ts';
import { firstVaeUi, noVae, type VaeSlot, type VaeUi } from './vae/slot.ts';
import { firstViUi, noVi, type ViSlot, type ViUi } from './vi/slot.ts';

type Event<T extends RunEvent['type']> = Extract<RunEvent, { type: T }>;
export type Welcome = Extract<ToPanel, { type: 'welcome' }>;
export type Edited = Extract<ToPanel, { type: 'edited' }>;
export type Started = Event<'started'>;
export type Chosen = Event<'chosen'>;
export type Points = Event<'points'>;
export type Peek = Event<'peek'>;
export type Progress = Event<'progress'>;
export type Criteria = NonNullable<Event<'state'>['criteria']>;
export type StopReason = NonNullable<Event<'state'>['stopReason']>;

/**
 * The staircase so far. The arrays have room to grow: only the first `length` entries count. They are shared between
 * successive traces of a run, because entries are appended and never rewritten in place.
 */
export interface Trace {
  readonly length: number;
  readonly elbo: Float64Array;
  readonly logLikelihood: Float64Array;
  /** One letter an entry. */
  readonly halves: string;
}

export type Model = FitOptions['model'];

/**
 * One run as far as it has been told. `frame` is of EM, and `trace`, which variational Bayes uses too; the other models
 * have slots of their own.
 */
export interface Fit {
  readonly run: number;
  readonly started: Started | undefined;
  readonly chosen: Chosen | undefined;
  readonly trace: Trace;
  /** ℓ at each full step of the starts that were not followed. */
  readonly otherStarts: readonly Float64Array[];
  readonly frame: Frame | undefined;
  /** Of that frame: the bound in θ, once it is told; null where there is none. */
  readonly slice: SliceMessage | null | undefined;
  readonly vi: ViSlot;
  readonly vae: VaeSlot;
  readonly points: Points | undefined;
  readonly stopReason: StopReason | undefined;
  readonly criteria: Criteria | undefined;
}

/** What a word, a symbol or a mark stands for: the same value lights the formula and the pictures. */
export type { Term } from '../src/lesson/notation.ts';

export interface Highlight {
  readonly term?: Term;
  readonly component?: number;
  readonly row?: number;
}

export interface HeatmapWindow {
  readonly order: 'file' | 'sorted';
  /** Positions in that order, half-open. */
  readonly from: number;
  readonly to: number;
  /** As many bands as the picture has pixels for. */
  readonly bands: number;
}

export interface Ui {
  /** Row i: an index into the rows of the matrix. */
  readonly row: number | undefined;
  readonly highlight: Highlight;
  readonly notation: Persisted['notation'];
  readonly folded: ReadonlySet<string>;
  readonly heatmap: HeatmapWindow;
  /** The scatter's axes; undefined: the first two columns, or the first two principal axes where there are more. */
  readonly axes: { readonly x: Axis; readonly y: Axis } | undefined;
  /** The half-step asked for and not yet on show: the scrubber's thumb goes ahead of the figures. */
  readonly seeking: number | undefined;
  /** A step was asked for before the moment that is sought was there: the step's own may come in its place. */
  readonly stepping: boolean;
  /** The reader has moved the thumb: the hint has done its work. */
  readonly explored: boolean;
  /** Replaying from the thumb onwards. */
  readonly playing: boolean;
  /** Rows as tiles, or as points; undefined: by their number and by how far they have to be sent. */
  readonly tiles: boolean | undefined;
  /** The part of the plane that tiles are wanted of. */
  readonly plane: TilesPlane | undefined;
  readonly road: Road;
  readonly handles: Handles;
  readonly vi: ViUi;
  readonly vae: VaeUi;
}

/** A rectangle of the scatter's plane, and how many cells it has room for. */
export type TilesPlane = Pick<NonNullable<Watch['tiles']>, 'x' | 'y' | 'x0' | 'x1' | 'y0' | 'y1' | 'columns' | 'rows'>;

/** What the reader holds on the pages of the bridge. */
export interface Handles {
  /** Degrees by which the decoder is turned away from the principal axes. */
  readonly angle: number;
  readonly epsilon: readonly [number, number];
  readonly draws: number;
  readonly seed: number;
  /** How far the work of a page is shown: half-step, step, record; absent: to its end. */
  readonly at: Readonly<Partial<Record<BridgePage, number>>>;
  /** Dimensions of z by page; absent: as many as there can be, at most two. */
  readonly latent: Readonly<Partial<Record<BridgePage, 1 | 2>>>;
  /** Components of variational Bayes; absent: those of the fit. */
  readonly components: number | undefined;
}

/** What the bridge has worked out, by page. */
export interface BridgeState {
  readonly answers: { readonly [P in BridgePage]?: BridgeAnswerOf<P> };
  readonly refused: Readonly<Partial<Record<BridgePage, FaultMessage>>>;
  readonly progress: Readonly<Partial<Record<BridgePage, number>>>;
}

/** The reading mode. */
export interface Road {
  readonly open: boolean;
  /** From 0; kept when the road is left. */
  readonly page: number;
  /** The coordinate along which the bound in θ is shown; undefined: the line of the M-step. */
  readonly coordinate: number | undefined;
}

/** The figures that stood on show when a newer run began. */
export interface Before {
  readonly n: number;
  readonly logLikelihood: number;
  readonly theta: Frame['theta'];
}

export interface PanelState extends Fit {
  /** This panel has lived before: what it kept outranks the settings. */
  readonly restored: boolean;
  readonly welcome: Welcome | undefined;
  /** Share of the file read so far, while it is being read. */
  readonly reading: number | undefined;
  readonly table: TableMessage | undefined;
  /** What the run bar shows: the options of the fit asked for last. */
  readonly options: FitOptions;
  readonly readOptions: ReadOptionsMessage;
  /** A newer run that has no figures yet; the one before stays on show, dimmed. */
  readonly coming: Fit | undefined;
  readonly progress: Progress | undefined;
  readonly runState: RunState;
  readonly fault: FaultMessage | undefined;
  /** What was edited in the file since the fit before. */
  readonly edited: Edited | undefined;
  /** What the fit before an edit had come to: what the new one is compared with. */
  readonly before: Before | undefined;
  /** The row that was glanced at last. */
  readonly peek: Peek | undefined;
  readonly notices: readonly NoticeMessage[];
  readonly theme: Theme;
  readonly bridge: BridgeState;
  readonly ui: Ui;
}

export const emptyTrace: Trace = {
  length: 0,
  elbo: new Float64Array(0),
  logLikelihood: new Float64Array(0),
  halves: '',
};

export const noBridge: BridgeState = { answers: {}, refused: {}, progress: {} };

export const firstHandles: Handles = {
  angle: 30,
  epsilon: [0.8, -0.6],
  draws: 1000,
  seed: 1,
  at: {},
  latent: {},
  components: undefined,
};

export const noFit: Fit = {
  run: -1,
  started: undefined,
  chosen: undefined,
  trace: emptyTrace,
  otherStarts: [],
  frame: undefined,
  slice: undefined,
  vi: noVi,
  vae: noVae,
  points: undefined,
  stopReason: undefined,
  criteria: undefined,
};

/** A window over everything, whatever the number of rows. */
export const wholeHeatmap: HeatmapWindow = { order: 'sorted', from: 0, to: 0xffffffff, bands: 480 };

/** The state of a panel that has heard nothing yet, with what it kept from its last life. */
export function initialState(persisted: Persisted | undefined): PanelState {
  return {
    ...noFit,
    restored: persisted !== undefined,
    welcome: undefined,
    reading: undefined,
    table: undefined,
    options: persisted?.options ?? defaultFitOptions,
    readOptions: {},
    coming: undefined,
    progress: undefined,
    runState: 'idle',
    fault: undefined,
    edited: undefined,
    before: undefined,
    peek: undefined,
    notices: [],
    theme: fallbackTheme,
    bridge: noBridge,
    ui: {
      row: persisted?.row,
      highlight: {},
      notation: persisted?.notation ?? 'cs229',
      folded: new Set(persisted?.folded ?? []),
      heatmap: wholeHeatmap,
      axes: undefined,
      tiles: undefined,
      plane: undefined,
      seeking: undefined,
      stepping: false,
      explored: persisted !== undefined,
      playing: false,
      road: { open: false, page: 0, ...persisted?.road, coordinate: undefined },
      handles: firstHandles,
      vi: firstViUi,
      vae: firstVaeUi,
    },
  };
}

/** What is kept across a tab switch and a reload; undefined until the host has named the file. */
export function persistedOf(state: PanelState): Persisted | undefined {
  if (!state.welcome) return undefined;
  const { row, notation, folded, road } = state.ui;
  const last = momentsKnown(state) - 1;
  const half = halfOnShow(state);
  // θ of a warm start does not survive being written as JSON, and where it led is not worth keeping.
  const { start: _start, paused: _paused, ...options } = state.options;
  return {
    version: 1,
    uri: state.welcome.uri,
    options,
    ...(half !== undefined && half < last ? { half } : {}),
    ...(row === undefined ? {} : { row }),
    notation,
    folded: [...folded],
    ...(road.open || road.page > 0 ? { road: { page: road.page, open: road.open } } : {}),
  };
}

/** What was fitted to get the figures on show; before there is a run, what is going to be. */
export const modelOf = (fit: Fit & { readonly options?: FitOptions }): Model =>
  (fit.started?.options ?? fit.options)?.model ?? 'gmm';

/** Moments known so far: half-steps of EM, sub-steps of variational Bayes, epochs of a VAE. */
export const momentsKnown = (fit: Fit): number => (modelOf(fit) === 'vae' ? fit.vae.trace.length : fit.trace.length);

/** What shows a moment, whatever the model. */
export type { AnyFrame } from '../src/protocol/run.ts';

/** What shows a moment of a mixture, by EM or by variational Bayes. */
export type MixtureFrame = Exclude<AnyFrame, { type: 'vaeFrame' }>;

export const mixtureFrame = (fit: Fit): MixtureFrame | undefined => fit.frame ?? fit.vi.frame;

/** More points than this take too long on their way from another machine at every half-step. */
const mostPointsFromAfar = 200_000;
/** More than this are too many for the panel wherever they come from. */
const mostPoints = 4_000_000;
/** Fewer than this are drawn one by one, whatever the reader would like. */
export const fewestTiled = 50_000;

/** Whether rows are drawn as tiles: the reader's choice, or by their number. */
export function tiled(state: PanelState): boolean {
  const n = (state.coming ?? state).started?.n ?? 0;
  if (n < fewestTiled) return false;
  return state.ui.tiles ?? n > (state.welcome?.remote ? mostPointsFromAfar : mostPoints);
}

/** Everything on show of one moment; undefined before there is a figure. */
export const frameOf = (fit: Fit): AnyFrame | undefined => mixtureFrame(fit) ?? fit.vae.frame;

/** The moment that was asked for when the frame was made. */
export const momentOf = (frame: AnyFrame): number => (frame.type === 'vaeFrame' ? frame.asked : frame.half);

/** The moment under the thumb: a half-step, an epoch. */
export function halfOnShow(state: PanelState): number | undefined {
  const frame = frameOf(state);
  return state.ui.seeking ?? (frame && momentOf(frame));
}

/** The figures on show belong to an earlier run, or to one that failed. */
export const isDimmed = (state: PanelState): boolean =>
  frameOf(state) !== undefined && (state.coming !== undefined || state.runState === 'failed');
