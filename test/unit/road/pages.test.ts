import { describe, expect, test } from 'vitest';
import { wholeChain } from '../../../src/lesson/lines.ts';
import { beatsOf, stepped } from '../../../src/lesson/road/beats.ts';
import { figureIds, figuresOn, pageIds, pages } from '../../../src/lesson/road/pages.ts';
import { spans } from '../../../src/lesson/road/prose.ts';
import { questions } from '../../../src/lesson/road/questions.ts';
import { roadWords } from '../../../src/words/road.ts';
import { translate } from '../../../src/words/translate.ts';

const has = (key: string): boolean => Object.hasOwn(roadWords, key);

describe('the road', () => {
  test('has its pages in order, each with a title and words for every block', () => {
    expect(pages.map(({ id }) => id)).toEqual([...pageIds]);
    const lines = wholeChain('full').map(({ id }) => id);
    for (const page of pages) {
      expect([`${page.id}Title`, `${page.id}Short`].filter((key) => !has(key))).toEqual([]);
      for (const block of page.blocks) {
        if (block.kind === 'text') expect(has(`${page.id}Text${block.n}`)).toBe(true);
        if (block.kind === 'formula') expect(has(`${page.id}Spoken${block.n}`)).toBe(true);
        if (block.kind === 'line') expect(lines).toContain(block.line);
      }
    }
  });

  test('puts every figure on some page', () => {
    const placed = new Set(pages.flatMap(figuresOn));
    expect(figureIds.filter((id) => !placed.has(id))).toEqual([]);
  });

  test('answers at least ten questions, each on a page that has the figure, and every page at least one', () => {
    expect(questions.length).toBeGreaterThanOrEqual(10);
    for (const { id, page, figure } of questions) {
      expect(has(`ask${id}`) && has(`answer${id}`)).toBe(true);
      expect(figuresOn(pages.find((own) => own.id === page)!)).toContain(figure);
    }
    expect(pageIds.filter((id) => !questions.some(({ page }) => page === id))).toEqual([]);
    expect(new Set(questions.map(({ id }) => id)).size).toBe(questions.length);
  });
});

describe('prose', () => {
  test('is cut at formulas, stress, terms and values', () => {
    expect(spans('Take *any* $\\Q{z}$: the [elbo|ELBO] of row {row}.')).toEqual([
      { kind: 'words', text: 'Take ' },
      { kind: 'strong', text: 'any' },
      { kind: 'words', text: ' ' },
      { kind: 'tex', text: '\\Q{z}' },
      { kind: 'words', text: ': the ' },
      { kind: 'term', term: 'elbo', text: 'ELBO' },
      { kind: 'words', text: ' of row ' },
      { kind: 'value', text: 'row' },
      { kind: 'words', text: '.' },
    ]);
  });

  test('has the same formulas, terms and values in both languages', () => {
    const parts = (text: string) =>
      spans(text)
        .flatMap((span) =>
          span.kind === 'term'
            ? [`[${span.term}`]
            : span.kind === 'tex' || span.kind === 'value'
              ? [`${span.kind} ${span.text}`]
              : [],
        )
        .sort();
    for (const [key, english] of Object.entries(roadWords)) {
      // A language may say a formula or a value once more or once less, but no other one.
      const [own, other] = [parts(english), parts(translate('ko', english))].map((all) => [...new Set(all)]);
      expect(other, key).toEqual(own);
    }
  });
});

describe('slow motion', () => {
  test('goes through all beats of all half-steps, and back the same way', () => {
    const halves = 'EMEMX';
    const way = [];
    for (let place = stepped({ half: 0, beat: 0 }, 1, halves); place; place = stepped(place, 1, halves))
      way.push(place);
    const beats = [...halves].reduce((sum, letter) => sum + beatsOf(letter).length, 0);
    expect(way).toHaveLength(beats - 1);
    const back = [];
    for (let place = stepped(way.at(-1)!, -1, halves); place; place = stepped(place, -1, halves)) back.push(place);
    expect(back.reverse()).toEqual([{ half: 0, beat: 0 }, ...way.slice(0, -1)]);
  });
});
