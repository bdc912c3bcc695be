/** Sentences of the panel in the reader's language. */
import type { FaultMessage } from '../src/protocol/run.ts';
import { type PanelKey, panelWords } from '../src/words/panel.ts';
import { sentenceOf } from '../src/words/sentences.ts';
import { translate, type WordArgs } from '../src/words/translate.ts';
import type { PanelState } from './state.ts';

const language = (state: PanelState) => state.welcome?.language ?? 'en';

/** The sentence `key` with its arguments, in the language the host has named (English before that). */
export function say(state: PanelState, key: PanelKey, args?: WordArgs): string {
  return translate(language(state), panelWords[key], args);
}

/** A fault, notice or warning in words. */
export const sayFault = (state: PanelState, { code, args }: FaultMessage): string =>
  sentenceOf(language(state), code, args);

const stepKeys: Readonly<Record<string, PanelKey>> = { E: 'stepE', M: 'stepM', X: 'stepX' };

/** The half-step's name in words. */
export const stepName = (state: PanelState, half: string): string => say(state, stepKeys[half] ?? 'stepX');
