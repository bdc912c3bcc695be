import type { FigureId } from '../../../src/lesson/road/pages.ts';

/** Brings the figure into sight and gives it the focus. */
export function goToFigure(root: ParentNode, id: FigureId): void {
  const figure = root.querySelector<HTMLElement>(`[data-figure="${id}"]`);
  if (!figure) return;
  figure.tabIndex = -1;
  figure.scrollIntoView({ block: 'center' });
  figure.focus({ preventScroll: true });
}
