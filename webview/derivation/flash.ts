/** A figure changes: its place lights up once, softly. Not under reduced motion, nor while figures change by themselves. */
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
    figure.animate(
      [{ backgroundColor: 'color-mix(in srgb, currentColor 28%, transparent)' }, { backgroundColor: 'transparent' }],
      {
        duration: 700,
        easing: 'ease-out',
      },
    );
  }
}
