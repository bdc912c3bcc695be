/** What a day's file keeps of a part of the bench that is measured again. */

/** A row of a table: what it is called, and its figures. */
export interface Cell {
  readonly title?: string;
  readonly n?: number;
  readonly d?: number;
  readonly k?: number;
  readonly family?: string;
  readonly hidden?: number;
  readonly latent?: number;
}

/** What a run was restricted to. */
export interface Restriction {
  /** The beginning of a cell's name, as --cells has it; empty: all. */
  readonly cells: string;
  /** Whether rows beyond 10⁶ were measured too. */
  readonly large: boolean;
}

/** Parts whose cells --cells chooses; of all others everything is measured. */
const chosenByCells: ReadonlySet<string> = new Set(['peers', 'families', 'vae', 'vaeQuality']);

/** As --cells has it: a title, D-hidden-L of a VAE, or N×D and K. */
export const nameOf = ({ title, n, d, k, hidden, latent }: Cell): string =>
  title ?? (hidden === undefined ? `${n}x${d}k${k}` : `${d}-${hidden}-${latent}`);

const same = (a: Cell, b: Cell): boolean => nameOf(a) === nameOf(b) && a.family === b.family;

/**
 * The part as the file is to have it: the cells measured now, and of the earlier ones those that this run left out. One
 * that it would have measured, had this version still such a cell, goes. In the order of the earlier table where cells
 * stay; a part that was measured whole has its own order.
 *
 * @param before undefined where the file has nothing of it yet
 * @param after nothing at all where the part could not be measured: then it stays as it was
 */
export function merged<Part>(part: string, before: Part | undefined, after: Part, { cells, large }: Restriction): Part {
  if (!Array.isArray(before) || !Array.isArray(after)) return after;
  if (after.length === 0) return before;
  const [earlier, now] = [before as readonly Cell[], after as readonly Cell[]];
  const leftOut = (cell: Cell): boolean =>
    (chosenByCells.has(part) && !nameOf(cell).startsWith(cells)) || (!large && (cell.n ?? 0) > 1e6);
  const kept = earlier.filter((cell) => leftOut(cell) && !now.some((other) => same(cell, other)));
  if (kept.length === 0) return after;
  const place = (cell: Cell): number => {
    const at = earlier.findIndex((other) => same(cell, other));
    return at < 0 ? earlier.length : at;
  };
  return [...kept, ...now].sort((a, b) => place(a) - place(b)) as Part;
}
