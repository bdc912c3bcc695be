/** What a file turns into: columns by name, the line each row starts on, and every guess that was made on the way. */

export type Format = 'delimited' | 'json' | 'jsonLines';

/** What the reader decided about a file. Each part can be overruled by `ReadOptions`. */
export interface Guess {
  readonly format: Format;
  /** Delimited text only: one character. */
  readonly delimiter?: string;
  /** Delimited text only: whether the first row names the columns. */
  readonly header?: boolean;
  readonly decimal?: '.' | ',';
  /** WHATWG label: `utf-8`, `utf-16le`, `utf-16be`, `windows-1252`. */
  readonly encoding: string;
  /** Delimited text only: a line that begins with this is skipped; '' where no line is a comment. */
  readonly comment?: string;
  /**
   * Cells that count as missing, compared after trimming, without regard to case. An empty cell always does. Markers
   * that are numbers (−999) are compared by value.
   */
  readonly missing: readonly string[];
  /** JSON only: where the rows are, as keys joined by dots; '' is the document itself. */
  readonly path?: string;
  /** JSON only. */
  readonly layout?: 'objects' | 'arrays' | 'columns';
}

export type ReadOptions = { readonly [P in keyof Guess]?: Guess[P] };

/**
 * number: every present cell is a number. integer: every present cell is a whole number. text: some cell is not a
 * number. empty: no present cell.
 */
export type ColumnKind = 'number' | 'integer' | 'text' | 'empty';

export interface Column {
  readonly name: string;
  readonly kind: ColumnKind;
  /** [rows] the numbers; NaN where the cell is missing or is not a number. */
  readonly values: Float64Array;
  /** Cells as labels: `levels[codes[i]]`, −1 where missing. Present for text and for integer columns of few values. */
  readonly labels?: { readonly levels: readonly string[]; readonly codes: Int32Array };
  readonly missing: number;
  /** Where nearly all cells are numbers: how many are not, and the first of them. Such a column is no label. */
  readonly stray?: { readonly count: number; readonly line: number; readonly cell: string };
  /** Values that are ±Infinity here because the file's number is too large for a double (the first hundred). */
  readonly beyond?: readonly { readonly row: number; readonly cell: string }[];
  /** A row number or an identifier by the look of it: left out of the features unless asked for. */
  readonly looksLikeRowId: boolean;
  /** Text or an integer column of few values: a candidate for the label. */
  readonly looksLikeLabel: boolean;
}

export interface Table {
  readonly name: string;
  readonly rows: number;
  readonly columns: readonly Column[];
  /** [rows] the 1-based line of the file on which each row starts. */
  readonly lines: Uint32Array;
  readonly guess: Guess;
  /** What the reader saw and people should know: ragged rows, duplicate names, a truncated last row … */
  readonly notices: readonly Notice[];
}

export interface Notice {
  readonly code: string;
  readonly args: Readonly<Record<string, string | number>>;
}

/** Which columns to model. */
export interface Selection {
  /** Names of feature columns; absent: every numeric column but row ids and the label. */
  readonly columns?: readonly string[];
  /** Name of the label column: never a feature. */
  readonly label?: string;
}

/** The rows that a model sees: complete cases of the chosen columns. */
export interface Matrix {
  readonly n: number;
  readonly d: number;
  /** [d] names. */
  readonly names: readonly string[];
  /** d columns of n numbers, each finite. */
  readonly columns: readonly Float64Array[];
  /** [n] index of each matrix row in the table. */
  readonly rows: Uint32Array;
  /** [n] 1-based line of each matrix row. */
  readonly lines: Uint32Array;
  /** Rows left out because a chosen cell is missing, with their lines. */
  readonly dropped: { readonly count: number; readonly lines: Uint32Array };
  /** Columns left out because every row has the same value, and other things people should know. */
  readonly notices: readonly Notice[];
  readonly label?: {
    readonly name: string;
    readonly levels: readonly string[];
    /** [n] −1 where the label is missing. */
    readonly codes: Int32Array;
  };
}
