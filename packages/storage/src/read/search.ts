// Trace search in two steps: which traces, in order of their start (from spans and trace bounds), then
// the summary of each of that page.

import type { SearchAnswer, TraceSummary } from '@throughline/model/api/search';
import type { ClickHouse } from '../client/clickhouse.ts';
import type { TraceSearch } from '../contract/trace-search.ts';
import { rowsOf } from './rows-of.ts';
import { SqlParameters, spanConditions } from './sql-conditions.ts';
import { SAME_SPAN } from './trace.ts';

/** Summaries in order, without a cursor: its text is the business of whoever speaks to the client. */
export async function searchTraces(
  clickhouse: ClickHouse,
  search: TraceSearch,
  signal: AbortSignal | undefined,
): Promise<SearchAnswer> {
  const found = await findTraces(clickhouse, search, signal);
  const page = found.slice(0, search.limit);
  const summaries = page.length === 0 ? [] : await summarize(clickhouse, search, page, signal);
  return { traces: summaries, hasMore: found.length > search.limit };
}

interface TraceBounds {
  readonly traceId: string;
  readonly startNs: string;
  readonly endNs: string;
}

async function findTraces(
  clickhouse: ClickHouse,
  search: TraceSearch,
  signal: AbortSignal | undefined,
): Promise<TraceBounds[]> {
  const parameters = new SqlParameters();
  const query = `SELECT
    lower(hex(trace_id)) AS traceId,
    toString(first_ns) AS startNs,
    toString(last_ns) AS endNs
  FROM (${foundTraces(search, parameters)})
  ORDER BY first_ns DESC, trace_id DESC
  LIMIT ${parameters.bind('UInt32', search.limit + 1)}`;
  return rowsOf<TraceBounds>(clickhouse, query, parameters.values, signal);
}

/** A query for all traces that the search finds, whatever its limit: id, start and end, in no order. */
export function foundTraces(search: TraceSearch, parameters: SqlParameters): string {
  const candidates = candidateTraces(search, parameters);
  const having = boundsConditions(search, parameters);
  return `SELECT trace_id, min(start_ns) AS first_ns, max(end_ns) AS last_ns
  FROM trace_bounds
  ${candidates === undefined ? '' : `WHERE trace_id IN (${candidates})`}
  GROUP BY trace_id
  ${having.length === 0 ? '' : `HAVING ${having.join(' AND ')}`}`;
}

/**
 * A query for traces that may be in the answer and are not left out: those with a span that matches, or
 * at least with a part that starts in the time range. Undefined when all traces may be.
 */
function candidateTraces(search: TraceSearch, parameters: SqlParameters): string | undefined {
  const conditions = spanConditions(search, parameters);
  if (conditions.length > 0) {
    const { startNs } = search;
    if (startNs !== undefined) {
      // No span of a trace starts before the trace does.
      conditions.push(`filed_at >= toDateTime(${seconds(startNs, parameters)}, 'UTC')`);
      conditions.push(`toDate(received_at) >= ${firstDay(startNs, parameters)}`);
    }
    return `SELECT trace_id FROM spans WHERE ${conditions.join(' AND ')}`;
  }
  const range: string[] = [];
  if (search.startNs !== undefined) {
    range.push(`start_ns >= ${nanos(search.startNs, parameters)}`);
    range.push(`day >= ${firstDay(search.startNs, parameters)}`);
  }
  if (search.endNs !== undefined) range.push(`start_ns < ${nanos(search.endNs, parameters)}`);
  if (range.length === 0) return undefined;
  return `SELECT trace_id FROM trace_bounds WHERE ${range.join(' AND ')}`;
}

function boundsConditions(search: TraceSearch, parameters: SqlParameters): string[] {
  const { startNs, endNs, minTraceDurationNs, maxTraceDurationNs, cursor } = search;
  const conditions: string[] = [];
  if (startNs !== undefined) conditions.push(`first_ns >= ${nanos(startNs, parameters)}`);
  if (endNs !== undefined) conditions.push(`first_ns < ${nanos(endNs, parameters)}`);
  if (minTraceDurationNs !== undefined) {
    conditions.push(`last_ns - first_ns >= ${nanos(minTraceDurationNs, parameters)}`);
  }
  if (maxTraceDurationNs !== undefined) {
    conditions.push(`last_ns - first_ns <= ${nanos(maxTraceDurationNs, parameters)}`);
  }
  if (cursor !== undefined) {
    const traceId = `toFixedString(unhex(${parameters.bind('String', cursor.traceId)}), 16)`;
    conditions.push(`(first_ns, trace_id) < (${nanos(cursor.startNs, parameters)}, ${traceId})`);
  }
  return conditions;
}

const MAX_UINT64 = 2n ** 64n - 1n;
const MAX_DATETIME_SECONDS = 2 ** 32 - 1;
const SECONDS_PER_DAY = 86_400;

/** What is outside the range of the column is at its edge. */
function nanos(value: bigint, parameters: SqlParameters): string {
  const inRange = value < 0n ? 0n : value > MAX_UINT64 ? MAX_UINT64 : value;
  return parameters.bind('UInt64', String(inRange));
}

function wholeSeconds(ns: bigint): number {
  const whole = Number(ns / 1_000_000_000n);
  return Math.max(0, Math.min(whole, MAX_DATETIME_SECONDS));
}

function seconds(ns: bigint, parameters: SqlParameters): string {
  return parameters.bind('UInt32', wholeSeconds(ns));
}

/** A span is filed at most a day after it was received (see filed_ns in the schema). */
function firstDay(ns: bigint, parameters: SqlParameters): string {
  const day = Math.max(0, wholeSeconds(ns) - SECONDS_PER_DAY);
  return parameters.bind('Date', new Date(day * 1000).toISOString().slice(0, 10));
}

interface SummaryRow {
  readonly traceId: string;
  readonly spanCount: string;
  readonly errorCount: string;
  readonly matchedSpanCount: string;
  readonly hasRoot: number;
  readonly rootService: string;
  readonly rootName: string;
  readonly services: readonly [name: string, spans: string, errors: string][];
}

async function summarize(
  clickhouse: ClickHouse,
  search: TraceSearch,
  page: readonly TraceBounds[],
  signal: AbortSignal | undefined,
): Promise<TraceSummary[]> {
  const parameters = new SqlParameters();
  const query = summaryQuery(search, page, parameters);
  const rows = await rowsOf<SummaryRow>(clickhouse, query, parameters.values, signal);
  const rowOf = new Map(rows.map((row) => [row.traceId, row]));
  return page.flatMap((bounds) => {
    const row = rowOf.get(bounds.traceId);
    return row === undefined ? [] : [summaryOf(bounds, row)];
  });
}

function summaryQuery(
  search: TraceSearch,
  page: readonly TraceBounds[],
  parameters: SqlParameters,
): string {
  const conditions = spanConditions(search, parameters);
  const matches = conditions.length === 0 ? '1' : conditions.join(' AND ');
  const ids = parameters.bind(
    'Array(String)',
    page.map((bounds) => bounds.traceId),
  );
  const first = least(page.map((bounds) => BigInt(bounds.startNs)));
  const last = -least(page.map((bounds) => -BigInt(bounds.endNs)));
  return `SELECT
    lower(hex(trace_id)) AS traceId,
    toString(count()) AS spanCount,
    toString(countIf(is_error)) AS errorCount,
    toString(countIf(matched)) AS matchedSpanCount,
    max(is_root) AS hasRoot,
    argMin((service_name, name), (NOT is_root, filed_ns, span_id)) AS root,
    root.1 AS rootService,
    root.2 AS rootName,
    sumMap([service_name::String], [1], [toUInt64(is_error)]) AS by_service,
    arrayMap((service, spans, errors) -> (service, toString(spans), toString(errors)),
      by_service.1, by_service.2, by_service.3) AS services
  FROM (
    SELECT trace_id, span_id, service_name, name, filed_ns,
      status_code = 2 AS is_error,
      parent_span_id = toFixedString('', 8) AS is_root,
      (${matches}) AS matched
    FROM spans
    WHERE trace_id IN (SELECT toFixedString(unhex(arrayJoin(${ids})), 16))
      AND filed_at >= toDateTime(${seconds(first, parameters)}, 'UTC')
      AND filed_at <= toDateTime(${seconds(last, parameters)}, 'UTC')
    LIMIT 1 BY ${SAME_SPAN}
  )
  GROUP BY trace_id`;
}

function least(values: readonly bigint[]): bigint {
  let result = values[0] ?? 0n;
  for (const value of values) if (value < result) result = value;
  return result;
}

function summaryOf(bounds: TraceBounds, row: SummaryRow): TraceSummary {
  return {
    traceId: bounds.traceId,
    rootService: row.rootService,
    rootName: row.rootName,
    hasRoot: row.hasRoot === 1,
    startTimeUnixNano: bounds.startNs,
    durationNano: String(BigInt(bounds.endNs) - BigInt(bounds.startNs)),
    spanCount: Number(row.spanCount),
    errorCount: Number(row.errorCount),
    matchedSpanCount: Number(row.matchedSpanCount),
    services: row.services
      .map(([name, spans, errors]) => ({
        name,
        spanCount: Number(spans),
        errorCount: Number(errors),
      }))
      .sort((a, b) => b.spanCount - a.spanCount || (a.name < b.name ? -1 : 1)),
  };
}
