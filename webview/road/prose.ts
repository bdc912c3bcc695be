/** Paragraphs of the road: words, formulas, coloured terms and live values, never markup from a string. */
import { html, type TemplateResult } from 'lit';
import type { Notation } from '../../src/lesson/notation.ts';
import { type Span, spans } from '../../src/lesson/road/prose.ts';
import type { Language } from '../../src/words/translate.ts';
import type { FormulaShelf } from '../derivation/formula.ts';
import { spoken } from './spoken.ts';

/** What stands for `{name}` in a paragraph. */
export type Values = Readonly<Record<string, unknown>>;

export function prose(
  text: string,
  shelf: FormulaShelf,
  notation: Notation,
  language: Language,
  place: string,
  values: Values,
): TemplateResult {
  const all = spans(held(text));
  const pieces = all.map((span, at) => {
    if (span.kind !== 'tex') {
      const before = all[at - 1]?.kind === 'tex' ? hanging(span) : '';
      return rendered(before ? { ...span, text: span.text.slice(before.length) } : span, values);
    }
    const node = shelf.node(span.text, notation, `${place} ${at}`);
    return html`<span class="road-inline">${node}<span class="hidden-title">${spoken(span.text, notation, language)}</span>${hanging(all[at + 1])}</span>`;
  });
  return html`${pieces}`;
}

/** What follows a formula without a space stays on its line: a Korean particle, a comma. */
const hanging = (span: Span | undefined): string => (span?.kind === 'words' ? /^\S*/.exec(span.text)![0] : '');

const joiner = '\u2060';

/**
 * Without the breaks that lines would take but a reader would not: before and after the English beside a Korean term,
 * at the dash between two names, after the letter of a step.
 */
export const held = (text: string): string =>
  text
    .replace(/(\)[*\]]?)(?=[가-힣])/g, `$1${joiner}`)
    .replace(/(?<=[가-힣])\((?=[A-Za-z])/g, `${joiner}(`)
    .replace(/(?<=[가-힣])–(?=[가-힣])/g, `${joiner}–${joiner}`)
    .replace(/\b([EM])-(?=step)/g, `$1-${joiner}`);

function rendered(span: Exclude<Span, { kind: 'tex' }>, values: Values): unknown {
  switch (span.kind) {
    case 'words':
      return span.text;
    case 'strong':
      return html`<strong>${span.text}</strong>`;
    case 'term':
      return html`<span class="road-term" data-term=${span.term}>${span.text}</span>`;
    case 'value':
      return html`<span class="figure">${values[span.text] ?? ''}</span>`;
  }
}
