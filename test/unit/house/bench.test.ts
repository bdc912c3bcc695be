import { expect, test } from 'vitest';
import { type Cell, merged } from '../../../bench/kept.mts';

const everything = { cells: '', large: false };
const titles = (cells: readonly Cell[]) => cells.map(({ title }) => title);

test('a row whose title is another now does not stay beside the new one, and the order is the new version’s', () => {
  const before = [{ title: 'scrub, slowest' }, { title: 'opened, median of 3' }, { title: 'drawn by' }];
  const after = [{ title: 'opened, median of 6' }, { title: 'scrub, slowest' }, { title: 'drawn by' }];
  expect(titles(merged('panel', before, after, everything))).toEqual(titles(after));
});

test('what a run left out by --cells stays in its place; what it would have measured goes', () => {
  const cell = (n: number, d: number, k: number, median: number, family?: string) => ({
    n,
    d,
    k,
    median,
    ...(family ? { family } : {}),
  });
  const before = [cell(272, 2, 2, 1), cell(100_000, 2, 3, 2), cell(100_000, 2, 4, 3), cell(100_000, 8, 5, 4)];
  const now = [cell(100_000, 2, 3, 20)];
  expect(merged('peers', before, now, { cells: '100000x2', large: false })).toEqual([before[0], now[0], before[3]]);
  const families = [cell(272, 2, 2, 1, 'tied'), cell(100_000, 2, 3, 2, 'tied'), cell(100_000, 2, 3, 3, 'banded')];
  const tied = [cell(100_000, 2, 3, 30, 'tied')];
  expect(merged('families', families, tied, { cells: '100000x2', large: false })).toEqual([families[0], tied[0]]);
  const vae = [
    { d: 4, hidden: 64, latent: 2 },
    { d: 64, hidden: 128, latent: 2 },
  ];
  expect(merged('vae', vae, [vae[1]!], { cells: '64-128', large: false })).toEqual(vae);
  // These are measured whole, whatever --cells says.
  expect(merged('jobs', before, now, { cells: '100000x2', large: false })).toEqual(now);
});

test('rows that are measured with --large alone stay without it, and a part that could not be measured stays', () => {
  const before = [
    { n: 1e6, d: 4, k: 3 },
    { n: 1e6, d: 8, k: 3 },
    { n: 1e7, d: 8, k: 3 },
  ];
  const after = [{ n: 1e6, d: 8, k: 3 }];
  expect(merged('memory', before, after, everything)).toEqual([after[0], before[2]]);
  expect(merged('memory', before, after, { cells: '', large: true })).toEqual(after);
  expect(merged('vaeQuality', [{ title: 'iris' }], [], everything)).toEqual([{ title: 'iris' }]);
  expect(merged('growth', { slope: 1 }, { slope: 2 }, everything)).toEqual({ slope: 2 });
  expect(merged('peers', undefined, after, everything)).toEqual(after);
});
