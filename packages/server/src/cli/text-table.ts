// Rows of text as a table for a terminal: columns in line, numbers to the right.

/** `numbers`: heads of the columns that are read from the right. */
export function textTable(
  head: readonly string[],
  numbers: ReadonlySet<string>,
  cells: readonly (readonly string[])[],
): string[] {
  const rows = [head, ...cells];
  const widths = head.map((_, column) => {
    return Math.max(...rows.map((row) => row[column]?.length ?? 0));
  });
  return rows.map((row) => {
    const line = row.map((cell, column) => {
      const width = widths[column] ?? 0;
      return numbers.has(head[column] ?? '') ? cell.padStart(width) : cell.padEnd(width);
    });
    return line.join('  ').trimEnd();
  });
}
