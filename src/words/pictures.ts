/** Words of the scatter and the heatmap. */
export const pictureWords = {
  scatterLabel:
    '{count} rows, {x} across and {y} up, each in the colour of its responsibilities; ellipses at one and two standard deviations and the path of each mean. Arrow keys pan, plus and minus zoom, 0 shows everything, Enter chooses the row in the middle.',
  scatterCaption: 'colour mixed from {Q}; ellipses 1σ, 2σ; path of each mean',
  tilesCaption: 'cells mixed from the {inside} rows in sight; the fullest holds {most}',
  tilesSwitch: 'Rows as',
  asPoints: 'Points',
  asTiles: 'Density',
  hollowCaption: 'hollow: {count} left out, a cell missing',
  scatterTable: 'Components in this plane',
  acrossAxis: 'Across',
  upAxis: 'Up',
  densityAxis: 'density',
  densityCaption: 'rows coloured by {Q} under the axis; over it weight times density of each component, and their sum',
  principalAxis: 'principal axis {rank}',
  principalShare: 'principal axis {rank} ({share} %)',
  pointTip: 'row {row}',
  zoomHint: 'Wheel to zoom, drag to pan, double-click to see everything',

  heatmapLabel:
    'Responsibilities of {rows} rows over {k} components, {order}. Row {row} is marked. Arrow keys move the row, plus and minus zoom, 0 shows everything.',
  heatmapTable: 'Responsibilities of the rows on show',
  orderSorted: 'by component and certainty',
  orderFile: 'in file order',
  orderSwitch: 'Order of rows',
  fileOrder: 'File',
  sortedOrder: 'Sorted',
  bandTip: 'row {row}',
  bandsTip: '{count} rows from row {row}',
  componentColumn: 'component {component}',
  totalRow: 'N, all rows',
  rowColumn: 'row',
  klColumn: 'KL, nats',
  entropyColumn: 'entropy H, nats',
  windowOf: 'rows {from} to {to} of {rows}',
} as const;

export type PictureKey = keyof typeof pictureWords;
