import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ToPanel } from '../../../src/protocol/panel.ts';
import { append, reduce } from '../../../webview/reduce.ts';
import { emptyTrace, initialState, isDimmed, type PanelState } from '../../../webview/state.ts';
import { frame, runState, started, trace, welcome } from './messages.ts';

const told = (messages: readonly ToPanel[], state: PanelState = initialState(undefined)): PanelState =>
  messages.reduce((now, message) => reduce(now, { type: 'message', message }), state);

const firstRun: ToPanel[] = [
  welcome,
  started(1),
  { type: 'chosen', run: 1, components: 2, family: 'full' },
  trace(1, 0, [-12, -11, -10], [0, 1, 0]),
  frame(1, 2, 3),
  runState(1, 'converged'),
];

describe('a run as it is told', () => {
  it('shows the figures of the first run at once', () => {
    const state = told(firstRun);
    expect([state.run, state.trace.length, state.frame?.half, state.runState]).toEqual([1, 3, 2, 'converged']);
    expect(isDimmed(state)).toBe(false);
  });

  it('keeps the last good fit on show, dimmed, until the next one has a figure', () => {
    const choosing = told([started(2, 9), trace(2, 0, [-8], [0])], told(firstRun));
    expect([choosing.run, choosing.trace.length, choosing.coming?.run]).toEqual([1, 3, 2]);
    expect(isDimmed(choosing)).toBe(true);
    const shown = told([frame(2, 0, 1)], choosing);
    expect([shown.run, shown.trace.length, shown.started?.n, shown.coming]).toEqual([2, 1, 9, undefined]);
    expect(isDimmed(shown)).toBe(false);
  });

  it('goes back to the last good fit when the next one fails, and says why', () => {
    const failed = told(
      [started(2), { ...runState(2, 'failed'), fault: { code: 'singular', args: { component: 1 } } } as ToPanel],
      told(firstRun),
    );
    expect([failed.run, failed.coming, failed.runState, failed.fault?.code]).toEqual([
      1,
      undefined,
      'failed',
      'singular',
    ]);
    expect(isDimmed(failed)).toBe(true);
  });

  it('drops what is said about a run that has been replaced', () => {
    const state = told([started(2), frame(2, 0, 1)], told(firstRun));
    expect(told([trace(1, 3, [-9], [0]), frame(1, 1, 4), runState(1, 'failed')], state)).toEqual(state);
  });

  it('calls a file that cannot be read a failure, and a command out of place only a fault', () => {
    const fault: ToPanel = { type: 'fault', fault: { code: 'fileUnreadable', args: {} } };
    expect(told([welcome, { type: 'reading', fraction: 0.5 }, fault]).runState).toBe('failed');
    expect(told([fault], told(firstRun)).runState).toBe('converged');
  });

  it('begins the derivation with the first row, and keeps it within the rows there are', () => {
    expect(told(firstRun).ui.row).toBe(0);
    const far = reduce(told(firstRun), { type: 'row', row: 3 });
    expect(told([started(2, 2)], far).ui.row).toBe(1);
  });
});

describe('the thumb', () => {
  it('goes ahead of the figures and is let go when they come', () => {
    const sought = reduce(told(firstRun), { type: 'seek', half: 1 });
    expect(sought.ui.seeking).toBe(1);
    expect(told([frame(1, 2, 3)], sought).ui.seeking).toBe(1);
    expect(told([frame(1, 1, 3)], sought).ui.seeking).toBeUndefined();
  });

  it('stays where it was brought back to, whatever comes of the place it was sent to in between', () => {
    const there = told(firstRun);
    const back = [0, 2].reduce((state, half) => reduce(state, { type: 'seek', half }), there);
    const late = told([frame(1, 0, 3)], back);
    expect([late.frame?.half, late.ui.seeking]).toEqual([0, 2]);
    expect(told([frame(1, 2, 3)], late).ui.seeking).toBeUndefined();
  });

  it('is let go by the newest frame of a run that climbs on', () => {
    const climbing = told([runState(1, 'running')], told(firstRun));
    const sought = { ...climbing, ui: { ...climbing.ui, seeking: 0 } };
    expect(told([frame(1, 4, 5)], sought).ui.seeking).toBeUndefined();
  });
});

describe('the staircase', () => {
  it('is the concatenation of what was sent, in whatever pieces', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.double({ noNaN: true }), { maxLength: 40 }), { maxLength: 12 }), (pieces) => {
        let [now, all] = [emptyTrace, [] as number[]];
        for (const piece of pieces) {
          now = append(
            now,
            trace(
              1,
              all.length,
              piece,
              piece.map(() => 0),
            ),
          );
          all = [...all, ...piece];
        }
        expect([...now.elbo.subarray(0, now.length)]).toEqual(all);
        expect(now.halves).toHaveLength(all.length);
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  it('replaces entries without touching the trace that is still on show', () => {
    const before = append(emptyTrace, trace(1, 0, [-3, -2, -1], [0, 0, 0]));
    const replaced = append(before, trace(1, 1, [-20], [0]));
    expect([...replaced.elbo.subarray(0, replaced.length)]).toEqual([-3, -20]);
    expect([...before.elbo.subarray(0, before.length)]).toEqual([-3, -2, -1]);
  });

  it('has no holes', () => {
    expect(append(emptyTrace, trace(1, 2, [-1], [0]))).toBe(emptyTrace);
  });
});
