/** What is told to the panel: all that is said at once in one message, and of a run under way a few moments in one. */
import type { ToPanel } from '../protocol/panel.ts';
import { isStreamed } from '../protocol/run.ts';

/**
 * So long after a message, what is streamed waits for more of it. An editor in a browser has some 15 ms of work with each
 * message, whatever is in it: with one for each moment, nothing else would have its turn.
 */
const togetherMs = 60;

/**
 * The editor counts what goes from an extension to a panel, each array's buffer by itself, in one byte
 * (writeMixedArray in VS Code's rpcProtocol.ts): of more than that some arrive without their contents. Two are its own.
 */
const mostArrays = 250;

export class Outbox {
  private readonly waiting: ToPanel[] = [];
  private saidAt = Number.NEGATIVE_INFINITY;
  private due: ReturnType<typeof setTimeout> | 'now' | undefined;

  constructor(private readonly post: (messages: ToPanel[]) => void) {}

  /** `running`: the run is under way, and the moments that it tells can wait for each other. Nothing is overtaken. */
  tell(message: ToPanel, running: boolean): void {
    this.waiting.push(message);
    const wait = running && isStreamed(message) ? this.saidAt + togetherMs - performance.now() : 0;
    if (this.due === 'now' || (this.due !== undefined && wait > 0)) return;
    clearTimeout(this.due);
    if (wait > 0) this.due = setTimeout(() => this.say(), wait);
    else {
      this.due = 'now';
      queueMicrotask(() => this.say());
    }
  }

  private say(): void {
    this.due = undefined;
    this.saidAt = performance.now();
    let told: ToPanel[] = [];
    let arrays = 0;
    for (const message of this.waiting.splice(0)) {
      const own = arraysIn(message);
      if (arrays + own > mostArrays && told.length > 0) {
        this.post(told);
        [told, arrays] = [[], 0];
      }
      told.push(message);
      arrays += own;
    }
    this.post(told);
  }
}

function arraysIn(value: unknown): number {
  if (ArrayBuffer.isView(value)) return 1;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce<number>((sum, part) => sum + arraysIn(part), 0);
}
