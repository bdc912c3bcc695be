/** The panel's memory and its line to the host: state in, listeners out, and the watch kept in step with the picture. */
import * as v from 'valibot';
import { type FigureId, figuresOn, pages } from '../src/lesson/road/pages.ts';
import { persistedSchema, type ToHost, type ToPanel } from '../src/protocol/panel.ts';
import { type AnyFrame, type Axis, isFrame, type SliceWatch, type Watch } from '../src/protocol/run.ts';
import { FramesAhead, type Heading } from './ahead.ts';
import { Apart } from './apart.ts';
import { coloured } from './colour/shades.ts';
import { type Action, reduce } from './reduce.ts';
import { askOf } from './road/bridge/ask.ts';
import { SlicesAhead } from './slicesAhead.ts';
import {
  frameOf,
  halfOnShow,
  initialState,
  mixtureFrame,
  modelOf,
  momentOf,
  momentsKnown,
  type PanelState,
  persistedOf,
  tiled,
} from './state.ts';
import { oklab } from './theme.ts';
import { vaeWatchOf } from './vae/slot.ts';
import { comparesUnasked } from './vi/slot.ts';

export type { Action } from './reduce.ts';
export type * from './state.ts';
export { fewestTiled, frameOf, halfOnShow, isDimmed, mixtureFrame, modelOf, momentsKnown, tiled } from './state.ts';

/** What VS Code's `acquireVsCodeApi()` gives. */
export interface HostApi {
  postMessage(message: ToHost): void;
  getState(): unknown;
  setState(state: unknown): void;
}

export type Listener = (state: PanelState, previous: PanelState) => void;

const movesTheRun: ReadonlySet<ToHost['type']> = new Set(['fit', 'read', 'pause', 'resume', 'step', 'cancel']);
const atRest: ReadonlySet<PanelState['runState']> = new Set(['paused', 'converged', 'cancelled']);

/** How long a moment that is drawn waits for the next one, to be said in one with it. */
const drawnMs = 50;

/** How long an answer to a seek is waited for before another is sent. */
const patienceMs = 1000;

/** Means of at most this many earlier half-steps are drawn as a path. */
const pathLength = 128;

/**
 * Points of the slice, so many that θ_t and θ_{t+1} are among them (the engine walks from −0.6 to 2.1). Each costs a pass
 * over n·K densities: of large files every other one is left out and, where only curves are drawn, every other again.
 */
function slicePoints(densities: number, curvesOnly: boolean): number {
  if (densities < 20_000) return 109;
  return densities < 60_000 || !curvesOnly ? 55 : 28;
}
const sliceMixtures = 31;

export class Store {
  #state: PanelState;
  readonly #host: HostApi;
  readonly #listeners = new Set<Listener>();
  #persisted = '';
  #watch = '';
  #points = '';
  #peeked = '';
  #bridge = '';
  /** The ask whose answers are waited for. */
  #asked = 0;
  /** The half-step asked for whose frame has not come. */
  #sought: number | undefined;
  #soughtAt = 0;
  /** The half-step to ask for as soon as that one has come. */
  #next: number | undefined;
  readonly #apart: Apart;
  readonly #ahead = new FramesAhead();
  readonly #slices = new SlicesAhead();
  /** Where the thumb went last. */
  #heading: Heading = 0;
  /** The frame on show, where it was here before the engine was asked: its answer has nothing new. */
  #before: AnyFrame | undefined;
  #afterFrame: number | undefined;
  /** Says that a moment of a run under way is drawn. */
  #saying: ReturnType<typeof setTimeout> | undefined;

  /** @param nextFrame `requestAnimationFrame`, or what stands in for it in a test */
  constructor(
    host: HostApi,
    private readonly nextFrame: (callback: () => void) => number = (callback) => requestAnimationFrame(callback),
  ) {
    this.#host = host;
    this.#apart = new Apart((message) => this.#hear(message), nextFrame);
    const kept = v.safeParse(persistedSchema, host.getState());
    this.#state = initialState(kept.success ? kept.output : undefined);
  }

  get state(): PanelState {
    return this.#state;
  }

  /** `listener` hears every later state. Returns how to stop. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  dispatch(action: Action): void {
    const previous = this.#state;
    this.#state = this.#withHeldSlice(reduce(previous, action));
    if (this.#state === previous) return;
    // Before the views hear of it: what is asked is on its way while they are rendered.
    this.#soon();
    for (const listener of [...this.#listeners]) listener(this.#state, previous);
  }

  /** A slice that is here is shown with the very choice of its coordinate. */
  #withHeldSlice(state: PanelState): PanelState {
    const { run, frame, slice } = state;
    const { coordinate } = state.ui.road;
    if (!frame || !slice || run === undefined || slice.coordinate === coordinate) return state;
    this.#followSlices(state);
    this.#slices.keep(slice);
    const held = this.#slices.find(coordinate);
    return held
      ? reduce(state, { type: 'message', message: { type: 'slice', run, half: frame.half, slice: held } })
      : state;
  }

  /** Gestures come faster than frames are drawn: what follows is said at once for the first, and once a frame. */
  #soon(): void {
    if (this.#afterFrame !== undefined) return;
    queueMicrotask(() => this.#ask());
    this.#afterFrame = this.nextFrame(() => {
      this.#afterFrame = undefined;
      this.#persist();
      this.#ask();
    });
  }

  /** What the host says; moments that come together in a run under way are a frame apart. */
  receive(told: ToPanel): void {
    this.#apart.take(told, this.#state.runState === 'running');
  }

  #hear(told: ToPanel): void {
    const message = coloured(told);
    // What an older ask still tells is of another row, or of another file.
    if (message.type === 'bridge' && message.id !== this.#asked) return;
    if (message.type === 'ahead') {
      if (message.id === this.#ahead.id) this.#hearAhead(message.frame);
      this.#soon();
      return;
    }
    if (message.type === 'onShow') {
      this.#onShow(momentOf(message.frame));
      return;
    }
    if (message.type === 'slice' && this.#holds(message)) return;
    const moment = isFrame(message) ? momentOf(message) : undefined;
    if (!isFrame(message) || !this.#knows(message)) this.dispatch({ type: 'message', message });
    if (message.type === 'started' || message.type === 'welcome') this.#arrived();
    else if (moment !== undefined && (moment === this.#sought || this.#state.ui.seeking === undefined)) this.#arrived();
    if (isFrame(message) && this.#state.runState === 'running') {
      const { run, known } = message;
      this.nextFrame(() => this.#drew({ type: 'drawn', run, known }));
    }
  }

  /** A slice that is on show already, told once more as the watch followed its choice; any other is kept as well. */
  #holds({ run, half, slice }: Extract<ToPanel, { type: 'slice' }>): boolean {
    if (!slice || run !== this.#state.run || half !== this.#state.frame?.half) return false;
    this.#followSlices(this.#state);
    const held = this.#slices.find(slice.coordinate);
    if (!held) this.#slices.keep(slice);
    return held !== undefined && held === this.#state.slice;
  }

  /** The engine is at that moment, and takes it that it is here. */
  #onShow(moment: number): void {
    if (this.#before && moment === momentOf(this.#before)) this.#before = undefined;
    if (moment !== this.#sought) return;
    // What was told of it was of another watch, or of a run with fewer moments.
    if (moment === this.#state.ui.seeking && this.#next === undefined) this.#sendSeek(moment);
    else this.#arrived();
  }

  #hearAhead(frame: AnyFrame): void {
    this.#ahead.keep(frame, halfOnShow(this.#state) ?? 0);
    // It was made before the engine heard that it is waited for.
    if (momentOf(frame) === this.#state.ui.seeking) this.#showHeld(frame);
  }

  /** The engine keeps pace with what is drawn; to hear of it at every moment would cost as much as the moment. */
  #drew(drawn: Extract<ToHost, { type: 'drawn' }>): void {
    const say = (): void => {
      clearTimeout(this.#saying);
      this.#saying = undefined;
      this.send(drawn);
    };
    if (this.#saying === undefined) this.#saying = setTimeout(say, drawnMs);
    else say();
  }

  send(message: ToHost): void {
    // A step goes on from the moment under the thumb, of which the engine may still have to hear.
    if (message.type === 'step') {
      if (this.#next !== undefined) this.#sendSeek(this.#next);
      this.dispatch({ type: 'step' });
    }
    // Whatever it leads to, it is no answer to a seek.
    if (movesTheRun.has(message.type)) this.#before = undefined;
    this.#host.postMessage(message);
  }

  /** The engine tells what is on show already, or answers a seek before the one that is. */
  #knows(frame: AnyFrame): boolean {
    const before = this.#before;
    if (!before || before.run !== frame.run || frameOf(this.#state) !== before) return false;
    const moment = momentOf(frame);
    if (moment === this.#state.ui.seeking) return false;
    if (moment !== momentOf(before)) return true;
    this.#before = undefined;
    return this.#ahead.find(momentOf(before)) === before;
  }

  /** The panel can hear: said once, by the entry. */
  ready(): void {
    const kept = v.safeParse(persistedSchema, this.#host.getState());
    this.send(kept.success ? { type: 'ready', persisted: kept.output } : { type: 'ready' });
  }

  // Gestures that change the state and tell the host, in one place so that no view does the one without the other.

  fit(options: PanelState['options']): void {
    this.dispatch({ type: 'fit', options });
    this.send({ type: 'fit', options });
  }

  read(options: PanelState['readOptions']): void {
    this.dispatch({ type: 'read', options });
    this.send({ type: 'read', options });
  }

  seek(half: number): void {
    const last = momentsKnown(this.#state) - 1;
    const target = Math.max(0, Math.min(half, last));
    if (last < 0 || target === halfOnShow(this.#state)) return;
    this.#heading = target < (halfOnShow(this.#state) ?? 0) ? -1 : 1;
    this.dispatch({ type: 'seek', half: target });
    const ready = this.#held(target);
    if (ready) this.#showHeld(ready);
    this.#next = target;
    // An answer that never comes (the run was replaced) must not hold up the thumb for good.
    if (this.#sought === undefined || performance.now() - this.#soughtAt > patienceMs) this.#sendSeek(target);
  }

  /** That moment of this run with all that is watched now, if it is here. */
  #held(moment: number): AnyFrame | undefined {
    this.#followAhead(JSON.stringify(watchOf(this.#state)));
    return this.#ahead.find(moment);
  }

  #showHeld(frame: AnyFrame): void {
    if (frame.run !== this.#state.run) return;
    this.#before = frame;
    this.dispatch({ type: 'message', message: frame });
  }

  /** One seek is on its way at a time: the thumb is quicker than the sweep over a million rows. */
  #sendSeek(half: number): void {
    this.#next = undefined;
    this.#sought = half;
    this.#soughtAt = performance.now();
    const held = this.#held(half);
    const shown = held !== undefined && held === frameOf(this.#state);
    this.send({ type: 'seek', half, ...(shown ? { shown } : {}) });
  }

  #arrived(): void {
    this.#sought = undefined;
    if (this.#next !== undefined) this.#sendSeek(this.#next);
  }

  /** Asks for a row that the pointer rests on, once for each half-step. */
  peek(row: number): void {
    const frame = frameOf(this.#state);
    const key = `${this.#state.run} ${frame && momentOf(frame)} ${row}`;
    if (key === this.#peeked) return;
    this.#peeked = key;
    this.send({ type: 'peek', row });
  }

  /** Row i chosen in the panel; `reveal` shows its line in the file too. */
  chooseRow(row: number, reveal: boolean): void {
    this.dispatch({ type: 'row', row });
    if (reveal) this.send({ type: 'reveal', row });
  }

  #persist(): void {
    const persisted = persistedOf(this.#state);
    if (!persisted) return;
    const text = JSON.stringify(persisted);
    if (text === this.#persisted) return;
    this.#persisted = text;
    this.#host.setState(persisted);
  }

  /** Asks for what the picture needs and has not asked for yet. */
  #ask(): void {
    const { started, run, coming } = this.#state;
    if (!started && !coming) return;
    const watch = watchOf(this.#state);
    const watchKey = JSON.stringify(watch);
    if (watchKey !== this.#watch) {
      this.#watch = watchKey;
      this.send({ type: 'watch', watch });
    }
    const axes = axesOf(this.#state);
    const outline = tiled(this.#state);
    const pointsKey = JSON.stringify([coming?.run ?? run, axes, outline]);
    if (axes && pointsKey !== this.#points) {
      this.#points = pointsKey;
      this.send({ type: 'points', ...axes, ...(outline ? { outline } : {}) });
    }
    this.#askBridge();
    this.#followAhead(watchKey);
    // A slice goes through all rows for each of its points: nobody waits for one that was not asked for.
    if (watch.slice) this.#askSlices(watch.slice, watchKey);
    else this.#askAhead();
  }

  /** Moments of another run, or with other views than are watched now, are no longer moments to be shown. */
  #followAhead(watch: string): void {
    this.#ahead.follow(`${this.#state.run} ${momentsKnown(this.#state)} ${watch}`);
  }

  /** While the run is at rest: the moments around the thumb. */
  #askAhead(): void {
    const { coming, runState, started, ui } = this.#state;
    const known = momentsKnown(this.#state);
    const thumb = halfOnShow(this.#state);
    if (!atRest.has(runState) || coming || thumb === undefined || ui.seeking !== undefined) return;
    const moments = this.#ahead.wanted(thumb, known, started?.n ?? 0, this.#heading);
    if (moments.length > 0) this.send({ type: 'ahead', id: this.#ahead.id, moments: [...moments] });
  }

  #followSlices(state: PanelState): void {
    this.#slices.follow(`${state.run} ${momentsKnown(state)} ${state.frame?.half}`);
  }

  /** While the run is at rest: slices along the coordinates around the chosen one. */
  #askSlices(watched: SliceWatch, watch: string): void {
    const { coming, runState, slice, started, ui } = this.#state;
    if (!atRest.has(runState) || coming || ui.seeking !== undefined || !slice) return;
    if (slice.coordinate !== watched.coordinate) return;
    this.#followSlices(this.#state);
    this.#slices.keep(slice);
    const n = started?.n ?? 0;
    const coordinates = this.#slices.wanted(slice, n, watch);
    const points = slicePoints(n * (this.#state.frame?.theta.k ?? 0), true);
    if (coordinates.length > 0) this.send({ type: 'slices', points, coordinates: [...coordinates] });
  }

  /** What the open page of the bridge shows; once it is left, the worker hears that too. */
  #askBridge(): void {
    const { key, ask } = askOf(this.#state) ?? { key: '', ask: { page: 'none' as const } };
    if (key === this.#bridge) return;
    this.#bridge = key;
    this.send({ type: 'bridge', id: ++this.#asked, ask });
  }
}

/** What the sections that are open need of each half-step. */
export function watchOf(state: PanelState): Watch {
  const { heatmap, row, road } = state.ui;
  const fit = state.coming ?? state;
  if (modelOf(fit) === 'vae') return { ...(row === undefined ? {} : { row }), vae: vaeWatchOf(state.ui.vae, fit.vae) };
  // On the road nothing is folded.
  const folded = road.open ? new Set<string>() : state.ui.folded;
  const page = road.open ? pages[road.page] : undefined;
  const shows = (figure: FigureId): boolean => page !== undefined && figuresOn(page).includes(figure);
  const k = fit.chosen?.components ?? mixtureFrame(state)?.theta.k ?? 0;
  const palette = Array.from({ length: k }, (_, j) =>
    oklab(state.theme.components[j % state.theme.components.length]!),
  );
  return {
    ...(folded.has('data') || k === 0 ? {} : { ...rowsOf(state, palette.flat()), paths: pathLength }),
    ...(folded.has('heatmap') ? {} : { heatmap }),
    ...(row === undefined ? {} : { row }),
    ...(comparesK(state, folded) ? { overK: true as const } : {}),
    ...(shows('slice')
      ? {
          slice: {
            points: slicePoints((fit.started?.n ?? 0) * k, road.coordinate !== undefined),
            ...(road.coordinate === undefined ? { mixtures: sliceMixtures } : { coordinate: road.coordinate }),
          },
        }
      : {}),
    ...(shows('twoWays') ? { complete: true as const } : {}),
  };
}

function comparesK(state: PanelState, folded: ReadonlySet<string>): boolean {
  const fit = state.coming ?? state;
  if (modelOf(fit) !== 'vi' || folded.has('overK') || !fit.started) return false;
  return state.ui.vi.overK || comparesUnasked(fit.started);
}

/** A colour for every row, or cells of the part of the plane that is on show. */
function rowsOf(state: PanelState, palette: number[]): Pick<Watch, 'colours' | 'tiles'> {
  if (!tiled(state)) return { colours: { palette } };
  const { plane } = state.ui;
  return plane ? { tiles: { ...plane, palette } } : {};
}

/** The scatter's axes, those of the reader's choice where the data have them. */
export function axesOf(state: PanelState): { x: Axis; y: Axis } | undefined {
  const started = (state.coming ?? state).started;
  if (!started) return undefined;
  const exists = (axis: Axis): boolean => ('column' in axis ? axis.column : axis.principal) < started.d;
  const chosen = state.ui.axes;
  if (chosen && exists(chosen.x) && exists(chosen.y)) return chosen;
  if (started.d > 2) return { x: { principal: 0 }, y: { principal: 1 } };
  return { x: { column: 0 }, y: { column: started.d - 1 } };
}
