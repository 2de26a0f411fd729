// Several whole traces by their ids, in batches: for what is learned from many. One that somebody looks at: trace.ts.

import type { SpanBatch } from '@throughline/model/batch/span-batch';
import type { ClickHouse } from '../client/clickhouse.ts';
import { QueryLimitError } from '../contract/errors.ts';
import type { TracesRequest } from '../contract/span-store.ts';
import type { ReadOrigins } from '../traceql/origin-cache.ts';
import { LimitReachedError, openReadSession, type ReadSession } from '../traceql/read-session.ts';
import { readTraces, type TraceBounds } from '../traceql/read-traces.ts';
import { SqlParameters } from './sql-parameters.ts';

/** Ids travel in the address of a request. */
const IDS_OF_STATEMENT = 250;

export interface TracesReader {
  readonly clickhouse: ClickHouse;
  readonly readOrigins: ReadOrigins;
}

/** Rejects with QueryLimitError. */
export async function readManyTraces(
  { clickhouse, readOrigins }: TracesReader,
  { traceIds, limits }: TracesRequest,
  signal: AbortSignal | undefined,
): Promise<SpanBatch[]> {
  const session = openReadSession(clickhouse, limits, signal);
  const batches: SpanBatch[] = [];
  try {
    for (let at = 0; at < traceIds.length; at += IDS_OF_STATEMENT) {
      const bounds = await boundsOf(session, traceIds.slice(at, at + IDS_OF_STATEMENT));
      if (bounds.length === 0) continue;
      for await (const { batch } of readTraces(session, bounds, readOrigins)) batches.push(batch);
    }
    return batches;
  } catch (error) {
    if (!(error instanceof LimitReachedError)) throw error;
    throw new QueryLimitError(error.message, { cause: error });
  }
}

async function boundsOf(session: ReadSession, traceIds: readonly string[]): Promise<TraceBounds[]> {
  const parameters = new SqlParameters();
  const ids = parameters.bind('Array(String)', traceIds);
  const sql = `SELECT lower(hex(trace_id)) AS traceId,
  toString(min(start_ns)) AS first, toString(max(end_ns)) AS last
FROM trace_bounds
WHERE trace_id IN (SELECT toFixedString(unhex(arrayJoin(${ids})), 16))
GROUP BY trace_id`;
  const rows = await session.rows<{ traceId: string; first: string; last: string }>({
    sql,
    parameters,
  });
  return rows.map(({ traceId, first, last }) => ({
    traceId,
    firstNs: BigInt(first),
    lastNs: BigInt(last),
  }));
}
