/** The headless runner: `node dist/cli.js fit FILE [options]`. Exit 0 fitted, 2 bad usage, 3 bad data. */
import { join } from 'node:path';
import { main } from './cli/main.ts';
import { nodeHelpers } from './engine/helperLaunch.node.ts';
import { nodeShards } from './engine/shardLaunch.node.ts';

const built = (name: string): string => join(__dirname, name);

/** One line that is written over, on a terminal alone: a pipe gets the report and nothing else. */
let shownAt = 0;
function progress(doing: string, fraction: number): void {
  if (performance.now() - shownAt < 200) return;
  shownAt = performance.now();
  process.stderr.write(`\r\x1b[K${doing} ${Math.floor(100 * fraction)} %`);
}
const clear = (): void => {
  if (shownAt > 0) process.stderr.write('\r\x1b[K');
  shownAt = 0;
};

void main(process.argv.slice(2), {
  // A pipe takes its time: what is written must be gone before the process may end.
  out: (text) => {
    clear();
    return new Promise((resolve) => process.stdout.write(text, () => resolve()));
  },
  err: (text) => {
    clear();
    process.stderr.write(text);
  },
  ...(process.stderr.isTTY ? { progress } : {}),
  launch: { launchShard: nodeShards(built('shard.js')), launchHelper: nodeHelpers(built('worker.js')) },
}).then((code) => {
  process.exitCode = code;
});
