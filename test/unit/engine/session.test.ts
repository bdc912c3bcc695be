import { describe, expect, test } from 'vitest';
import { faithful, iris, Listening, slowClouds } from './listening.ts';

const optimum = -1130.263960185;

describe('a session', () => {
  test('reads a file, chooses K and converges to the known optimum', async () => {
    const panel = new Listening();
    const settled = panel.state('converged');
    panel.open(faithful);
    const { criteria, stopReason } = await settled;
    expect(stopReason).toBe('tolerance');
    expect(criteria?.df).toBe(11);
    expect(panel.all('table')[0]?.table.columns.map(({ name }) => name)).toEqual(['eruptions', 'waiting']);
    expect(panel.all('chosen')[0]).toMatchObject({ components: 2, family: 'full' });
    // The last figures stand before the run is called converged.
    const frame = panel.all('frame').at(-1)!;
    expect(panel.heard.indexOf(frame)).toBeLessThan(panel.heard.findLastIndex((message) => message.type === 'state'));
    expect(frame.half).toBe(frame.known - 1);
    expect(Math.abs(frame.step.logLikelihood - optimum)).toBeLessThan(1e-6 * Math.abs(optimum));
  });

  test('tells a panel no more moments than it draws, and eighteen in half a second where it draws none', async () => {
    const panel = new Listening();
    const first = panel.next('frame');
    panel.open(slowClouds(40_000), { components: 3, tolerance: 0 });
    const draw = ({ run, known }: { run: number; known: number }) => panel.post({ type: 'drawn', run, known });
    draw(await first);
    const took = async (frames: number, drawing: boolean) => {
      const began = performance.now();
      for (let i = 0; i < frames; i++) {
        const frame = await panel.next('frame');
        if (drawing) draw(frame);
      }
      return performance.now() - began;
    };
    expect(await took(40, false)).toBeGreaterThan(900);
    expect(await took(20, true)).toBeLessThan(4500);
    panel.post({ type: 'cancel' });
  });

  test('lays out the plane that was asked for last, and no other after it', async () => {
    const panel = new Listening();
    const settled = panel.state('converged');
    panel.open(iris, { components: 2 });
    await settled;
    await new Promise((resolve) => setTimeout(resolve, 30));
    const before = panel.all('points').length;
    panel.post({ type: 'points', x: { principal: 0 }, y: { principal: 1 } });
    panel.post({ type: 'points', x: { column: 0 }, y: { column: 3 } });
    await panel.next('points');
    await new Promise((resolve) => setTimeout(resolve, 30));
    const told = panel.all('points').slice(before);
    expect(told).toHaveLength(1);
    expect(told[0]!.px[0]).toBeCloseTo(5.1, 6);
    expect(told[0]!.py[0]).toBeCloseTo(0.2, 6);
  });

  test('tells a panel that comes late which run is still choosing its start', async () => {
    const panel = new Listening();
    const posed = panel.state('running');
    panel.open(slowClouds(4000), { tolerance: 0 });
    const { run } = await posed;
    const late = panel.next('started');
    panel.post({ type: 'replay' });
    expect((await late).run).toBe(run);
    const last = panel.heard.findLastIndex((message) => message.type === 'started');
    expect(panel.heard.slice(last).find((message) => message.type === 'state')).toMatchObject({
      run,
      state: 'running',
    });
    panel.post({ type: 'cancel' });
  });

  test('tells moments ahead as a seek would, until something newer is wanted', async () => {
    const panel = new Listening();
    const settled = panel.state('converged');
    panel.open(iris, { components: 3 });
    await settled;
    panel.post({ type: 'watch', watch: { row: 7, heatmap: { order: 'sorted', from: 0, to: 150, bands: 32 } } });
    const last = panel.next('ahead', ({ frame }) => frame.type === 'frame' && frame.half === 2);
    panel.post({ type: 'ahead', id: 1, moments: [999_999, 3, 2] });
    // What is asked for later under the same number goes first; what is being made is not begun again.
    panel.post({ type: 'ahead', id: 1, moments: [4] });
    await last;
    const ahead = panel.all('ahead');
    expect(ahead.map(({ id }) => id)).toEqual([1, 1, 1]);
    expect(ahead.map(({ frame }) => frame.type === 'frame' && frame.half).sort()).toEqual([2, 3, 4]);
    for (const { frame } of ahead) {
      if (frame.type !== 'frame') throw new Error('not of EM');
      const sought = panel.next('frame', ({ half }) => half === frame.half);
      panel.post({ type: 'seek', half: frame.half });
      expect(await sought).toEqual(frame);
    }
    const before = panel.all('ahead').length;
    panel.post({ type: 'ahead', id: 6, moments: [5, 6, 7, 8] });
    panel.post({ type: 'watch', watch: {} });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(panel.all('ahead').length).toBeLessThanOrEqual(before + 1);
  });

  test('only says what is on show where whoever seeks it has it', async () => {
    const panel = new Listening();
    const settled = panel.state('converged');
    panel.open(iris, { components: 3 });
    await settled;
    const watch = { heatmap: { order: 'file', from: 0, to: 150, bands: 32 } } as const;
    panel.post({ type: 'watch', watch });
    const whole = await panel.seek(3);
    expect(whole.heatmap).toBeDefined();
    const frames = panel.all('frame').length;
    const acknowledged = panel.next('onShow');
    panel.post({ type: 'seek', half: 2, shown: true });
    const { frame } = await acknowledged;
    expect(frame).toMatchObject({ half: 2 });
    expect(frame).not.toHaveProperty('heatmap');
    expect(panel.all('frame')).toHaveLength(frames);
    // It is where the run stands: another watch is of it, and a step goes on from it.
    const watched = panel.next('frame');
    panel.post({ type: 'watch', watch: { ...watch, row: 4 } });
    expect(await watched).toMatchObject({ half: 2, row: { row: 4 } });
    const stepped = panel.next('frame');
    panel.post({ type: 'step' });
    expect((await stepped).half).toBe(3);
  });

  test('answers a seek of the moment that it is making unasked with that one', async () => {
    const panel = new Listening();
    const settled = panel.state('converged');
    panel.open(slowClouds(40_000), { components: 2, maxIterations: 4 });
    await settled;
    panel.post({ type: 'watch', watch: { heatmap: { order: 'sorted', from: 0, to: 40_000, bands: 64 } } });
    await panel.next('frame');
    // Until it is told it is being shown, and nothing is made beside it.
    await new Promise((resolve) => setTimeout(resolve));
    const frames = panel.all('frame').length;
    const told = panel.next('ahead');
    const acknowledged = panel.next('onShow');
    panel.post({ type: 'ahead', id: 1, moments: [2] });
    panel.post({ type: 'seek', half: 2 });
    expect((await told).frame).toMatchObject({ half: 2, heatmap: {} });
    expect((await acknowledged).frame).toMatchObject({ half: 2 });
    expect(panel.all('frame')).toHaveLength(frames);
    await new Promise((resolve) => setTimeout(resolve));
    // Another one is not waited for: it is sought at once, and what was being made is made after it.
    const sought = panel.next('frame');
    const later = panel.next('ahead');
    panel.post({ type: 'ahead', id: 1, moments: [1] });
    panel.post({ type: 'seek', half: 4 });
    expect((await sought).half).toBe(4);
    expect((await later).frame).toMatchObject({ half: 1 });
  });

  test('stays paused when it was paused while it chose its start', async () => {
    const panel = new Listening();
    const posed = panel.state('running');
    panel.open(slowClouds(4000), { components: 3, tolerance: 0 });
    await posed;
    panel.post({ type: 'pause' });
    const frame = await panel.next('frame');
    expect(frame.half).toBe(0);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(panel.all('state').map(({ state }) => state)).toEqual(['running', 'paused', 'paused']);
    const settled = panel.next('frame', ({ half }) => half > 0);
    panel.post({ type: 'resume' });
    await settled;
    panel.post({ type: 'cancel' });
  });

  test('tells a panel that comes late why there is no run', async () => {
    const panel = new Listening();
    const failed = panel.next('fault');
    panel.open('name\nann\nbob\n');
    const { fault } = await failed;
    const again = panel.next('fault');
    panel.post({ type: 'replay' });
    expect((await again).fault).toEqual(fault);
  });

  test('tells a staircase that never falls, touches ℓ after every E and lies below it after an M', async () => {
    const panel = new Listening();
    const settled = panel.state('converged');
    panel.open(iris, { components: 3 });
    await settled;
    const { halves, elbo, logLikelihood } = panel.staircase();
    expect(halves).toMatch(/^(EM)+$/);
    const slack = 1e-10 * (150 + Math.abs(logLikelihood[0]!));
    for (let half = 0; half < halves.length; half++) {
      if (halves[half] === 'E') expect(elbo[half]).toBe(logLikelihood[half]);
      else expect(elbo[half]!).toBeLessThanOrEqual(logLikelihood[half]! + slack);
      if (half > 0) expect(elbo[half]!).toBeGreaterThanOrEqual(elbo[half - 1]! - slack);
    }
  });

  test('every frame is one snapshot: row sums, counts and KL agree with the step they belong to', async () => {
    const panel = new Listening();
    const settled = panel.state('converged');
    panel.open(faithful, { components: 3, seed: 3 });
    await settled;
    const rows = 272;
    panel.post({
      type: 'watch',
      watch: {
        heatmap: { order: 'file', from: 0, to: rows, bands: rows },
        colours: { palette: [0.8, 0.1, 0.1, 0.5, -0.1, 0, 0.6, 0, -0.1] },
        row: 32,
        paths: 16,
      },
    });
    for (const half of [0, 1, 4, 5, 9]) {
      const { step, counts, heatmap, row, colours, theta, paths } = await panel.seek(half);
      expect(step.half).toBe(half % 2 === 0 ? 'E' : 'M');
      expect(step.logLikelihood - step.elbo).toBeCloseTo(step.kl, 9);
      const kl = heatmap!.kl.reduce((sum, value) => sum + value, 0);
      expect(Math.abs(kl - step.kl)).toBeLessThan(1e-5 * (1 + step.kl));
      for (let j = 0; j < 3; j++) {
        let count = 0;
        for (let i = 0; i < rows; i++) count += heatmap!.q[i * 3 + j]!;
        expect(Math.abs(count - counts[j]!)).toBeLessThan(1e-3);
      }
      expect(row!.line).toBe(34);
      expect(row!.elbo + row!.kl).toBeCloseTo(row!.logLikelihood, 10);
      expect(Math.abs(row!.kl - heatmap!.kl[32]!)).toBeLessThan(1e-6);
      expect(colours!.length).toBe(4 * rows);
      expect([...paths!.slice(-6)]).toEqual([...theta.means]);
    }
  });

  test('pauses, steps by half-steps, resumes and ends where an uninterrupted run ends', async () => {
    const file = slowClouds(1500);
    const options = { components: 2, tolerance: 0, maxIterations: 60 } as const;
    const straight = new Listening();
    const ended = straight.state('converged');
    straight.open(file, options);
    await ended;
    const panel = new Listening();
    const paused = panel.state('paused');
    panel.open(file, { ...options, paused: true });
    await paused;
    expect((await panel.next('frame')).half).toBe(0);
    for (let half = 1; half <= 5; half++) {
      const frame = panel.next('frame');
      panel.post({ type: 'step' });
      expect((await frame).half).toBe(half);
    }
    const settled = panel.state('converged');
    panel.post({ type: 'resume' });
    await settled;
    expect(panel.staircase()).toEqual(straight.staircase());
  });

  test('a cancelled run keeps its figures and can be looked back into', async () => {
    const panel = new Listening();
    const running = panel.next('frame');
    panel.open(slowClouds(4000), { components: 3, tolerance: 0, maxIterations: 1_000_000 });
    await running;
    const cancelled = panel.state('cancelled');
    panel.post({ type: 'cancel' });
    await cancelled;
    const { halves } = panel.staircase();
    expect(halves.length).toBeGreaterThan(0);
    expect((await panel.seek(0)).step.half).toBe('E');
    const resumed = panel.state('running');
    panel.post({ type: 'resume' });
    await resumed;
    const again = panel.state('cancelled');
    panel.post({ type: 'cancel' });
    await again;
  });

  test('a new fit replaces one under way, and nothing of the old one is heard afterwards', async () => {
    const panel = new Listening();
    const running = panel.next('frame');
    panel.open(slowClouds(4000), { components: 3, tolerance: 0, maxIterations: 1_000_000 });
    await running;
    const settled = panel.next('state', ({ state, run }) => state === 'converged' && run === 2);
    panel.post({ type: 'fit', options: { ...panel.all('started')[0]!.options, components: 1, tolerance: 1e-8 } });
    await settled;
    expect(panel.all('frame').at(-1)).toMatchObject({ run: 2, theta: { k: 1 } });
    const said = panel.heard.length;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(panel.heard.slice(said).filter((message) => 'run' in message && message.run === 1)).toEqual([]);
  });

  test('a fit that fails leaves the one before it standing', async () => {
    const panel = new Listening();
    const settled = panel.state('converged');
    panel.open(faithful, { components: 2 });
    await settled;
    const failed = panel.state('failed');
    panel.post({ type: 'fit', options: { ...panel.all('started')[0]!.options, columns: ['nonsense'] } });
    expect((await failed).fault?.code).toBe('columnUnknown');
    const frame = await panel.seek(0);
    expect(frame.theta.k).toBe(2);
  });

  test('replay says everything again to a panel that comes late', async () => {
    const panel = new Listening();
    const settled = panel.state('converged');
    panel.open(faithful, { components: 2 });
    await settled;
    const before = panel.staircase();
    panel.heard.length = 0;
    const again = panel.state('converged');
    panel.post({ type: 'replay' });
    await again;
    expect(panel.heard.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['table', 'started', 'chosen', 'points', 'trace', 'state', 'frame']),
    );
    expect(panel.staircase()).toEqual(before);
  });

  test('rows left out by a missing cell still have a place in a plane that they have values for', async () => {
    const panel = new Listening();
    const settled = panel.state('converged');
    const rows = Array.from({ length: 40 }, (_, i) => `${(i * 7) % 13},${(i * i) % 11},${(i * 5) % 9}`);
    panel.open(['a,b,c', ...rows, '3,40,NA', 'NA,2,1'].join('\n'), { components: 1 });
    await settled;
    const [points] = panel.all('points');
    expect(points!.px).toHaveLength(40);
    expect([...points!.leftOut!.px]).toEqual([3]);
    expect([...points!.leftOut!.py]).toEqual([40]);
    expect(points!.extent).toEqual([0, 12, 0, 40]);
  });

  test('known labels without a word on which: the text column that looks like one', async () => {
    const panel = new Listening();
    const settled = panel.state('converged');
    panel.open(iris, { known: true });
    await settled;
    expect(panel.all('started')[0]!.label?.name).toBe('Species');
    expect((await panel.seek(1)).theta.weights[0]).toBeCloseTo(1 / 3, 12);
  });

  test('exports q for every row of the file and θ as a start can read it', async () => {
    const panel = new Listening();
    const settled = panel.state('converged');
    panel.open(`${faithful.trimEnd()}\n3.5,NA\n`, { components: 2 });
    await settled;
    const csv = panel.next('exported', ({ id, last }) => id === 1 && last);
    panel.post({ type: 'export', id: 1, what: 'responsibilities' });
    await csv;
    const text = panel
      .all('exported')
      .map((piece) => piece.text)
      .join('');
    const lines = text.trimEnd().split('\n');
    expect(lines).toHaveLength(1 + 273);
    expect(lines.at(-1)).toBe(',');
    const [a, b] = lines[1]!.split(',').map(Number);
    expect(a! + b!).toBeCloseTo(1, 12);
    const json = panel.next('exported', ({ id }) => id === 2);
    panel.post({ type: 'export', id: 2, what: 'parameters' });
    const start = JSON.parse((await json).text);
    expect(start.weights[0] + start.weights[1]).toBeCloseTo(1, 12);
    expect(start.covariances[1]).toHaveLength(2);
  });

  test('a random start has its whole way to go, and another seed is another start', async () => {
    const begins: number[] = [];
    for (const seed of [1, 2]) {
      const panel = new Listening();
      const settled = panel.state('converged');
      panel.open(faithful, { components: 2, startFrom: 'random', restarts: 4, seed });
      await settled;
      const { logLikelihood } = panel.staircase();
      begins.push(logLikelihood[0]!);
      expect(logLikelihood[0]!).toBeLessThan(-1200);
      expect(logLikelihood.at(-1)!).toBeCloseTo(optimum, 3);
      expect(panel.all('otherStart')).toHaveLength(3);
    }
    expect(begins[0]).not.toBe(begins[1]);
  });

  test('a warm start begins at the parameters that it was given', async () => {
    const panel = new Listening();
    const settled = panel.state('converged');
    panel.open(faithful, { components: 2 });
    await settled;
    const last = panel.all('frame').at(-1)!;
    const again = panel.state('converged');
    panel.post({ type: 'fit', options: { ...panel.all('started')[0]!.options, start: last.theta } });
    await again;
    const frame = await panel.seek(0);
    expect(frame.run).toBe(2);
    expect([...frame.theta.means]).toEqual([...last.theta.means]);
    expect(panel.staircase().halves.length).toBeLessThanOrEqual(4);
  });
});
