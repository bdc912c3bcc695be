/** JSON Lines in pieces of bytes → table: a value a line. */
import { FaultError } from '../fault';
import { plainLineEnds } from './csvRows';
import type { LineDecoder } from './encoding';
import { JsonScanner, jsonValue } from './jsonScanner';
import { JsonTable } from './jsonTable';
import { joined, lastLineEnd } from './pieces';
import { PlainRecords } from './plainRecords';
import type { Guess, ReadOptions, Table } from './table';

/** Bytes read as text after a line that is spelled unlike the one before; twice as many each time that did not help. */
const leastWindow = 1 << 12;

/** Takes records as they come. Those of numbers alone, spelled alike, are read from their bytes; others as text. */
export class JsonLinesReader {
  private readonly table: JsonTable;
  private pieces: Uint8Array[] = [];
  private line = 1;
  private plain: PlainRecords | undefined;

  constructor(
    name: string,
    options: ReadOptions,
    private readonly decoder: LineDecoder,
  ) {
    this.table = new JsonTable(name, options);
  }

  push(bytes: Uint8Array): void {
    const first = lastLineEnd(bytes, 0, bytes.length);
    if (first === 0 && !(bytes[0] === 10 && this.pieces.length > 0)) {
      this.pieces.push(bytes.slice());
      return;
    }
    const data = joined([...this.pieces, bytes]);
    const end = lastLineEnd(data, 0, data.length);
    this.read(data.subarray(0, end));
    this.pieces = end < data.length ? [data.slice(end)] : [];
  }

  /** Throws `jsonBroken`, `jsonTruncated` or `jsonTooDeep` for a line that is no JSON, `jsonNoRows` for no record. */
  finish(guess: Pick<Guess, 'encoding'>): Table {
    const before = this.table.taken;
    try {
      this.read(joined(this.pieces));
    } catch (error) {
      // A log that is still being written ends in half a record.
      if (!(error instanceof FaultError) || error.fault.code !== 'jsonTruncated' || before === 0) throw error;
      this.table.builder.notice('lastLineCut', { line: this.line });
    }
    return this.table.finish({ format: 'jsonLines', ...guess });
  }

  /** Reads whole lines, and what is left of one at the end of the file. */
  private read(bytes: Uint8Array): void {
    let window = leastWindow;
    for (let at = 0; at < bytes.length; ) {
      if (this.plain) {
        const next = this.plain.read(bytes, at, this.line);
        this.line = this.plain.line;
        if (next > at) window = leastWindow;
        at = next;
        if (at === bytes.length) return;
      }
      const feed = bytes.indexOf(10, Math.min(bytes.length, at + window));
      const to = feed < 0 ? bytes.length : feed + 1;
      this.readByText(bytes.subarray(at, to));
      window *= 2;
      at = to;
    }
  }

  private readByText(bytes: Uint8Array): void {
    const text = plainLineEnds(this.decoder.decode(bytes));
    let last = '';
    for (let from = 0; from < text.length; ) {
      const feed = text.indexOf('\n', from);
      const to = feed < 0 ? text.length : feed;
      const source = text.slice(from, to).trim();
      if (source !== '') this.table.add(this.parse(source, text.slice(from, to)), this.line, source);
      if (source !== '') last = source;
      if (feed >= 0) this.line++;
      from = to + 1;
    }
    this.plain = PlainRecords.like(last, this.table.builder, (key) => this.table.known(key)) ?? this.plain;
  }

  private parse(source: string, raw: string): unknown {
    try {
      return jsonValue(source);
    } catch {
      const scanner = new JsonScanner(raw);
      scanner.line = this.line;
      scanner.skip();
      scanner.end();
      return scanner.fail('jsonBroken');
    }
  }
}
