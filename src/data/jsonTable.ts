/** Values of JSON → rows of a table: objects by key, arrays by place. */
import { FaultError } from '../fault';
import type { ColumnBuilder } from './columnBuilder';
import { commonWidth } from './dialect';
import { guessHeader } from './header';
import { CellRules, defaultMissing } from './number';
import type { Guess, ReadOptions, Table } from './table';
import { TableBuilder, uniqueNames } from './tableBuilder';

/** Columns to expect when none is known yet: sets the size of blocks. */
const expectedColumns = 64;
/** Arrays that are looked at before the header is guessed. */
const sampleRows = 200;

/** A row of cells with its line, and its text, in which a number too large for a double can still be read. */
interface JsonRow {
  readonly cells: readonly unknown[];
  readonly line: number;
  readonly source: string;
}

export class JsonTable {
  readonly builder: TableBuilder;
  private readonly byKey = new Map<string, ColumnBuilder>();
  private sample: JsonRow[] | undefined = [];
  private header: boolean | undefined;
  private layout: 'objects' | 'arrays' | 'columns' | undefined;
  private readonly missing: readonly string[];

  constructor(
    private readonly name: string,
    private readonly options: ReadOptions,
  ) {
    this.missing = options.missing ?? defaultMissing;
    this.builder = new TableBuilder([], new CellRules(options.decimal ?? '.', this.missing), expectedColumns);
    this.layout = options.layout;
  }

  /** Records taken so far, a header among them. */
  get taken(): number {
    return this.builder.rows + (this.sample?.length ?? 0);
  }

  /** Takes a record as the layout has it; the first one decides where nobody has. A stray value is left out, told. */
  add(value: unknown, line: number, source: string): void {
    this.layout ??= Array.isArray(value) || !isObject(value) ? 'arrays' : 'objects';
    if (this.layout === 'objects' && isObject(value) && !Array.isArray(value)) this.addObject(value, line, source);
    else if (this.layout === 'arrays' && Array.isArray(value)) this.addArray({ cells: value, line, source });
    else if (this.layout === 'arrays' && !isObject(value) && value !== null)
      this.addArray({ cells: [value], line, source });
    else this.builder.tally('rowsNotRecords', { line });
  }

  /** Takes the cells of one row of an object of columns. */
  addByKey(cells: Iterable<readonly [string, unknown]>, line: number): void {
    for (const [key, value] of cells) this.cell(this.column(key), value, line, '');
    this.builder.endRow(line);
  }

  /** Names for arrays that come from beside them. */
  nameColumns(names: readonly string[]): void {
    this.begin(names);
    this.sample = undefined;
  }

  /** Throws `headerOnly` and `jsonNoRows`. */
  finish(guess: Pick<Guess, 'encoding' | 'format' | 'path'>): Table {
    this.flush();
    const { header, missing, layout } = this;
    if (this.builder.rows === 0 || this.builder.columns.length === 0) {
      throw new FaultError({ code: header ? 'headerOnly' : 'jsonNoRows', args: {} });
    }
    return this.builder.finish(this.name, {
      ...guess,
      missing,
      ...(header !== undefined && { header }),
      ...(layout && { layout }),
    });
  }

  private addObject(record: Readonly<Record<string, unknown>>, line: number, source: string): void {
    for (const key of Object.keys(record)) this.cell(this.column(key), record[key], line, source);
    this.builder.endRow(line);
  }

  /** The column of a key that has been seen, where records are objects. */
  known(key: string): ColumnBuilder | undefined {
    return this.layout === 'objects' ? this.byKey.get(key) : undefined;
  }

  private column(key: string): ColumnBuilder {
    let column = this.byKey.get(key);
    if (!column) {
      let name = key;
      if (key === '') {
        let number = this.builder.columns.length + 1;
        while (this.byKey.has(`column${number}`)) number++;
        name = `column${number}`;
      }
      column = this.builder.addColumn(name);
      this.byKey.set(key, column);
    }
    return column;
  }

  private addArray(row: JsonRow): void {
    if (!this.sample) {
      this.takeArray(row);
      return;
    }
    this.sample.push(row);
    if (this.sample.length >= sampleRows) this.flush();
  }

  private flush(): void {
    const { sample } = this;
    this.sample = undefined;
    if (!sample || sample.length === 0) return;
    const rows = sample.map(({ cells }) => cells.map(spelled));
    const words = sample[0].cells.every((cell) => typeof cell === 'string');
    this.header = this.options.header ?? (words && guessHeader(rows, this.builder.rules));
    const { width } = commonWidth(rows);
    this.begin(this.header ? rows[0] : Array.from({ length: width }, (_, c) => `column${c + 1}`));
    for (const row of this.header ? sample.slice(1) : sample) this.takeArray(row);
  }

  private begin(raw: readonly string[]): void {
    const { names, unnamed, notices } = uniqueNames(raw);
    for (const name of names) this.builder.addColumn(name);
    this.builder.unnamed = unnamed;
    for (const { code, args } of notices) this.builder.notice(code, args);
  }

  private takeArray({ cells, line, source }: JsonRow): void {
    const { columns } = this.builder;
    const width = columns.length;
    const shape = { line, cells: cells.length, columns: width };
    if (cells.length < width) this.builder.tally('rowsShort', shape);
    else if (cells.length > width) this.builder.tally('rowsLong', shape);
    for (let c = 0; c < Math.min(width, cells.length); c++) this.cell(columns[c], cells[c], line, source);
    this.builder.endRow(line);
  }

  private cell(column: ColumnBuilder, value: unknown, line: number, source: string): void {
    const { builder } = this;
    switch (typeof value) {
      case 'number':
        if (builder.rules.missingNumbers.has(value)) return;
        column.addNumber(value, builder.at);
        if (!Number.isFinite(value)) column.addBeyond(builder.rows, tooLargeIn(source) ?? '1e309');
        return;
      case 'string':
      case 'boolean':
        column.keepText(builder.at);
        column.addCell(String(value).trim(), builder.at, builder.rows, builder.rules);
        return;
      default:
        if (isObject(value)) builder.tally('cellsNested', { column: column.name, line }, `cellsNested ${column.name}`);
    }
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const spelled = (cell: unknown): string => (cell === null || isObject(cell) ? '' : String(cell).trim());

const tokens = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;

/** The first number in JSON text that is too large for a double. */
function tooLargeIn(source: string): string | undefined {
  for (const [token] of source.matchAll(tokens)) {
    if (token[0] !== '"' && !Number.isFinite(Number(token))) return token;
  }
  return undefined;
}
