/** Reads the command line, runs the engine, and turns every fault into one line and an exit code. */
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import type { Platform } from '../engine/platform.ts';
import type { Problem } from '../engine/problem.ts';
import { type Fault, FaultError } from '../fault.ts';
import { sentenceOf } from '../words/sentences.ts';
import { emReport } from './emReport.ts';
import { type FitResult, fitFile, type TellProgress, type VaeResult, type ViResult } from './fitFile.ts';
import { helpText, parseArguments } from './options.ts';
import { printable, type Report } from './report.ts';
import { writeLatentMeans, writeResponsibilities } from './responsibilities.ts';
import { vaeReport } from './vaeReport.ts';
import { viReport } from './viReport.ts';

const fitted = 0;
const badUsage = 2;
const badData = 3;

/** Where a report and where a complaint goes, and how threads are started. */
export interface Output {
  out(text: string): Promise<void>;
  err(text: string): void;
  /** For who watches; absent where nobody does. */
  readonly progress?: TellProgress;
  readonly launch?: Pick<Platform, 'launchShard' | 'launchHelper'>;
}

/** Resolves to the exit code. Never rejects. */
export async function main(args: readonly string[], output: Output): Promise<number> {
  const [command, ...rest] = args;
  const refuse = (fault: Fault): number => {
    output.err(`${printable(sentenceOf('en', fault.code, fault.args))}\n`);
    return fault.code.startsWith('usage') ? badUsage : badData;
  };
  if (command === undefined || command === '--help' || command === '-h' || rest.includes('--help')) {
    await output.out(helpText());
    return command === undefined ? badUsage : fitted;
  }
  if (command !== 'fit') return refuse({ code: 'usageUnknownCommand', args: { command } });
  const parsed = parseArguments(rest, availableParallelism());
  if (!parsed.ok) return refuse(parsed.fault);
  const options = parsed.value;
  try {
    const result = await fitFile(options, output.launch ?? {}, output.progress);
    try {
      if (options.responsibilities !== undefined) await writeRows(options.responsibilities, result);
    } catch (error) {
      const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      return refuse({
        code: 'usageFileUnwritable',
        args: { option: '--responsibilities', path: options.responsibilities ?? '', reason },
      });
    }
    const report = await reportOf(result);
    await output.out(options.json ? `${JSON.stringify(report.json)}\n` : `${report.lines.join('\n')}\n`);
    if ('vae' in result) result.vae.close();
    else problemOf(result).rows.close();
    return fitted;
  } catch (error) {
    return refuse(faultOf(error, basename(options.file)));
  }
}

type Result = FitResult | ViResult | VaeResult;

const reportOf = (result: Result): Promise<Report> => {
  if ('vae' in result) return vaeReport(result);
  return 'vi' in result ? viReport(result) : emReport(result);
};

function problemOf(result: Result): Problem {
  if ('vae' in result) return result.vae.problem;
  return 'vi' in result ? result.vi.problem : result.fitting.problem;
}

/** q of every row, or for a VAE the mean of its q. */
async function writeRows(path: string, result: Result): Promise<void> {
  if ('vae' in result) await writeLatentMeans(path, result.table.rows, result.vae);
  else {
    const { frame } = 'vi' in result ? result.vi.cavi : result.fitting.em.em;
    await writeResponsibilities(path, result.table.rows, problemOf(result), frame);
  }
}

function faultOf(error: unknown, name: string): Fault {
  if (error instanceof FaultError) return error.fault;
  if (error instanceof RangeError) return { code: 'outOfMemory', args: {} };
  return { code: 'fileUnreadable', args: { name, reason: error instanceof Error ? error.message : String(error) } };
}
