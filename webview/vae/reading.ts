/** The VAE's derivation of the row and the epoch on show, and which words go with it: for the view and for the document. */
import type { VaeLine, VaeLineId } from '../../src/lesson/vae/chain.ts';
import { readVae, type VaeReading } from '../../src/lesson/vae/reading.ts';
import type { WordArgs } from '../../src/words/translate.ts';
import type { VaeLessonKey } from '../../src/words/vaeLesson.ts';
import type { PanelState } from '../state.ts';
import { rowGapOf } from './slot.ts';

/** Undefined where no row is on show. */
export function vaeReadingOf({ vae }: PanelState): VaeReading | undefined {
  const { frame } = vae;
  if (!frame?.row) return undefined;
  const { previous, moved, row } = frame;
  return readVae({
    row,
    split: rowGapOf(vae),
    climb:
      previous && moved
        ? {
            steps: frame.steps - previous.steps,
            theta: moved.theta,
            phi: moved.phi,
            before: previous.train.elbo,
            after: frame.train.elbo,
          }
        : undefined,
    linear: vae.setting?.linear === true,
    climbsElbo: vae.setting?.climbsElbo !== false,
  });
}

/** Reasons that read otherwise where the decoder is linear. */
const linearReasons: ReadonlySet<VaeLineId> = new Set(['story', 'integral', 'gap', 'ascent']);

/** The key of the line's reason: another where the decoder is linear, a grid over z still does, or the KL is weighed. */
export function reasonKey({ id }: VaeLine, { moment: { row, linear, climbsElbo } }: VaeReading): VaeLessonKey {
  if (linear && linearReasons.has(id)) return `${id}Linear` as VaeLessonKey;
  if (id === 'ascent' && !climbsElbo) return 'ascentWeighted';
  return id === 'integral' && row.method === 'quadrature' ? 'integralGrid' : id;
}

/** The key of the line's formula read aloud. */
export const spokenKey = ({ id }: VaeLine, { moment: { climbsElbo } }: VaeReading): VaeLessonKey =>
  id === 'ascent' && !climbsElbo ? 'ascentWeightedSpoken' : `${id}Spoken`;

/** The symbols that the derivation's sentences name. */
export const lessonSymbols = ({ ui }: PanelState): WordArgs =>
  ui.notation === 'cs229' ? { Q: 'Q', i: 'i', m: 'm' } : { Q: 'q', i: 'n', m: 'N' };
