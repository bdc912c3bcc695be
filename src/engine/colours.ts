/** OKLab (Ottosson 2020) to bytes. */

/** So many steps of linear light that each is less than a sixteenth of a byte's, also where the curve is steepest. */
const steps = 1 << 16;
let bytes: Uint8Array | undefined;

/** Writes the opaque colour (l, a, b) at out[at …] as RGBA; what sRGB has not is clipped. */
export function writeRgb(out: Uint8Array, at: number, l: number, a: number, b: number): void {
  bytes ??= Uint8Array.from({ length: steps + 1 }, (_, step) => encoded(step / steps));
  const x = l + 0.3963377774 * a + 0.2158037573 * b;
  const y = l - 0.1055613458 * a - 0.0638541728 * b;
  const z = l - 0.0894841775 * a - 1.291485548 * b;
  const long = x * x * x;
  const medium = y * y * y;
  const short = z * z * z;
  out[at] = bytes[step(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short)]!;
  out[at + 1] = bytes[step(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short)]!;
  out[at + 2] = bytes[step(-0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short)]!;
  out[at + 3] = 255;
}

const step = (linear: number): number => Math.min(steps, Math.max(0, Math.round(steps * linear)));

/** The curve of sRGB (IEC 61966-2-1), as a byte. */
const encoded = (linear: number): number =>
  Math.round(255 * (linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055));
