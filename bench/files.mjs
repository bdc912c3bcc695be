/** From a file: whole jobs against pandas + scikit-learn, how fast files are read, what memory they take. */
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { interleaved, measured, quiet, summed } from './measure.mjs';
import { writeText } from './mixtureData.mjs';

const shapes = [
  { n: 1_000_000, d: 4, k: 3, wanted: 5 },
  { n: 100_000, d: 10, k: 3, wanted: 3 },
];

/** Process start to exit, as seconds of wall time, and the parts that each contestant tells of. */
export async function jobs(bench, { job, plainJob, sklearnJob }) {
  const results = [];
  for (const { n, d, k, wanted } of shapes) {
    const csv = join(bench.room, `job-${n}x${d}.csv`);
    writeText(csv, n, d, k);
    console.error(`${n} × ${d} CSV, K = ${k}`);
    const entries = [job, plainJob, sklearnJob].filter(Boolean).map(({ name, command, environment }) => ({
      name,
      environment,
      command: command(csv, k, '-'),
    }));
    const show = (line) => `${line.wall_s.toFixed(2)} s`;
    const lines = await interleaved(entries, { ...bench, show });
    const engines = Object.fromEntries(
      [...lines].flatMap(([name, runs]) =>
        runs.length === 0
          ? []
          : [
              [
                name,
                {
                  wall: summed(runs, 'wall_s'),
                  importing: summed(runs, 'import_s').median,
                  reading: summed(runs, 'read_s').median,
                  fitting: summed(runs, 'fit_s').median,
                  cpu: summed(runs, 'cpu_s').median,
                  iterations: runs[0].iters,
                  meanLogLikelihood: runs[0].mean_loglik,
                  peakMb: Math.max(...runs.map((run) => run.peak_rss_mb)),
                },
              ],
            ],
      ),
    );
    results.push({ n, d, k, megabytes: statSync(csv).size / 1e6, wanted, engines });
  }
  return results;
}

/** MB/s of the reader, from bytes in memory. */
export async function reading(bench, { read }) {
  const files = [
    ['CSV, 10 digits', 'ten.csv', { digits: 10 }],
    ['CSV, 17 digits', 'seventeen.csv', { digits: 17 }],
    ['JSON Lines, 10 digits', 'ten.jsonl', { digits: 10, json: true }],
  ];
  const results = [];
  for (const [title, name, form] of files) {
    const path = join(bench.room, name);
    writeText(path, 300_000, 8, 3, form);
    console.error(title);
    const show = (line) => `${line.mb_per_s.toFixed(0)} MB/s`;
    const lines = await interleaved([{ name: 'ours', command: read.command(path) }], { ...bench, show });
    const runs = lines.get('ours');
    results.push({
      title,
      best: summed(runs, 'mb_per_s'),
      first: summed(runs, 'first_mb_per_s'),
      ...(form.json ? { jsonParse: summed(runs, 'json_parse_mb_per_s') } : {}),
    });
  }
  return results;
}

/** Peak resident memory of a whole job against 2.5 × the data as f64 + 100 MB. */
export async function memory(bench, { job }, large) {
  const results = [];
  for (const [n, d, k] of [[1_000_000, 4, 3], [1_000_000, 8, 3], ...(large ? [[10_000_000, 8, 3]] : [])]) {
    const csv = join(bench.room, d === 4 ? `job-${n}x${d}.csv` : `memory-${n}x${d}.csv`);
    writeText(csv, n, d, k);
    console.error(`memory of ${n} × ${d}`);
    await quiet(bench.wait);
    const line = await measured(job.command(csv, k));
    if (large && n > 1_000_000) rmSync(csv);
    if (!line) continue;
    const data = (8 * n * d) / 1e6;
    // The system counts in units of 1,048,576 bytes.
    const peak = (line.peak_rss_mb * 2 ** 20) / 1e6;
    results.push({ n, d, data, peak, allowed: 2.5 * data + 100, wall: line.wall_s, others: line.others });
  }
  return results;
}
