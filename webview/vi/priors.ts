/** `<elbo-vi-priors>`: what is believed before a row is seen; each number is of the data until another is chosen. */
import { html, nothing, type TemplateResult } from 'lit';
import type { FitOptions } from '../../src/protocol/run.ts';
import type { ViSetting } from '../../src/protocol/viFrame.ts';
import type { ViKey } from '../../src/words/vi.ts';
import { changed } from '../run/options.ts';
import type { PanelState } from '../store.ts';
import { ViView } from './viView.ts';

type Choice = NonNullable<FitOptions['priors']>;
type Scalar = 'alpha0' | 'beta0' | 'nu0';
type Vector = 'm0' | 'w0';

const scalars: readonly { readonly key: Scalar; readonly symbol: string; readonly hint: ViKey }[] = [
  { key: 'alpha0', symbol: 'α₀', hint: 'viAlpha0' },
  { key: 'beta0', symbol: 'β₀', hint: 'viBeta0' },
  { key: 'nu0', symbol: 'ν₀', hint: 'viNu0' },
];

const vectors: readonly { readonly key: Vector; readonly symbol: string; readonly hint: ViKey }[] = [
  { key: 'm0', symbol: 'm₀', hint: 'viM0' },
  { key: 'w0', symbol: 'W₀', hint: 'viW0' },
];

export class ViPriors extends ViView {
  protected override select(state: PanelState): readonly unknown[] {
    return [state.vi.setting, state.started, state.options];
  }

  protected override render(): unknown {
    const { vi, started, options } = this.state;
    const { setting } = vi;
    if (!setting || !started) return nothing;
    const choice = options.priors ?? {};
    return html`
      <p class="vi-caption">${this.word('viPriorsCaption')}</p>
      <div class="vi-priors">
        ${scalars.map(({ key, symbol, hint }) =>
          this.#field(key, symbol, this.word(hint), setting.priors[key], choice[key] !== undefined, (value) =>
            this.#choose({ ...choice, [key]: value }),
          ),
        )}
      </div>
      <div class="vi-scroll" tabindex="0" role="group" aria-label=${this.word('viPriors')}>
        <table class="vi-table">
          <thead>
            <tr>
              <th scope="col">${this.word('viColumn')}</th>
              ${vectors.map(({ symbol, hint }) => html`<th scope="col" title=${this.word(hint)}>${symbol}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${started.names.map(
              (name, c) => html`<tr>
                <th scope="row">${name}</th>
                ${vectors.map(({ key, symbol, hint }) => html`<td>${this.#entry(setting, choice, key, symbol, hint, c, name)}</td>`)}
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
      ${
        Object.keys(choice).length === 0
          ? nothing
          : html`<button class="link" data-action="priorsOfData" @click=${() => this.#choose(undefined)}>
              ${this.word('viBackToData')}
            </button>`
      }
    `;
  }

  #entry(
    { priors }: ViSetting,
    choice: Choice,
    key: Vector,
    symbol: string,
    hint: ViKey,
    c: number,
    name: string,
  ): TemplateResult {
    const label = `${symbol} ${name}: ${this.word(hint)}`;
    return this.#field(`${key}.${c + 1}`, '', label, priors[key][c]!, choice[key] !== undefined, (value) =>
      this.#choose({ ...choice, [key]: Array.from(priors[key], (each, at) => (at === c ? value : each)) }),
    );
  }

  /** A number that is taken when the field is left or Enter is pressed; what the engine refuses it says itself. */
  #field(
    name: string,
    symbol: string,
    hint: string,
    value: number,
    own: boolean,
    take: (value: number) => void,
  ): TemplateResult {
    const text = legible(value);
    const change = (event: Event): void => {
      const input = event.target as HTMLInputElement;
      const next = Number(input.value.replace('\u2212', '-'));
      if (input.value.trim() === '' || !Number.isFinite(next)) input.value = text;
      else if (input.value !== text) take(next);
    };
    return html`<label class="field" data-field=${`prior-${name}`} title=${hint}>
      ${symbol === '' ? nothing : html`<span>${symbol}</span>`}
      <input type="text" inputmode="decimal" autocomplete="off" spellcheck="false" aria-label=${`${symbol} ${hint}`.trim()}
        data-value=${`prior.${name}`} data-exact=${String(value)} .value=${text} @change=${change} />
      <span class="vi-whence">${this.word(own ? 'viChosen' : 'viOfTheData')}</span>
    </label>`;
  }

  #choose(priors: Choice | undefined): void {
    this.store.fit(changed(this.state.options, { priors, start: undefined }));
  }
}

/** Six digits that fit the field: 7.65993e-5, not 0.0000765993. */
function legible(value: number): string {
  const plain = String(Number(value.toPrecision(6)));
  const [digits, power] = value.toExponential(5).split('e');
  return plain.length <= 9 ? plain : `${Number(digits)}e${Number(power)}`;
}

customElements.define('elbo-vi-priors', ViPriors);
