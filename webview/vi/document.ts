/** The derivation of variational inference for row i at the sub-step on show, to take along. */
import type { DocumentTitle, Part } from '../../src/lesson/document.ts';
import { viPartsOf } from '../../src/lesson/vi/parts.ts';
import { lessonWords } from '../../src/words/lesson.ts';
import { translate, type WordArgs } from '../../src/words/translate.ts';
import { type ViLessonKey, viLessonWords } from '../../src/words/viLesson.ts';
import type { PanelState } from '../state.ts';

/** Undefined where no row is on show. @param formula LaTeX without macros of ours */
export function viDocument(
  state: PanelState,
  formula: (tex: string) => string,
): { readonly title: DocumentTitle; readonly parts: Part[] } | undefined {
  const { welcome, vi, ui } = state;
  const { frame, setting } = vi;
  const row = frame?.row ?? (ui.row === undefined ? undefined : { row: ui.row });
  if (!frame || !row) return undefined;
  const language = welcome?.language ?? 'en';
  const say = (key: ViLessonKey, args?: WordArgs): string =>
    translate(language, viLessonWords[key], {
      row: row.row + 1,
      pi: ui.notation === 'cs229' ? 'φ' : 'π',
      ...args,
    });
  const { theta, bound, terms, counts, alpha, beta, nu } = frame;
  const figures = {
    evidence: setting?.evidence,
    bound,
    terms,
    counts,
    alpha,
    beta,
    nu,
    weights: theta.weights,
    means: theta.means,
    d: theta.d,
    row: frame.row,
  };
  return {
    title: {
      language,
      title: say('takeTitle'),
      subtitle: say('takeSubtitle', { file: welcome?.fileName ?? '', half: frame.half + 1, known: frame.known }),
    },
    parts: viPartsOf(figures, {
      name: (id) => say(`${id}Name`),
      reason: (id) => say(id === 'identity' && setting?.evidence !== undefined ? 'identityExact' : id),
      remark: (remark) => say(remark),
      component: (component) => translate(language, lessonWords.componentSpoken, { component: component + 1 }),
      formula,
    }),
  };
}
