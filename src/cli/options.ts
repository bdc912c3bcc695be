/** Reads the command line: what each option says, whether the options go together, what the help tells of them. */
import { readFileSync } from 'node:fs';
import { fail, ok, type Result } from '../fault.ts';
import { defaultFitOptions, type FitOptions, type ReadOptionsMessage } from '../protocol/run.ts';
import { type Draft, type Option, options } from './optionTable.ts';

export interface CliOptions {
  readonly file: string;
  readonly fit: FitOptions;
  readonly read: ReadOptionsMessage;
  readonly startFile?: string;
  readonly responsibilities?: string;
  readonly threads: number;
  /** Draws a row where a VAE's log p(x) is sampled. */
  readonly samples: number;
  readonly json: boolean;
  /** Options given that say nothing to this model. */
  readonly idle: readonly string[];
}

/** Faults: usage… codes, each naming the option. `cores` is the default of --threads. */
export function parseArguments(args: readonly string[], cores: number): Result<CliOptions> {
  const draft: Draft = { fit: { ...defaultFitOptions }, read: {}, threads: cores, samples: 512, json: false };
  const given = new Map<string, Option>();
  let file: string | undefined;
  let bare = false;
  for (let at = 0; at < args.length; at++) {
    const argument = args[at]!;
    if (argument === '--' && !bare) {
      bare = true;
      continue;
    }
    if (bare || !argument.startsWith('-') || argument === '-') {
      if (file !== undefined) return fail('usageTwoFiles', { first: file, second: argument });
      file = argument;
      continue;
    }
    const equals = argument.startsWith('--') ? argument.indexOf('=') : -1;
    const name = equals > 0 ? argument.slice(0, equals) : argument;
    const option = options.find(({ names }) => names.includes(name));
    if (!option) return fail('usageUnknownOption', { option: name });
    let value = '';
    if (option.value !== undefined) {
      const said = equals > 0 ? argument.slice(equals + 1) : args[++at];
      if (said === undefined) return fail('usageNoValue', { option: name, value: option.value });
      value = said;
    } else if (equals > 0) {
      return fail('usageNoValueTaken', { option: name });
    }
    const expected = option.take(draft, value);
    if (expected !== undefined) return fail('usageBadValue', { option: name, value, expected });
    given.set(name, option);
  }
  if (file === undefined || file === '') return fail('usageNoFile');
  const clash = clashOf(draft, given);
  if (clash) return clash;
  const { model } = draft.fit;
  const idle = [...given].filter(([, { models }]) => models && !models.includes(model)).map(([name]) => name);
  return ok({ ...draft, file, idle });
}

/** Options that contradict the model or each other. */
function clashOf({ fit, startFile }: Draft, given: ReadonlyMap<string, Option>): Result<never> | undefined {
  const { model, family, known, label } = fit;
  for (const [option, { models, idle }] of given) {
    if (models && !idle && !models.includes(model)) {
      return fail('usageNotForModel', { option, model, models: models.join(', ') });
    }
  }
  if (model !== 'gmm' && family !== 'full') return fail('usageFamilyOfModel', { model });
  if (known && label === undefined) return fail('usageKnownNeedsLabel');
  if (startFile !== undefined && known) return fail('usageStartAndKnown');
  if (family === 'auto' && (known || startFile !== undefined)) {
    return fail('usageFamilyToCompare', { option: known ? '--known' : '--start' });
  }
  return undefined;
}

export function helpText(): string {
  const rows = options.map(
    ({ names, value, help }) => [`${names.join(', ')}${value ? ` ${value}` : ''}`, help] as const,
  );
  const width = Math.max(...rows.map(([left]) => left.length));
  const lines = rows.map(([left, help]) => `  ${left.padEnd(width)}  ${help}`);
  return ['usage: node dist/cli.js fit FILE [options]', '', ...lines, ''].join('\n');
}

/** Text of a small file that an option names. */
export function readOptionFile(option: string, path: string): Result<string> {
  try {
    return ok(readFileSync(path, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    return fail('usageFileUnreadable', { option, path, reason });
  }
}
