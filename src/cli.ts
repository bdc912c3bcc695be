/** The headless runner: `node dist/cli.js fit FILE [options]`. Exit 0 fitted, 2 bad usage, 3 bad data. */
import { join } from 'node:path';
import { main } from './cli/main.ts';
import { nodeHelpers } from './engine/helperLaunch.node.ts';
import { nodeShards } from './engine/shardLaunch.node.ts';

const worker = join(__dirname, 'worker.js');

void main(process.argv.slice(2), {
  // A pipe takes its time: what is written must be gone before the process may end.
  out: (text) => new Promise((resolve) => process.stdout.write(text, () => resolve())),
  err: (text) => process.stderr.write(text),
  launch: { launchShard: nodeShards(worker), launchHelper: nodeHelpers(worker) },
}).then((code) => {
  process.exitCode = code;
});
