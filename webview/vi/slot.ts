/** What the panel knows of a run of variational Bayes, beside its staircase: as protocol/viFrame.ts tells it. */
import type { RunEvent } from '../../src/protocol/run.ts';
import type { ViFrame, ViOverK, ViPart, ViSetting, ViTrace } from '../../src/protocol/viFrame.ts';

export type ViEvent = Extract<RunEvent, { type: 'viSetting' | 'viFrame' | 'viOverK' }>;

export interface ViSlot {
  readonly setting: ViSetting | undefined;
  readonly frame: ViFrame | undefined;
  readonly overK: ViOverK | undefined;
}

export const noVi: ViSlot = { setting: undefined, frame: undefined, overK: undefined };

/** The slot after an event of its own run. */
export function hearVi(slot: ViSlot, event: ViEvent): ViSlot {
  switch (event.type) {
    case 'viSetting':
      return { ...noVi, setting: event };
    case 'viFrame':
      return { ...slot, frame: event };
    case 'viOverK':
      return { ...slot, overK: event };
  }
}

/** One letter a sub-step: whose q was updated. */
const letters: Readonly<Record<ViPart, string>> = { assignments: 'Z', weights: 'π', components: 'μ' };

const order: readonly ViPart[] = ['assignments', 'weights', 'components'];

export const letterOf = (part: ViPart): string => letters[part];

/** The sub-step of a letter. */
export const partOf = (letter: string): ViPart => order.find((part) => letters[part] === letter) ?? 'assignments';

/**
 * The staircase of the bound in the form that EM's has. log p(X) stands where ℓ does: known where K = 1, else NaN, of
 * which nothing is drawn.
 */
export function staircaseOf({ setting }: ViSlot, { run, from, bound }: ViTrace): Extract<RunEvent, { type: 'trace' }> {
  return {
    type: 'trace',
    run,
    from,
    halves: Array.from(bound, (_, at) => letters[order[(from + at) % 3]!]).join(''),
    elbo: bound,
    logLikelihood: new Float64Array(bound.length).fill(setting?.evidence ?? Number.NaN),
  };
}

export interface ViUi {
  /** Other K were asked for, although there are many cells to fit. */
  readonly overK: boolean;
}

export const firstViUi: ViUi = { overK: false };

/** Up to so many cells other K are fitted unasked: some seconds of a worker that rests. */
const fewCells = 50_000;

/** Other K are fitted without a word. */
export const comparesUnasked = ({ n, d }: { readonly n: number; readonly d: number }): boolean => n * d <= fewCells;
