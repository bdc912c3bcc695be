/** A formula in a sentence, read aloud: its symbols by name, in their order. */
import type { Notation } from '../../src/lesson/notation.ts';
import { type SymbolKey, symbolWords } from '../../src/words/symbols.ts';
import { type Language, translate } from '../../src/words/translate.ts';

/** What macros stand for: a letter as it is, or a symbol that has a name. */
const letters: Readonly<Record<Notation, Readonly<Record<string, string>>>> = {
  cs229: { comp: 'j', x: 'x', Qall: 'Q', w: 'w', boundAt: 'ELBO' },
  bishop: { comp: 'k', x: 'x', Qall: 'q', boundAt: 'L' },
};
const symbols: Readonly<Record<Notation, Readonly<Record<string, SymbolKey>>>> = {
  cs229: { weight: 'phi', prior: 'phi', mean: 'mu', cov: 'Sigma' },
  bishop: { weight: 'pi', prior: 'pi', w: 'gamma', mean: 'mu', cov: 'Sigma' },
};
/** Dress, not symbols. */
const silent = new Set(['mathbb', 'mathcal', 'mathrm', 'term']);

const isSymbol = (name: string): name is SymbolKey => Object.hasOwn(symbolWords, name);

/** @param tex in the macros of the notation */
export function spoken(tex: string, notation: Notation, language: Language): string {
  const named = (name: string): string => {
    if (silent.has(name)) return '';
    const symbol = symbols[notation][name] ?? name;
    return letters[notation][name] ?? (isSymbol(symbol) ? translate(language, symbolWords[symbol]) : name);
  };
  return tex
    .replace(/_\{?t\+1\}?/g, '\\next ')
    .replace(/\\[,;!]/g, ' ')
    .replace(/\\([A-Za-z]+)/g, (_, name: string) => ` ${named(name)} `)
    .replace(/[{}$_^]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
