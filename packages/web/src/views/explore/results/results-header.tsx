// The heads of the columns. Those the server can sort by are buttons: it sorts the whole range, not the rows that
// are listed.

import type { TraceOrder } from '@throughline/model/api/search';
import { formatDuration } from '../../../base/format-duration.ts';
import { ColumnSort } from '../../../widgets/column-sort.tsx';
import type { TableColumn } from './columns.ts';

interface ResultsHeaderProps {
  readonly columns: readonly TableColumn[];
  readonly order: TraceOrder;
  readonly longestNs: number;
  readonly onOrder: (order: TraceOrder) => void;
}

export function ResultsHeader({ columns, order, longestNs, onOrder }: ResultsHeaderProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: the table is made of roles (results-table.tsx)
    // biome-ignore lint/a11y/useFocusableInteractive: a static table, not a grid
    <div role="row" className="results-columns results-header">
      {columns.map((column) => (
        // biome-ignore lint/a11y/useSemanticElements: as above
        // biome-ignore lint/a11y/useFocusableInteractive: as above
        <div
          key={column.field ?? column.id}
          role="columnheader"
          className={column.isNumber === true ? 'number' : undefined}
          aria-sort={column.order === order ? 'descending' : undefined}
        >
          {column.id === 'bar' ? (
            <DurationScale longestNs={longestNs} />
          ) : (
            <Label column={column} isSorted={column.order === order} onOrder={onOrder} />
          )}
        </div>
      ))}
    </div>
  );
}

interface LabelProps {
  readonly column: TableColumn;
  readonly isSorted: boolean;
  readonly onOrder: (order: TraceOrder) => void;
}

function Label({ column, isSorted, onOrder }: LabelProps) {
  const { label, order } = column;
  if (order === undefined) {
    return (
      <span className={`ellipsis ${column.id === 'field' ? 'mono' : ''}`} title={label}>
        {label}
      </span>
    );
  }
  return (
    <ColumnSort
      label={label}
      direction={isSorted ? 'descending' : undefined}
      title={`Sort by ${label.toLowerCase()}, ${order === 'start' ? 'newest' : 'most'} first, over the whole time range`}
      onSort={() => onOrder(order)}
    />
  );
}

/** What the bars beneath are drawn to. */
function DurationScale({ longestNs }: { readonly longestNs: number }) {
  return (
    <span
      className="duration-scale"
      title="A linear scale, from 0 to the longest of the traces listed"
    >
      <span className="visually-hidden">Duration, drawn from</span>
      <span>0</span>
      <span className="visually-hidden">to</span>
      <span>{formatDuration(longestNs)}</span>
    </span>
  );
}
