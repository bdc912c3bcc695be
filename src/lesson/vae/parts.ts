/** The VAE's chain as parts of a document. */
import { filled, inOneLine, type Part, partOf } from '../document.ts';
import { type VaeLine, type VaeNumberRow, type VaeRemark, vaeChainOf } from './chain.ts';
import type { VaeReading } from './reading.ts';

/** What the document's words are, in the reader's language. */
export interface VaeDocumentWords {
  name(line: VaeLine): string;
  /** May hold {weight} and {elbo}. */
  reason(line: VaeLine): string;
  remark(remark: VaeRemark): string;
  dimension(dimension: number): string;
  /** LaTeX that needs no macros of ours. */
  formula(tex: string): string;
}

/** The lines with their numbers and reasons filled in. */
export function vaePartsOf(reading: VaeReading, words: VaeDocumentWords): Part[] {
  const slots = { weight: reading.weight.weight.text, elbo: reading.bound.elbo.text };
  return vaeChainOf(reading).map((line) =>
    partOf(
      line,
      {
        name: words.name(line),
        reason: filled(words.reason(line), slots),
        numbers: line.numbers(reading).map((row) => textOf(row, words)),
      },
      words.formula,
    ),
  );
}

function textOf({ dimension, cells }: VaeNumberRow, words: VaeDocumentWords): string {
  const text = inOneLine(
    cells
      .flat()
      .map((token) => (token.kind === 'word' ? words.remark(token.word) : token.kind === 'remark' ? '' : token.text)),
  );
  return dimension === undefined ? text : `${words.dimension(dimension)}: ${text}`;
}
