// The results grouped by a field: one row per value, with the number of its spans, how many failed, and how long
// they took, over the whole time range. A row leads to its traces.

import './groups.css';
import { useMemo, useState } from 'react';
import { formatCount, formatQuantity, formatShare } from '../../../base/format-count.ts';
import { formatDuration } from '../../../base/format-duration.ts';
import { useUsualHues } from '../../../data/use-usual-hues.ts';
import { addCondition } from '../../../query/edit-query.ts';
import { SERVICE_FIELD } from '../../../query/simple-condition.ts';
import { ColumnSort } from '../../../widgets/column-sort.tsx';
import { ErrorMessage, LoadingText, Message, Notice } from '../../../widgets/message.tsx';
import { ServiceDot } from '../../../widgets/service-dot.tsx';
import { GroupMenu } from '../results/group-menu.tsx';
import type { Explore } from '../use-explore.ts';
import type { GroupRow } from './group-rows.ts';
import { useGroups } from './use-groups.ts';

type SortKey = 'spanCount' | 'errorCount' | 'p50Ns' | 'p95Ns';

const COLUMNS: readonly (readonly [key: SortKey, label: string])[] = [
  ['spanCount', 'Spans'],
  ['errorCount', 'Failed'],
  ['p50Ns', 'p50'],
  ['p95Ns', 'p95'],
];

interface GroupTableProps {
  readonly explore: Explore;
  readonly field: string;
}

export function GroupTable({ explore, field }: GroupTableProps) {
  const { rows, isComplete, incomplete, error, retry } = useGroups(explore, field);
  const [sortKey, setSortKey] = useState<SortKey>('spanCount');
  const sorted = useMemo(
    () => [...(rows ?? [])].sort((a, b) => (b[sortKey] ?? -1) - (a[sortKey] ?? -1)),
    [rows, sortKey],
  );
  if (error !== undefined) {
    return (
      <>
        <GroupsHead explore={explore} text="" />
        <ErrorMessage title="The groups could not be had" error={error} onRetry={retry} />
      </>
    );
  }
  return (
    <section className="results" aria-label={`Grouped by ${field}`} aria-busy={!isComplete}>
      <GroupsHead
        explore={explore}
        text={rows === undefined ? '' : formatQuantity(rows.length, 'value')}
      />
      {rows === undefined && (
        <div className="results-notice">
          <LoadingText>Counting spans by {field}…</LoadingText>
        </div>
      )}
      {incomplete !== undefined && (
        <div className="results-notice">
          <Notice>{incomplete}</Notice>
        </div>
      )}
      {rows?.length === 0 && (
        <Message title="No span matches" testId="no-groups">
          <p className="muted">No span of this time range has what the query asks for.</p>
        </Message>
      )}
      {sorted.length > 0 && (
        <table className="groups" data-testid="groups">
          <thead>
            <tr>
              <th scope="col" className="mono">
                {field}
              </th>
              {COLUMNS.map(([key, label]) => (
                <th
                  key={key}
                  scope="col"
                  className="number"
                  aria-sort={key === sortKey ? 'descending' : undefined}
                >
                  <ColumnSort
                    label={label}
                    direction={key === sortKey ? 'descending' : undefined}
                    onSort={() => setSortKey(key)}
                  />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sorted.map((row) => (
              <Row key={row.id} row={row} explore={explore} field={field} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function GroupsHead({ explore, text }: { readonly explore: Explore; readonly text: string }) {
  return (
    <div className="results-head">
      <p role="status" data-testid="group-count">
        {text}
      </p>
      <div className="results-tools">
        <button
          type="button"
          className="button"
          onClick={() => explore.change({ group: undefined })}
        >
          Show traces
        </button>
        <GroupMenu explore={explore} />
      </div>
    </div>
  );
}

interface RowProps extends GroupTableProps {
  readonly row: GroupRow;
}

function Row({ row, explore, field }: RowProps) {
  const hues = useUsualHues();
  const { state, change } = explore;
  const next = row.condition === undefined ? undefined : addCondition(state.q ?? '', row.condition);
  const share = row.errorCount / Math.max(row.spanCount, 1);
  const isService = field === SERVICE_FIELD || field === 'rootServiceName';
  return (
    <tr data-testid="group-row">
      <th scope="row" className="group-name">
        {isService && <ServiceDot hue={hues?.get(row.label) ?? 0} />}
        {next === undefined ? (
          <span className="ellipsis">{row.label}</span>
        ) : (
          <button
            type="button"
            className="group-open ellipsis"
            title={`Show the traces with ${row.condition ?? ''}`}
            onClick={() => change({ q: next, group: undefined })}
          >
            {row.label}
          </button>
        )}
      </th>
      <td className="number">{formatCount(row.spanCount)}</td>
      <td className="number">
        {row.errorCount === 0 ? (
          <span className="muted">0</span>
        ) : (
          <span className="group-errors" title={formatQuantity(row.errorCount, 'failed span')}>
            {formatCount(row.errorCount)} <span className="muted">{formatShare(share)}</span>
          </span>
        )}
      </td>
      <td className="number">{row.p50Ns === undefined ? '–' : formatDuration(row.p50Ns)}</td>
      <td className="number">{row.p95Ns === undefined ? '–' : formatDuration(row.p95Ns)}</td>
    </tr>
  );
}
