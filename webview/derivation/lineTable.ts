/** A line of the chain as a table: the formula's pieces, and under them one row of numbers a component. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Line, Moment, NumberRow, Token } from '../../src/lesson/line.ts';
import type { LessonKey } from '../../src/words/lesson.ts';
import type { WordArgs } from '../../src/words/translate.ts';
import { disc } from '../colour/disc.ts';

export interface LineSetting {
  /** A word of the lesson, in the reader's language and notation. */
  say(key: LessonKey, args?: WordArgs): string;
  /** The node of a formula; `place` tells uses apart. */
  tex(source: string, place: string): HTMLElement;
  /** Of the file's columns. */
  readonly names: readonly string[];
  /** Whether the moment's columns are those on the scatter's axes; else they are the first. */
  readonly onAxes: boolean;
}

/** A line of the derivation: its formulas, under them the figures of the moment, and of which columns they are. */
export function lineTable(line: Line, moment: Moment, setting: LineSetting): TemplateResult {
  const rows = line.numbers(moment);
  const { k } = moment.frame.theta;
  const spoken = [setting.say(`${line.id}Spoken`), ...rows.map((row) => spokenRow(row, k, setting))].join('. ');
  return html`<div class="lesson-scroll">
    <div class="lesson-table" role="group" tabindex="0" aria-label=${spoken} data-terms=${line.terms.join(' ')}>
      <div class="lesson-row formula" aria-hidden="true">
        <span class="lesson-cell mark-cell"></span>
        ${line.pieces.map(({ tex, kind }, p) => html`<span class="lesson-cell ${kind}">${setting.tex(tex, `${line.id} ${p}`)}</span>`)}
      </div>
      ${rows.map((row) => numbers(row, k, setting))}
    </div>
  </div>
  ${entriesNote(line, moment, setting)}`;
}

/** Of which columns the numbers are, where the file has several. */
function entriesNote(line: Line, moment: Moment, { say, names, onAxes }: LineSetting): TemplateResult | typeof nothing {
  const entries = line.entries?.(moment);
  if (!entries) return nothing;
  const [a, b] = moment.columns.map((column) => names[column]!);
  const { d } = moment.frame.theta;
  const some = entries !== 'entriesOne' && d > moment.columns.length;
  return html`<p class="lesson-entries">${say(entries, { a: a!, b: b! })}${some ? html` · ${say(onAxes ? 'entriesOnAxes' : 'entriesFirst', { d })}` : nothing}</p>`;
}

/** Of so many components the first have rows of their own. */
const named = 5;

function numbers({ of, cells }: NumberRow, k: number, setting: LineSetting): TemplateResult {
  const mark =
    of === undefined ? nothing : of === 'others' ? html`<span class="lesson-others">+${k - named}</span>` : disc(of);
  return html`<div class="lesson-row">
    <span class="lesson-cell mark-cell">${mark}</span>
    ${cells.map((cell) => html`<span class="lesson-cell">${cell.map((token) => shown(token, setting))}</span>`)}
  </div>`;
}

function shown(token: Token, { say }: LineSetting): TemplateResult {
  switch (token.kind) {
    case 'sign':
      return html`<span class="lesson-sign ${{ '(': 'tight', ')': 'tight', ',': 'comma' }[token.text] ?? ''}">${token.text}</span>`;
    case 'remark':
      return html`<span class="lesson-remark">${say(token.remark)}</span>`;
    case 'value':
      return html`<span
        class="figure"
        data-slot=${token.slot}
        data-exact=${String(token.exact)}
        data-term=${token.term ?? nothing}
        data-component=${token.component ?? nothing}
        >${token.text}</span
      >`;
  }
}

/** Under the pointer a figure says all its digits: told when the pointer comes, not to every figure at every half-step. */
export function tellExact(target: Element): void {
  const figure = target.closest<HTMLElement>('.figure[data-slot]');
  if (figure) figure.title = figure.dataset.exact!;
}

function spokenRow({ of, cells }: NumberRow, k: number, { say }: LineSetting): string {
  const whose =
    of === undefined
      ? ''
      : of === 'others'
        ? `${say('othersRow', { count: k - named })}: `
        : `${say('componentSpoken', { component: of + 1 })}: `;
  const said = cells.flat().map((token) => (token.kind === 'remark' ? say(token.remark) : token.text));
  return whose + said.join(' ');
}
