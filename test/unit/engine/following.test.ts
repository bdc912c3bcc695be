import { expect, test } from 'vitest';
import { faithful, Listening } from './listening.ts';

test('after an E the frame says where the next M leads, whether the history knows it or not, to the same bits', async () => {
  const panel = new Listening();
  const paused = panel.state('paused');
  const first = panel.next('frame');
  panel.open(faithful, { components: 3, seed: 4, paused: true });
  await paused;
  let frame = await first;
  for (let half = 0; half < 6; half++) {
    const { next, step, counts } = frame;
    const following = panel.next('frame', (message) => message.half === half + 1);
    panel.post({ type: 'step' });
    frame = await following;
    if (step.half === 'M') {
      expect(next).toBeUndefined();
      continue;
    }
    expect(next!.theta).toEqual(frame.theta);
    counts.forEach((count, k) => {
      expect(count).toBeCloseTo(272 * frame.theta.weights[k]!, 9);
    });
    // Looking back, with the M in the history.
    expect((await panel.seek(half)).next!.theta).toEqual(frame.theta);
    frame = await panel.seek(half + 1);
  }
});

test('a glance at a row tells all of it at the half-step on show, and makes no frame', async () => {
  const panel = new Listening();
  const settled = panel.state('converged');
  panel.open(faithful, { components: 2 });
  await settled;
  panel.post({ type: 'watch', watch: { row: 32 } });
  const { row } = await panel.seek(3);
  const frames = panel.all('frame').length;
  const glance = panel.next('peek');
  panel.post({ type: 'peek', row: 32 });
  const told = await glance;
  expect(told.half).toBe(3);
  expect(told.row).toEqual(row);
  expect(panel.all('frame').length).toBe(frames);
});
