/**
 * `npm run bench`: what the engine costs, as ratios, beside the peers that are installed. Prints a page and stores it,
 * with every figure behind it, under bench/results/.
 *
 *   npm run bench -- [--peers DIR] [--rounds 5] [--wait 30] [--large] [--room DIR] [--out DIR]
 *                    [--only peers,families,growth,vae,vaeQuality,jobs,reading,memory,acceleration,panel] [--cells 100000x2]
 *                    [--seeds 1-5]
 *
 * --peers: a folder with gmm/em_limit.c (the C program at 128 bits) and gmm/arma_gmm.cpp (Armadillo), which are built
 * with gcc and g++, gmm/run_mclust.R and vae/run_torch.py; scikit-learn, pandas, mclust and PyTorch are looked for as
 * python3 and Rscript have them. --wait: seconds to wait at most, before each run, for a machine that others leave alone.
 * --large adds 10⁷ rows. --room holds made-up data (900 MB of it with --large) and is kept.
 *
 * --seeds: of vaeQuality, `1-5` or `3,8,21`.
 *
 * --only and --cells (the beginning of a cell's name, N×D written 100000x2) measure a part; what a day's file already
 * says of the rest is kept, so that a table can be put together from several runs. A row that this version has no more
 * goes when its part is measured again.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { acceleration } from './acceleration.mjs';
import { vae, vaeQuality } from './autoencoders.mjs';
import { gather, skipped, versions } from './contestants.mjs';
import { jobs, memory, reading } from './files.mjs';
import { againstPeers, families, growth } from './iterations.mjs';
import { merged } from './kept.mts';
import { measured } from './measure.mjs';
import { pageOf } from './page.mjs';

const everything = 'peers,families,growth,vae,vaeQuality,jobs,reading,memory,acceleration,panel';
const { values } = parseArgs({
  options: {
    peers: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    wait: { type: 'string', default: '30' },
    only: { type: 'string', default: everything },
    cells: { type: 'string', default: '' },
    seeds: { type: 'string', default: '1-5' },
    large: { type: 'boolean', default: false },
    room: { type: 'string', default: join(tmpdir(), 'elbo-lens-bench') },
    out: { type: 'string', default: fileURLToPath(new URL('results', import.meta.url)) },
  },
});

const room = resolve(values.room);
const contestants = gather(values.peers && resolve(values.peers), room);
const bench = {
  room,
  rounds: Number(values.rounds),
  wait: Number(values.wait),
  cells: values.cells,
  seeds: seedsOf(values.seeds),
};
const only = new Set(values.only.split(','));
const day = new Date().toISOString().slice(0, 10);
const processor = cpus()[0].model.trim();
const place = join(values.out, `${day}-${processor.replace(/\W+/g, '-').toLowerCase()}`);
/** `1-5`, `3,8` or both. */
function seedsOf(text) {
  return text.split(',').flatMap((part) => {
    const [first, last = first] = part.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}

/** The panel in a real editor and a real browser: a program of its own. Undefined where these cannot be had. */
async function panel() {
  const script = fileURLToPath(new URL('panel.mjs', import.meta.url));
  return (await measured([process.execPath, script, '--json']))?.figures;
}

const measurements = {
  peers: againstPeers,
  families,
  growth,
  vae,
  vaeQuality,
  jobs,
  reading,
  memory,
  acceleration,
  panel,
};

const found = {};
for (const [name, measure] of Object.entries(measurements)) {
  if (only.has(name)) found[name] = await measure(bench, contestants, values.large);
}

// Read only now: another run may have written meanwhile.
const earlier = existsSync(`${place}.json`) ? JSON.parse(readFileSync(`${place}.json`, 'utf8')) : {};
const result = {
  date: day,
  processor,
  cores: availableParallelism(),
  node: process.version,
  versions: { ...earlier.versions, ...versions },
  rounds: bench.rounds,
};
for (const name of Object.keys(measurements)) {
  const now = found[name];
  if (now ?? earlier[name]) result[name] = now ? merged(name, earlier[name], now, values) : earlier[name];
}
// A part that is measured alone needs no peers: those that the tables have from other runs are not left out.
const told = JSON.stringify(result);
result.skipped = skipped.filter((text) => !told.includes(JSON.stringify(text.split(':')[0])));

const page = pageOf(result);
mkdirSync(values.out, { recursive: true });
writeFileSync(`${place}.json`, `${JSON.stringify(result, undefined, 1)}\n`);
writeFileSync(`${place}.md`, page);
console.log(page);
