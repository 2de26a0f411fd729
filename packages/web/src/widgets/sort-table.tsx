// A table that sorts by a click on the head of a column, for up to some hundred rows. How it is sorted is state of
// the address (state/table-state.ts). Columns that are not needed on a phone are left out there.

import type { ReactNode } from 'react';
import './sort-table.css';
import { formatCount } from '../base/format-count.ts';
import {
  type SortColumn,
  type Sorting,
  sortedBy,
  sortingOf,
  sortRows,
  type TableState,
} from '../state/table-state.ts';
import { ColumnSort } from './column-sort.tsx';

export interface TableColumn<Row> extends SortColumn<Row> {
  readonly title: string;
  /** What the numbers are, on hover. */
  readonly about?: string;
  /** Left out on a phone. */
  readonly isWide?: boolean;
  readonly cell: (row: Row) => ReactNode;
}

interface SortTableProps<Row> {
  readonly label: string;
  readonly testId: string;
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly columns: readonly TableColumn<Row>[];
  /** Absent: the rows stay in their order. */
  readonly sort?: {
    readonly state: TableState;
    /** The column that the table is sorted by when nothing is said. */
    readonly usual: string;
    readonly onSort: (state: TableState) => void;
  };
  /** Rows shown at first; a button shows the others. */
  readonly limit?: number;
  readonly onShowAll?: () => void;
}

export function SortTable<Row>(props: SortTableProps<Row>) {
  const { label, testId, rows, rowKey, columns, sort, limit } = props;
  const sorting = sort === undefined ? undefined : sortingOf(sort.state, columns, sort.usual);
  const sorted = sorting === undefined ? rows : sortRows(rows, columns, sorting);
  const shown = limit === undefined ? sorted : sorted.slice(0, limit);
  return (
    <>
      <table className="sort-table" aria-label={label} data-testid={testId}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                className={cellClass(column)}
                title={column.about}
                aria-sort={directionOf(column, sorting)}
              >
                {sort === undefined || sorting === undefined || column.value === undefined ? (
                  column.title
                ) : (
                  <ColumnSort
                    label={column.title}
                    direction={directionOf(column, sorting)}
                    onSort={() => sort.onSort(sortedBy(column, sorting, sort.usual))}
                  />
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={rowKey(row)} data-row={rowKey(row)}>
              {columns.map((column, at) =>
                at === 0 ? (
                  <th key={column.key} scope="row" className={cellClass(column)}>
                    {column.cell(row)}
                  </th>
                ) : (
                  <td key={column.key} className={cellClass(column)}>
                    {column.cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length < sorted.length && props.onShowAll !== undefined && (
        <button type="button" className="button sort-table-more" onClick={props.onShowAll}>
          Show all {formatCount(sorted.length)}
        </button>
      )}
    </>
  );
}

function directionOf<Row>({ key }: TableColumn<Row>, sorting: Sorting | undefined) {
  return key === sorting?.key ? (`${sorting.order}ending` as const) : undefined;
}

function cellClass<Row>({ isNumber, isWide }: TableColumn<Row>): string | undefined {
  const names = [isNumber === true && 'number', isWide === true && 'wide-only'].filter(Boolean);
  return names.length === 0 ? undefined : names.join(' ');
}
