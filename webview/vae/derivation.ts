/** `<elbo-vae-derivation>`: the lecture's chain carried on to the VAE, with the numbers of row i under each term. */
import { html, nothing, type TemplateResult } from 'lit';
import {
  type VaeLine,
  type VaeLineId,
  type VaeNumberRow,
  type VaeToken,
  vaeChainOf,
} from '../../src/lesson/vae/chain.ts';
import type { VaeReading } from '../../src/lesson/vae/reading.ts';
import type { VaeRow } from '../../src/protocol/vaeFrame.ts';
import { lessonWords } from '../../src/words/lesson.ts';
import { translate, type WordArgs } from '../../src/words/translate.ts';
import { type VaeLessonKey, vaeLessonWords } from '../../src/words/vaeLesson.ts';
import { Copying } from '../derivation/copying.ts';
import { flashChanges } from '../derivation/flash.ts';
import { rowPicker } from '../derivation/rowPicker.ts';
import { icons } from '../icons.ts';
import { lightUp, pointAt, stepThroughTerms } from '../light.ts';
import { pointerCame } from '../pointing.ts';
import type { PanelState } from '../store.ts';
import { lessonSymbols, reasonKey, spokenKey, vaeReadingOf } from './reading.ts';
import { subscript } from './symbols.ts';
import { VaeView } from './vaeView.ts';
import '../colour/terms.css';
import '../derivation/derivation.css';

export class VaeDerivation extends VaeView {
  /** Whose reasons are unfolded. */
  readonly #open = new Set<VaeLineId>(['integral']);
  readonly #copying = new Copying(this);

  protected override select({ vae, ui, started }: PanelState): readonly unknown[] {
    return [vae.frame, vae.rowGap, vae.setting, ui.row, ui.notation, ui.highlight, started];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener('pointerover', this.#point);
    this.addEventListener('pointerleave', this.#leave);
    this.addEventListener('keydown', this.#key);
    this.addEventListener('focusout', this.#letGo);
  }

  #lesson(key: VaeLessonKey, args?: WordArgs): string {
    const language = this.state.welcome?.language ?? 'en';
    return translate(language, vaeLessonWords[key], { ...lessonSymbols(this.state), ...args });
  }

  protected override render(): unknown {
    const { frame } = this;
    const { ui, welcome } = this.state;
    if (!frame || !this.state.started) return nothing;
    const language = welcome?.language ?? 'en';
    const reading = vaeReadingOf(this.state);
    return html`
      <div class="lesson-tools">
        ${rowPicker(this.store)}
        ${frame.row ? html`<span class="row-values">${this.#about(frame.row)}</span>` : nothing}
        <span class="lesson-spring"></span>
        <div class="segmented" role="group" aria-label=${translate(language, lessonWords.notation)}>
          ${(['cs229', 'bishop'] as const).map(
            (notation) => html`<button aria-pressed=${String(notation === ui.notation)} data-choice=${notation}
              @click=${() => this.store.dispatch({ type: 'notation', notation })}>${notation === 'cs229' ? 'CS229' : 'Bishop'}</button>`,
          )}
        </div>
      </div>
      ${reading ? this.#chain(reading) : html`<p class="lesson-empty">${this.word('noRow')}</p>`}
    `;
  }

  #about(row: VaeRow): string {
    const { label } = this.state.started!;
    return `${this.word('line', { line: row.line })}${row.label === undefined ? '' : ` · ${label?.name ?? ''} ${row.label}`}`;
  }

  #chain(reading: VaeReading): TemplateResult {
    return html`<ol class="lesson-lines whole vae-lines">${vaeChainOf(reading).map((line, at) => this.#line(line, at, reading))}</ol>`;
  }

  #line(line: VaeLine, at: number, reading: VaeReading): TemplateResult {
    const rows = line.numbers(reading);
    const open = this.#open.has(line.id);
    const name = this.#lesson(`${line.id}Name`);
    const spoken = [this.#lesson(spokenKey(line, reading)), ...rows.map((row) => this.#spokenRow(row))].join('. ');
    return html`<li class="lesson-line" data-line=${`vae.${line.id}`}>
      <span class="lesson-number" aria-hidden="true">${at + 1}</span>
      <div class="lesson-scroll">
        <div class="lesson-table" role="group" tabindex="0" aria-label=${spoken} data-terms=${line.terms.join(' ')}>
          <div class="lesson-row formula" aria-hidden="true">
            <span class="lesson-cell mark-cell"></span>
            ${line.pieces.map((piece, p) => html`<span class="lesson-cell ${piece.kind}">${this.tex(piece.tex, `${line.id} ${p}`)}</span>`)}
          </div>
          ${rows.map((row) => this.#numbers(row))}
        </div>
      </div>
      <div class="lesson-aside">
        <button class="lesson-reason-toggle" aria-label=${name} title=${name} aria-expanded=${String(open)} @click=${() => this.#toggle(line.id)}>
          ${open ? icons.chevronDown : icons.chevronRight}<span>${name}</span>
        </button>
      </div>
      ${open ? this.#reason(line, reading) : nothing}
    </li>`;
  }

  #toggle(id: VaeLineId): void {
    if (!this.#open.delete(id)) this.#open.add(id);
    this.requestUpdate();
  }

  #numbers({ dimension, cells }: VaeNumberRow): TemplateResult {
    return html`<div class="lesson-row">
      <span class="lesson-cell mark-cell">${dimension === undefined ? nothing : html`<span class="lesson-others">z${subscript(dimension + 1)}</span>`}</span>
      ${cells.map((cell) => html`<span class="lesson-cell">${cell.map((token) => this.#token(token))}</span>`)}
    </div>`;
  }

  #token(token: VaeToken): TemplateResult {
    switch (token.kind) {
      case 'sign':
        return html`<span class="lesson-sign">${token.text}</span>`;
      case 'word':
        return html`<span class="lesson-remark"> ${this.#lesson(token.word)} </span>`;
      case 'remark':
        return html`${nothing}`;
      case 'value':
        return html`<span class="figure" data-slot=${token.slot} data-exact=${String(token.exact)} data-term=${token.term ?? nothing} title=${String(token.exact)}>${token.text}</span>`;
    }
  }

  #spokenRow({ dimension, cells }: VaeNumberRow): string {
    const of = dimension === undefined ? '' : `${this.#lesson('dimensionSpoken', { dimension: dimension + 1 })}: `;
    const text = (token: VaeToken): string =>
      token.kind === 'word' ? this.#lesson(token.word) : token.kind === 'remark' ? '' : token.text;
    return of + cells.flat().map(text).join(' ');
  }

  #reason(line: VaeLine, reading: VaeReading): TemplateResult {
    const { notation } = this.state.ui;
    const { row } = reading.moment;
    const latent = row.mean.length;
    const text = this.#lesson(reasonKey(line, reading), { row: row.row + 1, latent });
    const slots: Readonly<Record<string, () => TemplateResult>> = {
      weight: () => html`<span class="figure strong" data-term="ratio">${reading.weight.weight.text}</span>`,
      elbo: () => html`<span class="figure strong" data-term="elbo">${reading.bound.elbo.text}</span>`,
    };
    return html`<div class="lesson-reason"><div class="lesson-words">
      <p>${text.split(/\{(weight|elbo)\}/).map((part, at) => (at % 2 === 1 ? slots[part]!() : part))}</p>
      ${line.working.map((working, at) => html`<div class="lesson-working" tabindex="0" role="group" aria-label=${this.#lesson(`${line.id}Name`)}>${this.shelf.node(working, notation, `${line.id} working ${at}`, true)}</div>`)}
      <button class="link lesson-copy" @click=${() => this.#copying.copy(this.store, line)}>
        ${translate(this.state.welcome?.language ?? 'en', this.#copying.said(line.id) ? lessonWords.copied : lessonWords.copyLine)}
      </button>
    </div></div>`;
  }

  readonly #point = (event: PointerEvent): void => {
    if (pointerCame(event)) pointAt(this.store, event.target as Element);
  };

  readonly #leave = (event: PointerEvent): void => {
    if (pointerCame(event)) this.#letGo();
  };

  readonly #letGo = (): void => this.store.dispatch({ type: 'highlight', highlight: {} });

  readonly #key = (event: KeyboardEvent): void => stepThroughTerms(this.store, event);

  protected override updated(): void {
    lightUp(this, this.state.ui.highlight);
    flashChanges(this, this.state);
  }
}

customElements.define('elbo-vae-derivation', VaeDerivation);
