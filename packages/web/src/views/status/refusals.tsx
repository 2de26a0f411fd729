// What was refused since the start, and why: the reason in a sentence.

import type { ActivityAnswer } from '@throughline/model/api/activity';
import { formatCount } from '../../base/format-count.ts';
import { SortTable } from '../../widgets/sort-table.tsx';
import { agoOf } from './ago-of.ts';
import { protocolName } from './protocol-names.ts';

export function Refusals({ activity }: { readonly activity: ActivityAnswer }) {
  const rows = activity.protocols.flatMap(({ protocol, refusals }) =>
    refusals.map((refusal) => ({ protocol, ...refusal })),
  );
  if (rows.length === 0) {
    return <p className="muted">Nothing, since the server was started.</p>;
  }
  return (
    <SortTable
      label="What was refused"
      testId="refusals"
      rows={rows.toSorted((a, b) => b.lastAt.localeCompare(a.lastAt))}
      rowKey={({ protocol, reason }) => `${protocol} ${reason}`}
      columns={[
        { key: 'protocol', title: 'Protocol', cell: (row) => protocolName(row.protocol) },
        {
          key: 'reason',
          title: 'Why',
          cell: (row) => <span className="status-reason">{row.meaning}</span>,
        },
        {
          key: 'requests',
          title: 'Requests',
          isNumber: true,
          cell: (row) => formatCount(row.requests),
        },
        {
          key: 'spans',
          title: 'Spans',
          isNumber: true,
          isWide: true,
          cell: (row) => formatCount(row.spans),
        },
        {
          key: 'last',
          title: 'Last',
          isNumber: true,
          isWide: true,
          cell: (row) => agoOf(row.lastAt),
        },
      ]}
    />
  );
}
