/**
 * `<elbo-tex .tex=${'\\log P(X;\\theta)'} label="log P of X">`: a formula rendered into the DOM (never through
 * innerHTML, so that the content security policy can stay strict). Terms are named (`data-term`) and coloured by the style
 * sheet, so that a formula follows a change of theme without being rendered again.
 */
import type { KatexOptions } from 'katex';
import { LitElement, type PropertyDeclarations } from 'lit';
import { typeset, typesetSoon } from './typesetting.ts';

/** The one HTML extension that terms need (`\\htmlData{term=…}`), and nothing else. */
const options: KatexOptions = {
  output: 'html',
  throwOnError: false,
  trust: ({ command }) => command === '\\htmlData',
  strict: (code: string) => (code === 'htmlExtension' ? 'ignore' : 'warn'),
};

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
    set((katex) => katex.render(this.tex, this, options));
    this.setAttribute('role', 'math');
    this.setAttribute('aria-label', this.label || this.tex);
  }
}

customElements.define('elbo-tex', TexFormula);
