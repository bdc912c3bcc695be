/**
 * Sentences for people. Catalogues hold English by key; the Korean bundle is in VS Code's own l10n format, English
 * text → Korean text, so that one file serves the editor, the panel and the terminal.
 */
import korean from '../../l10n/bundle.l10n.ko.json';

export type Language = 'en' | 'ko';

const bundles: Readonly<Record<Language, Readonly<Record<string, string>>>> = { en: {}, ko: korean };

export type WordArgs = Readonly<Record<string, string | number>>;

/** `english` in the language asked for, with `{name}` replaced by `args.name`; English where a translation is missing. */
export function translate(language: Language, english: string, args: WordArgs = {}): string {
  const bundle = bundles[language];
  const template = Object.hasOwn(bundle, english) ? bundle[english]! : english;
  return template.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(args, name) ? String(args[name]) : whole,
  );
}
