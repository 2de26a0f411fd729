// Which traces may be exemplars of a function that the engine has counted. Of many spans a part is looked at, the
// same one each time: those whose start has a hash that is divided by a number.

import { spreadOver } from '@throughline/traceql/eval/metrics/exemplars';
import { SqlParameters } from '../../read/sql-parameters.ts';
import { allOf } from '../compare-sql.ts';
import type { ReadSession } from '../read-session.ts';
import { countedConditions, type FunctionSpans, functionSql } from './count-statement.ts';
import { gridConditions, intervalSql } from './grid-sql.ts';

/** Spans looked at for each exemplar: of traces of some dozen spans, several for each. */
const SPANS_PER_EXEMPLAR = 100;
/** Of a large part of many small traces. */
const MAX_ROWS = 100_000;

/** Ids, as hex. `counted`: how many spans count. */
export async function exemplarTraces(
  session: ReadSession,
  spans: FunctionSpans,
  limit: number,
  counted: number,
): Promise<string[]> {
  const parameters = new SqlParameters();
  const aggregated = functionSql(spans.node, false, parameters)?.aggregated;
  const part = Math.max(1, Math.floor(counted / (SPANS_PER_EXEMPLAR * limit)));
  const sample = part === 1 ? '1' : `intHash64(start_ns) % ${part} = 0`;
  const sql = `SELECT lower(hex(trace_id)) AS traceId, min(${intervalSql(spans.grid, parameters)}) AS at
FROM spans
WHERE ${allOf([...gridConditions(spans.grid, parameters), countedConditions(spans, aggregated, parameters), sample])}
GROUP BY trace_id
ORDER BY trace_id
LIMIT ${MAX_ROWS}`;
  const rows = await session.rows<{ traceId: string; at: number }>({ sql, parameters });
  const byInterval = new Map<number, string[]>();
  for (const { traceId, at } of rows) {
    const ids = byInterval.get(at) ?? [];
    ids.push(traceId);
    byInterval.set(at, ids);
  }
  return spreadOver(byInterval, limit);
}
