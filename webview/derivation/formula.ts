/** Formulas of the lesson as DOM nodes, rendered once for each notation and language. */
import type { Notation } from '../../src/lesson/notation.ts';
import { worded } from '../../src/words/formulas.ts';
import type { Language } from '../../src/words/translate.ts';
import { copyOf, typeset } from '../typesetting.ts';

/** A formula never changes: its numbers stand beside it. So its node is made once and moved about. */
export class FormulaShelf {
  readonly #nodes = new Map<string, HTMLElement>();

  constructor(private readonly language: () => Language) {}

  /** The node of `tex`. `place` tells apart uses that are on the page at the same time. */
  node(tex: string, notation: Notation, place: string, display = false): HTMLElement {
    const said = worded(tex, this.language());
    const key = `${notation} ${place} ${said}`;
    const known = this.#nodes.get(key);
    if (known) return known;
    const node = blank();
    this.#nodes.set(key, node);
    typeset((katex) => node.append(...copyOf(katex, { tex: said, display, notation })));
    return node;
  }
}

function blank(): HTMLElement {
  const node = document.createElement('span');
  node.className = 'lesson-tex';
  node.setAttribute('aria-hidden', 'true');
  return node;
}
