/** Tells a pointer that goes to something from something that comes under a pointer at rest. */

let x = Number.NaN;
let y = Number.NaN;
// Boundary events come before the move that causes them; after a scroll or a change of layout they come at the place
// of the last move (Pointer Events 3, 4.1.4).
document.addEventListener(
  'pointermove',
  ({ screenX, screenY }) => {
    x = screenX;
    y = screenY;
  },
  { capture: true, passive: true },
);

/** Whether this pointerover or pointerleave is the pointer's own doing: else what is lit stays lit. */
export const pointerCame = ({ screenX, screenY }: MouseEvent): boolean => screenX !== x || screenY !== y;
