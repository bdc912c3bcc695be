import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ToPanel } from '../../../src/protocol/panel.ts';
import { defaultFitOptions } from '../../../src/protocol/run.ts';
import type { ViFrame } from '../../../src/protocol/viFrame.ts';
import { readingOf } from '../../../webview/bound/reading.ts';
import { momentName, momentsOf, nextStepName } from '../../../webview/moments.ts';
import { reduce } from '../../../webview/reduce.ts';
import {
  halfOnShow,
  initialState,
  isDimmed,
  mixtureFrame,
  modelOf,
  momentsKnown,
  type PanelState,
} from '../../../webview/state.ts';
import { stageOf } from '../../../webview/status/stage.ts';
import { watchOf } from '../../../webview/store.ts';
import { cascade } from '../../../webview/vi/cascade.ts';
import { frame, runState, started, trace, welcome } from './messages.ts';

const told = (messages: readonly ToPanel[], state: PanelState = initialState(undefined)): PanelState =>
  messages.reduce((now, message) => reduce(now, { type: 'message', message }), state);

const startedVi = (run: number): ToPanel => ({
  ...started(run, 4, 1),
  options: { ...defaultFitOptions, model: 'vi', components: 2 },
});

const setting = (run: number, evidence?: number): ToPanel => ({
  type: 'viSetting',
  run,
  components: 2,
  priors: { alpha0: 0.5, beta0: 1, nu0: 1, m0: Float64Array.of(0), w0: Float64Array.of(1) },
  firstIteration: 1,
  ...(evidence === undefined ? {} : { evidence }),
});

const bounds = (run: number, from: number, bound: readonly number[]): ToPanel => ({
  type: 'viTrace',
  run,
  from,
  bound: Float64Array.from(bound),
});

function viFrame(run: number, half: number, known: number): ViFrame {
  const { theta, counts } = frame(run, 0, 1);
  return {
    type: 'viFrame',
    run,
    half,
    known,
    iteration: 1 + Math.floor(half / 3),
    part: (['assignments', 'weights', 'components'] as const)[half % 3]!,
    bound: -10,
    terms: Float64Array.of(-8, -2, 0, -3, 1, 1, 1),
    theta,
    alpha: Float64Array.of(2.5, 2.5),
    beta: Float64Array.of(3, 3),
    nu: Float64Array.of(3, 3),
    counts,
    emptied: [],
    warnings: [],
  };
}

const run = (evidence?: number): PanelState =>
  told([
    welcome,
    startedVi(1),
    { type: 'chosen', run: 1, components: 2, family: 'full' },
    setting(1, evidence),
    bounds(1, 0, [-20, -15, -12]),
    bounds(1, 3, [-11]),
    viFrame(1, 3, 4),
    runState(1, 'converged'),
  ]);

describe('a run of variational Bayes as it is told', () => {
  it('is said to climb by sub-steps, as it walks', () => {
    const { text } = stageOf(
      told([welcome, startedVi(1), setting(1), bounds(1, 0, [-14, -13, -12]), runState(1, 'running')]),
    );
    expect(text).toBe('Climbing: sub-step 3');
  });

  it('has its sub-steps as moments, each named by the factor that it updates', () => {
    const state = run();
    expect([modelOf(state), momentsKnown(state), halfOnShow(state)]).toEqual(['vi', 4, 3]);
    expect(momentsOf(state).halves).toBe('ZπμZ');
    expect([0, 1, 2, 3].map((moment) => momentName(state, moment))).toEqual([
      '1 · q(Z)',
      '2 · q(π)',
      '3 · q(μ,Λ)',
      '4 · q(Z)',
    ]);
    expect(nextStepName(reduce(state, { type: 'seek', half: 1 })).text).toBe('q(μ,Λ)');
    expect(nextStepName(state).text).toBe('q(π)');
  });

  it('says the bound alone where log p(X) is unknown, and the whole identity where it is known', () => {
    expect(readingOf(run(), 3).map(({ name, text }) => [name, text])).toEqual([['ELBO(q)', '−11.0000']]);
    const known = readingOf(run(-10.5), 3);
    expect(known.map(({ name }) => name)).toEqual(['log p(X)', 'ELBO(q)', 'KL']);
    expect(known.map(({ text }) => text)).toEqual(['−10.50', '−11.00', '0.50']);
  });

  it('lets go of the thumb when the sub-step that was sought has come', () => {
    const sought = reduce(run(), { type: 'seek', half: 1 });
    expect(sought.ui.seeking).toBe(1);
    expect(told([viFrame(1, 3, 4)], sought).ui.seeking).toBe(1);
    const there = told([viFrame(1, 1, 4)], sought);
    expect([there.ui.seeking, halfOnShow(there)]).toEqual([undefined, 1]);
  });

  it('gives way to a run of EM, and that to it, each dimmed until the other has a figure', () => {
    const em = told([started(2), trace(2, 0, [-9], [0])], run());
    expect([modelOf(em), isDimmed(em)]).toEqual(['vi', true]);
    const shown = told([frame(2, 0, 1)], em);
    expect([modelOf(shown), isDimmed(shown), shown.vi.frame]).toEqual(['gmm', false, undefined]);
    const back = told([startedVi(3), setting(3), bounds(3, 0, [-20]), viFrame(3, 0, 1)], shown);
    expect([modelOf(back), back.frame, mixtureFrame(back)?.type, momentsKnown(back)]).toEqual([
      'vi',
      undefined,
      'viFrame',
      1,
    ]);
  });

  it('asks for other K only while they are on show', () => {
    const state = run();
    expect(watchOf(state).overK).toBe(true);
    expect(watchOf(reduce(state, { type: 'fold', section: 'overK', folded: true })).overK).toBeUndefined();
    expect(watchOf(told([started(2), frame(2, 0, 1)], state)).overK).toBeUndefined();
  });

  it('and, where there are many cells, once they are asked for', () => {
    const many = told([{ ...startedVi(2), n: 100_000 } as ToPanel, setting(2), viFrame(2, 0, 1)], run());
    expect(watchOf(many).overK).toBeUndefined();
    expect(watchOf(reduce(many, { type: 'vi', vi: { overK: true } })).overK).toBe(true);
  });

  it('leaves the road, which is about EM', () => {
    const onRoad = reduce(told([welcome, started(1), frame(1, 0, 1)]), { type: 'road', road: { open: true, page: 3 } });
    expect(onRoad.ui.road.open).toBe(true);
    const left = told([startedVi(2)], onRoad);
    expect([left.ui.road.open, left.ui.road.page]).toEqual([false, 3]);
  });
});

describe('the cascade of terms', () => {
  const terms = fc.array(fc.double({ min: -1e4, max: 1e4, noNaN: true }), { minLength: 7, maxLength: 7 });

  it('ends at the sum, each step where the one before ended, all of it on the axis but a torn 0', () => {
    let torn = 0;
    fc.assert(
      fc.property(terms, fc.double({ min: -1e6, max: 1e6, noNaN: true }), (rest, first) => {
        const values = [first, ...rest.slice(1)];
        const { steps, least, most, cut } = cascade(values);
        const sum = values.reduce((a, b) => a + b, 0);
        expect(Math.abs(steps.at(-1)!.to - sum)).toBeLessThan(1e-6);
        for (let t = 1; t < 7; t++) expect(steps[t]!.from).toBe(steps[t - 1]!.to);
        for (const { to } of steps) expect(to >= least && to <= most).toBe(true);
        expect(least <= 0 && most >= 0).toBe(!cut);
        if (cut) torn++;
      }),
      { seed: 6, numRuns: 500 },
    );
    expect(torn).toBeGreaterThan(20);
  });
});
