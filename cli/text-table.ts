/** Rows of cells as aligned text, the first row being the titles; `left` counts the columns that align to the left. */
export function textTable(rows: readonly (readonly string[])[], left = 1): string {
  const widths = rows[0]!.map((_, c) => Math.max(...rows.map((row) => row[c]!.length)));
  const line = (row: readonly string[]) =>
    row.map((cell, c) => (c < left ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!))).join('  ');
  return rows.map((row) => line(row).trimEnd()).join('\n');
}
