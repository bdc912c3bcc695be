/** A figure changes: its place is ringed once, softly. Not under reduced motion, nor while figures change by themselves. */
import type { PanelState } from '../store.ts';

/** Figures stand still for so long before they are ringed: under a thumb that moves, every one would be, all the time. */
const restMs = 120;

/** What a figure said when it last stood still. */
const seen = new WeakMap<Element, string>();
/** Who waits for its figures to stand still, and whether they changed by themselves meanwhile. */
const waiting = new WeakMap<Element, { timer: ReturnType<typeof setTimeout>; still: boolean }>();

/** Rings every figure in sight under `root` whose text is another than when the figures last stood still. */
export function flashChanges(root: Element, state: PanelState): void {
  const before = waiting.get(root);
  clearTimeout(before?.timer);
  const still = before?.still || state.theme.reducedMotion || state.ui.playing || state.runState === 'running';
  waiting.set(root, { still, timer: setTimeout(() => flashNow(root, still), restMs) });
}

function flashNow(root: Element, still: boolean): void {
  waiting.delete(root);
  const changed: Element[] = [];
  for (const figure of root.querySelectorAll('.figure')) {
    const text = figure.textContent ?? '';
    const before = seen.get(figure);
    seen.set(figure, text);
    if (!still && before !== undefined && before !== text && inSight(figure)) changed.push(figure);
  }
  for (const figure of changed) {
    // A ring, not a fill, which would take contrast from the digits as they change.
    figure.animate(
      [
        { boxShadow: '0 0 0 2px color-mix(in srgb, currentColor 60%, transparent)' },
        { boxShadow: '0 0 0 2px transparent' },
      ],
      { duration: 700, easing: 'ease-out' },
    );
  }
}

function inSight(element: Element): boolean {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}
