import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { solvePpca } from '../../../src/models/ppca/closedForm';
import { PpcaEm } from '../../../src/models/ppca/em';
import { type PpcaCode, ppcaSentences } from '../../../src/models/ppca/faults';
import { logLikelihood, totalKl } from '../../../src/models/ppca/model';
import { faithful, iris, relative } from '../gmm/fixtures';
import { spreadOfRows } from './fixtures';
import { linearProblems } from './problems';
import { slowCovariance } from './slow';

const runs = { numRuns: 300, seed: 20240611 };

describe('closed form', () => {
  test.each([
    [1, 0.114139079557, -470.669458],
    [2, 0.0506821478648, -404.96278],
    [3, undefined, -379.914630122],
  ])('iris, L=%d has the published σ² and ℓ*', (l, sigma2, expected) => {
    const spread = spreadOfRows(iris);
    const solution = solvePpca(spread, l);
    if (!solution.ok) throw new Error(solution.fault.code);
    const { model, logLikelihood: best } = solution.value;
    expect(Math.abs(best - expected)).toBeLessThan(1e-6);
    if (sigma2 !== undefined) expect(relative(model.noise / sigma2, 1)).toBeLessThan(1e-11);
    expect(relative(logLikelihood(model, spread), best)).toBeLessThan(1e-13);
  });

  test('no other model comes above ℓ*, and its own ℓ is ℓ*', () => {
    fc.assert(
      fc.property(linearProblems([-3, 3]), ({ spread, model }) => {
        const solution = solvePpca(spread, model.l);
        fc.pre(solution.ok);
        if (!solution.ok) return;
        const best = solution.value.logLikelihood;
        expect(relative(logLikelihood(solution.value.model, spread), best)).toBeLessThan(1e-9);
        expect(logLikelihood(model, spread)).toBeLessThanOrEqual(best + 1e-9 * Math.abs(best));
        const near = { ...solution.value.model, noise: solution.value.model.noise * 1.01 };
        expect(logLikelihood(near, spread)).toBeLessThan(best);
      }),
      runs,
    );
  });
});

test.each([0, 1, 3])('EM on iris agrees with the closed form to 1e-8, seed %d', (seed) => {
  const spread = spreadOfRows(iris);
  for (const l of [1, 2, 3]) {
    const [solution, em] = [
      solvePpca(spread, l),
      PpcaEm.begin(spread, l, seed, { tolerance: 1e-13, maxIterations: 20000 }),
    ];
    if (!solution.ok || !em.ok) throw new Error('not posed');
    em.value.finish();
    expect(em.value.stopReason).toBe('converged');
    expect(relative(em.value.logLikelihood, solution.value.logLikelihood)).toBeLessThan(1e-8);
    const [own, exact] = [slowCovariance(em.value.model), slowCovariance(solution.value.model)];
    for (let r = 0; r < 4; r++)
      for (let c = 0; c < 4; c++) expect(Math.abs(own[r][c] - exact[r][c])).toBeLessThan(1e-4);
  }
});

test('EM: the bound touches ℓ after every E, nothing ever falls, and KL is what is between', () => {
  fc.assert(
    fc.property(linearProblems(), ({ spread, model, seed }) => {
      const em = PpcaEm.begin(spread, model.l, seed, { tolerance: 0, maxIterations: 15 });
      fc.pre(em.ok);
      if (!em.ok) return;
      const begun = em.value;
      let last = -Infinity;
      while (begun.expect()) {
        const size = 1e-10 * (spread.n + Math.abs(begun.logLikelihood));
        const e = begun.trace.at(-1)!;
        expect([e.half, e.iteration]).toEqual(['E', begun.iteration + 1]);
        expect(Math.abs(e.elbo - e.logLikelihood)).toBeLessThan(size);
        expect(Math.abs(totalKl(begun.model, begun.encoder, spread))).toBeLessThan(size);
        expect(e.elbo).toBeGreaterThan(last - size);
        begun.maximise();
        const m = begun.trace.at(-1)!;
        expect(m.elbo).toBeGreaterThan(e.elbo - size);
        expect(m.logLikelihood).toBeGreaterThan(m.elbo - size);
        expect(Math.abs(m.kl - totalKl(begun.model, begun.encoder, spread))).toBeLessThan(10 * size);
        last = m.elbo;
      }
      expect(begun.stopReason).toBe('maxIterations');
      expect(begun.iteration).toBe(15);
    }),
    { ...runs, numRuns: 200 },
  );
});

test('from the closed form there is nowhere to go', () => {
  const spread = spreadOfRows(faithful);
  const solution = solvePpca(spread, 1);
  if (!solution.ok) throw new Error(solution.fault.code);
  const em = PpcaEm.fromModel(spread, solution.value.model, { tolerance: 1e-10, maxIterations: 100 });
  em.finish();
  expect(em.iteration).toBeLessThanOrEqual(2);
  expect(relative(em.logLikelihood, solution.value.logLikelihood)).toBeLessThan(1e-13);
});

describe('what cannot be fitted says so', () => {
  const line = [
    [0, 0, 1],
    [1, 2, 1],
    [2, 4, 1],
    [3, 6, 1],
  ];
  test.each<[string, number[][], number, PpcaCode, Record<string, number>]>([
    ['as many dimensions as columns', iris, 4, 'ppcaLatent', { latent: 4, dimensions: 4, most: 3 }],
    ['none', iris, 0, 'ppcaLatent', { latent: 0, dimensions: 4, most: 3 }],
    ['half a dimension', iris, 1.5, 'ppcaLatent', { latent: 1.5, dimensions: 4, most: 3 }],
    ['a single column', iris.map((row) => row.slice(0, 1)), 1, 'ppcaOneColumn', {}],
    ['rows on a line', line, 1, 'ppcaNoNoise', { latent: 1, rank: 1 }],
    ['rows on a line and two dimensions', line, 2, 'ppcaNoNoise', { latent: 2, rank: 1 }],
    ['fewer rows than columns', iris.slice(0, 2), 1, 'ppcaNoNoise', { latent: 1, rank: 1 }],
  ])('%s', (_, rows, l, code, args) => {
    const spread = spreadOfRows(rows);
    const expected = { ok: false, fault: { code, args } };
    expect(solvePpca(spread, l)).toEqual(expected);
    expect(PpcaEm.begin(spread, l, 1, { tolerance: 1e-8, maxIterations: 10 })).toEqual(expected);
    const placeholders = [...ppcaSentences[code].matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    expect(Object.keys(args).sort()).toEqual(placeholders.sort());
  });
});
