// The traces that may be in the answer of a search, in its order.

import type { TraceOrder, TraceqlSearch } from '../contract/traceql-store.ts';
import { SqlParameters } from '../read/sql-conditions.ts';
import { SAME_SPAN } from '../read/trace.ts';
import type { ReadSession, Statement } from './read-session.ts';
import type { TraceBounds } from './read-traces.ts';

export interface Candidate extends TraceBounds {
  /** Of what the answer is ordered by. */
  readonly value: bigint;
}

interface CandidateRow {
  readonly traceId: string;
  readonly firstNs: string;
  readonly lastNs: string;
  readonly value: string;
}

/** Of one statement; more come by the next. */
const MAX_CANDIDATES = 10_000;

export async function* candidatesInOrder(
  session: ReadSession,
  request: TraceqlSearch,
): AsyncGenerator<readonly Candidate[]> {
  let after = request.after;
  for (;;) {
    const rows = await session.rows<CandidateRow>(
      candidatesStatement({ ...request, ...(after === undefined ? {} : { after }) }),
    );
    const candidates = rows.map(({ traceId, firstNs, lastNs, value }) => ({
      traceId,
      firstNs: BigInt(firstNs),
      lastNs: BigInt(lastNs),
      value: BigInt(value),
    }));
    yield candidates;
    after = candidates.at(-1);
    if (candidates.length < MAX_CANDIDATES) return;
  }
}

function candidatesStatement({ range, order, after }: TraceqlSearch): Statement {
  const parameters = new SqlParameters();
  const having = [
    ...(range.startNs === undefined ? [] : [`first_ns >= ${nanos(range.startNs, parameters)}`]),
    ...(range.endNs === undefined ? [] : [`first_ns < ${nanos(range.endNs, parameters)}`]),
  ];
  const sql = `SELECT
  lower(hex(trace_id)) AS traceId,
  toString(first_ns) AS firstNs,
  toString(last_ns) AS lastNs,
  toString(order_value) AS value
FROM (
  SELECT trace_id, first_ns, last_ns, ${ORDER_VALUES[order]} AS order_value
  FROM (
    SELECT trace_id, min(start_ns) AS first_ns, max(end_ns) AS last_ns
    FROM trace_bounds
    GROUP BY trace_id
    ${having.length === 0 ? '' : `HAVING ${having.join(' AND ')}`}
  ) AS bounds
  ${order === 'spans' || order === 'errors' ? COUNTS_OF_TRACES : ''}
)
${after === undefined ? '' : `WHERE (order_value, trace_id) < (${nanos(after.value, parameters)}, toFixedString(unhex(${parameters.bind('String', after.traceId)}), 16))`}
ORDER BY order_value DESC, trace_id DESC
LIMIT ${MAX_CANDIDATES}`;
  return { sql, parameters };
}

const ORDER_VALUES: Readonly<Record<TraceOrder, string>> = {
  start: 'first_ns',
  duration: 'last_ns - first_ns',
  spans: 'spans',
  errors: 'errors',
};

const COUNTS_OF_TRACES = `INNER JOIN (
    SELECT trace_id, count() AS spans, countIf(status_code = 2) AS errors
    FROM (SELECT trace_id, status_code FROM spans LIMIT 1 BY ${SAME_SPAN})
    GROUP BY trace_id
  ) AS counts USING trace_id`;

const MAX_UINT64 = 2n ** 64n - 1n;

/** What is outside the range of the column is at its edge. */
function nanos(value: bigint, parameters: SqlParameters): string {
  const inRange = value < 0n ? 0n : value > MAX_UINT64 ? MAX_UINT64 : value;
  return parameters.bind('UInt64', String(inRange));
}
