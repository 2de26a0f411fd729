// How a table of the page is sorted and filtered, as state of the address: `sort=rate`, `order=asc`, `filter=cart`.

import { readText } from './search-params.ts';
import { readTimeRange, type TimeRange } from './time-range.ts';

export interface TableState {
  /** A column of the table; absent is the table's own. */
  readonly sort?: string;
  /** Absent is the column's own: numbers the largest first, names from A to Z. */
  readonly order?: 'asc' | 'desc';
  readonly filter?: string;
}

export type TablePageState = TableState & TimeRange;

/** From an address; what is not understood is left out. */
export function readTableState(raw: Readonly<Record<string, unknown>>): TablePageState {
  const sort = readText(raw, 'sort');
  const order = readText(raw, 'order');
  const filter = readText(raw, 'filter');
  return {
    ...(sort === undefined ? {} : { sort }),
    ...(order === 'asc' || order === 'desc' ? { order } : {}),
    ...(filter === undefined ? {} : { filter }),
    ...readTimeRange(raw),
  };
}

export interface SortColumn<Row> {
  readonly key: string;
  readonly isNumber?: boolean;
  /** What rows are sorted by; undefined comes last, whatever the order. */
  readonly value?: (row: Row) => number | string | undefined;
}

export interface Sorting {
  readonly key: string;
  readonly order: 'asc' | 'desc';
}

/** `usual`: the column that the table is sorted by when nothing is said. */
export function sortingOf<Row>(
  { sort, order }: TableState,
  columns: readonly SortColumn<Row>[],
  usual: string,
): Sorting {
  const known = columns.find((column) => column.key === sort && column.value);
  const column = known ?? columns.find(({ key }) => key === usual);
  return { key: column?.key ?? usual, order: order ?? usualOrder(column) };
}

/** Names are read from A to Z, numbers from the largest. */
function usualOrder<Row>(column: SortColumn<Row> | undefined): 'asc' | 'desc' {
  return column?.isNumber === true ? 'desc' : 'asc';
}

/** Where a click on the head of a column leads: to it, or to the other way around. */
export function sortedBy<Row>(column: SortColumn<Row>, now: Sorting, usual: string): TableState {
  const flipped = now.order === 'asc' ? 'desc' : 'asc';
  const order = column.key === now.key ? flipped : usualOrder(column);
  return {
    ...(column.key === usual ? {} : { sort: column.key }),
    ...(order === usualOrder(column) ? {} : { order }),
  };
}

export function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly SortColumn<Row>[],
  { key, order }: Sorting,
): Row[] {
  const value = columns.find((column) => column.key === key)?.value;
  if (value === undefined) return [...rows];
  const sign = order === 'asc' ? 1 : -1;
  return rows.toSorted((a, b) => compare(value(a), value(b), sign));
}

function compare(
  a: number | string | undefined,
  b: number | string | undefined,
  sign: 1 | -1,
): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
  return sign * String(a).localeCompare(String(b), 'en');
}
