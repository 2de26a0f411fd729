// What a service does, by operation and kind: endpoints, calls, inner work, each with rate, errors and duration.

import { getRouteApi, Link } from '@tanstack/react-router';
import type { ServiceAnswer, ServiceOperation } from '@throughline/model/api/service';
import { formatCount, formatQuantity } from '../../base/format-count.ts';
import type { Changes } from '../../state/search-params.ts';
import { readServiceState, type ServiceState } from '../../state/service-state.ts';
import { rangeOf, type TimeRange } from '../../state/time-range.ts';
import { exploreFor, spansOf } from '../../state/traceql-of.ts';
import { Duration, Rate } from '../../widgets/figure-cells.tsx';
import { SortTable, type TableColumn } from '../../widgets/sort-table.tsx';
import { FailedShare } from './failed-share.tsx';

const route = getRouteApi('/services/$service');

/** As many as one screen has; a button shows the others. */
const ROWS_AT_FIRST = 25;

const USUAL_SORT = 'p95';

interface OperationsTableProps {
  readonly service: string;
  readonly answer: ServiceAnswer;
}

export function OperationsTable({ service, answer }: OperationsTableProps) {
  const { operations, operationCount } = answer;
  const state = route.useSearch();
  const navigate = route.useNavigate();
  const change = (changes: Changes<ServiceState>): void =>
    void navigate({
      search: (previous) => readServiceState({ ...previous, ...changes }),
      replace: true,
    });
  const { filter, all } = state;
  const words = (filter ?? '').toLowerCase();
  const rows = operations.filter(({ name }) => name.toLowerCase().includes(words));
  return (
    <section aria-label="Operations">
      <div className="section-head">
        <h2>Operations</h2>
        <span className="muted" role="status">
          {countText(rows.length, answer)}
        </span>
        <input
          type="search"
          className="input page-filter"
          aria-label="Filter operations by name"
          placeholder="Filter by name"
          value={filter ?? ''}
          onChange={({ currentTarget: { value } }) => change({ filter: value })}
        />
      </div>
      {operationCount > operations.length && (
        <p className="muted">
          Those that took the most time together; names that hold an id make too many to list.
        </p>
      )}
      {rows.length === 0 ? (
        <p className="muted">No operation has “{filter}” in its name.</p>
      ) : (
        <SortTable
          label="Operations"
          testId="operations"
          rows={rows}
          rowKey={({ kind, name }) => `${kind} ${name}`}
          columns={operationColumns(service, rangeOf(state))}
          sort={{
            state,
            usual: USUAL_SORT,
            onSort: (table) => change({ sort: undefined, order: undefined, ...table }),
          }}
          {...(all === 'on' ? {} : { limit: ROWS_AT_FIRST })}
          onShowAll={() => change({ all: 'on' })}
        />
      )}
    </section>
  );
}

function countText(found: number, { operations, operationCount }: ServiceAnswer): string {
  const all = formatQuantity(operationCount, 'operation');
  if (found < operations.length) return `${formatCount(found)} of ${all}`;
  return operations.length < operationCount ? `${formatCount(operations.length)} of ${all}` : all;
}

function operationColumns(service: string, range: TimeRange): TableColumn<ServiceOperation>[] {
  return [
    {
      key: 'name',
      title: 'Operation',
      value: ({ name }) => name,
      cell: ({ name, kind }) => (
        <Link
          to="/"
          search={exploreFor(range, spansOf({ service, operation: name, kind }))}
          className="mono operation-link"
        >
          {name}
        </Link>
      ),
    },
    {
      key: 'kind',
      title: 'Kind',
      isWide: true,
      value: ({ kind }) => kind,
      cell: ({ kind }) => <span className="muted">{kind}</span>,
    },
    {
      key: 'rate',
      title: 'Rate',
      isNumber: true,
      value: ({ requests }) => requests.ratePerSecond,
      cell: ({ requests }) => <Rate perSecond={requests.ratePerSecond} />,
    },
    {
      key: 'errors',
      title: 'Errors',
      isNumber: true,
      value: ({ requests }) => requests.errorShare,
      cell: ({ name, kind, requests }) => (
        <FailedShare
          errorShare={requests.errorShare}
          of={name}
          range={range}
          q={spansOf({ service, operation: name, kind, isFailed: true })}
        />
      ),
    },
    ...(['p50', 'p95', 'p99'] as const).map(
      (key): TableColumn<ServiceOperation> => ({
        key,
        title: key,
        isNumber: true,
        isWide: key !== 'p95',
        value: ({ requests }) => requests[`${key}Ns`],
        cell: ({ requests }) => <Duration ns={requests[`${key}Ns`]} />,
      }),
    ),
  ];
}
