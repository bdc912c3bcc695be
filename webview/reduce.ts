/** How the panel's state answers a message of the host and a gesture of the reader. Pure. */

import type { BridgeAnswer } from '../src/protocol/bridge.ts';
import type { Persisted, ToPanel } from '../src/protocol/panel.ts';
import type { Axis, FitOptions, ReadOptionsMessage, RunEvent, SliceMessage } from '../src/protocol/run.ts';
import { alongColumn } from './data/densities.ts';
import type {
  AnyFrame,
  BridgeState,
  Fit,
  Handles,
  HeatmapWindow,
  Highlight,
  PanelState,
  Road,
  TilesPlane,
  Trace,
  Ui,
} from './state.ts';
import { emptyTrace, frameOf, momentOf, noBridge, noFit, wholeHeatmap } from './state.ts';
import type { Theme } from './theme.ts';
import { hearVae, mixtureOf, type VaeUi } from './vae/slot.ts';
import { hearVi, staircaseOf, type ViUi } from './vi/slot.ts';

export type Action =
  | { type: 'message'; message: ToPanel }
  /** A new fit is asked for; `columns` and the like are removed by handing over whole options. */
  | { type: 'fit'; options: FitOptions }
  | { type: 'read'; options: ReadOptionsMessage }
  | { type: 'seek'; half: number }
  | { type: 'step' }
  | { type: 'play'; playing: boolean }
  | { type: 'row'; row: number | undefined }
  | { type: 'highlight'; highlight: Highlight }
  | { type: 'notation'; notation: Persisted['notation'] }
  | { type: 'fold'; section: string; folded: boolean }
  | { type: 'heatmap'; window: Partial<HeatmapWindow> }
  | { type: 'axes'; x: Axis; y: Axis }
  | { type: 'tiles'; tiles: boolean }
  | { type: 'plane'; plane: TilesPlane }
  | { type: 'theme'; theme: Theme }
  | { type: 'road'; road: Partial<Road> }
  | { type: 'handles'; handles: Partial<Handles> }
  | { type: 'vi'; vi: Partial<ViUi> }
  | { type: 'vae'; vae: Partial<VaeUi> }
  | { type: 'dismissFault' };

export function reduce(state: PanelState, action: Action): PanelState {
  switch (action.type) {
    case 'message':
      return hear(state, action.message);
    case 'fit':
      return { ...state, options: action.options, edited: undefined, ui: { ...state.ui, playing: false } };
    case 'read':
      return { ...state, readOptions: action.options, reading: 0, edited: undefined, fault: undefined };
    case 'seek':
      // Also where it is the moment on show: another may be on its way, and would be taken for what was asked last.
      return withUi(state, { seeking: action.half, stepping: false, explored: true });
    case 'step':
      return withUi(state, { stepping: state.ui.seeking !== undefined });
    case 'play':
      return withUi(state, { playing: action.playing });
    case 'row':
      return withUi(state, { row: action.row });
    case 'highlight':
      return sameHighlight(state.ui.highlight, action.highlight)
        ? state
        : withUi(state, { highlight: action.highlight });
    case 'notation':
      return withUi(state, { notation: action.notation });
    case 'fold': {
      const folded = new Set(state.ui.folded);
      if (action.folded) folded.add(action.section);
      else folded.delete(action.section);
      return withUi(state, { folded });
    }
    case 'heatmap':
      return withUi(state, { heatmap: { ...state.ui.heatmap, ...action.window } });
    case 'axes':
      return withUi(state, { axes: { x: action.x, y: action.y } });
    case 'tiles':
      return withUi(state, { tiles: action.tiles });
    case 'plane':
      return withUi(state, { plane: action.plane });
    case 'theme':
      return { ...state, theme: action.theme };
    case 'road':
      return onRoad(state, action.road);
    case 'handles':
      return withUi(state, { handles: { ...state.ui.handles, ...action.handles } });
    case 'vi':
      return withUi(state, { vi: { ...state.ui.vi, ...action.vi } });
    case 'vae':
      return withUi(state, { vae: { ...state.ui.vae, ...action.vae } });
    case 'dismissFault':
      return { ...state, fault: undefined };
  }
}

const withUi = (state: PanelState, change: Partial<Ui>): PanelState => ({ ...state, ui: { ...state.ui, ...change } });

/** Another coordinate belongs to the page that shows it. */
function onRoad(state: PanelState, road: Partial<Road>): PanelState {
  const left = road.page !== undefined && road.page !== state.ui.road.page;
  return withUi(state, { road: { ...state.ui.road, ...(left ? { coordinate: undefined } : {}), ...road } });
}

const sameHighlight = (a: Highlight, b: Highlight): boolean =>
  a.term === b.term && a.component === b.component && a.row === b.row;

function hear(state: PanelState, message: ToPanel): PanelState {
  switch (message.type) {
    case 'welcome': {
      // A first welcome decides; after it the reader's own choice stands, a reload included.
      const kept = state.welcome || state.restored ? state.ui.notation : message.notation;
      return withUi({ ...state, welcome: message, options: message.options }, { notation: kept });
    }
    case 'road':
      return onRoad(state, { open: true, ...(message.page === undefined ? {} : { page: message.page }) });
    case 'document':
    case 'ahead':
    case 'onShow':
      return state;
    case 'cursor':
      return withUi(state, { row: message.row });
    case 'edited':
      // The run that follows the edit is still to begin; what was before it is taken then.
      return { ...state, edited: message, before: undefined };
    case 'peek':
      return message.run === state.run ? { ...state, peek: message } : state;
    case 'reading':
      return { ...state, reading: message.fraction, fault: undefined };
    case 'table':
      return { ...state, table: message.table, reading: undefined };
    case 'fault':
      return {
        ...state,
        fault: message.fault,
        // A file that cannot be read, or nothing to fall back on; otherwise a command that made no sense just now.
        runState: state.reading !== undefined || !frameOf(state) ? 'failed' : state.runState,
        reading: undefined,
        progress: undefined,
      };
    case 'started':
      return begin(state, message);
    case 'progress':
      return message.run === newest(state) ? { ...state, progress: message } : state;
    case 'state':
      return settle(state, message);
    case 'frame':
    case 'viFrame':
    case 'vaeFrame':
      return show(state, message);
    case 'slice':
      return message.run === state.run && message.half === state.frame?.half && isChosen(state, message.slice)
        ? { ...state, slice: message.slice }
        : state;
    case 'bridge':
      return { ...state, bridge: onBridge(state.bridge, message.answer) };
    case 'points':
    case 'chosen':
    case 'otherStart':
    case 'trace':
      return inFit(state, message.run, (fit) => learn(fit, message));
    case 'viTrace':
      return inFit(state, message.run, (fit) => ({
        ...fit,
        trace: append(fit.trace, staircaseOf(fit.vi, message)),
      }));
    case 'viSetting':
    case 'viOverK':
      return inFit(state, message.run, (fit) => ({ ...fit, vi: hearVi(fit.vi, message) }));
    case 'vaeSetting':
    case 'vaeTrace':
    case 'vaeCheckpoint':
    case 'vaeGap':
    case 'vaeTotals':
      return inFit(state, message.run, (fit) => ({ ...fit, vae: hearVae(fit.vae, message) }));
  }
}

/** The last answer of each page, or why there is none. */
function onBridge(bridge: BridgeState, answer: BridgeAnswer): BridgeState {
  if (answer.page === 'progress') {
    return { ...bridge, progress: { ...bridge.progress, [answer.of]: answer.fraction } };
  }
  const page = answer.page === 'refused' ? answer.of : answer.page;
  const { [page]: _answer, ...answers } = bridge.answers;
  const { [page]: _fault, ...refused } = bridge.refused;
  const { [page]: _fraction, ...progress } = bridge.progress;
  return answer.page === 'refused'
    ? { answers, refused: { ...refused, [page]: answer.fault }, progress }
    : { answers: { ...answers, [page]: answer }, refused, progress };
}

const newest = (state: PanelState): number => state.coming?.run ?? state.run;

function begin(state: PanelState, started: Extract<RunEvent, { type: 'started' }>): PanelState {
  // After a hidden panel comes back the host says everything again: the same run, from its beginning.
  if (started.run < newest(state)) return state;
  const fit: Fit = { ...noFit, run: started.run, started };
  const { frame: last, started: past } = state;
  const newer = last && past && started.run > state.run;
  const common = {
    ...state,
    peek: undefined,
    before: newer ? { n: past.n, logLikelihood: last.step.logLikelihood, theta: last.theta } : state.before,
    progress: undefined,
    reading: undefined,
    fault: undefined,
    notices: started.notices,
    options: started.options,
    bridge: noBridge,
    runState: started.options.paused ? ('paused' as const) : ('running' as const),
    ui: {
      ...state.ui,
      // Without a cursor in the file the derivation begins with the first row.
      row: Math.min(state.ui.row ?? 0, Math.max(0, started.n - 1)),
      playing: false,
      heatmap: { ...wholeHeatmap, ...orderAndBands(state.ui.heatmap) },
      vae: { ...state.ui.vae, mixture: mixtureOf(started.n, last?.colours, state.ui.vae) },
      // The road's pages are about EM on this file.
      road: { ...state.ui.road, open: state.ui.road.open && started.options.model === 'gmm' },
    },
  };
  if (!frameOf(state) || state.run === started.run) return { ...common, ...fit, coming: undefined };
  return { ...common, coming: fit };
}

const orderAndBands = ({ order, bands }: HeatmapWindow): Partial<HeatmapWindow> => ({ order, bands });

function settle(state: PanelState, message: Extract<RunEvent, { type: 'state' }>): PanelState {
  if (message.run !== state.run && message.run !== state.coming?.run) return state;
  const ended = message.state === 'failed' || message.state === 'cancelled';
  const next: PanelState = {
    ...state,
    runState: message.state,
    fault: message.fault,
    progress: message.state === 'running' ? state.progress : undefined,
    // A run that ended without a figure leaves the one before it on show.
    coming: ended ? undefined : state.coming,
  };
  return inFit(next, message.run, (fit) => ({
    ...fit,
    stopReason: message.stopReason,
    criteria: message.criteria ?? fit.criteria,
  }));
}

/** Where there is no slice, there is none along any coordinate. */
const isChosen = ({ ui }: PanelState, slice: SliceMessage | null): boolean =>
  slice === null || slice.coordinate === ui.road.coordinate;

function show(state: PanelState, frame: AnyFrame): PanelState {
  if (state.coming?.run === frame.run) {
    const ui = { ...state.ui, seeking: undefined, stepping: false };
    return { ...state, ...withFrame(state.coming, frame), coming: undefined, progress: undefined, ui };
  }
  if (state.run !== frame.run) return state;
  const ui = answers(state, frame) ? { ...state.ui, seeking: undefined, stepping: false } : state.ui;
  return { ...state, ...withFrame(fitOf(state), frame), progress: undefined, ui };
}

function withFrame(fit: Fit, frame: AnyFrame): Fit {
  switch (frame.type) {
    case 'frame':
      return { ...fit, frame, slice: frame.slice };
    case 'viFrame':
      return { ...fit, vi: hearVi(fit.vi, frame) };
    case 'vaeFrame':
      return { ...fit, vae: hearVae(fit.vae, frame) };
  }
}

/**
 * The frame is the one that was sought, or a step has led on from there before it came. While the run climbs, a seek to
 * its end is answered by whatever is newest.
 */
export function answers({ ui, runState }: PanelState, frame: AnyFrame): boolean {
  const moment = momentOf(frame);
  if (ui.seeking === moment || (runState === 'running' && moment === frame.known - 1)) return true;
  return ui.stepping && ui.seeking !== undefined && moment === ui.seeking + 1;
}

/** Applies `change` to the run with that number, if it is still of interest. */
function inFit(state: PanelState, run: number, change: (fit: Fit) => Fit): PanelState {
  if (state.coming?.run === run) return { ...state, coming: change(state.coming) };
  return state.run === run ? { ...state, ...change(fitOf(state)) } : state;
}

function fitOf(state: PanelState): Fit {
  const { run, started, chosen, trace, otherStarts, frame, slice, vi, vae, points, stopReason, criteria } = state;
  return { run, started, chosen, trace, otherStarts, frame, slice, vi, vae, points, stopReason, criteria };
}

function learn(fit: Fit, message: Extract<RunEvent, { type: 'points' | 'chosen' | 'otherStart' | 'trace' }>): Fit {
  switch (message.type) {
    case 'points':
      return { ...fit, points: alongColumn(message) };
    case 'chosen':
      // The staircase begins anew: what the scouts of model selection drew is another model's.
      return { ...fit, chosen: message, trace: emptyTrace };
    case 'otherStart':
      return { ...fit, otherStarts: [...fit.otherStarts, message.logLikelihood] };
    case 'trace':
      return { ...fit, trace: append(fit.trace, message) };
  }
}

/**
 * The trace with entries [from, from + length) of the message. Entries that would leave a hole are dropped; entries
 * from before the end replace what is there, in arrays of their own (an older state may still be drawn).
 */
export function append(trace: Trace, message: Extract<RunEvent, { type: 'trace' }>): Trace {
  const { from, elbo, logLikelihood, halves } = message;
  if (from > trace.length) return trace;
  const length = from + elbo.length;
  const room = from === trace.length && length <= trace.elbo.length;
  const target = room
    ? trace
    : { elbo: grown(trace.elbo, from, length), logLikelihood: grown(trace.logLikelihood, from, length) };
  target.elbo.set(elbo, from);
  target.logLikelihood.set(logLikelihood, from);
  return {
    length,
    elbo: target.elbo,
    logLikelihood: target.logLikelihood,
    halves: trace.halves.slice(0, from) + halves,
  };
}

function grown(array: Float64Array, keep: number, length: number): Float64Array {
  const next = new Float64Array(Math.max(64, 2 ** Math.ceil(Math.log2(length + 1))));
  next.set(array.subarray(0, keep));
  return next;
}
