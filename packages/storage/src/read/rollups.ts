// Counts and durations of services by the minute, from the table `rollups`.

import type { ClickHouse } from '../client/clickhouse.ts';
import type { RollupBin, RollupsRequest } from '../contract/rollups.ts';
import { readWhole } from '../traceql/read-session.ts';
import { SqlParameters } from './sql-parameters.ts';

const SECONDS_PER_MINUTE = 60;

/** By service, operation and age. Rejects with QueryLimitError: half a chart would be a wrong one. */
export async function readRollups(
  clickhouse: ClickHouse,
  request: RollupsRequest,
  signal: AbortSignal | undefined,
): Promise<RollupBin[]> {
  return readWhole(clickhouse, request.limits, signal, (session) =>
    session.rows<RollupBin>(rollupsStatement(request)),
  );
}

function rollupsStatement(request: RollupsRequest) {
  const { services, kinds, lastMinuteS, minutes, binMinutes, byOperation } = request;
  const parameters = new SqlParameters();
  const last = parameters.bind('UInt32', lastMinuteS);
  const first = parameters.bind('UInt32', lastMinuteS - (minutes - 1) * SECONDS_PER_MINUTE);
  const bin = parameters.bind('UInt32', binMinutes * SECONDS_PER_MINUTE);
  const sql = `SELECT service_name AS service, ${byOperation ? 'name' : "''"} AS operation,
  toUInt32(intDiv(${last} - toUnixTimestamp(minute), ${bin})) AS age,
  toFloat64(sum(span_count)) AS spanCount,
  toFloat64(sumIf(span_count, status_code = 2)) AS errorCount,
  sumMap(duration_histogram) AS histogram,
  histogram.1 AS buckets,
  arrayMap(count -> toFloat64(count), histogram.2) AS counts
FROM rollups
WHERE service_name IN ${parameters.bind('Array(String)', services)}
  AND kind IN ${parameters.bind('Array(UInt8)', kinds)}
  AND minute >= toDateTime(${first}, 'UTC') AND minute <= toDateTime(${last}, 'UTC')
GROUP BY service, operation, age
HAVING sum(span_count) > 0
ORDER BY service, operation, age`;
  return { sql, parameters };
}
