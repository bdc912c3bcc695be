/**
 * KaTeX, a quarter of all script: it is fetched beside the panel, so that figures need not wait for formulas. What is set
 * before it is there is set a few formulas at a time once it is.
 */
import type katex from 'katex';
import { macrosOf, type Notation } from '../src/lesson/notation.ts';
import { thin } from './thinning.ts';

export type Katex = typeof katex;

/** The page is held up no longer than this by formulas that have waited. */
const sliceMs = 8;

let here: Katex | undefined;
let coming: Promise<Katex> | undefined;
const waiting: ((katex: Katex) => void)[] = [];

export function fetchKatex(): Promise<Katex> {
  coming ??= import('katex').then(({ default: loaded }) => {
    here = loaded;
    catchUp(loaded);
    return loaded;
  });
  return coming;
}

/** Calls `set` with KaTeX: at once where it is there. */
export function typeset(set: (katex: Katex) => void): void {
  if (here) set(here);
  else waiting.push(set);
}

/** Calls `set` with KaTeX when nothing else is done: what is made for the first time need not have its formulas at once. */
export function typesetSoon(set: (katex: Katex) => void): void {
  waiting.push(set);
  if (here && !catching) later(here);
}

let catching = false;

function later(katex: Katex): void {
  catching = true;
  setTimeout(() => catchUp(katex));
}

function catchUp(katex: Katex): void {
  catching = false;
  const began = performance.now();
  while (waiting.length > 0 && performance.now() - began < sliceMs) waiting.shift()!(katex);
  if (waiting.length > 0) later(katex);
}

export interface Formula {
  readonly tex: string;
  /** Set as a display rather than in the line. */
  readonly display: boolean;
  /** Whose macros the formula is written in; KaTeX's own alone where it is left out. */
  readonly notation?: Notation;
}

/** Every formula that was ever set, to be copied: to set one takes KaTeX .4–1.1 ms. */
const templates = new Map<string, HTMLElement>();

/** The formula's HTML, not to be changed but copied. Terms are named by `\\htmlData{term=…}`, the one extension allowed. */
function templateOf(katex: Katex, { tex, display, notation }: Formula): HTMLElement {
  const key = `${notation} ${display} ${tex}`;
  let template = templates.get(key);
  if (!template) {
    template = document.createElement('span');
    katex.render(tex, template, {
      output: 'html',
      displayMode: display,
      throwOnError: false,
      ...(notation && { macros: macrosOf(notation) }),
      trust: ({ command }) => command === '\\htmlData',
      strict: (code: string) => (code === 'htmlExtension' ? 'ignore' : 'warn'),
    });
    thin(template);
    templates.set(key, template);
  }
  return template;
}

/** The nodes of a formula, to be put on a page. Unknown commands are set in red, as they stand (KaTeX's `throwOnError`). */
export const copyOf = (katex: Katex, formula: Formula): readonly Node[] => [
  ...templateOf(katex, formula).cloneNode(true).childNodes,
];

/** Sets formulas that are likely to be wanted next, a few at a time, whenever the page has nothing else to do. */
export async function prepare(formulas: Iterable<Formula>): Promise<void> {
  const katex = await fetchKatex();
  const coming = formulas[Symbol.iterator]();
  const go = (deadline: IdleDeadline): void => {
    do {
      const { done, value } = coming.next();
      if (done) return;
      templateOf(katex, value);
    } while (deadline.timeRemaining() > 3);
    requestIdleCallback(go);
  };
  requestIdleCallback(go);
}
