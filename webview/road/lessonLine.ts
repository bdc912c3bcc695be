/** `<elbo-road-line>`: one line of the derivation with its numbers, as the panel's derivation shows it. */
import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { Line, LineId, NumberRow, Token } from '../../src/lesson/line.ts';
import { wholeChain } from '../../src/lesson/lines.ts';
import { plainTex } from '../../src/lesson/notation.ts';
import { read } from '../../src/lesson/reading.ts';
import { worded } from '../../src/words/formulas.ts';
import { type LessonKey, lessonWords } from '../../src/words/lesson.ts';
import { translate, type WordArgs } from '../../src/words/translate.ts';
import { disc } from '../colour/disc.ts';
import { flashChanges } from '../derivation/flash.ts';
import { momentOf } from '../derivation/moment.ts';
import { sentence } from '../derivation/sentence.ts';
import { lightUp } from '../light.ts';
import type { PanelState } from '../store.ts';
import { RoadView } from './roadView.ts';
import '../derivation/derivation.css';

export class RoadLine extends RoadView {
  static override properties: PropertyDeclarations = {
    ...RoadView.properties,
    line: { attribute: false },
    worked: { attribute: false },
  };
  declare line: LineId;
  /** Whether reason and working are written out. */
  declare worked: boolean;
  #copied = false;

  protected override select({ frame, started, chosen, ui }: PanelState): readonly unknown[] {
    return [frame, started, chosen, ui.notation, ui.highlight, ui.axes];
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
    const { frame, started } = this.state;
    if (!frame?.row || !started) return html`<p class="secondary">${this.#say('noRow')}</p>`;
    const moment = momentOf(this.state, read(frame.row));
    const line = wholeChain(moment.family).find(({ id }) => id === this.line)!;
    const rows = line.numbers(moment);
    const spoken = [this.#say(`${line.id}Spoken`), ...rows.map((row) => this.#spokenRow(row))].join('. ');
    const reason = translate(this.state.welcome?.language ?? 'en', lessonWords[line.id], {
      ...this.#symbols(),
      row: frame.row.row + 1,
      component: moment.reading.complete.component + 1,
    });
    return html`<div class="road-line" data-line=${line.id}>
      <div class="lesson-scroll">
        <div class="lesson-table" role="group" tabindex="0" aria-label=${spoken} data-terms=${line.terms.join(' ')}>
          <div class="lesson-row formula" aria-hidden="true">
            <span class="lesson-cell mark-cell"></span>
            ${line.pieces.map(({ tex, kind }, p) => html`<span class="lesson-cell ${kind}">${this.tex(tex, `${line.id} ${p}`)}</span>`)}
          </div>
          ${rows.map((row) => this.#numbers(row))}
        </div>
      </div>
      <button class="link road-copy" @click=${() => this.#copy(line)}>
        ${this.word(this.#copied ? 'copied' : 'copyLine')}
      </button>
      ${
        this.worked
          ? html`<div class="road-working">
              <p>${sentence(reason, moment.reading)}</p>
              ${line.working.map(
                (working, at) =>
                  html`<div class="lesson-working">${this.tex(working, `${line.id} working ${at}`, true)}</div>`,
              )}
            </div>`
          : nothing
      }
    </div>`;
  }

  #numbers(row: NumberRow): TemplateResult {
    const mark =
      row.of === undefined
        ? nothing
        : row.of === 'others'
          ? html`<span class="lesson-others">+${this.state.frame!.theta.k - 5}</span>`
          : disc(row.of);
    return html`<div class="lesson-row">
      <span class="lesson-cell mark-cell">${mark}</span>
      ${row.cells.map((cell) => html`<span class="lesson-cell">${cell.map((token) => this.#token(token))}</span>`)}
    </div>`;
  }

  #token(token: Token): TemplateResult {
    if (token.kind === 'sign') {
      const room = { '(': 'tight', ')': 'tight', ',': 'comma' }[token.text] ?? '';
      return html`<span class="lesson-sign ${room}">${token.text}</span>`;
    }
    if (token.kind === 'remark') return html`<span class="lesson-remark">${this.#say(token.remark)}</span>`;
    return html`<span
      class="figure"
      data-slot=${token.slot}
      data-exact=${String(token.exact)}
      data-term=${token.term ?? nothing}
      data-component=${token.component ?? nothing}
      title=${String(token.exact)}
      >${token.text}</span
    >`;
  }

  #spokenRow(row: NumberRow): string {
    const of =
      typeof row.of === 'number'
        ? `${this.#say('componentSpoken', { component: row.of + 1 })}: `
        : row.of === 'others'
          ? `${this.#say('othersRow', { count: this.state.frame!.theta.k - 5 })}: `
          : '';
    const said = row.cells.flat().map((token) => (token.kind === 'remark' ? this.#say(token.remark) : token.text));
    return of + said.join(' ');
  }

  #copy(line: Line): void {
    const { notation } = this.state.ui;
    const formula = line.pieces.map(({ tex }) => plainTex(tex, notation)).join(' ');
    const working = this.worked ? line.working.map((tex) => plainTex(tex, notation)) : [];
    this.store.send({
      type: 'copy',
      text: worded([formula, ...working].join('\n'), this.state.welcome?.language ?? 'en'),
    });
    this.#copied = true;
    this.requestUpdate();
    setTimeout(() => {
      this.#copied = false;
      this.requestUpdate();
    }, 1500);
  }

  protected override updated(): void {
    lightUp(this, this.state.ui.highlight);
    flashChanges(this, this.state);
  }
}

customElements.define('elbo-road-line', RoadLine);
