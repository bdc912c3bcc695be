import { describe, expect, test } from 'vitest';
import type { FitOptions, Frame, Watch } from '../../../src/protocol/run.ts';
import { faithful, iris, Listening } from './listening.ts';

async function watched(text: string, options: Partial<FitOptions>, watch: Watch, half: number): Promise<Frame> {
  const panel = new Listening();
  const settled = panel.state('converged');
  panel.open(text, options);
  await settled;
  panel.post({ type: 'watch', watch });
  return panel.seek(half);
}

const cells = (text: string) =>
  text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));

describe('if z were known', () => {
  test('the label column gives the groups’ own shares, means and covariances', async () => {
    const frame = await watched(iris, { components: 3, label: 'Species' }, { complete: true }, 2);
    const complete = frame.complete!;
    expect(complete).toMatchObject({ by: 'label', names: ['setosa', 'versicolor', 'virginica'] });
    const rows = cells(iris);
    const d = 4;
    complete.names.forEach((name, g) => {
      const own = rows
        .filter((row) => row.some((cell) => cell.replaceAll('"', '') === name))
        .map((row) => row.map(Number).filter(Number.isFinite).slice(-d));
      expect(complete.counts[g]).toBe(own.length);
      expect(complete.weights[g]).toBeCloseTo(own.length / rows.length, 12);
      const mean = (c: number) => own.reduce((sum, row) => sum + row[c]!, 0) / own.length;
      for (let a = 0; a < d; a++) {
        expect(complete.means[g * d + a]).toBeCloseTo(mean(a), 10);
        for (let b = 0; b < d; b++) {
          const covariance = own.reduce((sum, row) => sum + (row[a]! - mean(a)) * (row[b]! - mean(b)), 0) / own.length;
          expect(complete.covariances[(g * d + a) * d + b]).toBeCloseTo(covariance, 10);
        }
      }
      expect(complete.cross.slice(g * 3, g * 3 + 3).reduce((sum, x) => sum + x, 0)).toBe(own.length);
    });
  });

  test('is the maximum that a fit with known labels reaches, in all four families', async () => {
    for (const family of ['full', 'tied', 'diag', 'spherical'] as const) {
      const common = { family, label: 'Species' } as const;
      const { complete } = await watched(iris, { ...common, components: 3 }, { complete: true }, 1);
      const panel = new Listening();
      const settled = panel.state('converged');
      panel.open(iris, { ...common, components: 3, known: true });
      await settled;
      const { theta } = await panel.seek(1);
      for (const part of ['weights', 'means', 'covariances'] as const) {
        theta[part].forEach((value, at) => {
          expect(complete![part][at]).toBeCloseTo(value, 8);
        });
      }
      expect(complete!.logLikelihood).toBeCloseTo(panel.staircase().logLikelihood.at(-1)!, 6);
    }
  });

  test('without labels each row goes to its likeliest component', async () => {
    const frame = await watched(faithful, { components: 2 }, { complete: true }, 4);
    const complete = frame.complete!;
    expect(complete).toMatchObject({ by: 'assignment', names: [] });
    expect([...complete.cross]).toEqual([complete.counts[0], 0, 0, complete.counts[1]]);
    expect(complete.counts[0]! + complete.counts[1]!).toBe(272);
    const sum = (g: number, c: number) => complete.counts[g]! * complete.means[g * 2 + c]!;
    const all = cells(faithful).map((row) => row.map(Number).slice(-2));
    const total = all.reduce((sum, row) => sum + row[0]!, 0);
    expect(sum(0, 0) + sum(1, 0)).toBeCloseTo(total, 8);
  });

  test('a group on a line has no log-likelihood to speak of', async () => {
    const line = `x,y,g\n${Array.from({ length: 30 }, (_, i) => `${(i * 7) % 10},${i < 10 ? 2 * ((i * 7) % 10) : (i * 7) % 11},${i < 10 ? 'a' : 'b'}`).join('\n')}\n`;
    const frame = await watched(line, { components: 2, label: 'g' }, { complete: true }, 0);
    expect(frame.complete).toBeDefined();
    expect(frame.complete!.logLikelihood).toBeUndefined();
  });
});

describe('the bound over Q and θ', () => {
  test('follows from the two bounds and the entropy between: at s = 1 and θ_{t+1} it touches ℓ', async () => {
    const frame = await watched(iris, { components: 3, seed: 4 }, { slice: { points: 28, mixtures: 11 } }, 3);
    const { bound, nextBound, touch, entropy } = frame.slice!;
    expect(entropy).toHaveLength(11);
    // θ_t is point 6, θ_{t+1} point 16.
    const [first, last] = [entropy![0]!, entropy!.at(-1)!];
    const level = (s: number, p: number) =>
      (1 - s / 10) * (bound[p]! - first) + (s / 10) * (nextBound[p]! - last) + entropy![s]!;
    expect(level(0, 6)).toBeCloseTo(touch[0], 8);
    expect(level(0, 16)).toBeCloseTo(touch[1], 8);
    expect(level(10, 16)).toBeCloseTo(touch[2], 8);
    for (let s = 0; s <= 10; s++) {
      // Over Q the bound is concave; the M-step's peak and ℓ are above it.
      expect(level(s, 16)).toBeLessThanOrEqual(touch[2] + 1e-8);
      if (s > 0 && s < 10) expect(2 * level(s, 16)).toBeGreaterThanOrEqual(level(s - 1, 16) + level(s + 1, 16) - 1e-8);
    }
  });
});
