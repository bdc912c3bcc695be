/** Paragraphs of the road: words, formulas, coloured terms and live values, never markup from a string. */
import { html, type TemplateResult } from 'lit';
import type { Notation } from '../../src/lesson/notation.ts';
import { type Span, spans } from '../../src/lesson/road/prose.ts';
import type { FormulaShelf } from '../derivation/formula.ts';

/** What stands for `{name}` in a paragraph. */
export type Values = Readonly<Record<string, unknown>>;

export function prose(
  text: string,
  shelf: FormulaShelf,
  notation: Notation,
  place: string,
  values: Values,
): TemplateResult {
  return html`${spans(text).map((span, at) => rendered(span, () => shelf.node(span.text, notation, `${place} ${at}`), notation, values))}`;
}

function rendered(span: Span, formula: () => HTMLElement, notation: Notation, values: Values): unknown {
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
      return html`<span class="road-inline">${formula()}</span><span class="hidden-title">${spoken(span.text, notation)}</span>`;
  }
}

const names: Readonly<Record<Notation, Readonly<Record<string, string>>>> = {
  cs229: { comp: 'j', weight: 'phi', prior: 'phi ', x: 'x', Qall: 'Q', w: 'w ', evidence: 'P of x', elbo: 'ELBO' },
  bishop: { comp: 'k', weight: 'pi', prior: 'pi ', x: 'x', Qall: 'q', w: 'gamma ', evidence: 'p of x', elbo: 'L' },
};

/** A formula in a sentence, read aloud: its symbols by name, in their order. */
export function spoken(tex: string, notation: Notation): string {
  const own = names[notation];
  return tex
    .replace(/\\(?:mathbb|mathrm|term)\b|\\[,;!]/g, ' ')
    .replace(/\\ge\b/g, ' is at least ')
    .replace(/\\le\b/g, ' is at most ')
    .replace(/_\{?t\+1\}?/g, ' t plus 1')
    .replace(/\\([A-Za-z]+)/g, (_, name: string) => own[name] ?? `${name} `)
    .replace(/[{}$\\_^]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
