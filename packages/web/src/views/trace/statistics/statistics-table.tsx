// The groups of the statistics as a table; only the rows in view exist, as there may be one per span.

import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import { formatCount, formatShare } from '../../../base/format-count.ts';
import { formatDuration } from '../../../base/format-duration.ts';
import {
  type GroupStatistics,
  NO_VALUE,
  STATISTIC_COLUMNS,
  type StatisticColumn,
  type StatisticOrder,
  writeOrder,
} from '../../../data/trace-statistics.ts';
import { ColumnSort } from '../../../widgets/column-sort.tsx';
import { ErrorIcon } from '../../../widgets/icons.tsx';
import { ServiceDot } from '../../../widgets/service-dot.tsx';
import { useTracePage } from '../trace-context.ts';

const ROW_HEIGHT = 32;
const OVERSCAN_ROWS = 8;

const LABELS: Readonly<Record<StatisticColumn, string>> = {
  label: 'Group',
  count: 'Spans',
  share: 'Share of self time',
  selfNs: 'Self time',
  totalNs: 'Total time',
  p50Ns: 'p50',
  p95Ns: 'p95',
  p99Ns: 'p99',
  maxNs: 'Longest',
  errors: 'Errors',
};

interface StatisticsTableProps {
  readonly groups: readonly GroupStatistics[];
  readonly order: StatisticOrder;
  readonly by: string;
}

export function StatisticsTable({ groups, order, by }: StatisticsTableProps) {
  const scrollerRef = useRef<HTMLElement>(null);
  const virtualizer = useVirtualizer({
    count: groups.length,
    getScrollElement: () => scrollerRef.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN_ROWS,
  });
  const items = virtualizer.getVirtualItems();
  const above = items[0]?.start ?? 0;
  const below = virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0);
  const most = groups.reduce((share, group) => Math.max(share, group.share), 0);
  return (
    <section
      ref={scrollerRef}
      className="statistics"
      // Whoever has no pointer must be able to scroll it.
      // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
      tabIndex={0}
      aria-label="Groups"
      data-testid="statistics"
    >
      <table className="plain-table" aria-rowcount={groups.length + 1}>
        <StatisticsHead order={order} />
        <tbody>
          {above > 0 && <tr style={{ height: above }} />}
          {items.map((item) => {
            const group = groups[item.index];
            if (group === undefined) return null;
            return (
              <GroupRow key={group.code} group={group} index={item.index} by={by} most={most} />
            );
          })}
          {below > 0 && <tr style={{ height: below }} />}
        </tbody>
      </table>
    </section>
  );
}

function StatisticsHead({ order }: { readonly order: StatisticOrder }) {
  const { view } = useTracePage();
  return (
    <thead>
      <tr>
        {STATISTIC_COLUMNS.map((column) => {
          const direction =
            order.column !== column ? undefined : order.isDescending ? 'descending' : 'ascending';
          const isDescending =
            direction === undefined ? column !== 'label' : direction === 'ascending';
          return (
            <th
              key={column}
              scope="col"
              aria-sort={direction}
              className={column === 'label' ? undefined : 'number'}
            >
              <ColumnSort
                label={LABELS[column]}
                direction={direction}
                onSort={() => view.setOption('order', writeOrder({ column, isDescending }))}
              />
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

interface GroupRowProps {
  readonly group: GroupStatistics;
  readonly index: number;
  readonly by: string;
  readonly most: number;
}

function GroupRow({ group, index, by, most }: GroupRowProps) {
  const { trace, view, hues } = useTracePage();
  const { worstRow, errors, share } = group;
  const hasHue = by === 'service' || by === 'operation';
  return (
    <tr
      aria-rowindex={index + 2}
      data-testid="statistics-row"
      data-selected={view.selectedRow === worstRow || undefined}
    >
      <th scope="row" className="statistics-label">
        <button
          type="button"
          className="link-button"
          title={`${group.label}\nSelect the longest span`}
          onClick={() => view.select(worstRow)}
        >
          {hasHue && <ServiceDot hue={hues[trace.service[worstRow] ?? 0] ?? 0} />}
          <span className={`ellipsis${group.code === NO_VALUE ? ' muted' : ''}`}>
            {group.code === NO_VALUE ? 'not set' : group.label === '' ? '""' : group.label}
          </span>
        </button>
      </th>
      <td className="number">{formatCount(group.count)}</td>
      <td className="number statistics-share">
        <span style={{ transform: `scaleX(${most > 0 ? share / most : 0})` }} />
        {formatShare(share)}
      </td>
      {[group.selfNs, group.totalNs, group.p50Ns, group.p95Ns, group.p99Ns, group.maxNs].map(
        (ns, at) => (
          <td key={STATISTIC_COLUMNS[at + 3]} className="number">
            {formatDuration(ns)}
          </td>
        ),
      )}
      <td className="number">
        {errors > 0 && (
          <span className="error-count">
            <ErrorIcon />
            {formatCount(errors)}
          </span>
        )}
      </td>
    </tr>
  );
}
