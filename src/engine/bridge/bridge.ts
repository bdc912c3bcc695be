/**
 * The bridge from EM to the VAE, beside the run: works out what the open page of the road shows, on the rows of the file.
 * The newest ask counts; what an older one has begun (a fit, a training) is kept and taken up again when it is asked for.
 */
import type { Table } from '../../data/table.ts';
import { type Fault, FaultError } from '../../fault.ts';
import type { BridgeAnswer, BridgeAsk, BridgePage } from '../../protocol/bridge.ts';
import type { FitOptions } from '../../protocol/run.ts';
import type { FromWorker } from '../../protocol/worker.ts';
import { Overtaken, type Turn } from '../turn.ts';
import { amortisedPage } from './amortised.ts';
import { bayesPage } from './bayes.ts';
import { comparePage } from './compare.ts';
import { curvedPage } from './curved.ts';
import { diagonalPage } from './diagonal.ts';
import { freePage } from './free.ts';
import { gradientPage } from './gradient.ts';
import { Ground, type Shift } from './ground.ts';
import { linearPage } from './linear.ts';

/** A page says its figures, more than once where long work goes on. Throws FaultError where there is nothing to show. */
export type Say = (answer: BridgeAnswer) => void;
export type Asked<P extends BridgePage> = Extract<BridgeAsk, { page: P }>;

export class Bridge {
  #wanted = 0;
  #ground: Ground | undefined;
  #table: Table | undefined;
  #options: FitOptions | undefined;

  constructor(
    private readonly emit: (message: FromWorker) => void,
    private readonly turn: Turn,
  ) {}

  /** The rows are these from now on. What was worked out stays where they are the same. */
  stand(table: Table, options: FitOptions): void {
    const same = table === this.#table && rowsKey(options) === rowsKey(this.#options ?? options);
    this.#table = table;
    this.#options = options;
    if (!same) {
      this.#ground = undefined;
      this.#wanted++;
    }
  }

  async ask(id: number, ask: BridgeAsk): Promise<void> {
    const wanted = ++this.#wanted;
    const { page } = ask;
    if (page === 'none' || !this.#table || !this.#options) return;
    const shift: Shift = { turn: this.turn, overtaken: () => wanted !== this.#wanted };
    const say: Say = (answer) => {
      if (!shift.overtaken()) this.emit({ type: 'bridge', id, answer });
    };
    try {
      this.#ground ??= new Ground(this.#table, this.#options);
      await answer(ask, this.#ground, shift, say);
    } catch (error) {
      if (error instanceof Overtaken) return;
      // Whatever goes wrong here, the run beside it goes on.
      say({ page: 'refused', of: page, fault: error instanceof FaultError ? plain(error.fault) : failed(error) });
    }
  }
}

async function answer(ask: Asked<BridgePage>, ground: Ground, shift: Shift, say: Say) {
  switch (ask.page) {
    case 'free':
      return freePage(ask, ground, shift, say);
    case 'bayes':
      return bayesPage(ask, ground, shift, say);
    case 'linear':
      return linearPage(ask, ground, shift, say);
    case 'diagonal':
      return diagonalPage(ask, ground, shift, say);
    case 'gradient':
      return gradientPage(ask, ground, shift, say);
    case 'amortised':
      return amortisedPage(ask, ground, shift, say);
    case 'curved':
      return curvedPage(ask, ground, shift, say);
    case 'compare':
      return comparePage(ask, ground, shift, say);
  }
}

/** What the choice of rows and columns depends on. */
const rowsKey = ({ columns, label, known, standardise }: FitOptions): string =>
  JSON.stringify([columns, label, known, standardise]);

const failed = (error: unknown): Fault => ({
  code: 'bridgeFailed',
  args: { reason: error instanceof Error ? error.message : String(error) },
});

const plain = ({ code, args }: Fault) => ({ code, args: { ...args } });
