/** The whole derivation as one document: Markdown with LaTeX, or a page of HTML that needs nothing else. */
import type { Piece } from './line.ts';

/** What the document says of itself, in the reader's language. */
export interface DocumentTitle {
  readonly language: string;
  readonly title: string;
  readonly subtitle: string;
}

/** A line of any derivation, as far as it is the same whatever the row. */
export interface FormulaLine {
  readonly pieces: readonly Piece[];
  readonly working: readonly string[];
}

export interface Part {
  readonly name: string;
  /** LaTeX that needs no macros of ours. */
  readonly formula: string;
  readonly reason: string;
  readonly working: readonly string[];
  /** Each row's numbers in one line of text. */
  readonly numbers: readonly string[];
}

/** One line with its numbers and its reason. @param plain LaTeX without macros of ours, in the reader's words */
export const partOf = (
  { pieces, working }: FormulaLine,
  said: Pick<Part, 'name' | 'reason' | 'numbers'>,
  plain: (tex: string) => string,
): Part => ({
  ...said,
  formula: pieces.map(({ tex }) => plain(tex)).join(' '),
  working: working.map(plain),
});

/** A sentence with its live numbers in place. */
export const filled = (sentence: string, slots: Readonly<Record<string, string>>): string =>
  sentence.replace(/\{(\w+)\}/g, (whole, slot: string) => slots[slot] ?? whole);

/** Numbers and words in one line of text, what is empty left out. */
export const inOneLine = (said: readonly string[]): string => said.filter((part) => part !== '').join(' ');

/** What Markdown would read as markup, told not to be. */
const plain = (text: string): string => text.replace(/[\\`*_{}[\]()<>#+!|$~]/g, '\\$&');

export function markdownOf(parts: readonly Part[], { title, subtitle }: DocumentTitle): string {
  const display = (tex: string) => `$$\n${tex}\n$$\n`;
  const body = parts.map(({ name, formula, reason, working, numbers }, at) =>
    [
      `## ${at + 1}. ${plain(name)}\n`,
      display(formula),
      ...(numbers.length > 0 ? [`${numbers.map((row) => `- ${plain(row)}`).join('\n')}\n`] : []),
      `${plain(reason)}\n`,
      ...working.map(display),
    ].join('\n'),
  );
  return [`# ${plain(title)}\n`, `${plain(subtitle)}\n`, ...body].join('\n');
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (mark) => entities[mark]!);

const style =
  'body{max-width:44rem;margin:3rem auto;padding:0 1rem;font:16px/1.55 system-ui,sans-serif;color-scheme:light dark}' +
  'h1{font-size:1.5rem}h2{margin-top:2rem;font-size:1.1rem}ul{padding-left:1.2rem;font-variant-numeric:tabular-nums}' +
  'math{font-size:1.15em}.math{overflow-x:auto}';

/** @param math a formula as MathML: browsers draw it with fonts of their own, so the page needs no other file */
export function htmlOf(parts: readonly Part[], words: DocumentTitle, math: (tex: string) => string): string {
  const display = (tex: string) => `<div class="math">${math(tex)}</div>`;
  const body = parts.map(
    ({ name, formula, reason, working, numbers }, at) => `<section>
<h2>${at + 1}. ${escaped(name)}</h2>
${display(formula)}
${numbers.length > 0 ? `<ul>${numbers.map((row) => `<li>${escaped(row)}</li>`).join('')}</ul>\n` : ''}<p>${escaped(reason)}</p>
${working.map(display).join('\n')}
</section>`,
  );
  return `<!DOCTYPE html>
<html lang="${escaped(words.language)}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escaped(words.title)}</title><style>${style}</style></head>
<body>
<h1>${escaped(words.title)}</h1>
<p>${escaped(words.subtitle)}</p>
${body.join('\n')}
</body>
</html>
`;
}
