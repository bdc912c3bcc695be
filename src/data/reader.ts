/** Bytes or text → table: the reader that everything else uses. Runs in any worker: no node, no DOM, no vscode. */
import { type Fault, FaultError, ok, type Result } from '../fault';
import { DelimitedReader } from './delimited';
import { binaryByte, type Encoding, encodings, findMark, guessEncoding, LineDecoder } from './encoding';
import { JsonLinesReader } from './jsonLines';
import { JsonReader } from './jsonRows';
import { looksLikeJsonLines } from './jsonShape';
import { quotable } from './number';
import { joined } from './pieces';
import type { Format, Guess, ReadOptions, Table } from './table';

/** In what portions a file is read, in bytes. Tests make them small. */
export interface Portions {
  /** The guesses rest on this much of the file. */
  readonly head: number;
  /** Delimited text is read so much at a time: one odd row sends the rest of them through papaparse. */
  readonly slab: number;
}

const usualPortions: Portions = { head: 1 << 18, slab: 1 << 18 };
const textPiece = 1 << 20;

/** What reads one format: bytes that are ASCII below 0x80, in pieces; then the table, or a thrown fault. */
interface FormatReader {
  push(bytes: Uint8Array): void;
  finish(guess: Pick<Guess, 'encoding'>): Table;
}

/**
 * Reads a table from pieces of a file as they come: bytes, or text (then it is not asked for its encoding). The first
 * 256 KB are held back for the guesses; from there on, rows of delimited text and JSON Lines are read at once, and a
 * JSON document at the end. Where the pieces are cut makes no difference.
 */
export class TableReader {
  private held: Uint8Array[] = [];
  private heldBytes = 0;
  private isText = false;
  private format: FormatReader | undefined;
  private decoder: LineDecoder | undefined;
  private wide: TextDecoder | undefined;
  private encoding: Encoding = 'utf-8';
  private fault: Fault | undefined;
  private readonly encoder = new TextEncoder();
  /** Half of a surrogate pair at the end of the last piece of text. */
  private half = '';
  private taken = 0;
  /** Bytes of the whole file, 0 where that is not known: memory for its rows can then be had in one piece. */
  size = 0;

  constructor(
    private readonly name: string,
    private readonly options: ReadOptions = {},
    private readonly portions: Portions = usualPortions,
  ) {}

  /** Whether nothing more can come of it, so that the rest of the file need not be read. */
  get failed(): boolean {
    return this.fault !== undefined;
  }

  /** Takes the next piece; bytes may be changed by their owner afterwards. */
  push(chunk: Uint8Array | string): void {
    if (this.fault) return;
    this.guarded(() => {
      if (typeof chunk === 'string') this.pushText(chunk);
      else this.pushBytes(chunk);
    });
  }

  /** The table, or the one thing that kept it from being read (`faults.ts`). */
  finish(): Result<Table> {
    let table: Table | undefined;
    this.guarded(() => {
      if (this.half !== '') this.pushBytes(this.encoder.encode(this.half));
      if (!this.format) this.open(true);
      if (this.wide) this.take(this.encoder.encode(this.wide.decode()));
      table = this.format!.finish({ encoding: this.encoding });
    });
    if (this.fault) return { ok: false, fault: this.fault };
    return ok(this.withEncoding(table!));
  }

  private guarded(work: () => void): void {
    if (this.fault) return;
    try {
      work();
    } catch (error) {
      if (!(error instanceof FaultError)) throw error;
      this.fault = error.fault;
    }
    if (this.fault) this.held = [];
  }

  private pushText(text: string): void {
    this.isText = true;
    const whole = this.half + text;
    this.half = '';
    for (let from = 0; from < whole.length; ) {
      let to = Math.min(whole.length, from + textPiece);
      if (isHighSurrogate(whole.charCodeAt(to - 1))) {
        if (to === whole.length) this.half = whole[--to];
        else to++;
      }
      if (to > from) this.pushBytes(this.encoder.encode(whole.slice(from, to)));
      from = to + this.half.length;
    }
  }

  private pushBytes(bytes: Uint8Array): void {
    if (this.format) {
      this.take(this.wide ? this.encoder.encode(this.wide.decode(bytes, { stream: true })) : bytes);
      return;
    }
    this.heldBytes += bytes.length;
    const enough = this.heldBytes >= this.portions.head;
    this.held.push(enough ? bytes : bytes.slice());
    if (enough) this.open(false);
  }

  private take(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const zero = bytes.indexOf(0);
    if (zero >= 0) throw new FaultError({ code: 'looksBinary', args: { byte: this.taken + zero + 1 } });
    this.taken += bytes.length;
    this.format!.push(bytes);
  }

  /** Makes the guesses that a whole file rests on, and reads what has been held back. */
  private open(whole: boolean): void {
    const held = joined(this.held);
    this.held = [];
    const head = held.subarray(0, this.portions.head);
    const wholeHead = whole && held.length <= head.length;
    const mark = findMark(head);
    const asked = this.options.encoding === undefined || this.isText ? undefined : encodingOf(this.options.encoding);
    this.encoding = asked ?? (this.isText ? 'utf-8' : guessEncoding(head, wholeHead).encoding);
    const skip = mark?.encoding === this.encoding ? mark.mark : 0;
    let start = head.subarray(skip);
    if (this.encoding === 'utf-16le' || this.encoding === 'utf-16be') {
      this.wide = new TextDecoder(this.encoding, { ignoreBOM: true });
      start = this.encoder.encode(
        new TextDecoder(this.encoding, { ignoreBOM: true }).decode(start, { stream: !wholeHead }),
      );
    }
    this.decoder = new LineDecoder(this.encoding === 'windows-1252' ? 'windows-1252' : 'utf-8');
    const odd = binaryByte(start);
    if (odd >= 0) throw new FaultError({ code: 'looksBinary', args: { byte: odd + 1 } });
    if (start.every((byte) => byte <= 32) && wholeHead) throw new FaultError({ code: 'fileEmpty', args: {} });
    this.format = this.formatReader(start, wholeHead);
    const body = held.subarray(skip);
    this.take(this.wide ? this.encoder.encode(this.wide.decode(body, { stream: true })) : body);
  }

  private formatReader(start: Uint8Array, whole: boolean): FormatReader {
    const { name, options } = this;
    const decoder = this.decoder!;
    const format = options.format ?? guessFormat(name, start, decoder);
    switch (format) {
      case 'json':
        return new JsonReader(name, options, decoder);
      case 'jsonLines':
        return new JsonLinesReader(name, options, decoder);
      case 'delimited': {
        const { delimiter, comment } = options;
        if (delimiter !== undefined && !isDelimiter(delimiter)) {
          throw new FaultError({ code: 'delimiterUnusable', args: { delimiter: quotable(delimiter) } });
        }
        if (comment !== undefined && /["\r\n]/.test(comment)) {
          throw new FaultError({ code: 'commentUnusable', args: { comment: quotable(comment) } });
        }
        const size = this.wide ? this.size / 2 : this.size;
        return new DelimitedReader(name, options, decoder, start, whole, this.portions.slab, size);
      }
    }
  }

  /** The encoding as it turned out, which the first bytes may not have shown. */
  private withEncoding(table: Table): Table {
    const { strayLines, wideLines } = this.decoder!;
    if (strayLines === 0 || this.encoding === 'windows-1252') return table;
    if (wideLines === 0) return { ...table, guess: { ...table.guess, encoding: 'windows-1252' } };
    const notice = { code: 'encodingMixed', args: { encoding: this.encoding } };
    return { ...table, notices: [notice, ...table.notices] };
  }
}

/** Reads a table from a whole file at once: see `TableReader`. */
export function readTable(name: string, data: Uint8Array | string, options: ReadOptions = {}): Result<Table> {
  const reader = new TableReader(name, options);
  reader.push(data);
  return reader.finish();
}

/** By the first character; a name that says CSV is believed, for a header may begin with a bracket. */
function guessFormat(name: string, start: Uint8Array, decoder: LineDecoder): Format {
  if (/\.(jsonl|ndjson|jsonlines)$/i.test(name)) return 'jsonLines';
  const first = start.find((byte) => byte > 32);
  const bracket = first === 0x7b || first === 0x5b;
  if (/\.(csv|tsv|tab|psv)$/i.test(name) || (!bracket && !/\.(json|geojson|jsonc)$/i.test(name))) return 'delimited';
  return looksLikeJsonLines(start, decoder) ? 'jsonLines' : 'json';
}

const aliases: Readonly<Record<string, Encoding>> = {
  utf8: 'utf-8',
  ascii: 'utf-8',
  'us-ascii': 'utf-8',
  utf16le: 'utf-16le',
  'utf-16': 'utf-16le',
  utf16: 'utf-16le',
  utf16be: 'utf-16be',
  latin1: 'windows-1252',
  'latin-1': 'windows-1252',
  'iso-8859-1': 'windows-1252',
  windows1252: 'windows-1252',
  cp1252: 'windows-1252',
};

function encodingOf(label: string): Encoding {
  const plain = label.trim().toLowerCase();
  const found = encodings.find((encoding) => encoding === plain) ?? aliases[plain];
  if (found) return found;
  throw new FaultError({ code: 'encodingUnknown', args: { encoding: quotable(label), known: encodings.join(', ') } });
}

/** One character that can stand between cells. */
const isDelimiter = (text: string): boolean => [...text].length === 1 && !/["\r\n\ufeff]/.test(text);

const isHighSurrogate = (code: number): boolean => code >= 0xd800 && code < 0xdc00;
