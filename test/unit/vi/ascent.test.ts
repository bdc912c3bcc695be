import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BOUND_TERMS } from '../../../src/models/vi/bound';
import { Cavi } from '../../../src/models/vi/cavi';
import { singleEvidence } from '../../../src/models/vi/evidence';
import { kernelFor, relative } from '../gmm/fixtures';
import { type Problem, problems } from '../gmm/problems';
import { anyPriors, beginCavi, caviSetting, passOf, slowFactors, slowPriors } from './fixtures';
import { type SlowFactors, slowAssign, slowEvidence, slowTerms, slowUpdate } from './slow';

const runs = { numRuns: 400, seed: 20240611 };
const anySeed = fc.integer({ min: 0, max: 1e9 });

function begun({ rows, q, k }: Problem, seed: number): Cavi {
  const setting = caviSetting(rows, anyPriors(rows, k, seed), { tolerance: 0 });
  return beginCavi(setting, kernelFor(rows), q);
}

/** Bounds have no natural zero, so what counts as rounding is measured against the terms that make them up. */
const sizeOf = (terms: ArrayLike<number>): number => Array.from(terms).reduce((sum, v) => sum + Math.abs(v), 0);

test('the bound never falls, whatever was updated last', () => {
  let rises = 0;
  fc.assert(
    fc.property(problems({ maxK: 5 }), anySeed, (problem, seed) => {
      const cavi = begun(problem, seed);
      const kernel = kernelFor(problem.rows);
      for (let step = 0; step < 20; step++) cavi.advance(passOf(kernel, cavi));
      const { trace } = cavi;
      let worst = 0;
      for (let at = 1; at < trace.length; at++) {
        const fall = trace.bound(at - 1) - trace.bound(at);
        worst = Math.max(worst, fall / (problem.rows.length + Math.abs(trace.bound(at - 1))));
        if (fall < 0) rises++;
      }
      expect(worst).toBeLessThan(1e-10);
    }),
    { ...runs, numRuns: 1000 },
  );
  expect(rises).toBeGreaterThan(10000);
});

test('seven terms, updates and responsibilities are those of the slow implementation', () => {
  fc.assert(
    fc.property(problems({ scales: [-3, 3] }), anySeed, (problem, seed) => {
      // Far from 0 the slow sums lose digits; the next test covers that.
      fc.pre(problem.rows.every((row) => row.every((v) => Math.abs(v) < 1e5)));
      const { rows } = problem;
      const cavi = begun(problem, seed);
      const kernel = kernelFor(rows);
      const priors = slowPriors(cavi.setting.priors);
      let q = problem.q;
      let behind: SlowFactors | undefined;
      let factors = slowUpdate(rows, q, priors);
      let at = 1;
      const compare = (expected: number[]): void => {
        const size = sizeOf(expected);
        const own = cavi.trace.terms(at);
        for (let t = 0; t < BOUND_TERMS; t++) expect(Math.abs(own[t] - expected[t])).toBeLessThan(1e-9 * size);
        const total = expected.reduce((s, v) => s + v, 0);
        expect(Math.abs(cavi.trace.bound(at) - total)).toBeLessThan(1e-9 * size);
        at++;
      };
      for (let iteration = 0; iteration < 3; iteration++) {
        if (behind === undefined) at++;
        else compare(slowTerms(rows, q, factors.alpha, behind, priors));
        compare(slowTerms(rows, q, factors.alpha, factors, priors));
        cavi.close(passOf(kernel, cavi));
        const own = slowFactors(cavi.current);
        q = slowAssign(rows, own);
        compare(slowTerms(rows, q, own.alpha, own, priors));
        cavi.step(passOf(kernel, cavi));
        behind = own;
        factors = slowUpdate(rows, q, priors);
        factors.alpha.forEach((a, j) => {
          expect(relative(cavi.current.alpha[j], a)).toBeLessThan(1e-9);
        });
      }
    }),
    runs,
  );
});

test('the terms add up to the bound', () => {
  fc.assert(
    fc.property(problems(), anySeed, (problem, seed) => {
      const cavi = begun(problem, seed);
      for (let step = 0; step < 5; step++) cavi.advance(passOf(kernelFor(problem.rows), cavi));
      for (let at = 0; at < cavi.trace.length; at++) {
        const terms = cavi.trace.terms(at);
        const sum = terms.reduce((s, v) => s + v, 0);
        expect(Math.abs(sum - cavi.trace.bound(at))).toBeLessThan(1e-12 * sizeOf(terms));
      }
    }),
    runs,
  );
});

test('the first entry of the trace is the bound at the given q(Z) and the prior', () => {
  fc.assert(
    fc.property(problems({ scales: [-2, 2] }), anySeed, (problem, seed) => {
      fc.pre(problem.rows.every((row) => row.every((v) => Math.abs(v) < 1e4)));
      const { rows, q, k } = problem;
      const cavi = begun(problem, seed);
      const priors = slowPriors(cavi.setting.priors);
      const prior = {
        alpha: Array.from({ length: k }, () => priors.alpha0),
        beta: Array.from({ length: k }, () => priors.beta0),
        nu: Array.from({ length: k }, () => priors.nu0),
        m: Array.from({ length: k }, () => priors.m0),
        w: Array.from({ length: k }, () => priors.w0),
      };
      const expected = slowTerms(rows, q, prior.alpha, prior, priors);
      expect(Math.abs(cavi.trace.bound(0) - expected.reduce((s, v) => s + v, 0))).toBeLessThan(1e-9 * sizeOf(expected));
    }),
    runs,
  );
});

test('K=1: the bound equals the evidence in closed form', () => {
  fc.assert(
    fc.property(problems({ maxK: 1 }), anySeed, (problem, seed) => {
      const { rows } = problem;
      const cavi = begun(problem, seed);
      cavi.advance(passOf(kernelFor(rows), cavi));
      const own = singleEvidence(cavi.setting.priors, rows.length, cavi.current);
      expect(Math.abs(cavi.bound - own)).toBeLessThan(1e-9 * Math.abs(own));
      if (rows.some((row) => row.some((v) => Math.abs(v) > 1e4 || Math.abs(v) < 1e-4))) return;
      expect(relative(own, slowEvidence(rows, slowPriors(cavi.setting.priors)))).toBeLessThan(1e-9);
    }),
    runs,
  );
});

test('other units change the bound by their logarithm alone', () => {
  fc.assert(
    fc.property(
      problems({ scales: [0, 0] }),
      fc.array(fc.integer({ min: -6, max: 6 }), { minLength: 4 }),
      (p, powers) => {
        const units = p.rows[0].map((_, c) => 10 ** powers[c]);
        const scaled = { ...p, rows: p.rows.map((row) => row.map((v, c) => v * units[c])) };
        const [one, other] = [begun(p, 0), begun(scaled, 0)];
        for (let step = 0; step < 5; step++) {
          one.advance(passOf(kernelFor(p.rows), one));
          other.advance(passOf(kernelFor(scaled.rows), other));
        }
        const shift = p.rows.length * units.reduce((s, u) => s + Math.log(u), 0);
        expect(Math.abs(one.bound - shift - other.bound)).toBeLessThan(1e-8 * (sizeOf(one.terms) + Math.abs(shift)));
      },
    ),
    runs,
  );
});

test('a resumed run goes on bit for bit', () => {
  fc.assert(
    fc.property(problems(), anySeed, (problem, seed) => {
      const kernel = kernelFor(problem.rows);
      const whole = begun(problem, seed);
      for (let step = 0; step < 3; step++) whole.advance(passOf(kernel, whole));
      const again = Cavi.resume(whole.setting, whole.save());
      for (let step = 0; step < 3; step++) {
        whole.advance(passOf(kernel, whole));
        again.advance(passOf(kernel, again));
        expect(again.bound).toBe(whole.bound);
      }
      expect([...again.current.frame.means]).toEqual([...whole.current.frame.means]);
      expect(again.iteration).toBe(whole.iteration);
      expect(again.trace.subSteps().at(-1)).toEqual(whole.trace.subSteps().at(-1));
    }),
    { ...runs, numRuns: 100 },
  );
});
