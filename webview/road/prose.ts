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
  return html`${spans(text).map((span, at) => rendered(span, () => shelf.node(span.text, notation, `${place} ${at}`), notation, language, values))}`;
}

function rendered(
  span: Span,
  formula: () => HTMLElement,
  notation: Notation,
  language: Language,
  values: Values,
): unknown {
  switch (span.kind) {
    case 'words':
      return span.text;
    case 'strong':
      return html`<strong>${span.text}</strong>`;
    case 'term':
      return html`<span class="road-term" data-term=${span.term}>${span.text}</span>`;
    case 'value':
      return html`<span class="figure">${values[span.text] ?? ''}</span>`;
    case 'tex':
      return html`<span class="road-inline">${formula()}</span><span class="hidden-title">${spoken(span.text, notation, language)}</span>`;
  }
}
