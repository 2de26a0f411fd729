// Which services call which: spans joined with the spans that are their parents. Window after window of time, each
// with so few spans that the join fits into the memory a query may take; newest first, until the time is over.

import type { ClickHouse } from '../client/clickhouse.ts';
import type { DependenciesAnswer, Dependency } from '../contract/dependencies.ts';
import type { Incomplete, QueryLimits, TimeRange } from '../contract/traceql-store.ts';
import { type FiledRange, filedRangeSql } from '../traceql/filed-range.ts';
import { LimitReachedError, openReadSession, type ReadSession } from '../traceql/read-session.ts';
import { SqlParameters } from './sql-parameters.ts';
import { SAME_SPAN } from './trace.ts';

export interface DependenciesRequest {
  readonly range: TimeRange;
  readonly limits: QueryLimits;
}

const NS_PER_SECOND = 1_000_000_000n;
const HOUR_NS = 3600n * NS_PER_SECOND;

/** A span's parent starts before it, at most so long, but for the clocks of the two. */
const LONGEST_PARENT_NS = HOUR_NS;
const CLOCK_SKEW_NS = 60n * NS_PER_SECOND;

/** Of one join: some 200 bytes each in the engine. */
const SPANS_OF_A_WINDOW = 1_000_000;

export async function readDependencies(
  clickhouse: ClickHouse,
  { range, limits }: DependenciesRequest,
  signal: AbortSignal | undefined,
): Promise<DependenciesAnswer> {
  const session = openReadSession(clickhouse, limits, signal);
  const found = new Map<string, Dependency>();
  let incomplete: Incomplete | undefined;
  try {
    const windows = await windowsOf(session, range);
    for (const window of windows) addAll(found, await readWindow(session, window));
  } catch (error) {
    if (!(error instanceof LimitReachedError)) throw error;
    incomplete = error.incomplete;
  }
  const dependencies = [...found.values()].sort(byNames);
  return { dependencies, ...(incomplete === undefined ? {} : { incomplete }) };
}

/** Both inclusive. */
interface Window {
  readonly firstNs: bigint;
  readonly lastNs: bigint;
}

/** Hours put together, newest first; one with more spans is a window of its own. */
async function windowsOf(session: ReadSession, range: TimeRange): Promise<Window[]> {
  const hours = await spansByHour(session, range);
  const windows: Window[] = [];
  let spans = 0;
  let lastNs: bigint | undefined;
  let firstNs = 0n;
  for (const { hour, count } of hours) {
    if (lastNs !== undefined && spans + count > SPANS_OF_A_WINDOW) {
      windows.push({ firstNs, lastNs });
      lastNs = undefined;
      spans = 0;
    }
    firstNs = BigInt(hour) * NS_PER_SECOND;
    lastNs ??= firstNs + HOUR_NS - 1n;
    spans += count;
  }
  if (lastNs !== undefined) windows.push({ firstNs, lastNs });
  return windows.map((window) => within(window, range));
}

function within({ firstNs, lastNs }: Window, { startNs = 0n, endNs }: TimeRange): Window {
  const lastOfRange = endNs === undefined ? lastNs : endNs - 1n;
  return {
    firstNs: firstNs < startNs ? startNs : firstNs,
    lastNs: lastNs > lastOfRange ? lastOfRange : lastNs,
  };
}

async function spansByHour(session: ReadSession, { startNs, endNs }: TimeRange) {
  const parameters = new SqlParameters();
  const bind = (ns: bigint): string =>
    `toDateTime(${parameters.bind('UInt32', secondWithin(ns))}, 'UTC')`;
  const conditions = [
    ...(startNs === undefined ? [] : [`minute >= toStartOfHour(${bind(startNs)})`]),
    ...(endNs === undefined ? [] : [`minute <= ${bind(endNs - 1n)}`]),
  ];
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  const sql = `SELECT toUnixTimestamp(toStartOfHour(minute)) AS hour, toFloat64(sum(span_count)) AS count
FROM rollups ${where} GROUP BY hour HAVING sum(span_count) > 0 ORDER BY hour DESC`;
  return session.rows<{ hour: number; count: number }>({ sql, parameters });
}

/** As a DateTime holds it. */
function secondWithin(ns: bigint): number {
  return Math.max(0, Math.min(Number(ns / NS_PER_SECOND), 2 ** 32 - 1));
}

/** OTLP SpanKind. */
const SERVER = 2;
const CLIENT = 3;

interface DependencyRow {
  readonly parent: string;
  readonly child: string;
  readonly callCount: number;
  readonly errorCount: number;
}

/**
 * Where both sides of a call have one id, as Zipkin's have, the client's is the server's parent, and the server's
 * that of what is below.
 */
async function readWindow(session: ReadSession, window: Window): Promise<DependencyRow[]> {
  const { firstNs, lastNs } = window;
  const parameters = new SqlParameters();
  const filed = (range: FiledRange): string => filedRangeSql(range, parameters);
  const parents = filed({
    firstNs: firstNs - LONGEST_PARENT_NS,
    lastNs: lastNs + CLOCK_SKEW_NS,
  });
  // What is filed is whole seconds; the exact ends keep windows from counting a span twice.
  const exact = `filed_ns >= ${parameters.bind('UInt64', String(firstNs))} AND filed_ns <= ${parameters.bind('UInt64', String(lastNs))}`;
  const sql = `SELECT
  if(sharing.there = 1, sharing.service, parents.service) AS parent,
  child.service_name AS child,
  toFloat64(count()) AS callCount,
  toFloat64(countIf(child.status_code = 2)) AS errorCount
FROM (
  SELECT trace_id, span_id, parent_span_id, service_name, kind, status_code
  FROM spans
  WHERE ${filed({ firstNs, lastNs })} AND ${exact}
  LIMIT 1 BY ${SAME_SPAN}
) AS child
LEFT JOIN (
  SELECT trace_id, span_id, argMax(service_name, kind = ${SERVER}) AS service, 1 AS there
  FROM spans WHERE ${parents} GROUP BY trace_id, span_id
) AS parents ON parents.trace_id = child.trace_id AND parents.span_id = child.parent_span_id
LEFT JOIN (
  SELECT trace_id, span_id, any(service_name) AS service, ${SERVER} AS server_kind, 1 AS there
  FROM spans WHERE ${parents} AND kind = ${CLIENT} GROUP BY trace_id, span_id
) AS sharing ON sharing.trace_id = child.trace_id AND sharing.span_id = child.span_id AND sharing.server_kind = child.kind
WHERE sharing.there = 1 OR parents.there = 1
GROUP BY parent, child`;
  return session.rows<DependencyRow>({ sql, parameters });
}

function addAll(found: Map<string, Dependency>, rows: readonly DependencyRow[]): void {
  for (const { parent, child, callCount, errorCount } of rows) {
    const key = JSON.stringify([parent, child]);
    const before = found.get(key);
    found.set(key, {
      parent,
      child,
      callCount: callCount + (before?.callCount ?? 0),
      errorCount: errorCount + (before?.errorCount ?? 0),
    });
  }
}

function byNames(a: Dependency, b: Dependency): number {
  return compareText(a.parent, b.parent) || compareText(a.child, b.child);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
