import { expect } from 'vitest';

/** A figure or a text once two looks, `interval` ms apart, have found the same. */
export async function atRest<T>(figure: () => Promise<T>, interval: number, timeout?: number): Promise<T> {
  let seen: { readonly value: T } | undefined;
  const rests = async () => {
    const before = seen;
    seen = { value: await figure() };
    return before?.value === seen.value;
  };
  await expect.poll(rests, { interval, ...(timeout === undefined ? {} : { timeout }) }).toBe(true);
  return seen!.value;
}
