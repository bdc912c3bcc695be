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
  return template.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(args, name) ? String(args[name]) : whole,
  );
}
