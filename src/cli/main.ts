/** Reads the command line, runs the engine, and turns every fault into one line and an exit code. */
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { type Fault, FaultError } from '../fault.ts';
import { sentenceOf } from '../words/sentences.ts';
import { fitFile } from './fitFile.ts';
import { helpText, parseArguments } from './options.ts';
import { jsonReport, textReport } from './report.ts';
import { writeResponsibilities } from './responsibilities.ts';

const fitted = 0;
const badUsage = 2;
const badData = 3;

/** Resolves to the exit code. Never rejects. */
export async function main(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args;
  if (command === undefined || command === '--help' || command === '-h' || rest.includes('--help')) {
    process.stdout.write(helpText());
    return command === undefined ? badUsage : fitted;
  }
  if (command !== 'fit') return refuse({ code: 'usageUnknownCommand', args: { command } });
  const parsed = parseArguments(rest, availableParallelism());
  if (!parsed.ok) return refuse(parsed.fault);
  const options = parsed.value;
  try {
    const result = await fitFile(options);
    try {
      if (options.responsibilities !== undefined) await writeResponsibilities(options.responsibilities, result);
    } catch (error) {
      const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      return refuse({
        code: 'usageFileUnwritable',
        args: { option: '--responsibilities', path: options.responsibilities ?? '', reason },
      });
    }
    const report = options.json ? `${JSON.stringify(await jsonReport(result))}\n` : await textReport(result);
    await written(report);
    result.fitting.problem.rows.close();
    return fitted;
  } catch (error) {
    return refuse(faultOf(error, basename(options.file)));
  }
}

/** Standard output may be a pipe that takes its time. */
const written = (text: string): Promise<void> => new Promise((resolve) => process.stdout.write(text, () => resolve()));

function refuse(fault: Fault): number {
  process.stderr.write(`${sentenceOf('en', fault.code, fault.args).replace(/\s*[\r\n]+\s*/g, ' ')}\n`);
  return fault.code.startsWith('usage') || fault.code.startsWith('start') ? badUsage : badData;
}

function faultOf(error: unknown, name: string): Fault {
  if (error instanceof FaultError) return error.fault;
  if (error instanceof RangeError) return { code: 'outOfMemory', args: {} };
  return { code: 'fileUnreadable', args: { name, reason: error instanceof Error ? error.message : String(error) } };
}
