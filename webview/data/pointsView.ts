/** What a picture of rows as points is of, whoever draws it. */
import type { Window } from './plane.ts';

/** How points are seen: a window of the plane in `width` × `height` pixels of the screen. */
export interface PointsView {
  readonly window: Window;
  readonly width: number;
  readonly height: number;
  /** Diameter, in pixels of the screen. */
  readonly size: number;
  /** Of one point, in (0, 1]. */
  readonly opacity: number;
}

/** Points of the plane and their colours. */
export interface Cloud {
  /** [n] */
  readonly px: Float32Array;
  /** [n] */
  readonly py: Float32Array;
  /** [n·4] RGBA; each is taken as opaque. */
  readonly rgba: Uint8Array;
}
