/** What a run tells of its rows before its first moment, whatever the model. */
import { pixelsOf } from '../data/pixels.ts';
import type { Matrix, Table } from '../data/table.ts';
import type { FitOptions } from '../protocol/run.ts';
import type { FromWorker } from '../protocol/worker.ts';

/** Lines of rows left out that are told one by one; the count is told of all. */
const mostLines = 1000;

export const startedEvent = (
  run: number,
  options: FitOptions,
  table: Table,
  matrix: Matrix,
): Extract<FromWorker, { type: 'started' }> => {
  const { n, d, names, dropped, notices, label } = matrix;
  const pixels = pixelsOf(table, matrix, options.pictureWidth);
  return {
    type: 'started',
    run,
    options,
    n,
    d,
    names: [...names],
    dropped: dropped.count,
    droppedLines: [...dropped.lines.subarray(0, mostLines)],
    notices: notices.map(({ code, args }) => ({ code, args: { ...args } })),
    ...(label ? { label: { name: label.name, levels: [...label.levels] } } : {}),
    ...(pixels ? { pixels } : {}),
  };
};
