// Holds the arrows between the rooms of the house (.dependency-cruiser.cjs).
//   node scripts/check-arrows.mjs [FOLDER]   FOLDER: another copy of the sources, for the test of this check
// A cruise that sees no modules reports no violations: how many it saw is checked as well.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { root } from './paths.mjs';

/** Rooms that must have been seen, or the check checks nothing. */
const rooms = ['src/data/', 'src/editor/', 'src/engine/', 'src/kernels/', 'src/models/', 'src/protocol/', 'webview/'];

const folder = resolve(process.argv[2] ?? root);
const { forbidden, options } = createRequire(import.meta.url)(join(root, '.dependency-cruiser.cjs'));
process.chdir(folder);
const { output } = await cruise(
  ['src', 'webview'].filter((name) => existsSync(name)),
  { ruleSet: { forbidden }, validate: true, outputType: 'json', baseDir: folder, ...options },
  undefined,
  { tsConfig: extractTSConfig(join(root, 'tsconfig.json')) },
);
const { modules, summary } = typeof output === 'string' ? JSON.parse(output) : output;
const ours = modules.map((module) => module.source).filter((source) => /^(src|webview)\//.test(source));
const unseen = rooms.filter((room) => !ours.some((source) => source.startsWith(room)));
for (const { rule, from, to } of summary.violations) console.error(`${rule.name}: ${from} → ${to}`);
for (const room of unseen) console.error(`No module of ${room} was seen.`);
const arrows = modules.reduce((sum, module) => sum + module.dependencies.length, 0);
console.log(`${ours.length} modules, ${arrows} arrows, ${summary.violations.length} against the house`);
process.exit(ours.length > 0 && unseen.length === 0 && summary.violations.length === 0 ? 0 : 1);
