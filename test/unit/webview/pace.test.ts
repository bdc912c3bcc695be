import { expect, test } from 'vitest';
import { Pace } from '../../../webview/pace.ts';

/** Frames and a clock that are moved by hand. */
function paced() {
  const frames: (() => void)[] = [];
  const said: string[] = [];
  let now = 1000;
  const pace = new Pace(
    (callback) => frames.push(callback),
    () => now,
  );
  const frame = (after = 16) => {
    now += after;
    for (const callback of frames.splice(0)) callback();
    return said.splice(0);
  };
  return { pace, frame, waits: () => frames.length, say: (word: string) => () => void said.push(word) };
}

test('draws all pictures in the next frame, and once', () => {
  const { pace, frame, waits, say } = paced();
  pace.picture(say('curve'));
  pace.picture(say('square'));
  expect(waits()).toBe(1);
  expect(frame()).toEqual(['curve', 'square']);
  expect(waits()).toBe(0);
  expect(frame()).toEqual([]);
});

test('draws one text a frame, beside the pictures, in the order in which they are due', () => {
  const { pace, frame, say } = paced();
  for (const name of ['identity', 'draw', 'health']) pace.text(say(name), 0);
  pace.picture(say('curve'));
  expect(frame()).toEqual(['curve', 'identity']);
  expect(frame()).toEqual(['draw']);
  expect(frame()).toEqual(['health']);
  expect(frame()).toEqual([]);
});

test('lets a text stand for a fifth of a second before the next, however many frames pass', () => {
  const { pace, frame, say } = paced();
  pace.text(say('identity'), 1000);
  const drawn: number[] = [];
  for (let at = 1; at <= 20; at++) if (frame().includes('identity')) drawn.push(16 * at);
  expect(drawn).toEqual([208]);
});

test('is not held up by a text that is not due yet', () => {
  const { pace, frame, say } = paced();
  pace.text(say('late'), 1000);
  pace.text(say('early'), 500);
  expect(frame()).toEqual(['early']);
});
