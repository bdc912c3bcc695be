import { describe, expect, it } from 'vitest';
import { SlicesAhead } from '../../../webview/slicesAhead.ts';
import { slice } from './messages.ts';

describe('slices ahead', () => {
  it('asks for the coordinates around the chosen one, once, and for those alone that are not here', () => {
    const ahead = new SlicesAhead();
    ahead.follow('a');
    expect(ahead.wanted(slice(undefined, 5), 272, 'line')).toEqual([0, 1, 2, 3, 4]);
    expect(ahead.wanted(slice(undefined, 5), 272, 'line')).toEqual([]);
    for (const at of [0, 1, 3]) ahead.keep(slice(at, 5));
    expect(ahead.wanted(slice(3, 5), 272, 'third')).toEqual([2, 4]);
    // Whatever else is watched anew, the engine has forgotten what it was asked.
    expect(ahead.wanted(slice(3, 5), 272, 'third, another row')).toEqual([2, 4]);
    expect(ahead.find(3)).toMatchObject({ coordinate: 3 });
    expect(ahead.find(2)).toBeUndefined();
    ahead.follow('b');
    expect(ahead.find(3)).toBeUndefined();
    expect(ahead.wanted(slice(3, 5), 272, 'third')).toEqual([3, 2, 4, 1, 0]);
  });

  it('asks for no more than a few of hundreds, and for none of very many rows', () => {
    const ahead = new SlicesAhead();
    ahead.follow('a');
    const near = ahead.wanted(slice(100, 500), 272, 'hundredth');
    expect(near).toHaveLength(24);
    expect(Math.max(...near.map((at) => Math.abs(at - 100)))).toBe(12);
    expect(ahead.wanted(slice(7, 500), 1_000_000, 'x')).toEqual([]);
  });
});
