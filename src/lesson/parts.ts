/** EM's chain as parts of a document. */
import { type DocumentTitle, filled, inOneLine, type Part, partOf } from './document.ts';
import type { Line, LineId, Moment, NumberRow, Remark } from './line.ts';

/** What the document's words are, in the reader's language. */
export interface DocumentWords extends DocumentTitle {
  name(id: LineId): string;
  /** May hold {evidence}, {logLikelihood}, {elbo}, {kl} and {ratios}. */
  reason(id: LineId): string;
  remark(remark: Remark): string;
  component(component: number): string;
  readonly others: string;
  /** LaTeX that needs no macros of ours. */
  formula(tex: string): string;
}

/** The lines with their numbers and reasons filled in. */
export function partsOf(lines: readonly Line[], moment: Moment, words: DocumentWords): Part[] {
  const { reading } = moment;
  const slots: Readonly<Record<string, string>> = {
    evidence: reading.constant.text,
    logLikelihood: reading.logLikelihood.text,
    elbo: reading.elbo.text,
    kl: reading.kl.text,
    ratios: reading.components.flatMap(({ ratio }) => (ratio ? [ratio.text] : [])).join(', '),
  };
  return lines.map((line) =>
    partOf(
      line,
      {
        name: words.name(line.id),
        reason: filled(words.reason(line.id), slots),
        numbers: line.numbers(moment).map((row) => textOf(row, words)),
      },
      words.formula,
    ),
  );
}

function textOf({ of, cells }: NumberRow, words: DocumentWords): string {
  const text = inOneLine(
    cells.flat().map((token) => (token.kind === 'remark' ? words.remark(token.remark) : token.text)),
  );
  if (of === undefined) return text;
  return `${of === 'others' ? words.others : words.component(of)}: ${text}`;
}
