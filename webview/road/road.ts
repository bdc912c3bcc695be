/** `<elbo-road>`: the reading mode. One page of the road with its live figures, and the panel's pictures beside it. */
import { html, nothing, type TemplateResult } from 'lit';
import { type Block, type Companion, figuresOn, type Page, pages } from '../../src/lesson/road/pages.ts';
import { questions } from '../../src/lesson/road/questions.ts';
import { bridgePages } from '../../src/protocol/bridge.ts';
import { lessonWords } from '../../src/words/lesson.ts';
import type { PanelKey } from '../../src/words/panel.ts';
import type { RoadKey } from '../../src/words/road.ts';
import { translate } from '../../src/words/translate.ts';
import { tellExact } from '../derivation/lineTable.ts';
import { rowPicker } from '../derivation/rowPicker.ts';
import { icons } from '../icons.ts';
import { lightUp, pointAt, stepThroughTerms } from '../light.ts';
import { pointerCame } from '../pointing.ts';
import { halfOnShow, type PanelState } from '../store.ts';
import { stepName } from '../words.ts';
import { figureOf } from './figures/figures.ts';
import { goToFigure } from './figures/goToFigure.ts';
import './lessonLine.ts';
import { Arrivals } from '../shell/arrivals.ts';
import { Layout } from '../shell/layout.ts';
import { preparePages } from './formulas.ts';
import { RoadView, saidEvent } from './roadView.ts';
import { tornRow, widestGap } from './widest.ts';
import '../run/transport.ts';
import '../colour/terms.css';
import './road.css';

/** A live value is said once it has not changed for so long. */
const settleMs = 500;
const companions = ['bound', 'data', 'heatmap'] as const;
const lightMs = 2200;
/** So long, at most, what stands beside a page waits for the page's own slice. */
const besideMs = 250;
/** Pages that have little to show where the gap is closed. */
const ofGaps: ReadonlySet<string> = new Set(['jensen', 'bound', 'estep', 'mstep', 'climb']);
/** Pages with models of their own: no half-step of the mixture is on show there, unless beside the page. */
const ofOtherModels: ReadonlySet<string> = new Set(bridgePages.filter((page) => page !== 'free'));
/** A row whose gap is less than this share of the widest is no example. */
const small = 0.02;
/** A gap of fewer nats than this is closed to the eye. */
const closed = 1e-6;

/** What a block costs to be laid out, in lines of formulas: a worked line of the M-step has some 230 elements, others 90. */
const workOf = (block: Block): number =>
  block.kind === 'text' || block.kind === 'formula' ? 0.3 : block.kind === 'line' && block.worked ? 2.5 : 1;
/** A page of more comes in parts: each has a frame, which costs as much as a line or two by itself. */
const workAtOnce = 3.8;

export class Road extends RoadView {
  readonly #layout = new Layout(this);
  #shown = -1;
  /** The page can be read before the pictures beside it are made. */
  readonly #arrivals = new Arrivals(this);
  /** Of the page itself the parts that come after what is seen at once. */
  readonly #parts = new Arrivals(this);
  /** When they are not waited for any longer, on the clock of `performance.now()`. */
  #besideWaits = 0;
  #lighting: ReturnType<typeof setTimeout> | undefined;
  #saying: ReturnType<typeof setTimeout> | undefined;
  #marking: number | undefined;
  #stopMarking: (() => void) | undefined;

  protected override select({ frame, trace, ui, started, runState, slice }: PanelState): readonly unknown[] {
    const { page } = ui.road;
    return [frame, trace.length, page, ui.notation, ui.row, ui.seeking, started, runState, slice === undefined];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stopMarking = this.store.subscribe(({ ui }, before) => {
      if (ui.highlight !== before.ui.highlight) this.#mark();
    });
    this.addEventListener(saidEvent, this.#hear);
    this.addEventListener('pointerover', this.#point);
    this.addEventListener('pointerleave', this.#unpoint);
    this.addEventListener('keydown', this.#key);
    this.addEventListener('focusout', this.#unfocused);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopMarking?.();
    clearTimeout(this.#saying);
    clearTimeout(this.#lighting);
    this.removeEventListener(saidEvent, this.#hear);
    this.removeEventListener('pointerover', this.#point);
    this.removeEventListener('pointerleave', this.#unpoint);
    this.removeEventListener('keydown', this.#key);
    this.removeEventListener('focusout', this.#unfocused);
  }

  get #page(): Page {
    return pages[Math.min(this.state.ui.road.page, pages.length - 1)]!;
  }

  #title(page: Page, form: 'Title' | 'Short' = 'Title'): string {
    return this.word(`${page.id}${form}`);
  }

  protected override willUpdate(): void {
    if (this.state.ui.road.page === this.#shown) return;
    this.#besideWaits = performance.now() + besideMs;
    this.#parts.reset();
  }

  protected override render(): unknown {
    const page = this.#page;
    const at = pages.indexOf(page);
    const here = this.#blocksHere(page);
    const whole = here.length === page.blocks.length;
    return html`
      ${this.#head(at)}
      <div class="road-body">
        <article class="road-page" data-page=${page.id} aria-busy=${String(!whole)} aria-labelledby="road-title">
          <h2 id="road-title" class="road-title" tabindex="-1">${this.#title(page)}</h2>
          ${this.#answers(page)} ${this.#hint(page)} ${here.map((block) => this.#block(page, block))}
          <nav class="road-foot">${this.#step(at, -1)}<span class="road-spring"></span>${this.#step(at, 1)}</nav>
        </article>
        <aside class="road-beside" aria-label=${this.word('beside')}>
          ${companions
            .filter((part) => this.#layout.room === 'wide' || page.companions.includes(part))
            .filter(
              (_part, at) => !this.#awaitsFigure(page) && (whole ? this.#arrivals.has(at) : this.#arrivals.came(at)),
            )
            .map((part) => this.#companion(part))}
        </aside>
      </div>
      <div class="hidden-title" role="status" data-road-status></div>
    `;
  }

  /** The blocks of the parts that have come. */
  #blocksHere({ blocks }: Page): readonly Block[] {
    let [part, work] = [0, 0];
    const next = blocks.findIndex((block) => {
      const own = workOf(block);
      if (work > 0 && work + own > workAtOnce) [part, work] = [part + 1, 0];
      work += own;
      return part > 0 && !this.#parts.has(part - 1);
    });
    return next < 0 ? blocks : blocks.slice(0, next);
  }

  /** What stands beside the page would be in the way of its slice. One of a million rows is not waited for. */
  #awaitsFigure(page: Page): boolean {
    return this.state.slice === undefined && figuresOn(page).includes('slice') && performance.now() < this.#besideWaits;
  }

  #head(at: number): TemplateResult {
    const { frame, trace, ui } = this.state;
    const half = halfOnShow(this.state) ?? 0;
    const letter = trace.halves[half] ?? frame?.step.half ?? 'E';
    return html`<header class="road-head">
      <div class="road-way">
        <h1 class="road-count">${this.word('pageOf', { n: at + 1, all: pages.length })}</h1>
        <div class="road-segments" role="group" aria-label=${this.word('road')}>
          ${pages.map(
            (page, n) =>
              html`<button
                class=${n <= at ? 'walked' : ''}
                aria-current=${n === at ? 'page' : nothing}
                aria-label=${this.word('toPage', { n: n + 1, title: this.#title(page) })}
                title=${this.word('toPage', { n: n + 1, title: this.#title(page) })}
                @click=${() => this.#go(n)}
              ></button>`,
          )}
        </div>
        <div class="road-turn">${this.#step(at, -1, true)}${this.#step(at, 1, true)}</div>
        <button class="icon-only road-leave" data-action="leave" title=${this.word('leaveRoad')} aria-label=${this.word('leaveRoad')} @click=${this.#leave}>
          ${icons.close}
        </button>
      </div>
      <div class="road-moment" role="group" aria-label=${this.word('moment')}>
        ${
          this.#layout.room === 'wide' || !ofOtherModels.has(this.#page.id)
            ? html`<elbo-transport .store=${this.store}></elbo-transport>
        <span class="road-half figure"
          >${this.word('halfStep', { half: half + 1, known: trace.length, step: stepName(this.state, letter) })}</span
        >`
            : nothing
        }
        <span class="road-spring"></span>
        ${rowPicker(this.store)}
        <div class="segmented" role="group" aria-label=${translate(this.state.welcome?.language ?? 'en', lessonWords.notation)}>
          ${(['cs229', 'bishop'] as const).map(
            (notation) =>
              html`<button aria-pressed=${String(ui.notation === notation)} data-choice=${notation}
                @click=${() => this.store.dispatch({ type: 'notation', notation })}>${notation === 'cs229' ? 'CS229' : 'Bishop'}</button>`,
          )}
        </div>
      </div>
    </header>`;
  }

  /** Many pages live of an open gap: where there is none, the way to one; where the row has none, to one that has. */
  #hint(page: Page): TemplateResult | typeof nothing {
    const { frame, trace } = this.state;
    if (!frame || !ofGaps.has(page.id)) return nothing;
    const widest = widestGap(trace);
    const torn = tornRow(frame);
    if (frame.step.kl > closed && frame.row && frame.row.kl < small * (torn?.kl ?? 0)) {
      return html`<p class="road-hint secondary">${this.word('rowSure', { row: frame.row.row + 1 })}
        <button class="link" data-action="torn" @click=${() => this.store.chooseRow(torn!.row, true)}>${this.word('toTorn')}</button></p>`;
    }
    if (frame.step.kl > closed || widest === undefined || widest === frame.half) return nothing;
    return html`<p class="road-hint secondary">${this.word('gapClosed')}
      <button class="link" data-action="widest" @click=${() => this.store.seek(widest)}>${this.word('toWidest')}</button></p>`;
  }

  #step(at: number, by: -1 | 1, small = false): TemplateResult | typeof nothing {
    const to = pages[at + by];
    if (!to) {
      if (by < 0)
        return small
          ? html`<button class="icon-only" disabled aria-label=${this.word('backTo', { title: '' })}>${icons.back}</button>`
          : nothing;
      return html`<button class="primary" data-action="end" @click=${this.#leave}>${this.word('end')}</button>`;
    }
    const title = this.#title(to, 'Short');
    const go = () => this.#go(at + by);
    if (by < 0) {
      const label = this.word('backTo', { title });
      return small
        ? html`<button class="icon-only" data-action="pageBack" title=${label} aria-label=${label} @click=${go}>${icons.back}</button>`
        : html`<button title=${label} @click=${go}>${icons.back} ${title}</button>`;
    }
    return html`<button class="primary" data-action=${small ? 'pageOn' : nothing} aria-label=${this.word('onTo', { title })} @click=${go}>
      <span class="road-next">${title}</span> ${icons.chevronRight}
    </button>`;
  }

  #answers(page: Page): TemplateResult {
    const own = questions.filter((question) => question.page === page.id);
    return html`<p class="road-answers">
      ${own.map(
        ({ id, figure }) =>
          html`<button class="link" @click=${() => goToFigure(this, figure)}>${this.word(`ask${id}` as RoadKey)}</button>`,
      )}
    </p>`;
  }

  #block(page: Page, block: Block): unknown {
    const key = (kind: 'Text' | 'Spoken', n: number) => `${page.id}${kind}${n}` as RoadKey;
    switch (block.kind) {
      case 'text':
        return html`<p class="road-text">${this.prose(key('Text', block.n), this.#values())}</p>`;
      case 'line':
        return html`<elbo-road-line
          .store=${this.store}
          .line=${block.line}
          .worked=${block.worked ?? false}
          data-figure=${block.line === 'weights' ? 'updates' : nothing}
        ></elbo-road-line>`;
      case 'formula':
        return html`<div class="road-formula" role="math" aria-label=${this.word(key('Spoken', block.n))}>
          ${this.tex(block.tex, `${page.id} ${block.n}`, true)}
        </div>`;
      case 'figure':
        return html`<div class="road-figure" data-figure=${block.figure}>${figureOf(block.figure, this.store)}</div>`;
    }
  }

  /** Live values that paragraphs speak of. */
  #values(): Readonly<Record<string, unknown>> {
    const row = this.state.frame?.row;
    if (!row) return {};
    const posteriors = Array.from(row.posterior, (p) => p.toFixed(4)).slice(0, 6);
    const components = row.posterior.length;
    return {
      row: row.row + 1,
      components,
      posteriors: `${posteriors.join(', ')}${row.posterior.length > 6 ? ' …' : ''}`,
    };
  }

  #companion(part: Companion): TemplateResult {
    const titles: Readonly<Record<Companion, PanelKey>> = {
      bound: 'boundTitle',
      data: 'data',
      heatmap: 'responsibilities',
    };
    const { store } = this;
    return html`<section class="road-companion" data-companion=${part}>
      <h3>${this.say(titles[part])}</h3>
      ${
        part === 'bound'
          ? html`<elbo-identity .store=${store}></elbo-identity><elbo-bound .store=${store}></elbo-bound>`
          : part === 'data'
            ? html`<elbo-scatter .store=${store}></elbo-scatter>`
            : html`<elbo-heatmap .store=${store}></elbo-heatmap>`
      }
    </section>`;
  }

  #go(page: number): void {
    this.store.dispatch({ type: 'play', playing: false });
    this.store.dispatch({ type: 'road', road: { page } });
  }

  readonly #leave = (): void => {
    this.store.dispatch({ type: 'highlight', highlight: {} });
    this.store.dispatch({ type: 'road', road: { open: false } });
  };

  readonly #hear = (event: Event): void => {
    clearTimeout(this.#saying);
    this.#saying = setTimeout(() => {
      this.querySelector('[data-road-status]')!.textContent = (event as CustomEvent<string>).detail;
    }, settleMs);
  };

  /** The pictures beside the page know by themselves what is under the pointer. */
  readonly #point = (event: PointerEvent): void => {
    const target = event.target as Element;
    tellExact(target);
    if (!pointerCame(event)) return;
    if (!target.closest('.road-beside')) pointAt(this.store, target);
  };
  readonly #unpoint = (event: PointerEvent): void => {
    if (pointerCame(event)) this.#letGo();
  };
  readonly #letGo = (): void => this.store.dispatch({ type: 'highlight', highlight: {} });

  readonly #key = (event: KeyboardEvent): void => stepThroughTerms(this.store, event);
  /** Only a line of formulas lights its terms by the keyboard. */
  readonly #unfocused = (event: Event): void => {
    if ((event.target as HTMLElement).dataset.terms) this.#letGo();
  };

  /** Marks what is lit, once the figures have been drawn anew for it: the page itself is not. */
  #mark(): void {
    this.#marking ??= requestAnimationFrame(() => {
      this.#marking = undefined;
      this.#lightUp();
    });
  }

  /** The pictures beside the page light by themselves what is theirs. */
  #lightUp(): void {
    lightUp(this.querySelector('.road-page')!, this.state.ui.highlight);
  }

  /** A page opens: what it is about lights up for a moment. */
  #light(): void {
    const { lights } = this.#page;
    clearTimeout(this.#lighting);
    const own = { term: lights };
    this.store.dispatch({ type: 'highlight', highlight: own });
    // What the reader points at meanwhile is not the page's to let go.
    this.#lighting = setTimeout(() => {
      if (this.state.ui.highlight === own) this.#letGo();
    }, lightMs);
  }

  protected override updated(): void {
    const { page } = this.state.ui.road;
    if (page !== this.#shown) {
      this.#shown = page;
      this.toggleAttribute('data-other-model', ofOtherModels.has(this.#page.id));
      if (this.#awaitsFigure(this.#page)) setTimeout(() => this.requestUpdate(), besideMs);
      window.scrollTo(0, 0);
      this.querySelector<HTMLElement>('.road-title')?.focus({ preventScroll: true });
      this.#light();
      preparePages(this.state, page + 1, 1);
    }
    this.#lightUp();
  }
}

customElements.define('elbo-road', Road);

declare global {
  interface HTMLElementTagNameMap {
    'elbo-road': Road;
  }
}
