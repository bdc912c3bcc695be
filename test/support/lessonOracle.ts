/** The numbers under the formulas, computed once more with nothing shared with the product. */
import { read } from '../../src/lesson/reading.ts';
import type { PlainRun } from './plainMixture.ts';

/** What a text says, read back as a person would: minus, parentheses and powers of ten included. */
export function readBack(text: string): { value: number; half: number } {
  const bare = text.replace(/^\(|\)$/g, '').replace('−', '-');
  const [mantissa, power = ''] = bare.split('·10');
  const exponent =
    power === ''
      ? 0
      : Number(
          [...power]
            .map((c) => '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(c))
            .map((i) => (i === 0 ? '-' : i - 1))
            .join(''),
        );
  const decimals = mantissa!.split('.')[1]?.length ?? 0;
  return { value: Number(mantissa) * 10 ** exponent, half: 0.5 * 10 ** (exponent - decimals) };
}

const memory = new Map<unknown, number[][]>();
function remembered(key: unknown, compute: () => number[][]): number[][] {
  if (!memory.has(key)) memory.set(key, compute());
  return memory.get(key)!;
}

/**
 * What must stand in a slot of the lesson, straight from the rows: densities by explicit inverse and determinant through Gauss, sums by loops.
 * Throws for a slot that it does not know.
 */
export function oracle(run: PlainRun, half: number, i: number): (slot: string) => number {
  const { d, n, x } = run.rows;
  const theta = run.theta(half);
  const next = run.theta(half + 1);
  const behind = run.thetas[Math.floor(half / 2)]!;
  const row = (r: number) => Array.from({ length: d }, (_, c) => x[r * d + c]!);
  const density = (of: typeof theta, j: number, r: number) => {
    const matrix = Array.from({ length: d }, (_, a) => [
      ...of.covariances.slice((j * d + a) * d, (j * d + a + 1) * d),
      row(r)[a]! - of.means[j * d + a]!,
    ]);
    let determinant = 1;
    for (let a = 0; a < d; a++) {
      determinant *= matrix[a]![a]!;
      for (let b = 0; b < d; b++) {
        if (b === a) continue;
        const factor = matrix[b]![a]! / matrix[a]![a]!;
        for (let c = a; c <= d; c++) matrix[b]![c]! -= factor * matrix[a]![c]!;
      }
    }
    const square = matrix.reduce(
      (sum, line, a) => sum + (line[d]! / line[a]!) * (row(r)[a]! - of.means[j * d + a]!),
      0,
    );
    return Math.exp(-square / 2) / Math.sqrt((2 * Math.PI) ** d * determinant);
  };
  const joints = (of: typeof theta, r: number) =>
    Array.from({ length: of.k }, (_, j) => of.weights[j]! * density(of, j, r));
  const total = (list: number[]) => list.reduce((sum, value) => sum + value, 0);
  const q = (r: number) => {
    const list = joints(behind, r);
    return list.map((value) => value / total(list));
  };
  const everyQ = remembered(behind, () => Array.from({ length: n }, (_, r) => q(r)));
  const now = joints(theta, i);
  const evidence = total(now);
  const mine = everyQ[i]!;
  const elbo = total(mine.map((w, j) => (w > 0 ? w * Math.log(now[j]! / w) : 0)));
  const count = (j: number) => total(everyQ.map((list) => list[j]!));
  const best = now.indexOf(Math.max(...now));
  const { shown } = read(run.row(half, i)).cast;
  const hidden = mine.map((_, j) => j).filter((j) => !shown.includes(j));
  const answers = new Map<string, number>();
  return (slot) => {
    if (!answers.has(slot)) answers.set(slot, answer(slot));
    return answers.get(slot)!;
  };
  function answer(slot: string): number {
    const [name, ...rest] = slot.split('.');
    const members = rest[0] === 'others' ? hidden : [Number(rest[0])];
    const over = (list: number[]) => total(members.map((j) => list[j]!));
    const [j, a, b] = rest.map(Number) as [number, number, number];
    const weightedSum = (of: (r: number) => number) => total(everyQ.map((list, r) => list[j]! * of(r)));
    /** What Σ is a mean of, about the means of `at`: as the family takes it. */
    const spread = (at: typeof theta): number => {
      const off = (k: number, r: number, c: number) => x[r * d + c]! - at.means[k * d + c]!;
      const about = (k: number, product: (r: number) => number) =>
        total(everyQ.map((list, r) => list[k]! * product(r)));
      if (run.family === 'tied')
        return total([...theta.weights.keys()].map((k) => about(k, (r) => off(k, r, a) * off(k, r, b))));
      if (run.family === 'spherical') return about(j, (r) => total(row(r).map((_, c) => off(j, r, c) ** 2)));
      return about(j, (r) => off(j, r, a) * off(j, r, b));
    };
    switch (name) {
      case 'joint':
        return over(now);
      case 'density':
        return density(theta, j, i);
      case 'prior':
      case 'weight':
        return theta.weights[j]!;
      case 'q':
        return over(mine);
      case 'posterior':
        return over(now) / evidence;
      case 'ratio':
        return now[j]! / mine[j]!;
      case 'logRatio':
        return Math.log(now[j]! / mine[j]!);
      case 'part':
        return total(members.map((m) => (mine[m]! > 0 ? mine[m]! * Math.log(now[m]! / mine[m]!) : 0)));
      case 'evidence':
        return evidence;
      case 'logLikelihood':
        return Math.log(evidence);
      case 'elbo':
        return elbo;
      case 'kl':
        return Math.log(evidence) - elbo;
      case 'complete':
        return Math.log(
          rest[0] === 'joint' ? now[best]! : rest[0] === 'prior' ? theta.weights[best]! : density(theta, best, i),
        );
      case 'count':
        return count(j);
      case 'divisor':
        return run.family === 'tied' ? n : run.family === 'spherical' ? count(j) * d : count(j);
      case 'nextWeight':
        return count(j) / n;
      case 'rows':
        return n;
      case 'mean':
        return theta.means[j * d + a]!;
      case 'sum':
        return weightedSum((r) => x[r * d + a]!);
      case 'cov':
        return theta.covariances[(j * d + a) * d + b]!;
      case 'nextMean':
        return next.means[j * d + a]!;
      case 'nextCov':
        return next.covariances[(j * d + a) * d + b]!;
      case 'nextSpread':
        return spread(next);
      case 'spread':
        return spread(theta);
      default:
        throw new Error(`no oracle for ${slot}`);
    }
  }
}
