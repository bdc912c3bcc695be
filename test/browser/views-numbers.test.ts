/** Every number on the panel, at ten half-steps of three files, against a plain EM that shares nothing with the product. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { oracle, readBack } from '../support/lessonOracle.ts';
import { PlainRun, parseRows, type Rows } from '../support/plainMixture.ts';
import {
  expectNoTrouble,
  faithfulWithHoles,
  fitFromPalette,
  goTo,
  oneWindowOfThisFile,
  panelOf,
  untilAt,
} from './window.ts';

const root = join(import.meta.dirname, '..', '..');
const holes = { name: 'holes.csv', content: faithfulWithHoles() };
const window = oneWindowOfThisFile({ files: ['faithful.csv', 'iris.csv', holes], width: 1900, height: 1000 });

/** Half-steps to look at, from 0: the first ten after θ_1, which both begin with. */
const first = 2;
const halves = Array.from({ length: 10 }, (_, h) => first + h);

interface Step {
  half: 'E' | 'M';
  elbo: number;
  logLikelihood: number;
}

interface Report {
  weights: number[];
  means: number[][];
  covariances: number[][][];
  trace: Step[];
}

/** The engine in the terminal, on the same file with the same options. */
function terminal(file: string, ...options: string[]): Report {
  const cli = join(root, 'dist', 'cli.js');
  const args = [cli, 'fit', join(window().folder, file), '-k', '3', '--json', ...options];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Report;
}

/** Plain EM from the engine's θ_1; its half-step 0 is the panel's half-step 2. */
function plainTwin(file: string, rows: Rows): PlainRun {
  const { weights, means, covariances } = terminal(file, '--max-iter', '1', '--tol', '0');
  const start = {
    k: 3,
    d: rows.d,
    weights: Float64Array.from(weights),
    means: Float64Array.from(means.flat()),
    covariances: Float64Array.from(covariances.flat(2)),
  };
  return new PlainRun(rows, start, halves.length + 2);
}

const exactIn = (frame: Frame, selector: string): Promise<{ name: string; exact: number; text: string }[]> =>
  frame.evaluate(
    (query) =>
      [...document.querySelectorAll<HTMLElement>(query)].map((figure) => ({
        name: figure.dataset.slot ?? figure.dataset.value ?? '',
        exact: Number(figure.dataset.exact),
        text: figure.textContent ?? '',
      })),
    selector,
  );

/** Two ways of summing a few hundred logarithms, and ten EM steps on top, agree this far. */
const near = (value: number, exact: number, slack = 1e-11): boolean =>
  Math.abs(value - exact) <= Math.abs(exact) * 1e-7 + slack;

async function expectFigures(frame: Frame, run: PlainRun, half: number, row: number): Promise<number> {
  const at = half - first;
  const truth = oracle(run, at, row);
  const slots = await exactIn(frame, '[data-line] [data-slot][data-exact]');
  for (const { name, exact, text } of slots) {
    const wanted = truth(name);
    expect(near(exact, wanted), `${name} at half-step ${half}: ${exact}, not ${wanted}`).toBe(true);
    const shown = readBack(text);
    const rounding = shown.half * (1 + 1e-6) + Math.abs(wanted) * 1e-7 + 1e-11;
    expect(Math.abs(shown.value - wanted), `${name} reads ${text} for ${wanted}`).toBeLessThanOrEqual(rounding);
  }
  const identity = {
    elbo: run.elbo[at]!,
    logLikelihood: run.logLikelihood[at]!,
    kl: run.logLikelihood[at]! - run.elbo[at]!,
  };
  for (const [name, wanted] of Object.entries(identity)) {
    const [figure] = await exactIn(frame, `[data-value="${name}"][data-exact]`);
    expect(near(figure!.exact, wanted, 1e-7), `${name}: ${figure!.exact}, not ${wanted}`).toBe(true);
    const shown = readBack(figure!.text);
    expect(Math.abs(shown.value - wanted)).toBeLessThanOrEqual(shown.half * (1 + 1e-6) + 1e-6);
  }
  const theta = run.theta(at);
  const { d } = theta;
  const entry = (k: number, r: number, c: number) => theta.covariances[(k * d + r) * d + c]!;
  const table = await exactIn(frame, '.theta-table [data-exact]');
  const wantedTable = [0, 1, 2].flatMap((k) => [
    theta.weights[k]!,
    theta.means[k * d]!,
    theta.means[k * d + 1]!,
    entry(k, 0, 0),
    entry(k, 1, 1),
    entry(k, 0, 1),
  ]);
  expect(table).toHaveLength(wantedTable.length);
  for (const [i, { exact }] of table.entries()) expect(near(exact, wantedTable[i]!), `θ, cell ${i}`).toBe(true);
  const totals = await exactIn(frame, '.heat-totals [data-exact]');
  for (const [k, { exact }] of totals.entries()) expect(near(exact, truth(`count.${k}`))).toBe(true);
  return slots.length + table.length + totals.length;
}

describe('every number on the panel', () => {
  it.each([
    ['faithful.csv', 33],
    ['iris.csv', 71],
    ['holes.csv', 100],
  ])('is what plain EM computes: %s, row %i', { timeout: 120_000 }, async (file, row) => {
    const workbench = window();
    await fitFromPalette(workbench, file);
    await workbench.resizePanel(1500);
    const frame = await panelOf(workbench, file);
    await workbench.refit(frame, () => frame.locator('[data-field="components"] select').selectOption('3'));
    await frame.locator('.row-picker input').fill(String(row));
    await frame.locator('.row-picker input').press('Enter');
    await frame.locator('[data-choice="whole"]').click();

    const content = file === 'holes.csv' ? complete(holes.content) : textOf(file);
    const run = plainTwin(file, parseRows(content));
    // The staircase whole, as the terminal has it.
    const { trace } = terminal(file);
    const known = await workbench.readFigure(frame, 'knownHalfSteps');
    expect(known).toBeGreaterThan(first + halves.length);
    await goTo(frame, first);
    let figures = 0;
    for (const half of halves) {
      if (half > first) await frame.locator('.scrubber-track').press('ArrowRight');
      await untilAt(frame, half);
      figures += await expectFigures(frame, run, half, row - 1);
      const [elbo, logLikelihood] = [
        await workbench.readFigure(frame, 'elbo'),
        await workbench.readFigure(frame, 'logLikelihood'),
      ];
      expect([elbo, logLikelihood]).toEqual([trace[half]!.elbo, trace[half]!.logLikelihood]);
      if (half % 2 === 0) expect(elbo).toBe(logLikelihood);
      else expect(elbo).toBeLessThan(logLikelihood);
    }
    expect(figures).toBeGreaterThan(800);
    expectNoTrouble(workbench);
  });
});

const textOf = (file: string): string => readFileSync(join(root, 'examples', file), 'utf8');

/** Without the lines that have a cell missing. */
function complete(csv: string): string {
  return csv
    .split('\n')
    .filter((line) => !/^,|NA/.test(line))
    .join('\n');
}
