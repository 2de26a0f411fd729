// A whole trace by its id: every span in columns, ordered by start, what was sent twice shown once.

import { buffer } from 'node:stream/consumers';
import { bytesToHex } from '@throughline/model/base/hex';
import type { SpanBatch } from '@throughline/model/batch/span-batch';
import { parseResourceJson, parseScopeJson } from '@throughline/model/otlp/json-origin';
import { asStoreError, type ClickHouse, QUERY_SECONDS } from '../client/clickhouse.ts';
import { SPAN_COLUMNS } from '../write/spans-block.ts';
import { readNative } from './native-reader.ts';
import { type Origins, originIds, readSpanBatch } from './span-batch-reader.ts';

/**
 * Spans are the same when they agree in all of these: a sender that did not hear the acknowledgement
 * sends again. An id alone is not enough, as Zipkin's shared spans have one id on both sides.
 */
export const SAME_SPAN = 'trace_id, span_id, kind, service_name, start_ns, duration_ns';

const COLUMNS = SPAN_COLUMNS.map((name) => `\`${name}\``).join(', ');

const TRACE = `SELECT ${COLUMNS} FROM spans
WHERE trace_id = toFixedString(unhex({traceId:String}), 16)
ORDER BY start_ns, span_id, received_at
LIMIT 1 BY ${SAME_SPAN}
FORMAT Native`;

export async function readTrace(
  clickhouse: ClickHouse,
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
    return readSpanBatch(blocks, await readOrigins(clickhouse, originIds(blocks)));
  } catch (error) {
    throw asStoreError(error);
  }
}

interface OriginRow {
  readonly id: string;
  readonly schema_url: string;
  readonly json: string;
}

async function readOrigins(
  clickhouse: ClickHouse,
  ids: { resources: bigint[]; scopes: bigint[] },
): Promise<Origins> {
  const [resources, scopes] = await Promise.all([
    originRows(clickhouse, 'resources', 'resource_id', ids.resources),
    originRows(clickhouse, 'scopes', 'scope_id', ids.scopes),
  ]);
  return {
    resources: new Map(
      resources.map((row) => [BigInt(row.id), parseResourceJson(row.json, row.schema_url)]),
    ),
    scopes: new Map(
      scopes.map((row) => [BigInt(row.id), parseScopeJson(row.json, row.schema_url)]),
    ),
  };
}

/** `table` and `column` are ours, never a user's text. */
async function originRows(
  clickhouse: ClickHouse,
  table: 'resources' | 'scopes',
  column: 'resource_id' | 'scope_id',
  ids: readonly bigint[],
): Promise<OriginRow[]> {
  const result = await clickhouse.client().query({
    query: `SELECT toString(${column}) AS id, schema_url, json FROM ${table}
      WHERE ${column} IN {ids:Array(UInt64)} LIMIT 1 BY ${column}`,
    query_params: { ids },
    format: 'JSONEachRow',
  });
  return result.json<OriginRow>();
}
