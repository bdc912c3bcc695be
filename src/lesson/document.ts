/** The whole derivation as one document: Markdown with LaTeX, or a page of HTML that needs nothing else. */
import type { Line, LineId, Moment, NumberRow, Remark } from './line.ts';
import { type Notation, plainTex } from './notation.ts';

/** What the document's words are, in the reader's language. */
export interface DocumentWords {
  readonly language: string;
  readonly title: string;
  readonly subtitle: string;
  name(id: LineId): string;
  /** May hold {evidence}, {logLikelihood}, {elbo}, {kl} and {ratios}. */
  reason(id: LineId): string;
  remark(remark: Remark): string;
  component(component: number): string;
  readonly others: string;
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

/** The lines with their numbers and reasons filled in. */
export function partsOf(lines: readonly Line[], moment: Moment, notation: Notation, words: DocumentWords): Part[] {
  const { reading } = moment;
  const ratios = reading.components.flatMap(({ ratio }) => (ratio ? [ratio.text] : [])).join(', ');
  const slots: Readonly<Record<string, string>> = {
    evidence: reading.constant.text,
    logLikelihood: reading.logLikelihood.text,
    elbo: reading.elbo.text,
    kl: reading.kl.text,
    ratios,
  };
  return lines.map((line) => ({
    name: words.name(line.id),
    formula: line.pieces.map(({ tex }) => plainTex(tex, notation)).join(' '),
    reason: words.reason(line.id).replace(/\{(\w+)\}/g, (whole, slot: string) => slots[slot] ?? whole),
    working: line.working.map((tex) => plainTex(tex, notation)),
    numbers: line.numbers(moment).map((row) => textOf(row, words)),
  }));
}

function textOf({ of, cells }: NumberRow, words: DocumentWords): string {
  const said = cells.flat().map((token) => (token.kind === 'remark' ? words.remark(token.remark) : token.text));
  const text = said.filter((part) => part !== '').join(' ');
  if (of === undefined) return text;
  return `${of === 'others' ? words.others : words.component(of)}: ${text}`;
}

/** What Markdown would read as markup, told not to be. */
const plain = (text: string): string => text.replace(/[\\`*_{}[\]()<>#+!|$~]/g, '\\$&');

export function markdownOf(parts: readonly Part[], { title, subtitle }: DocumentWords): string {
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
export function htmlOf(parts: readonly Part[], words: DocumentWords, math: (tex: string) => string): string {
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
