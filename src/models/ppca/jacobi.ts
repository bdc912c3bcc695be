/** Columns whose cosine is below this, times √D, are orthogonal: what their products round to. */
const ORTHOGONAL = 2 * Number.EPSILON;
const SWEEPS = 60;

export interface Singular {
  /** [D·D] U, its columns orthonormal even where the length is 0. */
  readonly axes: Float64Array;
  /** [D] singular values, largest first. */
  readonly lengths: Float64Array;
  /** [D·D] UΣ: the matrix itself with its columns turned until they are orthogonal. */
  readonly root: Float64Array;
}

/**
 * Left singular vectors and singular values of a square matrix by Hestenes' one-sided Jacobi rotations. They turn columns
 * into each other and never mix rows, so every row of UΣ is exact to rounding of that row alone: what a column of data in
 * tiny units needs beside one in large units, and a bidiagonal SVD does not give. Costs some 10 sweeps of 3D³.
 *
 * @param matrix [D·D], row by row; left as it is.
 */
export function singular(matrix: Float64Array, d: number): Singular {
  const columns = Array.from({ length: d }, (_, c) => Float64Array.from({ length: d }, (_, r) => matrix[r * d + c]));
  const longest = (a: Float64Array, b: Float64Array): number => dot(b, b) - dot(a, a);
  for (let sweep = 0, turned = true; turned && sweep < SWEEPS; sweep++) {
    columns.sort(longest);
    turned = false;
    for (let i = 0; i < d; i++) for (let j = i + 1; j < d; j++) turned = turn(columns[i], columns[j]) || turned;
  }
  columns.sort(longest);
  const lengths = Float64Array.from(columns, (column) => Math.sqrt(dot(column, column)));
  const units = columns.map((column, j) => (lengths[j] > 0 ? column.map((v) => v / lengths[j]) : undefined));
  const place = (list: readonly Float64Array[]): Float64Array =>
    Float64Array.from({ length: d * d }, (_, at) => list[at % d][Math.floor(at / d)]);
  return { axes: place(complete(units, d)), lengths, root: place(columns) };
}

/** Makes two columns orthogonal by a rotation; false if they were. */
function turn(a: Float64Array, b: Float64Array): boolean {
  let aa = 0;
  let bb = 0;
  let ab = 0;
  for (let r = 0; r < a.length; r++) {
    aa += a[r] * a[r];
    bb += b[r] * b[r];
    ab += a[r] * b[r];
  }
  if (!(Math.abs(ab) > ORTHOGONAL * Math.sqrt(a.length) * Math.sqrt(aa) * Math.sqrt(bb))) return false;
  const zeta = (bb - aa) / (2 * ab);
  const tangent = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.hypot(1, zeta));
  const cosine = 1 / Math.hypot(1, tangent);
  const sine = cosine * tangent;
  for (let r = 0; r < a.length; r++) {
    const [x, y] = [a[r], b[r]];
    a[r] = cosine * x - sine * y;
    b[r] = sine * x + cosine * y;
  }
  return true;
}

/** Fills the gaps of an orthonormal set with what is left of the coordinate axes. */
function complete(units: (Float64Array | undefined)[], d: number): Float64Array[] {
  const known = units.filter((unit) => unit !== undefined);
  return units.map((unit) => {
    if (unit !== undefined) return unit;
    let best = new Float64Array(d);
    for (let c = 0; c < d; c++) {
      const candidate = new Float64Array(d);
      candidate[c] = 1;
      // Twice, since once leaves the rounding of the first.
      for (const other of [...known, ...known]) {
        const along = dot(candidate, other);
        for (let r = 0; r < d; r++) candidate[r] -= along * other[r];
      }
      if (dot(candidate, candidate) > dot(best, best)) best = candidate;
    }
    const length = Math.sqrt(dot(best, best));
    const found = best.map((v) => v / length);
    known.push(found);
    return found;
  });
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let r = 0; r < a.length; r++) sum += a[r] * b[r];
  return sum;
}
