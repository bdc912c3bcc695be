/**
 * Takes turns with the event loop. Long loops ask `due()` and, when their time is up, `await turn.yield()`: commands
 * that arrived meanwhile are then handled, so that a pause or a cancel takes effect within a slice.
 */
export class Turn {
  private started = performance.now();

  constructor(private readonly sliceMs = 12) {}

  due(): boolean {
    return performance.now() - this.started >= this.sliceMs;
  }

  async yield(): Promise<void> {
    await nextTurn();
    this.started = performance.now();
  }
}

/** Raised from inside work that is no longer wanted. */
export class Overtaken extends Error {}

/** Resolves after the messages that have already arrived. setTimeout would cost 4 ms a call in a browser's worker. */
export const nextTurn: () => Promise<void> =
  typeof setImmediate === 'function'
    ? () => new Promise((resolve) => setImmediate(resolve))
    : (() => {
        const waiting: (() => void)[] = [];
        const channel = new MessageChannel();
        channel.port1.onmessage = () => waiting.shift()?.();
        return () =>
          new Promise<void>((resolve) => {
            waiting.push(resolve);
            channel.port2.postMessage(0);
          });
      })();
