/** Which component goes with which group of known z. */

/**
 * For each of G groups the component it shares most rows with, no component twice: the largest count first. `cross`
 * [G·K] counts rows; groups beyond the number of components have none.
 */
export function paired(cross: ArrayLike<number>, groups: number, k: number): readonly (number | undefined)[] {
  const pairs = Array.from({ length: groups * k }, (_, at) => at).sort((a, b) => cross[b]! - cross[a]! || a - b);
  const partners = new Array<number | undefined>(groups).fill(undefined);
  const taken = new Set<number>();
  for (const at of pairs) {
    const [group, component] = [Math.floor(at / k), at % k];
    if (partners[group] !== undefined || taken.has(component)) continue;
    partners[group] = component;
    taken.add(component);
  }
  return partners;
}
