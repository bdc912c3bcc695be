import { wasm } from './generated/vaeTeamWasm';
import { compile, type TeamLoops } from './vaeLoops';

/** What a helper thread is given: modules and shared memories can be posted. */
export interface HelperTask {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly share: number;
  readonly shares: number;
  readonly generation: number;
}

/** Starts a thread that calls `help` with the task; resolves when that has said it is ready. */
export type LaunchHelper = (task: HelperTask) => Promise<void>;

/** Threads that take a kernel's steps together; serves one kernel at a time. */
export interface VaeTeam {
  readonly memory: WebAssembly.Memory;
  readonly loops: TeamLoops;
  /** Threads, the leading one among them; 1 once the helpers are gone. */
  readonly shares: number;
  /** Lets the helpers return; its kernel goes on alone. */
  dismiss(): void;
}

const MOST_PAGES = 32768;

/**
 * A team of `shares` threads, this one among them.
 * @returns undefined where memory cannot be shared or the module does not run: one thread then does it all.
 */
export async function gatherTeam(shares: number, launch: LaunchHelper): Promise<VaeTeam | undefined> {
  if (shares < 2 || typeof SharedArrayBuffer === 'undefined') return undefined;
  const module = compile(wasm);
  if (!module) return undefined;
  const memory = new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES, shared: true });
  const loops = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as TeamLoops;
  const generation = loops.generation();
  const helpers = Array.from({ length: shares - 1 }, (_, h) =>
    launch({ module, memory, share: h + 1, shares, generation }),
  );
  await Promise.all(helpers);
  let present = shares;
  return {
    memory,
    loops,
    get shares() {
      return present;
    },
    dismiss: () => {
      if (present > 1) loops.lead(0, present, 0);
      present = 1;
    },
  };
}

/** A helper's life: blocks its thread until the team is dismissed. `ready` is called once it can be relied on. */
export function help(task: HelperTask, ready: () => void): void {
  const { module, memory, share, shares, generation } = task;
  const loops = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as TeamLoops;
  ready();
  loops.help(share, shares, generation);
}
