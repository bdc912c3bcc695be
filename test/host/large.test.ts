import * as vscode from 'vscode';
import { ids } from '../../src/editor/ids.ts';
import { closeEverything, equal, eventually, example, extension } from './extension.ts';

/** A browser's memory holds the files of the web host's workspace: there, a tenth. */
const inNode = typeof process !== 'undefined' && process.versions?.node !== undefined;
const rows = inNode ? 1_000_000 : 100_000;
const columns = 4;

/**
 * How long the host's event loop was away between two turns, in ms. A timing belongs into no assertion: the machine is
 * not ours alone. It is printed, and read.
 */
class Gaps {
  private readonly counts = new Map<number, number>();
  private longest = 0;
  private last = performance.now();
  private going = true;

  constructor() {
    const turn = (): void => {
      const now = performance.now();
      const gap = now - this.last;
      this.last = now;
      this.longest = Math.max(this.longest, gap);
      const bucket = 2 ** Math.max(0, Math.ceil(Math.log2(gap)));
      this.counts.set(bucket, (this.counts.get(bucket) ?? 0) + 1);
      if (this.going) setTimeout(turn, 0);
    };
    turn();
  }

  stop(): string {
    this.going = false;
    const buckets = [...this.counts].sort(([a], [b]) => a - b).map(([limit, count]) => `≤${limit}: ${count}`);
    return `${buckets.join('  ')}  longest ${this.longest.toFixed(1)}`;
  }
}

function table(): Uint8Array {
  let seed = 7;
  const uniform = (): number => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return (seed + 0.5) / 2147483648;
  };
  const encoder = new TextEncoder();
  const pieces: Uint8Array[] = [encoder.encode('a,b,c,d\n')];
  for (let from = 0; from < rows; from += 10_000) {
    let text = '';
    for (let i = 0; i < 10_000; i++) {
      const cells = Array.from({ length: columns }, (_, c) =>
        (uniform() + uniform() + (i % 3 === 0 ? c : 0)).toFixed(8),
      );
      text += `${cells.join(',')}\n`;
    }
    pieces.push(encoder.encode(text));
  }
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

describe('a large file', () => {
  const uri = () => example('large.csv');
  before(async () => vscode.workspace.fs.writeFile(uri(), table()));
  afterEach(closeEverything);
  after(async () => vscode.workspace.fs.delete(uri()));

  it(`of ${rows} × ${columns} is read, fitted and cancelled without holding the host up`, async () => {
    const api = await extension().activate();
    const gaps = new Gaps();
    const began = performance.now();
    void vscode.commands.executeCommand(ids.commands.fitGmm, uri());
    const running = () => api.latestFit(uri())?.state === 'running';
    await eventually('the run', running, 120_000);
    const started = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    equal(running(), true, 'still at work');
    const asked = performance.now();
    await vscode.commands.executeCommand(ids.commands.stop);
    await eventually('the cancel', () => api.latestFit(uri())?.state === 'cancelled', 10_000);
    const cancelled = performance.now();
    const memory = inNode ? `, host and worker at most ${Math.round(process.resourceUsage().maxRSS / 1024)} MB` : '';
    console.log(
      `  · large file: read in ${Math.round(started - began)} ms, cancelled ${(cancelled - asked).toFixed(1)} ms after the command${memory}`,
    );
    console.log(`  · event loop of the host, ms between turns: ${gaps.stop()}`);
    equal(api.activeWorkers(), 1, 'the worker is there for another fit');
  });
});
