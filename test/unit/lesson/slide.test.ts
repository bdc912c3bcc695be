import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { slid } from '../../../src/lesson/slide.ts';
import { PlainRun, parseRows, startAt } from '../../support/plainMixture.ts';

const rows = parseRows(readFileSync('examples/iris.csv', 'utf8'));
const run = new PlainRun(rows, startAt(rows, [3, 60, 110]), 12);

describe('Q sliding to the posterior', () => {
  it('keeps ℓ − ELBO = KL, closes the gap all the way, and brings the ratios together', () => {
    for (const i of [0, 50, 70, 83, 119, 149]) {
      const row = run.row(5, i);
      let before = Number.POSITIVE_INFINITY;
      for (let step = 0; step <= 20; step++) {
        const t = step / 20;
        const now = slid(row, t);
        const q = Array.from(now.q);
        expect(q.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
        const elbo = q.reduce((sum, w, j) => sum + (w > 0 ? w * (row.logJoint[j]! - Math.log(w)) : 0), 0);
        expect(now.elbo).toBeCloseTo(elbo, 9);
        expect(now.logLikelihood - now.elbo).toBeCloseTo(now.kl, 9);
        expect(now.kl).toBeLessThanOrEqual(before + 1e-12);
        before = now.kl;
      }
      const end = slid(row, 1);
      expect(end.kl).toBe(0);
      for (let j = 0; j < 3; j++)
        if (end.q[j]! > 0) expect(row.logJoint[j]! - Math.log(end.q[j]!)).toBeCloseTo(row.logLikelihood, 9);
    }
  });
});
