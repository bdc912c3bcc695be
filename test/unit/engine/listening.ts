/** A session and everything it says, for tests that wait for what they expect. */
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { Session } from '../../../src/engine/session.ts';
import { defaultFitOptions, type FitOptions, type Frame } from '../../../src/protocol/run.ts';
import { type FromWorker, fromWorkerSchema, type ToWorker } from '../../../src/protocol/worker.ts';

type Of<T extends FromWorker['type']> = Extract<FromWorker, { type: T }>;

export class Listening {
  readonly heard: FromWorker[] = [];
  private readonly waiting: { test: (message: FromWorker) => boolean; resolve: (message: FromWorker) => void }[] = [];
  readonly session = new Session(
    (messages) => {
      for (const message of messages) this.hear(message);
    },
    { threads: 1 },
  );

  post(message: ToWorker): void {
    this.session.handle(message);
  }

  open(text: string, options: Partial<FitOptions> = {}, name = 'table.csv'): void {
    this.post({ type: 'open', name, bytes: text.length, read: {}, fit: { ...defaultFitOptions, ...options } });
    this.post({ type: 'chunk', data: text });
    this.post({ type: 'end' });
  }

  /** The next message of that type for which `test` holds. */
  next<T extends FromWorker['type']>(type: T, test: (message: Of<T>) => boolean = () => true): Promise<Of<T>> {
    return new Promise((resolve) => {
      this.waiting.push({
        test: (message) => message.type === type && test(message as Of<T>),
        resolve: (message) => resolve(message as Of<T>),
      });
    });
  }

  state(state: Of<'state'>['state']): Promise<Of<'state'>> {
    return this.next('state', (message) => message.state === state);
  }

  /** Asks for a half-step and waits for its frame. */
  async seek(half: number): Promise<Frame> {
    const frame = this.next('frame', (message) => message.half === half);
    this.post({ type: 'seek', half });
    return frame;
  }

  all<T extends FromWorker['type']>(type: T): Of<T>[] {
    return this.heard.filter((message): message is Of<T> => message.type === type);
  }

  /** The staircase as the trace messages give it. */
  staircase(): { halves: string; elbo: number[]; logLikelihood: number[] } {
    const whole = { halves: '', elbo: [] as number[], logLikelihood: [] as number[] };
    for (const { from, halves, elbo, logLikelihood } of this.all('trace')) {
      whole.halves = whole.halves.slice(0, from) + halves;
      whole.elbo.splice(from, Number.POSITIVE_INFINITY, ...elbo);
      whole.logLikelihood.splice(from, Number.POSITIVE_INFINITY, ...logLikelihood);
    }
    return whole;
  }

  private hear(raw: FromWorker): void {
    const message = v.parse(fromWorkerSchema, raw);
    this.heard.push(message);
    for (const waiter of [...this.waiting]) {
      if (!waiter.test(message)) continue;
      this.waiting.splice(this.waiting.indexOf(waiter), 1);
      waiter.resolve(message);
    }
  }
}

export const faithful = readFileSync(new URL('../../../examples/faithful.csv', import.meta.url), 'utf8');
export const iris = readFileSync(new URL('../../../examples/iris.csv', import.meta.url), 'utf8');

/** Two overlapping clouds of n rows that EM takes long to tell apart. */
export function slowClouds(n: number): string {
  let seed = 12345;
  const uniform = (): number => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return (seed + 0.5) / 2147483648;
  };
  const lines = ['x,y'];
  for (let i = 0; i < n; i++) {
    const radius = Math.sqrt(-2 * Math.log(uniform()));
    const angle = 2 * Math.PI * uniform();
    const shift = i % 3 === 0 ? 1.2 : 0;
    lines.push(`${(radius * Math.cos(angle) + shift).toFixed(6)},${(radius * Math.sin(angle)).toFixed(6)}`);
  }
  return lines.join('\n');
}
