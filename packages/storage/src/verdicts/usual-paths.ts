// What is usual for an endpoint, out of the hours that are kept: every path of operations with its histograms.

import type { BucketCounts, UsualPath } from '../contract/verdict-store.ts';
import { SqlParameters } from '../read/sql-parameters.ts';
import type { ReadSession } from '../traceql/read-session.ts';

/** Of one endpoint, the most frequent: more names than that hold ids (packages/analysis, MAX_OPERATIONS). */
const MAX_PATHS = 1_001;

interface UsualRow {
  readonly path: string;
  readonly traces: number;
  readonly calls: number;
  readonly errors: number;
  readonly duration: HistogramCell;
  readonly pathTime: HistogramCell;
  readonly callsPerTrace: HistogramCell;
}

type HistogramCell = readonly [buckets: readonly number[], counts: readonly number[]];

/** Of the hours that begin in [fromS, untilS). */
export async function readUsualPaths(
  session: ReadSession,
  { service, name }: { readonly service: string; readonly name: string },
  { fromS, untilS }: { readonly fromS: number; readonly untilS: number },
): Promise<UsualPath[]> {
  const parameters = new SqlParameters();
  const hour = (second: number): string =>
    `toDateTime(${parameters.bind('UInt32', Math.max(0, second))}, 'UTC')`;
  const histogram = (column: string): string => `sumMap(${column}) AS ${column}_sum,
  (${column}_sum.1, arrayMap(count -> toFloat64(count), ${column}_sum.2))`;
  const sql = `SELECT path,
  toFloat64(sum(baselines.traces)) AS traces,
  toFloat64(sum(baselines.calls)) AS calls,
  toFloat64(sum(baselines.errors)) AS errors,
  ${histogram('duration_histogram')} AS duration,
  ${histogram('path_histogram')} AS pathTime,
  ${histogram('calls_histogram')} AS callsPerTrace
FROM baselines
WHERE service_name = ${parameters.bind('String', service)} AND baselines.name = ${parameters.bind('String', name)}
  AND hour >= ${hour(fromS)} AND hour < ${hour(untilS)}
  AND day >= toDate(${hour(fromS)}) AND day <= toDate(${hour(untilS)})
GROUP BY path
ORDER BY traces DESC, path
LIMIT ${MAX_PATHS}`;
  const rows = await session.rows<UsualRow>({ sql, parameters });
  return rows.map((row) => ({
    ...{ path: row.path, traces: row.traces, calls: row.calls, errors: row.errors },
    duration: countsOf(row.duration),
    pathTime: countsOf(row.pathTime),
    callsPerTrace: countsOf(row.callsPerTrace),
  }));
}

function countsOf([buckets, counts]: HistogramCell): BucketCounts {
  return Object.fromEntries(buckets.map((bucket, at) => [String(bucket), counts[at] ?? 0]));
}
