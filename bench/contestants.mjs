/** Who takes part: our runners, and the peers that this machine has. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const python = ['/usr/bin/python3', 'python3'].find((path) => path === 'python3' || existsSync(path));

/** The interpreter's own threads would spin and take the cores from each other. */
const environment = { OMP_WAIT_POLICY: 'passive' };

/** What is said of every peer that is missing, and the versions of those that are there. */
export const skipped = [];
export const versions = {};

function versionOf(name, command, args) {
  try {
    const text = execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    versions[name] = text.trim().split('\n')[0];
    return true;
  } catch {
    skipped.push(`${name}: not installed`);
    return false;
  }
}

/**
 * A C program of `peers`, built with `flags` into `room`; undefined, and said so, if there is no such folder, source or
 * compiler.
 */
function built(name, peers, source, flags, room) {
  if (peers === undefined) {
    skipped.push(`${name}: no --peers DIR given`);
    return undefined;
  }
  const path = join(peers, source);
  if (!existsSync(path)) {
    skipped.push(`${name}: ${source} is not in the peers' folder`);
    return undefined;
  }
  const program = join(room, name);
  const libraries = flags.filter((flag) => flag.startsWith('-l'));
  const others = flags.filter((flag) => !flag.startsWith('-l'));
  const compiler = source.endsWith('.c') ? 'gcc' : 'g++';
  try {
    execFileSync(compiler, [...others, '-o', program, path, ...libraries], { stdio: ['ignore', 'ignore', 'pipe'] });
    versions[compiler] ??= execFileSync(compiler, ['--version'], { encoding: 'utf8' }).split('\n')[0];
    return program;
  } catch (error) {
    skipped.push(
      `${name}: ${String(error.stderr ?? error.message)
        .trim()
        .split('\n')[0]
        .slice(0, 120)}`,
    );
    return undefined;
  }
}

/** Builds what can be built. Each contestant is a name and a function from arguments to a command. */
export function gather(peers, room) {
  mkdirSync(room, { recursive: true });
  const native = ['-O3', '-march=native', '-fopenmp'];
  const narrow = [...native, '-ffast-math', '-mno-fma', '-mno-avx2', '-DVLB=16', '-DENGINE="simd128-limit"', '-lm'];
  const limit = built('simd128-limit', peers, 'gmm/em_limit.c', narrow, room);
  const armadillo = built('Armadillo', peers, 'gmm/arma_gmm.cpp', [...native, '-DARMA_NO_DEBUG', '-lopenblas'], room);
  const sklearn = versionOf('scikit-learn', python, ['-c', 'import sklearn; print(sklearn.__version__)']);
  const pandas = versionOf('pandas', python, ['-c', 'import pandas; print(pandas.__version__)']);
  const numpy = 'import numpy; print(numpy.__version__)';
  if (sklearn) versionOf('numpy', python, ['-c', numpy]);
  const torch = versionOf('PyTorch', python, ['-c', 'import torch; print(torch.__version__)']);
  const mclust = versionOf('mclust', 'Rscript', ['-e', 'cat(as.character(packageVersion("mclust")))']);
  const inPeers = (installed, name, source, program, ...more) =>
    installed && peers && existsSync(join(peers, source))
      ? { name, environment, command: (...args) => [program, join(peers, source), ...args, ...more] }
      : undefined;
  const ours = (runner, ...more) => ({
    name: 'ours',
    command: (...args) => [process.execPath, here(runner), ...args, ...more],
  });
  const program = (name, path) => path && { name, command: (...args) => [path, ...args] };
  const script = (name, file) => ({ name, environment, command: (...args) => [python, here(file), ...args] });
  return {
    fit: ours('peer-gmm.mjs'),
    job: ours('peer-job.mjs'),
    plainJob: {
      ...ours('peer-job.mjs'),
      name: 'ours, --plain',
      command: (...args) => [process.execPath, here('peer-job.mjs'), '--plain', ...args],
    },
    read: ours('peer-read.mjs'),
    limit: program('simd128-limit', limit),
    mclust: inPeers(mclust, 'mclust', 'gmm/run_mclust.R', 'Rscript'),
    torch: inPeers(torch, 'PyTorch', 'vae/run_torch.py', python),
    torchQuality: torch ? script('PyTorch', 'torch_vae.py') : undefined,
    step: ours('peer-vae.mjs'),
    elbo: ours('peer-elbo.mjs'),
    armadillo: program('Armadillo', armadillo),
    sklearn: sklearn ? script('scikit-learn', 'sklearn_fit.py') : undefined,
    sklearnJob: sklearn && pandas ? script('pandas + scikit-learn', 'sklearn_job.py') : undefined,
  };
}
