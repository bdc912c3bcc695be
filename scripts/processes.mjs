// Children that never outlive us, and ports that are free.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { constants } from 'node:os';

/** @type {Set<import('node:child_process').ChildProcess>} */
const living = new Set();
/** @type {(() => void)[]} */
const farewells = [];

function kill(child, signal) {
  try {
    // A negative id reaches the whole group: a server's extension hosts go with it.
    if (process.platform !== 'win32' && child.pid) process.kill(-child.pid, signal);
    else child.kill(signal);
  } catch {
    // It is gone already.
  }
}

function endAll() {
  for (const child of living) kill(child, 'SIGKILL');
  living.clear();
  for (const farewell of farewells.splice(0)) farewell();
}

process.on('exit', endAll);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => process.exit(signal === 'SIGINT' ? 0 : 128 + constants.signals[signal]));
}

/** Runs `farewell` (synchronous) when this process ends, after its children. */
export function atExit(farewell) {
  farewells.push(farewell);
}

/** Starts a child in a process group of its own; it is ended when this process ends. */
export function start(command, args, options = {}) {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    ...options,
  });
  living.add(child);
  // A dead leader's group may live on: the group stays on the list until `end` or our own exit.
  child.once('error', () => living.delete(child));
  return child;
}

/** Ends a child and what it started; resolves when it is gone. */
export async function end(child) {
  if (!living.delete(child)) return;
  if (child.exitCode !== null || child.signalCode !== null) return kill(child, 'SIGKILL');
  const gone = new Promise((resolve) => child.once('exit', resolve));
  kill(child, 'SIGTERM');
  const patience = setTimeout(() => kill(child, 'SIGKILL'), 3000);
  await gone;
  clearTimeout(patience);
  kill(child, 'SIGKILL');
}

/**
 * Runs a command to its end. Resolves to its exit code and what it printed; with `show` the output goes
 * through to our own as it comes.
 */
export function run(command, args, { show = false, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = start(command, args, options);
    let output = '';
    const take = (to) => (chunk) => {
      output += chunk;
      if (show) to.write(chunk);
    };
    child.stdout?.on('data', take(process.stdout));
    child.stderr?.on('data', take(process.stderr));
    child.once('error', reject);
    child.once('close', (code) => {
      living.delete(child);
      resolve({ code: code ?? 1, output });
    });
  });
}

/** As `run`, but a non-zero exit is an error that carries the end of the output. */
export async function mustRun(what, command, args, options) {
  const { code, output } = await run(command, args, options);
  if (code !== 0) throw new Error(`${what} failed (exit code ${code}):\n${output.trimEnd().slice(-4000)}`);
  return output;
}

/** A TCP port of 127.0.0.1 that nobody listens on: `wanted` where it is free, else one of the system's choice. */
export async function freePort(wanted = 0) {
  const port = await new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(undefined));
    probe.listen(wanted, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
  return port ?? freePort();
}

/** Waits until `address` answers, or fails when the child ends or the patience does. */
export async function untilServed(child, address, seconds = 60) {
  let said = '';
  child.stdout?.on('data', (chunk) => {
    said += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    said += chunk;
  });
  const deadline = Date.now() + seconds * 1000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) break;
    try {
      const answer = await fetch(address, { redirect: 'manual' });
      if (answer.status < 500) return;
    } catch {
      // Not listening yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  throw new Error(`The editor's server did not come up at ${address}:\n${said.slice(-4000)}`);
}
