/** `<elbo-derivation>`: the lecture's chain with the numbers of row i at the half-step on show under each term. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Line, LineId, Moment } from '../../src/lesson/line.ts';
import { shortChain, wholeChain } from '../../src/lesson/lines.ts';
import { read } from '../../src/lesson/reading.ts';
import type { LessonKey } from '../../src/words/lesson.ts';
import { lessonWords } from '../../src/words/lesson.ts';
import { translate, type WordArgs } from '../../src/words/translate.ts';
import { icons } from '../icons.ts';
import { jensenPicture } from '../jensen/picture.ts';
import { lightUp, pointAt, stepThroughTerms } from '../light.ts';
import { pointerCame } from '../pointing.ts';
import { Arrivals } from '../shell/arrivals.ts';
import type { PanelState } from '../store.ts';
import { View } from '../view.ts';
import { Copying } from './copying.ts';
import { flashChanges } from './flash.ts';
import { FormulaShelf } from './formula.ts';
import { lineTable, tellExact } from './lineTable.ts';
import { columnsOnAxes, momentOf } from './moment.ts';
import { rowPicker } from './rowPicker.ts';
import { sentence } from './sentence.ts';
import '../colour/terms.css';
import './derivation.css';

/** Narrower than this there is room for the short form only: in the panel's one column, and beside the pictures. */
const [roomy, roomyBeside] = [700, 500];
/** A line takes some 15 ms to set and to lay out: so many come with a frame. */
const linesAtOnce = 2;

export class Derivation extends View {
  readonly #shelf = new FormulaShelf(() => this.state.welcome?.language ?? 'en');
  /** Whose reasons are unfolded. */
  readonly #open = new Set<LineId>(['jensen']);
  /** What the reader chose; undefined: by width. */
  #form: 'whole' | 'short' | undefined;
  #width = 0;
  readonly #copying = new Copying(this);
  readonly #arrivals = new Arrivals(this);
  #observer: ResizeObserver | undefined;

  protected override select(state: PanelState): readonly unknown[] {
    const { frame, started, chosen, ui } = state;
    return [frame, started, chosen, ui.row, ui.notation, ui.highlight, ui.axes];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer = new ResizeObserver(([entry]) => {
      const before = this.#shownForm();
      this.#width = entry!.contentRect.width;
      if (this.#shownForm() !== before) this.requestUpdate();
    });
    this.#observer.observe(this);
    this.addEventListener('pointerover', this.#point);
    this.addEventListener('pointerleave', this.#leave);
    this.addEventListener('keydown', this.#key);
    this.addEventListener('focusout', this.#letGo);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer?.disconnect();
  }

  #shownForm(): 'whole' | 'short' {
    const least = this.closest('.wide') ? roomyBeside : roomy;
    return this.#form ?? (this.#width > 0 && this.#width < least ? 'short' : 'whole');
  }

  #say(key: LessonKey, args?: WordArgs): string {
    return translate(this.state.welcome?.language ?? 'en', lessonWords[key], { ...this.#symbols(), ...args });
  }

  #symbols(): WordArgs {
    return this.state.ui.notation === 'cs229'
      ? { Q: 'Q', j: 'j', i: 'i', m: 'm', phi: 'φ' }
      : { Q: 'q', j: 'k', i: 'n', m: 'N', phi: 'π' };
  }

  protected override render(): unknown {
    const { frame, ui, started } = this.state;
    if (!frame || !started) return nothing;
    const form = this.#shownForm();
    const moment = frame.row ? momentOf(this.state, read(frame.row, form)) : undefined;
    return html`
      <div class="lesson-tools">
        ${rowPicker(this.store)}
        <span class="lesson-spring"></span>
        ${this.#choice('chain', form, { whole: this.#say('stepByStep'), short: this.#say('inShort') }, (choice) => {
          this.#form = choice;
          this.requestUpdate();
        })}
        ${this.#choice('notation', ui.notation, { cs229: 'CS229', bishop: 'Bishop' }, (notation) =>
          this.store.dispatch({ type: 'notation', notation }),
        )}
      </div>
      ${moment ? this.#lines(form, moment) : html`<p class="lesson-empty">${this.#say('noRow')}</p>`}
    `;
  }

  #lines(form: 'whole' | 'short', moment: Moment): TemplateResult {
    const all = form === 'whole' ? wholeChain(moment.family) : shortChain;
    const here = all.filter((_, at) => this.#arrivals.has(Math.floor(at / linesAtOnce)));
    return html`<ol class="lesson-lines ${form}" aria-busy=${String(here.length < all.length)}>
      ${here.map((line, at) => this.#line(line, at, moment))}
    </ol>`;
  }

  #choice<T extends string>(
    key: 'chain' | 'notation',
    current: T,
    options: Readonly<Record<T, string>>,
    choose: (choice: T) => void,
  ): TemplateResult {
    return html`<div class="segmented" role="group" aria-label=${this.#say(key)}>
      ${(Object.keys(options) as T[]).map(
        (option) =>
          html`<button aria-pressed=${String(option === current)} data-choice=${option} @click=${() => choose(option)}>
            ${options[option]}
          </button>`,
      )}
    </div>`;
  }

  #line(line: Line, at: number, moment: Moment): TemplateResult {
    const open = this.#open.has(line.id);
    const name = this.#say(`${line.id}Name`);
    return html`<li class="lesson-line" data-line=${line.id}>
      <span class="lesson-number" aria-hidden="true">${at + 1}</span>
      ${lineTable(line, moment, {
        say: (key, args) => this.#say(key, args),
        tex: (source, place) => this.#shelf.node(source, this.state.ui.notation, place),
        names: this.state.started!.names,
        onAxes: columnsOnAxes(this.state) !== undefined,
      })}
      <div class="lesson-aside">
        <button
          class="lesson-reason-toggle"
          aria-label=${name}
          title=${name}
          aria-expanded=${String(open)}
          @click=${() => {
            if (open) this.#open.delete(line.id);
            else this.#open.add(line.id);
            this.requestUpdate();
          }}
        >
          ${open ? icons.chevronDown : icons.chevronRight}<span>${name}</span>
        </button>
      </div>
      ${open ? this.#reason(line, moment) : nothing}
    </li>`;
  }

  #reason(line: Line, moment: Moment): TemplateResult {
    const { reading } = moment;
    const { notation } = this.state.ui;
    const row = reading.figures.row + 1;
    const text = translate(this.state.welcome?.language ?? 'en', lessonWords[line.id], {
      ...this.#symbols(),
      row,
      component: reading.complete.component + 1,
    });
    const picture =
      line.id === 'jensen' || line.id === 'shortBound'
        ? jensenPicture(reading, {
            width: 264,
            height: 128,
            id: 'reason',
            label: this.#say('jensenPicture', {
              row,
              evidence: reading.evidence.text,
              logLikelihood: reading.logLikelihood.text,
              elbo: reading.elbo.text,
              kl: reading.kl.text,
            }),
          })
        : nothing;
    return html`<div class="lesson-reason">
      ${picture}
      <div class="lesson-words">
        <p>${sentence(text, reading)}</p>
        ${line.working.map(
          (working, at) =>
            html`<div class="lesson-working">${this.#shelf.node(working, notation, `${line.id} working ${at}`, true)}</div>`,
        )}
        <button class="link lesson-copy" @click=${() => this.#copying.copy(this.store, line)}>
          ${this.#say(this.#copying.said(line.id) ? 'copied' : 'copyLine')}
        </button>
      </div>
    </div>`;
  }

  readonly #point = (event: PointerEvent): void => {
    tellExact(event.target as Element);
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

customElements.define('elbo-derivation', Derivation);

declare global {
  interface HTMLElementTagNameMap {
    'elbo-derivation': Derivation;
  }
}
