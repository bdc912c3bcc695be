import { expect, test } from 'vitest';
import { readTable } from '../../../src/data/reader.ts';
import { EmRun } from '../../../src/engine/emRun.ts';
import { beginFit } from '../../../src/engine/fitting.ts';
import { Turn } from '../../../src/engine/turn.ts';
import { Em } from '../../../src/models/gmm/em.ts';
import { defaultFitOptions } from '../../../src/protocol/run.ts';
import { slowClouds } from './listening.ts';

test('a history with hardly any budget gives every half-step back to the same bits', async () => {
  const table = readTable('clouds.csv', slowClouds(700), {});
  if (!table.ok) throw new Error(table.fault.code);
  const fitting = await beginFit({
    run: 1,
    table: table.value,
    options: { ...defaultFitOptions, components: 2, tolerance: 0, maxIterations: 90 },
    platform: { threads: 1 },
    turn: new Turn(),
    emit: () => {},
    onPosed: () => {},
    overtaken: () => false,
  });
  if (!fitting) throw new Error('overtaken');
  const setting = fitting.em.em.setting;
  const start = fitting.em.em.snapshot();
  const begin = (budget?: number): EmRun => {
    const em = Em.fromMixture(setting, start);
    if (!em.ok) throw new Error(em.fault.code);
    return new EmRun(fitting.problem.rows, em.value, budget);
  };
  const roomForSeven = 7 * 8 * (2 * 2 + 2 * 2 + 2 * 3);
  const whole = begin();
  const thinned = begin(roomForSeven);
  await whole.finish();
  await thinned.finish();
  expect(thinned.history.length).toBe(180);
  for (let half = 0; half < 180; half += 7) {
    expect(thinned.step(half)).toEqual(whole.step(half));
    const [mine, theirs] = [await thinned.snapshot(half), await whole.snapshot(half)];
    expect(mine.theta.frame).toEqual(theirs.theta.frame);
    expect(mine.thetaOfQ.weights).toEqual(theirs.thetaOfQ.weights);
  }
});
