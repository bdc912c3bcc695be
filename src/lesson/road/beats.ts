/** Slow motion: each half-step in a few beats, each with a sentence and the term that lights up. */
import type { Term } from '../notation.ts';

export interface Beat {
  /** Key of the sentence. */
  readonly says:
    | 'slowBeforeE'
    | 'slowQ'
    | 'slowTouch'
    | 'slowBeforeM'
    | 'slowMeans'
    | 'slowRise'
    | 'slowReopen'
    | 'slowX';
  readonly lights: Term;
}

const beats: Readonly<Record<string, readonly Beat[]>> = {
  E: [
    { says: 'slowBeforeE', lights: 'joint' },
    { says: 'slowQ', lights: 'q' },
    { says: 'slowTouch', lights: 'elbo' },
  ],
  M: [
    { says: 'slowBeforeM', lights: 'q' },
    { says: 'slowMeans', lights: 'mean' },
    { says: 'slowRise', lights: 'logLikelihood' },
    { says: 'slowReopen', lights: 'kl' },
  ],
};
const extrapolated: readonly Beat[] = [{ says: 'slowX', lights: 'mean' }];

/** The beats of a half-step by its letter. */
export const beatsOf = (letter: string): readonly Beat[] => beats[letter] ?? extrapolated;

export interface Place {
  readonly half: number;
  readonly beat: number;
}

/** One beat on or back through the half-steps `halves` (a letter each); undefined beyond either end. */
export function stepped({ half, beat }: Place, by: 1 | -1, halves: string): Place | undefined {
  const own = beatsOf(halves[half] ?? 'E').length;
  if (by > 0) {
    if (beat + 1 < own) return { half, beat: beat + 1 };
    return half + 1 < halves.length ? { half: half + 1, beat: 0 } : undefined;
  }
  if (beat > 0) return { half, beat: beat - 1 };
  if (half === 0) return undefined;
  return { half: half - 1, beat: beatsOf(halves[half - 1]!).length - 1 };
}
