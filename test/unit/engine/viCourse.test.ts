import { describe, expect, test } from 'vitest';
import { Intake } from '../../../src/engine/intake.ts';
import { Turn } from '../../../src/engine/turn.ts';
import { ViCourse } from '../../../src/engine/viCourse.ts';
import { beginVi } from '../../../src/engine/viFitting.ts';
import { defaultFitOptions, type FitOptions } from '../../../src/protocol/run.ts';
import type { ViFrame } from '../../../src/protocol/viFrame.ts';
import { example, fitted } from '../cli/running.ts';
import { faithful, iris, Listening } from './listening.ts';

async function settled(text: string, options: Partial<FitOptions> = {}): Promise<Listening> {
  const panel = new Listening();
  const ended = panel.state('converged');
  panel.open(text, { model: 'vi', ...options });
  await ended;
  return panel;
}

/** The bounds as the trace messages give them. */
function bounds(panel: Listening): number[] {
  const all: number[] = [];
  for (const { from, bound } of panel.all('viTrace')) all.splice(from, Number.POSITIVE_INFINITY, ...bound);
  return all;
}

async function seek(panel: Listening, half: number): Promise<ViFrame> {
  const frame = panel.next('viFrame', (message) => message.half === half);
  panel.post({ type: 'seek', half });
  return frame;
}

/** A course on its own, whose history may be made small. */
async function courseOf(text: string, options: Partial<FitOptions>, budget?: number): Promise<ViCourse> {
  const fit: FitOptions = { ...defaultFitOptions, model: 'vi', ...options };
  const intake = new Intake('table.csv', {}, fit, text.length, () => {});
  await intake.take(text);
  const turn = new Turn();
  const fitting = await beginVi({
    run: 1,
    table: await intake.finish(),
    options: fit,
    platform: { threads: 1 },
    turn,
    emit: () => {},
    onPosed: () => {},
    overtaken: () => false,
  });
  return new ViCourse(fitting!, budget);
}

async function finish(course: ViCourse): Promise<ViCourse> {
  while (await course.next()) {}
  return course;
}

const look = { turn: new Turn(), overtaken: () => false };

describe('a run of variational Bayes', () => {
  test('tells a bound that never falls, at every sub-step, and one frame a sub-step when stepped', async () => {
    const panel = await settled(iris, { components: 5 });
    const all = bounds(panel);
    expect(all.length).toBeGreaterThan(30);
    for (let at = 1; at < all.length; at++) {
      expect(all[at]!).toBeGreaterThanOrEqual(all[at - 1]! - 1e-10 * (150 + Math.abs(all[at]!)));
    }
    expect(all.at(-1)! - all[0]!).toBeGreaterThan(1);
    const stepped = new Listening();
    const paused = stepped.state('paused');
    stepped.open(iris, { model: 'vi', components: 5, paused: true });
    await paused;
    for (let half = 1; half < 7; half++) {
      const next = stepped.next('viFrame', (message) => message.half === half);
      stepped.post({ type: 'step' });
      const { part, iteration, bound } = await next;
      expect(part).toBe(['assignments', 'weights', 'components'][half % 3]);
      expect(iteration).toBe(1 + Math.floor(half / 3));
      expect(bound).toBe(all[half]);
    }
  });

  test('every frame is one snapshot: the seven terms add up to the bound, q(Z) to the counts', async () => {
    const panel = await settled(faithful, { components: 4, seed: 2 });
    panel.post({
      type: 'watch',
      watch: {
        heatmap: { order: 'file', from: 0, to: 272, bands: 272 },
        colours: { palette: [0.8, 0.1, 0.1] },
        row: 32,
        paths: 16,
      },
    });
    for (const half of [0, 1, 2, 4, 8, 9]) {
      const frame = await seek(panel, half);
      const sum = frame.terms.reduce((a, b) => a + b, 0);
      expect(Math.abs(sum - frame.bound)).toBeLessThan(1e-10 * frame.terms.reduce((a, b) => a + Math.abs(b), 1));
      const { heatmap, counts, row, theta, paths, alpha } = frame;
      let entropy = 0;
      for (let j = 0; j < 4; j++) {
        let count = 0;
        for (let i = 0; i < 272; i++) count += heatmap!.q[i * 4 + j]!;
        expect(Math.abs(count - counts[j]!)).toBeLessThan(1e-3);
      }
      for (const each of heatmap!.entropy!) entropy += each;
      // −E[log q(Z)] is the fifth term.
      expect(Math.abs(entropy - frame.terms[4]!)).toBeLessThan(1e-3);
      expect(row!.line).toBe(34);
      for (let j = 0; j < 4; j++) {
        const { logWeight, logPrecision, meanSpread, distance, logRho } = row!;
        const made =
          logWeight[j]! + 0.5 * (logPrecision[j]! - meanSpread[j]! - 2 * Math.log(2 * Math.PI) - distance[j]!);
        expect(made).toBeCloseTo(logRho[j]!, 9);
        expect(Math.abs(row!.q[j]! - heatmap!.q[32 * 4 + j]!)).toBeLessThan(1e-6);
      }
      expect([...paths!.slice(-8)]).toEqual([...theta.means]);
      expect(theta.weights.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
      // Once q(π) has followed, α is the prior's 1/K and the rows.
      if (half % 3 > 0) for (let j = 0; j < 4; j++) expect(alpha[j]! - 0.25).toBeCloseTo(counts[j]!, 9);
      expect(frame.logPredictive).toBeLessThan(0);
    }
  });

  test('ends where the terminal ends, bit for bit', async () => {
    const panel = await settled(faithful, { components: 3 });
    const report = await fitted(example('faithful.csv'), '--model', 'vi', '-k', '3');
    const last = panel.all('viFrame').at(-1)!;
    expect(last.bound).toBe(report.elbo);
    expect(last.logPredictive).toBe(report.logLikelihood);
    expect(bounds(panel)).toEqual(report.trace.map(({ elbo }: { elbo: number }) => elbo));
  });

  test('one component: the bound is log p(X), which is told beside it; more have none', async () => {
    const one = await settled(iris, { components: 1 });
    const { evidence } = one.all('viSetting')[0]!;
    expect(Math.abs(one.all('viFrame').at(-1)!.bound - evidence!)).toBeLessThan(1e-9 * Math.abs(evidence!));
    const two = await settled(iris, { components: 2 });
    expect(two.all('viSetting')[0]!.evidence).toBeUndefined();
  });

  test('what was forgotten is computed again to the same bits', async () => {
    const options = { components: 6, seed: 4, tolerance: 0, maxIterations: 24 } as const;
    const whole = await finish(await courseOf(iris, options));
    const thin = await finish(await courseOf(iris, options, 3000));
    expect(thin.length).toBe(whole.length);
    expect(whole.length).toBeGreaterThan(60);
    const watch = { row: 7, heatmap: { order: 'file', from: 0, to: 150, bands: 16 } } as const;
    for (const moment of [0, 1, 2, 10, 11, 23, 24, 37, 58, whole.length - 1]) {
      expect(await thin.frame(moment, watch, look)).toEqual(await whole.frame(moment, watch, look));
    }
  });

  test('emptied components stay, and are named', async () => {
    const panel = await settled(faithful, { components: 8 });
    const { emptied, counts, warnings, theta } = panel.all('viFrame').at(-1)!;
    expect(theta.k).toBe(8);
    expect(emptied.length).toBeGreaterThan(3);
    for (const j of emptied) expect(counts[j]).toBeLessThan(1);
    expect(warnings.map(({ component }) => component)).toEqual(emptied);
  });

  test('pauses, resumes and ends where an uninterrupted run ends; a cancelled one keeps what it has', async () => {
    const options = { components: 4, tolerance: 0, maxIterations: 40 } as const;
    const straight = await settled(iris, options);
    const panel = new Listening();
    const paused = panel.state('paused');
    panel.open(iris, { model: 'vi', ...options, paused: true });
    await paused;
    for (const half of [1, 2, 3]) {
      const frame = panel.next('viFrame', (message) => message.half === half);
      panel.post({ type: 'step' });
      await frame;
    }
    const ended = panel.state('converged');
    panel.post({ type: 'resume' });
    expect((await ended).stopReason).toBe('maxIterations');
    expect(bounds(panel)).toEqual(bounds(straight));
    const stopped = new Listening();
    const began = stopped.next('viFrame', ({ half }) => half > 30);
    stopped.open(iris, { model: 'vi', components: 4, tolerance: 0, maxIterations: 1_000_000 });
    await began;
    const cancelled = stopped.state('cancelled');
    stopped.post({ type: 'cancel' });
    await cancelled;
    const known = bounds(stopped).length;
    expect((await seek(stopped, 1)).part).toBe('weights');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(bounds(stopped).length).toBe(known);
  });

  test('fits other K while it rests, and adds ln K!/E! where they differ', async () => {
    const panel = await settled(faithful, { components: 2 });
    expect(panel.all('viOverK')).toHaveLength(0);
    const told = panel.next('viOverK', ({ fraction }) => fraction === 1);
    panel.post({ type: 'watch', watch: { overK: true } });
    const { entries } = await told;
    expect(entries.map(({ components }) => components)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const own = panel.all('viFrame').at(-1)!.bound;
    expect(entries[1]!.bound).toBeCloseTo(own, 9);
    expect(entries[1]!.comparable - entries[1]!.bound).toBeCloseTo(Math.log(2), 12);
    expect(entries[0]!.comparable).toBe(entries[0]!.bound);
    const best = entries.reduce((a, b) => (b.comparable > a.comparable ? b : a));
    expect(best.components - best.emptied).toBe(2);
  });

  test('says what priors it had, the data’s or one’s own, and refuses impossible ones', async () => {
    const own = await settled(iris, { components: 3, priors: { alpha0: 2, nu0: 7, m0: 1 } });
    const { priors } = own.all('viSetting')[0]!;
    expect([priors.alpha0, priors.beta0, priors.nu0]).toEqual([2, 1, 7]);
    expect([...priors.m0]).toEqual([1, 1, 1, 1]);
    const panel = new Listening();
    const failed = panel.next('fault');
    panel.open(iris, { model: 'vi', components: 3, priors: { nu0: 2 } });
    expect((await failed).fault.code).toBe('viNu0');
  });
});
