// Who sends: the services whose spans began within the last quarter of an hour.

import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ServiceSummary } from '@throughline/model/api/services';
import { formatCount, formatRate, formatShare } from '../../base/format-count.ts';
import { hueOfService } from '../../base/service-hue.ts';
import { SENDERS_MINUTES, sendersQuery } from '../../data/status-queries.ts';
import { useUsualHues } from '../../data/use-usual-hues.ts';
import { LoadingText } from '../../widgets/message.tsx';
import { ServiceDot } from '../../widgets/service-dot.tsx';
import { SortTable } from '../../widgets/sort-table.tsx';
import { agoOf } from './ago-of.ts';

const SECONDS = SENDERS_MINUTES * 60;
const SHOWN = 10;

interface SendersProps {
  readonly isWhole: boolean;
  readonly onShowAll: () => void;
}

export function Senders({ isWhole, onShowAll }: SendersProps) {
  const { data, error } = useQuery(sendersQuery());
  const hues = useUsualHues();
  if (data === undefined) {
    return error === null ? (
      <LoadingText>Counting by service…</LoadingText>
    ) : (
      <p className="muted">Who sends could not be read: {error.message}</p>
    );
  }
  const rows = data.services.toSorted((a, b) => b.spanCount - a.spanCount);
  const total = Math.max(
    1,
    rows.reduce((sum, { spanCount }) => sum + spanCount, 0),
  );
  if (rows.length === 0) {
    return <p className="muted">No span of the last {SENDERS_MINUTES} minutes, of no service.</p>;
  }
  return (
    <SortTable
      label={`By service, spans of the last ${SENDERS_MINUTES} minutes`}
      testId="senders"
      rows={rows}
      rowKey={({ name }) => name}
      {...(isWhole ? {} : { limit: SHOWN })}
      onShowAll={onShowAll}
      columns={[
        {
          key: 'service',
          title: 'Service, last 15 min',
          cell: ({ name }: ServiceSummary) => (
            <Link to="/services/$service" params={{ service: name }} className="status-service">
              <ServiceDot hue={hues?.get(name) ?? hueOfService(name)} />
              <span className="ellipsis">{name}</span>
            </Link>
          ),
        },
        {
          key: 'rate',
          title: 'Rate',
          isNumber: true,
          cell: (row) => formatRate(row.spanCount / SECONDS),
        },
        { key: 'spans', title: 'Spans', isNumber: true, cell: (row) => formatCount(row.spanCount) },
        {
          key: 'share',
          title: 'Share',
          isNumber: true,
          isWide: true,
          cell: (row) => formatShare(row.spanCount / total),
        },
        {
          key: 'errors',
          title: 'With errors',
          isNumber: true,
          isWide: true,
          cell: (row) => formatCount(row.errorCount),
        },
        { key: 'last', title: 'Last', isNumber: true, cell: (row) => agoOf(row.lastSeen) },
      ]}
    />
  );
}
