/** A line of the derivation as data: formula in pieces, and under each piece the numbers that stand there. */
import type { FrameFigures } from './figures.ts';
import type { Term } from './notation.ts';
import type { Reading } from './reading.ts';

export type LineId =
  | 'joint'
  | 'complete'
  | 'evidence'
  | 'ratio'
  | 'jensen'
  | 'equality'
  | 'gap'
  | 'posterior'
  | 'weights'
  | 'means'
  | 'covariances'
  | 'shortRatio'
  | 'shortEvidence'
  | 'shortBound';

/** The covariance family decides how line `covariances` reads. */
export type LessonFamily = 'full' | 'tied' | 'diag' | 'spherical';

/** Words that stand among the numbers; worded in `words/lesson.ts`. */
export type Remark =
  | 'logOfMean'
  | 'noRatio'
  | 'zeroLimit'
  | 'nextM'
  | 'constrained'
  | 'equal'
  | 'nearlyEqual'
  | 'notEqual';

export type Token =
  | { readonly kind: 'sign'; readonly text: string }
  | { readonly kind: 'remark'; readonly remark: Remark }
  | {
      readonly kind: 'value';
      /** Names the value within its line, whatever the half-step: `joint.0`, `elbo`. */
      readonly slot: string;
      readonly text: string;
      /** All digits there are, for those who hover. */
      readonly exact: number;
      readonly term?: Term;
      readonly component?: number;
    };

/** What the numbers in brackets are, in their order; worded in `words/lesson.ts`. */
export type Entries = 'entriesMeans' | 'entriesFull' | 'entriesDiag' | 'entriesOne';

export interface NumberRow {
  /** Of which component the row is; 'others' for those that have no row of their own. */
  readonly of?: number | 'others';
  /** Under each piece of the line. */
  readonly cells: readonly (readonly Token[])[];
}

export interface Piece {
  /** In the macros of `notation.ts`. */
  readonly tex: string;
  /** Signs between the terms get their space from the page, not from TeX. */
  readonly kind: 'term' | 'sign';
}

/** What the numbers of a line are computed from. */
export interface Moment {
  readonly reading: Reading;
  readonly frame: FrameFigures;
  /** Number of rows. */
  readonly rows: number;
  readonly family: LessonFamily;
  /** The columns whose means and covariances are written out, by index: one or two. */
  readonly columns: readonly number[];
  /** Whether Σ_k is something else than the weighted covariance: the smallest eigenvalue was held up. */
  constrained(component: number): boolean;
}

export interface Line {
  readonly id: LineId;
  /** Shown in the whole chain, or in its short form. */
  readonly form: 'whole' | 'short';
  readonly pieces: readonly Piece[];
  /** Terms in the formula, for linking. */
  readonly terms: readonly Term[];
  /** Display formulas that follow the reason when it is unfolded. */
  readonly working: readonly string[];
  numbers(moment: Moment): readonly NumberRow[];
  /** For a line whose numbers are of single columns of the file. Undefined: the file has one column only. */
  entries?(moment: Moment): Entries | undefined;
}

export const term = (tex: string): Piece => ({ tex, kind: 'term' });
export const sign = (tex: string): Piece => ({ tex, kind: 'sign' });
export const says = (text: string): Token => ({ kind: 'sign', text });
export const remark = (which: Remark): Token => ({ kind: 'remark', remark: which });
export const nothing: readonly Token[] = [];
