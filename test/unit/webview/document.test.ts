/** The derivation to take along, of each model, from what the engine told the panel. */
import katex from 'katex';
import { describe, expect, test } from 'vitest';
import { viChain } from '../../../src/lesson/vi/chain.ts';
import { defaultFitOptions, type FitOptions } from '../../../src/protocol/run.ts';
import { derivationAs, saveDerivation } from '../../../webview/derivation/document.ts';
import { type HostApi, type PanelState, Store } from '../../../webview/store.ts';
import { faithful, Listening } from '../engine/listening.ts';

interface Shown {
  readonly store: Store;
  readonly said: { type: string; text?: string }[];
}

/** A panel that has heard a run to its end, with row 33 on show. */
async function shown(options: Partial<FitOptions>, language: 'en' | 'ko', row?: number): Promise<Shown> {
  const engine = new Listening();
  const said: Shown['said'] = [];
  const host: HostApi = { postMessage: (m) => void said.push(m), getState: () => undefined, setState: () => {} };
  const store = new Store(host, () => 0);
  store.receive({
    type: 'welcome',
    language,
    uri: 'file:///faithful.csv',
    fileName: '<faithful>.csv',
    options: { ...defaultFitOptions, ...options },
    notation: 'cs229',
  });
  const settled = engine.state('converged');
  engine.open(faithful, options);
  await settled;
  if (row !== undefined) {
    const type = options.model === 'vae' ? 'vaeFrame' : options.model === 'vi' ? 'viFrame' : 'frame';
    const arrived = engine.next(type, (frame) => frame.row?.row === row);
    store.chooseRow(row, false);
    engine.post({ type: 'watch', watch: { row } });
    await arrived;
  }
  for (const message of engine.heard) {
    if (!['lines', 'marks', 'about', 'exported', 'table'].includes(message.type)) store.receive(message as never);
  }
  return { store, said };
}

const models: readonly (readonly [string, Partial<FitOptions>, number])[] = [
  ['gmm', { components: 2, startFrom: 'random', restarts: 1 }, 11],
  ['vi', { model: 'vi', components: 3 }, 7],
  ['vae', { model: 'vae', vae: { epochs: 30, hidden: [8] } }, 13],
];

describe.each(models)('%s', (_, options, lines) => {
  test.each(['en', 'ko'] as const)('%s: every line, its formulas, its numbers', async (language) => {
    const { store } = await shown(options, language, 32);
    const text = derivationAs(store.state, 'markdown')!;
    expect(text.match(/^## /gm)).toHaveLength(lines);
    for (const [, tex] of text.matchAll(/^\$\$\n(.*)\n\$\$$/gm))
      katex.renderToString(tex!, { throwOnError: true, strict: 'error' });
    expect(text).toContain('33');
    expect(text).toContain('\\<faithful\\>.csv');
    expect(text).not.toMatch(/undefined|NaN|\\word|htmlData/);
    const prose = text.replace(/^\$\$\n.*\n\$\$$/gm, '').split('\n');
    for (const line of prose) expect(line).not.toMatch(/\{\w+/);
    const sentences = prose.filter((line) => /^\p{L}/u.test(line));
    expect(sentences).toHaveLength(lines);
    if (language === 'ko') for (const line of sentences) expect(line).toMatch(/[가-힣]/);
    const page = derivationAs(store.state, 'html', katex)!;
    expect(page.match(/<section>/g)).toHaveLength(lines);
    expect(page).not.toMatch(/<script|<link|src=|href=|@import|url\(|<faithful>/);
    expect(page).toContain(`<html lang="${language}">`);
    expect(page.match(/<math\b/g)!.length).toBe(page.match(/<\/math>/g)!.length);
    expect(page).not.toContain('merror');
  });
});

test('the bound’s figures are those of the frame', async () => {
  const vi = (await shown({ model: 'vi', components: 2 }, 'en', 32)).store.state;
  const text = derivationAs(vi, 'markdown')!;
  const { bound, terms, row } = vi.vi.frame!;
  const signed = (line: string) => Number(line.replaceAll('−', '-').replaceAll(' ', ''));
  const [whole, sum] = text
    .split('\n')
    .find((line) => /^- .*=/.test(line) && line.split(/[+−] /).length === 7)!
    .slice(2)
    .replaceAll('\\', '')
    .split(' = ');
  expect(Math.abs(signed(whole!) - bound)).toBeLessThan(0.006);
  const added = sum!.match(/(^|[+−] )−?[\d.]+/g)!.map(signed);
  expect(added).toHaveLength(7);
  added.forEach((value, t) => {
    expect(Math.abs(value - terms[t]!)).toBeLessThan(0.006);
  });
  expect(added.reduce((all, value) => all + value, 0)).toBeCloseTo(signed(whole!), 9);
  expect(text).toContain(row!.logPredictive.toFixed(4).replace('-', '−'));
  expect(text.match(/component \d: /g)!.length).toBe(6);
});

test('with one component the identity is known whole', async () => {
  const { state } = (await shown({ model: 'vi', components: 1 }, 'en', 3)).store;
  const line = viChain[0]!.numbers({ ...figures(state), evidence: state.vi.setting!.evidence })[0]!;
  const [whole, , bound, , kl] = line.said.map((said) => Number(String(said).replace('−', '-')));
  expect(bound! + kl!).toBeCloseTo(whole!, 9);
  expect(derivationAs(state, 'markdown')).not.toContain('unknown');
});

function figures({ vi }: PanelState) {
  const { theta, row, ...frame } = vi.frame!;
  return { ...frame, evidence: undefined, weights: theta.weights, means: theta.means, d: theta.d, row };
}

test('where no row was chosen the first is, and what is saved waits for it', async () => {
  const { store, said } = await shown({ model: 'vae', vae: { epochs: 3, hidden: [4] } }, 'en');
  expect(derivationAs(store.state, 'markdown')).toBeUndefined();
  await saveDerivation(store, 'markdown');
  expect(store.state.ui.row).toBe(0);
  expect(said.filter(({ type }) => type === 'save')).toHaveLength(0);
  const { store: other } = await shown({ model: 'vae', vae: { epochs: 3, hidden: [4] } }, 'en', 0);
  store.receive(other.state.vae.frame!);
  expect(said.filter(({ type }) => type === 'save')).toHaveLength(1);
  expect(said.find(({ type }) => type === 'save')!.text).toContain('row 1');
});
