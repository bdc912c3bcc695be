import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import korean from '../../../l10n/bundle.l10n.ko.json';
import { formulaWords, worded } from '../../../src/words/formulas.ts';

const bundle: Readonly<Record<string, string>> = korean;
/** Every catalogue there is: each export of `src/words/*.ts` that maps keys to English. */
const folder = new URL('../../../src/words/', import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith('.ts'));
const catalogues: (readonly [string, Readonly<Record<string, string>>])[] = [];
for (const file of files) {
  const exports = (await import(new URL(file, folder).href)) as Readonly<Record<string, unknown>>;
  for (const [name, value] of Object.entries(exports)) {
    if (typeof value !== 'object' || value === null) continue;
    const texts = Object.entries(value);
    if (texts.every(([, text]) => typeof text === 'string'))
      catalogues.push([`${file} ${name}`, Object.fromEntries(texts)]);
  }
}

/** Said the same in Korean: symbols, names of programs, of letters, of languages. */
const sameInBoth = /^[^\p{L}]*$|^[A-Z]{1,6}$|^JSON Lines$|^JSON$/u;
/** Korean may name a symbol where English says "it", and the other way round. */
const symbols = new Set(['{Q}', '{j}', '{m}', '{phi}', '{i}']);
const slots = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([slot]) => slot).sort();

describe('Korean', () => {
  test('the catalogues are found', () => {
    const names = catalogues.map(([name]) => name);
    for (const expected of [
      'panel.ts panelWords',
      'lesson.ts lessonWords',
      'road.ts roadWords',
      'sentences.ts sentences',
    ])
      expect(names).toContain(expected);
  });

  test.each(catalogues)('%s: no sentence is missing', (_, catalogue) => {
    const missing = Object.entries(catalogue)
      .filter(([, english]) => !sameInBoth.test(english) && !Object.hasOwn(bundle, english))
      .map(([key, english]) => `${key}: ${english}`);
    expect(missing).toEqual([]);
  });

  test.each(catalogues)('%s: every argument is said, and no other', (_, catalogue) => {
    const serious = Object.values(catalogue).filter((english) => {
      const said = bundle[english];
      if (said === undefined) return false;
      const [own, other] = [slots(english), slots(said)];
      return [...own.filter((slot) => !other.includes(slot)), ...other.filter((slot) => !own.includes(slot))].some(
        (slot) => !symbols.has(slot),
      );
    });
    expect(serious).toEqual([]);
  });

  test('formulas take their words from the catalogue', () => {
    const sources = ['src/lesson', 'webview'].flatMap((room) => {
      const place = new URL(`../../../${room}/`, import.meta.url);
      return readdirSync(place, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .map((file) => readFileSync(new URL(file, place), 'utf8'));
    });
    const words = sources.flatMap((text) => [...text.matchAll(/\\\\word\{(\w+)\}/g)].map(([, word]) => word!));
    expect(new Set(words)).toEqual(new Set(Object.keys(formulaWords)));
    for (const text of sources) expect(text).not.toMatch(/\\\\(?:text|mathrm|mbox|textit)\{[^}]*[a-z]{2}/);
    for (const word of words) expect(worded(`\\word{${word}}`, 'ko')).toMatch(/^\\text\{[가-힣]+\}$/);
    expect(worded('x_{\\word{approximation}}', 'en')).toBe('x_{\\text{approximation}}');
  });

  test('manifest: every key is there in both languages', () => {
    const read = (file: string): Record<string, string> =>
      JSON.parse(readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8'));
    const [own, other] = [read('package.nls.json'), read('package.nls.ko.json')];
    expect(Object.keys(other).sort()).toEqual(Object.keys(own).sort());
  });
});
