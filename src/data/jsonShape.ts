/** Where the rows of a JSON document are, and how they are laid out. */
import type { LineDecoder } from './encoding';
import { JsonScanner, jsonValue } from './jsonScanner';

export type Layout = 'objects' | 'arrays' | 'columns';

/** A container that may hold the rows. */
export interface Place {
  readonly path: string;
  readonly layout: Layout;
  /** Rows by the count of elements; 0 for the last resort, an object of objects read as columns. */
  readonly rows: number;
  /** Where it begins in the text, and on which line. */
  readonly at: number;
  readonly line: number;
}

/** Keys are followed this deep in search of rows. */
const deepestPath = 32;
/** Past this many containers a document is looked at no closer. */
const mostPlaces = 10_000;

/** What a container holds. */
interface Content {
  objects: number;
  arrays: number;
  scalars: number;
}

/**
 * Every container that could be read as rows, largest first. The whole text is checked on the way; throws the
 * scanner's faults.
 */
export function findPlaces(text: string): Place[] {
  const scanner = new JsonScanner(text);
  const places: Place[] = [];
  survey(scanner, '', 0, places);
  scanner.end();
  return places.sort((a, b) => b.rows - a.rows);
}

/** The rows at a path of keys and indices joined by dots; undefined where nothing there can be rows. */
export function placeAt(text: string, path: string): Place | undefined {
  const scanner = new JsonScanner(text);
  const found = locate(scanner, path);
  if (!found) return undefined;
  const places: Place[] = [];
  const there = scannerAt(text, found);
  const kind = there.kind();
  const content = survey(there, path, 0, places);
  const own = places.find((place) => place.path === path);
  if (own) return own;
  if (kind === 'array' && content.scalars > 0) return { path, layout: 'arrays', rows: content.scalars, ...found };
  return places.sort((a, b) => b.rows - a.rows)[0];
}

export function scannerAt(text: string, place: { at: number; line: number }): JsonScanner {
  const scanner = new JsonScanner(text);
  scanner.at = place.at;
  scanner.line = place.line;
  return scanner;
}

/** Adds what the value at hand and the values under its keys can be read as; tells what the value holds. */
function survey(scanner: JsonScanner, path: string, depth: number, places: Place[]): Content {
  const kind = scanner.kind();
  const { at, line } = scanner;
  const content: Content = { objects: 0, arrays: 0, scalars: 0 };
  if (kind === 'scalar' || depth > deepestPath || places.length > mostPlaces) {
    scanner.skip();
    return content;
  }
  if (kind === 'array') {
    scanner.eachElement(() => {
      content[`${scanner.kind()}s`]++;
      scanner.skip();
    });
    const rows = content.objects + content.arrays;
    if (rows > 0)
      places.push({ path, layout: content.objects >= content.arrays ? 'objects' : 'arrays', rows, at, line });
    else if (content.scalars > 0 && path === '')
      places.push({ path, layout: 'arrays', rows: content.scalars, at, line });
    return content;
  }
  let rows = -1;
  scanner.eachMember((key) => {
    const child = scanner.kind();
    content[`${child}s`]++;
    const inner = survey(scanner, path === '' ? key : `${path}.${key}`, depth + 1, places);
    if (child === 'scalar' || inner.objects + inner.arrays > 0 || inner.scalars === 0) return;
    rows = Math.max(rows, child === 'array' ? inner.scalars : 0);
  });
  if (rows >= 0) places.push({ path, layout: 'columns', rows, at, line });
  return content;
}

/** Where the value at `path` begins, under the value at hand; keys may have dots themselves. */
function locate(scanner: JsonScanner, path: string): { at: number; line: number } | undefined {
  const kind = scanner.kind();
  if (path === '') {
    const here = { at: scanner.at, line: scanner.line };
    scanner.skip();
    return here;
  }
  let found: { at: number; line: number } | undefined;
  const visit = (key: string | number) => {
    const name = String(key);
    if (!found && path === name) found = locate(scanner, '');
    else if (!found && path.startsWith(`${name}.`)) found = locate(scanner, path.slice(name.length + 1));
    else scanner.skip();
  };
  if (kind === 'object') scanner.eachMember(visit);
  else if (kind === 'array') scanner.eachElement(visit);
  else scanner.skip();
  return found;
}

/** JSON Lines by the look of the first lines: one is a record of its own, and another begins after it. */
export function looksLikeJsonLines(head: Uint8Array, decoder: LineDecoder): boolean {
  const lines = decoder.decode(head).split(/\r\n?|\n/);
  const first = lines.findIndex((line) => line.trim() !== '');
  const next = lines.slice(first + 1).find((line) => line.trim() !== '');
  if (next === undefined || !/^\s*[{[]/.test(next)) return false;
  try {
    return typeof jsonValue(lines[first]) === 'object';
  } catch {
    return false;
  }
}
