/**
 * `<elbo-tex .tex=${'\\log P(X;\\theta)'} label="log P of X">`: a formula rendered into the DOM (never through
 * innerHTML, so that the content security policy can stay strict). Role colours are CSS classes, so that a formula
 * follows a change of theme without being rendered again.
 */
import katex from 'katex';
import { LitElement, type PropertyDeclarations } from 'lit';

const roleMacros: Readonly<Record<string, string>> = {
  '\\elbo': '\\htmlClass{role-elbo}{#1}',
  '\\kl': '\\htmlClass{role-kl}{#1}',
  '\\q': '\\htmlClass{role-q}{#1}',
  '\\ELBO': '\\htmlClass{role-elbo}{\\mathrm{ELBO}}',
  '\\KL': '\\htmlClass{role-kl}{\\mathrm{KL}}',
};

/** KaTeX's options in this panel: the HTML extensions that live slots and role colours need, and nothing else. */
export const texOptions = (display: boolean): katex.KatexOptions => ({
  output: 'html',
  displayMode: display,
  throwOnError: false,
  macros: { ...roleMacros },
  trust: ({ command }) => ['\\htmlClass', '\\htmlData', '\\htmlId'].includes(command),
  strict: (code: string) => (code === 'htmlExtension' ? 'ignore' : 'warn'),
});

export class TexFormula extends LitElement {
  static override properties: PropertyDeclarations = {
    tex: { attribute: false },
    label: { attribute: false },
    display: { type: Boolean },
  };
  declare tex: string;
  /** What a screen reader says instead; KaTeX's own HTML is hidden from it. */
  declare label: string;
  declare display: boolean;

  constructor() {
    super();
    this.tex = '';
    this.label = '';
    this.display = false;
  }

  protected override createRenderRoot(): this {
    return this;
  }

  protected override updated(): void {
    katex.render(this.tex, this, texOptions(this.display));
    this.setAttribute('role', 'math');
    this.setAttribute('aria-label', this.label || this.tex);
  }
}

customElements.define('elbo-tex', TexFormula);
