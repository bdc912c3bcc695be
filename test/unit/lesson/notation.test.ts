import katex from 'katex';
import { describe, expect, it } from 'vitest';
import { shortChain, wholeChain } from '../../../src/lesson/lines.ts';
import { macrosOf, plainTex } from '../../../src/lesson/notation.ts';
import { decimal, positive, significant } from '../../../src/lesson/numeral.ts';

const formulas = (['full', 'tied', 'diag', 'spherical'] as const).flatMap((family) =>
  [...wholeChain(family), ...shortChain].flatMap((line) => [...line.pieces.map(({ tex }) => tex), ...line.working]),
);

describe.each(['cs229', 'bishop'] as const)('%s', (notation) => {
  it('renders every formula with its terms, without a warning', () => {
    for (const tex of formulas) {
      const html = katex.renderToString(tex, {
        macros: macrosOf(notation),
        output: 'html',
        throwOnError: true,
        trust: ({ command }) => command === '\\htmlData',
        strict: (code: string) => {
          if (code !== 'htmlExtension') throw new Error(`${code} in ${tex}`);
          return 'ignore';
        },
      });
      expect(html).not.toContain('katex-error');
    }
  });

  it('copies formulas that need none of our macros', () => {
    for (const tex of formulas) {
      const plain = plainTex(tex, notation);
      expect(plain).not.toMatch(/htmlData|\\term\b|#\d/);
      // KaTeX without macros accepts it and typesets the same symbols.
      const text = (html: string) => html.replace(/<[^>]*>/g, '');
      const own = katex.renderToString(plain, { output: 'html', throwOnError: true, strict: 'ignore' });
      const ours = katex.renderToString(tex, {
        macros: macrosOf(notation),
        output: 'html',
        trust: true,
        strict: 'ignore',
      });
      expect(text(own)).toBe(text(ours));
    }
  });
});

describe('numerals', () => {
  it('round correctly and say what they mean', () => {
    expect(decimal(-1.00005, 4).text).toBe('−1.0001');
    expect(decimal(-0.00001, 4).text).toBe('0.0000');
    expect(positive(Math.log(0.002592), 6, false, 2).text).toBe('0.002592');
    expect(positive(Math.log(4.4e-7), 6, false, 2).text).toBe('4.4·10⁻⁷');
    expect(positive(Math.log(9.996e-7), 8, false, 3).text).toBe('1.00·10⁻⁶');
    expect(positive(-2000, 6, true, 3).text).toBe('2.58·10⁻⁸⁶⁹');
    expect(positive(Number.NEGATIVE_INFINITY, 6, false, 2).text).toBe('0');
    expect(significant(11653.27, 4).text).toBe('11653');
    expect(significant(-0.0000123, 3).text).toBe('−1.23·10⁻⁵');
  });
});

describe('formulas', () => {
  it('speak no language: words stand beside them, where they can be translated', () => {
    for (const tex of formulas) expect(tex).not.toMatch(/\\text\{/);
  });
});
