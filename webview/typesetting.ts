/**
 * KaTeX, a quarter of all script: it is fetched beside the panel, so that figures need not wait for formulas. What is set
 * before it is there is set a few formulas at a time once it is.
 */
import type katex from 'katex';

export type Katex = typeof katex;

/** The page is held up no longer than this by formulas that have waited. */
const sliceMs = 8;

let here: Katex | undefined;
let coming: Promise<Katex> | undefined;
const waiting: ((katex: Katex) => void)[] = [];

export function fetchKatex(): Promise<Katex> {
  coming ??= import('katex').then(({ default: loaded }) => {
    here = loaded;
    catchUp(loaded);
    return loaded;
  });
  return coming;
}

/** Calls `set` with KaTeX: at once where it is there. */
export function typeset(set: (katex: Katex) => void): void {
  if (here) set(here);
  else waiting.push(set);
}

/** Calls `set` with KaTeX when nothing else is done: what is made for the first time need not have its formulas at once. */
export function typesetSoon(set: (katex: Katex) => void): void {
  waiting.push(set);
  if (here && !catching) later(here);
}

let catching = false;

function later(katex: Katex): void {
  catching = true;
  setTimeout(() => catchUp(katex));
}

function catchUp(katex: Katex): void {
  catching = false;
  const began = performance.now();
  while (waiting.length > 0 && performance.now() - began < sliceMs) waiting.shift()!(katex);
  if (waiting.length > 0) later(katex);
}
