/** What the lesson's numbers are computed from, out of the panel's state. */
import type { Moment } from '../../src/lesson/line.ts';
import type { Reading } from '../../src/lesson/reading.ts';
import { axesOf, type PanelState } from '../store.ts';

/** @param state has a frame and has heard `started` */
export function momentOf(state: PanelState, reading: Reading): Moment {
  const frame = state.frame!;
  const held = new Set(
    frame.warnings.flatMap(({ component, code }) =>
      component !== undefined && /constraint|eigenvalue|floor|clip/i.test(code) ? [component] : [],
    ),
  );
  const added = state.started!.options.regCovar > 0;
  return {
    reading,
    frame,
    rows: state.started!.n,
    family: state.chosen?.family ?? 'full',
    columns: momentColumns(state, frame.theta.d),
    constrained: (component) => added || held.has(component),
  };
}

/** The columns on the axes of the scatter; undefined where it shows principal axes, or one column twice. */
export function columnsOnAxes(state: PanelState): readonly number[] | undefined {
  const axes = axesOf(state);
  const chosen = axes ? [axes.x, axes.y].flatMap((axis) => ('column' in axis ? [axis.column] : [])) : [];
  return chosen.length === 2 && chosen[0] !== chosen[1] ? chosen : undefined;
}

/** The columns that the scatter shows; the first two where it shows principal axes. */
export const momentColumns = (state: PanelState, d: number): readonly number[] =>
  (columnsOnAxes(state) ?? [0, 1]).filter((column) => column < d);
