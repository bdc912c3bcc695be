/** Formulas of the lesson as DOM nodes, rendered once for each notation and language. */
import { macrosOf, type Notation } from '../../src/lesson/notation.ts';
import { worded } from '../../src/words/formulas.ts';
import type { Language } from '../../src/words/translate.ts';
import { fetchKatex, type Katex, typeset } from '../typesetting.ts';

export interface Formula {
  /** With its words in the reader's language. */
  readonly tex: string;
  /** Set as a display rather than in the line. */
  readonly display: boolean;
}

/** Every formula that was ever set, to be copied: to set one takes KaTeX .4–1.1 ms. */
const templates = new Map<string, HTMLElement>();

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
    typeset((katex) => {
      const template = templateOf(katex, { tex: said, display }, notation);
      node.append(...template.cloneNode(true).childNodes);
    });
    return node;
  }
}

/** Sets formulas that are likely to be wanted next, a few at a time, whenever the page has nothing else to do. */
export async function prepare(formulas: Iterable<Formula>, notation: Notation): Promise<void> {
  const katex = await fetchKatex();
  const coming = formulas[Symbol.iterator]();
  const go = (deadline: IdleDeadline): void => {
    do {
      const { done, value } = coming.next();
      if (done) return;
      templateOf(katex, value, notation);
    } while (deadline.timeRemaining() > 3);
    requestIdleCallback(go);
  };
  requestIdleCallback(go);
}

function blank(): HTMLElement {
  const node = document.createElement('span');
  node.className = 'lesson-tex';
  node.setAttribute('aria-hidden', 'true');
  return node;
}

function templateOf(katex: Katex, { tex, display }: Formula, notation: Notation): HTMLElement {
  const key = `${notation} ${display} ${tex}`;
  let template = templates.get(key);
  if (!template) {
    template = blank();
    katex.render(tex, template, {
      output: 'html',
      displayMode: display,
      throwOnError: false,
      macros: macrosOf(notation),
      trust: ({ command }) => command === '\\htmlData',
      strict: (code: string) => (code === 'htmlExtension' ? 'ignore' : 'warn'),
    });
    templates.set(key, template);
  }
  return template;
}
