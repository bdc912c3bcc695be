/**
 * `<elbo-tex .tex=${'\\log P(X;\\theta)'} label="log P of X">`: a formula rendered into the DOM (never through
 * innerHTML, so that the content security policy can stay strict). Terms are named (`data-term`) and coloured by the style
 * sheet, so that a formula follows a change of theme without being rendered again.
 */
import { LitElement, type PropertyDeclarations } from 'lit';
import { copyOf, typeset, typesetSoon } from './typesetting.ts';

export class TexFormula extends LitElement {
  static override properties: PropertyDeclarations = {
    tex: { attribute: false },
    label: { attribute: false },
  };
  declare tex: string;
  /** What a screen reader says instead; KaTeX's own HTML is hidden from it. */
  declare label: string;

  constructor() {
    super();
    this.tex = '';
    this.label = '';
  }

  protected override createRenderRoot(): this {
    return this;
  }

  protected override updated(): void {
    const set = this.hasChildNodes() ? typeset : typesetSoon;
    set((katex) => this.replaceChildren(...copyOf(katex, { tex: this.tex, display: false })));
    this.setAttribute('role', 'math');
    this.setAttribute('aria-label', this.label || this.tex);
  }
}

customElements.define('elbo-tex', TexFormula);
