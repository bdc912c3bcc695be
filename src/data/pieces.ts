/** Pieces of bytes as one array; a single piece is not copied. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 1) return pieces[0];
  const out = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}

/** Behind the last line end of data[from, end), or `from`; a \r at the very end may be half of one. */
export function lastLineEnd(data: Uint8Array, from: number, end: number): number {
  const view = data.subarray(from, end);
  const feed = view.lastIndexOf(10);
  if (feed >= 0) return from + feed + 1;
  const back = view.length > 1 ? view.lastIndexOf(13, view.length - 2) : -1;
  return from + back + 1;
}

/** Buffers have had this method since ES2024. */
interface Transferable {
  transferToFixedLength?(length: number): ArrayBuffer;
}

/** What the language has had since ES2024. */
type Resizable = new (length: number, options: { maxByteLength: number }) => ArrayBuffer;

/**
 * A copy on pages of its own, which go back to the system when the copy is released; memory of an ordinary array stays
 * with the allocator. For what is read once: loops over such an array are slower.
 */
export function pagesOf(values: Float64Array): Float64Array {
  const maxByteLength = values.byteLength;
  const copy = new Float64Array(new (ArrayBuffer as Resizable)(maxByteLength, { maxByteLength }));
  copy.set(values);
  return copy;
}

/** Frees the memory of an array now rather than when the collector comes by; the array is empty afterwards. */
export function release({ buffer }: Float64Array | Int32Array | Uint32Array | Uint8Array): void {
  (buffer as Transferable).transferToFixedLength?.(0);
}
