// What comes in by protocol: a chart of the last quarter of an hour, and the totals since the start.

import type { ActivityAnswer, ActivityProtocol } from '@throughline/model/api/activity';
import { useMemo } from 'react';
import { formatCount, formatRate } from '../../base/format-count.ts';
import type { ChartColor } from '../../charts/chart-types.ts';
import { formatValue } from '../../charts/format-value.ts';
import { TimeChart } from '../../charts/time-chart.tsx';
import { SortTable, type TableColumn } from '../../widgets/sort-table.tsx';
import { agoOf } from './ago-of.ts';
import { protocolName } from './protocol-names.ts';
import { recentRate } from './recent-rate.ts';

const MS_PER_SECOND = 1000;
/** Far apart on the wheel; the legend has the names. */
const HUES: readonly ChartColor[] = [0, 5, 10, 15, 2, 7, 12, 17, 4].map((hue) => ({ hue }));

export function Arrivals({ activity }: { readonly activity: ActivityAnswer }) {
  const { binSeconds, timesMs, protocols } = activity;
  const stepMs = binSeconds * MS_PER_SECOND;
  const series = useMemo(
    () =>
      protocols.map((each, at) => ({
        label: protocolName(each.protocol),
        // The last bin is not over: it would always look like a fall.
        values: each.spansPerBin.slice(0, -1).map((spans) => spans / binSeconds),
        color: HUES[at % HUES.length] ?? 'accent',
        shape: 'line' as const,
      })),
    [protocols, binSeconds],
  );
  const ends = useMemo(
    () => timesMs.slice(0, -1).map((beginMs) => beginMs + stepMs),
    [timesMs, stepMs],
  );
  if (protocols.length === 0) {
    return <p className="muted">Nothing has come since the server was started.</p>;
  }
  return (
    <>
      <TimeChart
        title="Spans a second, last 15 min"
        unit="perSecond"
        timesMs={ends}
        stepMs={stepMs}
        series={series}
        emptyText="Nothing has come in within the last quarter of an hour."
      />
      <SortTable
        label="By protocol, since the start of the server"
        testId="protocols"
        rows={protocols}
        rowKey={({ protocol }) => protocol}
        columns={columnsOf(activity)}
      />
    </>
  );
}

function columnsOf(activity: ActivityAnswer): readonly TableColumn<ActivityProtocol>[] {
  const number = (
    key: string,
    title: string,
    cell: (row: ActivityProtocol) => string,
    isWide = false,
  ) => ({ key, title, cell, isNumber: true, isWide });
  return [
    { key: 'protocol', title: 'Protocol', cell: ({ protocol }) => protocolName(protocol) },
    number('rate', 'Now', (row) => formatRate(recentRate(activity, row))),
    number('spans', 'Spans', ({ spans }) => formatCount(spans)),
    number('requests', 'Requests', ({ requests }) => formatCount(requests), true),
    number('bytes', 'Received', ({ bytes }) => formatValue('bytes', bytes), true),
    number('refused', 'Refused', ({ refusedRequests }) => formatCount(refusedRequests)),
    number('last', 'Last', ({ lastAt }) => (lastAt === undefined ? 'never' : agoOf(lastAt)), true),
  ];
}
