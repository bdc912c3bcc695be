/**
 * `npm run bench`: what the engine costs, as ratios, beside the peers that are installed. Prints a page and stores it,
 * with every figure behind it, under bench/results/.
 *
 *   npm run bench -- [--peers DIR] [--rounds 5] [--wait 30] [--only peers,families,growth,jobs,reading,memory,acceleration]
 *                    [--large] [--room DIR] [--out DIR]
 *
 * --peers: a folder with gmm/em_limit.c (the C program at 128 bits) and gmm/arma_gmm.cpp (Armadillo), which are built
 * with gcc and g++; scikit-learn and pandas are looked for as python3 has them. --wait: seconds to wait at most, before
 * each run, for a machine that others leave alone. --large adds 10⁷ rows. --room holds made-up data (900 MB of it with
 * --large) and is kept.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { acceleration } from './acceleration.mjs';
import { gather, skipped, versions } from './contestants.mjs';
import { jobs, memory, reading } from './files.mjs';
import { againstPeers, families, growth } from './iterations.mjs';
import { pageOf } from './page.mjs';

const everything = 'peers,families,growth,jobs,reading,memory,acceleration';
const { values } = parseArgs({
  options: {
    peers: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    wait: { type: 'string', default: '30' },
    only: { type: 'string', default: everything },
    large: { type: 'boolean', default: false },
    room: { type: 'string', default: join(tmpdir(), 'elbo-lens-bench') },
    out: { type: 'string', default: fileURLToPath(new URL('results', import.meta.url)) },
  },
});

const room = resolve(values.room);
const contestants = gather(values.peers && resolve(values.peers), room);
const bench = { room, rounds: Number(values.rounds), wait: Number(values.wait) };
const only = new Set(values.only.split(','));
const began = new Date();
const part = async (name, work) => (only.has(name) ? { [name]: await work() } : {});

const result = {
  date: began.toISOString().slice(0, 16),
  processor: cpus()[0].model.trim(),
  cores: availableParallelism(),
  node: process.version,
  versions,
  rounds: bench.rounds,
  skipped,
  ...(await part('peers', () => againstPeers(bench, contestants))),
  ...(await part('families', () => families(bench, contestants))),
  ...(await part('growth', () => growth(bench, contestants, values.large))),
  ...(await part('jobs', () => jobs(bench, contestants))),
  ...(await part('reading', () => reading(bench, contestants))),
  ...(await part('memory', () => memory(bench, contestants, values.large))),
  ...(await part('acceleration', () => acceleration(bench, contestants))),
};

const page = pageOf(result);
mkdirSync(values.out, { recursive: true });
const name = `${result.date.replace(/[T:]/g, '-')}-${result.processor.replace(/\W+/g, '-').toLowerCase()}`;
writeFileSync(join(values.out, `${name}.json`), `${JSON.stringify(result, undefined, 1)}\n`);
writeFileSync(join(values.out, `${name}.md`), page);
console.log(page);
