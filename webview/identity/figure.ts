/** A live figure: rounded for people, whole for those who ask (and for tests). */
import { html, type TemplateResult } from 'lit';

/** `name` must be used once on the panel. */
export const figure = (name: string, text: string | number, exact: string | number): TemplateResult =>
  html`<span class="figure" data-value=${name} data-exact=${String(exact)} title=${String(exact)}>${text}</span>`;
