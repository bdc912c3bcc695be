import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LocalRows, type RowSource } from '../../../src/engine/rowSource.ts';
import { groupsOf } from '../../../src/engine/segments.ts';
import { ShardedRows, shareOut } from '../../../src/engine/shardedRows.ts';
import { nodeShards } from '../../../src/engine/shardLaunch.node.ts';
import { Overtaken, Turn } from '../../../src/engine/turn.ts';
import { createKernel } from '../../../src/kernels/create.ts';
import { emptyMoments, type Frame, type Shape } from '../../../src/kernels/rows.ts';

let script = '';
const open: RowSource[] = [];
beforeAll(async () => {
  script = join(mkdtempSync(join(tmpdir(), 'elbo-lens-shard-')), 'shard.js');
  await build({
    entryPoints: [fileURLToPath(new URL('../../../src/engine/shardThread.node.ts', import.meta.url))],
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    mainFields: ['module', 'main'],
  });
});
afterAll(() => {
  for (const rows of open) rows.close();
  rmSync(dirname(script), { recursive: true, force: true });
});

const n = 30_001;
const columns = [0, 1, 2].map((c) => Float64Array.from({ length: n }, (_, i) => Math.sin(i * (c + 1.7)) * 3 + (i % 7)));
const labels = Int32Array.from({ length: n }, (_, i) => (i % 5 === 0 ? i % 2 : -1));

function frame(shape: Shape, k: number): Frame {
  const { second } = emptyMoments(shape, k, 3);
  const triangle = [0.7, 0.1, 0.6, -0.2, 0.05, 0.5];
  return {
    shape,
    k,
    d: 3,
    logConstant: Float64Array.from({ length: k }, (_, j) => -3 - j / 10),
    means: Float64Array.from({ length: 3 * k }, (_, at) => at % 4),
    whitening: second.map((_, at) => (shape === 'full' || shape === 'tied' ? triangle[at % 6]! : 0.5 + (at % 3) / 10)),
  };
}

function rows(threads: number, known?: Int32Array): RowSource {
  const turn = new Turn();
  const source =
    threads === 1
      ? new LocalRows(createKernel(columns, known), turn)
      : new ShardedRows(columns, known, threads, nodeShards(script), turn);
  open.push(source);
  return source;
}

describe('rows shared among threads', () => {
  test('answer each of many asks at a time as if it were alone', async () => {
    const [alone, shared] = [rows(1), rows(3)];
    const thetas = [frame('full', 2), frame('diag', 3), frame('full', 2)];
    thetas[2]!.means.fill(1.5);
    const ask = (source: RowSource) =>
      Promise.all(
        thetas.flatMap((theta) => {
          const joint = new Float64Array(9000 * theta.k);
          const pass = async () => {
            const moments = emptyMoments(theta.shape, theta.k, 3);
            await source.pass(theta, moments);
            return moments;
          };
          const look = async () => {
            await source.logJoint(theta, 12_000, 21_000, joint);
            return joint;
          };
          return [pass(), look(), pass()];
        }),
      );
    expect(await ask(shared)).toEqual(await ask(alone));
  });

  test('give the same bits for any number of threads, whatever is asked in whatever order', async () => {
    const sources = [1, 2, 3, 5].map((threads) => rows(threads));
    expect(sources.map(({ threads }) => threads)).toEqual([1, 2, 3, 5]);
    for (const [shape, k] of [
      ['full', 2],
      ['tied', 4],
      ['full', 3],
      ['diag', 3],
      ['spherical', 2],
      ['full', 2],
    ] as const) {
      const theta = frame(shape, k);
      const q = Float64Array.from({ length: n * k }, (_, at) => ((at * 31) % 17) / 17);
      const results = [];
      for (const source of sources) {
        const moments = emptyMoments(shape, k, 3);
        await source.pass(theta, moments);
        const given = emptyMoments(shape, k, 3);
        await source.passGiven(theta, q, given);
        const joint = new Float64Array(20_000 * k);
        await source.logJoint(theta, 5_003, 25_003, joint);
        const logLikelihood = await source.logLikelihood(theta);
        expect(logLikelihood).toBe(moments.logLikelihood);
        results.push({ moments, given, joint, logLikelihood });
      }
      for (const result of results.slice(1)) expect(result).toEqual(results[0]);
      expect(results[0]!.moments.counts.reduce((sum, count) => sum + count, 0)).toBeCloseTo(n, 6);
    }
  });

  test('are closed once what is under way is done, and answer nothing after it', async () => {
    const [alone, shared] = [rows(1), rows(3)];
    const theta = frame('full', 2);
    const [a, b] = [emptyMoments('full', 2, 3), emptyMoments('full', 2, 3)];
    await alone.pass(theta, a);
    const under = shared.pass(theta, b);
    shared.close();
    await expect(shared.logJoint(theta, 0, 30_000, new Float64Array(60_000))).rejects.toThrow(Overtaken);
    await under;
    expect(b).toEqual(a);
    await expect(shared.pass(theta, b)).rejects.toThrow(Overtaken);
  });

  test('carry labels along', async () => {
    const [one, three] = [rows(1, labels), rows(3, labels)];
    const theta = frame('full', 2);
    const [a, b] = [emptyMoments('full', 2, 3), emptyMoments('full', 2, 3)];
    await one.pass(theta, a);
    await three.pass(theta, b);
    expect(b).toEqual(a);
    expect(await three.logLikelihood(theta)).toBe(a.logLikelihood);
  });

  test('groups cover the rows once, in order, and shares cover the groups', () => {
    for (const rowsInAll of [1, 4095, 4096, 4097, 262_144, 262_145, 1_000_000, 10_000_000]) {
      const groups = groupsOf(rowsInAll);
      expect(groups.length).toBeLessThanOrEqual(64);
      expect(groups[0]!.from).toBe(0);
      expect(groups.at(-1)!.to).toBe(rowsInAll);
      for (let at = 1; at < groups.length; at++) expect(groups[at]!.from).toBe(groups[at - 1]!.to);
      for (const threads of [1, 2, 7]) {
        const shares = shareOut(groups, Math.min(threads, groups.length));
        expect(shares.flat()).toEqual(groups);
        expect(shares.every((share) => share.length > 0)).toBe(true);
      }
    }
  });

  test('groups give 2, 4 or 8 threads as much to do each', () => {
    for (const rowsInAll of [20_000, 100_000, 123_457]) {
      for (const threads of [2, 4, 8]) {
        for (const share of shareOut(groupsOf(rowsInAll), threads)) {
          const here = share.at(-1)!.to - share[0]!.from;
          expect(Math.abs(here - rowsInAll / threads)).toBeLessThan(150);
        }
      }
    }
  });
});
