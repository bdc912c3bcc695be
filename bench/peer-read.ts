/**
 * How fast files become tables: `FILE [REPS]`. One line of JSON with MB/s: the best of our reader, from bytes in memory
 * pushed in pieces as they come from a disk; for JSON Lines also that of JSON.parse line by line.
 */
import { readFileSync } from 'node:fs';
import { TableReader } from '../src/data/reader.ts';

const [file = '', reps = '7'] = process.argv.slice(2);
const whole = readFileSync(file);
const bytes = new Uint8Array(whole.buffer, whole.byteOffset, whole.length);
const piece = 1 << 20;

function ours(): number {
  const reader = new TableReader(file);
  for (let at = 0; at < bytes.length; at += piece) reader.push(bytes.subarray(at, at + piece));
  const table = reader.finish();
  if (!table.ok) throw new Error(table.fault.code);
  return table.value.columns[0]!.values[0]!;
}

/** JSON.parse alone, its objects thrown away: nothing that makes a table of them can be quicker. */
function parsed(): number {
  let records = 0;
  for (const line of whole.toString('utf8').split('\n')) if (line !== '' && JSON.parse(line)) records++;
  return records;
}

function speed(work: () => number): { first: number; best: number } {
  const seconds = Array.from({ length: Number(reps) }, () => {
    const began = performance.now();
    work();
    return (performance.now() - began) / 1000;
  });
  return { first: bytes.length / 1e6 / seconds[0]!, best: bytes.length / 1e6 / Math.min(...seconds) };
}

const { first, best } = speed(ours);
const json = /\.jsonl$/.test(file) ? { json_parse_mb_per_s: speed(parsed).best } : {};
console.log(
  JSON.stringify({ engine: 'elbo-lens', mb: bytes.length / 1e6, mb_per_s: best, first_mb_per_s: first, ...json }),
);
