import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnsOf, including, ticksOf, valueAxis, within, zoom } from '../../../webview/bound/columns.ts';
import type { Trace } from '../../../webview/state.ts';

/** A staircase as EM makes them: ℓ rises at every M, the ELBO follows at the next E. */
function staircase(levels: readonly number[]): Trace {
  const logLikelihood = Float64Array.from({ length: 2 * levels.length - 1 }, (_, h) => levels[Math.ceil(h / 2)]!);
  const elbo = logLikelihood.map((value, h) => (h % 2 === 0 ? value : value - 0.25 * (value - levels[(h - 1) / 2]!)));
  const halves = Array.from(elbo, (_, h) => (h % 2 === 0 ? 'E' : 'M')).join('');
  return { length: elbo.length, elbo, logLikelihood, halves };
}
const climb = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 3, maxLength: 400 }).map((rises) => {
  let level = -5000;
  return rises.map((rise) => {
    level += rise;
    return level;
  });
});
const everything = (trace: Trace) => ({ from: 0, to: trace.length });

describe('columns', () => {
  it('loses neither the ends nor the widest gap, however few pixels there are', () => {
    fc.assert(
      fc.property(climb, fc.integer({ min: 1, max: 300 }), (levels, most) => {
        const trace = staircase(levels);
        const columns = columnsOf(trace, everything(trace), most);
        expect(columns.length).toBeLessThanOrEqual(most);
        expect(columns[0]!.elbo[0]).toBe(trace.elbo[0]);
        expect(columns.at(-1)!.elbo[1]).toBe(trace.elbo.at(-1));
        const widest = Math.max(...trace.logLikelihood.map((value, h) => value - trace.elbo[h]!));
        expect(Math.max(...columns.map(({ gap }) => gap[1] - gap[0]))).toBe(widest);
        for (const [i, column] of columns.slice(1).entries()) expect(column.left).toBe(columns[i]!.right);
      }),
      { seed: 3, numRuns: 200 },
    );
  });
});

describe('the value axis', () => {
  it('lets a poor start run off, so that later gaps stay visible', () => {
    const trace = staircase([-1530, -1270, -1240, -1188, -1165, -1150, -1140, -1132, -1131, -1130.5, -1130.3]);
    const axis = valueAxis(columnsOf(trace, everything(trace), 500));
    expect(axis.cut).toBe(1);
    expect(axis.min).toBeGreaterThan(-1530);
    expect(axis.min).toBeLessThan(trace.elbo[1]!);
  });

  it('shows everything of an even climb, and of the first few half-steps', () => {
    for (const levels of [
      [0, 10, 20, 30, 40, 50],
      [-1530, -1270],
    ]) {
      const trace = staircase(levels);
      const axis = valueAxis(columnsOf(trace, everything(trace), 500));
      expect(axis.cut).toBe(0);
      expect(axis.min).toBeLessThan(levels[0]!);
      expect(axis.max).toBeGreaterThan(levels.at(-1)!);
    }
  });

  it('shows a run that is at rest as a level line among round numbers, not its rounding noise', () => {
    const trace = staircase([-932.5141, -932.5141 + 1e-12]);
    const axis = valueAxis(columnsOf(trace, everything(trace), 500));
    expect(axis.max - axis.min).toBeGreaterThan(1);
    expect(axis.min).toBeLessThan(trace.elbo[0]!);
    expect(axis.max).toBeGreaterThan(trace.logLikelihood[1]!);
  });

  it('starts above a start of likelihood zero', () => {
    const trace = staircase([-Infinity, -50, -40, -30]);
    const axis = valueAxis(columnsOf(trace, everything(trace), 500));
    expect(Number.isFinite(axis.min)).toBe(true);
    expect(axis.cut).toBeGreaterThanOrEqual(1);
  });
});

describe('zooming', () => {
  const whole = { from: 0, to: 100 };

  it('keeps what is under the pointer under it', () => {
    const zoomed = zoom({ from: 20, to: 60 }, 30, 0.5, whole);
    expect((30 - zoomed.from) / (zoomed.to - zoomed.from)).toBeCloseTo((30 - 20) / 40, 12);
  });

  it('never leaves the staircase and never shows fewer than four columns', () => {
    const span = fc.tuple(fc.double({ min: 0, max: 90, noNaN: true }), fc.double({ min: 4, max: 100, noNaN: true }));
    fc.assert(
      fc.property(span, fc.double({ min: 0.01, max: 50, noNaN: true }), ([from, width], factor) => {
        const start = within({ from, to: from + width }, whole);
        const zoomed = zoom(start, (start.from + start.to) / 2, factor, whole);
        expect(zoomed.from).toBeGreaterThanOrEqual(-1e-9);
        expect(zoomed.to).toBeLessThanOrEqual(100 + 1e-9);
        expect(zoomed.to - zoomed.from).toBeGreaterThanOrEqual(4 - 1e-9);
      }),
      { seed: 4, numRuns: 200 },
    );
  });

  it('moves as little as it takes to show a half-step whole', () => {
    expect(including({ from: 10, to: 20 }, 15, whole)).toEqual({ from: 10, to: 20 });
    expect(including({ from: 10, to: 20 }, 20, whole)).toEqual({ from: 11, to: 21 });
    expect(including({ from: 10, to: 20 }, 3, whole)).toEqual({ from: 3, to: 13 });
  });
});

describe('ticks', () => {
  const trace = { ...staircase(Array.from({ length: 300 }, (_, i) => i)), number: (half: number) => half + 1 };

  it('are letters while there is room, else numbers at round half-steps', () => {
    expect(
      ticksOf(trace, { from: 0, to: 4 }, 400)
        .map(({ text }) => text)
        .join(''),
    ).toBe('EMEM');
    const numbers = ticksOf(trace, { from: 0, to: trace.length }, 600);
    expect(numbers.map(({ text }) => text).slice(0, 2)).toEqual(['50', '100']);
    expect(numbers[0]!.half).toBe(49);
    // Epochs have no letters, and begin with 0.
    const epochs = ticksOf({ length: 9, halves: '', number: (moment) => moment }, { from: 0, to: 9 }, 800);
    expect(epochs.map(({ half, text }) => [half, text])).toEqual(
      Array.from({ length: 9 }, (_, epoch) => [epoch, String(epoch)]),
    );
  });
});
