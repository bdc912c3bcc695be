/** Words of the road in the reader's language. */
import { type RoadKey, roadWords } from '../../src/words/road.ts';
import { translate, type WordArgs } from '../../src/words/translate.ts';
import type { PanelState } from '../state.ts';

/** A word of the road, with the symbols of the notation filled in. */
export const roadWord = (state: PanelState, key: RoadKey, args?: WordArgs): string =>
  translate(state.welcome?.language ?? 'en', roadWords[key], { ...symbols(state), ...args });

/** The two symbols that sentences name by themselves. */
export const symbols = ({ ui }: PanelState): { readonly Q: string; readonly phi: string } =>
  ui.notation === 'cs229' ? { Q: 'Q', phi: 'φ' } : { Q: 'q', phi: 'π' };
