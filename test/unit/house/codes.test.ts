import { expect, it } from 'vitest';
import { dataSentences } from '../../../src/data/faults';
import { bridgeSentences } from '../../../src/engine/bridge/faults';
import { gmmSentences } from '../../../src/models/gmm/faults';
import { ppcaSentences } from '../../../src/models/ppca/faults';
import { vaeSentences } from '../../../src/models/vae/faults';
import { viSentences } from '../../../src/models/vi/faults';
import { cliSentences } from '../../../src/words/cli';
import { editorSentences } from '../../../src/words/editor';
import { sentences } from '../../../src/words/sentences';

it('gives no code two sentences', () => {
  const rooms = [
    dataSentences,
    gmmSentences,
    viSentences,
    vaeSentences,
    ppcaSentences,
    bridgeSentences,
    editorSentences,
    cliSentences,
  ] as const;
  const codes = rooms.flatMap((room) => Object.keys(room));
  expect(codes.filter((code, at) => codes.indexOf(code) !== at)).toEqual([]);
  expect([...codes].sort()).toEqual(Object.keys(sentences).sort());
});
