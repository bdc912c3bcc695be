/** The run bar's small parts: a select, a number, a list to choose from, each in one box with its name. */
import { html, type TemplateResult } from 'lit';
import { icons } from '../icons.ts';

export interface Choice {
  readonly value: string;
  readonly text: string;
}

export function selectField(
  name: string,
  label: string,
  value: string,
  choices: readonly Choice[],
  chosen: (value: string) => void,
): TemplateResult {
  return html`<label class="field" data-field=${name}>
    <span>${label}</span>
    <select aria-label=${label} @change=${(event: Event) => chosen((event.target as HTMLSelectElement).value)}>
      ${choices.map((choice) => html`<option value=${choice.value} ?selected=${choice.value === value}>${choice.text}</option>`)}
    </select>
    ${icons.chevronDown}
  </label>`;
}

/** A number that is taken when the field is left or Enter is pressed, if it is within its range; else put back. */
export function numberField(
  name: string,
  label: string,
  value: number,
  range: { min: number; max: number; whole: boolean },
  chosen: (value: number) => void,
): TemplateResult {
  const take = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const next = Number(input.value);
    const valid = input.value.trim() !== '' && next >= range.min && next <= range.max;
    if (valid && (!range.whole || Number.isInteger(next)) && next !== value) chosen(next);
    else input.value = String(value);
  };
  return html`<label class="field" data-field=${name}>
    <span>${label}</span>
    <input type="text" aria-label=${label} inputmode=${range.whole ? 'numeric' : 'decimal'} autocomplete="off" spellcheck="false"
      .value=${String(value)} @change=${take} />
  </label>`;
}

export function checkField(
  name: string,
  label: string,
  checked: boolean,
  chosen: (checked: boolean) => void,
): TemplateResult {
  return html`<vscode-checkbox data-field=${name} label=${label} .checked=${checked}
    @change=${(event: Event) => chosen((event.target as HTMLInputElement).checked)}></vscode-checkbox>`;
}

/** A button that opens what is given over the panel; closed by Escape or a click elsewhere (HTML popover). */
export function popoverField(
  name: string,
  label: string,
  summary: TemplateResult,
  content: TemplateResult,
): TemplateResult {
  return html`
    <button class="field opener" data-field=${name} popovertarget=${`popover-${name}`} >
      ${summary}
    </button>
    <div class="popover" id=${`popover-${name}`} popover aria-label=${label}>${content}</div>
  `;
}
