/** Seeded rows of an overlapping Gaussian mixture and one start, in the forms that the contestants read. */
import { closeSync, existsSync, openSync, writeFileSync, writeSync } from 'node:fs';

/** mulberry32: 32 bits of state are enough for made-up rows. */
function uniforms(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Marsaglia's polar method. */
function normals(uniform) {
  let spare = Number.NaN;
  return () => {
    if (!Number.isNaN(spare)) {
      const value = spare;
      spare = Number.NaN;
      return value;
    }
    for (;;) {
      const x = 2 * uniform() - 1;
      const y = 2 * uniform() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const scale = Math.sqrt((-2 * Math.log(square)) / square);
      spare = y * scale;
      return x * scale;
    }
  };
}

/** Means about 2.5 deviations apart, each component with axes of its own between .7 and 1.4. */
function createMixture(d, k, normal, uniform) {
  const means = Array.from({ length: k }, () =>
    Array.from({ length: d }, () => 3 + (normal() * 2.5) / Math.sqrt(2 * d)),
  );
  const shears = Array.from({ length: k }, () =>
    Array.from({ length: d }, (_, r) =>
      Array.from({ length: r + 1 }, (_, c) => (c === r ? 0.7 + 0.7 * uniform() : (0.6 * normal()) / d)),
    ),
  );
  const shares = Array.from({ length: k }, () => 0.5 + uniform());
  const total = shares.reduce((sum, share) => sum + share, 0);
  return { means, shears, weights: shares.map((share) => share / total) };
}

function* rowsOf(n, d, k, seed) {
  const uniform = uniforms(seed);
  const normal = normals(uniform);
  const { means, shears, weights } = createMixture(d, k, normal, uniform);
  const white = new Float64Array(d);
  const row = new Float64Array(d);
  for (let i = 0; i < n; i++) {
    let component = 0;
    for (let rest = uniform(); component < k - 1 && rest >= weights[component]; component++) rest -= weights[component];
    const shear = shears[component];
    for (let c = 0; c < d; c++) white[c] = normal();
    for (let r = 0; r < d; r++) {
      let value = means[component][r];
      for (let c = 0; c <= r; c++) value += shear[r][c] * white[c];
      row[r] = value;
    }
    yield row;
  }
}

/**
 * BASE.f64 (row-major doubles) and a start near the truth, visibly wrong: BASE.json, and as doubles BASE.init (weights,
 * means, covariances). Nothing is done if they are there.
 */
export function writeBinary(base, n, d, k, seed = 1) {
  if (existsSync(`${base}.json`)) return;
  const data = new Float64Array(n * d);
  let at = 0;
  for (const row of rowsOf(n, d, k, seed)) {
    data.set(row, at);
    at += d;
  }
  const uniform = uniforms(seed);
  const normal = normals(uniform);
  const { means } = createMixture(d, k, normal, uniform);
  const weights = Array.from({ length: k }, () => 1 / k);
  const moved = means.map((mean) => mean.map((value) => value + 0.5 * normal()));
  const covariances = weights.map(() =>
    Array.from({ length: d }, (_, r) => Array.from({ length: d }, (_, c) => (r === c ? 1.5 : 0))),
  );
  writeFileSync(`${base}.f64`, data);
  writeFileSync(`${base}.init`, Float64Array.from([weights, moved, covariances].flat(3)));
  const start = JSON.stringify({ n, d, k, seed, weights, means: moved, covariances });
  // Some readers look for the space.
  writeFileSync(`${base}.json`, start.replaceAll('":', '": '));
}

/** Rows as text: CSV with a header, or JSON Lines. `digits` significant ones. Nothing is done if the file is there. */
export function writeText(path, n, d, k, { digits = 10, seed = 1, json = false } = {}) {
  if (existsSync(path)) return;
  const names = Array.from({ length: d }, (_, c) => `x${c}`);
  const file = openSync(path, 'w');
  let text = json ? '' : `${names.join(',')}\n`;
  for (const row of rowsOf(n, d, k, seed)) {
    const cells = Array.from(row, (value) => String(Number(value.toPrecision(digits))));
    text += json ? `{${cells.map((cell, c) => `"${names[c]}":${cell}`).join(',')}}\n` : `${cells.join(',')}\n`;
    if (text.length < 1 << 20) continue;
    writeSync(file, text);
    text = '';
  }
  writeSync(file, text);
  closeSync(file);
}

/** A noisy ring in two columns and two more that follow it, as CSV: rows that no Gaussian describes. */
export function writeRing(path, n, seed = 1) {
  if (existsSync(path)) return;
  const uniform = uniforms(seed);
  const normal = normals(uniform);
  let text = 'x,y,u,v\n';
  for (let i = 0; i < n; i++) {
    const angle = 2 * Math.PI * uniform();
    const row = [Math.cos(angle), Math.sin(angle), Math.cos(2 * angle), Math.sin(angle)].map(
      (at) => at + 0.15 * normal(),
    );
    text += `${row.map((cell) => cell.toFixed(6)).join(',')}\n`;
  }
  writeFileSync(path, text);
}
