/** What every view of a VAE is: a view with the VAE's words, formulas, and its own width. */
import { html, nothing, type TemplateResult } from 'lit';
import type { VaeFrame } from '../../src/protocol/vaeFrame.ts';
import type { WordArgs } from '../../src/words/translate.ts';
import type { VaeKey } from '../../src/words/vae.ts';
import { FormulaShelf } from '../derivation/formula.ts';
import { fixed } from '../figures.ts';
import { View } from '../view.ts';
import type { VaeSlot } from './slot.ts';
import { vaeWord } from './words.ts';
import './vae.css';

export abstract class VaeView extends View {
  protected readonly shelf = new FormulaShelf();
  /** In CSS pixels; 0 until it is known. */
  protected width = 0;
  #observer: ResizeObserver | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer = new ResizeObserver(([entry]) => {
      const width = Math.floor(entry!.contentRect.width);
      if (width === this.width) return;
      this.width = width;
      this.requestUpdate();
    });
    this.#observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer?.disconnect();
  }

  protected get vae(): VaeSlot {
    return this.state.vae;
  }

  protected get frame(): VaeFrame | undefined {
    return this.vae.frame;
  }

  protected word(key: VaeKey, args?: WordArgs): string {
    return vaeWord(this.state, key, args);
  }

  protected tex(tex: string, place: string, display = false): HTMLElement {
    return this.shelf.node(tex, this.state.ui.notation, place, display);
  }

  /** A live figure that tests can find by its name: rounded for people, whole on hover. */
  protected number(name: string, value: number, digits: number, term?: string): TemplateResult {
    return html`<span class="figure" data-value=${name} data-exact=${String(value)} data-term=${term ?? nothing} title=${String(value)}>${fixed(value, digits)}</span>`;
  }
}
