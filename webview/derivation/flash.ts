/** A figure changes: its place is ringed once, softly. Not under reduced motion, nor while figures change by themselves. */
import type { PanelState } from '../store.ts';

const seen = new WeakMap<Element, string>();

/** Flashes every figure under `root` whose text is another than when it was last looked at. */
export function flashChanges(root: Element, state: PanelState): void {
  const still = state.theme.reducedMotion || state.ui.playing || state.runState === 'running';
  for (const figure of root.querySelectorAll('.figure')) {
    const text = figure.textContent ?? '';
    const before = seen.get(figure);
    seen.set(figure, text);
    if (still || before === undefined || before === text) continue;
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
