/** Sentences of the panel in the reader's language. */
import { type PanelKey, panelWords } from '../src/words/panel.ts';
import { translate, type WordArgs } from '../src/words/translate.ts';
import type { PanelState } from './state.ts';

/** The sentence `key` with its arguments, in the language the host has named (English before that). */
export function say(state: PanelState, key: PanelKey, args?: WordArgs): string {
  return translate(state.welcome?.language ?? 'en', panelWords[key], args);
}

const stepKeys: Readonly<Record<string, PanelKey>> = { E: 'stepE', M: 'stepM', X: 'stepX' };

/** The half-step's name in words. */
export const stepName = (state: PanelState, half: string): string => say(state, stepKeys[half] ?? 'stepX');
