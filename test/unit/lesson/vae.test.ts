/** The VAE's derivation: formulas that are formulas in both notations, and numbers that come out in the digits shown. */
import katex from 'katex';
import { describe, expect, test } from 'vitest';
import { macrosOf, type Notation, plainTex } from '../../../src/lesson/notation.ts';
import { type VaeLineId, type VaeToken, vaeChain, vaeChainOf } from '../../../src/lesson/vae/chain.ts';
import type { VaeMoment } from '../../../src/lesson/vae/figures.ts';
import { readVae } from '../../../src/lesson/vae/reading.ts';
import { worded } from '../../../src/words/formulas.ts';
import { vaeLessonWords } from '../../../src/words/vaeLesson.ts';
import { reasonKey } from '../../../webview/vae/reading.ts';

const notations: readonly Notation[] = ['cs229', 'bishop'];

/** A row of figures that obey the model's identities, drawn by a small generator. */
function moment(seed: number, latent: number, scale: number): VaeMoment {
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return 2 * (state / 2 ** 32) - 1;
  };
  const of = (value: () => number) => Float64Array.from({ length: latent }, value);
  const mean = of(() => 2 * next());
  const sigma = of(() => Math.exp(1.5 * next() - 1));
  const epsilon = of(() => Math.round(40 * next()) / 20);
  const z = mean.map((m, l) => m + sigma[l]! * epsilon[l]!);
  const klByDimension = mean.map((m, l) => 0.5 * (m * m + sigma[l]! ** 2 - 1 - 2 * Math.log(sigma[l]!)));
  const kl = klByDimension.reduce((sum, x) => sum + x, 0);
  const reconstruction = scale * next();
  const elbo = reconstruction - kl;
  const [amortisation, approximation] = [Math.abs(next()) * 0.3, Math.abs(next()) * 0.02];
  const logLikelihood = elbo + amortisation + approximation;
  const draw = {
    epsilon,
    z,
    logLikelihood: scale * next(),
    logPrior: -latent * 0.919 - 0.5 * z.reduce((sum, x) => sum + x * x, 0),
    logQ: -latent * 0.919 - sigma.reduce((sum, s, l) => sum + Math.log(s) + 0.5 * epsilon[l]! ** 2, 0),
    slope: of(() => scale * next()),
  };
  const weight = draw.logLikelihood + draw.logPrior - draw.logQ;
  const score = epsilon.map((e, l) => (e / sigma[l]!) * weight);
  return {
    row: {
      row: 3,
      mean,
      sigma,
      klByDimension,
      reconstruction,
      kl,
      elbo,
      logLikelihood,
      method: 'quadrature',
      draw: { ...draw, score },
    },
    split: latent <= 2 ? { elbo, reconstruction, kl, logLikelihood, amortisation, approximation } : undefined,
    climb: { steps: 10, theta: 0.1234, phi: 0.05678, before: -4.2, after: -4.1 },
    linear: false,
    climbsElbo: true,
  };
}

/** What a row of a line reads as, with the page's signs turned into a computer's. */
const text = (tokens: readonly VaeToken[]): string =>
  tokens.map((token) => (token.kind === 'word' || token.kind === 'remark' ? '' : token.text)).join(' ');
const numberIn = (shown: string): number => Number(shown.replaceAll('−', '-').replaceAll(/[()]/g, ''));
const values = (tokens: readonly VaeToken[]): number[] =>
  tokens.flatMap((token) => (token.kind === 'value' ? [numberIn(token.text)] : []));
const decimals = (shown: string): number => shown.split('.')[1]?.replace(')', '').length ?? 0;

const line = (id: VaeLineId) => vaeChain.find((candidate) => candidate.id === id)!;
const seeds = Array.from({ length: 60 }, (_, i) => i + 1);

const weighted = vaeChainOf(readVae({ ...moment(1, 2, 5), climbsElbo: false }));

describe('the formulas', () => {
  test('end in what is climbed: the ELBO, and with another weight of the KL no ELBO', () => {
    const last = (climbsElbo: boolean) => vaeChainOf(readVae({ ...moment(1, 2, 5), climbsElbo })).at(-1)!;
    expect(last(true).pieces.at(-1)!.tex).toContain('\\elbo');
    const { pieces, terms } = last(false);
    const climbed = pieces.at(-1)!.tex;
    expect(climbed).not.toContain('\\elbo');
    expect(climbed).toContain('\\beta_t');
    expect(climbed).toContain('\\max\\big(\\lambda');
    expect(terms).not.toContain('elbo');
  });

  test.each(notations)('%s: every piece and working is LaTeX, with macros and without', (notation) => {
    for (const { pieces, working, id } of [...vaeChain, ...weighted]) {
      for (const written of [...pieces.map((piece) => piece.tex), ...working]) {
        const tex = worded(written, 'ko');
        const options = { throwOnError: true, strict: () => 'ignore' as const };
        expect(
          () => katex.renderToString(tex, { ...options, macros: macrosOf(notation), trust: true }),
          `${id}: ${tex}`,
        ).not.toThrow();
        const plain = plainTex(tex, notation);
        expect(() => katex.renderToString(plain, options), `${id}: ${plain}`).not.toThrow();
        expect(plain).not.toContain('htmlData');
      }
    }
  });

  test('every line has a name, a reason and something to say aloud', () => {
    for (const { id } of vaeChain) {
      for (const key of [id, `${id}Name`, `${id}Spoken`]) expect(Object.hasOwn(vaeLessonWords, key), key).toBe(true);
    }
  });

  test('the terms of a line are those in its formula', () => {
    for (const { id, pieces, terms } of [...vaeChain, ...weighted]) {
      const html = pieces
        .map(({ tex }) =>
          katex.renderToString(worded(tex, 'en'), {
            macros: macrosOf('cs229'),
            trust: true,
            strict: () => 'ignore' as const,
          }),
        )
        .join('');
      for (const term of terms) expect(html, `${id} ${term}`).toContain(`data-term="${term}"`);
    }
  });
});

test('the ascent is told as what it is: by L-BFGS where the decoder is linear, of another objective with β', () => {
  const ascent = line('ascent');
  const key = (how: Partial<VaeMoment>) => reasonKey(ascent, readVae({ ...moment(1, 2, 5), ...how }));
  expect(key({})).toBe('ascent');
  expect(vaeLessonWords[key({ linear: true })]).toContain('L-BFGS');
  expect(vaeLessonWords[key({ climbsElbo: false })]).toContain('no longer the ELBO');
});

describe('the numbers', () => {
  test.each([
    [1, 5],
    [2, 5],
    [2, 150],
    [6, 40],
  ])('of %i dimensions at a scale of %i nats come out in the digits shown', (latent, scale) => {
    let rough = 0;
    for (const seed of seeds) {
      const reading = readVae(moment(seed, latent, scale));
      const [story] = line('story').numbers(reading);
      const [joint, , density, , prior] = story!.cells.map((cell) => values(cell)[0]);
      expect(density! + prior!).toBeCloseTo(joint!, decimals(text(story!.cells[2]!)));
      const { exact } = reading;
      rough += Number(!exact.bound || !exact.gap || !exact.split);
      const [split] = line('split').numbers(reading);
      const [elbo, , reconstruction, , kl] = split!.cells.map((cell) => values(cell)[0]);
      expect(text(split!.cells[1]!)).toBe(exact.bound ? '=' : '≈');
      const place = 0.51 * 10 ** -decimals(text(split!.cells[0]!));
      expect(Math.abs(reconstruction! - kl! - elbo!)).toBeLessThan(exact.bound ? place : 3 * place);
      const [gap] = line('gap').numbers(reading);
      const [[logLikelihood, bound], , [known], , parts] = gap!.cells.map((cell) => values(cell));
      expect(bound).toBe(elbo);
      expect(text(gap!.cells[1]!)).toBe(exact.gap ? '=' : '≈');
      expect(Math.abs(logLikelihood! - bound! - known!)).toBeLessThan(exact.gap ? place : 3 * place);
      if (latent <= 2) {
        expect(text(gap!.cells[3]!)).toBe(exact.split ? '=' : '≈');
        expect(Math.abs(parts![0]! + parts![1]! - known!)).toBeLessThan(exact.split ? place : 3 * place);
      }
      for (const row of line('closed')
        .numbers(reading)
        .filter(({ dimension }) => dimension !== undefined)) {
        const [[own], , [mean2, variance, logVariance]] = row.cells.map((cell) => values(cell));
        const digits = decimals(text(row.cells[0]!));
        expect(Math.abs(0.5 * (mean2! + variance! - 1 - logVariance!) - own!)).toBeLessThan(0.51 * 10 ** -digits);
      }
      for (const row of line('gradSigma').numbers(reading)) {
        const [sum, , slope, , sigma, , inverse] = row.cells.map((cell) => values(cell)[0]);
        expect(Math.abs(slope! - sigma! + inverse! - sum!)).toBeLessThan(0.51 * 10 ** -decimals(text(row.cells[0]!)));
      }
      for (const row of line('reparameterise').numbers(reading)) {
        const [z, , mean, , sigma, , epsilon] = row.cells.map((cell) => values(cell)[0]);
        expect(Math.abs(mean! + sigma! * epsilon! - z!)).toBeLessThan(0.51 * 10 ** -decimals(text(row.cells[0]!)));
      }
    }
    // '≈' is for freaks.
    expect(rough).toBeLessThan(seeds.length / 6);
  });

  test('are the row’s own, whole on hover', () => {
    const of = moment(5, 2, 20);
    const exact = new Map<string, number>();
    for (const { numbers } of vaeChain) {
      for (const token of numbers(readVae(of)).flatMap(({ cells }) => cells.flat())) {
        if (token.kind === 'value') exact.set(token.slot, token.exact);
      }
    }
    expect(exact.get('logLikelihood')).toBe(of.split!.logLikelihood);
    expect(exact.get('amortisation')).toBe(of.split!.amortisation);
    expect(exact.get('gradMean.1')).toBe(of.row.draw.slope[1]! - of.row.mean[1]!);
    expect(exact.get('score.0')).toBe(of.row.draw.score[0]);
    expect(exact.get('weight')).toBeCloseTo(of.row.draw.logLikelihood + of.row.draw.logPrior - of.row.draw.logQ, 12);
    expect(exact.get('theta')).toBe(0.1234);
  });

  test('say what is not known, and nothing in its place', () => {
    const { row, ...rest } = moment(2, 2, 10);
    const { logLikelihood: _hidden, ...unknown } = row;
    const reading = readVae({ ...rest, row: unknown, split: undefined, climb: undefined });
    for (const id of ['integral', 'gap'] as const) {
      const tokens = line(id)
        .numbers(reading)
        .flatMap(({ cells }) => cells.flat());
      expect(tokens.some((token) => token.kind === 'word' && token.word === 'notYet')).toBe(true);
    }
    expect(line('ascent').numbers(reading)[0]!.cells.flat()).toEqual([{ kind: 'word', word: 'start' }]);
  });

  test('write out the dimensions that say most where there are many', () => {
    const reading = readVae(moment(9, 6, 10));
    expect(reading.shown.length).toBe(4);
    const { klByDimension } = reading.moment.row;
    const least = Math.min(...reading.shown.map((l) => klByDimension[l]!));
    for (let l = 0; l < 6; l++) if (!reading.shown.includes(l)) expect(klByDimension[l]).toBeLessThanOrEqual(least);
  });
});
