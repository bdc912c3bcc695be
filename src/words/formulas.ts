/** Words that stand in formulas: written `\word{amortisation}` there, and set as text in the reader's language. */
import { type Language, translate } from './translate.ts';

export const formulaWords = {
  approximation: 'approximation',
  amortisation: 'amortisation',
  /** As subscripts of the gap's two parts. */
  am: 'amort.',
  ap: 'approx.',
  gap: 'gap',
  const: 'const',
} as const;

/** LaTeX with its words in the reader's language. */
export const worded = (tex: string, language: Language): string =>
  tex.replace(
    /\\word\{(\w+)\}/g,
    (_, word: string) => `\\text{${translate(language, formulaWords[word as keyof typeof formulaWords] ?? word)}}`,
  );
