import { describe, expect, test } from 'vitest';
import { type GmmCode, gmmSentences } from '../../../src/models/gmm/faults';
import { parseStart, type StartContext } from '../../../src/models/gmm/startFile';

const context: StartContext = { d: 2, n: 3 };
const good = {
  weights: [0.25, 0.75],
  means: [
    [1, 2],
    [3, 4],
  ],
  covariances: [
    [
      [2, 0.5],
      [0.5, 1],
    ],
    [
      [1, 0],
      [0, 1],
    ],
  ],
};

const read = (value: unknown, more: Partial<StartContext> = {}) =>
  parseStart(typeof value === 'string' ? value : JSON.stringify(value), { ...context, ...more });

describe('good starts', () => {
  test('parameters', () => {
    const start = read(good);
    if (!start.ok || start.value.kind !== 'parameters') throw new Error('not read');
    const { mixture } = start.value;
    expect([mixture.k, mixture.d]).toEqual([2, 2]);
    expect([...mixture.weights]).toEqual([0.25, 0.75]);
    expect([...mixture.means]).toEqual([1, 2, 3, 4]);
    expect([...mixture.covariances]).toEqual([2, 0.5, 0.5, 1, 1, 0, 0, 1]);
  });

  test('weights rounded to six digits are made to add up', () => {
    const start = read({ ...good, weights: [0.333333, 0.666666] });
    if (!start.ok || start.value.kind !== 'parameters') throw new Error('not read');
    expect(start.value.mixture.weights[0] + start.value.mixture.weights[1]).toBeCloseTo(1, 15);
  });

  test('responsibilities, of the rows of the model or of the whole file', () => {
    const rows = [
      [1, 0],
      [0.5, 0.5],
      [0, 1],
    ];
    const start = read({ responsibilities: rows });
    if (!start.ok || start.value.kind !== 'responsibilities') throw new Error('not read');
    expect(start.value.k).toBe(2);
    expect([...start.value.q]).toEqual([1, 0, 0.5, 0.5, 0, 1]);
    const file = { rows: 5, kept: [0, 3, 4] };
    const whole = read({ responsibilities: [rows[0], [9], [9], rows[1], rows[2]] }, { file });
    expect(whole).toEqual(start);
  });
});

describe('bad starts are told apart', () => {
  const cases: [string, unknown, GmmCode, Record<string, string | number>, Partial<StartContext>?][] = [
    ['no JSON', '{"weights": [', 'startNotJson', {}],
    ['a number', 3, 'startNoKind', {}],
    ['null', null, 'startNoKind', {}],
    ['a list', [1], 'startNoKind', {}],
    ['parts missing', { weights: [1], means: [[1, 2]] }, 'startNoKind', {}],
    ['no components', { ...good, weights: [] }, 'startShape', { part: 'weights' }],
    ['another K than asked', good, 'startComponents', { found: 2, expected: 3 }, { k: 3 }],
    [
      'a mean too many',
      {
        ...good,
        means: [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
      },
      'startShape',
      { part: 'means', found: 'a list of 3' },
    ],
    [
      'a mean too short',
      { ...good, means: [[1, 2], [3]] },
      'startShape',
      { part: 'means, row 2,', found: 'a list of 1' },
    ],
    ['a mean that is text', { ...good, means: [[1, 2], 'x'] }, 'startShape', { found: 'a string' }],
    [
      'a cell that is text',
      {
        ...good,
        means: [
          [1, '2'],
          [3, 4],
        ],
      },
      'startNotFinite',
      { part: 'means, row 1, entry 2' },
    ],
    ['a null cell', { ...good, weights: [0.25, null] }, 'startNotFinite', { part: 'weights, entry 2' }],
    ['beyond double', '{"weights":[1],"means":[[1e999,0]],"covariances":[[[1,0],[0,1]]]}', 'startNotFinite', {}],
    ['weights that add up to 2', { ...good, weights: [1, 1] }, 'startWeights', { sum: 2 }],
    [
      'a negative weight',
      { ...good, weights: [1.5, -0.5] },
      'startNegative',
      { part: 'weight of component 2', value: -0.5 },
    ],
    ['both kinds', { ...good, responsibilities: [[1], [1], [1]] }, 'startTwoKinds', {}],
    [
      'covariances of the wrong K',
      { ...good, covariances: [good.covariances[0]] },
      'startShape',
      { part: 'covariances' },
    ],
    [
      'a flat covariance',
      { ...good, covariances: [[1, 0], good.covariances[1]] },
      'startShape',
      { part: 'covariances, component 1, row 1,' },
    ],
    [
      'a skew covariance',
      {
        ...good,
        covariances: [
          good.covariances[0],
          [
            [1, 0.5],
            [0, 1],
          ],
        ],
      },
      'startNotSymmetric',
      { component: 2 },
    ],
    [
      'a row too few',
      { responsibilities: [[1], [1]] },
      'startShape',
      { expected: 'a list of 3 rows', found: 'a list of 2' },
    ],
    ['no row at all', { responsibilities: [[], [], []] }, 'startShape', { found: 'an empty list' }],
    [
      'rows of different length',
      { responsibilities: [[1, 0], [1], [1, 0]] },
      'startShape',
      { part: 'responsibilities, row 2,' },
    ],
    [
      'a row adding up to .5',
      {
        responsibilities: [
          [1, 0],
          [0.5, 0],
          [1, 0],
        ],
      },
      'startResponsibilityRow',
      { row: 2, sum: 0.5 },
    ],
    [
      'a negative share',
      {
        responsibilities: [
          [1, 0],
          [1.5, -0.5],
          [1, 0],
        ],
      },
      'startNegative',
      { part: 'responsibility of component 2 in row 2', value: -0.5 },
    ],
  ];

  test.each(cases)('%s', (_name, value, code, args, more) => {
    const start = read(value, more);
    if (start.ok) throw new Error('was read');
    expect(start.fault.code).toBe(code);
    expect(start.fault.args).toMatchObject(args);
    // Every placeholder of the sentence has its argument.
    for (const [, name] of gmmSentences[code].matchAll(/\{(\w+)\}/g)) expect(start.fault.args).toHaveProperty(name);
  });

  test('__proto__ is no way in', () => {
    expect(read('{"__proto__":{"weights":[1],"means":[[0,0]],"covariances":[[[1,0],[0,1]]]}}')).toMatchObject({
      ok: false,
      fault: { code: 'startNoKind' },
    });
  });
});
