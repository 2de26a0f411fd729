// By which column a table of the trace page is sorted, as one word of the address: "duration" ascending, "-duration"
// descending. Tables that are pages of their own say it in two (table-state.ts).

export interface ColumnOrder<Column extends string> {
  readonly column: Column;
  readonly isDescending: boolean;
}

/** `usual`: of an address that names no column of these. */
export function readColumnOrder<Column extends string>(
  text: string | undefined,
  columns: readonly Column[],
  usual: ColumnOrder<Column>,
): ColumnOrder<Column> {
  const isDescending = text?.startsWith('-') ?? false;
  const name = isDescending ? text?.slice(1) : text;
  const column = columns.find((each) => each === name);
  return column === undefined ? usual : { column, isDescending };
}

export function writeColumnOrder<Column extends string>(
  { column, isDescending }: ColumnOrder<Column>,
  usual: ColumnOrder<Column>,
): string | undefined {
  if (column === usual.column && isDescending === usual.isDescending) return undefined;
  return isDescending ? `-${column}` : column;
}
