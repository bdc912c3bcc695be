/** The extension host of the youngest window under test, as the operating system sees it. */
import { readdirSync, readFileSync } from 'node:fs';

/** Process id of the youngest extension host of the server under test. */
export function extensionHost(): number {
  const profile = process.env.ELBO_LENS_PROFILE ?? '';
  const all = readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8');
      const parent = Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))![1]);
      return [{ id: Number(name), parent, command, began: Number(statOf(Number(name))[19]) }];
    } catch {
      // It has ended meanwhile.
      return [];
    }
  });
  const ours = new Set(all.filter(({ command }) => command.includes(profile)).map(({ id }) => id));
  for (let grown = true; grown; ) {
    const children = all.filter(({ id, parent }) => ours.has(parent) && !ours.has(id));
    for (const { id } of children) ours.add(id);
    grown = children.length > 0;
  }
  const hosts = all.filter(({ id, command }) => ours.has(id) && command.includes('--type=extensionHost'));
  // What a host starts bears its command line until it has one of its own.
  const itself = hosts.filter(({ parent }) => !hosts.some(({ id }) => id === parent));
  const [youngest] = itself.sort((a, b) => b.began - a.began);
  if (!youngest) throw new Error('The server has no extension host.');
  return youngest.id;
}

/** Threads that have an event loop of their own each: a worker more, or one less, shows in their number. */
export const threadsOf = (id: number): number => readdirSync(`/proc/${id}/task`).length;

/** Processor time that the process and all its threads have had, in ms (a clock tick is 10 ms). */
export function processorTimeOf(id: number): number {
  const fields = statOf(id);
  return 10 * (Number(fields[11]) + Number(fields[12]));
}

/** The fields of /proc/ID/stat from the third on: utime and stime are the 14th and 15th, the time it began the 22nd. */
function statOf(id: number): string[] {
  const stat = readFileSync(`/proc/${id}/stat`, 'utf8');
  // The name in parentheses may have spaces in it.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}
