/** Formulas of the lesson as DOM nodes, rendered once for each notation and language. */
import katex from 'katex';
import { macrosOf, type Notation } from '../../src/lesson/notation.ts';
import { worded } from '../../src/words/formulas.ts';
import type { Language } from '../../src/words/translate.ts';

/** A formula never changes: its numbers stand beside it. So its node is made once and moved about. */
export class FormulaShelf {
  readonly #nodes = new Map<string, HTMLElement>();

  constructor(private readonly language: () => Language) {}

  /** The node of `tex`. `place` tells apart uses that are on the page at the same time. */
  node(tex: string, notation: Notation, place: string, display = false): HTMLElement {
    const said = worded(tex, this.language());
    const key = `${notation} ${place} ${said}`;
    let node = this.#nodes.get(key);
    if (!node) {
      node = document.createElement('span');
      node.className = 'lesson-tex';
      node.setAttribute('aria-hidden', 'true');
      katex.render(said, node, {
        output: 'html',
        displayMode: display,
        throwOnError: false,
        macros: macrosOf(notation),
        trust: ({ command }) => command === '\\htmlData',
        strict: (code: string) => (code === 'htmlExtension' ? 'ignore' : 'warn'),
      });
      this.#nodes.set(key, node);
    }
    return node;
  }
}
