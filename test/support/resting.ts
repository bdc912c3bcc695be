import { expect } from 'vitest';

/** The value of a figure once two looks, `interval` ms apart, have found the same. */
export async function atRest(figure: () => Promise<number>, interval: number, timeout?: number): Promise<number> {
  let [before, now] = [Number.NaN, Number.NaN];
  const rests = async () => {
    [before, now] = [now, await figure()];
    return before === now;
  };
  await expect.poll(rests, { interval, ...(timeout === undefined ? {} : { timeout }) }).toBe(true);
  return now;
}
