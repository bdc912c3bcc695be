import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import type { FitOptions } from '../../../src/protocol/run.ts';
import type { VaeFrame } from '../../../src/protocol/vaeFrame.ts';
import { faithful, iris, Listening } from './listening.ts';

const watch = {
  row: 32,
  vae: {
    epsilon: [0.9, -1.3],
    along: 1,
    grid: { side: 5, reach: 2 },
    drawn: { count: 200, seed: 3 },
  },
};

const panels: Listening[] = [];
function listen(): Listening {
  const panel = new Listening();
  panels.push(panel);
  return panel;
}
// A run at rest goes on with what could wait.
afterEach(() => {
  for (const panel of panels.splice(0)) panel.post({ type: 'cancel' });
});

const quick: Partial<FitOptions> = { model: 'vae', vae: { epochs: 150, batch: 16, hidden: [16] } };

async function trained(text: string, options: Partial<FitOptions> = quick): Promise<Listening> {
  const panel = listen();
  panel.post({ type: 'watch', watch });
  const ended = panel.state('converged');
  panel.open(text, options);
  await ended;
  return panel;
}

/** The frame of a moment, once it is at rest. */
async function seek(panel: Listening, at: number): Promise<VaeFrame> {
  const frame = panel.next('vaeFrame', (message) => message.asked === at);
  panel.post({ type: 'seek', half: at });
  return frame;
}

/** All moments as the trace messages give them. */
function curves(panel: Listening) {
  const [first] = panel.all('started').slice(-1);
  const all = panel.all('vaeTrace').filter(({ run }) => run === first!.run);
  const elbo: number[] = [];
  const heldOut: number[] = [];
  for (const part of all) {
    expect(part.from).toBeLessThanOrEqual(elbo.length);
    elbo.splice(part.from, Number.POSITIVE_INFINITY, ...part.train.elbo);
    heldOut.splice(part.from, Number.POSITIVE_INFINITY, ...(part.heldOut?.elbo ?? []));
  }
  return { elbo, heldOut };
}

describe('a course of a VAE', () => {
  test('waits for a panel that is behind, and not for one that draws nothing', async () => {
    const panel = listen();
    panel.post({ type: 'watch', watch });
    const first = panel.next('vaeFrame');
    panel.open(faithful, { ...quick, vae: { ...quick.vae, epochs: 1_000_000 } });
    await first;
    const told = () => panel.all('vaeFrame');
    const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    /** Epochs a second from now on, while `meanwhile` goes on. */
    const pace = async (meanwhile: () => Promise<unknown>) => {
      const [began, before] = [performance.now(), told().at(-1)!.known];
      await meanwhile();
      const after = await panel.next('vaeFrame');
      return (1000 * (after.known - before)) / (performance.now() - began);
    };
    // One moment in 50 ms.
    let drawn = 0;
    const drawing = await pace(async () => {
      for (let i = 0; i < 30; i++) {
        const { run, known } = told()[drawn++]!;
        panel.post({ type: 'drawn', run, known });
        await pause(50);
      }
    });
    await pause(400);
    expect(await pace(() => pause(1000))).toBeGreaterThan(1.2 * drawing);
    panel.post({ type: 'cancel' });
  });

  test('tells of fewer rows while it trains, of row i on a coarser grid, and of all at rest', async () => {
    const rows = Array.from({ length: 1200 }, (_, i) => `${Math.sin(i).toFixed(4)},${Math.cos(0.3 * i).toFixed(4)}`);
    const panel = await trained(`x,y\n${rows.join('\n')}`, { ...quick, vae: { ...quick.vae, epochs: 12 } });
    const frames = panel.all('vaeFrame');
    const [moving] = frames;
    const rest = await seek(panel, moving!.at);
    expect(frames.at(-1)!.rows).toHaveLength(1000);
    expect(rest.rows).toHaveLength(1000);
    expect(moving!.rows).toHaveLength(500);
    expect(moving!.means).toHaveLength(1000);
    // The same rows among them.
    expect(moving!.rows[250]).toBe(rest.rows[500]);
    expect([...moving!.means.slice(500, 502)]).toEqual([...rest.means.slice(1000, 1002)]);
    expect(Math.abs(moving!.row!.elbo - rest.row!.elbo)).toBeLessThan(1e-4);
    expect(moving!.row!.logLikelihood).toBeUndefined();
    expect(rest.row!.logLikelihood).toBeGreaterThan(rest.row!.elbo);
  });

  test('tells what it is, climbs, and shows the moment it settled on', async () => {
    const panel = await trained(faithful);
    expect(panel.all('vaeSetting')[0]).toMatchObject({
      latent: 2,
      hidden: [16],
      trainRows: 245,
      heldOutRows: 27,
      climbsElbo: true,
      method: 'quadrature',
    });
    const { elbo, heldOut } = curves(panel);
    expect(heldOut.length).toBe(elbo.length);
    expect(elbo.at(-1)!).toBeGreaterThan(elbo[0]! + 0.5);
    const frame = panel.all('vaeFrame').at(-1)!;
    expect(frame.known).toBe(elbo.length);
    expect(frame.train.elbo).toBe(elbo[frame.at]);
    expect(panel.all('state').at(-1)).toMatchObject({ state: 'converged', stopReason: 'epochs' });
  });

  test('shows one snapshot: the draw, the row and the grid are of the same model', async () => {
    const panel = await trained(faithful);
    const { row, grid, rows, means, sigmas, drawn, spread } = (await seek(panel, 3))!;
    expect(row!.line).toBe(34);
    expect(row!.elbo).toBeCloseTo(row!.reconstruction - row!.kl, 10);
    expect(row!.klByDimension.reduce((a, b) => a + b, 0)).toBeCloseTo(row!.kl, 10);
    for (let l = 0; l < 2; l++) {
      expect(row!.draw.z[l]).toBeCloseTo(row!.mean[l]! + row!.sigma[l]! * watch.vae.epsilon[l]!, 12);
      const s = rows.indexOf(32);
      expect(means[2 * s + l]).toBeCloseTo(row!.mean[l]!, 5);
      expect(sigmas[2 * s + l]).toBeCloseTo(row!.sigma[l]!, 5);
    }
    expect(grid!.means.length).toBe(25 * 2);
    expect(drawn!.length).toBe(400);
    for (const shares of [spread!.real, spread!.drawn]) {
      for (let j = 0; j < 2; j++) {
        const sum = shares.subarray(j * spread!.bins, (j + 1) * spread!.bins).reduce((a, b) => a + b, 0);
        expect(sum).toBeGreaterThan(0.8);
        expect(sum).toBeLessThan(1.0001);
      }
    }
  });

  test('seeking back and forth gives the same bits', async () => {
    const panel = await trained(iris);
    const last = curves(panel).elbo.length - 1;
    const first = await seek(panel, 2);
    await seek(panel, last - 1);
    const again = await seek(panel, 2);
    for (const part of ['means', 'sigmas', 'noise'] as const) expect(again[part]).toEqual(first[part]);
    expect(again.row).toEqual(first.row);
    expect(again.grid).toEqual(first.grid);
    expect(again.drawn).toEqual(first.drawn);
    // Another run from the same seed, with pauses on the way, is the same run.
    const other = listen();
    const paused = other.state('paused');
    other.open(iris, { ...quick, paused: true });
    await paused;
    const third = other.next('vaeFrame', ({ at }) => at === 3);
    for (let step = 0; step < 3; step++) other.post({ type: 'step' });
    await third;
    const ended = other.state('converged');
    other.post({ type: 'resume' });
    await ended;
    expect(curves(other)).toEqual(curves(panel));
  });

  test('at every checkpoint the ELBO lies below log p(x), and the sums over all rows add up', async () => {
    const panel = listen();
    panel.post({ type: 'watch', watch });
    const summed = panel.next('vaeTotals', ({ figures }) => figures !== undefined);
    panel.open(iris, { model: 'vae', vae: { epochs: 40, batch: 32, hidden: [6] } });
    const totals = (await summed).figures!;
    expect(totals.elbo).toBeCloseTo(totals.reconstruction - totals.kl, 8);
    expect(totals.logLikelihood).toBeGreaterThan(totals.elbo);
    // The sums take turns with the curve: neither has to wait for the other.
    while (panel.all('vaeCheckpoint').length < 6) await panel.next('vaeCheckpoint', () => true);
    const checkpoints = panel.all('vaeCheckpoint');
    for (const { elbo, logLikelihood, reconstruction, kl, rows, method } of checkpoints) {
      expect(method).toBe('quadrature');
      expect(rows).toBe(150);
      expect(elbo).toBeCloseTo(reconstruction - kl, 9);
      expect(logLikelihood).toBeGreaterThan(elbo - 1e-6);
    }
    const settled = checkpoints.find(({ at }) => at === panel.all('vaeTotals').at(-1)!.at)!;
    // The sample is all rows here: both ways to add up agree within the checkpoint's tolerance.
    expect(settled.logLikelihood).toBeCloseTo(totals.logLikelihood / 150, 4);
    expect(settled.elbo).toBeCloseTo(totals.elbo / 150, 4);
  });

  test('splits the gap of the row on show, and of a sample on average; the parts add up', async () => {
    const panel = listen();
    panel.post({ type: 'watch', watch });
    const ofRow = panel.next('vaeGap', ({ row }) => row !== undefined);
    const ofSample = panel.next('vaeGap', ({ mean }) => mean !== undefined);
    panel.open(iris, { model: 'vae', vae: { epochs: 40, batch: 32, hidden: [6] } });
    const { row, at } = await ofRow;
    const { mean } = await ofSample;
    for (const gap of [row!, mean!]) {
      expect(gap.amortisation).toBeGreaterThanOrEqual(-1e-9);
      expect(gap.approximation).toBeGreaterThanOrEqual(-1e-6);
      expect(gap.elbo + gap.amortisation + gap.approximation).toBeCloseTo(gap.logLikelihood, 9);
      expect(gap.reconstruction - gap.kl).toBeCloseTo(gap.elbo, 9);
    }
    expect(mean!.rows).toBe(8);
    expect(panel.all('vaeFrame').findLast((frame) => frame.at === at)!.row!.elbo).toBeCloseTo(row!.elbo, 3);
  });

  test('sampled log p(x) says so, and lies above the ELBO within its error', async () => {
    const panel = await trained(iris, { model: 'vae', vae: { epochs: 40, hidden: [8], latent: 3 } });
    const checkpoint = panel.all('vaeCheckpoint')[0] ?? (await panel.next('vaeCheckpoint'));
    expect(checkpoint).toMatchObject({ method: 'importance', samples: 128 });
    expect(checkpoint.effectiveSampleSize).toBeGreaterThan(1);
    expect(checkpoint.effectiveSampleSize).toBeLessThanOrEqual(128);
    expect(checkpoint.logLikelihood).toBeGreaterThan(checkpoint.elbo - 4 * checkpoint.standardError);
  });

  test('linear mode reaches the closed form of probabilistic PCA', async () => {
    const panel = listen();
    const summed = panel.next('vaeTotals', ({ figures }) => figures !== undefined);
    panel.open(iris, { model: 'vae', vae: { linear: true, latent: 2 } });
    const { figures } = await summed;
    expect(figures!.logLikelihood).toBeCloseTo(-404.96278, 0);
    expect(figures!.logLikelihood).toBeLessThan(-404.96278 + 1e-4);
    // At the principal axes the bound is tight.
    expect(figures!.logLikelihood - figures!.elbo).toBeLessThan(0.15);
    expect(panel.all('vaeSetting')[0]).toMatchObject({ method: 'closed', linear: true, hidden: [] });
    panel.post({ type: 'cancel' });
  });

  test('a cancel is heard within a slice, and what is known stays', async () => {
    const panel = listen();
    panel.post({ type: 'watch', watch });
    const some = panel.next('vaeFrame', ({ at }) => at > 3);
    panel.open(faithful, { model: 'vae', vae: { hidden: [256, 256], epochs: 100_000 } });
    await some;
    const asked = performance.now();
    const cancelled = panel.state('cancelled');
    panel.post({ type: 'cancel' });
    await cancelled;
    // Some slices of 12 ms on a busy machine; an epoch count would take hours.
    expect(performance.now() - asked).toBeLessThan(2000);
    const { length } = curves(panel).elbo;
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(curves(panel).elbo.length).toBe(length);
    expect((await seek(panel, 1)).at).toBe(1);
  });

  test('a panel that comes late hears everything again', async () => {
    const panel = await trained(faithful);
    await panel.next('vaeCheckpoint');
    const { length } = panel.heard;
    const frame = panel.next('vaeFrame');
    panel.post({ type: 'replay' });
    await frame;
    const types = panel.heard.slice(length).map(({ type }) => type);
    for (const type of ['started', 'vaeSetting', 'vaeTrace', 'vaeCheckpoint', 'vaeTotals', 'points']) {
      expect(types).toContain(type);
    }
    panel.post({ type: 'cancel' });
  });

  test('writes latent means a row of the file, and the network as JSON', async () => {
    const panel = await trained(`${iris.trimEnd()}\n5.0,,1.4,0.2,setosa\n`);
    panel.post({ type: 'cancel' });
    const text = async (what: 'responsibilities' | 'parameters'): Promise<string> => {
      const done = panel.next('exported', ({ last }) => last);
      const { length } = panel.heard;
      panel.post({ type: 'export', id: 1, what });
      await done;
      return panel.heard
        .slice(length)
        .flatMap((message) => (message.type === 'exported' ? [message.text] : []))
        .join('');
    };
    const lines = (await text('responsibilities')).trimEnd().split('\n');
    expect(lines.length).toBe(152);
    expect(lines[0]).toBe('z1,z2');
    expect(lines[151]).toBe(',');
    const shown = panel.all('vaeFrame').at(-1)!;
    const [a, b] = lines[33]!.split(',').map(Number);
    expect(a).toBeCloseTo(shown.row!.mean[0]!, 12);
    expect(b).toBeCloseTo(shown.row!.mean[1]!, 12);
    const model = JSON.parse(await text('parameters'));
    expect(model.encoder.map(({ weights }: { weights: number[][] }) => [weights.length, weights[0]!.length])).toEqual([
      [16, 4],
      [4, 16],
    ]);
    expect(model.columns).toEqual(['Sepal.Length', 'Sepal.Width', 'Petal.Length', 'Petal.Width']);
  });
});

describe('pixels', () => {
  const digits = readFileSync(new URL('../../../examples/digits.csv', import.meta.url), 'utf8');

  test('digits are pictures of 8 × 8, their constant pixels put back, the digit a label', async () => {
    const lines = digits.split('\n').slice(0, 400).join('\n');
    const panel = listen();
    const frame = panel.next('vaeFrame');
    panel.open(lines, { model: 'vae', paused: true });
    await frame;
    const { pixels, label, names } = panel.all('started')[0]!;
    expect(pixels).toMatchObject({ width: 8, height: 8, low: 0, high: 16 });
    expect(label?.name).toBe('digit');
    names.forEach((name, j) => {
      expect(pixels!.places[j]).toBe(8 * Number(name[1]) + Number(name[2]));
    });
    expect(names.length).toBeLessThan(64);
    panel.post({ type: 'cancel' });
  });

  test('four measurements are no picture, unless a width is given', async () => {
    const panel = await trained(iris, { ...quick, pictureWidth: 2 });
    expect(panel.all('started')[0]!.pixels).toMatchObject({ width: 2, height: 2 });
    panel.post({ type: 'cancel' });
    const plain = await trained(iris);
    expect(plain.all('started')[0]!.pixels).toBeUndefined();
    plain.post({ type: 'cancel' });
  });
});
