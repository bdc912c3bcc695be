/** `<elbo-take-away>`: the whole derivation of row i to take along, as Markdown with LaTeX or as a page of HTML. */
import { html, nothing } from 'lit';
import { type DocumentFormat, derivationAs, saveDerivation } from '../../derivation/document.ts';
import type { PanelState } from '../../store.ts';
import { RoadView } from '../roadView.ts';

export class TakeAway extends RoadView {
  #copied = false;

  protected override select({ frame, ui }: PanelState): readonly unknown[] {
    return [frame?.row === undefined, ui.notation];
  }

  protected override render(): unknown {
    if (!this.row) return nothing;
    const save = (format: DocumentFormat, name: string) =>
      html`<button data-action=${format} @click=${() => void saveDerivation(this.store, format)}>${name}</button>`;
    return html`<div class="road-buttons">
      <span>${this.word('takeAway')}</span>
      ${save('markdown', this.word('takeMarkdown'))} ${save('html', this.word('takeHtml'))}
      <button data-action="copyMarkdown" @click=${this.#copy}>${this.word(this.#copied ? 'copied' : 'takeCopy')}</button>
    </div>`;
  }

  readonly #copy = (): void => {
    const text = derivationAs(this.state, 'markdown');
    if (text === undefined) return;
    this.store.send({ type: 'copy', text });
    this.#copied = true;
    this.requestUpdate();
    setTimeout(() => {
      this.#copied = false;
      this.requestUpdate();
    }, 1500);
  };
}

customElements.define('elbo-take-away', TakeAway);
