/**
 * Sentences for people. Catalogues hold English by key; the Korean bundle is in VS Code's own l10n format, English
 * text → Korean text, so that one file serves the editor, the panel and the terminal.
 */
export type Language = 'en' | 'ko';

const bundles: Partial<Record<Language, Readonly<Record<string, string>>>> = { en: {} };

/** Whether the sentences of that language are here. */
export const speaks = (language: Language): boolean => bundles[language] !== undefined;

/** Told once by the room that holds them (korean.ts). @param sentences by the English text */
export function teach(language: Language, sentences: Readonly<Record<string, string>>): void {
  bundles[language] = sentences;
}

export type WordArgs = Readonly<Record<string, string | number>>;

/** `english` in the language asked for, with `{name}` replaced by `args.name`; English where a translation is missing. */
export function translate(language: Language, english: string, args: WordArgs = {}): string {
  const bundle = bundles[language];
  const template = bundle && Object.hasOwn(bundle, english) ? bundle[english]! : english;
  // "{count} row(s)" is one row, or two rows.
  const counted = template.replace(/\{(\w+)\}( [\w ]+)\(s\)/g, (_, name: string, what: string) =>
    String(args[name]) === '1' ? `{${name}}${what}` : `{${name}}${what}s`,
  );
  const filled = counted.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(args, name) ? String(args[name]) : whole,
  );
  return language === 'ko' ? withParticles(filled) : filled;
}

/** Where a word ends in a consonant the first of the two is said, else the second; with 로, ㄹ counts as none. */
const particles = /([가-힣\d])([”’"')\]]*)(은\(는\)|이\(가\)|을\(를\)|과\(와\)|와\(과\)|\(으\)로)/g;
/** Place of the final consonant in 영, 일, 이 … 구, as in a syllable's code: 0 none, 8 ㄹ. */
const finalOfDigit = [21, 8, 0, 16, 0, 0, 1, 8, 8, 0];

/** Particles as they are said after a syllable or a digit; after any other letter both stand, as is usual in print. */
function withParticles(sentence: string): string {
  return sentence.replace(particles, (_, last: string, quotes: string, particle: string) => {
    const final = /\d/.test(last) ? finalOfDigit[Number(last)]! : (last.charCodeAt(0) - 0xac00) % 28;
    const said: Readonly<Record<string, readonly [string, string]>> = {
      '은(는)': ['은', '는'],
      '이(가)': ['이', '가'],
      '을(를)': ['을', '를'],
      '과(와)': ['과', '와'],
      '와(과)': ['과', '와'],
      '(으)로': [final === 8 ? '로' : '으로', '로'],
    };
    return last + quotes + said[particle]![final === 0 ? 1 : 0];
  });
}
