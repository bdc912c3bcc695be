import { describe, expect, it } from 'vitest';
import '../../../src/words/korean.ts';
import { sentenceOf } from '../../../src/words/sentences.ts';
import { teach, translate } from '../../../src/words/translate.ts';

describe('English', () => {
  it('counts one row, and two rows', () => {
    const file = '{file} · {rows} row(s), {dropped} left out';
    expect(translate('en', file, { file: 'a(s).csv', rows: 1, dropped: 2 })).toBe('a(s).csv · 1 row, 2 left out');
    expect(translate('en', file, { file: 'a.csv', rows: '1,234', dropped: 0 })).toBe('a.csv · 1,234 rows, 0 left out');
    expect(sentenceOf('en', 'namesEmpty', { count: 3, position: 2, renamed: 'V2' })).toMatch(
      /^No name over 3 columns;/,
    );
  });
});

describe('Korean', () => {
  it('says the particle that the syllable or digit before it asks for', () => {
    teach('ko', { t: '{a}은(는) {b}이(가) {c}을(를) {d}(으)로 {e}와(과)' });
    const said = (a: string, b: string, c: string, d: string, e: string) => translate('ko', 't', { a, b, c, d, e });
    expect(said('“열”', '나무', '0.3', '1', '2')).toBe('“열”은 나무가 0.3을 1로 2와');
    expect(said('점수', '(길)', '4', '“값”', '10')).toBe('점수는 (길)이 4를 “값”으로 10과');
  });

  it('leaves both where it cannot know how the word is read', () => {
    teach('ko', { t: '{a}은(는) 있다' });
    expect(translate('ko', 't', { a: '“age”' })).toBe('“age”은(는) 있다');
  });
});
