// Which services and operations have sent spans, from the table `rollups`.

import type { OperationSummary, ServiceSummary } from '@throughline/model/api/services';
import { spanKindName } from '@throughline/model/span/span-kind';
import type { ClickHouse } from '../client/clickhouse.ts';
import { rowsOf } from './rows-of.ts';

const TOTALS = `sum(span_count) AS spanCount,
  sumIf(span_count, status_code = 2) AS errorCount,
  formatDateTime(max(last_seen), '%FT%T.%fZ') AS lastSeen`;

/** Deleted spans have been taken off again. */
const STILL_THERE = 'HAVING sum(span_count) > 0';

const SERVICES = `SELECT service_name AS name, ${TOTALS}
FROM rollups GROUP BY name ${STILL_THERE} ORDER BY name`;

const OPERATIONS = `SELECT service_name AS service, rollups.name AS name, kind, ${TOTALS}
FROM rollups
WHERE {service:String} = '' OR service_name = {service:String}
GROUP BY service, name, kind ${STILL_THERE} ORDER BY service, name, kind`;

interface TotalsRow {
  readonly spanCount: string;
  readonly errorCount: string;
  readonly lastSeen: string;
}

export async function readServices(
  clickhouse: ClickHouse,
  signal: AbortSignal | undefined,
): Promise<ServiceSummary[]> {
  const rows = await rowsOf<TotalsRow & { name: string }>(clickhouse, SERVICES, {}, signal);
  return rows.map((row) => ({ name: row.name, ...totals(row) }));
}

/** Of one service, or of all when `service` is undefined. */
export async function readOperations(
  clickhouse: ClickHouse,
  service: string | undefined,
  signal: AbortSignal | undefined,
): Promise<OperationSummary[]> {
  const rows = await rowsOf<TotalsRow & { service: string; name: string; kind: number }>(
    clickhouse,
    OPERATIONS,
    { service: service ?? '' },
    signal,
  );
  return rows.map((row) => ({
    service: row.service,
    name: row.name,
    kind: spanKindName(row.kind),
    ...totals(row),
  }));
}

function totals(row: TotalsRow) {
  return {
    spanCount: Number(row.spanCount),
    errorCount: Number(row.errorCount),
    lastSeen: new Date(row.lastSeen).toISOString(),
  };
}
