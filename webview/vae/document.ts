/** The VAE's derivation of row i at the epoch on show, to take along. */
import type { DocumentTitle, Part } from '../../src/lesson/document.ts';
import { vaePartsOf } from '../../src/lesson/vae/parts.ts';
import { translate, type WordArgs } from '../../src/words/translate.ts';
import { vaeWords } from '../../src/words/vae.ts';
import { type VaeLessonKey, vaeLessonWords } from '../../src/words/vaeLesson.ts';
import type { PanelState } from '../state.ts';
import { lessonSymbols, reasonKey, vaeReadingOf } from './reading.ts';

/** Undefined where no row is on show. @param formula LaTeX without macros of ours */
export function vaeDocument(
  state: PanelState,
  formula: (tex: string) => string,
): { readonly title: DocumentTitle; readonly parts: Part[] } | undefined {
  const reading = vaeReadingOf(state);
  if (!reading) return undefined;
  const { welcome, vae } = state;
  const language = welcome?.language ?? 'en';
  const { row } = reading.moment;
  const say = (key: VaeLessonKey, args?: WordArgs): string =>
    translate(language, vaeLessonWords[key], { ...lessonSymbols(state), ...args });
  return {
    title: {
      language,
      title: translate(language, vaeWords.takeTitle),
      subtitle: translate(language, vaeWords.takeSubtitle, {
        file: welcome?.fileName ?? '',
        row: row.row + 1,
        epoch: vae.frame!.epoch,
      }),
    },
    parts: vaePartsOf(reading, {
      name: ({ id }) => say(`${id}Name`),
      reason: (line) => say(reasonKey(line, reading), { row: row.row + 1, latent: row.mean.length }),
      remark: (remark) => say(remark),
      dimension: (dimension) => say('dimensionSpoken', { dimension: dimension + 1 }),
      formula,
    }),
  };
}
