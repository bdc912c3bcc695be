/** Every fault, notice and warning by its code, in English; other languages go by the English sentence. */

import { dataSentences } from '../data/faults.ts';
import { bridgeSentences } from '../engine/bridge/faults.ts';
import { gmmSentences } from '../models/gmm/faults.ts';
import { ppcaSentences } from '../models/ppca/faults.ts';
import { vaeSentences } from '../models/vae/faults.ts';
import { viSentences } from '../models/vi/faults.ts';
import { cliSentences } from './cli.ts';
import { editorSentences } from './editor.ts';
import { type Language, translate, type WordArgs } from './translate.ts';

export const sentences: Readonly<Record<string, string>> = {
  ...dataSentences,
  ...gmmSentences,
  ...viSentences,
  ...vaeSentences,
  ...ppcaSentences,
  ...bridgeSentences,
  ...editorSentences,
  ...cliSentences,
};

/** One sentence for a code and its arguments; the code itself if it has none, so that nothing is ever silent. */
export function sentenceOf(language: Language, code: string, args: WordArgs): string {
  const english = Object.hasOwn(sentences, code) ? sentences[code]! : `${code} {details}`;
  return translate(language, english, { details: JSON.stringify(args), ...args });
}
