/** A part of the panel under its title; folded ones are not made at all. */
import { html, nothing, type TemplateResult } from 'lit';
import { icons } from '../icons.ts';
import type { Store } from '../store.ts';

export function section(store: Store, name: string, title: string, content: () => unknown): TemplateResult {
  const folded = store.state.ui.folded.has(name);
  const toggle = () => store.dispatch({ type: 'fold', section: name, folded: !folded });
  return html`
    <section class="section" data-section=${name} aria-label=${title}>
      <h2>
        <button class="fold" aria-expanded=${!folded} @click=${toggle}>
          ${folded ? icons.chevronRight : icons.chevronDown} ${title}
        </button>
      </h2>
      ${folded ? nothing : content()}
    </section>
  `;
}
