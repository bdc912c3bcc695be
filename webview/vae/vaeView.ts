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

/** Which views can be seen. Tells a view when that changes. */
const sight = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) (target as VaeView).seen(isIntersecting);
});

/** Nobody reads a whole table in less. */
const slowMs = 5000;
/** Views made so far: their tables do not all change in one frame. */
let made = 0;

export abstract class VaeView extends FormulaView {
  protected override readonly follows: 'asPicture' | 'asText' = 'asText';
  #inSight = true;
  readonly #apart = (made++ * slowMs) / 4;
  /** Something has changed while the view was out of sight. */
  #behind = false;
  #stopWaiting: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    sight.observe(this);
    this.#stopWaiting = this.store.subscribe(({ runState }, before) => {
      if (runState !== before.runState) this.#catchUp();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    sight.unobserve(this);
    this.#stopWaiting?.();
  }

  /** Told by the observer. */
  seen(inSight: boolean): void {
    this.#inSight = inSight;
    this.#catchUp();
  }

  /** While training streams, what is scrolled out of sight waits: it is up to date once it is seen, or at rest. */
  protected override shouldUpdate(): boolean {
    this.#behind = this.hasUpdated && !this.#inSight && this.state.runState === 'running';
    return !this.#behind;
  }

  #catchUp(): void {
    if (this.#behind) this.requestUpdate();
  }

  /** Another every few seconds while training streams, and else with every moment: for tables that stand behind pictures. */
  protected get slowly(): unknown {
    return this.state.runState === 'running' ? Math.floor((performance.now() + this.#apart) / slowMs) : this.vae;
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

  /** A live figure that tests can find by its name: rounded for people, whole on hover. */
  protected number(name: string, value: number, digits: number, term?: string): TemplateResult {
    return html`<span class="figure" data-value=${name} data-exact=${String(value)} data-term=${term ?? nothing} title=${String(value)}>${fixed(value, digits)}</span>`;
  }
}
