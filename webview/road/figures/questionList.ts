/** `<elbo-question-list>`: what people ask, a short answer, and the way to the page and the live figure. */
import { html } from 'lit';
import { pageIds } from '../../../src/lesson/road/pages.ts';
import { type Question, questions } from '../../../src/lesson/road/questions.ts';
import type { RoadKey } from '../../../src/words/road.ts';
import type { PanelState } from '../../store.ts';
import { RoadView } from '../roadView.ts';
import { goToFigure } from './goToFigure.ts';

export class QuestionList extends RoadView {
  protected override select({ ui }: PanelState): readonly unknown[] {
    return [ui.notation];
  }

  protected override render(): unknown {
    return html`<h3>${this.word('questions')}</h3>
      <dl class="road-questions">${questions.map((question) => this.#question(question))}</dl>`;
  }

  #question(question: Question): unknown {
    const n = pageIds.indexOf(question.page);
    const title = this.word(`${question.page}Short`);
    return html`<div>
      <dt>${this.word(`ask${question.id}` as RoadKey)}</dt>
      <dd>
        ${this.word(`answer${question.id}` as RoadKey)}
        <button class="link" data-question=${question.id} @click=${() => this.#go(n, question)}>
          ${this.word('goThere', { n: n + 1, title })}
        </button>
      </dd>
    </div>`;
  }

  #go(page: number, { figure }: Question): void {
    this.store.dispatch({ type: 'road', road: { page } });
    // The page is there after the update that the step causes.
    requestAnimationFrame(() => requestAnimationFrame(() => goToFigure(document, figure)));
  }
}

customElements.define('elbo-question-list', QuestionList);
