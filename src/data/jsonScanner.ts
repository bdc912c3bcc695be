/** Walks over JSON text (RFC 8259) without building it: where values begin and end, and on which line. */
import { FaultError } from '../fault';

/** Deeper than any table; a limit of our own, so that depth ends in a sentence and never in a full stack. */
export const deepest = 512;

/** One value by its first character. */
export type JsonKind = 'object' | 'array' | 'scalar';

const openBrace = 0x7b;
const openBracket = 0x5b;
const quote = 0x22;
const backslash = 0x5c;
const literal = /true|false|null|NaN|-?Infinity/y;
const numeral = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const escapeSequence = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/**
 * Accepts what `JSON.parse` accepts, and NaN, Infinity and −Infinity besides, which Python and JavaScript programs
 * write. Throws `jsonBroken` and `jsonTruncated` with line and column, `jsonTooDeep` past 512 levels.
 */
export class JsonScanner {
  at = 0;
  /** 1-based line of `at`. */
  line = 1;
  private lineStart = 0;
  /** The open containers around the value being skipped: 1 for an object, 0 for an array. */
  private readonly open = new Uint8Array(deepest);

  constructor(readonly text: string) {}

  /** To the next character that is no white space; its code, NaN at the end. */
  peek(): number {
    const { text } = this;
    for (;;) {
      const code = text.charCodeAt(this.at);
      if (code === 10 || (code === 13 && text.charCodeAt(this.at + 1) !== 10)) {
        this.line++;
        this.lineStart = this.at + 1;
      } else if (code !== 32 && code !== 9 && code !== 13) {
        return code;
      }
      this.at++;
    }
  }

  kind(): JsonKind {
    const code = this.peek();
    return code === openBrace ? 'object' : code === openBracket ? 'array' : 'scalar';
  }

  /** Visits the values of the object at hand; `visit` must move past the value. */
  eachMember(visit: (key: string) => void): void {
    this.at++;
    if (this.peek() === 0x7d) {
      this.at++;
      return;
    }
    for (;;) {
      const key = this.key();
      visit(key);
      if (this.follows(0x7d)) return;
    }
  }

  /** Visits the elements of the array at hand; `visit` must move past the element. */
  eachElement(visit: (index: number) => void): void {
    this.at++;
    if (this.peek() === 0x5d) {
      this.at++;
      return;
    }
    for (let index = 0; ; index++) {
      this.peek();
      visit(index);
      if (this.follows(0x5d)) return;
    }
  }

  /** Past the value at hand, however deep. */
  skip(): void {
    let depth = 0;
    for (;;) {
      const code = this.peek();
      if (code === openBrace || code === openBracket) {
        if (depth === deepest) this.fail('jsonTooDeep', { limit: deepest });
        this.at++;
        const object = code === openBrace;
        if (this.peek() === (object ? 0x7d : 0x5d)) {
          this.at++;
        } else {
          this.open[depth++] = object ? 1 : 0;
          if (object) this.skipKey();
          continue;
        }
      } else {
        this.skipScalar(code);
      }
      for (;;) {
        if (depth === 0) return;
        const object = this.open[depth - 1] === 1;
        if (!this.follows(object ? 0x7d : 0x5d)) {
          if (object) this.skipKey();
          break;
        }
        depth--;
      }
    }
  }

  /** Nothing but white space may be left. */
  end(): void {
    if (!Number.isNaN(this.peek())) this.fail('jsonBroken');
  }

  fail(code: string, args: Record<string, string | number> = {}): never {
    const short = code === 'jsonBroken' && this.at >= this.text.length;
    const place = { line: this.line, column: this.at - this.lineStart + 1 };
    throw new FaultError({ code: short ? 'jsonTruncated' : code, args: { ...place, ...args } });
  }

  /** A comma, and on; or the end of the container. */
  private follows(close: number): boolean {
    const code = this.peek();
    if (code !== close && code !== 0x2c) this.fail('jsonBroken');
    this.at++;
    return code === close;
  }

  private key(): string {
    this.peek();
    const from = this.at;
    this.skipKey();
    const to = this.text.lastIndexOf('"', this.at - 1);
    return JSON.parse(this.text.slice(from, to + 1));
  }

  private skipKey(): void {
    if (this.peek() !== quote) this.fail('jsonBroken');
    this.skipString();
    if (this.peek() !== 0x3a) this.fail('jsonBroken');
    this.at++;
  }

  private skipScalar(code: number): void {
    if (code === quote) {
      this.skipString();
      return;
    }
    const rule = code === 0x2d || (code >= 48 && code <= 57) ? numeral : literal;
    if (!this.matches(rule) && !this.matches(literal)) this.fail('jsonBroken');
  }

  private matches(rule: RegExp): boolean {
    rule.lastIndex = this.at;
    if (!rule.test(this.text)) return false;
    this.at = rule.lastIndex;
    return true;
  }

  private skipString(): void {
    const { text } = this;
    this.at++;
    for (;;) {
      const code = text.charCodeAt(this.at);
      if (code === quote) break;
      if (code === backslash) {
        if (!this.matches(escapeSequence)) this.failString();
        continue;
      }
      if (!(code >= 32)) this.failString();
      this.at++;
    }
    this.at++;
  }

  /** A string that ends with the text is cut off, not wrong. */
  private failString(): never {
    if (this.text.length - this.at < 6 && !/["\r\n]/.test(this.text.slice(this.at + 2))) {
      const rest = this.text.slice(this.at);
      if (/^(?:|\\|\\u[0-9a-fA-F]{0,3})$/.test(rest)) this.at = this.text.length;
    }
    this.fail('jsonBroken');
  }
}

const bare = /"(?:[^"\\]|\\.)*"|NaN|-?Infinity/g;

/**
 * The value of JSON text that has been scanned. Bare NaN becomes null, bare Infinity a word, so that it is told apart
 * from a number that is too large.
 */
export function jsonValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const spelled = text.replace(bare, (token) => (token[0] === '"' ? token : token === 'NaN' ? 'null' : `"${token}"`));
    return JSON.parse(spelled);
  }
}
