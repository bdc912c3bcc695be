/**
 * Every fault and notice of the reader, with its sentence in English: what is wrong, where, and what to do. `{name}`
 * stands for an argument. Cells and names among the arguments are cut to 40 characters and free of control characters;
 * lines and columns of text are 1-based.
 */

/** What keeps a file from being read or a selection from being fitted. */
export const dataFaultSentences = {
  /** No argument. */
  fileEmpty: 'The file has no rows: add some, or open another file.',
  /** No argument. */
  headerOnly:
    'The file has column names but no rows under them: add rows, or say that the first row is data (header: off).',
  /** byte: 1-based place of the first byte that is no text. */
  looksBinary: 'This is no text file (see byte {byte}): export it as CSV or JSON in UTF-8 and open that.',
  /** encoding: as asked for; known: list. */
  encodingUnknown: 'The encoding “{encoding}” is not known: choose one of {known}.',
  /** delimiter: as asked for. */
  delimiterUnusable:
    'The delimiter “{delimiter}” cannot be used: choose one character that is no quote and no line end.',
  /** comment: as asked for. */
  commentUnusable:
    'The comment mark “{comment}” cannot be used: choose one that is no delimiter, no quote and no line end.',
  /** limit: columns. */
  tooManyColumns: 'The file has more than {limit} columns: check its line ends and delimiter, or keep fewer columns.',
  /** line: of the row that holds the quote. */
  quoteOpen: 'The quote opened in the row on line {line} is never closed: close it, or remove it.',
  /** line: of the row; cell: the row as it stands. */
  quoteMalformed:
    'On line {line}, something follows a closing quote ({cell}): write a quote inside a quoted cell twice.',
  /** line, column: where reading stopped. */
  jsonBroken: 'The JSON is broken at line {line}, column {column}: correct it there.',
  /** line, column: the end of the text. */
  jsonTruncated: 'The JSON ends too early, at line {line}, column {column}: the rest of the file is missing.',
  /** line, column: of the bracket that is one too many; limit: levels. */
  jsonTooDeep:
    'The JSON is nested more than {limit} levels deep at line {line}, column {column}: keep the table in a file of its own.',
  /** No argument. */
  jsonNoRows: 'The JSON holds no rows: give an array of objects, an array of arrays, or an object of columns.',
  /** path: as asked for; known: paths that hold rows. */
  jsonPathUnknown: 'There are no rows at “{path}” in the JSON: choose one of {known}.',
  /** column: as asked for; known: the first names of the table. */
  columnUnknown: 'There is no column “{column}”: choose from {known}.',
  /** column; line, cell: the first cell that is no number. */
  columnNotNumeric:
    'Column “{column}” is not numeric: line {line} has “{cell}”. Correct that cell, name it as a missing marker, or leave the column out.',
  /** column. */
  columnEmpty: 'Column “{column}” has no value in any row: leave it out.',
  /** columns: names. */
  noNumericColumns: 'None of the columns is numeric ({columns}): check the delimiter and the decimal mark.',
  /** rows; column: the one with most missing cells; missing: how many. */
  noCompleteRows:
    'Each of the {rows} rows lacks a value; column “{column}” alone lacks {missing}: leave that column out, or fill it.',
  /** rows: of the file. */
  oneRow:
    'The file has one complete row of {rows}: a fit needs at least two different ones, so add rows, or fill missing cells.',
  /** rows: complete ones. */
  allRowsEqual: 'All {rows} rows are equal in the chosen columns: there is nothing to fit, so choose other columns.',
  /** column, line. */
  dataInfinite: 'Column “{column}” is infinite on line {line}: correct or empty that cell, or leave the column out.',
  /** column, line, cell. */
  dataTooLarge:
    'Column “{column}” has {cell} on line {line}, beyond the range of double numbers (1.8e308): rescale the column or correct the cell.',
  /** column: as asked for; known: the first names of the table. */
  labelUnknown: 'There is no label column “{column}”: choose from {known}.',
  /** column; values: different ones; limit. */
  labelTooManyValues:
    'Label column “{column}” has {values} different values, more than {limit}: choose a column of classes.',
} as const;

/** What people should know about a table or a selection that works all the same. */
export const dataNoticeSentences = {
  /** count: rows; line, cells, columns: of the first. */
  rowsShort:
    'Too few cells in {count} row(s), the first on line {line} ({cells} of {columns}): those that are lacking count as missing.',
  /** count: rows; line, cells, columns: of the first. */
  rowsLong:
    'Too many cells in {count} row(s), the first on line {line} ({cells} for {columns} columns): the extra ones are left out.',
  /** count: columns; position, renamed: of the first; name: ''. */
  namesEmpty: 'No name over {count} column(s); column {position} is called “{renamed}”.',
  /** count: columns; position, name, renamed: of the first. */
  namesRepeated: 'Repeated: {count} column name(s); “{name}” at column {position} is called “{renamed}”.',
  /** count: cells that are no numbers; column; line, cell: of the first. */
  nearlyNumeric:
    'Column “{column}” is text because of {count} cell(s), the first on line {line}: “{cell}”. To use the column, write a number there, or name that text as a missing marker.',
  /** encoding: of most of the file. */
  encodingMixed: 'Some lines are not {encoding}: they were read as windows-1252.',
  /** count: cells; column; line: of the first. */
  cellsNested: 'Objects or arrays in {count} cell(s) of “{column}”, the first on line {line}: they count as missing.',
  /** count: values; line: of the first. */
  rowsNotRecords: 'Left out: {count} value(s) among the rows that are no rows, the first on line {line}.',
  /** longest, shortest: rows. */
  columnsUneven: 'The columns are of unequal length ({shortest} to {longest}): the cells they lack are missing.',
  /** line. */
  lastLineCut: 'The last line ({line}) is cut off: it is left out.',
  /** columns: names. */
  rowIdLeftOut: 'Left out as row numbers or names: {columns}. Choose columns by name to use them.',
  /** columns: names. */
  featureLooksLikeLabel:
    'Used as numbers although they look like labels: {columns}. Name one as the label to keep it out.',
  /** column. */
  labelIsNoFeature: 'Column “{column}” is the label and so no feature.',
  /** column, value. */
  columnConstant: 'Column “{column}” is {value} in every row: it is left out.',
} as const;

export const dataSentences = { ...dataFaultSentences, ...dataNoticeSentences } as const;
