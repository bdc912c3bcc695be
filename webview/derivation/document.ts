/** The whole derivation of row i to take along, as Markdown with LaTeX or as a page of HTML that needs no other file. */
import katex from 'katex';
import { type DocumentWords, htmlOf, markdownOf, partsOf } from '../../src/lesson/document.ts';
import { wholeChain } from '../../src/lesson/lines.ts';
import { read } from '../../src/lesson/reading.ts';
import type { ToHost } from '../../src/protocol/panel.ts';
import { type LessonKey, lessonWords } from '../../src/words/lesson.ts';
import { type RoadKey, roadWords } from '../../src/words/road.ts';
import { translate, type WordArgs } from '../../src/words/translate.ts';
import type { PanelState, Store } from '../store.ts';
import { momentOf } from './moment.ts';

export type DocumentFormat = Extract<ToHost, { type: 'save' }>['format'];

/** Has the derivation of the row on show saved, as soon as there is one. */
export function saveDerivation(store: Store, format: DocumentFormat): void {
  const save = ({ frame, started }: PanelState): boolean => {
    if (!frame?.row || !started) return false;
    store.send({ type: 'save', format, text: derivationAs(store.state, format) });
    return true;
  };
  if (save(store.state)) return;
  const stop = store.subscribe((state) => {
    if (save(state)) stop();
  });
}

/** The derivation of the row and the half-step on show; both must be there. */
export function derivationAs(state: PanelState, format: DocumentFormat): string {
  const { welcome, ui, trace } = state;
  const { notation } = ui;
  const language = welcome?.language ?? 'en';
  const frame = state.frame!;
  const row = frame.row!;
  const moment = momentOf(state, read(row));
  const symbols: WordArgs =
    notation === 'cs229' ? { Q: 'Q', j: 'j', i: 'i', m: 'm', phi: 'φ' } : { Q: 'q', j: 'k', i: 'n', m: 'N', phi: 'π' };
  const say = (key: LessonKey, args?: WordArgs) => translate(language, lessonWords[key], { ...symbols, ...args });
  const sayRoad = (key: RoadKey, args?: WordArgs) => translate(language, roadWords[key], args);
  const words: DocumentWords = {
    language,
    title: sayRoad('takeTitle'),
    subtitle: sayRoad('takeSubtitle', {
      file: welcome?.fileName ?? '',
      row: row.row + 1,
      half: frame.half + 1,
      known: trace.length,
    }),
    name: (id) => say(`${id}Name`),
    reason: (id) => say(id, { row: row.row + 1, component: moment.reading.complete.component + 1 }),
    remark: (remark) => say(remark),
    component: (component) => say('componentSpoken', { component: component + 1 }),
    others: say('othersRow', { count: moment.reading.cast.others }),
  };
  const parts = partsOf(wholeChain(moment.family), moment, notation, words);
  if (format === 'markdown') return markdownOf(parts, words);
  return htmlOf(parts, words, (tex) =>
    katex.renderToString(tex, { output: 'mathml', displayMode: true, throwOnError: false, strict: false }),
  );
}
