/** Fetches what can wait (more.ts), once. */
let here = false;
let coming: ReturnType<typeof fetched> | undefined;

async function fetched() {
  const { preparePages, saveDerivation } = await import('./more.ts');
  here = true;
  return { preparePages, saveDerivation };
}

export function fetchMore(): ReturnType<typeof fetched> {
  coming ??= fetched();
  return coming;
}

/** Whether its elements are defined: one that is made before that would come to life without its store. */
export const moreIsHere = (): boolean => here;
