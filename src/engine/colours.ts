/** OKLab (Ottosson 2020) to bytes. */

/** Writes the opaque colour (l, a, b) at out[at …] as RGBA; what sRGB has not is clipped. */
export function writeRgb(out: Uint8Array, at: number, l: number, a: number, b: number): void {
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  out[at] = gamma(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short);
  out[at + 1] = gamma(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short);
  out[at + 2] = gamma(-0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short);
  out[at + 3] = 255;
}

function gamma(linear: number): number {
  const x = Math.min(1, Math.max(0, linear));
  return Math.round(255 * (x <= 0.0031308 ? 12.92 * x : 1.055 * x ** (1 / 2.4) - 0.055));
}
