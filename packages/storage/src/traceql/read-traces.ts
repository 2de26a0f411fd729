// Whole traces by their ids in one statement, as a SpanBatch: what was sent twice comes once. Where their spans
// lie is known from the bounds of the traces, so only those minutes are read.

import type { SpanBatch } from '@throughline/model/batch/span-batch';
import { readNative } from '../read/native-reader.ts';
import { originIds, readSpanBatch } from '../read/span-batch-reader.ts';
import { SqlParameters } from '../read/sql-parameters.ts';
import { SAME_SPAN } from '../read/trace.ts';
import { traceIdSet } from '../read/trace-id-set.ts';
import { secondOf } from './filed-range.ts';
import type { ReadOrigins } from './origin-cache.ts';
import { LimitReachedError, type ReadSession, type Statement } from './read-session.ts';
import { ALL_COLUMNS } from './span-columns.ts';

/** When the spans of a trace are filed: nanoseconds since the epoch, both inclusive. */
export interface TraceBounds {
  /** 32 lower-case hex digits. */
  readonly traceId: string;
  readonly firstNs: bigint;
  readonly lastNs: bigint;
}

/** By their beginnings; at most MAX_IDS. */
export async function boundsById(
  session: ReadSession,
  traceIds: readonly string[],
): Promise<TraceBounds[]> {
  const parameters = new SqlParameters();
  const sql = `SELECT lower(hex(trace_id)) AS traceId, toString(first_ns) AS firstNs, toString(last_ns) AS lastNs
FROM (
  SELECT trace_id, min(start_ns) AS first_ns, max(end_ns) AS last_ns FROM trace_bounds
  WHERE trace_id IN ${traceIdSet(parameters.bind('Array(String)', traceIds))}
  GROUP BY trace_id)
ORDER BY first_ns`;
  type Row = { readonly traceId: string; readonly firstNs: string; readonly lastNs: string };
  const rows = await session.rows<Row>({ sql, parameters });
  return rows.map(({ traceId, firstNs, lastNs }) => ({
    traceId,
    firstNs: BigInt(firstNs),
    lastNs: BigInt(lastNs),
  }));
}

/** Several traces that are more are read apart: nothing else happens while a batch is looked at. */
const MAX_BATCH_BYTES = 32 * 1024 ** 2;

/** Into so many parts, each of which may be parted again. */
const PARTS = 8;

export interface TraceBatch<T> {
  readonly traces: readonly T[];
  readonly batch: SpanBatch;
}

/**
 * All of the traces in their order, in one batch where that is not too large. `columns`: see span-columns.ts.
 * LimitReachedError when a single trace is too large.
 */
export async function* readTraces<T extends TraceBounds>(
  session: ReadSession,
  traces: readonly T[],
  readOrigins: ReadOrigins,
  columns = ALL_COLUMNS,
): AsyncGenerator<TraceBatch<T>> {
  const open = [traces];
  for (let some = open.pop(); some !== undefined; some = open.pop()) {
    session.checkTime();
    const bytes = await readUnlessLarge(session, some, columns);
    if (bytes === undefined) {
      open.push(...partsOf(some).toReversed());
      continue;
    }
    const blocks = readNative(bytes).filter((block) => block.rows > 0);
    const origins = await readOrigins(session, originIds(blocks));
    yield { traces: some, batch: readSpanBatch(blocks, origins) };
  }
}

function partsOf<T>(traces: readonly T[]): (readonly T[])[] {
  const size = Math.ceil(traces.length / PARTS);
  return Array.from({ length: Math.ceil(traces.length / size) }, (_, part) =>
    traces.slice(part * size, (part + 1) * size),
  );
}

async function readUnlessLarge(
  session: ReadSession,
  traces: readonly TraceBounds[],
  columns: string,
): Promise<Uint8Array | undefined> {
  const statement = tracesStatement(traces, columns);
  if (traces.length <= 1) return session.bytes(statement);
  try {
    return await session.bytes(statement, MAX_BATCH_BYTES);
  } catch (error) {
    const isTooLarge = error instanceof LimitReachedError && error.incomplete.limit === 'memory';
    if (isTooLarge) return undefined;
    throw error;
  }
}

export function tracesStatement(traces: readonly TraceBounds[], columns: string): Statement {
  const parameters = new SqlParameters();
  const sql = `SELECT ${columns} FROM spans
WHERE ${placeOf(traces, parameters)}
ORDER BY trace_id, start_ns, span_id, received_at
LIMIT 1 BY ${SAME_SPAN}
FORMAT Native`;
  return { sql, parameters };
}

/** Spans of these traces: by the primary key (minute and trace) where that is short, else by its parts. */
function placeOf(traces: readonly TraceBounds[], parameters: SqlParameters): string {
  const keys = primaryKeys(traces);
  if (keys !== undefined) {
    const minutes = parameters.bind('Array(UInt32)', keys.minutes);
    const ids = parameters.bind('Array(String)', keys.traceIds);
    return `(toStartOfMinute(filed_at), trace_id) IN (
    SELECT toDateTime(key.1, 'UTC'), toFixedString(unhex(key.2), 16)
    FROM (SELECT arrayJoin(arrayZip(${minutes}, ${ids})) AS key))`;
  }
  const ids = parameters.bind(
    'Array(String)',
    traces.map(({ traceId }) => traceId),
  );
  return `${filedWithin(traces, parameters)}
  AND trace_id IN ${traceIdSet(ids)}`;
}

/** Nearly all traces lie within one minute, or two. */
const MAX_KEYS_PER_TRACE = 2;

/** Each trace with each minute in which it may have spans; undefined when those are many. */
function primaryKeys(
  traces: readonly TraceBounds[],
): { minutes: number[]; traceIds: string[] } | undefined {
  const minutes: number[] = [];
  const traceIds: string[] = [];
  for (const { traceId, firstNs, lastNs } of traces) {
    const last = minuteOf(lastNs);
    for (let minute = minuteOf(firstNs); minute <= last; minute++) {
      if (minutes.length >= MAX_KEYS_PER_TRACE * traces.length) return undefined;
      minutes.push(minute * SECONDS_PER_MINUTE);
      traceIds.push(traceId);
    }
  }
  return { minutes, traceIds };
}

function minuteOf(ns: bigint): number {
  return Math.floor(secondOf(ns) / SECONDS_PER_MINUTE);
}

const SECONDS_PER_MINUTE = 60;

/** Ids and minutes travel in the address of a request, which has its limit; more are read as one range. */
const MAX_MINUTES = 2_000;

/** The primary key begins with the minute. */
function filedWithin(traces: readonly TraceBounds[], parameters: SqlParameters): string {
  const minutes = minutesOf(traces);
  if (minutes !== undefined) {
    const list = parameters.bind('Array(UInt32)', minutes);
    return `toStartOfMinute(filed_at) IN (SELECT toDateTime(arrayJoin(${list}), 'UTC'))`;
  }
  let first = Number.POSITIVE_INFINITY;
  let last = 0;
  for (const { firstNs, lastNs } of traces) {
    first = Math.min(first, secondOf(firstNs));
    last = Math.max(last, secondOf(lastNs));
  }
  return `filed_at >= toDateTime(${parameters.bind('UInt32', first)}, 'UTC')
  AND filed_at <= toDateTime(${parameters.bind('UInt32', last)}, 'UTC')`;
}

function minutesOf(traces: readonly TraceBounds[]): number[] | undefined {
  const minutes = new Set<number>();
  for (const { firstNs, lastNs } of traces) {
    const [first, last] = [minuteOf(firstNs), minuteOf(lastNs)];
    if (minutes.size + last - first > MAX_MINUTES) return undefined;
    for (let minute = first; minute <= last; minute++) minutes.add(minute * SECONDS_PER_MINUTE);
  }
  return [...minutes];
}
