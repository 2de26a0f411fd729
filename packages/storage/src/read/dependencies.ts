// Which services call which: spans joined with the spans that are their parents. Window after window of time, each
// with so few spans that the join fits into the memory a query may take; newest first, until the time is over.

import { KIND_CLIENT, KIND_SERVER } from '@throughline/model/span/span-kind';
import { compareText } from '@throughline/traceql/eval/value';
import type { ClickHouse } from '../client/clickhouse.ts';
import type { DependenciesAnswer, Dependency } from '../contract/dependencies.ts';
import type { Incomplete, QueryLimits, TimeRange } from '../contract/traceql-store.ts';
import { type FiledRange, filedRangeSql, secondOf } from '../traceql/filed-range.ts';
import { LimitReachedError, openReadSession, type ReadSession } from '../traceql/read-session.ts';
import { SqlParameters } from './sql-parameters.ts';
import { SAME_SPAN } from './trace.ts';

export interface DependenciesRequest {
  readonly range: TimeRange;
  readonly limits: QueryLimits;
}

const NS_PER_SECOND = 1_000_000_000n;
const MINUTE_NS = 60n * NS_PER_SECOND;

/** A span's parent starts before it, at most so long, but for the clocks of the two. */
const LONGEST_PARENT_NS = 10n * MINUTE_NS;
const CLOCK_SKEW_NS = MINUTE_NS;

/** Of one join: some 200 bytes each in the engine. */
const SPANS_OF_A_WINDOW = 300_000;

export async function readDependencies(
  clickhouse: ClickHouse,
  { range, limits }: DependenciesRequest,
  signal: AbortSignal | undefined,
): Promise<DependenciesAnswer> {
  const session = openReadSession(clickhouse, limits, signal);
  const found = new Map<string, Dependency>();
  let incomplete: Incomplete | undefined;
  try {
    const names = await serviceNames(session);
    for (const window of await windowsOf(session, range)) {
      await readInto(found, names, session, window);
    }
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

/** Minutes put together, newest first; one with more spans is a window of its own. */
async function windowsOf(session: ReadSession, range: TimeRange): Promise<Window[]> {
  const minutes = await spansByMinute(session, range);
  const windows: Window[] = [];
  let spans = 0;
  let lastNs: bigint | undefined;
  let firstNs = 0n;
  for (const { minute, count } of minutes) {
    if (lastNs !== undefined && spans + count > SPANS_OF_A_WINDOW) {
      windows.push({ firstNs, lastNs });
      lastNs = undefined;
      spans = 0;
    }
    firstNs = BigInt(minute) * NS_PER_SECOND;
    lastNs ??= firstNs + MINUTE_NS - 1n;
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

async function spansByMinute(session: ReadSession, { startNs, endNs }: TimeRange) {
  const parameters = new SqlParameters();
  const bind = (ns: bigint): string =>
    `toDateTime(${parameters.bind('UInt32', secondOf(ns))}, 'UTC')`;
  const conditions = [
    ...(startNs === undefined ? [] : [`rollups.minute >= toStartOfMinute(${bind(startNs)})`]),
    ...(endNs === undefined ? [] : [`rollups.minute <= ${bind(endNs - 1n)}`]),
  ];
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  const sql = `SELECT toUnixTimestamp(rollups.minute) AS minute, toFloat64(sum(span_count)) AS count
FROM rollups ${where} GROUP BY rollups.minute HAVING sum(span_count) > 0 ORDER BY rollups.minute DESC`;
  return session.rows<{ minute: number; count: number }>({ sql, parameters });
}

/** Services by their hashes. */
interface DependencyRow {
  readonly parent: string;
  readonly child: string;
  readonly callCount: number;
  readonly errorCount: number;
}

/** Names are long and come a million times: the joins work with their hashes. */
const SERVICE_HASH = 'toUInt64(cityHash64(service_name))';

/** Of a span within the whole store: a number is half of what an id takes, and less to compare. */
const SPAN_KEY = 'cityHash64(trace_id, span_id)';

async function serviceNames(session: ReadSession): Promise<ReadonlyMap<string, string>> {
  const sql = `SELECT DISTINCT service_name AS name, toString(${SERVICE_HASH}) AS hash FROM rollups`;
  const rows = await session.rows<{ name: string; hash: string }>({
    sql,
    parameters: new SqlParameters(),
  });
  return new Map(rows.map(({ name, hash }) => [hash, name]));
}

/** A window that needs too much memory after all is read in halves. */
async function readInto(
  found: Map<string, Dependency>,
  names: ReadonlyMap<string, string>,
  session: ReadSession,
  window: Window,
): Promise<void> {
  const { firstNs, lastNs } = window;
  try {
    addAll(found, names, await readWindow(session, window));
  } catch (error) {
    const isTooLarge = error instanceof LimitReachedError && error.incomplete.limit === 'memory';
    if (!isTooLarge || lastNs - firstNs < MINUTE_NS) throw error;
    const middleNs = firstNs + (lastNs - firstNs) / 2n;
    await readInto(found, names, session, { firstNs: middleNs + 1n, lastNs });
    await readInto(found, names, session, { firstNs, lastNs: middleNs });
  }
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
    firstNs: firstNs > LONGEST_PARENT_NS ? firstNs - LONGEST_PARENT_NS : 0n,
    lastNs: lastNs + CLOCK_SKEW_NS,
  });
  // What is filed is whole seconds; the exact ends keep windows from counting a span twice.
  const exact = `filed_ns >= ${parameters.bind('UInt64', String(firstNs))} AND filed_ns <= ${parameters.bind('UInt64', String(lastNs))}`;
  const inWindow = `${filed({ firstNs, lastNs })} AND ${exact}`;
  const sql = `SELECT
  toString(if(sharing.there = 1, sharing.service, parents.service)) AS parent,
  toString(child.service) AS child,
  toFloat64(count()) AS callCount,
  toFloat64(countIf(child.status_code = 2)) AS errorCount
FROM (
  SELECT ${SPAN_KEY} AS key, cityHash64(trace_id, parent_span_id) AS parent_key,
    ${SERVICE_HASH} AS service, kind, status_code
  FROM spans
  WHERE ${inWindow}
  LIMIT 1 BY cityHash64(${SAME_SPAN})
) AS child
LEFT JOIN (
  SELECT ${SPAN_KEY} AS key, argMax(${SERVICE_HASH}, kind = ${KIND_SERVER}) AS service, 1 AS there
  FROM spans WHERE ${parents} GROUP BY key
) AS parents ON parents.key = child.parent_key
LEFT JOIN (
  SELECT ${SPAN_KEY} AS key, any(${SERVICE_HASH}) AS service, ${KIND_SERVER} AS server_kind, 1 AS there
  FROM spans
  WHERE ${parents} AND kind = ${KIND_CLIENT}
    AND ${SPAN_KEY} IN (SELECT ${SPAN_KEY} FROM spans WHERE ${inWindow} AND kind = ${KIND_SERVER})
  GROUP BY key
) AS sharing ON sharing.key = child.key AND sharing.server_kind = child.kind
WHERE sharing.there = 1 OR parents.there = 1
GROUP BY parent, child`;
  return session.rows<DependencyRow>({ sql, parameters });
}

function addAll(
  found: Map<string, Dependency>,
  names: ReadonlyMap<string, string>,
  rows: readonly DependencyRow[],
): void {
  for (const row of rows) {
    const key = `${row.parent} ${row.child}`;
    const before = found.get(key);
    found.set(key, {
      parent: names.get(row.parent) ?? '',
      child: names.get(row.child) ?? '',
      callCount: row.callCount + (before?.callCount ?? 0),
      errorCount: row.errorCount + (before?.errorCount ?? 0),
    });
  }
}

function byNames(a: Dependency, b: Dependency): number {
  return compareText(a.parent, b.parent) || compareText(a.child, b.child);
}
