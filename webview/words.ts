/** Sentences of the panel in the reader's language. */
import { type PanelKey, panelWords } from '../src/words/panel.js';
import { translate, type WordArgs } from '../src/words/translate.js';
import type { PanelState } from './state.js';

/** The sentence `key` with its arguments, in the language the host has named (English before that). */
export function say(state: PanelState, key: PanelKey, args?: WordArgs): string {
  return translate(state.welcome?.language ?? 'en', panelWords[key], args);
}
