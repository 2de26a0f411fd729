// A whole trace by its id: every span in columns, ordered by start, what was sent twice shown once.

import { bytesToHex } from '@throughline/model/base/hex';
import type { SpanBatch } from '@throughline/model/batch/span-batch';
import { asStoreError, type ClickHouse, QUERY_SECONDS } from '../client/clickhouse.ts';
import { readBytes } from '../client/read-bytes.ts';
import { secondOf } from '../traceql/filed-range.ts';
import type { ReadOrigins } from '../traceql/origin-cache.ts';
import type { Statement } from '../traceql/read-session.ts';
import { SPAN_COLUMNS } from '../write/spans-block.ts';
import { type NativeBlock, readNative } from './native-reader.ts';
import { rowsOf } from './rows-of.ts';
import { type Origins, originIds, readSpanBatch } from './span-batch-reader.ts';

/**
 * Spans are the same when they agree in all of these: a sender that did not hear the acknowledgement
 * sends again. An id alone is not enough, as Zipkin's shared spans have one id on both sides.
 */
export const SAME_SPAN = 'trace_id, span_id, kind, service_name, start_ns, duration_ns';

const COLUMNS = SPAN_COLUMNS.map((name) => `\`${name}\``).join(', ');

/**
 * Its bounds, one row for each batch that brought spans of it until parts are merged; no row: there is no such trace.
 * They are few: to group them, and to do it in several threads, takes the engine longer than to find them.
 */
const BOUNDS = `SELECT start_ns AS first, end_ns AS last FROM trace_bounds
WHERE trace_id = toFixedString(unhex({traceId:String}), 16)
SETTINGS max_threads = 1`;

interface BoundsRow {
  readonly first: string;
  readonly last: string;
}

/**
 * The primary key begins with the minute, which is for finding the place: that all spans of a trace are filed within its
 * bounds need not be looked at again. The bounds are asked for apart: as a part of this statement they cost as
 * much, and a trace that is not there would pay for planning to read all columns.
 */
export const IN_TRACE = `FROM spans
WHERE trace_id = toFixedString(unhex({traceId:String}), 16)
  AND indexHint(filed_at >= toDateTime({firstSecond:UInt32}, 'UTC')
    AND filed_at <= toDateTime({lastSecond:UInt32}, 'UTC'))`;

export const IN_ORDER = `ORDER BY start_ns, span_id, received_at
LIMIT 1 BY ${SAME_SPAN}`;

/** Most traces are in one granule; what is read of it passes from thread to thread for nothing. */
const ONE_THREAD = 'SETTINGS max_threads = 1';

const TRACE = `SELECT ${COLUMNS} ${IN_TRACE} ${IN_ORDER} ${ONE_THREAD} FORMAT Native`;

const SPANS_OF_ID = `SELECT ${COLUMNS} ${IN_TRACE}
  AND span_id = toFixedString(unhex({spanId:String}), 8)
${IN_ORDER} ${ONE_THREAD} FORMAT Native`;

export interface TraceReader {
  readonly clickhouse: ClickHouse;
  readonly readOrigins: ReadOrigins;
}

export async function readTrace(
  reader: TraceReader,
  traceId: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<SpanBatch | undefined> {
  const bounds = await readBounds(reader, traceId, signal);
  return bounds && readBlocks(reader, TRACE, bounds, readSpanBatch, signal);
}

export async function readSpansOfId(
  reader: TraceReader,
  traceId: Uint8Array,
  spanId: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<SpanBatch | undefined> {
  const bounds = await readBounds(reader, traceId, signal);
  const parameters = bounds && { ...bounds, spanId: bytesToHex(spanId) };
  return parameters && readBlocks(reader, SPANS_OF_ID, parameters, readSpanBatch, signal);
}

/** What a statement that says IN_TRACE needs to know. */
export interface TraceParameters {
  readonly traceId: string;
  /** In which its spans are filed, both inclusive. */
  readonly firstSecond: number;
  readonly lastSecond: number;
}

/** undefined: there is no such trace. */
export async function readBounds(
  { clickhouse }: TraceReader,
  id: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<TraceParameters | undefined> {
  const traceId = bytesToHex(id);
  const rows = await rowsOf<BoundsRow>(clickhouse, BOUNDS, { traceId }, signal);
  if (rows.length === 0) return undefined;
  return {
    traceId,
    firstSecond: Math.min(...rows.map(({ first }) => secondOf(BigInt(first)))),
    lastSecond: Math.max(...rows.map(({ last }) => secondOf(BigInt(last)))),
  };
}

/** The spans that a statement answers with in Native; undefined when there are none. */
export async function readBlocks(
  { clickhouse, readOrigins }: TraceReader,
  query: string,
  parameters: TraceParameters,
  read: (blocks: readonly NativeBlock[], origins: Origins) => SpanBatch,
  signal: AbortSignal | undefined,
): Promise<SpanBatch | undefined> {
  try {
    const { stream } = await clickhouse.client().exec({
      query,
      query_params: { ...parameters },
      clickhouse_settings: { max_execution_time: QUERY_SECONDS },
      ...(signal === undefined ? {} : { abort_signal: signal }),
    });
    const blocks = readNative(await readBytes(stream)).filter((block) => block.rows > 0);
    if (blocks.length === 0) return undefined;
    const reader = {
      rows: <Row>({ sql, parameters }: Statement) =>
        rowsOf<Row>(clickhouse, sql, parameters.values, signal),
    };
    return read(blocks, await readOrigins(reader, originIds(blocks)));
  } catch (error) {
    throw asStoreError(error);
  }
}
