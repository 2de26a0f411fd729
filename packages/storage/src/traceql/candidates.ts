// Which traces may be in the answer, in its order, as statements: from the bounds of traces, where the plan's
// condition is true of them.

import { EVERY_TRACE, type TraceCondition } from '@throughline/traceql/plan/trace-condition';
import type { TraceOrder, TracePosition } from '../contract/traceql-store.ts';
import { SqlParameters } from '../read/sql-parameters.ts';
import { SAME_SPAN } from '../read/trace.ts';
import { traceIdSet } from '../read/trace-id-set.ts';
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
  /**
   * Of bounds that were received on days before those in which a trace can begin then, nothing is read: a trace
   * that began before seems to begin later than it does. See `earlierStatement`.
   */
  readonly sinceNs?: bigint;
  /** When spans of those traces may be filed. */
  readonly spans: FiledRange;
  /** Only traces with a span that is filed then, also where any span will do. */
  readonly isOfFiled?: boolean;
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

export interface EarlierRow {
  readonly traceId: string;
  readonly firstNs: string;
  readonly lastNs: string;
}

/** What `sinceNs` has left out of some traces. */
export function earlierStatement(sinceNs: bigint, traceIds: readonly string[]): Statement {
  const parameters = new SqlParameters();
  const ids = parameters.bind('Array(String)', traceIds);
  const sql = `SELECT
  lower(hex(trace_id)) AS traceId,
  toString(min(start_ns)) AS firstNs,
  toString(max(end_ns)) AS lastNs
FROM trace_bounds
WHERE day < ${firstDay(secondOf(sinceNs), parameters)}
  AND trace_id IN ${traceIdSet(ids)}
GROUP BY trace_id`;
  return { sql, parameters };
}

/** When the last of the traces ends that begin in the range. */
export function lastEndStatement(startNs: bigint | undefined, endNs: bigint): Statement {
  const parameters = new SqlParameters();
  const search = { condition: EVERY_TRACE, order: 'start', endNs, spans: {}, limit: 1 } as const;
  const within = startNs === undefined ? search : { ...search, startNs, sinceNs: startNs };
  const sql = `SELECT toString(max(last_ns)) AS lastNs
FROM (${boundsOfTraces(within, parameters)})`;
  return { sql, parameters };
}

/** Id and bounds of all traces that the search may find, and `more` columns of each. */
function boundsOfTraces(search: CandidateSearch, parameters: SqlParameters, more = ''): string {
  const { startNs, endNs, sinceNs, isOfFiled, spans } = search;
  const { where: matching, having } = traceSql(search.condition, 'may', spans, parameters);
  const where =
    matching === TRUE && isOfFiled === true
      ? `trace_id IN (SELECT trace_id FROM spans WHERE ${filedRangeSql(spans, parameters)})`
      : matching;
  return `SELECT trace_id, min(start_ns) AS first_ns, max(end_ns) AS last_ns${more}
  FROM trace_bounds
  WHERE ${allOf([
    ...(sinceNs === undefined ? [] : [`day >= ${firstDay(secondOf(sinceNs), parameters)}`]),
    where,
  ])}
  GROUP BY trace_id
  HAVING ${allOf([
    ...(startNs === undefined ? [] : [`first_ns >= ${bindNs(startNs, parameters)}`]),
    ...(endNs === undefined ? [] : [`first_ns < ${bindNs(endNs, parameters)}`]),
    having,
  ])}`;
}

const ORDER_VALUES: Readonly<Record<TraceOrder, string>> = {
  start: 'first_ns',
  duration: 'last_ns - first_ns',
  spans: 'spans',
  errors: 'errors',
};

/** Each span once, however often it came. */
function countsOfTraces(search: CandidateSearch, parameters: SqlParameters): string {
  const { where } = traceSql(search.condition, 'may', search.spans, parameters);
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
