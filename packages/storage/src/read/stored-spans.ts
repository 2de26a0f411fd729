// Which spans of some traces are stored, as keys that tell whether another span is the same.

import type { ClickHouse } from '../client/clickhouse.ts';
import { type SpanKeyParts, spanKey } from '../contract/span-key.ts';
import { rowsOf } from './rows-of.ts';
import { traceIdSet } from './trace-id-set.ts';

/** Fewer than a statement may have: their spans are looked for between the first and the last of them. */
const IDS_PER_STATEMENT = 500;

const IDS = traceIdSet('{ids:Array(String)}');

/** In which minutes their spans are filed; nothing is stored of most that are asked for. */
const BOUNDS = `SELECT
  lower(hex(trace_id)) AS traceId,
  toUnixTimestamp(toDateTime(intDiv(min(start_ns), 1000000000), 'UTC')) AS firstSecond,
  toUnixTimestamp(toDateTime(intDiv(max(end_ns), 1000000000), 'UTC')) AS lastSecond
FROM trace_bounds WHERE trace_id IN ${IDS}
GROUP BY trace_id`;

const KEYS = `SELECT
  lower(hex(trace_id)) AS traceId,
  lower(hex(span_id)) AS spanId,
  toUInt8(kind) AS kind,
  service_name AS service,
  toString(start_ns) AS startNs,
  toString(duration_ns) AS durationNs
FROM spans WHERE trace_id IN ${IDS}
  AND filed_at >= toDateTime({firstSecond:UInt32}, 'UTC')
  AND filed_at <= toDateTime({lastSecond:UInt32}, 'UTC')`;

interface BoundsRow {
  readonly traceId: string;
  readonly firstSecond: number;
  readonly lastSecond: number;
}

export async function readStoredSpans(
  clickhouse: ClickHouse,
  traceIds: readonly string[],
  signal: AbortSignal | undefined,
): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  for (let from = 0; from < traceIds.length; from += IDS_PER_STATEMENT) {
    const asked = traceIds.slice(from, from + IDS_PER_STATEMENT);
    const known = await rowsOf<BoundsRow>(clickhouse, BOUNDS, { ids: asked }, signal);
    if (known.length === 0) continue;
    const parameters = {
      ids: known.map(({ traceId }) => traceId),
      firstSecond: Math.min(...known.map(({ firstSecond }) => firstSecond)),
      lastSecond: Math.max(...known.map(({ lastSecond }) => lastSecond)),
    };
    const rows = await rowsOf<SpanKeyParts>(clickhouse, KEYS, parameters, signal);
    for (const row of rows) keys.add(spanKey(row));
  }
  return keys;
}
