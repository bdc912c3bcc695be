/** EM · VI · VAE: what is fitted, as one choice of a few that stand side by side. */
import { html, type TemplateResult } from 'lit';
import type { FitOptions } from '../../src/protocol/run.ts';
import type { PanelKey } from '../../src/words/panel.ts';
import type { Model, PanelState } from '../state.ts';
import { say } from '../words.ts';

const models: readonly { readonly model: Model; readonly text: string; readonly name: PanelKey }[] = [
  { model: 'gmm', text: 'EM', name: 'modelGmm' },
  { model: 'vi', text: 'VI', name: 'modelVi' },
  { model: 'vae', text: 'VAE', name: 'modelVae' },
];

type Change = { readonly [Key in keyof FitOptions]?: FitOptions[Key] | undefined };

/** The arrows move the choice, as in any group of radio buttons; what is chosen is fitted at once. */
export function modelSwitch(state: PanelState, change: (change: Change) => void): TemplateResult {
  const { model: present } = state.options;
  const choose = (model: Model): void => {
    // A start is θ of a mixture, and a known z is EM's alone.
    if (model !== present) change({ model, start: undefined, known: false });
  };
  const key = (event: KeyboardEvent): void => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const at = models.findIndex(({ model }) => model === present);
    const next = models[(at + by + models.length) % models.length]!;
    (event.currentTarget as HTMLElement).querySelector<HTMLElement>(`[data-model="${next.model}"]`)?.focus();
    choose(next.model);
  };
  return html`<div class="model" role="radiogroup" aria-label=${say(state, 'modelTip')} data-field="model" @keydown=${key}>
    ${models.map(
      ({ model, text, name }) => html`<button
        role="radio"
        data-model=${model}
        aria-checked=${String(model === present)}
        aria-label=${`${text}: ${say(state, name)}`}
        title=${say(state, name)}
        tabindex=${model === present ? 0 : -1}
        @click=${() => choose(model)}
      >
        ${text}
      </button>`,
    )}
  </div>`;
}
