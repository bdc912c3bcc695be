/** What every figure of the road is: a view with the road's words, its own width, and a voice for live values. */
import { nothing, type TemplateResult } from 'lit';
import { type RoadKey, roadWords } from '../../src/words/road.ts';
import { translate, type WordArgs } from '../../src/words/translate.ts';
import { FormulaView } from '../derivation/formulaView.ts';
import type { PanelState } from '../store.ts';
import { prose, type Values } from './prose.ts';

/** Said by a figure when a live value has changed; the road says it politely. */
export const saidEvent = 'road-said';

/** A word of the road, with the symbols of the notation filled in. */
export const roadWord = (state: PanelState, key: RoadKey, args?: WordArgs): string =>
  translate(state.welcome?.language ?? 'en', roadWords[key], { ...symbols(state), ...args });

/** The two symbols that sentences name by themselves. */
export const symbols = ({ ui }: PanelState): { readonly Q: string; readonly phi: string } =>
  ui.notation === 'cs229' ? { Q: 'Q', phi: 'φ' } : { Q: 'q', phi: 'π' };

export abstract class RoadView extends FormulaView {
  protected word(key: RoadKey, args?: WordArgs): string {
    return roadWord(this.state, key, args);
  }

  /** A paragraph with formulas, coloured terms and live values. */
  protected prose(key: RoadKey, values: Values = {}): TemplateResult {
    const language = this.state.welcome?.language ?? 'en';
    return prose(this.word(key), this.shelf, this.state.ui.notation, language, key, values);
  }

  /** Tells a screen reader, once the value has settled. */
  protected announce(text: string): void {
    this.dispatchEvent(new CustomEvent(saidEvent, { bubbles: true, detail: text }));
  }

  /** The row of the frame, or nothing to show. */
  protected get row() {
    return this.state.frame?.row;
  }

  protected readonly none = nothing;
}
