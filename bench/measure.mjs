/** Runs one program at a time, and tells how long it took and how much of the machine others had meanwhile. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** An engine that has used so much in a cell gets no further round there. */
const slowSeconds = 60;

/** A run during which others had more of the machine than this is repeated, so often at most. */
const disturbed = 0.08;
const mostRepeats = 2;

/** Linux counts in hundredths of a second. */
const ticksPerSecond = 100;

/** Busy ticks of all processors since the machine started; NaN where there is no /proc. */
function busyTicks() {
  try {
    const [user, nice, system, , , interrupt, soft, steal] = readFileSync('/proc/stat', 'utf8')
      .slice(0, 200)
      .split(/\s+/)
      .slice(1)
      .map(Number);
    return user + nice + system + interrupt + soft + steal;
  } catch {
    return Number.NaN;
  }
}

/** Ticks of all children that have ended. */
function childTicks() {
  try {
    const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1].split(' ');
    return Number(fields[13]) + Number(fields[14]);
  } catch {
    return Number.NaN;
  }
}

/**
 * Runs a command whose last line of output is JSON. Resolves to that object with `wall_s`, from start to exit, `cpu_s`,
 * and `others`, the share of the machine that other processes used meanwhile; to undefined if it failed.
 */
export async function measured([program, ...args], environment = {}) {
  const [busy, own, began] = [busyTicks(), childTicks(), performance.now()];
  const child = spawn(program, args.map(String), { env: { ...process.env, ...environment } });
  let output = '';
  let complaint = '';
  child.stdout.on('data', (data) => {
    output += data;
  });
  child.stderr.on('data', (data) => {
    complaint += data;
  });
  const code = await new Promise((resolve) => {
    child.on('error', (error) => {
      complaint += error.message;
      resolve(-1);
    });
    child.on('close', resolve);
  });
  const wall = (performance.now() - began) / 1000;
  const line = output
    .trimEnd()
    .split('\n')
    .findLast((text) => text.startsWith('{'));
  if (code !== 0 || line === undefined) {
    console.error(`  failed: ${program} ${args.slice(0, 3).join(' ')}: ${complaint.trim().slice(-300)}`);
    return undefined;
  }
  const used = (childTicks() - own) / ticksPerSecond;
  const others = ((busyTicks() - busy) / ticksPerSecond - used) / (wall * availableParallelism());
  return { ...JSON.parse(line), wall_s: wall, cpu_s: used, others: Math.max(0, others) };
}

/** Waits, `most` seconds at most, until others leave nearly all of the machine alone for half a second. */
export async function quiet(most) {
  const began = performance.now();
  for (;;) {
    const [before, since] = [busyTicks(), performance.now()];
    await new Promise((resolve) => setTimeout(resolve, 500));
    const seconds = (performance.now() - since) / 1000;
    const share = (busyTicks() - before) / ticksPerSecond / (seconds * availableParallelism());
    if (!(share > 0.05) || performance.now() - began > 1000 * most) return;
  }
}

/** Of a run and its repeats, the one that others disturbed least. */
async function undisturbed(command, environment, wait) {
  let best;
  for (let repeat = 0; repeat <= mostRepeats && !(best?.others < disturbed); repeat++) {
    await quiet(wait);
    const line = await measured(command, environment);
    if (!line) return undefined;
    if (!best || line.others < best.others) best = line;
  }
  return best;
}

/**
 * Rounds of A B C, A B C, …, so that what the machine does meanwhile befalls all alike. `contestants` are
 * {name, command, environment?}; returns the lines by name, those that failed left out. One that has taken more than a
 * minute gets no further round.
 */
export async function interleaved(contestants, { rounds, wait, show }) {
  const lines = new Map(contestants.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const { name, command, environment } of contestants) {
      const before = lines.get(name);
      if (round > 0 && before.length === 0) continue;
      if (before.reduce((sum, line) => sum + line.wall_s, 0) > slowSeconds) continue;
      const line = await undisturbed(command, environment, wait);
      if (!line) continue;
      before.push(line);
      console.error(`  ${name.padEnd(22)} ${show(line)}  others ${Math.round(100 * line.others)} %`);
    }
  }
  return lines;
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Median of one figure, the largest distance from it as a share, and the most that others had. */
export function summed(lines, figure) {
  if (!lines || lines.length === 0) return undefined;
  const values = lines.map((line) => line[figure]);
  const middle = median(values);
  return {
    median: middle,
    least: Math.min(...values),
    most: Math.max(...values),
    runs: values.length,
    others: Math.max(...lines.map((line) => line.others)),
  };
}
