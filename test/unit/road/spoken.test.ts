import { describe, expect, test } from 'vitest';
import { spans } from '../../../src/lesson/road/prose.ts';
import { roadWords } from '../../../src/words/road.ts';
import { spoken } from '../../../webview/road/spoken.ts';

describe('a formula in a sentence, read aloud', () => {
  test('names its symbols, in the letters of the notation and the words of the language', () => {
    expect(spoken('\\log \\mathbb{E} X \\ge \\mathbb{E} \\log X', 'cs229', 'en')).toBe('log E X is at least E log X');
    expect(spoken('\\log \\mathbb{E} X \\ge \\mathbb{E} \\log X', 'cs229', 'ko')).toBe('log E X 크거나 같다 E log X');
    expect(spoken('\\theta_{t+1}', 'cs229', 'en')).toBe('theta t plus 1');
    expect(spoken('\\prior{\\comp}', 'cs229', 'ko')).toBe('파이 j');
    expect(spoken('\\w{\\comp}', 'bishop', 'en')).toBe('gamma k');
    expect(spoken('\\log \\evidence', 'bishop', 'ko')).toBe('log x의 확률');
  });

  test('leaves no markup in any of the road', () => {
    for (const text of Object.values(roadWords))
      for (const span of spans(text))
        if (span.kind === 'tex')
          for (const notation of ['cs229', 'bishop'] as const)
            for (const language of ['en', 'ko'] as const)
              expect(spoken(span.text, notation, language)).toMatch(/^[^\\{}$^_]+$/);
  });
});
