import { learn, panels, rows } from './vae';

export * from './vae';

// The same loops for several threads over one shared memory. A phase begins when the generation changes and ends when
// every helper has added itself to the count; shares are taken by rows in one phase and by outputs in the other, so that
// no number depends on how many threads there are. Words lie in cache lines of their own.
//
// The memory is initialised by every instance: all must exist before the first job is written.

const GENERATION: usize = memory.data(192, 64);
const FINISHED: usize = GENERATION + 64;
const KIND: usize = GENERATION + 128;
const MOMENTS: usize = GENERATION + 132;

/** Loads of a word that does not change before a thread goes to sleep: some 20 µs. */
const SPINS: i32 = 10000;

const GRADIENTS: i32 = 2;
const LEARN: i32 = 3;

function work(kind: i32, share: usize, shares: usize): void {
  if (kind == LEARN) {
    learn(share, shares, <usize>load<u32>(MOMENTS));
    return;
  }
  const all = panels();
  rows((all * share) / shares, (all * (share + 1)) / shares, kind == GRADIENTS);
}

/** The first thread's share of a phase; returns when all are done. `kind` 1 forward, 2 and back, 3 learn, 0 goodbye. */
export function lead(kind: i32, shares: i32, moments: usize): void {
  store<i32>(KIND, kind);
  store<u32>(MOMENTS, <u32>moments);
  atomic.store<i32>(FINISHED, 0);
  atomic.add<i32>(GENERATION, 1);
  atomic.notify(GENERATION, -1);
  if (kind == 0) return;
  work(kind, 0, <usize>shares);
  for (let spins = 0; ; spins++) {
    const finished = atomic.load<i32>(FINISHED);
    if (finished == shares - 1) return;
    // A helper without a processor of its own: leave it this one.
    if (spins > SPINS) atomic.wait<i32>(FINISHED, finished, 1000000);
  }
}

/** The present generation, to be passed to `help`. */
export function generation(): i32 {
  return atomic.load<i32>(GENERATION);
}

/** Takes share `share` of every phase until goodbye. */
export function help(share: i32, shares: i32, from: i32): void {
  let seen = from;
  for (;;) {
    let now = atomic.load<i32>(GENERATION);
    for (let spins = 0; now == seen && spins < SPINS; spins++) now = atomic.load<i32>(GENERATION);
    if (now == seen) {
      atomic.wait<i32>(GENERATION, seen, -1);
      continue;
    }
    seen = now;
    const kind = load<i32>(KIND);
    if (kind == 0) return;
    work(kind, <usize>share, <usize>shares);
    atomic.add<i32>(FINISHED, 1);
    atomic.notify(FINISHED, 1);
  }
}
