import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import values from '../../reference/values.json';
import { example, file, fitted } from './running.ts';

const { exact, approximate } = values;
const tight = ['--tol', '1e-12'];
const rows = (name: string): string[][] =>
  readFileSync(example(name), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));

const byEruptions = file(
  'eruptions.json',
  JSON.stringify({ responsibilities: rows('faithful.csv').map(([e]) => (Number(e) > 3 ? [1, 0] : [0, 1])) }),
);
const species = ['"setosa"', '"versicolor"', '"virginica"'];
const bySpecies = file(
  'species.json',
  JSON.stringify({ responsibilities: rows('iris.csv').map((row) => species.map((name) => Number(row[4] === name))) }),
);

const close = (value: number, wanted: number, relative = 1e-6): void =>
  expect(Math.abs(value - wanted)).toBeLessThanOrEqual(relative * Math.abs(wanted));

describe('figures that every run must reproduce', () => {
  test('faithful, one component: closed form', async () => {
    const { logLikelihood, converged } = await fitted(example('faithful.csv'), '-k', '1', ...tight);
    close(logLikelihood, exact.faithful_k1_full.logLikelihood);
    expect(converged).toBe(true);
  });

  test.each(['full', 'tied', 'diag', 'spherical'] as const)('faithful, two components, %s', async (family) => {
    const report = await fitted(example('faithful.csv'), '--covariance', family, '--start', byEruptions, ...tight);
    close(report.logLikelihood, exact.faithful_k2[family]);
    expect(report.trace[0]).toMatchObject({ iteration: 0, half: 'M' });
  });

  test('faithful, two components: the parameters', async () => {
    const report = await fitted(example('faithful.csv'), '--start', byEruptions, ...tight);
    const wanted = exact.faithful_k2_full_parameters;
    const order = report.weights[0] < report.weights[1] ? [0, 1] : [1, 0];
    for (const [at, j] of order.entries()) {
      close(report.weights[j], wanted.weights[at]!);
      for (const c of [0, 1]) {
        close(report.means[j][c], wanted.means[at]![c]!);
        for (const r of [0, 1]) close(report.covariances[j][r][c], wanted['covariances_to_1e-5'][at]![r]![c]!, 1e-5);
      }
    }
  });

  test('waiting alone', async () => {
    const args = ['--columns', 'waiting', '--start', byEruptions, '--tol', '1e-14'];
    const report = await fitted(example('faithful.csv'), ...args);
    const wanted = exact.faithful_waiting_only_k2;
    const order = report.weights[0] < report.weights[1] ? [0, 1] : [1, 0];
    close(report.logLikelihood, wanted.logLikelihood);
    for (const [at, j] of order.entries()) {
      close(report.weights[j], wanted.weights[at]!, 1e-4);
      close(report.means[j][0], wanted.means[at]!, 1e-5);
      close(Math.sqrt(report.covariances[j][0][0]), wanted.sds[at]!, 1e-4);
    }
  });

  test.each(['full', 'diag', 'spherical'] as const)('iris from the species, %s', async (family) => {
    const args = ['--covariance', family, '--start', bySpecies, '--label', 'Species', ...tight];
    const report = await fitted(example('iris.csv'), ...args);
    close(report.logLikelihood, exact.iris_k3[family]);
    expect(report.label.misclassified).toBe(exact.iris_k3.misclassified[family]);
  });

  test('three components of faithful arrive at one of its known optima', async () => {
    const known = approximate.faithful_k3_full_local_optima.values;
    for (const seed of ['1', '2', '3']) {
      const { logLikelihood } = await fitted(example('faithful.csv'), '-k', '3', '--seed', seed);
      expect(Math.min(...known.map((value) => Math.abs(value - logLikelihood)))).toBeLessThan(0.01);
    }
  });

  test('mclust’s tied fit of faithful, at its own tolerance', async () => {
    const report = await fitted(example('faithful.csv'), '-k', '3', '--covariance', 'EEE');
    const wanted = approximate.faithful_mclust_6_0_0_default_tolerance.EEE_3;
    expect(report.df).toBe(wanted.df);
    expect(Math.abs(report.logLikelihood - wanted.logLikelihood)).toBeLessThan(0.05);
    expect(Math.abs(report.bic + wanted.bic)).toBeLessThan(0.1);
    expect(Math.abs(report.icl + wanted.icl_entropy)).toBeLessThan(1.5);
  });

  test.each(['faithful.csv', 'iris.csv'])('K chosen by BIC on %s is 2, and not collapsed', async (name) => {
    const report = await fitted(example(name), '-k', 'auto', '--covariance', 'full');
    expect(report.components).toBe(2);
    expect(report.eligible).toBe(true);
    expect(report.candidates).toHaveLength(9);
  });
});

describe('variational Bayes', () => {
  const wanted = exact.vb_faithful_standardised_n_minus_1;
  const priors = ['--standardise', '--alpha0', '1', '--beta0', '1', '--nu0', '2', '--m0', '0', '--w0', '1'];

  test('one component: the bound is the log evidence', async () => {
    const report = await fitted(example('faithful.csv'), '--model', 'vi', '-k', '1', ...priors, ...tight);
    close(report.elbo, wanted.k1_bound_equals_evidence, 1e-9);
    expect(report).toMatchObject({ kl: null, df: null, bic: null, aic: null, icl: null });
    expect(report.priors).toEqual({
      alpha0: 1,
      beta0: 1,
      nu0: 2,
      m0: [0, 0],
      W0: [
        [1, 0],
        [0, 1],
      ],
    });
  });

  test('two components: bound, concentrations and means; seven terms that add up', async () => {
    const args = ['--model', 'vi', '--start', byEruptions, ...priors, ...tight];
    const report = await fitted(example('faithful.csv'), ...args);
    close(report.elbo, wanted.k2.bound);
    const order = report.concentration[0] < report.concentration[1] ? [0, 1] : [1, 0];
    for (const [at, j] of order.entries()) {
      close(report.concentration[j], wanted.k2.alpha[at]!);
      for (const c of [0, 1]) close(report.means[j][c], wanted.k2.m[at]![c]!);
    }
    const terms = Object.values(report.boundTerms) as number[];
    expect(terms).toHaveLength(7);
    close(
      terms.reduce((sum, term) => sum + term, 0),
      report.elbo,
      1e-12,
    );
  });

  test('standardised EM is EM of standardised columns', async () => {
    const report = await fitted(example('faithful.csv'), '--standardise', '--start', byEruptions, ...tight);
    close(report.logLikelihood, exact.faithful_k2_full_standardised_n_minus_1);
  });
});

describe('the VAE', () => {
  test.each(['1', '2', '3'] as const)('linear, %s latent: PPCA of the file as it is', async (latent) => {
    const report = await fitted(example('iris.csv'), '--model', 'vae', '--linear', '--latent', latent);
    const wanted = exact.iris_ppca[latent].logLikelihood;
    expect(report.logLikelihood).toBeGreaterThan(wanted - 150e-3);
    expect(report.logLikelihood).toBeLessThanOrEqual(wanted + 150e-6);
    expect(report.logLikelihoodMethod).toBe('closed');
    expect(report.elbo).toBeLessThanOrEqual(report.logLikelihood + 1e-6);
    expect(report.elbo).toBeGreaterThan(wanted - 300e-3);
  });

  test('a short training: ELBO ≤ log p, its two terms add up, the latent means of every row', async () => {
    const out = file('z.csv', '');
    const args = ['--model', 'vae', '--epochs', '30', '--responsibilities', out];
    const report = await fitted(example('iris.csv'), ...args);
    expect(report.elbo).toBeLessThanOrEqual(report.logLikelihood + 1e-6);
    expect(report.reconstruction - report.kl).toBeCloseTo(report.elbo, 6);
    expect(report.approximationGap).toBeGreaterThan(-1e-6);
    expect(report.amortisationGap).toBeGreaterThan(-1e-6);
    expect(report).toMatchObject({ logLikelihoodMethod: 'quadrature', df: null, bic: null, iterations: 30 });
    expect(report.stepsPerSecond).toBeGreaterThan(0);
    const lines = readFileSync(out, 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(151);
    expect(lines[1]!.split(',').every((cell) => Number.isFinite(Number(cell)))).toBe(true);
  });
});

describe('the shape of the report', () => {
  test('N steps from parameters are N E and N M, and ℓ is that of the last θ', async () => {
    const start = file(
      'start.json',
      JSON.stringify({
        weights: [0.5, 0.5],
        means: [
          [2, 60],
          [4, 70],
        ],
        covariances: [
          [
            [1, 0],
            [0, 100],
          ],
          [
            [1, 0],
            [0, 100],
          ],
        ],
      }),
    );
    const report = await fitted(example('faithful.csv'), '--start', start, '--max-iter', '10', '--tol', '0');
    expect(report.iterations).toBe(10);
    expect(report.trace.map(({ half }: { half: string }) => half).join('')).toBe('EM'.repeat(10));
    expect(report.trace[19].logLikelihood).toBe(report.logLikelihood);
    expect(report.trace[19].elbo).toBe(report.elbo);
    expect(report.stopReason).toBe('maxIterations');
    for (const { half, elbo, logLikelihood, kl } of report.trace) {
      expect(logLikelihood - elbo).toBeCloseTo(kl, 9);
      if (half === 'E') expect(kl).toBe(0);
    }
  });

  test('responsibilities stand row by row in file order, with blanks for rows left out', async () => {
    const data = file('gaps.csv', 'x\n1\n\n2\nNA\n9\n10\n11\n3\n');
    const out = file('q.csv', '');
    await fitted(data, '-k', '2', '--responsibilities', out);
    const lines = readFileSync(out, 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(8);
    expect(lines[0]).toBe('q1,q2');
    expect(lines[3]).toBe(',');
    const likeliest = [1, 4].map((at) => lines[at]!.split(',').map(Number).indexOf(1));
    expect(Math.abs(Number(lines[1]!.split(',')[0]) + Number(lines[1]!.split(',')[1]) - 1)).toBeLessThan(1e-12);
    expect(likeliest.length).toBe(2);
  });

  test('a file of more rows than the search looks at: figures, labels and responsibilities of all of them', async () => {
    const count = 9000;
    const spread = (i: number): number => ((i * 0.618034) % 1) - 0.5;
    const lines = Array.from({ length: count }, (_, i) => {
      const high = i % 3 === 0;
      return i === 100 ? 'NA,1,low' : `${(high ? 5 : 0) + spread(i)},${spread(7 * i + 1)},${high ? 'high' : 'low'}`;
    });
    const data = file('many.csv', `x,y,z\n${lines.join('\n')}\n`);
    const out = file('many-q.csv', '');
    for (const ways of [[], ['--accelerate']]) {
      const report = await fitted(data, '-k', '2', '--label', 'z', '--responsibilities', out, ...ways);
      expect(report.n).toBe(count - 1);
      expect(report.label.misclassified).toBe(0);
      const q = readFileSync(out, 'utf8').trimEnd().split('\n').slice(1);
      expect(q).toHaveLength(count);
      expect(q[100]).toBe(',');
      const shares = [0, 1].map((c) => q.reduce((sum, line) => sum + Number(line.split(',')[c]), 0) / (count - 1));
      for (const c of [0, 1]) expect(shares[c]).toBeCloseTo(report.weights[c], 6);
    }
  });

  test('every second label known: ℓ_obs has a name of its own and never falls', async () => {
    const lines = readFileSync(example('iris.csv'), 'utf8').trim().split('\n');
    const half = lines.map((line, at) => (at > 0 && at % 2 === 0 ? line.replace(/"[a-z]+"$/, '') : line));
    const report = await fitted(file('half.csv', half.join('\n')), '--label', 'Species', '--known');
    expect(report.components).toBe(3);
    expect(report.observedLogLikelihood).toBeLessThan(report.logLikelihood);
    const rises = report.trace.map(({ elbo }: { elbo: number }) => elbo);
    for (let at = 1; at < rises.length; at++) expect(rises[at]).toBeGreaterThanOrEqual(rises[at - 1] - 1e-8);
  });

  test('all labels known: the maximum in closed form', async () => {
    const report = await fitted(example('iris.csv'), '--label', 'Species', '--known');
    expect(report.weights).toEqual([1 / 3, 1 / 3, 1 / 3].map((share) => expect.closeTo(share, 12)));
    expect(report.means[0][0]).toBeCloseTo(5.006, 10);
    expect(report.elbo).toBeCloseTo(report.observedLogLikelihood, 8);
  });
});
