import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { example, file, run } from './running.ts';

const folder = mkdtempSync(join(tmpdir(), 'elbo-lens-folder-'));
mkdirSync(join(folder, 'inner'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
const wide = (rows: number): string => {
  const names = Array.from({ length: 5000 }, (_, c) => `c${c}`).join(',');
  const line = (i: number): string => Array.from({ length: 5000 }, (_, c) => (c * 7 + i * i) % 11).join(',');
  return [names, ...Array.from({ length: rows }, (_, i) => line(i))].join('\n');
};

/** What is given, the exit code, and a word that the one line must contain: the place, or the remedy. */
const cases: readonly (readonly [name: string, args: () => string[], code: 0 | 2 | 3, says: RegExp])[] = [
  ['no file', () => ['fit'], 2, /file/i],
  ['two files', () => ['fit', 'a.csv', 'b.csv'], 2, /b\.csv/],
  ['unknown command', () => ['frobnicate'], 2, /frobnicate/],
  ['unknown option', () => ['fit', 'a.csv', '--frob'], 2, /--frob/],
  ['option without value', () => ['fit', 'a.csv', '--seed'], 2, /--seed/],
  ['K of zero', () => ['fit', example('iris.csv'), '-k', '0'], 2, /-k/],
  ['K not a number', () => ['fit', example('iris.csv'), '-k', 'three'], 2, /three/],
  ['negative tolerance', () => ['fit', example('iris.csv'), '--tol', '-1'], 2, /--tol/],
  ['fractional seed', () => ['fit', example('iris.csv'), '--seed', '1.5'], 2, /--seed/],
  ['unknown family', () => ['fit', example('iris.csv'), '--covariance', 'round'], 2, /round/],
  ['unknown model', () => ['fit', example('iris.csv'), '--model', 'svm'], 2, /svm/],
  ['known without label', () => ['fit', example('iris.csv'), '--known'], 2, /--label/],
  ['missing start file', () => ['fit', example('iris.csv'), '--start', join(folder, 'no.json')], 2, /--start/],
  ['missing file', () => ['fit', join(folder, 'no.csv')], 3, /no\.csv/],
  ['folder', () => ['fit', join(folder, 'inner')], 3, /folder/],
  ['empty file', () => ['fit', file('empty.csv', '')], 3, /empty|no rows/i],
  ['only blank lines', () => ['fit', file('blank.csv', '\n\n  \n')], 3, /empty|row/i],
  ['header only', () => ['fit', file('header.csv', 'a,b,c\n')], 3, /header|row/i],
  ['one row', () => ['fit', file('one.csv', 'a,b\n1,2\n'), '-k', '2'], 3, /row|256/i],
  ['all text', () => ['fit', file('text.csv', 'a,b\nx,y\nz,w\nu,v\n')], 3, /column/i],
  ['fewer rows than K', () => ['fit', file('few.csv', 'a,b\n1,2\n3,5\n4,1\n'), '-k', '5'], 3, /5/],
  ['all rows equal', () => ['fit', file('same.csv', `a,b\n${'3,4\n'.repeat(20)}`)], 3, /same|equal|constant/i],
  ['every cell missing', () => ['fit', file('na.csv', `a,b\n${'NA,NA\n'.repeat(9)}`)], 3, /miss|numeric|number|value/i],
  ['no complete row', () => ['fit', file('holes.csv', 'a,b\n1,\n,2\n3,\n,4\n5,\n,7\n')], 3, /lacks|missing/i],
  ['infinity', () => ['fit', file('inf.csv', 'a,b\n1,2\n3,inf\n4,5\n6,7\n')], 3, /\bb\b.*3|3.*\bb\b/],
  ['beyond double range', () => ['fit', file('huge.csv', 'a,b\n1,2\n1e309,3\n4,5\n6,7\n')], 3, /\ba\b.*3|3.*\ba\b/],
  [
    'squares beyond range',
    () => ['fit', file('square.csv', 'a\n1e200\n-1e200\n3e200\n2e200\n'), '-k', '1'],
    3,
    /\ba\b/,
  ],
  ['unterminated quote', () => ['fit', file('quote.csv', 'a,b\n1,2\n"3,4\n5,6\n')], 3, /line 3|quote/i],
  [
    'NUL bytes',
    () => ['fit', file('nul.csv', new Uint8Array([97, 44, 98, 10, 0, 1, 0, 0, 2, 0, 10]))],
    3,
    /binary|text/i,
  ],
  [
    'a picture',
    () => [
      'fit',
      file(
        'png.csv',
        Uint8Array.from({ length: 4096 }, (_, i) => (i * 7919 + (i >> 3)) & 255),
      ),
    ],
    3,
    /binary|text|column/i,
  ],
  ['truncated JSON', () => ['fit', file('cut.json', '[{"a":1,"b":2},{"a":3')], 3, /line|JSON/],
  ['JSON without rows', () => ['fit', file('scalar.json', '42')], 3, /JSON|rows|table/i],
  ['JSON empty list', () => ['fit', file('list.json', '[]')], 3, /empty|rows/i],
  ['deep JSON', () => ['fit', file('deep.json', deep)], 3, /deep|nest/i],
  ['broken JSON line', () => ['fit', file('bad.jsonl', '{"a":1}\n{"a":2\n{"a":3}\n')], 3, /line 2|2/],
  ['unknown column', () => ['fit', example('iris.csv'), '--columns', 'Petal.Size'], 3, /Petal\.Size/],
  ['text column asked for', () => ['fit', example('iris.csv'), '--columns', 'Species'], 3, /Species/],
  ['unknown label', () => ['fit', example('iris.csv'), '--label', 'Genus'], 3, /Genus/],
  [
    'start of another size',
    () => [
      'fit',
      example('iris.csv'),
      '--start',
      file('s.json', '{"weights":[1],"means":[[0]],"covariances":[[[1]]]}'),
    ],
    3,
    /start/i,
  ],
  ['start not JSON', () => ['fit', example('iris.csv'), '--start', file('t.json', 'weights: 1')], 3, /start/i],
  [
    'start not positive definite',
    () => [
      'fit',
      example('faithful.csv'),
      '--start',
      file('u.json', '{"weights":[1],"means":[[3,70]],"covariances":[[[1,2],[2,1]]]}'),
    ],
    3,
    /positive definite/,
  ],
  [
    'start weights that do not add up',
    () => [
      'fit',
      example('faithful.csv'),
      '--start',
      file('v.json', '{"weights":[0.5,0.2],"means":[[3,70],[2,50]],"covariances":[[[1,0],[0,1]],[[1,0],[0,1]]]}'),
    ],
    3,
    /weights/,
  ],
  [
    'unwritable output',
    () => ['fit', example('faithful.csv'), '--responsibilities', join(folder, 'inner')],
    2,
    /--responsibilities/,
  ],
  [
    'too few rows for the columns, five thousand of them',
    () => ['fit', file('wide.csv', wide(4)), '-k', '2'],
    3,
    /row|256/i,
  ],
  ['an empty name', () => ['fit', ''], 2, /file/i],
  ['VI with a family', () => ['fit', example('iris.csv'), '--model', 'vi', '--covariance', 'diag'], 2, /--covariance/],
  [
    'VI with known labels',
    () => ['fit', example('iris.csv'), '--model', 'vi', '--known', '--label', 'b'],
    2,
    /--known/,
  ],
  ['EM with a prior', () => ['fit', example('iris.csv'), '--alpha0', '1'], 2, /--alpha0.*vi/],
  ['EM with a latent dimension', () => ['fit', example('iris.csv'), '--latent', '2'], 2, /--latent.*vae/],
  ['a VAE with components', () => ['fit', example('iris.csv'), '--model', 'vae', '-k', '3'], 2, /-k/],
  [
    'a family of mclust’s that is not fitted',
    () => ['fit', example('iris.csv'), '--covariance', 'VEV'],
    2,
    /VEV.*full/,
  ],
  [
    'a start and families to compare',
    () => ['fit', example('iris.csv'), '--start', 'x.json', '--covariance', 'auto'],
    2,
    /--start.*--covariance/,
  ],
  [
    'known labels and another K',
    () => ['fit', example('iris.csv'), '--label', 'Species', '--known', '-k', '2'],
    2,
    /-k 2.*3 values/,
  ],
  ['names cut short', () => ['fit', example('iris.csv'), '--columns', '"a,b'], 2, /--columns/],
  [
    'a start of both kinds',
    () => [
      'fit',
      example('faithful.csv'),
      '--start',
      file('w.json', '{"responsibilities":[[1]],"weights":[1],"means":[[3,70]],"covariances":[[[1,0],[0,1]]]}'),
    ],
    3,
    /both/,
  ],
  [
    'a start of bytes that are no text',
    () => [
      'fit',
      example('faithful.csv'),
      '--start',
      file('x.json', Uint8Array.of(75, 11, 0, 155, 13, 27, 12, 133, 8)),
    ],
    3,
    /start/,
  ],
  [
    'a line of half a million cells',
    () => ['fit', file('cells.csv', `${'1,'.repeat(500_000)}1\n`)],
    3,
    /100000 columns/,
  ],
  ['a line of ten million digits', () => ['fit', file('digits.csv', '1'.repeat(10_000_000))], 3, /row/],
  [
    'a cell of ten million characters',
    () => ['fit', file('cell.csv', `a,b\n1,2\n3,5\n${'x'.repeat(10_000_000)},3\n`), '--columns', 'a'],
    3,
    /line 4/,
  ],
  [
    'priors that no double can hold',
    () => ['fit', example('faithful.csv'), '--model', 'vi', '--w0', '1e300', '-k', '9'],
    3,
    /w0/,
  ],
  [
    'escape codes in names',
    () => ['fit', file('escape.csv', '\u001b[31ma,b\n1,2\n3,4\n5,9\n'), '--columns', 'c'],
    3,
    /a, b\.$/m,
  ],
  ...(process.platform === 'linux' ? ([['a device without end', () => ['fit', '/dev/zero'], 3, /text/]] as const) : []),
  // Odd, but no reason to refuse.
  [
    'an option that says nothing here',
    () => ['fit', example('iris.csv'), '--model', 'vae', '--linear', '--tol', '1e-12'],
    0,
    /--tol says nothing/,
  ],
  [
    'a name with a comma, behind a bare --',
    () => [
      'fit',
      '-k',
      '1',
      '--columns',
      '"a,b"',
      '--',
      file('comma.csv', `"a,b",c\n${Array.from({ length: 20 }, (_, i) => `${(i * 7) % 11},${i % 3}`).join('\n')}\n`),
    ],
    0,
    /columns a,b$/m,
  ],
  [
    'constant column',
    () => [
      'fit',
      file('const.csv', `a,b\n${Array.from({ length: 30 }, (_, i) => `${(i * 37) % 11},5`).join('\n')}\n`),
      '-k',
      '1',
    ],
    0,
    /left out|constant|same/i,
  ],
  [
    'UTF-16',
    () => [
      'fit',
      file(
        'utf16.csv',
        utf16(`a,b\n${Array.from({ length: 30 }, (_, i) => `${(i * 37) % 11},${(i * i) % 7}`).join('\n')}\n`),
      ),
      '-k',
      '1',
    ],
    0,
    /log-likelihood/,
  ],
  [
    '__proto__ as a column',
    () => [
      'fit',
      file('proto.json', '[{"__proto__":1,"b":2},{"__proto__":3,"b":9},{"__proto__":5,"b":6},{"__proto__":4,"b":7}]'),
      '-k',
      '1',
    ],
    0,
    /__proto__/,
  ],
  [
    'columns at 1e-6 and 1e6',
    () => [
      'fit',
      file(
        'scales.csv',
        `a,b\n${Array.from({ length: 60 }, (_, i) => `${((i * 37) % 11) * 1e-6},${((i * i) % 7) * 1e6}`).join('\n')}\n`,
      ),
      '-k',
      '2',
    ],
    0,
    /log-likelihood/,
  ],
];

function utf16(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf16le'));
}

describe('bad input gets one clear line', () => {
  test('there are at least forty kinds of it', () => expect(cases.length).toBeGreaterThanOrEqual(40));

  test.each(cases)('%s', { timeout: 10_000 }, async (_name, args, code, says) => {
    const result = await run(...args());
    expect({ code: result.code, err: result.err }).toMatchObject({ code });
    if (code === 0) {
      expect(result.out).toMatch(says);
      expect(result.out).not.toMatch(/NaN/);
      return;
    }
    expect(result.err).toMatch(says);
    expect(result.err.trimEnd().split('\n')).toHaveLength(1);
    expect(result.err).not.toMatch(/\bat \S+:\d+|Error:|undefined|NaN|\{\w+\}/);
    expect(result.err.trimEnd()).not.toMatch(/\p{Cc}/u);
    expect(result.err.trimEnd()).toMatch(/[.?!]$/);
    expect(result.out).toBe('');
  });
});
