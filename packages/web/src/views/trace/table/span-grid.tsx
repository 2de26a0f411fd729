// The rows of the table of spans: only those in view exist. The grid keeps the focus, not its rows, which go
// when they are scrolled out of view.

import { useVirtualizer } from '@tanstack/react-virtual';
import { STATUS_ERROR } from '@throughline/model/span/span-kind';
import { type KeyboardEvent, memo, useEffect, useRef } from 'react';
import type { TableColumn, TableSort } from '../../../data/span-table.ts';
import { ColumnSort } from '../../../widgets/column-sort.tsx';
import { ErrorIcon } from '../../../widgets/icons.tsx';
import { ServiceDot } from '../../../widgets/service-dot.tsx';
import { useTracePage } from '../trace-context.ts';
import { useMatches } from '../use-matches.ts';
import { COLUMNS } from './column-table.ts';

const ROW_HEIGHT = 24;
const OVERSCAN_ROWS = 10;
const PAGE_ROWS = 20;

interface SpanGridProps {
  readonly rows: Int32Array;
  readonly columns: readonly TableColumn[];
  readonly sort: TableSort;
  readonly onSort: (sort: TableSort) => void;
}

export function SpanGrid({ rows, columns, sort, onSort }: SpanGridProps) {
  const { view } = useTracePage();
  const { selectedRow, select } = view;
  const isMatch = useMatches();
  const scrollerRef = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scrollerRef.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN_ROWS,
    scrollPaddingStart: ROW_HEIGHT + 8,
  });
  const selectedIndex = selectedRow === undefined ? -1 : rows.indexOf(selectedRow);
  const scrollTo = virtualizer.scrollToIndex;
  useEffect(() => {
    if (selectedIndex >= 0) scrollTo(selectedIndex);
  }, [selectedIndex, scrollTo]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = indexAfterKey(event.key, selectedIndex, rows.length);
    if (next === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    select(rows[next]);
  };
  const grid = columns.map((column) => COLUMNS[column].width).join(' ');
  return (
    // Virtual rows cannot be children of one <table>: the roles say what it is.
    // biome-ignore lint/a11y/useSemanticElements: see above
    <div
      ref={scrollerRef}
      role="grid"
      tabIndex={0}
      className="span-grid"
      data-testid="span-table"
      aria-label="Spans"
      aria-rowcount={rows.length + 1}
      aria-activedescendant={selectedIndex < 0 ? undefined : `table-span-${selectedRow}`}
      onKeyDown={onKeyDown}
    >
      <GridHead columns={columns} sort={sort} onSort={onSort} grid={grid} />
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      <div role="rowgroup" className="span-grid-rows" style={{ height: rows.length * ROW_HEIGHT }}>
        {virtualizer.getVirtualItems().map((item) => (
          <GridRow
            key={item.key}
            row={rows[item.index] ?? 0}
            index={item.index}
            columns={columns}
            grid={grid}
            topPx={item.start}
            isSelected={rows[item.index] === selectedRow}
            isMatch={isMatch(rows[item.index] ?? 0)}
          />
        ))}
      </div>
      {rows.length === 0 && <p className="span-grid-empty muted">No span is like that.</p>}
    </div>
  );
}

function indexAfterKey(key: string, index: number, count: number): number | undefined {
  const clamp = (next: number): number => Math.min(Math.max(next, 0), count - 1);
  switch (key) {
    case 'ArrowDown':
      return clamp(index + 1);
    case 'ArrowUp':
      return clamp(index - 1);
    case 'PageDown':
      return clamp(index + PAGE_ROWS);
    case 'PageUp':
      return clamp(index - PAGE_ROWS);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}

interface GridHeadProps extends Pick<SpanGridProps, 'columns' | 'sort' | 'onSort'> {
  readonly grid: string;
}

function GridHead({ columns, sort, onSort, grid }: GridHeadProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a part of the grid, see above
    // biome-ignore lint/a11y/useFocusableInteractive: its buttons take the focus
    <div role="row" className="span-grid-row span-grid-head" style={{ gridTemplateColumns: grid }}>
      {columns.map((column) => {
        const { label, title, isNumber } = COLUMNS[column];
        const direction =
          sort.column !== column ? undefined : sort.isDescending ? 'descending' : 'ascending';
        // Numbers are asked for with the most first; names from A on.
        const isDescending =
          direction === undefined ? isNumber && column !== 'start' : direction === 'ascending';
        return (
          // biome-ignore lint/a11y/useSemanticElements: as above
          // biome-ignore lint/a11y/useFocusableInteractive: as above
          <div
            key={column}
            role="columnheader"
            aria-sort={direction}
            className={isNumber ? 'number' : undefined}
          >
            <ColumnSort
              label={label}
              title={title}
              direction={direction}
              onSort={() => onSort({ column, isDescending })}
            />
          </div>
        );
      })}
    </div>
  );
}

interface GridRowProps {
  readonly row: number;
  readonly index: number;
  readonly columns: readonly TableColumn[];
  readonly grid: string;
  readonly topPx: number;
  readonly isSelected: boolean;
  readonly isMatch: boolean;
}

/** Scrolling makes the rows that come into view, and leaves the others alone. */
const GridRow = memo(function GridRow(props: GridRowProps) {
  const { row, index, columns, grid, topPx } = props;
  const { trace, view, hues } = useTracePage();
  return (
    // The keyboard's way to it is the grid.
    // biome-ignore lint/a11y/useSemanticElements: a part of the grid, see above
    // biome-ignore lint/a11y/useFocusableInteractive: see above
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    <div
      role="row"
      id={`table-span-${row}`}
      className="span-grid-row"
      data-testid="table-row"
      data-match={props.isMatch || undefined}
      aria-rowindex={index + 2}
      aria-selected={props.isSelected}
      style={{ gridTemplateColumns: grid, top: topPx }}
      onClick={() => {
        if (getSelection()?.isCollapsed !== false) view.select(row);
      }}
      onDoubleClick={() => view.zoomToRow(row)}
    >
      {columns.map((column) => {
        const { isNumber, textOf } = COLUMNS[column];
        const text = textOf(trace, row);
        const isError = column === 'status' && trace.status[row] === STATUS_ERROR;
        return (
          // biome-ignore lint/a11y/useSemanticElements: as above
          // biome-ignore lint/a11y/useFocusableInteractive: as above
          <div
            key={column}
            role="gridcell"
            className={`ellipsis${isNumber ? ' number' : ''}${column === 'id' ? ' mono' : ''}${isError ? ' error-count' : ''}`}
            title={text}
          >
            {column === 'service' && <ServiceDot hue={hues[trace.service[row] ?? 0] ?? 0} />}
            {isError && <ErrorIcon />}
            {text}
          </div>
        );
      })}
    </div>
  );
});
