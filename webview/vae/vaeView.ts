/** What every view of a VAE is: a view with the VAE's words, formulas, and its own width. */
import { html, nothing, type TemplateResult } from 'lit';
import type { VaeFrame } from '../../src/protocol/vaeFrame.ts';
import type { WordArgs } from '../../src/words/translate.ts';
import type { VaeKey } from '../../src/words/vae.ts';
import { FormulaView } from '../derivation/formulaView.ts';
import { fixed } from '../figures.ts';
import type { VaeSlot } from './slot.ts';
import { vaeWord } from './words.ts';
import './vae.css';

export abstract class VaeView extends FormulaView {
  protected get vae(): VaeSlot {
    return this.state.vae;
  }

  protected get frame(): VaeFrame | undefined {
    return this.vae.frame;
  }

  protected word(key: VaeKey, args?: WordArgs): string {
    return vaeWord(this.state, key, args);
  }

  /** A live figure that tests can find by its name: rounded for people, whole on hover. */
  protected number(name: string, value: number, digits: number, term?: string): TemplateResult {
    return html`<span class="figure" data-value=${name} data-exact=${String(value)} data-term=${term ?? nothing} title=${String(value)}>${fixed(value, digits)}</span>`;
  }
}
