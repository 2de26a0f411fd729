// A whole trace by its id: every span in columns, ordered by start, what was sent twice shown once.

import { buffer } from 'node:stream/consumers';
import { bytesToHex } from '@throughline/model/base/hex';
import type { SpanBatch } from '@throughline/model/batch/span-batch';
import { asStoreError, type ClickHouse, QUERY_SECONDS } from '../client/clickhouse.ts';
import type { ReadOrigins } from '../traceql/origin-cache.ts';
import type { Statement } from '../traceql/read-session.ts';
import { SPAN_COLUMNS } from '../write/spans-block.ts';
import { readNative } from './native-reader.ts';
import { rowsOf } from './rows-of.ts';
import { originIds, readSpanBatch } from './span-batch-reader.ts';

/**
 * Spans are the same when they agree in all of these: a sender that did not hear the acknowledgement
 * sends again. An id alone is not enough, as Zipkin's shared spans have one id on both sides.
 */
export const SAME_SPAN = 'trace_id, span_id, kind, service_name, start_ns, duration_ns';

const COLUMNS = SPAN_COLUMNS.map((name) => `\`${name}\``).join(', ');

/** The bounds of the trace say in which minutes its spans are filed, and the primary key begins with the minute. */
const TRACE = `WITH
  toFixedString(unhex({traceId:String}), 16) AS id,
  (SELECT (min(start_ns), max(end_ns)) FROM trace_bounds WHERE trace_id = id) AS bounds
SELECT ${COLUMNS} FROM spans
WHERE trace_id = id
  AND filed_at >= toDateTime(intDiv(bounds.1, 1000000000), 'UTC')
  AND filed_at <= toDateTime(intDiv(bounds.2, 1000000000), 'UTC')
ORDER BY start_ns, span_id, received_at
LIMIT 1 BY ${SAME_SPAN}
FORMAT Native`;

export interface TraceReader {
  readonly clickhouse: ClickHouse;
  readonly readOrigins: ReadOrigins;
}

export async function readTrace(
  { clickhouse, readOrigins }: TraceReader,
  traceId: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<SpanBatch | undefined> {
  try {
    const { stream } = await clickhouse.client().exec({
      query: TRACE,
      query_params: { traceId: bytesToHex(traceId) },
      clickhouse_settings: { max_execution_time: QUERY_SECONDS },
      ...(signal === undefined ? {} : { abort_signal: signal }),
    });
    const blocks = readNative(await buffer(stream)).filter((block) => block.rows > 0);
    if (blocks.length === 0) return undefined;
    const reader = {
      rows: <Row>({ sql, parameters }: Statement) =>
        rowsOf<Row>(clickhouse, sql, parameters.values, signal),
    };
    return readSpanBatch(blocks, await readOrigins(reader, originIds(blocks)));
  } catch (error) {
    throw asStoreError(error);
  }
}
