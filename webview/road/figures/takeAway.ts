/** `<elbo-take-away>`: the whole derivation of row i to take along, as Markdown with LaTeX or as a page of HTML. */
import katex from 'katex';
import { html, nothing } from 'lit';
import { type DocumentWords, htmlOf, markdownOf, partsOf } from '../../../src/lesson/document.ts';
import { wholeChain } from '../../../src/lesson/lines.ts';
import { read } from '../../../src/lesson/reading.ts';
import { type LessonKey, lessonWords } from '../../../src/words/lesson.ts';
import { translate, type WordArgs } from '../../../src/words/translate.ts';
import { momentOf } from '../../derivation/moment.ts';
import type { PanelState } from '../../store.ts';
import { RoadView } from '../roadView.ts';

type Format = 'markdown' | 'html';

export class TakeAway extends RoadView {
  #copied: Format | undefined;

  protected override select({ frame, ui }: PanelState): readonly unknown[] {
    return [frame?.row === undefined, ui.notation];
  }

  protected override render(): unknown {
    if (!this.row) return nothing;
    const button = (format: Format, name: string) =>
      html`<button data-action=${format} @click=${() => this.#copy(format)}>${this.#copied === format ? this.word('copied') : name}</button>`;
    return html`<div class="road-buttons">
      <span>${this.word('takeAway')}</span> ${button('markdown', this.word('takeMarkdown'))} ${button('html', this.word('takeHtml'))}
    </div>`;
  }

  #copy(format: Format): void {
    this.store.send({ type: 'copy', text: documentOf(this.state, format, this.word('takeTitle'), this.#subtitle()) });
    this.#copied = format;
    this.requestUpdate();
    setTimeout(() => {
      this.#copied = undefined;
      this.requestUpdate();
    }, 1500);
  }

  #subtitle(): string {
    const { welcome, frame, trace } = this.state;
    return this.word('takeSubtitle', {
      file: welcome?.fileName ?? '',
      row: (this.row?.row ?? 0) + 1,
      half: (frame?.half ?? 0) + 1,
      known: trace.length,
    });
  }
}

/** The derivation of the row and the half-step on show; both must be there. */
function documentOf(state: PanelState, format: Format, title: string, subtitle: string): string {
  const { notation } = state.ui;
  const language = state.welcome?.language ?? 'en';
  const row = state.frame!.row!;
  const moment = momentOf(state, read(row));
  const symbols: WordArgs =
    notation === 'cs229' ? { Q: 'Q', j: 'j', i: 'i', m: 'm', phi: 'φ' } : { Q: 'q', j: 'k', i: 'n', m: 'N', phi: 'π' };
  const say = (key: LessonKey, args?: WordArgs) => translate(language, lessonWords[key], { ...symbols, ...args });
  const words: DocumentWords = {
    language,
    title,
    subtitle,
    name: (id) => say(`${id}Name`),
    reason: (id) => say(id, { row: row.row + 1, component: moment.reading.complete.component + 1 }),
    remark: (remark) => say(remark),
    component: (component) => say('componentSpoken', { component: component + 1 }),
    others: say('othersRow', { count: moment.reading.cast.others }),
  };
  const parts = partsOf(wholeChain(moment.family), moment, notation, words);
  if (format === 'markdown') return markdownOf(parts, words);
  return htmlOf(parts, words, (tex) =>
    katex.renderToString(tex, { output: 'mathml', displayMode: true, throwOnError: false, strict: false }),
  );
}

customElements.define('elbo-take-away', TakeAway);
