import katex from 'katex';
import { beforeAll, describe, expect, test } from 'vitest';
import { htmlOf, markdownOf, type Part } from '../../../src/lesson/document.ts';
import type { Moment } from '../../../src/lesson/line.ts';
import { wholeChain } from '../../../src/lesson/lines.ts';
import { type Notation, plainTex } from '../../../src/lesson/notation.ts';
import { type DocumentWords, partsOf } from '../../../src/lesson/parts.ts';
import { read } from '../../../src/lesson/reading.ts';
import { faithful, Listening } from '../engine/listening.ts';

const words: Omit<DocumentWords, 'formula'> = {
  language: 'en',
  title: 'On <old> *faithful*',
  subtitle: 'row_33 & more',
  name: (id) => id,
  reason: (id) => `${id}: the bound is {elbo}, the gap {kl}`,
  remark: (remark) => remark,
  component: (component) => `component ${component + 1}`,
  others: 'others',
};

describe('the derivation to take along', () => {
  let moment: Moment;
  beforeAll(async () => {
    const panel = new Listening();
    const settled = panel.state('converged');
    panel.open(faithful, { components: 2, startFrom: 'random', restarts: 1 });
    await settled;
    panel.post({ type: 'watch', watch: { row: 32 } });
    const frame = await panel.seek(3);
    moment = {
      reading: read(frame.row!),
      frame,
      rows: 272,
      family: 'full',
      columns: [0, 1],
      constrained: () => false,
    };
  });
  const parts = (notation: Notation): Part[] =>
    partsOf(wholeChain('full'), moment, { ...words, formula: (tex) => plainTex(tex, notation) });

  test.each(['cs229', 'bishop'] as const)(
    '%s: has every line, its numbers, and formulas that KaTeX takes',
    (notation) => {
      const all = parts(notation);
      expect(all.map(({ name }) => name)).toEqual(wholeChain('full').map(({ id }) => id));
      for (const [at, line] of wholeChain('full').entries()) {
        const shown = line.numbers(moment).flatMap(({ cells }) => cells.flat());
        for (const token of shown)
          if (token.kind === 'value') expect(all[at]!.numbers.join('\n')).toContain(token.text);
        for (const tex of [all[at]!.formula, ...all[at]!.working])
          katex.renderToString(tex, { strict: 'error', throwOnError: true });
        expect(all[at]!.reason).toContain(moment.reading.elbo.text);
      }
    },
  );

  test('Markdown keeps formulas in display and says the rest plainly', () => {
    const text = markdownOf(parts('cs229'), words);
    expect(text).toContain('# On \\<old\\> \\*faithful\\*');
    expect(text).toContain('row\\_33 & more');
    expect(text.match(/^\$\$$/gm)!.length).toBe(
      2 * parts('cs229').reduce((sum, { working }) => sum + 1 + working.length, 0),
    );
  });

  test('HTML is one page without scripts, links or markup from outside', () => {
    const page = htmlOf(parts('cs229'), words, (tex) =>
      katex.renderToString(tex, { output: 'mathml', displayMode: true }),
    );
    expect(page).toContain('<h1>On &lt;old&gt; *faithful*</h1>');
    expect(page).toContain('row_33 &amp; more');
    expect(page).not.toMatch(/<script|<link|src=|href=|@import|url\(/);
    expect(page.match(/<math\b/g)!.length).toBe(page.match(/<\/math>/g)!.length);
    expect(page.match(/<section>/g)).toHaveLength(wholeChain('full').length);
  });
});
