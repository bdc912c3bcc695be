/** Formulas as KaTeX sets them and as they are shown, one beside the other in the browser: where each glyph is. */
import 'katex/dist/katex.min.css';
import '../../webview/derivation/derivation.css';
import katex from 'katex';
import { wholeChain } from '../../src/lesson/lines.ts';
import { macrosOf, type Notation } from '../../src/lesson/notation.ts';
import { pages } from '../../src/lesson/road/pages.ts';
import { spans } from '../../src/lesson/road/prose.ts';
import { vaeChain } from '../../src/lesson/vae/chain.ts';
import { viChain } from '../../src/lesson/vi/chain.ts';
import { worded } from '../../src/words/formulas.ts';
import '../../src/words/korean.ts';
import { roadWords } from '../../src/words/road.ts';
import { copyOf, type Formula } from '../../webview/typesetting.ts';

export interface Compared {
  readonly tex: string;
  readonly notation: Notation;
  /** Elements before and after. */
  readonly elements: readonly [number, number];
  /** In CSS pixels: the most that a glyph, or the formula's own box, is off. */
  readonly off: number;
  /** The letters, in their order, are the same. */
  readonly sameText: boolean;
  readonly sameTerms: boolean;
}

declare global {
  interface Window {
    compare(more: readonly string[]): Promise<readonly Compared[]>;
  }
}

/** What the lesson sets, as data. */
function* lesson(): Generator<Formula> {
  for (const family of ['full', 'tied', 'diag', 'spherical'] as const)
    for (const { pieces, working } of wholeChain(family)) {
      for (const { tex } of pieces) yield { tex, display: false };
      for (const tex of working) yield { tex, display: true };
    }
  for (const { pieces, working } of [...vaeChain, ...viChain]) {
    for (const { tex } of pieces) yield { tex, display: false };
    for (const tex of working) yield { tex, display: true };
  }
  for (const { blocks } of pages)
    for (const block of blocks) if (block.kind === 'formula') yield { tex: block.tex, display: true };
  for (const text of Object.values(roadWords))
    for (const span of spans(text)) if (span.kind === 'tex') yield { tex: span.text, display: false };
}

/** Each letter, and each line of a fraction, from the formula's left end and from the baseline it stands on. */
function marks(host: HTMLElement): { text: string; places: number[] } {
  const base = host.firstElementChild!.getBoundingClientRect();
  const places: number[] = [];
  const put = (rect: DOMRect): void =>
    void places.push(rect.left - base.left, rect.top - base.top, rect.width, rect.height);
  let text = '';
  const walker = document.createTreeWalker(host.lastElementChild!, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    for (const [at, letter] of [...node.textContent!].entries()) {
      if (letter === '\u200b') continue;
      const range = new Range();
      range.setStart(node, at);
      range.setEnd(node, at + letter.length);
      text += letter;
      put(range.getBoundingClientRect());
    }
  for (const line of host.querySelectorAll('.frac-line')) put(line.getBoundingClientRect());
  for (const part of host.querySelectorAll('.katex-base, .katex')) put(part.getBoundingClientRect());
  return { text, places };
}

const asKatexSets = ({ tex, display }: Formula, notation: Notation): readonly Node[] => {
  const formula = document.createElement('span');
  katex.render(tex, formula, {
    output: 'html',
    displayMode: display,
    macros: macrosOf(notation),
    trust: true,
    strict: false,
  });
  return [...formula.childNodes];
};

/** A paragraph on the page: a letter that tells the baseline, and the formula. */
function setIn(size: number, nodes: readonly Node[]): HTMLElement {
  const host = document.createElement('p');
  host.style.fontSize = `${size}px`;
  const [mark, formula] = [document.createElement('span'), document.createElement('span')];
  mark.textContent = 'x';
  formula.className = 'lesson-tex';
  formula.append(...nodes);
  host.append(mark, formula);
  document.body.append(host);
  return host;
}

const terms = (host: HTMLElement): string =>
  Array.from(
    host.querySelectorAll<HTMLElement>('[data-term]'),
    (part) => `${part.dataset.term} ${part.textContent!.replaceAll('\u200b', '')}`,
  ).join();

/** Each formula once in each notation, and in Korean where it has words. */
function* settings(formulas: Iterable<Formula>): Generator<[Formula, Notation]> {
  const known = new Set<string>();
  for (const { tex, display } of formulas)
    for (const language of ['en', 'ko'] as const)
      for (const notation of ['cs229', 'bishop'] as const) {
        const said = worded(tex, language);
        const key = `${notation} ${display} ${said}`;
        if (!known.has(key)) yield [{ tex: said, display }, notation];
        known.add(key);
      }
}

window.compare = async (more) => {
  const figures = more.flatMap((tex) => [
    { tex, display: false },
    { tex, display: true },
  ]);
  const all = [...settings([...lesson(), ...figures])];
  // Fonts are fetched when they are wanted.
  for (const [formula, notation] of all) setIn(16, asKatexSets(formula, notation));
  await document.fonts.ready;
  document.body.replaceChildren();
  return all.map(([formula, notation], at): Compared => {
    const size = [15, 16, 14.3][at % 3]!;
    const before = setIn(size, asKatexSets(formula, notation));
    const after = setIn(size, copyOf(katex, { ...formula, notation }));
    const [was, is] = [marks(before), marks(after)];
    const off = Math.max(...was.places.map((place, n) => Math.abs(place - (is.places[n] ?? Number.NaN))));
    const elements = [before.querySelectorAll('*').length, after.querySelectorAll('*').length] as const;
    const sameTerms = terms(before) === terms(after);
    before.remove();
    after.remove();
    return {
      tex: formula.tex,
      notation,
      elements,
      off: was.places.length === is.places.length ? off : Number.POSITIVE_INFINITY,
      sameText: was.text === is.text,
      sameTerms,
    };
  });
};
