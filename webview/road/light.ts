/** Terms on the road light up with what they stand for in the pictures, and the other way round. */
import type { Term } from '../../src/lesson/notation.ts';
import type { Highlight, Store } from '../store.ts';

/** Marks every term and component under `root` that is highlighted. */
export function lightUp(root: ParentNode, { term, component }: Highlight): void {
  for (const element of root.querySelectorAll<HTMLElement>('[data-term], .mark[data-component]')) {
    const { term: own, component: of } = element.dataset;
    const lit =
      own === undefined
        ? component !== undefined && term === undefined && Number(of) === component
        : own === term && (component === undefined || of === undefined || Number(of) === component);
    element.classList.toggle('lit', lit);
  }
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
