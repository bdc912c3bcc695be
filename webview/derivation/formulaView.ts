/** A view with formulas in the reader's notation, which knows its own width. */
import { View } from '../view.ts';
import { FormulaShelf } from './formula.ts';

export abstract class FormulaView extends View {
  protected readonly shelf = new FormulaShelf(() => this.state.welcome?.language ?? 'en');
  #width = 0;
  /** Whether the view is made of its width; else it need not be made again for it. */
  #asked = false;
  #observer: ResizeObserver | undefined;

  /** In CSS pixels; 0 until it is known. A view that has asked is updated when it changes. */
  protected get width(): number {
    this.#asked = true;
    return this.#width;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer = new ResizeObserver(([entry]) => {
      const width = Math.floor(entry!.contentRect.width);
      if (width === this.#width) return;
      this.#width = width;
      if (this.#asked) this.requestUpdate();
    });
    this.#observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer?.disconnect();
  }

  protected tex(tex: string, place: string, display = false): HTMLElement {
    return this.shelf.node(tex, this.state.ui.notation, place, display);
  }
}
