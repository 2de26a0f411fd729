// The versions in which a service ran in the time range, and how each of them fared.

import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ServiceVersion, ServiceVersionsAnswer } from '@throughline/model/api/service';
import { formatCount, formatQuantity } from '../../base/format-count.ts';
import { formatAgo, formatTimeShort } from '../../base/format-time.ts';
import { versionsQuery } from '../../data/service-queries.ts';
import { rangeOf, type TimeRange } from '../../state/time-range.ts';
import { exploreFor, spansOf } from '../../state/traceql-of.ts';
import { Duration, ErrorShare } from '../../widgets/figure-cells.tsx';
import { ErrorMessage, LoadingText } from '../../widgets/message.tsx';
import { SortTable, type TableColumn } from '../../widgets/sort-table.tsx';
import { useTimeRange } from '../range/use-time-range.ts';
import { FailedShare } from './failed-share.tsx';

const NS_PER_MS = 1_000_000n;

export function VersionsTable({ service }: { readonly service: string }) {
  const { range, resolved, nowMs } = useTimeRange();
  const { data, error, refetch } = useQuery(versionsQuery(service, resolved));
  return (
    <section aria-label="Versions" data-testid="versions">
      <div className="section-head">
        <h2>Versions</h2>
        {data !== undefined && <span className="muted">{countText(data)}</span>}
      </div>
      {data === undefined ? (
        error === null ? (
          <LoadingText>Counting…</LoadingText>
        ) : (
          <ErrorMessage
            title="Versions could not be read"
            error={error}
            onRetry={() => void refetch()}
          />
        )
      ) : data.versions.every(({ version }) => version === undefined) ? (
        <p className="muted">
          Its spans do not say: set <code className="mono">service.version</code> on the resource to
          see each version apart.
        </p>
      ) : (
        <SortTable
          label="Versions"
          testId="versions-table"
          rows={data.versions}
          rowKey={({ version }) => version ?? ''}
          columns={versionColumns({ service, answer: data, range: rangeOf(range), nowMs })}
        />
      )}
    </section>
  );
}

function countText({ versions, versionCount }: ServiceVersionsAnswer): string {
  const all = formatQuantity(versionCount, 'version');
  return versions.length < versionCount
    ? `the latest ${formatCount(versions.length)} of ${all}`
    : `${all}, the latest first`;
}

interface Asked {
  readonly service: string;
  readonly answer: ServiceVersionsAnswer;
  readonly range: TimeRange;
  readonly nowMs: number;
}

function versionColumns({ service, answer, range, nowMs }: Asked): TableColumn<ServiceVersion>[] {
  const { basis } = answer;
  const when = (ms: number) => {
    const ns = BigInt(ms) * NS_PER_MS;
    return <span title={formatTimeShort(ns, nowMs)}>{formatAgo(ns, nowMs)}</span>;
  };
  return [
    {
      key: 'version',
      title: 'Version',
      cell: ({ version }) =>
        version === undefined ? (
          <span className="muted">not said</span>
        ) : (
          <Link
            to="/"
            search={exploreFor(range, spansOf({ service, basis, version }))}
            className="mono"
          >
            {version}
          </Link>
        ),
    },
    { key: 'first', title: 'First', isNumber: true, cell: ({ firstMs }) => when(firstMs) },
    {
      key: 'last',
      title: 'Last',
      isNumber: true,
      isWide: true,
      cell: ({ lastMs }) => when(lastMs),
    },
    {
      key: 'count',
      title: basis === 'requests' ? 'Requests' : 'Spans',
      isNumber: true,
      cell: ({ count }) => formatCount(Math.round(count)),
    },
    {
      key: 'errors',
      title: 'Errors',
      isNumber: true,
      cell: ({ version, count, errorCount }) => {
        const errorShare = count === 0 ? undefined : errorCount / count;
        return version === undefined ? (
          <ErrorShare errorShare={errorShare} />
        ) : (
          <FailedShare
            errorShare={errorShare}
            of={`version ${version}`}
            range={range}
            q={spansOf({ service, basis, version, isFailed: true })}
          />
        );
      },
    },
    {
      key: 'p50',
      title: 'p50',
      isNumber: true,
      isWide: true,
      cell: ({ p50Ns }) => <Duration ns={p50Ns} />,
    },
    { key: 'p95', title: 'p95', isNumber: true, cell: ({ p95Ns }) => <Duration ns={p95Ns} /> },
  ];
}
