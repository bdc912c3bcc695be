/** Row i: a number to type, two arrows to spin, and what the row says. */
import { html, nothing, type TemplateResult } from 'lit';
import { type LessonKey, lessonWords } from '../../src/words/lesson.ts';
import { translate, type WordArgs } from '../../src/words/translate.ts';
import { icons } from '../icons.ts';
import { mixtureFrame, type Store } from '../store.ts';

/** Columns written out beside the picker. */
const mostValues = 4;

/** A cell as the file has it, but for digits beyond the tenth. */
const plain = (x: number): string => String(Number(x.toPrecision(10))).replace('-', '−');

export function rowPicker(store: Store): TemplateResult {
  const { ui, started, welcome } = store.state;
  const symbol = ui.notation === 'cs229' ? 'i' : 'n';
  const say = (key: LessonKey, args?: WordArgs): string =>
    translate(welcome?.language ?? 'en', lessonWords[key], { i: symbol, ...args });
  const frame = mixtureFrame(store.state);
  const n = started?.n ?? 0;
  const row = ui.row ?? frame?.row?.row ?? 0;
  const go = (to: number) => {
    const target = Math.max(0, Math.min(n - 1, to));
    if (Number.isInteger(target)) store.chooseRow(target, true);
  };
  const key = (event: KeyboardEvent) => {
    const by = { ArrowUp: -1, ArrowDown: 1, PageUp: -10, PageDown: 10 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    go((store.state.ui.row ?? row) + by);
  };
  const shown = frame?.row;
  const values = Array.from(shown?.values ?? []).slice(0, mostValues);
  const more = (shown?.values.length ?? 0) - values.length;
  return html`<div class="row-picker">
      <label
        ><span>${say('rowLabel')}</span>
        <input
          type="text"
          inputmode="numeric"
          size=${Math.max(2, String(n).length)}
          aria-label=${say('rowInput', { m: n })}
          .value=${String(row + 1)}
          @change=${(event: Event) => {
            const input = event.target as HTMLInputElement;
            go(Number(input.value) - 1);
            input.value = String((store.state.ui.row ?? row) + 1);
          }}
          @keydown=${key}
      /></label>
      <button class="spin up" aria-label=${say('rowUp')} ?disabled=${row <= 0} @click=${() => go(row - 1)}>
        ${icons.chevronDown}
      </button>
      <button class="spin" aria-label=${say('rowDown')} ?disabled=${row >= n - 1} @click=${() => go(row + 1)}>
        ${icons.chevronDown}
      </button>
    </div>
    ${
      shown
        ? html`<span class="row-values"
            >${values.map((x, d) => `${started!.names[d] ?? ''} ${plain(x)}`).join(', ')}${
              more > 0 ? ` … +${more}` : ''
            }
            · ${say('rowLine', { line: shown.line })}${shown.label === undefined ? nothing : html` · ${say('rowClass', { label: shown.label })}`}</span
          >`
        : nothing
    }`;
}
