/**
 * Rows as lines whose columns are as wide as what is longest in them. Texts go to the left, numbers to the right.
 *
 * @param rows some may have fewer cells
 * @param isText whether a column holds texts
 */
export function alignColumns(rows: readonly (readonly string[])[], isText: (column: number) => boolean): string[] {
  const columns = Math.max(0, ...rows.map(({ length }) => length));
  const widths = Array.from({ length: columns }, (_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  return rows.map((cells) => {
    const padded = cells.map((cell, column) => (isText(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)));
    return `  ${padded.join("  ")}`.trimEnd();
  });
}
