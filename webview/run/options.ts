/** A fit's options as the run bar changes them. */
import type { FitOptions } from '../../src/protocol/run.ts';
import type { PanelState } from '../state.ts';

/** The options with some replaced; undefined removes one. Whatever is changed, the run is not started paused. */
export function changed(
  options: FitOptions,
  change: { [Key in keyof FitOptions]?: FitOptions[Key] | undefined },
): FitOptions {
  const entries = Object.entries({ ...options, paused: undefined, ...change });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as FitOptions;
}

/** The columns that can be fitted. */
export const numericColumns = ({ table, options }: PanelState): string[] =>
  (table?.columns ?? [])
    .filter(({ kind, name }) => (kind === 'number' || kind === 'integer') && name !== options.label)
    .map(({ name }) => name);

/** The columns that are fitted: as told by the run, else as asked for, else all but row ids. */
export function usedColumns(state: PanelState): readonly string[] {
  const { options, started, table } = state;
  if (options.columns) return options.columns;
  if (started && started.options.columns === undefined && started.names.length > 0) return started.names;
  const ids = new Set((table?.columns ?? []).filter((column) => column.looksLikeRowId).map(({ name }) => name));
  return numericColumns(state).filter((name) => !ids.has(name));
}
