/** `<elbo-panel>`: the whole panel. What is where, at which width; what is folded; what is dimmed. */
import { html, nothing, type TemplateResult } from 'lit';
import type { PanelKey } from '../../src/words/panel.ts';
import { icons } from '../icons.ts';
import { isDimmed, type PanelState } from '../store.ts';
import { View } from '../view.ts';
import { Layout } from './layout.ts';
import '../bound/bound.ts';
import '../data/scatter.ts';
import '../derivation/derivation.ts';
import '../file/file.ts';
import '../heatmap/heatmap.ts';
import '../identity/identity.ts';
import '../road/road.ts';
import { identityOf } from '../identity/symbols.ts';
import { roadWord } from '../road/roadView.ts';
import '../run/runBar.ts';
import '../run/transport.ts';
import '../selection/selection.ts';
import '../status/status.ts';
import './panel.css';
import './controls.css';

export class Panel extends View {
  readonly #layout = new Layout(this);

  protected override select(state: PanelState): readonly unknown[] {
    return [
      state.runState,
      isDimmed(state),
      state.frame === undefined,
      state.ui.folded,
      state.ui.notation,
      state.ui.road.open,
    ];
  }

  /** What stays in sight beside the derivation stays below the spine. */
  readonly #spine = new ResizeObserver(([entry]) => {
    this.style.setProperty('--spine-height', `${entry!.borderBoxSize[0]!.blockSize}px`);
  });

  protected override firstUpdated(): void {
    this.#spine.observe(this.querySelector('.spine')!);
  }

  protected override render(): unknown {
    const { store } = this;
    const { runState, frame, ui } = this.state;
    const { room } = this.#layout;
    const file = html`<elbo-file .store=${store}></elbo-file>`;
    const classes = [
      room === 'wide' ? 'wide' : 'half',
      room,
      isDimmed(this.state) ? 'dimmed' : '',
      frame ? '' : 'blank',
    ];
    if (frame && ui.road.open) return this.#onRoad(room);
    return html`
      <main data-run-state=${runState} class=${classes.join(' ')} @keydown=${this.#key}>
        <h1 class="hidden-title">ELBO Lens</h1>
        <header>
          <elbo-run-bar .store=${store}></elbo-run-bar>
          ${room === 'wide' ? file : nothing}
        </header>
        <div class="spine">
          <div class="spine-controls">
            <elbo-transport .store=${store}></elbo-transport>
            ${frame ? this.#roadButton() : nothing} ${room === 'wide' ? nothing : file}
          </div>
          <elbo-identity .store=${store} ?hidden=${!frame}></elbo-identity>
          <elbo-bound .store=${store} ?hidden=${!frame}></elbo-bound>
        </div>
        ${frame ? nothing : html`<elbo-tex class="promise" .tex=${identityOf[ui.notation]} .label=${this.say('blank')}></elbo-tex>`}
        <elbo-status .store=${store}></elbo-status>
        <div class="views" ?hidden=${!frame}>
          <div class="pictures">
            ${this.#section('data', 'data', html`<elbo-scatter .store=${store}></elbo-scatter>`)}
            ${this.#section('heatmap', 'responsibilities', html`<elbo-heatmap .store=${store}></elbo-heatmap>`)}
            ${this.#section('selection', 'selection', html`<elbo-selection .store=${store}></elbo-selection>`)}
          </div>
          ${this.#section('derivation', 'derivation', html`<elbo-derivation .store=${store}></elbo-derivation>`)}
        </div>
      </main>
    `;
  }

  /** The reading mode has the whole panel. */
  #onRoad(room: string): TemplateResult {
    return html`<main
      data-run-state=${this.state.runState}
      class=${`on-road ${room} ${isDimmed(this.state) ? 'dimmed' : ''}`}
      @keydown=${this.#key}
    >
      <elbo-road .store=${this.store}></elbo-road>
      <elbo-status .store=${this.store}></elbo-status>
    </main>`;
  }

  #roadButton(): TemplateResult {
    const label = roadWord(this.state, 'enterRoad');
    return html`<button
      class="road-enter"
      data-action="road"
      title=${label}
      aria-label=${label}
      @click=${() => this.store.dispatch({ type: 'road', road: { open: true } })}
    >
      ${icons.road} <span class="text">${roadWord(this.state, 'road')}</span>
    </button>`;
  }

  /** A part of the panel under its title; folded ones are not made at all. */
  #section(name: string, title: PanelKey, content: TemplateResult): TemplateResult {
    const folded = this.state.ui.folded.has(name);
    const toggle = () => this.store.dispatch({ type: 'fold', section: name, folded: !folded });
    return html`
      <section class="section" data-section=${name} aria-label=${this.say(title)}>
        <h2>
          <button class="fold" aria-expanded=${!folded} @click=${toggle}>
            ${folded ? icons.chevronRight : icons.chevronDown} ${this.say(title)}
          </button>
        </h2>
        ${folded ? nothing : content}
      </section>
    `;
  }

  /** Space plays and pauses where nothing else has the key. */
  #key(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    const busy = target.closest('button, select, input, textarea, vscode-checkbox, [contenteditable]');
    if (event.key !== ' ' || busy || event.defaultPrevented) return;
    event.preventDefault();
    this.querySelector<HTMLButtonElement>('[data-action="play"], [data-action="pause"]')?.click();
  }

  protected override updated(): void {
    document.documentElement.lang = this.state.welcome?.language ?? 'en';
  }
}

customElements.define('elbo-panel', Panel);

declare global {
  interface HTMLElementTagNameMap {
    'elbo-panel': Panel;
  }
}
