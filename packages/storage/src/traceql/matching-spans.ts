// The newest spans that one of a query's filters takes, as a batch: a part of them where there are many, or where
// finding them takes longer than somebody who types will wait.

import { SpanBatch } from '@throughline/model/batch/span-batch';
import { planFilter } from '@throughline/traceql/plan/plan-filter';
import { either, NEVER, type SpanCondition } from '@throughline/traceql/plan/span-condition';
import type { Query } from '@throughline/traceql/syntax/ast';
import { walk } from '@throughline/traceql/syntax/children';
import type { ClickHouse } from '../client/clickhouse.ts';
import type { QueryLimits, TimeRange } from '../contract/traceql-store.ts';
import { readNative } from '../read/native-reader.ts';
import { originIds, readSpanBatch } from '../read/span-batch-reader.ts';
import { SqlParameters } from '../read/sql-parameters.ts';
import { SPAN_COLUMNS } from '../write/spans-block.ts';
import { allOf } from './compare-sql.ts';
import { filedRangeSql } from './filed-range.ts';
import type { ReadOrigins } from './origin-cache.ts';
import { LimitReachedError, openReadSession, type Statement } from './read-session.ts';
import { spanSql } from './span-sql.ts';

/** Enough to tell what is frequent, and few enough to be read while somebody types. */
const MAX_SPANS = 2_000;

/** After this long, what has been found is enough. */
const PATIENCE_SECONDS = 0.25;

/** Of the statement when the engine does not keep to that, and of what it may take. */
const LIMITS: QueryLimits = { timeoutMs: 5_000, maxMemoryBytes: 512 * 1024 ** 2 };

export interface MatchingSpans {
  readonly batch: SpanBatch;
  /** There are no others. */
  readonly isAll: boolean;
}

export interface SpanReader {
  readonly clickhouse: ClickHouse;
  readonly readOrigins: ReadOrigins;
}

/** Undefined when none was found in time, which does not say that there is none. */
export async function readMatchingSpans(
  { clickhouse, readOrigins }: SpanReader,
  query: Query,
  range: TimeRange,
  signal: AbortSignal | undefined,
): Promise<MatchingSpans | undefined> {
  const session = openReadSession(clickhouse, LIMITS, signal);
  const startedMs = performance.now();
  try {
    const bytes = await session.bytes(newestSpans(takenByFilters(query), range));
    const blocks = readNative(bytes).filter((block) => block.rows > 0);
    const isInTime = performance.now() - startedMs < 1000 * PATIENCE_SECONDS;
    if (blocks.length === 0) return isInTime ? { batch: new SpanBatch(), isAll: true } : undefined;
    const batch = readSpanBatch(blocks, await readOrigins(session, originIds(blocks)));
    return { batch, isAll: isInTime && batch.rowCount < MAX_SPANS };
  } catch (error) {
    if (error instanceof LimitReachedError) return undefined;
    throw error;
  }
}

function takenByFilters(query: Query): SpanCondition {
  let taken = NEVER;
  walk(query, (node) => {
    if (node.kind === 'spanset-filter') taken = either(taken, planFilter(node.condition).span);
  });
  return taken;
}

const COLUMNS = SPAN_COLUMNS.map((name) => `\`${name}\``).join(', ');

function newestSpans(condition: SpanCondition, range: TimeRange): Statement {
  const parameters = new SqlParameters();
  const { startNs, endNs } = range;
  const filed = filedRangeSql(
    {
      ...(startNs === undefined ? {} : { firstNs: startNs }),
      ...(endNs === undefined ? {} : { lastNs: endNs }),
    },
    parameters,
  );
  const sql = `SELECT ${COLUMNS} FROM spans
WHERE ${allOf([filed, spanSql(condition, 'may', parameters)])}
ORDER BY toStartOfMinute(filed_at) DESC
LIMIT ${MAX_SPANS}
SETTINGS max_execution_time = ${PATIENCE_SECONDS}, timeout_overflow_mode = 'break'
FORMAT Native`;
  return { sql, parameters };
}
