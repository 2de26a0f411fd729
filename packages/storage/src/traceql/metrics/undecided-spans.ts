// Spans of which SQL cannot say whether a condition is true: who they are, so that the reference decides about them
// and about no other span of their traces.

import type { MetricsCounter } from '@throughline/traceql/eval/metrics/count-traces';
import { type SpanKeyParts, spanKey, spanKeyOfRow } from '../../contract/span-key.ts';
import { SqlParameters } from '../../read/sql-parameters.ts';
import { allOf } from '../compare-sql.ts';
import type { CountedSpans } from './count-statement.ts';
import { gridConditions } from './grid-sql.ts';
import { type TraceSource, tracesById } from './traces-in-grid.ts';

/** More are not worth to be told apart: then all traces are evaluated. */
export const MAX_UNDECIDED = 10_000;

/** At most MAX_UNDECIDED. */
export async function countUndecided(
  source: TraceSource,
  spans: CountedSpans,
  counter: MetricsCounter,
): Promise<void> {
  const { grid, filter } = spans;
  if (filter.undecided === undefined) return;
  const parameters = new SqlParameters();
  const conditions = allOf([
    ...gridConditions(grid, parameters),
    filter.may(parameters),
    filter.undecided(parameters),
  ]);
  const sql = `SELECT lower(hex(trace_id)) AS traceId, lower(hex(span_id)) AS spanId, kind,
  service_name AS service, toString(start_ns) AS startNs, toString(duration_ns) AS durationNs
FROM spans
WHERE ${conditions}
LIMIT ${2 * MAX_UNDECIDED}`;
  const rows = await source.session.rows<SpanKeyParts>({ sql, parameters });
  const undecided = new Set(rows.map(spanKey));
  const ids = [...new Set(rows.map(({ traceId }) => traceId))];
  for await (const trace of tracesById(source, ids)) {
    counter.count(trace, (span) => undecided.has(spanKeyOfRow(trace.batch, trace.rows[span] ?? 0)));
  }
}
