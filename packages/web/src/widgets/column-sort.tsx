// The head of a column that can be sorted by: pressed once it sorts, pressed again the other way round.

interface ColumnSortProps {
  readonly label: string;
  /** undefined: the list is sorted by another column. */
  readonly direction: 'ascending' | 'descending' | undefined;
  readonly onSort: () => void;
  readonly title?: string;
}

export function ColumnSort({ label, direction, onSort, title }: ColumnSortProps) {
  const arrow = direction === undefined ? '' : direction === 'ascending' ? '↑' : '↓';
  return (
    <button type="button" className="column-sort" title={title} onClick={onSort}>
      {label}
      <span className="column-sort-arrow" aria-hidden="true">
        {arrow}
      </span>
    </button>
  );
}
