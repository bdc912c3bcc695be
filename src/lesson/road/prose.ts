/**
 * Prose with a little markup, the same in both languages: `$tex$` in the macros of the notation, `*strong*`,
 * `[term|words in the term's colour]` and `{value}` for a number of the reader's own data.
 */
import type { Term } from '../notation.ts';

export type Span =
  | { readonly kind: 'words' | 'strong' | 'value'; readonly text: string }
  | { readonly kind: 'tex'; readonly text: string }
  | { readonly kind: 'term'; readonly term: Term; readonly text: string };

const marks = /\$([^$]+)\$|\*([^*]+)\*|\[(\w+)\|([^\]]+)\]|\{(\w+)\}/g;

/** The paragraph in pieces, in order. */
export function spans(text: string): Span[] {
  const out: Span[] = [];
  let at = 0;
  const words = (to: number) => {
    if (to > at) out.push({ kind: 'words', text: text.slice(at, to) });
  };
  for (const match of text.matchAll(marks)) {
    words(match.index);
    const [, tex, strong, term, coloured, value] = match;
    if (tex !== undefined) out.push({ kind: 'tex', text: tex });
    else if (strong !== undefined) out.push({ kind: 'strong', text: strong });
    else if (term !== undefined) out.push({ kind: 'term', term: term as Term, text: coloured! });
    else out.push({ kind: 'value', text: value! });
    at = match.index + match[0].length;
  }
  words(text.length);
  return out;
}
