/** JSON Lines in pieces of bytes → table: a value a line. */
import { FaultError } from '../fault';
import { plainLineEnds } from './csvRows';
import type { LineDecoder } from './encoding';
import { JsonScanner, jsonValue } from './jsonScanner';
import { JsonTable } from './jsonTable';
import { joined, lastLineEnd } from './pieces';
import type { Guess, ReadOptions, Table } from './table';

export class JsonLinesReader {
  private readonly table: JsonTable;
  private pieces: Uint8Array[] = [];
  private line = 1;

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

  private read(bytes: Uint8Array): void {
    const text = plainLineEnds(this.decoder.decode(bytes));
    for (let from = 0; from < text.length; ) {
      const feed = text.indexOf('\n', from);
      const to = feed < 0 ? text.length : feed;
      const source = text.slice(from, to).trim();
      if (source !== '') this.table.add(this.parse(source, text.slice(from, to)), this.line, source);
      if (feed >= 0) this.line++;
      from = to + 1;
    }
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
