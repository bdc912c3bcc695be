/** What assembly/vae.ts exports. */
export interface Loops {
  job(): number;
  adam(): number;
  settings(): number;
  free(): number;
  prepare(): void;
  rows(from: number, to: number, gradients: number): void;
  learn(share: number, shares: number, moments: number): void;
}

/** What assembly/vaeTeam.ts exports beside. */
export interface TeamLoops extends Loops {
  lead(kind: number, shares: number, moments: number): void;
  generation(): number;
  help(share: number, shares: number, from: number): void;
}

/** A module in base64, compiled; undefined where this machine does not run it. */
export function compile(base64: string): WebAssembly.Module | undefined {
  if (typeof WebAssembly === 'undefined') return undefined;
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : undefined;
}
