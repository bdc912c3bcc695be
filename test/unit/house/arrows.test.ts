import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..', '..');

function check(folder: string): { status: number | null; said: string } {
  const script = join(root, 'scripts', 'check-arrows.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, folder], { encoding: 'utf8' });
  return { status, said: stdout + stderr };
}

describe('the arrows of the house', () => {
  let copy = '';

  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'elbo-lens-arrows-'));
    for (const part of ['src', 'webview', 'l10n', 'tsconfig.json', 'package.json']) {
      cpSync(join(root, part), join(copy, part), { recursive: true });
    }
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it('all point the right way', () => {
    const { status, said } = check(root);
    expect(said).toMatch(/^\d{2,} modules, \d{2,} arrows, 0 against the house/m);
    expect(status).toBe(0);
  });

  const forbidden: [file: string, line: string, rule: string][] = [
    ['src/models/gmm/mixture.ts', "import 'vscode';", 'only-the-editor-knows-vscode'],
    ['src/models/gmm/mixture.ts', "import 'node:fs';", 'pure-rooms-know-no-node'],
    ['src/models/gmm/mixture.ts', "import '../../engine/turn.ts';", 'models-use-kernels'],
    [
      'src/kernels/rows.ts',
      "import type { Theta } from '../models/gmm/frame.ts';\nexport type T = Theta;",
      'kernels-use-nothing',
    ],
    ['src/engine/turn.ts', "import 'vscode';", 'only-the-editor-knows-vscode'],
    ['src/engine/turn.ts', "import '../editor/ids.ts';", 'engine-uses-models'],
    ['webview/figures.ts', "import '../src/engine/turn.ts';", 'panel-knows-protocol-lesson-words'],
    ['src/lesson/planted.ts', "import '../protocol/run.ts';", 'lesson-uses-nothing'],
    ['src/words/planted.ts', "import '../protocol/run.ts';", 'words-use-faults-alone'],
    ['src/data/table.ts', "import './nowhere.ts';", 'everything-resolves'],
  ];

  it('are seen where they point the wrong way', () => {
    for (const [file, line] of forbidden) appendFileSync(join(copy, file), `\n${line}\n`);
    const { status, said } = check(copy);
    expect(status).toBe(1);
    for (const [file, , rule] of forbidden) expect(said).toContain(`${rule}: ${file} → `);
  });

  it('are not called right where no module was seen', () => {
    const empty = mkdtempSync(join(tmpdir(), 'elbo-lens-empty-'));
    writeFileSync(join(empty, 'tsconfig.json'), '{}');
    const { status } = check(empty);
    rmSync(empty, { recursive: true, force: true });
    expect(status).not.toBe(0);
  });
});
