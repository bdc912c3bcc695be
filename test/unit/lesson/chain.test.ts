/** Every number under every formula, computed again from the raw rows: ten rows of three files at six half-steps, in every family. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { equality } from '../../../src/lesson/chain.ts';
import { type Line, type Moment, type NumberRow, says, type Token } from '../../../src/lesson/line.ts';
import { shortChain, wholeChain } from '../../../src/lesson/lines.ts';
import { read } from '../../../src/lesson/reading.ts';
import { oracle, readBack } from '../../support/lessonOracle.ts';
import { PlainRun, parseRows, type Rows, startAt } from '../../support/plainMixture.ts';

const load = (name: string) => parseRows(readFileSync(`examples/${name}`, 'utf8'));
const faithful = load('faithful.csv');
const iris = load('iris.csv');
const digits = columnsOf(load('digits.csv'), [10, 20, 36, 42]);
const runs = {
  'faithful, K = 2': new PlainRun(faithful, startAt(faithful, [6, 20]), 24),
  'faithful, K = 3': new PlainRun(faithful, startAt(faithful, [5, 10, 40]), 24),
  'iris, K = 4': new PlainRun(iris, startAt(iris, [3, 60, 110, 140]), 16),
  'digits, K = 3': new PlainRun(digits, startAt(digits, [0, 1, 2]), 12),
  'iris, K = 3, tied': new PlainRun(iris, startAt(iris, [3, 60, 140], 'tied'), 12, 'tied'),
  'iris, K = 3, diag': new PlainRun(iris, startAt(iris, [3, 60, 140], 'diag'), 12, 'diag'),
  'faithful, K = 2, spherical': new PlainRun(faithful, startAt(faithful, [6, 20], 'spherical'), 12, 'spherical'),
  'faithful, K = 8': new PlainRun(faithful, startAt(faithful, [1, 20, 40, 60, 90, 130, 200, 250]), 12),
};
/** Some columns of a file that has more than an eye can follow. */
function columnsOf(rows: Rows, columns: readonly number[]): Rows {
  const { n, d, x } = rows;
  return {
    ...rows,
    d: columns.length,
    names: columns.map((c) => rows.names[c]!),
    x: Float64Array.from({ length: n * columns.length }, (_, at) => {
      const c = at % columns.length;
      return x[((at - c) / columns.length) * d + columns[c]!]!;
    }),
  };
}

const rowsOf = (n: number) => [0, 2, 32, 33, 57, 100, 119, 148, Math.floor(n / 2), n - 1];
const halves = [0, 1, 2, 5, 10, 11];

const momentOf = (run: PlainRun, half: number, row: number, form: Line['form']): Moment => ({
  reading: read(run.row(half, row), form),
  frame: run.frame(0, half, {}),
  rows: run.rows.n,
  family: run.family,
  columns: [0, 1],
  constrained: () => false,
});

const valuesOf = (rows: readonly NumberRow[]) =>
  rows.flatMap((row) =>
    row.cells.flat().filter((token): token is Extract<Token, { kind: 'value' }> => token.kind === 'value'),
  );

/** A row of numbers read as a sentence of arithmetic: `a = b × c` and the like hold in the digits shown. */
function evaluate(tokens: readonly Token[]): number {
  const text = tokens
    .map((token) =>
      token.kind === 'value'
        ? String(readBack(token.text).value).replace(/^-(.*)$/, '(-$1)')
        : token.kind === 'sign'
          ? token.text
          : '',
    )
    .join(' ');
  return arithmetic(text);
}

/** Sums, products, quotients, parentheses and log; nothing more is written under a formula. */
function arithmetic(text: string): number {
  const tokens = text.match(/log|[()+×/−]|-?[\d.]+(?:e[+-]?\d+)?/g) ?? [];
  let at = 0;
  const factor = (): number => {
    const token = tokens[at++]!;
    if (token === 'log') return Math.log(factor());
    if (token !== '(') return Number(token);
    const inner = sum();
    at++;
    return inner;
  };
  const product = (): number => {
    let value = factor();
    while (tokens[at] === '×' || tokens[at] === '/') value = tokens[at++] === '×' ? value * factor() : value / factor();
    return value;
  };
  const sum = (): number => {
    if (tokens[at] === '+') at++;
    let value = product();
    while (tokens[at] === '+' || tokens[at] === '−')
      value = tokens[at++] === '+' ? value + product() : value - product();
    return value;
  };
  return sum();
}

const entriesOf = (tokens: readonly Token[]): Token[] =>
  tokens.some((token) => token.kind === 'sign' && token.text === ',')
    ? tokens.filter(({ kind }) => kind === 'value')
    : [];

/** Splits a row at its equals signs and checks that neighbours agree to within the rounding of the coarser one. */
function expectToAddUp(row: NumberRow, line: Line): void {
  const tokens = row.cells.flat();
  const sides: Token[][] = [[]];
  for (const token of tokens) {
    if (token.kind === 'sign' && '=→≈'.includes(token.text)) sides.push([]);
    else sides.at(-1)!.push(token);
  }
  const signs = tokens.flatMap((token) => (token.kind === 'sign' && '=→≈'.includes(token.text) ? [token.text] : []));
  signs.forEach((sign, s) => {
    if (sign !== '=') return;
    const [left, right] = [sides[s]!, sides[s + 1]!];
    if (![left, right].every((side) => side.some((token) => token.kind === 'value'))) return;
    const entries = entriesOf(left!);
    if (entries.length > 1) {
      // (a, b) = (A, B) / n, entry by entry
      const divisor = right!.at(-1)!;
      entriesOf(right!.slice(0, -2)).forEach((entry, at) => {
        const { value, half } = readBack((entries[at] as Extract<Token, { kind: 'value' }>).text);
        expect(Math.abs(evaluate([entry, says('/'), divisor]) - value)).toBeLessThanOrEqual(half * (1 + 1e-6));
      });
      return;
    }
    const [a, b] = [left, right].map((side) => evaluate(side!));
    const single = [left, right].find((side) => side.filter((token) => token.kind !== 'remark').length === 1);
    if (!single) throw new Error(`${line.id}: neither side is one number`);
    const { half } = readBack((single[0] as Extract<Token, { kind: 'value' }>).text);
    expect(
      Math.abs(a! - b!),
      `${line.id}: ${tokens.map((t) => ('text' in t ? t.text : '')).join(' ')}`,
    ).toBeLessThanOrEqual(half * (1 + 1e-6) + Math.abs(a!) * 1e-13);
  });
}

describe.each(Object.entries(runs))('the numbers under the formulas: %s', (_, run) => {
  it('agree with the raw rows to the digits shown, and add up in them', () => {
    let values = 0;
    let readings = 0;
    let inexact = 0;
    for (const half of halves)
      for (const row of rowsOf(run.rows.n)) {
        const truth = oracle(run, half, row);
        for (const line of [...wholeChain(run.family), ...shortChain]) {
          const moment = momentOf(run, half, row, line.form);
          readings++;
          if (moment.reading.inexact.size > 0) inexact++;
          const numbers = line.numbers(moment);
          for (const token of valuesOf(numbers)) {
            const shown = readBack(token.text);
            const exact = truth(token.slot);
            values++;
            expect(
              Math.abs(shown.value - exact),
              `${line.id} ${token.slot} at half-step ${half}, row ${row}: ${token.text} for ${exact}`,
            ).toBeLessThanOrEqual(
              shown.half * (1 + 1e-6) + Math.abs(exact) * 1e-10 + (token.slot === 'kl' ? 1e-12 : 0),
            );
            expect(Math.abs(token.exact - exact)).toBeLessThanOrEqual(Math.abs(exact) * 1e-7 + 1e-11);
          }
          for (const numberRow of numbers) {
            expect(numberRow.cells).toHaveLength(line.pieces.length);
            expectToAddUp(numberRow, line);
          }
        }
        // N_j is one number, on whichever line it stands.
        const counts = new Map<number, string>();
        for (const line of wholeChain(run.family))
          for (const { slot, exact, text } of valuesOf(line.numbers(momentOf(run, half, row, line.form)))) {
            if (!/^(count|divisor)\./.test(slot)) continue;
            expect(text, `${line.id} ${slot} at half-step ${half}`).toBe(counts.get(exact) ?? text);
            counts.set(exact, text);
          }
        // The bound's parts one below the other add up as well.
        const moment = momentOf(run, half, row, 'whole');
        const bound = wholeChain('full')
          .find(({ id }) => id === 'jensen')!
          .numbers(moment);
        const parts = bound
          .filter(({ cells }) => cells[1]!.some(({ kind }) => kind === 'value'))
          .map(({ cells }) => evaluate(cells[1]!))
          .reduce((a, b) => a + b, 0);
        if (moment.reading.inexact.has('expectation')) continue;
        const elbo = readBack(moment.reading.elbo.text);
        expect(Math.abs(parts - elbo.value)).toBeLessThanOrEqual(elbo.half * (1 + 1e-6));
      }
    expect(values).toBeGreaterThan(2000);
    // The sign ≈ stands where no number of digits helps; that must stay a freak.
    expect(inexact / readings).toBeLessThan(0.03);
  }, 60_000);
});

describe('the line of equality', () => {
  it('calls two figures unequal only where they are seen to differ', () => {
    const signs = new Set<string>();
    for (const run of Object.values(runs)) {
      for (const half of halves) {
        for (const row of rowsOf(run.rows.n)) {
          for (const { cells } of equality.numbers(momentOf(run, half, row, 'whole'))) {
            const [ratio, sign, evidence] = cells.map((tokens) => tokens[0]);
            if (ratio?.kind !== 'value' || evidence?.kind !== 'value') continue;
            const said = JSON.stringify(sign);
            if (said.includes('≠')) expect(ratio.text).not.toBe(evidence.text);
            if (said.includes('≈')) expect(ratio.text).toBe(evidence.text);
            for (const mark of ['=', '≈', '≠']) if (said.includes(`"${mark}"`)) signs.add(mark);
          }
        }
      }
    }
    expect([...signs].sort()).toEqual(['=', '≈', '≠'].sort());
  });
});

describe('a component that Q leaves out', () => {
  it.each([2, 3, 5])('adds 0, the limit of q log q, and the numbers shown add up to the ELBO (K = %i)', (k) => {
    const run = runs['faithful, K = 8'];
    let added = 0;
    for (const row of rowsOf(run.rows.n)) {
      const all = run.row(5, row);
      const [logPrior, logDensity] = [all.logPrior, all.logDensity].map((values) => values.slice(0, k)) as [
        Float64Array,
        Float64Array,
      ];
      const logJoint = logPrior.map((prior, j) => prior + logDensity[j]!);
      // Q has the second component nowhere, and the others evenly.
      const q = logJoint.map((_, j) => (j === 1 ? 0 : 1 / (k - 1)));
      const logLikelihood = Math.log(logJoint.reduce((sum, log) => sum + Math.exp(log), 0));
      const elbo = logJoint.reduce((sum, log, j) => sum + (q[j]! > 0 ? q[j]! * (log - Math.log(q[j]!)) : 0), 0);
      const posterior = logJoint.map((log) => Math.exp(log - logLikelihood));
      const figures = {
        ...all,
        logPrior,
        logDensity,
        logJoint,
        q,
        posterior,
        logLikelihood,
        elbo,
        kl: logLikelihood - elbo,
      };
      for (const line of [...wholeChain('full'), ...shortChain]) {
        if (['weights', 'means', 'covariances'].includes(line.id)) continue;
        const moment = { ...momentOf(run, 5, row, line.form), reading: read(figures, line.form) };
        const numbers = line.numbers(moment);
        for (const numberRow of numbers) {
          expect(numberRow.cells).toHaveLength(line.pieces.length);
          expectToAddUp(numberRow, line);
        }
        if (line.id !== 'jensen' && line.id !== 'shortBound') continue;
        const tokens = numbers.flatMap(({ cells }) => cells[1]!);
        expect(tokens).toContainEqual(expect.objectContaining({ slot: 'part.1', text: '0', exact: 0 }));
        expect(tokens).toContainEqual({ kind: 'remark', remark: 'zeroLimit' });
        expect(JSON.stringify(tokens)).not.toContain('–');
        if (moment.reading.inexact.has('expectation')) continue;
        added++;
        const sum = numbers
          .filter(({ cells }) => cells[1]!.some(({ kind }) => kind === 'value'))
          .reduce((total, { cells }) => total + evaluate(cells[1]!), 0);
        const { value, half } = readBack(moment.reading.elbo.text);
        expect(Math.abs(sum - value)).toBeLessThanOrEqual(half * (1 + 1e-6));
      }
    }
    expect(added).toBeGreaterThan(10);
  });
});
