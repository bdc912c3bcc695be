/** The derivation: all its lines in their order. */
import {
  complete,
  equality,
  evidence,
  gap,
  jensen,
  joint,
  posterior,
  ratio,
  shortBound,
  shortEvidence,
  shortRatio,
} from './chain.ts';
import type { LessonFamily, Line } from './line.ts';
import { covariances, means, weights } from './maximise.ts';

/** The whole chain, one line a step. */
export const wholeChain = (family: LessonFamily): readonly Line[] => [
  joint,
  complete,
  evidence,
  ratio,
  jensen,
  equality,
  gap,
  posterior,
  weights,
  means,
  covariances(family),
];

/** The chain in three lines, for narrow panels. */
export const shortChain: readonly Line[] = [shortRatio, shortEvidence, shortBound];
