/**
 * What every figure of the bridge is: it shows the worker's last answer for its page, says how far the work is while it
 * waits, and says in one sentence why there is nothing to show.
 */
import { html, nothing, type TemplateResult } from 'lit';
import type { BridgeAnswerOf, BridgePage, IdentityMessage } from '../../../src/protocol/bridge.ts';
import type { RoadKey } from '../../../src/words/road.ts';
import { decimalsThatAddUp, fixed, underMark } from '../../figures.ts';
import { icons } from '../../icons.ts';
import type { Handles, PanelState } from '../../store.ts';
import { sayFault } from '../../words.ts';
import { heads } from '../identityHeads.ts';
import { RoadView } from '../roadView.ts';
import './bridge.css';

/** Between two moments of what plays by itself. */
const playMs = 350;

/** One line of a table of identities. */
export interface IdentityLine {
  readonly name: string;
  /** Names its numbers: `<which>.elbo` and so on. */
  readonly which: string;
  readonly part: IdentityMessage;
}

export abstract class BridgeView<P extends BridgePage> extends RoadView {
  #playing: ReturnType<typeof setTimeout> | undefined;

  protected abstract readonly page: P;
  protected abstract figure(answer: BridgeAnswerOf<P>): unknown;

  protected override select({ bridge, ui, theme }: PanelState): readonly unknown[] {
    const { page } = this;
    const { answers, refused, progress } = bridge;
    return [answers[page], refused[page], progress[page], ui.handles, ui.notation, ui.highlight, theme];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#halt();
  }

  protected get answer(): BridgeAnswerOf<P> | undefined {
    return this.state.bridge.answers[this.page] as BridgeAnswerOf<P> | undefined;
  }

  protected override render(): unknown {
    const { answer, state } = this;
    const fault = state.bridge.refused[this.page];
    if (fault) return html`<p class="bridge-refused" role="note">${sayFault(state, fault)}</p>`;
    if (!answer) return this.waiting();
    if (this.width === 0) return nothing;
    return this.figure(answer);
  }

  /** The work is under way: how far, where that is known. */
  protected waiting(): TemplateResult {
    const fraction = this.state.bridge.progress[this.page];
    return html`<p class="bridge-waiting secondary">
      ${this.word('bridgeWorking')}
      ${fraction === undefined ? nothing : html`<progress max="1" .value=${fraction} aria-label=${this.word('bridgeWorking')}></progress>`}
    </p>`;
  }

  protected hold(handles: Partial<Handles>): void {
    this.store.dispatch({ type: 'handles', handles });
  }

  /** The moment of this page's work that is on show. */
  protected goTo(at: number): void {
    const { handles } = this.state.ui;
    this.hold({ at: { ...handles.at, [this.page]: at } });
  }

  /** A slider over the moments of the work, with a button that plays them where motion is welcome. */
  protected moments(at: number, last: number, label: RoadKey, valueText: string): TemplateResult {
    const playing = this.#playing !== undefined;
    return html`<div class="bridge-moments">
      <button class="icon-only" data-action="bridgeBack" ?disabled=${at <= 0} aria-label=${this.word('bridgeBack')} title=${this.word('bridgeBack')} @click=${() => this.#step(at - 1)}>${icons.back}</button>
      ${
        this.state.theme.reducedMotion
          ? nothing
          : html`<button class="primary" data-action="bridgePlay" @click=${() => this.#toggle(at, last)}>
              ${playing ? icons.pause : icons.play} ${this.word(playing ? 'slowPause' : 'bridgePlay')}
            </button>`
      }
      <button class="icon-only" data-action="bridgeOn" ?disabled=${at >= last} aria-label=${this.word('bridgeOn')} title=${this.word('bridgeOn')} @click=${() => this.#step(at + 1)}>${icons.chevronRight}</button>
      <input type="range" min="0" max=${last} .value=${String(at)} data-field=${`${this.page}At`} aria-label=${this.word(label)} aria-valuetext=${valueText}
        @input=${(event: Event) => this.#step(Number((event.target as HTMLInputElement).value))} />
      <span class="figure secondary">${at + 1} / ${last + 1}</span>
    </div>`;
  }

  #step(at: number): void {
    this.#halt();
    this.goTo(at);
    this.requestUpdate();
  }

  #halt(): void {
    clearTimeout(this.#playing);
    this.#playing = undefined;
  }

  #toggle(at: number, last: number): void {
    if (this.#playing !== undefined) this.#halt();
    else this.#play(at >= last ? 0 : at + 1, last);
    this.requestUpdate();
  }

  /** All of it in some twenty pictures, however long it is. */
  #play(at: number, last: number): void {
    this.goTo(at);
    if (at >= last) {
      this.#halt();
      this.requestUpdate();
      return;
    }
    const next = Math.min(last, at + Math.max(1, Math.round(last / 24)));
    this.#playing = setTimeout(() => this.#play(next, last), playMs);
  }

  /** A labelled slider of the page, its value beside it. */
  protected slider(options: {
    readonly field: string;
    readonly name: unknown;
    readonly label: string;
    readonly min: number;
    readonly max: number;
    readonly step: number;
    readonly value: number;
    readonly text: string;
    readonly set: (value: number) => void;
  }): TemplateResult {
    const { field, name, label, min, max, step, value, text, set } = options;
    return html`<label class="bridge-slider">
      <span>${name}</span>
      <input type="range" data-field=${field} min=${min} max=${max} step=${step} .value=${String(value)} aria-label=${label} aria-valuetext=${text}
        @input=${(event: Event) => set(Number((event.target as HTMLInputElement).value))} />
      <span class="figure">${text}</span>
    </label>`;
  }

  /** ELBO + KL = log p, a line each, in digits that add up. */
  protected identities(label: string, lines: readonly IdentityLine[]): TemplateResult {
    const of = this.page;
    const digits = lines.map(({ part }) => decimalsThatAddUp([part.elbo, part.kl], part.logLikelihood, 4));
    const most = Math.max(...digits);
    return html`<div class="road-scroll" tabindex="0" role="group" aria-label=${label}><table class="road-table identity" aria-label=${label}>
      <thead><tr><td></td><th scope="col">${this.tex(heads.elbo[this.state.ui.notation], `${of} elbo`)}<span class="hidden-title">ELBO</span></th><td aria-hidden="true"></td>
        <th scope="col">${this.tex(heads.kl, `${of} kl`)}<span class="hidden-title">KL</span></th><td aria-hidden="true"></td>
        <th scope="col">${this.tex(heads.left, `${of} left`)}<span class="hidden-title">log P</span></th></tr></thead>
      <tbody>${lines.map((line, at) => this.#identity(line, digits[at]!, most))}</tbody>
    </table></div>`;
  }

  #identity({ name, which, part }: IdentityLine, digits: number, most: number): TemplateResult {
    const cell = (term: keyof IdentityMessage) =>
      html`<td class="figure strong" data-term=${term} data-value=${`${this.page}.${which}.${term}`} data-exact=${part[term]} title=${part[term]} .style=${underMark(digits, most, 14)}>${fixed(part[term], digits)}</td>`;
    return html`<tr><th scope="row">${name}</th>${cell('elbo')}<td class="sign" aria-hidden="true">+</td>${cell('kl')}<td class="sign" aria-hidden="true">=</td>${cell('logLikelihood')}</tr>`;
  }

  /** A number of the figure that tests can find. */
  protected number(which: string, value: number, digits: number, term?: string): TemplateResult {
    return html`<span class="figure" data-term=${term ?? nothing} data-value=${`${this.page}.${which}`} data-exact=${value} title=${value}>${fixed(value, digits)}</span>`;
  }
}

/** Of all rows, a row. */
export const perRow = (part: IdentityMessage, n: number): IdentityMessage => ({
  logLikelihood: part.logLikelihood / n,
  elbo: part.elbo / n,
  kl: part.kl / n,
});
