/** `<elbo-file>`: the file in a line; behind it what was guessed about it, to be overruled, and what was left out. */
import { html, nothing, type TemplateResult } from 'lit';
import type { ReadOptionsMessage, TableMessage } from '../../src/protocol/run.ts';
import type { PanelKey } from '../../src/words/panel.ts';
import { grouped } from '../figures.ts';
import { icons } from '../icons.ts';
import { type Choice, selectField } from '../run/fields.ts';
import { Layout } from '../shell/layout.ts';
import type { PanelState } from '../store.ts';
import { View } from '../view.ts';
import { sayFault } from '../words.ts';
import './file.css';

const delimiters: readonly [string, PanelKey][] = [
  [',', 'comma'],
  [';', 'semicolon'],
  ['\t', 'tab'],
  ['|', 'pipe'],
  [' ', 'space'],
];
/** Encodings that files in the wild come in; the one found is added if it is another. */
const encodings = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  'iso-8859-2',
  'euc-kr',
  'shift_jis',
  'gb18030',
  'big5',
];

const kinds: Readonly<Record<TableMessage['columns'][number]['kind'], PanelKey>> = {
  number: 'kindNumber',
  integer: 'kindInteger',
  text: 'kindText',
  empty: 'kindEmpty',
};

/** Thousands of columns are counted, not listed. */
const mostListed = 200;

export class FileLine extends View {
  readonly #layout = new Layout(this);

  protected override select({ table, started, notices }: PanelState): readonly unknown[] {
    return [table, started, notices];
  }

  protected override render(): unknown {
    const { table, started, welcome } = this.state;
    if (!welcome) return nothing;
    const file = welcome.fileName;
    if (!table) return html`<span class="file-name secondary">${file}</span>`;
    const dropped = started?.dropped ?? 0;
    const rows = grouped(started?.n ?? table.rows);
    return html`
      <button class="link file-name" popovertarget="popover-file" title=${this.say('fileDetails')}>
        ${
          dropped > 0
            ? this.say('fileSome', { file, rows, dropped: grouped(dropped) })
            : this.say(this.#layout.room === 'wide' ? 'fileAll' : 'fileShort', { file, rows })
        }
        ${icons.chevronDown}
      </button>
      <div class="popover" id="popover-file" popover aria-label=${this.say('fileDetails')}>
        <h2>${this.say('fileDetails')}</h2>
        <p class="secondary">${this.say('guessed')}</p>
        <div class="file-fields">${this.#guess(table)}</div>
        ${this.#leftOut()} ${this.#columns(table)}
        ${[...this.#unlisted(table), ...this.state.notices].map((notice) => html`<p>${sayFault(this.state, notice)}</p>`)}
      </div>
    `;
  }

  #overrule(change: ReadOptionsMessage): void {
    this.store.read({ ...this.state.readOptions, ...change });
  }

  #select(
    key: PanelKey & keyof ReadOptionsMessage,
    value: string | undefined,
    choices: readonly Choice[],
    read: (value: string) => ReadOptionsMessage,
  ): TemplateResult {
    return selectField(key, this.say(key), value ?? '', choices, (chosen) => this.#overrule(read(chosen)));
  }

  #guess({ guess }: TableMessage): TemplateResult {
    const format = guess.format ?? 'delimited';
    const formats = [
      { value: 'delimited', text: this.say('formatDelimited') },
      { value: 'json', text: this.say('formatJson') },
      { value: 'jsonLines', text: this.say('formatJsonLines') },
    ];
    return html`
      ${this.#select('format', format, formats, (value) => ({ format: value as NonNullable<ReadOptionsMessage['format']> }))}
      ${format === 'delimited' ? this.#delimited(guess) : this.#json(guess, format)}
      ${this.#select('encoding', guess.encoding, encodingChoices(guess.encoding), (encoding) => ({ encoding }))}
      <label class="field" data-field="missing" title=${this.say('missingHelp')}>
        <span>${this.say('missing')}</span>
        <input type="text" spellcheck="false" .value=${guess.missing.filter((m) => m !== '').join(' ')} @change=${this.#missing} />
      </label>
    `;
  }

  #delimited(guess: TableMessage['guess']): TemplateResult {
    const other = guess.delimiter && !delimiters.some(([mark]) => mark === guess.delimiter) ? [guess.delimiter] : [];
    const marks = [
      ...delimiters.map(([value, key]) => ({ value, text: this.say(key) })),
      ...other.map((value) => ({ value, text: value })),
    ];
    const headers = [
      { value: 'yes', text: this.say('headerYes') },
      { value: 'no', text: this.say('headerNo') },
    ];
    const points = [
      { value: '.', text: this.say('decimalPoint') },
      { value: ',', text: this.say('decimalComma') },
    ];
    return html`
      ${this.#select('delimiter', guess.delimiter, marks, (delimiter) => ({ delimiter }))}
      ${this.#select('header', guess.header === false ? 'no' : 'yes', headers, (value) => ({ header: value === 'yes' }))}
      ${this.#select('decimal', guess.decimal, points, (value) => ({ decimal: value as '.' | ',' }))}
    `;
  }

  #json(guess: TableMessage['guess'], format: string): TemplateResult {
    const layouts = [
      { value: 'objects', text: this.say('layoutObjects') },
      { value: 'arrays', text: this.say('layoutArrays') },
      { value: 'columns', text: this.say('layoutColumns') },
    ];
    return html`
      ${this.#select('layout', guess.layout, layouts, (value) => ({ layout: value as NonNullable<ReadOptionsMessage['layout']> }))}
      ${
        format === 'json'
          ? html`<label class="field" data-field="path">
              <span>${this.say('path')}</span>
              <input type="text" spellcheck="false" .value=${guess.path ?? ''} @change=${(event: Event) =>
                this.#overrule({ path: (event.target as HTMLInputElement).value })} />
            </label>`
          : nothing
      }
    `;
  }

  #missing(event: Event): void {
    const markers = (event.target as HTMLInputElement).value.split(/\s+/).filter((marker) => marker !== '');
    this.#overrule({ missing: ['', ...markers] });
  }

  #leftOut(): TemplateResult | typeof nothing {
    const { started } = this.state;
    if (!started || started.dropped === 0) return nothing;
    const { dropped, droppedLines } = started;
    const list = droppedLines.slice(0, 12).join(', ');
    const key =
      dropped === 1 ? 'line' : droppedLines.length < dropped || droppedLines.length > 12 ? 'linesMore' : 'lines';
    const lines = this.say(key, { lines: list });
    return html`<p>${this.say('leftOut', { dropped: grouped(dropped), lines })}</p>`;
  }

  /** Notices but for those that the list of columns says in their place. */
  #unlisted({ columns, notices }: TableMessage): TableMessage['notices'] {
    return columns.length > mostListed ? notices : notices.filter(({ code }) => code !== 'nearlyNumeric');
  }

  #columns({ columns }: TableMessage): TemplateResult {
    const shown = columns.slice(0, mostListed);
    return html`<table class="file-columns">
      <caption>${this.say('columnsFound')} (${grouped(columns.length)})</caption>
      <tbody>
        ${shown.map((column) => {
          const notes = [
            column.missing > 0 ? this.say('columnMissing', { missing: grouped(column.missing) }) : '',
            column.looksLikeRowId ? this.say('columnRowId') : '',
            column.looksLikeLabel ? this.say('columnLabel') : '',
            column.stray
              ? this.say(column.stray.count === 1 ? 'columnStrayOne' : 'columnStray', {
                  ...column.stray,
                  count: grouped(column.stray.count),
                })
              : '',
          ];
          return html`<tr>
            <th scope="row">${column.name}</th>
            <td class="kind">${this.say(kinds[column.kind])}</td>
            <td>${notes.filter((note) => note !== '').join(', ')}</td>
          </tr>`;
        })}
      </tbody>
    </table>`;
  }
}

const encodingChoices = (found: string): Choice[] =>
  (encodings.includes(found) ? encodings : [found, ...encodings]).map((value) => ({ value, text: value }));

customElements.define('elbo-file', FileLine);
