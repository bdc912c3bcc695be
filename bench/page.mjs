/** The page of a bench: ratios first, and what they are made of. Ratios above 1 mean that ours is ahead. */

const times = (value) => (value === undefined || !Number.isFinite(value) ? '–' : `${value.toPrecision(3)}×`);

const seconds = (value) =>
  value >= 1
    ? `${value.toPrecision(3)} s`
    : value >= 1e-3
      ? `${(1e3 * value).toPrecision(3)} ms`
      : `${(1e6 * value).toPrecision(3)} µs`;

const cellOf = (engine) => (engine ? `${seconds(engine.median)}` : '–');

const shapeOf = ({ n, d, k }) => `${n.toLocaleString('en')} × ${d}, K = ${k}`;

const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** The most of the machine that others had in any run of these engines. */
const othersOf = (engines) => {
  const shares = Object.values(engines).map((engine) => (engine.wall ?? engine).others);
  return `${Math.round(100 * Math.max(...shares))} %`;
};

/** How far ahead, and of how many runs where they are few. */
const aheadOf = (engine, ours) => {
  if (!engine) return '–';
  return `${times(engine.median / ours.median)}${engine.runs < 3 ? ` (runs: ${engine.runs})` : ''}`;
};

function peersPart({ peers }) {
  const names = [...new Set(peers.flatMap(({ engines }) => Object.keys(engines)))].filter((name) => name !== 'ours');
  const rows = peers.map(({ engines, wantedOfLimit, ...shape }) => {
    const { ours } = engines;
    const limit = engines['simd128-limit'];
    const ahead = names.filter((name) => name !== 'simd128-limit').map((name) => aheadOf(engines[name], ours));
    const share = limit ? (ours.median / limit.median).toFixed(2) : '–';
    return [shapeOf(shape), cellOf(ours), share, wantedOfLimit ?? '–', ...ahead, othersOf(engines)];
  });
  const packaged = names.filter((name) => name !== 'simd128-limit').map((name) => `ahead of ${name}`);
  return [
    '## An EM iteration, full covariances',
    table(['N × D', 'ours', 'of simd128-limit', 'wanted', ...packaged, 'others'], rows),
  ];
}

function familiesPart({ families }) {
  const rows = families.map(({ engines, family, wantedAhead, ...shape }) => [
    shapeOf(shape),
    family,
    cellOf(engines.ours),
    times(engines['scikit-learn'] && engines['scikit-learn'].median / engines.ours.median),
    wantedAhead === undefined ? '' : `${wantedAhead}×`,
    othersOf(engines),
  ]);
  return [
    '## An EM iteration, other families',
    table(['N × D', 'family', 'ours', 'ahead of scikit-learn', 'wanted', 'others'], rows),
  ];
}

function growthPart({ growth }) {
  const rows = (results, of) =>
    results.map(({ ours, work, ...shape }) => [
      shapeOf(shape),
      cellOf(ours),
      seconds(ours.median / of({ work, ...shape })),
    ]);
  return [
    '## Growth',
    `log time over log N: slope ${growth.slopeInN.toFixed(3)} (1 is linear).`,
    table(
      ['N × D', 'an iteration', 'a million rows'],
      rows(growth.byN, ({ n }) => n / 1e6),
    ),
    `Over the operations that theory counts, K(2D(D + 1) + 4D + 32) a row: slope ${growth.slopeInWorkOfK.toFixed(3)} in K, ${growth.slopeInWorkOfD.toFixed(3)} in D.`,
    table(
      ['N × D', 'an iteration', '10⁹ operations'],
      rows([...growth.byK, ...growth.byD], ({ n, work }) => (n * work) / 1e9),
    ),
  ];
}

function vaePart({ vae }) {
  const rows = vae.map(({ d, hidden, latent, wanted, threads, engines }) => {
    const { ours, ...others } = engines;
    const best = Object.entries(others).sort(([, a], [, b]) => a.median - b.median)[0];
    return [
      `${d}-${hidden}-${latent}`,
      `${cellOf(ours)} (${threads === 1 ? '1 thread' : `${threads} threads`})`,
      best ? `${cellOf(best[1])} (${best[0]})` : '–',
      best ? times(best[1].median / ours.median) : '–',
      `${wanted}×`,
      othersOf(engines),
    ];
  });
  return [
    '## A VAE: an optimiser step (batch 128, Adam, f32)',
    table(['D-hidden-L', 'ours', 'PyTorch, the best of eager, jit and foreach', 'ahead', 'wanted', 'others'], rows),
  ];
}

function vaeQualityPart({ vaeQuality }) {
  const signed = (value) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)}`;
  const rows = vaeQuality.map(({ title, steps, heldOutRows, standardError, seeds, ...cell }) => [
    title,
    steps,
    heldOutRows,
    cell.ours.toFixed(4),
    cell.torch.toFixed(4),
    `${signed(cell.difference)} ± ${standardError.toFixed(4)}`,
    signed(cell.medianDifference),
    seeds.map(({ seed, ours, torch }) => `${seed}: ${signed(ours - torch)}`).join(', '),
  ]);
  return [
    '## A VAE: held-out ELBO a row, beside PyTorch',
    'The same network (64 tanh, L = 2, one σ a column), rows, split, rate and steps; the difference paired by seed, ± its standard error; nats, in the units of the file. Wanted: a difference of −.02 or above.',
    table(['file', 'steps', 'rows held out', 'ours', 'PyTorch', 'mean difference', 'median', 'by seed'], rows),
  ];
}

function jobsPart({ jobs }) {
  const rows = jobs.flatMap(({ engines, wanted, megabytes, ...shape }) =>
    Object.entries(engines).map(([name, engine]) => [
      `${shapeOf(shape)} (${megabytes.toFixed(0)} MB)`,
      name,
      seconds(engine.wall.median),
      name === 'ours'
        ? `${times(engines['pandas + scikit-learn']?.wall.median / engine.wall.median)} (wanted ${wanted}×)`
        : '',
      [engine.importing, engine.reading, engine.fitting].map((part) => part.toFixed(2)).join(' + '),
      engine.iterations,
      engine.meanLogLikelihood.toFixed(6),
      `${engine.peakMb.toFixed(0)} MB`,
      `${Math.round(100 * engine.wall.others)} %`,
    ]),
  );
  return [
    '## Whole jobs: CSV to converged fit, process start to exit',
    'Ours extrapolates (`--accelerate`) to a change below 1e-8 a row; scikit-learn stops at its default of 1e-3.',
    table(
      ['file', 'engine', 'wall', 'ahead', 'import + read + fit', 'iterations', 'mean log-lik.', 'peak', 'others'],
      rows,
    ),
  ];
}

function readingPart({ reading }) {
  const rows = reading.map(({ title, best, first, jsonParse }) => [
    title,
    `${best.median.toFixed(0)} MB/s`,
    `${first.median.toFixed(0)} MB/s`,
    jsonParse ? `${times(best.median / jsonParse.median)} of ${jsonParse.median.toFixed(0)} MB/s` : '',
    `${Math.round(100 * best.others)} %`,
  ]);
  return ['## Reading', table(['file', 'best of 7', 'first', 'JSON.parse by line', 'others'], rows)];
}

function memoryPart({ memory }) {
  const rows = memory.map(({ n, d, data, peak, allowed, wall }) => [
    `${n.toLocaleString('en')} × ${d}`,
    `${data.toFixed(0)} MB`,
    `${peak.toFixed(0)} MB`,
    `${allowed.toFixed(0)} MB`,
    seconds(wall),
  ]);
  return ['## Peak memory of a whole job', table(['N × D', 'as f64', 'peak', '2.5 × + 100 MB', 'wall'], rows)];
}

function accelerationPart({ acceleration }) {
  const rows = acceleration.map(({ title, k, passes, plainPasses, gain }) => [
    `${title}, K = ${k}`,
    passes,
    plainPasses,
    times(plainPasses / passes),
    gain.toExponential(1),
  ]);
  return [
    '## Acceleration: passes over all rows until converged',
    table(['file', 'accelerated', 'plain EM', 'fewer', 'gain in mean log-lik.'], rows),
  ];
}

function panelPart({ panel }) {
  const rows = panel.map(({ title, value, target }) => [title, value, target || '–']);
  return ['## The panel, in the packaged extension in a real VS Code', table(['what', 'measured', 'wanted'], rows)];
}

const parts = {
  peers: peersPart,
  families: familiesPart,
  growth: growthPart,
  vae: vaePart,
  vaeQuality: vaeQualityPart,
  jobs: jobsPart,
  reading: readingPart,
  memory: memoryPart,
  acceleration: accelerationPart,
  panel: panelPart,
};

/** Markdown of a result of run.mjs. */
export function pageOf(result) {
  const { date, processor, cores, node, versions, rounds, skipped } = result;
  const known = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    `# Bench of ${date}`,
    `${processor}, ${cores} cores; ${[`node ${node}`, ...known].join('; ')}. Medians of ${rounds} runs, engines in turn. "others": the most of the machine that other processes had during a run; where that was 8 % or more it was repeated, twice at most.`,
    ...(skipped.length > 0 ? [`Left out: ${skipped.join('; ')}.`] : []),
    ...Object.entries(parts).flatMap(([name, part]) => (result[name] ? part(result) : [])),
    '',
  ].join('\n\n');
}
