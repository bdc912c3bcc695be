/** Terms light up with what they stand for in the pictures, and the other way round. */
import type { Term } from '../src/lesson/notation.ts';
import type { Highlight, Store } from './store.ts';

/** Marks every term and component under `root` that is highlighted. */
export function lightUp(root: ParentNode, { term, component }: Highlight): void {
  if (term === undefined && component === undefined) {
    // Nearly always there is nothing to put out: no need to look at every term.
    for (const element of root.querySelectorAll('.lit[data-term], .lit.mark[data-component]'))
      element.classList.remove('lit');
    return;
  }
  for (const element of root.querySelectorAll<HTMLElement>('[data-term], .mark[data-component]')) {
    const { term: own, component: of } = element.dataset;
    const lit =
      own === undefined
        ? component !== undefined && term === undefined && Number(of) === component
        : own === term && (component === undefined || of === undefined || Number(of) === component);
    element.classList.toggle('lit', lit);
  }
}

/** Left and right go through the terms (`data-terms`) of the line that has the focus; Escape lets them go. */
export function stepThroughTerms(store: Store, event: KeyboardEvent): void {
  const terms = (event.target as HTMLElement).dataset.terms?.split(' ') as Term[] | undefined;
  if (!terms) return;
  if (event.key === 'Escape') store.dispatch({ type: 'highlight', highlight: {} });
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const { term } = store.state.ui.highlight;
  const at = term ? terms.indexOf(term) : step > 0 ? -1 : 0;
  store.dispatch({ type: 'highlight', highlight: { term: terms.at((at + step) % terms.length)! } });
}

/** The highlight of what is under the pointer or has the focus. */
export function pointAt(store: Store, target: Element): void {
  const at = target.closest<HTMLElement>('[data-term], .mark[data-component]');
  const term = at?.dataset.term as Term | undefined;
  const component = at?.dataset.component;
  store.dispatch({
    type: 'highlight',
    highlight: { ...(term ? { term } : {}), ...(component ? { component: Number(component) } : {}) },
  });
}
