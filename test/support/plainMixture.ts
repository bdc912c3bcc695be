/**
 * EM in the plainest possible code, in float64, with nothing shared with the product: the source of frames for the
 * views' tests and the oracle for the numbers under the formulas.
 */
import type { Axis, Frame, HeatmapMessage, RowMessage, RunEvent, Watch } from '../../src/protocol/run.ts';

export interface Theta {
  k: number;
  d: number;
  weights: Float64Array;
  means: Float64Array;
  covariances: Float64Array;
}

export interface Rows {
  n: number;
  d: number;
  names: string[];
  x: Float64Array;
  labels: string[];
}

/** Numeric columns of a comma-separated text with a header; the first other column is the label. */
export function parseRows(csv: string): Rows {
  const [head, ...lines] = csv.trim().split(/\r?\n/);
  const cells = lines.map((line) => line.split(','));
  const all = head!.split(',').map((name) => name.replaceAll('"', ''));
  const numeric = all.map((_, c) => cells.every((row) => row[c] !== '' && Number.isFinite(Number(row[c]))));
  const columns = all.flatMap((_, c) => (numeric[c] ? [c] : []));
  const label = numeric.indexOf(false);
  return {
    n: cells.length,
    d: columns.length,
    names: columns.map((c) => all[c]!),
    x: Float64Array.from(cells.flatMap((row) => columns.map((c) => Number(row[c])))),
    labels: label < 0 ? [] : cells.map((row) => row[label]!.replaceAll('"', '')),
  };
}

/** Cholesky factor (lower) of a D×D matrix. */
function cholesky(a: ArrayLike<number>, d: number): Float64Array {
  const l = new Float64Array(d * d);
  for (let i = 0; i < d; i++)
    for (let j = 0; j <= i; j++) {
      let sum = a[i * d + j]!;
      for (let m = 0; m < j; m++) sum -= l[i * d + m]! * l[j * d + m]!;
      l[i * d + j] = i === j ? Math.sqrt(sum) : sum / l[j * d + j]!;
    }
  return l;
}

/** log N(x_i | μ_k, Σ_k), [n·K] */
export function logDensities({ n, d, x }: Rows, theta: Theta): Float64Array {
  const out = new Float64Array(n * theta.k);
  for (let k = 0; k < theta.k; k++) {
    const l = cholesky(theta.covariances.subarray(k * d * d, (k + 1) * d * d), d);
    let logDet = 0;
    for (let a = 0; a < d; a++) logDet += 2 * Math.log(l[a * d + a]!);
    for (let i = 0; i < n; i++) {
      const y = new Float64Array(d);
      let square = 0;
      for (let a = 0; a < d; a++) {
        let v = x[i * d + a]! - theta.means[k * d + a]!;
        for (let b = 0; b < a; b++) v -= l[a * d + b]! * y[b]!;
        y[a] = v / l[a * d + a]!;
        square += y[a]! ** 2;
      }
      out[i * theta.k + k] = -0.5 * (square + logDet + d * Math.log(2 * Math.PI));
    }
  }
  return out;
}

export interface Posterior {
  logDensity: Float64Array;
  logJoint: Float64Array;
  q: Float64Array;
  logLikelihood: Float64Array;
}

export function posteriorOf(rows: Rows, theta: Theta): Posterior {
  const logDensity = logDensities(rows, theta);
  const logJoint = logDensity.map((l, at) => l + Math.log(theta.weights[at % theta.k]!));
  const q = new Float64Array(logJoint.length);
  const logLikelihood = new Float64Array(rows.n);
  for (let i = 0; i < rows.n; i++) {
    const of = logJoint.subarray(i * theta.k, (i + 1) * theta.k);
    const top = Math.max(...of);
    const total = top + Math.log(of.reduce((sum, l) => sum + Math.exp(l - top), 0));
    logLikelihood[i] = total;
    for (let k = 0; k < theta.k; k++) q[i * theta.k + k] = Math.exp(of[k]! - total);
  }
  return { logDensity, logJoint, q, logLikelihood };
}

export type Family = 'full' | 'tied' | 'diag' | 'spherical';

export function maximise({ n, d, x }: Rows, q: Float64Array, k: number, family: Family = 'full'): Theta {
  const weights = new Float64Array(k);
  const means = new Float64Array(k * d);
  const covariances = new Float64Array(k * d * d);
  for (let j = 0; j < k; j++) {
    let count = 0;
    for (let i = 0; i < n; i++) count += q[i * k + j]!;
    weights[j] = count / n;
    for (let i = 0; i < n; i++)
      for (let a = 0; a < d; a++) means[j * d + a]! += (q[i * k + j]! * x[i * d + a]!) / count;
    for (let i = 0; i < n; i++)
      for (let a = 0; a < d; a++)
        for (let b = 0; b < d; b++)
          covariances[(j * d + a) * d + b]! +=
            (q[i * k + j]! * (x[i * d + a]! - means[j * d + a]!) * (x[i * d + b]! - means[j * d + b]!)) / count;
  }
  const whole = covariances.slice();
  const at = (j: number, a: number, b: number) => (j * d + a) * d + b;
  for (let j = 0; j < k; j++) {
    const trace = Array.from({ length: d }, (_, a) => whole[at(j, a, a)]!).reduce((sum, value) => sum + value, 0);
    for (let a = 0; a < d; a++)
      for (let b = 0; b < d; b++) {
        const shared = weights.reduce((sum, weight, c) => sum + weight * whole[at(c, a, b)]!, 0);
        if (family === 'tied') covariances[at(j, a, b)] = shared;
        else if (family !== 'full' && a !== b) covariances[at(j, a, b)] = 0;
        else if (family === 'spherical') covariances[at(j, a, b)] = trace / d;
      }
  }
  return { k, d, weights, means, covariances };
}

/** A poor start: the given rows as means, the whole data's covariance for all. */
export function startAt(rows: Rows, at: readonly number[], family: Family = 'full'): Theta {
  const one = maximise(rows, new Float64Array(rows.n).fill(1), 1, family);
  const k = at.length;
  return {
    k,
    d: rows.d,
    weights: new Float64Array(k).fill(1 / k),
    means: Float64Array.from(at.flatMap((i) => [...rows.x.subarray(i * rows.d, (i + 1) * rows.d)])),
    covariances: Float64Array.from(at.flatMap(() => [...one.covariances])),
  };
}

/** A run as the protocol tells it: half-step h shows θ_⌈h/2⌉ and the posterior at θ_⌊h/2⌋. */
export class PlainRun {
  readonly thetas: Theta[];
  readonly posteriors: Posterior[];
  readonly elbo: Float64Array;
  readonly logLikelihood: Float64Array;
  readonly halves: string;

  constructor(
    readonly rows: Rows,
    start: Theta,
    readonly length: number,
    readonly family: Family = 'full',
  ) {
    this.thetas = [start];
    this.posteriors = [posteriorOf(rows, start)];
    while (this.thetas.length <= Math.ceil((length - 1) / 2)) {
      const theta = maximise(rows, this.posteriors.at(-1)!.q, start.k, family);
      this.thetas.push(theta);
      this.posteriors.push(posteriorOf(rows, theta));
    }
    const kls = Array.from({ length }, (_, h) => this.kls(h).reduce((sum, kl) => sum + kl, 0));
    this.logLikelihood = Float64Array.from(kls, (_, h) =>
      this.posteriors[Math.ceil(h / 2)]!.logLikelihood.reduce((sum, l) => sum + l, 0),
    );
    this.elbo = this.logLikelihood.map((l, h) => l - kls[h]!);
    this.halves = Array.from({ length }, (_, h) => (h % 2 === 0 ? 'E' : 'M')).join('');
  }

  theta(half: number): Theta {
    return this.thetas[Math.ceil(half / 2)]!;
  }

  q(half: number): Float64Array {
    return this.posteriors[Math.floor(half / 2)]!.q;
  }

  /** [n] KL_i = Σ_k q log (q / posterior) */
  kls(half: number): Float64Array {
    const q = this.q(half);
    const { logJoint, logLikelihood } = this.posteriors[Math.ceil(half / 2)]!;
    const k = this.thetas[0]!.k;
    return logLikelihood.map((l, i) => {
      let kl = 0;
      for (let j = 0; j < k; j++) {
        const w = q[i * k + j]!;
        if (w > 0) kl += w * (Math.log(w) - logJoint[i * k + j]! + l);
      }
      return kl;
    });
  }

  row(half: number, i: number): RowMessage {
    const { k, weights } = this.theta(half);
    const at = (all: Float64Array) => all.slice(i * k, (i + 1) * k);
    const now = this.posteriors[Math.ceil(half / 2)]!;
    const kl = this.kls(half)[i]!;
    const label = this.rows.labels[i];
    return {
      row: i,
      line: i + 2,
      values: this.rows.x.slice(i * this.rows.d, (i + 1) * this.rows.d),
      ...(label === undefined ? {} : { label }),
      logPrior: weights.map(Math.log),
      logDensity: at(now.logDensity),
      logJoint: at(now.logJoint),
      q: at(this.q(half)),
      posterior: at(now.q),
      logLikelihood: now.logLikelihood[i]!,
      elbo: now.logLikelihood[i]! - kl,
      kl,
    };
  }

  frame(run: number, half: number, watch: Watch): Frame {
    const step = (h: number) => ({
      iteration: Math.ceil(h / 2),
      half: h % 2 === 0 ? ('E' as const) : ('M' as const),
      elbo: this.elbo[h]!,
      logLikelihood: this.logLikelihood[h]!,
      kl: this.logLikelihood[h]! - this.elbo[h]!,
    });
    const theta = this.theta(half);
    const q = this.q(half);
    const counts = new Float64Array(theta.k);
    q.forEach((w, at) => {
      counts[at % theta.k]! += w;
    });
    return {
      type: 'frame',
      run,
      half,
      known: this.length,
      step: step(half),
      ...(half > 0 ? { previous: step(half - 1) } : {}),
      theta,
      thetaOfQ: this.thetas[Math.floor(half / 2)]!,
      counts,
      warnings: [],
      ...(half % 2 === 0 && half + 1 < this.length ? { next: { theta: this.theta(half + 1), held: [] } } : {}),
      ...(watch.colours ? { colours: mixColours(q, theta.k, watch.colours.palette) } : {}),
      ...(watch.heatmap ? { heatmap: this.heatmap(half, watch.heatmap, watch.row) } : {}),
      ...(watch.row === undefined ? {} : { row: this.row(half, watch.row) }),
      ...(watch.paths === undefined
        ? {}
        : {
            paths: Float64Array.from(
              Array.from({ length: Math.ceil(half / 2) + 1 }, (_, t) => [...this.thetas[t]!.means]).flat(),
            ),
          }),
    };
  }

  private heatmap(half: number, asked: NonNullable<Watch['heatmap']>, watched: number | undefined): HeatmapMessage {
    const { n } = this.rows;
    const { k } = this.thetas[0]!;
    const q = this.q(half);
    const kls = this.kls(half);
    const order = Array.from({ length: n }, (_, i) => i);
    const best = (i: number) => {
      let j = 0;
      for (let c = 1; c < k; c++) if (q[i * k + c]! > q[i * k + j]!) j = c;
      return j;
    };
    if (asked.order === 'sorted')
      order.sort((a, b) => best(a) - best(b) || q[b * k + best(b)]! - q[a * k + best(a)]! || a - b);
    const to = Math.min(asked.to, n);
    const rowsPerBand = Math.max(1, Math.ceil((to - asked.from) / asked.bands));
    const bands = Math.ceil((to - asked.from) / rowsPerBand);
    const mean = new Float32Array(bands * k);
    const kl = new Float32Array(bands);
    const first = new Uint32Array(bands);
    for (let b = 0; b < bands; b++) {
      const members = order.slice(asked.from + b * rowsPerBand, Math.min(to, asked.from + (b + 1) * rowsPerBand));
      first[b] = members[0]!;
      for (const i of members) {
        kl[b]! += kls[i]!;
        for (let j = 0; j < k; j++) mean[b * k + j]! += q[i * k + j]! / members.length;
      }
    }
    const base = { order: asked.order, from: asked.from, to, bands, rowsPerBand, q: mean, kl, rows: first };
    return watched === undefined ? base : { ...base, position: order.indexOf(watched) };
  }

  points(run: number, x: Axis, y: Axis): Extract<RunEvent, { type: 'points' }> {
    const { n, d } = this.rows;
    const whole = maximise(this.rows, new Float64Array(n).fill(1), 1);
    const axis = (of: Axis): Float64Array => {
      if ('column' in of) return Float64Array.from({ length: d }, (_, c) => (c === of.column ? 1 : 0));
      return principal(whole.covariances, d)[of.principal]!.vector;
    };
    const onPrincipal = 'principal' in x || 'principal' in y;
    const origin = onPrincipal ? whole.means : new Float64Array(d);
    const [xAxis, yAxis] = [axis(x), axis(y)];
    const project = (to: Float64Array) =>
      Float32Array.from({ length: n }, (_, i) => {
        let p = 0;
        for (let c = 0; c < d; c++) p += to[c]! * (this.rows.x[i * d + c]! - origin[c]!);
        return p;
      });
    const values = principal(whole.covariances, d).map((p) => p.value);
    const total = values.reduce((sum, value) => sum + value, 0);
    const share = (of: Axis) => ('principal' in of ? values[of.principal]! / total : 0);
    const [px, py] = [project(xAxis), project(yAxis)];
    return {
      type: 'points',
      run,
      x,
      y,
      px,
      py,
      extent: [Math.min(...px), Math.max(...px), Math.min(...py), Math.max(...py)],
      xAxis,
      yAxis,
      origin,
      ...(onPrincipal ? { explained: [share(x), share(y)] as [number, number] } : {}),
    };
  }
}

/** Eigenvectors by power iteration and deflation: D is small here. */
function principal(covariance: Float64Array, d: number): { value: number; vector: Float64Array }[] {
  const a = covariance.slice(0, d * d);
  const times = (v: Float64Array) =>
    Float64Array.from({ length: d }, (_, r) => v.reduce((sum, value, c) => sum + a[r * d + c]! * value, 0));
  return Array.from({ length: d }, (_, at) => {
    let v = Float64Array.from({ length: d }, (_, c) => 1 / (1 + Math.abs(c - at)));
    let value = 0;
    for (let step = 0; step < 2000; step++) {
      const next = times(v);
      value = Math.hypot(...next);
      if (value < 1e-14) break;
      v = next.map((x) => x / value);
    }
    for (let r = 0; r < d; r++) for (let c = 0; c < d; c++) a[r * d + c]! -= value * v[r]! * v[c]!;
    return { value, vector: v };
  });
}

/** RGBA of each row, mixed in OKLab; `palette` is [K·3]. */
function mixColours(q: Float64Array, k: number, palette: readonly number[]): Uint8Array {
  const n = q.length / k;
  const out = new Uint8Array(n * 4);
  const encode = (c: number) =>
    Math.round(255 * Math.min(1, Math.max(0, c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055)));
  for (let i = 0; i < n; i++) {
    let [lightness, a, b] = [0, 0, 0];
    for (let j = 0; j < k; j++) {
      const w = q[i * k + j]!;
      lightness += w * palette[3 * j]!;
      a += w * palette[3 * j + 1]!;
      b += w * palette[3 * j + 2]!;
    }
    const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
    const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
    const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
    out[4 * i] = encode(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
    out[4 * i + 1] = encode(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
    out[4 * i + 2] = encode(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s);
    out[4 * i + 3] = 255;
  }
  return out;
}
