/** What every figure of the road is: a view with the road's words, its own width, and a voice for live values. */
import { nothing, type TemplateResult } from 'lit';
import type { RoadKey } from '../../src/words/road.ts';
import type { WordArgs } from '../../src/words/translate.ts';
import { FormulaView } from '../derivation/formulaView.ts';
import { prose, type Values } from './prose.ts';
import { roadWord } from './words.ts';

/** Said by a figure when a live value has changed; the road says it politely. */
export const saidEvent = 'road-said';

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
