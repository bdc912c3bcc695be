import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';

const own = `
  const { readlinkSync } = require('node:fs');
  const { getPriority } = require('node:os');
  const { basename } = require('node:path');
  const { parentPort, Worker } = require('node:worker_threads');
  const priority = () => getPriority(Number(basename(readlinkSync('/proc/thread-self'))));
`;

it.runIf(process.platform === 'linux')('has engine threads give way, and no other', async () => {
  const script = JSON.stringify(fileURLToPath(new URL('../../../src/engine/priority.node.ts', import.meta.url)));
  const starter = new Worker(
    `${own}
    import(${script}).then(({ giveWay }) => {
      const before = priority();
      giveWay();
      const child = new Worker(${JSON.stringify(`${own} parentPort.postMessage(priority());`)}, { eval: true });
      child.once('message', (started) => parentPort.postMessage({ before, after: priority(), started }));
    });`,
    { eval: true },
  );
  const [{ before, after, started }] = await once(starter, 'message');
  const bystander = new Worker(`${own} parentPort.postMessage(priority());`, { eval: true });
  const [beside] = await once(bystander, 'message');
  const below = Math.max(before, 10);
  expect({ after, started, beside }).toEqual({ after: below, started: below, beside: before });
});
