/** A JSON document in pieces of bytes → table. */
import { FaultError } from '../fault';
import type { LineDecoder } from './encoding';
import { jsonValue } from './jsonScanner';
import { findPlaces, type Place, placeAt, scannerAt } from './jsonShape';
import { JsonTable } from './jsonTable';
import { quotable } from './number';
import { joined } from './pieces';
import type { Guess, ReadOptions, Table } from './table';

/** Holds the text until its end; rows are then parsed one at a time where they stand. */
export class JsonReader {
  private pieces: Uint8Array[] = [];

  constructor(
    private readonly name: string,
    private readonly options: ReadOptions,
    private readonly decoder: LineDecoder,
  ) {}

  push(bytes: Uint8Array): void {
    this.pieces.push(bytes.slice());
  }

  /** Throws the scanner's faults, `jsonNoRows` and `jsonPathUnknown`. */
  finish(guess: Pick<Guess, 'encoding'>): Table {
    const bytes = joined(this.pieces);
    this.pieces = [];
    const text = this.decoder.decode(bytes);
    const places = findPlaces(text);
    const place = this.choose(text, places);
    const { path, layout } = place;
    const table = new JsonTable(this.name, { ...this.options, layout });
    if (layout === 'columns') readColumns(text, place, table);
    else this.readRecords(text, place, places, table);
    return table.finish({ format: 'json', path, ...guess });
  }

  private choose(text: string, places: readonly Place[]): Place {
    const { path, layout } = this.options;
    if (path === undefined) {
      const place = places.find((candidate) => layout === undefined || candidate.layout === layout);
      if (place) return place;
      throw new FaultError({ code: 'jsonNoRows', args: {} });
    }
    const place = placeAt(text, path);
    if (place) return place;
    const known = places.slice(0, 8).map((candidate) => quotable(candidate.path || '(the document itself)'));
    throw new FaultError({
      code: 'jsonPathUnknown',
      args: { path: quotable(path), known: known.join(', ') || '(none)' },
    });
  }

  private readRecords(text: string, place: Place, places: readonly Place[], table: JsonTable): void {
    const names = place.layout === 'arrays' ? namesBeside(text, place) : undefined;
    if (names && places.length > 0) table.nameColumns(names);
    const scanner = scannerAt(text, place);
    scanner.eachElement(() => {
      const { at, line } = scanner;
      scanner.skip();
      const source = text.slice(at, scanner.at);
      table.add(jsonValue(source), line, source);
    });
  }
}

/** pandas' "split" layout: `columns` beside `data` names the columns. */
function namesBeside(text: string, place: Place): string[] | undefined {
  if (!/(?:^|\.)data$/.test(place.path)) return undefined;
  const beside = placeAt(text, place.path.replace(/data$/, 'columns'));
  if (!beside) return undefined;
  const scanner = scannerAt(text, beside);
  scanner.skip();
  const names = jsonValue(text.slice(beside.at, scanner.at));
  return Array.isArray(names) && names.every((name) => typeof name !== 'object') ? names.map(String) : undefined;
}

/** An object whose members are columns: arrays, or objects by row name as pandas writes them. */
function readColumns(text: string, place: Place, table: JsonTable): void {
  const scanner = scannerAt(text, place);
  const columns = new Map<string, ReadonlyMap<string, unknown>>();
  // Rows by name, and the line on which each is first seen.
  const lines = new Map<string, number>();
  scanner.eachMember((column) => {
    if (scanner.kind() === 'scalar') {
      scanner.skip();
      return;
    }
    const cells = new Map<string, unknown>();
    const visit = (row: string | number) => {
      scanner.peek();
      const name = String(row);
      if (!lines.has(name)) lines.set(name, scanner.line);
      const { at } = scanner;
      scanner.skip();
      cells.set(name, jsonValue(text.slice(at, scanner.at)));
    };
    if (scanner.kind() === 'array') scanner.eachElement(visit);
    else scanner.eachMember(visit);
    columns.set(column, cells);
  });
  const lengths = [...columns.values()].map((cells) => cells.size);
  if (new Set(lengths).size > 1) {
    const [longest, shortest] = [Math.max(...lengths), Math.min(...lengths)];
    table.builder.notice('columnsUneven', { longest, shortest });
  }
  for (const [row, line] of lines) {
    const cells = [...columns].map(([column, values]) => [column, values.get(row)] as const);
    table.addByKey(cells, line);
  }
}
