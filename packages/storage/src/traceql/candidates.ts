// Which traces may be in the answer, in its order, as statements: from the bounds of traces, where the plan's
// condition is true of them.

import type { TraceCondition } from '@throughline/traceql/plan/trace-condition';
import type { TraceOrder, TracePosition } from '../contract/traceql-store.ts';
import { SqlParameters } from '../read/sql-conditions.ts';
import { SAME_SPAN } from '../read/trace.ts';
import { allOf, FALSE, TRUE } from './compare-sql.ts';
import { bindNs, type FiledRange, filedRangeSql, firstDay, secondOf } from './filed-range.ts';
import type { Statement } from './read-session.ts';
import type { TraceBounds } from './read-traces.ts';
import { traceSql } from './trace-sql.ts';

export interface Candidate extends TraceBounds {
  /** Of what the answer is ordered by. */
  readonly value: bigint;
}

export interface CandidateRow {
  readonly traceId: string;
  readonly firstNs: string;
  readonly lastNs: string;
  readonly value: string;
}

export function candidateOf({ traceId, firstNs, lastNs, value }: CandidateRow): Candidate {
  return {
    traceId,
    firstNs: BigInt(firstNs),
    lastNs: BigInt(lastNs),
    value: BigInt(value),
  };
}

export interface CandidateSearch {
  readonly condition: TraceCondition;
  readonly order: TraceOrder;
  /** Of the beginning of traces; the end exclusive. */
  readonly startNs?: bigint;
  readonly endNs?: bigint;
  /** When spans of those traces may be filed. */
  readonly spans: FiledRange;
  readonly after?: TracePosition;
  readonly limit: number;
}

export function candidatesStatement(search: CandidateSearch): Statement {
  const { order, after, limit } = search;
  const parameters = new SqlParameters();
  const needsCounts = order === 'spans' || order === 'errors';
  const sql = `SELECT
  lower(hex(trace_id)) AS traceId,
  toString(first_ns) AS firstNs,
  toString(last_ns) AS lastNs,
  toString(order_value) AS value
FROM (
  SELECT trace_id, first_ns, last_ns, ${ORDER_VALUES[order]} AS order_value
  FROM (${boundsOfTraces(search, parameters)}) AS bounds
  ${needsCounts ? countsOfTraces(search, parameters) : ''}
)
${after === undefined ? '' : `WHERE ${isAfter(after, parameters)}`}
ORDER BY order_value DESC, trace_id DESC
LIMIT ${parameters.bind('UInt32', limit)}`;
  return { sql, parameters };
}

/** How many there are: surely, and possibly besides. */
export function countStatement(search: CandidateSearch): Statement {
  const parameters = new SqlParameters();
  const must = traceSql(search.condition, 'must', search.spans, parameters);
  const surely = allOf([must.where === TRUE ? TRUE : 'is_sure', must.having]);
  const isSure =
    must.where === TRUE || must.where === FALSE ? '' : `, max(${must.where}) AS is_sure`;
  const sql = `SELECT toString(countIf(${must.where === FALSE ? FALSE : surely})) AS sure,
  toString(count()) AS possible
FROM (${boundsOfTraces(search, parameters, isSure)})`;
  return { sql, parameters };
}

/** The newest minute, in seconds, in which a span is filed; no row: there is none. */
export function newestMinuteStatement(spans: FiledRange): Statement {
  const parameters = new SqlParameters();
  const sql = `SELECT toUnixTimestamp(toStartOfMinute(filed_at)) AS second FROM spans
WHERE ${filedRangeSql(spans, parameters)}
ORDER BY toStartOfMinute(filed_at) DESC
LIMIT 1`;
  return { sql, parameters };
}

/** When the last of the traces ends that begin in the range. */
export function lastEndStatement(startNs: bigint | undefined, endNs: bigint): Statement {
  const parameters = new SqlParameters();
  const within = [
    `start_ns < ${bindNs(endNs, parameters)}`,
    ...(startNs === undefined ? [] : [`start_ns >= ${bindNs(startNs, parameters)}`]),
    ...sinceDay(startNs, parameters),
  ];
  const sql = `SELECT toString(max(end_ns)) AS lastNs FROM trace_bounds
WHERE ${allOf([`end_ns >= ${bindNs(endNs, parameters)}`, ...sinceDay(startNs, parameters)])}
  AND trace_id IN (SELECT trace_id FROM trace_bounds WHERE ${allOf(within)})`;
  return { sql, parameters };
}

function sinceDay(startNs: bigint | undefined, parameters: SqlParameters): string[] {
  return startNs === undefined ? [] : [`day >= ${firstDay(secondOf(startNs), parameters)}`];
}

/** Id and bounds of all traces that the search may find, and `more` columns of each. */
function boundsOfTraces(search: CandidateSearch, parameters: SqlParameters, more = ''): string {
  const { startNs, endNs } = search;
  const { where, having } = whichTraces(search, parameters);
  return `SELECT trace_id, min(start_ns) AS first_ns, max(end_ns) AS last_ns${more}
  FROM trace_bounds
  WHERE ${allOf([...sinceDay(startNs, parameters), where])}
  GROUP BY trace_id
  HAVING ${allOf([
    ...(startNs === undefined ? [] : [`first_ns >= ${bindNs(startNs, parameters)}`]),
    ...(endNs === undefined ? [] : [`first_ns < ${bindNs(endNs, parameters)}`]),
    having,
  ])}`;
}

/** A trace without a condition on its spans is one that begins in time: some row of it says so. */
function whichTraces(
  { condition, spans, startNs, endNs }: CandidateSearch,
  parameters: SqlParameters,
) {
  const { where, having } = traceSql(condition, 'may', spans, parameters);
  if (where !== TRUE) return { where, having };
  const begin = [
    ...(startNs === undefined ? [] : [`start_ns >= ${bindNs(startNs, parameters)}`]),
    ...(endNs === undefined ? [] : [`start_ns < ${bindNs(endNs, parameters)}`]),
  ];
  if (begin.length === 0) return { where, having };
  return { where: `trace_id IN (SELECT trace_id FROM trace_bounds WHERE ${allOf(begin)})`, having };
}

const ORDER_VALUES: Readonly<Record<TraceOrder, string>> = {
  start: 'first_ns',
  duration: 'last_ns - first_ns',
  spans: 'spans',
  errors: 'errors',
};

/** Each span once, however often it came. */
function countsOfTraces(search: CandidateSearch, parameters: SqlParameters): string {
  const { where } = whichTraces(search, parameters);
  return `INNER JOIN (
    SELECT trace_id, count() AS spans, countIf(status_code = 2) AS errors
    FROM (
      SELECT trace_id, status_code FROM spans
      WHERE ${allOf([filedRangeSql(search.spans, parameters), where])}
      LIMIT 1 BY ${SAME_SPAN}
    )
    GROUP BY trace_id
  ) AS counts USING trace_id`;
}

function isAfter({ value, traceId }: TracePosition, parameters: SqlParameters): string {
  const id = `toFixedString(unhex(${parameters.bind('String', traceId)}), 16)`;
  return `(order_value, trace_id) < (${bindNs(value, parameters)}, ${id})`;
}
