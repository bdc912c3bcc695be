/** The row under the pointer: every point is looked at, which takes 2 ms for a million. */

/**
 * The point nearest to (x, y), both in the plane; `sx`, `sy` pixels to a unit. Undefined if none is within `reach`
 * pixels.
 */
export function nearest(
  px: Float32Array,
  py: Float32Array,
  x: number,
  y: number,
  sx: number,
  sy: number,
  reach: number,
): number | undefined {
  let [best, least] = [-1, reach * reach];
  for (let i = 0; i < px.length; i++) {
    const dx = (px[i]! - x) * sx;
    const dy = (py[i]! - y) * sy;
    const square = dx * dx + dy * dy;
    if (square <= least) {
      least = square;
      best = i;
    }
  }
  return best < 0 ? undefined : best;
}
