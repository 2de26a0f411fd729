// The versions of a service from its spans and the resources they come from: counts per minute know no versions.

import { parseAttributeText } from '@throughline/model/span/attribute-value';
import type { ClickHouse } from '../client/clickhouse.ts';
import type {
  VersionFigures,
  VersionsAnswer,
  VersionsRequest,
} from '../contract/service-versions.ts';
import { filedRangeSql } from '../traceql/filed-range.ts';
import { WEIGHT_SQL } from '../traceql/metrics/weight-sql.ts';
import { readWhole } from '../traceql/read-session.ts';
import { IS_REQUEST } from './service-figures.ts';
import { SqlParameters } from './sql-parameters.ts';

const NS_PER_SECOND = 1_000_000_000n;

interface VersionRow {
  /** Of the attribute, in canonical form; empty when there is none. */
  readonly text: string;
  readonly count: number;
  readonly errorCount: number;
  readonly quantiles: readonly [number, number];
  readonly firstMs: number;
  readonly lastMs: number;
  readonly versions: number;
}

/** Rejects with QueryLimitError: a version that is missing would be taken for one that never ran. */
export async function readServiceVersions(
  clickhouse: ClickHouse,
  request: VersionsRequest,
  signal: AbortSignal | undefined,
): Promise<VersionsAnswer> {
  return readWhole(clickhouse, request.limits, signal, async (session) => {
    const rows = await session.rows<VersionRow>(versionsStatement(request));
    return { versions: rows.map(figuresOf), versionCount: rows[0]?.versions ?? 0 };
  });
}

function versionsStatement({ service, basis, grid, maxVersions }: VersionsRequest) {
  const parameters = new SqlParameters();
  const name = parameters.bind('String', service);
  const filed = filedRangeSql(
    {
      firstNs: BigInt(grid.startS) * NS_PER_SECOND,
      lastNs: BigInt(grid.endS) * NS_PER_SECOND - 1n,
    },
    parameters,
  );
  const sql = `SELECT versions.text AS text,
  sum(weight) AS count,
  sumIf(weight, status_code = 2) AS errorCount,
  quantilesTDigest(0.5, 0.95)(toFloat64(greatest(duration_ns, 0))) AS quantiles,
  toFloat64(intDiv(min(filed), 1000000)) AS firstMs,
  toFloat64(intDiv(max(filed), 1000000)) AS lastMs,
  toInt32(count() OVER ()) AS versions
FROM (
  SELECT resource_id, status_code, duration_ns, filed_ns AS filed, ${WEIGHT_SQL} AS weight
  FROM spans
  WHERE ${filed} AND service_name = ${name} ${basis === 'requests' ? `AND ${IS_REQUEST}` : ''}
) AS its
LEFT ANY JOIN (
  SELECT resource_id, attributes['service.version'] AS text FROM resources
  WHERE service_name = ${name}
) AS versions ON versions.resource_id = its.resource_id
GROUP BY text
ORDER BY min(filed) DESC, count DESC
LIMIT ${parameters.bind('UInt32', maxVersions)}`;
  return { sql, parameters };
}

function figuresOf({ text, quantiles: [p50, p95], ...row }: VersionRow): VersionFigures {
  const version = text === '' ? undefined : versionText(text);
  return {
    ...(version === undefined ? {} : { version }),
    count: row.count,
    errorCount: row.errorCount,
    p50Ns: Math.round(p50),
    p95Ns: Math.round(p95),
    firstMs: row.firstMs,
    lastMs: row.lastMs,
  };
}

/** What is no string is shown as it is kept. */
function versionText(text: string): string {
  const value = parseAttributeText(text);
  return value.type === 'string' ? value.value : text;
}
