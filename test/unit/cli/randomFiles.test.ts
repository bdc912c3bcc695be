import { expect, test } from 'vitest';
import { file, run } from './running.ts';

/** A generator of awkward tables that owes nothing to the one under test (Park & Miller 1988). */
function stream(seed: number): () => number {
  let state = seed * 7919 + 1;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

type Column = (next: () => number, row: number) => string;

const shapes: readonly Column[] = [
  (next) => (next() * 10).toFixed(3),
  (next) => String((next() - 0.5) * 1e-6),
  (next) => String(1e6 + next()),
  (next) => String(Math.floor(next() * 3)),
  (next) => (next() < 0.95 ? '7' : '8'),
  (next) => (next() < 0.9 ? next().toFixed(6) : 'NA'),
  (_next, row) => String(row % 4),
  (next) => String((next() < 0.05 ? 1e9 : 1) * next()),
  (next) => String(next() ** 40),
  (_next, row) => String(1 / (row + 1)),
];

test('two hundred random files give finite figures or one clear sentence', { timeout: 120_000 }, async () => {
  let fitted = 0;
  for (let seed = 1; seed <= 200; seed++) {
    const next = stream(seed);
    const d = 1 + Math.floor(next() * 4);
    const n = 3 + Math.floor(next() * 50);
    const columns = Array.from({ length: d }, () => shapes[Math.floor(next() * shapes.length)]!);
    const rows = Array.from({ length: n }, (_, row) => columns.map((column) => column(next, row)).join(','));
    if (seed % 5 === 0) rows.push(...rows.slice(0, 5), ...rows.slice(0, 5));
    const header = columns.map((_, c) => `c${c}`).join(',');
    const path = file(`random-${seed}.csv`, `${header}\n${rows.join('\n')}\n`);
    const family = ['full', 'tied', 'diag', 'spherical', 'auto'][seed % 5]!;
    const k = ['auto', '1', '2', '3'][seed % 4]!;
    const { code, out, err } = await run('fit', path, '-k', k, '--covariance', family, '--json');
    expect([0, 3], `${path}: ${err}`).toContain(code);
    if (code === 3) {
      expect(err.trimEnd().split('\n'), path).toHaveLength(1);
      continue;
    }
    fitted++;
    // JSON has no word for NaN or ∞: where one stood there would be a null.
    expect(out.match(/"\w+":(\[+)?null/g), path).toBeNull();
    const report = JSON.parse(out);
    expect(report.weights.reduce((sum: number, weight: number) => sum + weight, 0)).toBeCloseTo(1, 9);
  }
  expect(fitted).toBeGreaterThan(120);
});
