/** Words of the VAE's views in the reader's language. */
import { translate, type WordArgs } from '../../src/words/translate.ts';
import { type VaeKey, vaeWords } from '../../src/words/vae.ts';
import type { PanelState } from '../state.ts';

/** The sentence `key`, with the symbols of the notation filled in. */
export const vaeWord = (state: PanelState, key: VaeKey, args?: WordArgs): string =>
  translate(state.welcome?.language ?? 'en', vaeWords[key], { ...symbolsIn(state), ...args });

/** The symbols that sentences name by themselves. */
const symbolsIn = ({ ui }: PanelState): WordArgs =>
  ui.notation === 'cs229' ? { Q: 'Q', i: 'i', m: 'm', P: 'P' } : { Q: 'q', i: 'n', m: 'N', P: 'p' };
