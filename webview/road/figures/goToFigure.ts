import type { FigureId } from '../../../src/lesson/road/pages.ts';

/** Brings the figure into sight and gives it the focus, once it is there: a page may come in parts. */
export function goToFigure(root: ParentNode, id: FigureId): void {
  const figure = root.querySelector<HTMLElement>(`[data-figure="${id}"]`);
  if (figure) {
    figure.tabIndex = -1;
    figure.scrollIntoView({ block: 'center' });
    figure.focus({ preventScroll: true });
  } else if (root.querySelector('.road-page[aria-busy="true"]')) requestAnimationFrame(() => goToFigure(root, id));
}
