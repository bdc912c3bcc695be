/** Bytes in any encoding → bytes that are ASCII below 0x80, and their text. */

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

export const encodings: readonly Encoding[] = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'];

/** Guesses from the first bytes of a file, and how many of them are a byte order mark. */
export function guessEncoding(head: Uint8Array, whole: boolean): { encoding: Encoding; mark: number } {
  const mark = findMark(head);
  if (mark) return mark;
  const wide = guessWide(head);
  if (wide) return { encoding: wide, mark: 0 };
  return { encoding: isUtf8(head, whole) || mostLinesUtf8(head) ? 'utf-8' : 'windows-1252', mark: 0 };
}

export function findMark(head: Uint8Array): { encoding: Encoding; mark: number } | undefined {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: 'utf-8', mark: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', mark: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', mark: 2 };
  return undefined;
}

/** UTF-16 without a mark: text of digits and delimiters has its zero bytes all on one side, beside characters. */
function guessWide(head: Uint8Array): Encoding | undefined {
  const pairs = Math.floor(Math.min(head.length, 4096) / 2);
  let little = 0;
  let big = 0;
  for (let i = 0; i < 2 * pairs; i += 2) {
    if (head[i + 1] === 0 && isPrintable(head[i])) little++;
    if (head[i] === 0 && isPrintable(head[i + 1])) big++;
  }
  if (pairs < 2) return undefined;
  if (little > 0.4 * pairs && big === 0) return 'utf-16le';
  return big > 0.4 * pairs && little === 0 ? 'utf-16be' : undefined;
}

const isPrintable = (byte: number): boolean => byte >= 32 || byte === 9 || byte === 10 || byte === 13;

/** Whether bytes are UTF-8; a character cut off at the end is forgiven unless they are the whole file. */
function isUtf8(bytes: Uint8Array, whole: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: !whole });
    return true;
  } catch {
    return false;
  }
}

/** Of the lines with characters beyond ASCII, whether more are UTF-8 than not. */
function mostLinesUtf8(bytes: Uint8Array): boolean {
  const decoder = new LineDecoder('utf-8');
  decoder.decode(bytes);
  return decoder.wideLines > decoder.strayLines;
}

/** Where bytes show that they are no text, by a zero byte or more control characters than text has; −1 if nowhere. */
export function binaryByte(bytes: Uint8Array): number {
  const zero = bytes.indexOf(0);
  return zero < 0 && manyControls(bytes) ? 0 : zero;
}

function manyControls(bytes: Uint8Array): boolean {
  const length = Math.min(bytes.length, 4096);
  let controls = 0;
  for (let i = 0; i < length; i++) {
    const byte = bytes[i];
    if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12) controls++;
  }
  return controls > length / 10;
}

/**
 * Text of ASCII-compatible bytes. UTF-8 is checked line by line: a line that is not UTF-8 is read as Windows-1252,
 * which has a character for every byte (WHATWG), and counted.
 */
export class LineDecoder {
  private readonly strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  private readonly western = new TextDecoder('windows-1252');
  /** Lines that were not UTF-8, although the file was taken for it. */
  strayLines = 0;
  /** Pieces in which characters beyond ASCII were read as UTF-8. */
  wideLines = 0;

  constructor(private readonly encoding: 'utf-8' | 'windows-1252') {}

  /** Text of whole lines. */
  decode(bytes: Uint8Array): string {
    if (this.encoding === 'windows-1252') return this.western.decode(bytes);
    try {
      const text = this.strict.decode(bytes);
      if (text.length < bytes.length) this.wideLines++;
      return text;
    } catch {
      return this.decodeByLine(bytes);
    }
  }

  /** Text of a piece of a line; undefined where it is not in the file's encoding. */
  decodePiece(bytes: Uint8Array): string | undefined {
    if (this.encoding === 'windows-1252') return this.western.decode(bytes);
    try {
      const text = this.strict.decode(bytes);
      if (text.length < bytes.length) this.wideLines++;
      return text;
    } catch {
      return undefined;
    }
  }

  private decodeByLine(bytes: Uint8Array): string {
    let text = '';
    for (let from = 0; from < bytes.length; ) {
      const feed = bytes.indexOf(10, from);
      const to = feed < 0 ? bytes.length : feed + 1;
      const line = bytes.subarray(from, to);
      const piece = this.decodePiece(line);
      if (piece === undefined) this.strayLines++;
      text += piece ?? this.western.decode(line);
      from = to;
    }
    return text;
  }
}
