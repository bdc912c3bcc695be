import { describe, expect, it } from 'vitest';
import { writeRgb } from '../../../src/engine/colours.ts';
import type { Problem } from '../../../src/engine/problem.ts';
import type { RowSource } from '../../../src/engine/rowSource.ts';
import { sweep } from '../../../src/engine/sweep.ts';
import { Turn } from '../../../src/engine/turn.ts';
import type { Frame } from '../../../src/kernels/rows.ts';
import { responsibilities, rowIdentity } from '../../../src/models/gmm/posterior.ts';
import { rgbBytes } from '../../../webview/colour/oklab.ts';

const [n, k] = [9001, 3];
const frame = (): Frame => ({
  shape: 'full',
  k,
  d: 1,
  logConstant: new Float64Array(k),
  means: new Float64Array(k),
  whitening: new Float64Array(k),
});
const [theta, thetaOfQ] = [frame(), frame()];
/** Log joints from far apart to all but equal; some rows have no density in a component, one has none anywhere. */
const joints = new Map(
  [theta, thetaOfQ].map((of, which) => {
    const a = Float64Array.from({ length: n * k }, (_, at) => -50 - 40 * (1 + Math.sin(at * 7.1 + 0.3 * which)) ** 2);
    for (let row = 0; row < n; row += 50) a[row * k + 1] = -Infinity;
    if (which === 1) a.fill(-Infinity, 77 * k, 78 * k);
    return [of, a];
  }),
);
const labels = Int32Array.from({ length: n }, (_, row) => (row % 100 === 3 ? 2 : -1));
const rows = {
  n,
  logJoint: (of: Frame, from: number, to: number, out: Float64Array) => {
    out.set(joints.get(of)!.subarray(from * k, to * k));
    return undefined;
  },
} as RowSource;
const context = {
  problem: {} as Problem,
  rows,
  labels,
  entropy: true,
  turn: new Turn(),
  overtaken: () => false,
};

describe('a sweep', () => {
  it('finds the q, KL and entropy that each row’s own identity has', async () => {
    const swept = await sweep(context, { theta, thetaOfQ });
    const q = joints.get(thetaOfQ)!.slice();
    responsibilities(q, k, q, labels);
    expect(swept.every).toBe(1);
    for (let row = 0; row < n; row++) {
      const own = q.subarray(row * k, (row + 1) * k);
      own.forEach((share, j) => {
        expect(swept.q[row * k + j]).toBeCloseTo(share, 7);
      });
      const { kl } = rowIdentity(joints.get(theta)!, k, row, own, labels[row]!);
      expect(Math.abs(swept.kl[row]! - kl)).toBeLessThan(1e-7 * kl + 1e-12);
      const entropy = own.reduce((sum, share) => (share > 0 ? sum - share * Math.log(share) : sum), 0);
      expect(Math.abs(swept.entropy![row]! - entropy)).toBeLessThan(1e-7 * entropy + 1e-12);
    }
  });

  it('has no gap where q is the posterior', async () => {
    const swept = await sweep(context, { theta, thetaOfQ: theta });
    expect(swept.kl.every((kl) => kl === 0)).toBe(true);
  });
});

it('has the colours of the formula, to the byte but where one lies between two', () => {
  const out = new Uint8Array(4);
  let others = 0;
  for (let at = 0; at < 20_000; at++) {
    const lab = [(at % 101) / 100, 0.3 * Math.sin(at), 0.3 * Math.cos(1.7 * at)] as const;
    writeRgb(out, 0, ...lab);
    rgbBytes(lab).forEach((byte, part) => {
      const apart = Math.abs(byte - out[part]!);
      expect(apart).toBeLessThan(2);
      others += apart;
    });
  }
  expect(others).toBeLessThan(600);
});
