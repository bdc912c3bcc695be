/** `<elbo-panel>`: the whole panel. What is where, at which width; what is folded; what is dimmed. */
import { html, nothing, type TemplateResult } from 'lit';
import type { PanelKey } from '../../src/words/panel.ts';
import { icons } from '../icons.ts';
import { frameOf, isDimmed, modelOf, type PanelState } from '../store.ts';
import { View } from '../view.ts';
import { Arrivals } from './arrivals.ts';
import { Layout } from './layout.ts';
import { section } from './section.ts';
import '../bound/bound.ts';
import '../data/meanPictures.ts';
import '../data/scatter.ts';
import '../derivation/derivation.ts';
import '../file/file.ts';
import '../heatmap/heatmap.ts';
import '../identity/identity.ts';
import { identityOf } from '../identity/symbols.ts';
import { roadWord } from '../road/words.ts';
// Styles of what is fetched later (more.ts): all are in panel.css, in this order.
import '../jensen/picture.css';
import '../jensen/jensen.css';
import '../road/bridge/bridge.css';
import '../road/road.css';
import { changed } from '../run/options.ts';
import '../run/runBar.ts';
import '../run/transport.ts';
import '../selection/selection.ts';
import '../status/status.ts';
import '../vae/vae.css';
import '../vi/vi.css';
import './panel.css';
import './controls.css';
import { fetchMore, moreIsHere } from './later.ts';

export class Panel extends View {
  readonly #layout = new Layout(this);
  /** What makes the panel, and what makes its views. */
  readonly #beginnings = new Arrivals(this);
  readonly #arrivals = new Arrivals(this);
  /** The notation in which the road's next pages are ready. */
  #prepared = '';
  /** The road has been left by somebody whose keyboard was on it. */
  #cameBack = false;

  protected override select(state: PanelState): readonly unknown[] {
    return [
      state.runState,
      isDimmed(state),
      frameOf(state) === undefined,
      modelOf(state),
      state.ui.folded,
      state.ui.notation,
      state.ui.road.open,
    ];
  }

  /** What stays in sight beside the derivation stays below the spine. */
  readonly #spine = new ResizeObserver(([entry]) => {
    this.#spineHeight = `${entry!.borderBoxSize[0]!.blockSize}px`;
    this.#placePictures();
  });
  #spineHeight = '';

  /** Told to the pictures alone: on the panel the property would have the style of everything worked out anew. */
  #placePictures(): void {
    const pictures = this.querySelector<HTMLElement>('.pictures');
    if (pictures && this.#spineHeight) pictures.style.setProperty('--spine-height', this.#spineHeight);
  }

  protected override firstUpdated(): void {
    this.#spine.observe(this.querySelector('.spine')!);
  }

  /**
   * Whoever leaves the road by the keyboard finds it again where the road is entered. Focus is let go while the page's
   * style is known: a browser that removes what has it works out the style of the new page on the spot.
   */
  protected override willUpdate(): void {
    const focused = document.activeElement;
    if (this.state.ui.road.open || !focused?.closest('elbo-road')) return;
    (focused as HTMLElement).blur();
    this.#cameBack = true;
  }

  protected override render(): unknown {
    const { store } = this;
    const { runState, ui } = this.state;
    const frame = frameOf(this.state);
    const model = modelOf(this.state);
    const { room } = this.#layout;
    const file = html`<elbo-file .store=${store}></elbo-file>`;
    const classes = [
      room === 'wide' ? 'wide' : 'half',
      room,
      isDimmed(this.state) ? 'dimmed' : '',
      frame ? '' : 'blank',
    ];
    const there = this.#has(model !== 'gmm' || ui.road.open);
    if (this.state.frame && ui.road.open && there) {
      this.#arrivals.reset();
      return this.#onRoad(room);
    }
    const begun = this.#beginnings.has(0);
    return html`
      <main data-run-state=${runState} data-model=${model} class=${classes.join(' ')} @keydown=${this.#key}>
        <h1 class="hidden-title">ELBO Lens</h1>
        <header>
          <elbo-run-bar .store=${store}></elbo-run-bar>
          ${room === 'wide' ? file : nothing}
        </header>
        <div class="spine">
          <div class="spine-controls">
            ${begun ? html`<elbo-transport .store=${store}></elbo-transport>` : nothing}
            ${frame ? this.#roadButton() : nothing} ${room === 'wide' ? nothing : file}
          </div>
          ${there && this.#beginnings.has(1) ? this.#spineOf(model, frame === undefined) : nothing}
        </div>
        ${frame || !begun ? nothing : html`<elbo-tex class="promise" .tex=${identityOf[ui.notation]} .label=${this.say('blank')}></elbo-tex>`}
        ${begun ? html`<elbo-status .store=${store}></elbo-status>` : nothing}
        ${there ? this.#viewsOf(model, frame === undefined) : nothing}
      </main>
    `;
  }

  /** Whether what is wanted of more.ts is there; where it is not, it is fetched. */
  #has(wanted: boolean): boolean {
    if (!wanted || moreIsHere()) return true;
    void fetchMore().then(() => this.requestUpdate());
    return false;
  }

  /** What stays in sight while the rest scrolls: the identity, and its curves over the moments. */
  #spineOf(model: string, blank: boolean): TemplateResult {
    const { store } = this;
    if (model === 'vae') {
      return html`<elbo-vae-identity class="spine-identity" .store=${store} ?hidden=${blank}></elbo-vae-identity>
        <elbo-vae-curve class="spine-curve" .store=${store} ?hidden=${blank}></elbo-vae-curve>`;
    }
    if (model === 'vi') {
      return html`<elbo-vi-identity class="spine-identity" .store=${store} ?hidden=${blank}></elbo-vi-identity>
        <elbo-bound class="spine-curve" .store=${store} ?hidden=${blank}></elbo-bound>`;
    }
    return html`<elbo-identity class="spine-identity" .store=${store} ?hidden=${blank}></elbo-identity>
      <elbo-bound class="spine-curve" .store=${store} ?hidden=${blank}></elbo-bound>`;
  }

  #viewsOf(model: string, blank: boolean): TemplateResult {
    const { store } = this;
    if (model === 'vi') return html`<elbo-vi .store=${store} ?hidden=${blank}></elbo-vi>`;
    if (model === 'vae') return html`<elbo-vae .store=${store} ?hidden=${blank}></elbo-vae>`;
    // In the order in which they are looked at.
    const come = (at: number, content: TemplateResult) => (!blank && this.#arrivals.has(at) ? content : nothing);
    return html`<div class="views" ?hidden=${blank}>
      <div class="pictures">
        ${this.#section('data', 'data', come(0, html`<elbo-scatter .store=${store}></elbo-scatter><elbo-mean-pictures .store=${store}></elbo-mean-pictures>`))}
        ${this.#section('heatmap', 'responsibilities', come(1, html`<elbo-heatmap .store=${store}></elbo-heatmap>`))}
        ${this.#section('selection', 'selection', come(3, html`<elbo-selection .store=${store}></elbo-selection>`))}
      </div>
      ${this.#section('derivation', 'derivation', come(2, html`<elbo-derivation .store=${store}></elbo-derivation>`))}
    </div>`;
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
      @click=${this.#takeRoad}
    >
      ${icons.road} <span class="text">${roadWord(this.state, 'road')}</span>
    </button>`;
  }

  /** The road begins with EM on the mixture: where something else is on show, that is fitted first. */
  #takeRoad(): void {
    if (modelOf(this.state) !== 'gmm') this.store.fit(changed(this.state.options, { model: 'gmm', start: undefined }));
    this.store.dispatch({ type: 'road', road: { open: true } });
  }

  #section(name: string, title: PanelKey, content: TemplateResult | typeof nothing): TemplateResult {
    return section(this.store, name, this.say(title), () => content);
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
    if (this.#cameBack) {
      this.#cameBack = false;
      requestAnimationFrame(() => this.querySelector<HTMLElement>('.road-enter')?.focus({ preventScroll: true }));
    }
    this.#placePictures();
    const { frame, runState, ui } = this.state;
    // The road is likely to be taken from here: what is set there is set while there is nothing else to do.
    if (frame && runState !== 'running' && !ui.road.open && this.#prepared !== ui.notation) {
      this.#prepared = ui.notation;
      requestIdleCallback(async () => (await fetchMore()).preparePages(this.state, ui.road.page, 2));
    }
    const { documentElement } = document;
    const language = this.state.welcome?.language ?? 'en';
    // Set anew, even to what it is, it would have the style of everything worked out anew.
    if (documentElement.lang !== language) documentElement.lang = language;
  }
}

customElements.define('elbo-panel', Panel);

declare global {
  interface HTMLElementTagNameMap {
    'elbo-panel': Panel;
  }
}
