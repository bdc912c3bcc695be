/** `<elbo-run-bar>`: what is fitted and how. Every change is fitted at once; nothing has to be confirmed. */
import { html, nothing, type TemplateResult } from 'lit';
import { type FitOptions, familySchema } from '../../src/protocol/run.ts';
import type { PanelKey } from '../../src/words/panel.ts';
import { icons } from '../icons.ts';
import { Layout } from '../shell/layout.ts';
import { frameOf, type PanelState } from '../store.ts';
import { vaeRunFields } from '../vae/runFields.ts';
import { View } from '../view.ts';
import { type Choice, checkField, numberField, popoverField, selectField } from './fields.ts';
import { modelSwitch } from './modelSwitch.ts';
import { changed, numericColumns, usedColumns } from './options.ts';
import './runBar.css';
import '@vscode-elements/elements/dist/vscode-checkbox/index.js';

const familyWords: Readonly<Record<string, { key: PanelKey; mclust: string }>> = {
  full: { key: 'familyFull', mclust: 'VVV' },
  tied: { key: 'familyTied', mclust: 'EEE' },
  diag: { key: 'familyDiag', mclust: 'VVI' },
  spherical: { key: 'familySpherical', mclust: 'VII' },
};

export class RunBar extends View {
  readonly #layout = new Layout(this);

  protected override select(state: PanelState): readonly unknown[] {
    const { options, table, chosen, started } = state;
    return [options, table, chosen, started, frameOf(state) === undefined];
  }

  protected override render(): unknown {
    const { room } = this.#layout;
    const columns = this.#columns();
    const { first, fields, more } = this.#fields(columns);
    const fitting = { narrow: 0, slim: 1, half: 1, wide: fields.length }[room];
    const [inBar, inMenu] = [[...first, ...fields.slice(0, fitting)], fields.slice(fitting)];
    // The menu never has a line to itself: it stays beside the last field.
    return html`
      <div class="run-bar" role="group" aria-label=${this.say('runBar')}>
        ${modelSwitch(this.state, (change) => this.#change(change))} ${inBar.slice(0, -1)}
        <div class=${inBar.at(-1) === columns ? 'run-bar-end yielding' : 'run-bar-end'}>
          ${inBar.at(-1)}
          ${popoverField(
            'more',
            this.say('more'),
            html`<span class="hidden-title">${this.say('more')}</span><span class="dots" aria-hidden="true">···</span>`,
            html`<div class="more-fields">${inMenu} ${more}</div>`,
          )}
        </div>
      </div>
    `;
  }

  /** Always in the bar; in the bar as far as there is room, from the one that is changed most; always in the menu. */
  #fields(columns: TemplateResult): { first: unknown[]; fields: unknown[]; more: unknown } {
    if (this.state.options.model === 'vae') {
      const own = vaeRunFields(this.state, (vae) => this.#change({ vae }));
      return {
        first: own.first,
        fields: [...own.fields, columns, this.#label(), this.#seed()],
        more: own.more,
      };
    }
    if (this.state.options.model === 'vi') {
      const fields = [columns, this.#restarts(), this.#label(), this.#seed()];
      return { first: [this.#components()], fields, more: this.#stopping() };
    }
    return {
      first: [this.#components(), this.#family()],
      fields: [columns, this.#restarts(), this.#label(), this.#start(), this.#seed()],
      more: this.#more(),
    };
  }

  #change(change: { [Key in keyof FitOptions]?: FitOptions[Key] | undefined }): void {
    this.store.fit(changed(this.state.options, change));
  }

  #components(): TemplateResult {
    const { options, chosen } = this.state;
    const found = options.components === 'auto' ? chosen?.components : undefined;
    const auto = found === undefined ? this.say('auto') : this.say('autoChosen', { components: found });
    const most = Math.max(12, options.components === 'auto' ? 0 : options.components);
    const numbers = Array.from({ length: most }, (_, i) => ({ value: String(i + 1), text: String(i + 1) }));
    const choices: Choice[] = [{ value: 'auto', text: auto }, ...numbers];
    return selectField('components', 'K', String(options.components), choices, (value) =>
      this.#change({ components: value === 'auto' ? 'auto' : Number(value), start: undefined }),
    );
  }

  #family(): TemplateResult {
    const { options, chosen } = this.state;
    const name = (family: string) => `${this.say(familyWords[family]!.key)} · ${familyWords[family]!.mclust}`;
    const auto = chosen && options.family === 'auto' ? `${this.say('auto')} · ${chosen.family}` : this.say('auto');
    const choices = familySchema.options.map((family) => ({ value: family, text: name(family) }));
    return selectField(
      'family',
      this.say('covariance'),
      options.family,
      [...choices, { value: 'auto', text: auto }],
      (value) => this.#change({ family: value as FitOptions['family'], start: undefined }),
    );
  }

  #columns(): TemplateResult {
    const all = numericColumns(this.state);
    const used = usedColumns(this.state);
    const summary =
      used.length <= 2 ? used.join(', ') : this.say('columnsOf', { chosen: used.length, all: all.length });
    const toggle = (name: string, on: boolean): void => {
      const next = all.filter((column) => (column === name ? on : used.includes(column)));
      // A fit needs a column: the last one stays.
      if (next.length === 0) this.requestUpdate();
      else this.#change({ columns: next, start: undefined });
    };
    return popoverField(
      'columns',
      this.say('columns'),
      html`<span>${this.say('columns')}</span><b>${summary}</b>${icons.chevronDown}`,
      html`<div class="column-list">
        ${all.map((name) => checkField(`column-${name}`, name, used.includes(name), (on) => toggle(name, on)))}
        ${
          this.state.options.columns
            ? html`<button class="link" @click=${() => this.#change({ columns: undefined, start: undefined })}>${this.say('allColumns')}</button>`
            : nothing
        }
      </div>`,
    );
  }

  #label(): TemplateResult {
    const { options, table } = this.state;
    const able = (table?.columns ?? []).filter(
      (column) => column.levels !== undefined || column.name === options.label,
    );
    const choices = [
      { value: '', text: this.say('noLabel') },
      ...able.map(({ name }) => ({ value: `=${name}`, text: name })),
    ];
    const value = options.label === undefined ? '' : `=${options.label}`;
    return html`${selectField('label', this.say('label'), value, choices, (next) =>
      this.#change({ label: next === '' ? undefined : next.slice(1), known: next !== '' && options.known }),
    )}${options.label === undefined || options.model !== 'gmm' ? nothing : checkField('known', this.say('labelKnown'), options.known, (known) => this.#change({ known }))}`;
  }

  #start(): TemplateResult {
    const { options, frame } = this.state;
    const choices = [
      { value: 'seeded', text: this.say('startSeeded') },
      { value: 'random', text: this.say('startRandom') },
      ...(frame ? [{ value: 'here', text: this.say('startHere') }] : []),
    ];
    const value = options.start ? 'here' : (options.startFrom ?? 'seeded');
    return selectField('start', this.say('startFrom'), value, choices, (chosen) =>
      this.#change({
        // Where the thumb stands now, not when the bar was drawn.
        start: chosen === 'here' ? this.state.frame?.theta : undefined,
        startFrom: chosen === 'random' ? 'random' : undefined,
      }),
    );
  }

  #seed(): TemplateResult {
    const range = { min: 0, max: 0xffffffff, whole: true };
    return numberField('seed', this.say('seed'), this.state.options.seed, range, (seed) =>
      this.#change({ seed, start: undefined }),
    );
  }

  #restarts(): TemplateResult {
    const range = { min: 1, max: 100, whole: true };
    return numberField('restarts', this.say('restarts'), this.state.options.restarts, range, (restarts) =>
      this.#change({ restarts, start: undefined }),
    );
  }

  /** When to stop. */
  #stopping(): TemplateResult {
    const { tolerance, maxIterations } = this.state.options;
    const most = { min: 1, max: 10_000_000, whole: true };
    return html`${numberField('tolerance', this.say('tolerance'), tolerance, { min: 0, max: 1, whole: false }, (next) =>
      this.#change({ tolerance: next }),
    )}
    ${numberField('maxIterations', this.say('maxIterations'), maxIterations, most, (next) => this.#change({ maxIterations: next }))}`;
  }

  #more(): TemplateResult {
    const { minEigenvalue, regCovar, accelerate } = this.state.options;
    const number = (key: 'minEigenvalue' | 'regCovar', value: number, max: number) =>
      numberField(key, this.say(key), value, { min: 0, max, whole: false }, (next) => this.#change({ [key]: next }));
    return html`${this.#stopping()} ${number('minEigenvalue', minEigenvalue, 1)} ${number('regCovar', regCovar, 1e6)}
    ${checkField('accelerate', this.say('accelerate'), accelerate, (on) => this.#change({ accelerate: on }))}`;
  }
}

customElements.define('elbo-run-bar', RunBar);
