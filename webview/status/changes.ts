/** What an edit of the file changed in the fit. */
import { decimalsThatShow, fixed, grouped } from '../figures.ts';
import type { Before, PanelState } from '../state.ts';
import { say } from '../words.ts';

/** ℓ, the number of rows and the component that moved most; nothing while there is no fit after the edit. */
export function changesOf(state: PanelState): string[] {
  const { edited, before, frame, started, coming } = state;
  if (!edited || !before || !frame || !started || coming) return [];
  const { logLikelihood } = frame.step;
  const moved = mostMoved(before.theta, frame.theta);
  const rise = Math.abs(logLikelihood - before.logLikelihood);
  // As far as the tolerance of a fit goes, and no further.
  if (before.n === started.n && moved && moved.by < 1e-3 && rise < 1e-4) return [say(state, 'editedNothing')];
  const digits = Math.min(4, decimalsThatShow([logLikelihood - before.logLikelihood]));
  const parts = [
    say(state, 'editedLikelihood', {
      before: fixed(before.logLikelihood, digits),
      after: fixed(logLikelihood, digits),
    }),
  ];
  if (before.n !== started.n)
    parts.push(say(state, 'editedRows', { before: grouped(before.n), after: grouped(started.n) }));
  if (moved)
    parts.push(
      say(state, 'editedMean', { component: moved.component + 1, moved: fixed(moved.by, moved.by < 0.01 ? 4 : 2) }),
    );
  return parts;
}

/** The component whose mean went furthest, counted in its own standard deviations of before along each column. */
export function mostMoved(
  before: Before['theta'],
  after: Before['theta'],
): { component: number; by: number } | undefined {
  if (before.k !== after.k || before.d !== after.d) return undefined;
  const { k, d } = before;
  let most: { component: number; by: number } | undefined;
  for (let j = 0; j < k; j++) {
    for (let c = 0; c < d; c++) {
      const deviation = Math.sqrt(before.covariances[(j * d + c) * d + c]!);
      const by = Math.abs(after.means[j * d + c]! - before.means[j * d + c]!) / deviation;
      if (Number.isFinite(by) && (!most || by > most.by)) most = { component: j, by };
    }
  }
  return most;
}
