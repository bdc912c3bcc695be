/** The whole derivation of row i to take along, as Markdown with LaTeX or as a page of HTML that needs no other file. */
import { type DocumentTitle, htmlOf, markdownOf, type Part } from '../../src/lesson/document.ts';
import { wholeChain } from '../../src/lesson/lines.ts';
import { plainTex } from '../../src/lesson/notation.ts';
import { partsOf } from '../../src/lesson/parts.ts';
import { read } from '../../src/lesson/reading.ts';
import type { ToHost } from '../../src/protocol/panel.ts';
import { worded } from '../../src/words/formulas.ts';
import { type LessonKey, lessonWords } from '../../src/words/lesson.ts';
import { type RoadKey, roadWords } from '../../src/words/road.ts';
import { translate, type WordArgs } from '../../src/words/translate.ts';
import { modelOf, type PanelState, type Store } from '../store.ts';
import { fetchKatex, type Katex } from '../typesetting.ts';
import { vaeDocument } from '../vae/document.ts';
import { viDocument } from '../vi/document.ts';
import { momentOf } from './moment.ts';

export type DocumentFormat = Extract<ToHost, { type: 'save' }>['format'];

/** Has the derivation of the row on show saved, as soon as there is one; where none was chosen, of the first. */
export async function saveDerivation(store: Store, format: DocumentFormat): Promise<void> {
  const katex = await fetchKatex();
  const save = (state: PanelState): boolean => {
    const text = derivationAs(state, format, katex);
    if (text !== undefined) store.send({ type: 'save', format, text });
    return text !== undefined;
  };
  if (save(store.state)) return;
  const stop = store.subscribe((state) => {
    if (save(state)) stop();
  });
  if (store.state.ui.row === undefined) store.chooseRow(0, false);
}

/**
 * The derivation of the row and the moment on show, whatever the model; undefined until both are there.
 * @param katex sets the formulas of a page of HTML
 */
export function derivationAs(state: PanelState, format: 'markdown'): string | undefined;
export function derivationAs(state: PanelState, format: DocumentFormat, katex: Katex): string | undefined;
export function derivationAs(state: PanelState, format: DocumentFormat, katex?: Katex): string | undefined {
  const language = state.welcome?.language ?? 'en';
  const formula = (tex: string): string => worded(plainTex(tex, state.ui.notation), language);
  const found = { gmm: mixtureDocument, vi: viDocument, vae: vaeDocument }[modelOf(state)](state, formula);
  if (!found) return undefined;
  const { title, parts } = found;
  if (format === 'markdown' || !katex) return markdownOf(parts, title);
  return htmlOf(parts, title, (tex) =>
    katex.renderToString(tex, { output: 'mathml', displayMode: true, throwOnError: false, strict: false }),
  );
}

function mixtureDocument(
  state: PanelState,
  formula: (tex: string) => string,
): { readonly title: DocumentTitle; readonly parts: Part[] } | undefined {
  const { welcome, ui, trace, frame, started } = state;
  const row = frame?.row;
  if (!row || !started) return undefined;
  const { notation } = ui;
  const language = welcome?.language ?? 'en';
  const moment = momentOf(state, read(row));
  const symbols: WordArgs =
    notation === 'cs229' ? { Q: 'Q', j: 'j', i: 'i', m: 'm', phi: 'φ' } : { Q: 'q', j: 'k', i: 'n', m: 'N', phi: 'π' };
  const say = (key: LessonKey, args?: WordArgs) => translate(language, lessonWords[key], { ...symbols, ...args });
  const sayRoad = (key: RoadKey, args?: WordArgs) => translate(language, roadWords[key], args);
  const title: DocumentTitle = {
    language,
    title: sayRoad('takeTitle'),
    subtitle: sayRoad('takeSubtitle', {
      file: welcome?.fileName ?? '',
      row: row.row + 1,
      half: frame.half + 1,
      known: trace.length,
    }),
  };
  const parts = partsOf(wholeChain(moment.family), moment, {
    ...title,
    name: (id) => say(`${id}Name`),
    reason: (id) => say(id, { row: row.row + 1, component: moment.reading.complete.component + 1 }),
    remark: (remark) => say(remark),
    component: (component) => say('componentSpoken', { component: component + 1 }),
    others: say('othersRow', { count: moment.reading.cast.others }),
    formula,
  });
  return { title, parts };
}
