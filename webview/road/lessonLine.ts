/** `<elbo-road-line>`: one line of the derivation with its numbers, as the panel's derivation shows it. */
import { html, nothing, type PropertyDeclarations } from 'lit';
import type { LineId } from '../../src/lesson/line.ts';
import { wholeChain } from '../../src/lesson/lines.ts';
import { read } from '../../src/lesson/reading.ts';
import { type LessonKey, lessonWords } from '../../src/words/lesson.ts';
import { translate, type WordArgs } from '../../src/words/translate.ts';
import { Copying } from '../derivation/copying.ts';
import { flashChanges } from '../derivation/flash.ts';
import { lineTable } from '../derivation/lineTable.ts';
import { columnsOnAxes, momentOf } from '../derivation/moment.ts';
import { sentence } from '../derivation/sentence.ts';
import { lightUp } from '../light.ts';
import type { PanelState } from '../store.ts';
import { held } from './prose.ts';
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
  readonly #copying = new Copying(this);

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
    const reason = translate(this.state.welcome?.language ?? 'en', lessonWords[line.id], {
      ...this.#symbols(),
      row: frame.row.row + 1,
      component: moment.reading.complete.component + 1,
    });
    return html`<div class="road-line" data-line=${line.id}>
      ${lineTable(line, moment, {
        say: (key, args) => this.#say(key, args),
        tex: (source, place) => this.tex(source, place),
        names: started.names,
        onAxes: columnsOnAxes(this.state) !== undefined,
      })}
      <button class="link road-copy" @click=${() => this.#copying.copy(this.store, this.worked ? line : { ...line, working: [] })}>
        ${this.word(this.#copying.said(line.id) ? 'copied' : 'copyLine')}
      </button>
      ${
        this.worked
          ? html`<div class="road-working">
              <p>${sentence(held(reason), moment.reading)}</p>
              ${line.working.map(
                (working, at) =>
                  html`<div class="lesson-working">${this.tex(working, `${line.id} working ${at}`, true)}</div>`,
              )}
            </div>`
          : nothing
      }
    </div>`;
  }

  protected override updated(): void {
    lightUp(this, this.state.ui.highlight);
    flashChanges(this, this.state);
  }
}

customElements.define('elbo-road-line', RoadLine);
