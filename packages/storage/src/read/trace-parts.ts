// Parts of one trace: its outline, for which nothing of what spans carry is read, and the spans that say a
// text, which the engine finds without sending them.

import type { SpansWithText, TextSearch, TraceOutline } from '../contract/trace-parts.ts';
import { rowsOf } from './rows-of.ts';
import { readOutlineBatch } from './span-batch-reader.ts';
import { IN_ORDER, IN_TRACE, readBlocks, readBounds, type TraceReader } from './trace.ts';

const OUTLINE = `SELECT trace_id, span_id, parent_span_id, name, kind, start_ns, duration_ns, status_code,
  received_at, resource_id, service_name, events.time_ns, events.name, links.trace_id, links.span_id
${IN_TRACE} ${IN_ORDER} LIMIT {maxSpans:UInt32} FORMAT Native`;

const COUNT = `SELECT toUInt32(count()) AS spans ${IN_TRACE}`;

export async function readOutline(
  reader: TraceReader,
  traceId: Uint8Array,
  maxSpans: number,
  signal: AbortSignal | undefined,
): Promise<TraceOutline | undefined> {
  const bounds = await readBounds(reader, traceId, signal);
  const parameters = bounds && { ...bounds, maxSpans };
  const batch =
    parameters && (await readBlocks(reader, OUTLINE, parameters, readOutlineBatch, signal));
  if (batch === undefined) return undefined;
  if (batch.rowCount < maxSpans) return { batch, spanCount: batch.rowCount };
  const spanCount = await readSpanCount(reader, traceId, signal);
  return { batch, spanCount: Math.max(spanCount, batch.rowCount) };
}

export async function readSpanCount(
  reader: TraceReader,
  traceId: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<number> {
  const bounds = await readBounds(reader, traceId, signal);
  if (bounds === undefined) return 0;
  const parameters = { ...bounds };
  const [row] = await rowsOf<{ spans: number }>(reader.clickhouse, COUNT, parameters, signal);
  return row?.spans ?? 0;
}

const SAYS = 'positionCaseInsensitiveUTF8(value, {text:String}) > 0';
const SOME_VALUE = (map: string): string =>
  `arrayExists(value -> ${SAYS}, arrayMap(each -> toString(each), mapValues(${map})))`;
const SOME_PART = (list: string): string =>
  `arrayExists(values -> arrayExists(value -> ${SAYS}, mapValues(values)), ${list}.attributes)`;

const WITH_TEXT = `SELECT hex(span_id) AS span, count() OVER () AS matched ${IN_TRACE}
  AND (positionCaseInsensitiveUTF8(status_message, {text:String}) > 0
    OR ${['attr_string', 'attr_int', 'attr_double', 'attr_other'].map(SOME_VALUE).join(' OR ')}
    OR arrayExists(value -> ${SAYS}, events.name)
    OR ${SOME_PART('events')} OR ${SOME_PART('links')}
    OR resource_id IN (SELECT resource_id FROM resources WHERE positionCaseInsensitiveUTF8(json, {text:String}) > 0))
${IN_ORDER} LIMIT {maxSpans:UInt32}`;

export async function readSpansWithText(
  reader: TraceReader,
  traceId: Uint8Array,
  { text, maxSpans }: TextSearch,
  signal: AbortSignal | undefined,
): Promise<SpansWithText> {
  const bounds = await readBounds(reader, traceId, signal);
  if (bounds === undefined) return { spanIds: new Uint8Array(0), matched: 0 };
  const rows = await rowsOf<{ span: string; matched: number | string }>(
    reader.clickhouse,
    WITH_TEXT,
    { ...bounds, text, maxSpans },
    signal,
  );
  const ids = Buffer.from(rows.map(({ span }) => span).join(''), 'hex');
  // The engine counts before it leaves out copies.
  const matched = rows.length < maxSpans ? rows.length : Number(rows[0]?.matched ?? 0);
  return { spanIds: new Uint8Array(ids), matched };
}
