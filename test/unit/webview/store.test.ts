import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pages } from '../../../src/lesson/road/pages.ts';
import type { ToHost } from '../../../src/protocol/panel.ts';
import { persistedSchema, toHostSchema } from '../../../src/protocol/panel.ts';
import { halfOnShow, Store, watchOf } from '../../../webview/store.ts';
import { frame, runState, slice, started, trace, welcome } from './messages.ts';

class Host {
  readonly asked: ToHost[] = [];
  kept: unknown;
  postMessage(message: ToHost): void {
    this.asked.push(message);
  }
  getState(): unknown {
    return this.kept;
  }
  setState(state: unknown): void {
    this.kept = JSON.parse(JSON.stringify(state));
  }
  of<T extends ToHost['type']>(type: T): Extract<ToHost, { type: T }>[] {
    return this.asked.filter((message): message is Extract<ToHost, { type: T }> => message.type === type);
  }
}

let host: Host;
let frames: (() => void)[];
let store: Store;
const nextFrame = () => {
  for (const callback of frames.splice(0)) callback();
  vi.advanceTimersByTime(0);
};
const open = (on = host) => new Store(on, (callback) => frames.push(callback));

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  host = new Host();
  frames = [];
  store = open();
  store.receive(welcome);
  store.receive(started(1));
  store.receive({ type: 'chosen', run: 1, components: 2, family: 'full' });
  store.receive(trace(1, 0, [-5, -4, -3, -2], [0, 1, 0, 0]));
  store.receive(frame(1, 3, 4));
  store.receive(runState(1, 'converged'));
  nextFrame();
});

afterEach(() => vi.useRealTimers());

describe('what is asked of the host', () => {
  it('is always within the protocol', () => {
    store.ready();
    store.seek(1);
    store.chooseRow(2, true);
    store.fit(store.state.options);
    store.read({ delimiter: ';' });
    nextFrame();
    for (const message of host.asked) expect(v.is(toHostSchema, message), JSON.stringify(message)).toBe(true);
  });

  it('is one watch for all that changed within a frame, and none where nothing did', () => {
    const before = host.of('watch').length;
    store.dispatch({ type: 'row', row: 1 });
    store.dispatch({ type: 'row', row: 2 });
    store.dispatch({ type: 'heatmap', window: { order: 'file' } });
    nextFrame();
    expect(host.of('watch')).toHaveLength(before + 1);
    expect(host.of('watch').at(-1)!.watch).toMatchObject({ row: 2, heatmap: { order: 'file' } });
    store.dispatch({ type: 'highlight', highlight: { term: 'kl' } });
    nextFrame();
    expect(host.of('watch')).toHaveLength(before + 1);
  });

  it('leaves before the views are rendered, which do so in the same turn', async () => {
    const order: string[] = [];
    store.subscribe(() => queueMicrotask(() => order.push('rendered')));
    host.postMessage = ({ type }) => order.push(type);
    store.dispatch({ type: 'row', row: 2 });
    await Promise.resolve();
    await Promise.resolve();
    expect([order.at(0), order.at(-1)]).toEqual(['watch', 'rendered']);
  });

  it('leaves out what folded sections would show', () => {
    expect(watchOf(store.state).colours?.palette).toHaveLength(6);
    store.dispatch({ type: 'fold', section: 'data', folded: true });
    store.dispatch({ type: 'fold', section: 'heatmap', folded: true });
    expect(Object.keys(watchOf(store.state))).toEqual(['row']);
  });

  it('asks for the points again for every run and every pair of axes', () => {
    expect(host.of('points')).toHaveLength(1);
    store.dispatch({ type: 'axes', x: { column: 1 }, y: { column: 0 } });
    nextFrame();
    expect(host.of('points').at(-1)).toMatchObject({ x: { column: 1 }, y: { column: 0 } });
    store.receive(started(2, 4, 5));
    nextFrame();
    // More than two columns and no choice that still holds: principal axes are for those who have not chosen.
    expect(host.of('points')).toHaveLength(3);
  });
});

describe('a moment that has come', () => {
  beforeEach(() => {
    // The moment with which every test begins is said with this one.
    store.receive(runState(1, 'running'));
    store.receive(frame(1, 3, 4));
    nextFrame();
    host.asked.length = 0;
  });

  it('is said to be drawn, while a run is under way, once the frame is over in which it was: two in one', () => {
    store.receive(frame(1, 2, 4));
    nextFrame();
    expect(host.of('drawn')).toEqual([]);
    store.receive(frame(1, 3, 5));
    expect(host.of('drawn')).toEqual([]);
    nextFrame();
    expect(host.of('drawn')).toEqual([{ type: 'drawn', run: 1, known: 5 }]);
    vi.runAllTimers();
    expect(host.of('drawn')).toHaveLength(1);
  });

  it('is said to be drawn soon where no other follows, and not at all once the run is at rest', () => {
    store.receive(frame(1, 2, 4));
    nextFrame();
    vi.runAllTimers();
    expect(host.of('drawn')).toEqual([{ type: 'drawn', run: 1, known: 4 }]);
    store.receive(runState(1, 'converged'));
    store.receive(frame(1, 1, 4));
    nextFrame();
    vi.runAllTimers();
    expect(host.of('drawn')).toHaveLength(1);
  });

  it('is shown in a frame of its own where several come at once, in order, with the curves that came with each', () => {
    const shown: unknown[] = [];
    store.subscribe(({ frame: now, trace: curves }, before) => {
      if (now !== before.frame) shown.push([now?.half, curves.length]);
    });
    for (const half of [4, 5, 6]) {
      store.receive(trace(1, half, [-1], [0]));
      store.receive(frame(1, half, half + 1));
    }
    expect(shown).toEqual([[4, 5]]);
    nextFrame();
    nextFrame();
    expect(shown).toEqual([
      [4, 5],
      [5, 6],
      [6, 7],
    ]);
    nextFrame();
    expect(shown).toHaveLength(3);
  });

  it('waits for no frame once the run has come to rest, nor where nothing is painted', () => {
    for (const half of [4, 5, 6]) store.receive(frame(1, half, half + 1));
    expect(store.state.frame?.half).toBe(4);
    store.receive(runState(1, 'paused'));
    expect(store.state.frame?.half).toBe(6);
    store.receive(runState(1, 'running'));
    for (let half = 7; half < 40; half++) store.receive(frame(1, half, half + 1));
    expect(store.state.frame!.half).toBeGreaterThan(30);
  });
});

describe('seeking', () => {
  it('has one seek on its way and then sends only the last place the thumb went to', () => {
    for (const half of [2, 1, 0]) store.seek(half);
    expect(host.of('seek').map(({ half }) => half)).toEqual([2]);
    store.receive(frame(1, 2, 4));
    expect(host.of('seek').map(({ half }) => half)).toEqual([2, 0]);
    store.receive(frame(1, 0, 4));
    expect(store.state.ui.seeking).toBeUndefined();
    expect(host.of('seek')).toHaveLength(2);
  });

  it('is over before a step is asked for: a step goes on from where the thumb is', () => {
    for (const half of [2, 1]) store.seek(half);
    store.send({ type: 'step' });
    expect(host.asked.slice(-2)).toEqual([{ type: 'seek', half: 1 }, { type: 'step' }]);
  });

  it('is answered by what a step led to, where the engine went on before it had told the moment sought', () => {
    store.seek(1);
    store.send({ type: 'step' });
    // The thumb waits where it was put.
    expect(halfOnShow(store.state)).toBe(1);
    store.receive(frame(1, 2, 4));
    expect(store.state.frame?.half).toBe(2);
    expect(store.state.ui.seeking).toBeUndefined();
    expect(halfOnShow(store.state)).toBe(2);
    // The next seek goes out at once.
    store.seek(0);
    expect(host.of('seek').map(({ half }) => half)).toEqual([1, 0]);
    store.receive(frame(1, 0, 4));
    expect(halfOnShow(store.state)).toBe(0);
  });

  it('is not answered by another moment, step or none', () => {
    store.seek(0);
    store.receive(frame(1, 1, 4));
    expect(store.state.ui.seeking).toBe(0);
    store.send({ type: 'step' });
    store.receive(frame(1, 2, 4));
    expect(store.state.ui.seeking).toBe(0);
    store.receive(frame(1, 0, 4));
    expect(store.state.ui.seeking).toBeUndefined();
  });

  it('stays within the staircase and says nothing about where it already is', () => {
    store.seek(99);
    expect(host.of('seek')).toHaveLength(0);
    store.seek(-5);
    expect(host.of('seek').map(({ half }) => half)).toEqual([0]);
  });
});

describe('moments held before they are asked for', () => {
  const told = (...halves: number[]) => {
    const { id } = host.of('ahead').at(-1)!;
    for (const half of halves) store.receive({ type: 'ahead', id, frame: frame(1, half, 4) });
  };

  it('are asked for once the run is at rest, those next to the thumb first', () => {
    expect(host.of('ahead').map(({ moments }) => moments)).toEqual([[2, 1, 0]]);
    told(2, 1, 0);
    nextFrame();
    expect(host.of('ahead')).toHaveLength(1);
  });

  it('are shown at once, and the engine hears where the thumb is all the same', () => {
    told(2, 1);
    const heard: (number | undefined)[] = [];
    store.subscribe((state) => heard.push(state.frame?.half));
    store.seek(2);
    expect(store.state.frame?.half).toBe(2);
    expect(store.state.ui.seeking).toBeUndefined();
    store.seek(1);
    expect(host.of('seek').map(({ half }) => half)).toEqual([2]);
    // Answers to seeks that are over, and to what is on show already, change nothing.
    heard.length = 0;
    store.receive(frame(1, 2, 4));
    store.receive(frame(1, 1, 4));
    expect(heard).toEqual([]);
    expect(store.state.frame?.half).toBe(1);
    expect(host.of('seek').map(({ half }) => half)).toEqual([2, 1]);
  });

  it('need no answer but that the engine has gone there', () => {
    told(2, 1);
    store.seek(2);
    expect(host.of('seek')).toEqual([{ type: 'seek', half: 2, shown: true }]);
    store.seek(1);
    const shown = store.state.frame;
    store.receive({ type: 'onShow', frame: frame(1, 2, 4) });
    expect(store.state.frame).toBe(shown);
    expect(host.of('seek').at(-1)).toEqual({ type: 'seek', half: 1, shown: true });
    store.receive({ type: 'onShow', frame: frame(1, 1, 4) });
    store.seek(0);
    expect(host.of('seek').at(-1)).toEqual({ type: 'seek', half: 0 });
  });

  it('hold nothing back once the engine is where they are: what a step then leads to is shown', () => {
    told(2, 1);
    store.send({ type: 'step' });
    store.seek(2);
    store.receive({ type: 'onShow', frame: frame(1, 2, 4) });
    store.receive(trace(1, 4, [-1], [0]));
    store.receive(frame(1, 4, 5));
    expect(store.state.frame?.half).toBe(4);
  });

  it('are sought again where the one that the engine told was discarded', () => {
    store.seek(2);
    const { id } = host.of('ahead').at(-1)!;
    store.receive({ type: 'ahead', id: id + 7, frame: frame(1, 2, 4) });
    expect(store.state.ui.seeking).toBe(2);
    store.receive({ type: 'onShow', frame: frame(1, 2, 4) });
    expect(host.of('seek')).toEqual([
      { type: 'seek', half: 2 },
      { type: 'seek', half: 2 },
    ]);
    store.receive(frame(1, 2, 4));
    expect(store.state.frame?.half).toBe(2);
    expect(store.state.ui.seeking).toBeUndefined();
  });

  it('are asked for in whole where the watch is another before the seek is sent', () => {
    told(2, 1);
    store.seek(2);
    store.seek(1);
    store.dispatch({ type: 'row', row: 1 });
    store.receive({ type: 'onShow', frame: frame(1, 2, 4) });
    expect(host.of('seek').at(-1)).toEqual({ type: 'seek', half: 1 });
  });

  it('are shown as they come, where one is waited for', () => {
    store.seek(2);
    expect(store.state.ui.seeking).toBe(2);
    told(2);
    expect(store.state.frame?.half).toBe(2);
    expect(store.state.ui.seeking).toBeUndefined();
    store.receive({ type: 'onShow', frame: frame(1, 2, 4) });
    expect(store.state.frame?.half).toBe(2);
  });

  it('are of the watch they were asked with: another one is asked for and shown', () => {
    told(2, 1, 0);
    store.dispatch({ type: 'row', row: 1 });
    nextFrame();
    expect(host.of('ahead')).toHaveLength(2);
    store.seek(2);
    expect(store.state.frame?.half).toBe(3);
    expect(store.state.ui.seeking).toBe(2);
    // What the earlier ask still tells is of the other row.
    store.receive({ type: 'ahead', id: host.of('ahead')[0]!.id, frame: frame(1, 1, 4) });
    store.seek(1);
    expect(store.state.ui.seeking).toBe(1);
  });

  it('shows the engine’s answer where the watch changed while it was on its way', () => {
    told(2, 1);
    store.seek(2);
    store.dispatch({ type: 'row', row: 1 });
    nextFrame();
    const answer = frame(1, 2, 4);
    store.receive(answer);
    expect(store.state.frame).toBe(answer);
  });

  it('do not hold back the answer that is waited for, where the thumb has gone on from one of them', () => {
    told(2, 1);
    store.seek(2);
    store.seek(1);
    store.seek(0);
    store.receive(frame(1, 2, 4));
    expect(store.state.frame?.half).toBe(1);
    store.receive(frame(1, 0, 4));
    expect(store.state.frame?.half).toBe(0);
    expect(store.state.ui.seeking).toBeUndefined();
  });

  it('are not shown any more in the very turn in which something else is watched', () => {
    told(2, 1, 0);
    store.dispatch({ type: 'row', row: 1 });
    store.dispatch({ type: 'road', road: { open: true, page: pages.findIndex(({ id }) => id === 'climb') } });
    store.seek(2);
    expect(store.state.ui.seeking).toBe(2);
    nextFrame();
    const answer = frame(1, 2, 4);
    store.receive(answer);
    expect(store.state.frame).toBe(answer);
  });

  it('do not hold back what a step leads to', () => {
    told(2, 1);
    store.seek(2);
    store.send({ type: 'step' });
    store.receive(frame(1, 3, 4));
    expect(store.state.frame?.half).toBe(3);
  });

  it('are not asked for while the run climbs, nor of many rows', () => {
    store.receive(runState(1, 'running'));
    store.receive(trace(1, 4, [-1], [0]));
    nextFrame();
    expect(host.of('ahead')).toHaveLength(1);
    store.receive(started(2, 1_000_000));
    store.receive(trace(2, 0, [-5, -4], [0, 1]));
    store.receive(frame(2, 1, 2));
    store.receive(runState(2, 'converged'));
    nextFrame();
    expect(host.of('ahead')).toHaveLength(1);
  });
});

describe('slices held before their coordinate is chosen', () => {
  const climb = pages.findIndex(({ id }) => id === 'climb');
  const tell = (coordinate?: number) => store.receive({ type: 'slice', run: 1, half: 3, slice: slice(coordinate, 3) });
  beforeEach(() => {
    store.dispatch({ type: 'road', road: { open: true, page: climb } });
    nextFrame();
    tell();
    nextFrame();
  });

  it('are asked for once the picture of the step is there', () => {
    expect(host.of('slices').map(({ coordinates }) => coordinates)).toEqual([[0, 1, 2]]);
  });

  it('are shown with the choice, and once; another answer is not taken for the chosen one', () => {
    tell(1);
    expect(store.state.slice?.coordinate).toBeUndefined();
    store.dispatch({ type: 'road', road: { coordinate: 1 } });
    expect(store.state.slice?.coordinate).toBe(1);
    nextFrame();
    expect(host.of('watch').at(-1)!.watch.slice).toMatchObject({ coordinate: 1 });
    const shown = store.state;
    tell(1);
    tell(2);
    expect(store.state).toBe(shown);
    nextFrame();
    expect(host.of('slices').at(-1)!.coordinates).toEqual([0, 2]);
    // The line of the step is still here.
    store.dispatch({ type: 'road', road: { coordinate: undefined } });
    expect(store.state.slice).toMatchObject({ coordinates: 3 });
    expect(store.state.slice).not.toHaveProperty('coordinate');
  });

  it('are of the moment on show: at another one the chosen one is waited for', () => {
    tell(1);
    store.receive({ ...frame(1, 2, 4), slice: slice(undefined, 3) });
    store.dispatch({ type: 'road', road: { coordinate: 1 } });
    expect(store.state.slice?.coordinate).toBeUndefined();
    store.receive({ type: 'slice', run: 1, half: 2, slice: slice(1, 3) });
    expect(store.state.slice?.coordinate).toBe(1);
  });
});

describe('what is kept', () => {
  it('comes back in the next life of the panel', () => {
    store.dispatch({ type: 'row', row: 2 });
    store.dispatch({ type: 'notation', notation: 'bishop' });
    store.dispatch({ type: 'fold', section: 'heatmap', folded: true });
    store.seek(1);
    nextFrame();
    expect(v.is(persistedSchema, host.kept)).toBe(true);
    const again = open();
    again.ready();
    expect(host.of('ready').at(-1)!.persisted).toMatchObject({ half: 1, row: 2, notation: 'bishop' });
    expect([...again.state.ui.folded]).toEqual(['heatmap']);
    again.receive(welcome);
    expect(again.state.ui.notation).toBe('bishop');
  });

  it('leaves out the θ of a warm start, which JSON would ruin', () => {
    store.receive({ ...started(2), options: { ...store.state.options, start: frame(1, 0, 1).theta } });
    nextFrame();
    expect(v.is(persistedSchema, host.kept)).toBe(true);
    expect(host.kept).not.toHaveProperty('options.start');
  });

  it('is not believed when it is not ours', () => {
    host.kept = { version: 7, uri: 3 };
    const again = open();
    again.ready();
    expect(host.of('ready').at(-1)).toEqual({ type: 'ready' });
  });
});
