// Spans of which SQL cannot say whether a condition is true: who they are, so that the reference decides about them
// and about no other span of their traces.

import type { SpanBatch } from '@throughline/model/batch/span-batch';
import type { MetricsCounter } from '@throughline/traceql/eval/metrics/count-traces';
import type { Trace } from '@throughline/traceql/eval/trace';
import { SqlParameters } from '../../read/sql-parameters.ts';
import { allOf } from '../compare-sql.ts';
import type { CountedSpans } from './count-statement.ts';
import { gridConditions } from './grid-sql.ts';
import { type TraceSource, tracesById } from './traces-in-grid.ts';

/** More are not worth to be told apart: then all traces are evaluated. */
export const MAX_UNDECIDED = 10_000;

interface SpanRow {
  readonly traceId: string;
  readonly spanId: string;
  readonly kind: number;
  readonly service: string;
  readonly startNs: string;
  readonly durationNs: string;
}

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
  const rows = await source.session.rows<SpanRow>({ sql, parameters });
  const undecided = new Set(rows.map(keyOfRow));
  const ids = [...new Set(rows.map(({ traceId }) => traceId))];
  for await (const trace of tracesById(source, ids)) {
    counter.count(trace, (span) => undecided.has(keyOf(trace, span)));
  }
}

/** What SAME_SPAN compares. */
function keyOfRow({ traceId, spanId, kind, service, startNs, durationNs }: SpanRow): string {
  return [traceId, spanId, kind, startNs, durationNs, service].join(' ');
}

function keyOf(trace: Trace, span: number): string {
  const row = trace.rows[span] ?? 0;
  const batch: SpanBatch = trace.batch;
  return keyOfRow({
    traceId: trace.id,
    spanId: trace.spanIds[span] ?? '',
    kind: batch.kind.at(row),
    service: batch.serviceNameAt(row),
    startNs: String(batch.startNs.unsignedAt(row)),
    durationNs: String(batch.durationNs.signedAt(row)),
  });
}
