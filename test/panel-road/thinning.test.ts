import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launch } from '../panel/page.mts';
import { bundled, openServed } from '../support/bundled.mts';
import type { Compared } from './thinning.ts';

/** Of what no line of the lesson has, and of what is left as it is: roots, matrices, accents, braces. */
const others = [
  '\\frac{\\frac{1}{2}}{x_{i_j}^{2^n}}',
  '\\left(\\frac12\\right)^{\\top}_{k}',
  'x_1^{a^{b}} {}_c y \\! z \\quad w',
  '\\int_0^1 x\\,dx \\ne \\max_{\\theta} \\log p',
  '\\sqrt{\\frac{a_1}{b^2}}',
  '\\begin{pmatrix}a_1&b^2\\\\c&\\frac{d}{e}\\end{pmatrix}',
  '\\hat\\mu_k^{(t+1)} + \\tilde{\\Sigma}^{-1}',
  '\\underbrace{x_i + y}_{n}',
  '\\text{if } a \\text{ and } {\\large x_2} {\\tiny y^2}',
];

/** Formulas that figures set by themselves: written out where they are set. */
function ofFigures(): string[] {
  const folder = join(import.meta.dirname, '..', '..', 'webview');
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const texts = sources.flatMap((name) => [
    ...readFileSync(join(folder, name), 'utf8').matchAll(
      /(?:tex\(|\.tex=\$\{|: )'((?:[^'\\\n]|\\.)*\\\\(?:[^'\\\n]|\\.)*)'/g,
    ),
  ]);
  return [...new Set(texts.map(([, text]) => text!.replaceAll('\\\\', '\\')))];
}

let browser: Browser;
let compared: readonly Compared[];

beforeAll(async () => {
  browser = await launch();
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  await openServed(page, 'http://formulas.test', await bundled('test/panel-road/thinning.ts'), {
    body: '<!DOCTYPE html><link rel="stylesheet" href="/page.css"><body><script type="module" src="/page.js"></script>',
  });
  await page.waitForFunction(() => 'compare' in window);
  compared = await page.evaluate((more) => window.compare(more), [...others, ...ofFigures()]);
});
afterAll(() => browser.close());

describe('a formula in fewer elements', () => {
  it('has each glyph, each line and its box within a tenth of a pixel of where KaTeX has them', () => {
    expect(compared.length).toBeGreaterThan(400);
    const wrong = compared.filter(({ off, sameText }) => !sameText || !(off <= 0.1));
    expect(wrong.map(({ tex, notation, off }) => `${notation} ${off} ${tex}`)).toEqual([]);
  });

  it('has its terms, with the same letters in them', () => {
    expect(compared.filter(({ sameTerms }) => !sameTerms).map(({ tex }) => tex)).toEqual([]);
    expect(compared.filter(({ tex }) => tex.includes('\\term') || tex.includes('\\w{')).length).toBeGreaterThan(100);
  });

  it('has less than half of the elements', () => {
    const sum = (at: 0 | 1): number => compared.reduce((total, { elements }) => total + elements[at], 0);
    expect(sum(1)).toBeLessThan(0.45 * sum(0));
  });
});
