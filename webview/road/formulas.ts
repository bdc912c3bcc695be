/** What is set in TeX on a page of the road, so that it can be set before the page is opened. */
import { wholeChain } from '../../src/lesson/lines.ts';
import { type Page, pages } from '../../src/lesson/road/pages.ts';
import { spans } from '../../src/lesson/road/prose.ts';
import { worded } from '../../src/words/formulas.ts';
import type { RoadKey } from '../../src/words/road.ts';
import type { PanelState } from '../store.ts';
import { type Formula, prepare } from '../typesetting.ts';
import { roadWord } from './words.ts';

/** Makes ready the pages from `at` on, as many as are told. */
export function preparePages(state: PanelState, at: number, count: number): void {
  const { notation } = state.ui;
  const formulas = function* (): Generator<Formula> {
    for (const page of pages.slice(at, at + count)) {
      for (const { tex, display } of formulasOf(state, page))
        yield { tex: worded(tex, state.welcome?.language ?? 'en'), display, notation };
    }
  };
  void prepare(formulas());
}

function* formulasOf(state: PanelState, { id, blocks }: Page): Generator<Formula> {
  const chain = wholeChain(state.chosen?.family ?? 'full');
  for (const block of blocks) {
    if (block.kind === 'formula') yield { tex: block.tex, display: true };
    if (block.kind === 'text') {
      for (const span of spans(roadWord(state, `${id}Text${block.n}` as RoadKey))) {
        if (span.kind === 'tex') yield { tex: span.text, display: false };
      }
    }
    if (block.kind === 'line') {
      const line = chain.find((other) => other.id === block.line);
      for (const { tex } of line?.pieces ?? []) yield { tex, display: false };
      if (block.worked) for (const tex of line?.working ?? []) yield { tex, display: true };
    }
  }
}
