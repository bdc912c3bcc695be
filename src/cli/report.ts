/** What every report has in common: warnings in words, nested arrays, rows of a page. */
import type { Table } from '../data/table.ts';
import type { Problem } from '../engine/problem.ts';
import { sentenceOf } from '../words/sentences.ts';
import type { CliOptions } from './options.ts';

export interface Report {
  /** The object of the command-line contract. */
  readonly json: object;
  /** The same for people. */
  readonly lines: readonly string[];
}

export interface Warning {
  readonly code: string;
  readonly message: string;
  readonly rows?: readonly number[];
  readonly component?: number;
}

export const warning = (code: string, args: Readonly<Record<string, string | number>>): Warning => ({
  code,
  message: sentenceOf('en', code, args),
});

const linesNamed = 10;

/** Options passed over, what the reader and the choice of columns noticed, and the lines that were left out. */
export function dataWarnings(table: Table, { matrix }: Problem, { idle, fit }: CliOptions): Warning[] {
  const warnings = idle.map((option) => warning('optionIdle', { option, model: fit.model }));
  warnings.push(...[...table.notices, ...matrix.notices].map(({ code, args }) => warning(code, args)));
  const { count, lines } = matrix.dropped;
  if (count > 0) {
    const named = [...lines.subarray(0, linesNamed)].join(', ') + (count > linesNamed ? ', …' : '');
    warnings.push({ ...warning('rowsLeftOut', { count, lines: named }), rows: [...lines] });
  }
  return warnings;
}

export const peakRssMb = (): number => process.resourceUsage().maxRSS / 1024;

/** Six digits are enough to look at. */
export const short = (value: number): string => Number(value.toPrecision(6)).toString();

export function page(rows: readonly (readonly [string, string])[], warnings: readonly Warning[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  return [
    ...rows.map(([name, value]) => printable(`${name.padEnd(width)}  ${value}`)),
    ...warnings.map(({ message }) => printable(`note: ${message}`)),
  ];
}

/** One line that a terminal may show: names in a file may hold line ends and escape codes. */
export const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');
