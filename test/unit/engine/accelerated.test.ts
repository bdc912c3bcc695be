import { expect, test } from 'vitest';
import { faithful, Listening, slowClouds } from './listening.ts';

test.each([
  ['faithful', faithful, 3],
  ['overlapping clouds', slowClouds(1200), 2],
])('extrapolated steps on %s: marked, monotone, no less likelihood, fewer passes', async (_name, file, components) => {
  const [plain, fast] = [new Listening(), new Listening()];
  const ended = [plain.state('converged'), fast.state('converged')];
  plain.open(file, { components });
  fast.open(file, { components, accelerate: true });
  await Promise.all(ended);
  const [slow, quick] = [plain.staircase(), fast.staircase()];
  expect(quick.halves).toMatch(/^(E[MX])+$/);
  expect(quick.halves).toContain('X');
  expect(quick.halves.length).toBeLessThan(slow.halves.length);
  const last = (values: number[]): number => values.at(-1)!;
  expect(last(quick.logLikelihood)).toBeGreaterThan(last(slow.logLikelihood) - 1e-5);
  for (let half = 0; half < quick.halves.length; half++) {
    expect(quick.elbo[half]!).toBeLessThanOrEqual(quick.logLikelihood[half]! + 1e-8);
    if (half > 0) expect(quick.logLikelihood[half]!).toBeGreaterThanOrEqual(quick.logLikelihood[half - 1]! - 1e-8);
  }
  const at = quick.halves.indexOf('X');
  const frame = await fast.seek(at);
  expect(frame.step).toMatchObject({ half: 'X', logLikelihood: quick.logLikelihood[at] });
  expect(frame.counts.reduce((sum, count) => sum + count, 0)).toBeCloseTo(fast.all('started')[0]!.n, 6);
});
