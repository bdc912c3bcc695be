/** The state of the panel as a reader meets it: what it is doing, in one sentence. */
import type { PanelKey } from '../../src/words/panel.ts';
import { frameOf, type Model, modelOf, momentsKnown, type PanelState } from '../state.ts';
import { say, sayFault } from '../words.ts';

export interface Stage {
  readonly kind:
    | 'waiting'
    | 'empty'
    | 'reading'
    | 'choosing'
    | 'running'
    | 'paused'
    | 'converged'
    | 'cancelled'
    | 'failed';
  readonly text: string;
  /** How far it is, where that is known. */
  readonly fraction?: number;
}

const phaseKeys: Readonly<Record<string, PanelKey>> = { starts: 'phaseStarts', selection: 'phaseSelection' };
const stopKeys: Readonly<Record<string, PanelKey>> = {
  maxIterations: 'stoppedMaxIterations',
  exact: 'stoppedExact',
  heldOut: 'stoppedHeldOut',
  plateau: 'stoppedPlateau',
  epochs: 'stoppedEpochs',
  limit: 'stoppedLimit',
};

/** Sentences that are others where the model is. */
const wordsOf: Readonly<Record<Model, Readonly<Record<'paused' | 'cancelled' | 'emptyNext' | 'tolerance', PanelKey>>>> =
  {
    gmm: { paused: 'paused', cancelled: 'cancelled', emptyNext: 'emptyNext', tolerance: 'stoppedTolerance' },
    vi: { paused: 'pausedVi', cancelled: 'cancelledVi', emptyNext: 'emptyNextVi', tolerance: 'stoppedVi' },
    vae: {
      paused: 'pausedTraining',
      cancelled: 'cancelledTraining',
      emptyNext: 'emptyNextVae',
      tolerance: 'stoppedPlateau',
    },
  };

export function stageOf(state: PanelState): Stage {
  const { runState, reading, progress, fault } = state;
  const words = wordsOf[modelOf(state.coming ?? state)];
  if (fault) return { kind: 'failed', text: failure(state) };
  if (reading !== undefined) {
    const file = state.welcome?.fileName ?? '';
    return { kind: 'reading', text: say(state, 'readingFile', { file, percent: percent(reading) }), fraction: reading };
  }
  switch (runState) {
    case 'running': {
      const phase = progress && phaseKeys[progress.phase];
      if (progress && phase) {
        const text = say(state, phase, { percent: percent(progress.fraction) });
        return { kind: 'choosing', text, fraction: progress.fraction };
      }
      return { kind: 'running', text: running(state), fraction: progress?.fraction ?? 0 };
    }
    case 'paused':
      return { kind: 'paused', text: withEdits(state, say(state, words.paused)) };
    case 'converged':
      return {
        kind: 'converged',
        text: withEdits(state, say(state, stopKeys[state.stopReason ?? ''] ?? words.tolerance)),
      };
    case 'cancelled':
      return { kind: 'cancelled', text: say(state, frameOf(state) ? words.cancelled : 'cancelledEmpty') };
    case 'failed':
      return { kind: 'failed', text: say(state, 'failedTitle') };
    case 'idle':
      if (momentsKnown(state) > 0) return { kind: 'paused', text: say(state, words.paused) };
      return state.welcome && state.table
        ? { kind: 'empty', text: `${say(state, 'empty')} ${say(state, words.emptyNext)}` }
        : { kind: 'waiting', text: say(state, 'waiting') };
  }
}

const percent = (fraction: number): number => Math.floor(100 * fraction);

function running(state: PanelState): string {
  const fit = state.coming ?? state;
  const known = momentsKnown(fit);
  const epoch = fit.vae.trace.epochs[known - 1] ?? 0;
  const model = modelOf(fit);
  if (model === 'vae') return withEdits(state, say(state, 'training', { epoch }));
  return withEdits(state, say(state, model === 'vi' ? 'runningVi' : 'running', { known }));
}

function failure(state: PanelState): string {
  const sentence = sayFault(state, state.fault!);
  return frameOf(state) && state.runState === 'failed' ? `${sentence} ${say(state, 'failedBefore')}` : sentence;
}

/** What was edited in the file comes first: it is why the figures are others. */
function withEdits(state: PanelState, sentence: string): string {
  const { edited } = state;
  if (!edited) return sentence;
  const [from, to] = [edited.firstLine, edited.firstLine + Math.max(1, edited.lines) - 1];
  // A mixture begins where it was; the others anew.
  const [line, lines] =
    modelOf(state.coming ?? state) === 'gmm'
      ? (['editedLine', 'editedLines'] as const)
      : (['editedLineAnew', 'editedLinesAnew'] as const);
  const said = from === to ? say(state, line, { from }) : say(state, lines, { from, to });
  return `${said} ${sentence}`;
}
