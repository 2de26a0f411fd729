// Every span of the trace, or of the window of time, as a table: filtered, sorted, with the columns of choice.

import { useDeferredValue, useMemo } from 'react';
import './table.css';
import { formatCount, formatQuantity } from '../../../base/format-count.ts';
import {
  filterRows,
  readSort,
  sortRows,
  TABLE_COLUMNS,
  type TableColumn,
  writeSort,
} from '../../../data/span-table.ts';
import { rowsInScope } from '../../../data/trace-scope.ts';
import { PopupButton } from '../../../widgets/popup-button.tsx';
import { useTracePage } from '../trace-context.ts';
import { COLUMNS, readColumns, writeColumns } from './column-table.ts';
import { SpanGrid } from './span-grid.tsx';

export function TableTab() {
  const { trace, view } = useTracePage();
  const { window, focusRow, options } = view;
  const sort = readSort(options.sort);
  const columns = readColumns(options.columns);
  const filter = useDeferredValue(options.filter ?? '');
  const scope = useMemo(() => rowsInScope(trace, window, focusRow), [trace, window, focusRow]);
  const found = useMemo(() => filterRows(trace, scope, filter), [trace, scope, filter]);
  const { column, isDescending } = sort;
  const rows = useMemo(
    () => sortRows(trace, found, { column, isDescending }),
    [trace, found, column, isDescending],
  );
  return (
    <section className="view-pane" aria-label="Table of spans">
      <div className="view-bar">
        <input
          className="input table-filter"
          type="search"
          placeholder="Filter by service, operation, id, error"
          aria-label="Filter the spans"
          value={options.filter ?? ''}
          onChange={(event) => view.setOption('filter', event.target.value)}
        />
        <p className="muted view-said" role="status" data-testid="table-count">
          {describeRows(rows.length, trace.rowCount)}
        </p>
        <div className="view-bar-end">
          <PopupButton label="Columns" className="button button-chevron" alignRight>
            {() => (
              <ColumnChoice
                columns={columns}
                onChange={(next) => view.setOption('columns', writeColumns(next))}
              />
            )}
          </PopupButton>
        </div>
      </div>
      <SpanGrid
        rows={rows}
        columns={columns}
        sort={sort}
        onSort={(next) => view.setOption('sort', writeSort(next))}
      />
    </section>
  );
}

function describeRows(shown: number, all: number): string {
  return shown === all
    ? formatQuantity(all, 'span')
    : `${formatCount(shown)} of ${formatQuantity(all, 'span')}`;
}

interface ColumnChoiceProps {
  readonly columns: readonly TableColumn[];
  readonly onChange: (columns: readonly TableColumn[]) => void;
}

function ColumnChoice({ columns, onChange }: ColumnChoiceProps) {
  return (
    <fieldset className="column-choice">
      <legend className="visually-hidden">Columns that are shown</legend>
      {TABLE_COLUMNS.map((column) => (
        <label key={column} className="option">
          <input
            type="checkbox"
            checked={columns.includes(column)}
            onChange={(event) =>
              onChange(
                event.target.checked
                  ? [...columns, column]
                  : columns.filter((each) => each !== column),
              )
            }
          />
          {COLUMNS[column].label}
        </label>
      ))}
    </fieldset>
  );
}
