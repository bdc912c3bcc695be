/** The chain of variational inference as parts of a document. */
import { inOneLine, type Part, partOf } from '../document.ts';
import { type ViFigures, type ViLineId, type ViNumberRow, type ViRemark, viChain } from './chain.ts';

/** What the document's words are, in the reader's language. */
export interface ViDocumentWords {
  name(id: ViLineId): string;
  reason(id: ViLineId): string;
  remark(remark: ViRemark): string;
  component(component: number): string;
  /** LaTeX that needs no macros of ours. */
  formula(tex: string): string;
}

/** The lines with their numbers and reasons. */
export const viPartsOf = (figures: ViFigures, words: ViDocumentWords): Part[] =>
  viChain.map((line) =>
    partOf(
      line,
      {
        name: words.name(line.id),
        reason: words.reason(line.id),
        numbers: line.numbers(figures).map((row) => textOf(row, words)),
      },
      words.formula,
    ),
  );

function textOf({ of, said }: ViNumberRow, words: ViDocumentWords): string {
  const text = inOneLine(said.map((part) => (typeof part === 'string' ? part : words.remark(part.remark))));
  return of === undefined ? text : `${words.component(of)}: ${text}`;
}
