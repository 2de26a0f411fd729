// The newest spans that one of a query's filters takes, as a batch: a part of them where there are many, or where
// finding them takes longer than somebody who types will wait.

import type { SpanBatch } from '@throughline/model/batch/span-batch';
import { planFilter } from '@throughline/traceql/plan/plan-filter';
import { either, NEVER, type SpanCondition } from '@throughline/traceql/plan/span-condition';
import type { Query } from '@throughline/traceql/syntax/ast';
import { walk } from '@throughline/traceql/syntax/children';
import type { ClickHouse } from '../client/clickhouse.ts';
import type { QueryLimits, TimeRange } from '../contract/traceql-store.ts';
import { type NativeBlock, readNative } from '../read/native-reader.ts';
import { originIds, readSpanBatch } from '../read/span-batch-reader.ts';
import { SqlParameters } from '../read/sql-parameters.ts';
import { allOf } from './compare-sql.ts';
import { readFiledExtent } from './filed-extent.ts';
import { type FiledRange, filedRangeSql } from './filed-range.ts';
import type { ReadOrigins } from './origin-cache.ts';
import {
  LimitReachedError,
  openReadSession,
  type ReadSession,
  type Statement,
} from './read-session.ts';
import { ALL_COLUMNS } from './span-columns.ts';
import { spanSql } from './span-sql.ts';

/** Enough to tell what is frequent. */
const ENOUGH_SPANS = 500;

/** Of one statement. */
const MAX_SPANS = 1_000;

/** What has been found after this long has to do: somebody is typing. */
const PATIENCE_MS = 250;

/** Minutes looked through, backwards from the newest span; then all the rest. */
const WINDOW_MINUTES: readonly number[] = [1, 8, 64];

/** Of a statement when the engine does not keep to its time, and of what it may take. */
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
  try {
    const found = await readWindows(session, takenByFilters(query), filedRange(range));
    if (!found.isAll && found.rows === 0) return undefined;
    const origins = await readOrigins(session, originIds(found.blocks));
    return { batch: readSpanBatch(found.blocks, origins), isAll: found.isAll };
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

function filedRange({ startNs, endNs }: TimeRange): FiledRange {
  return {
    ...(startNs === undefined ? {} : { firstNs: startNs }),
    ...(endNs === undefined ? {} : { lastNs: endNs }),
  };
}

interface Found {
  readonly blocks: readonly NativeBlock[];
  readonly rows: number;
  readonly isAll: boolean;
}

async function readWindows(
  session: ReadSession,
  condition: SpanCondition,
  range: FiledRange,
): Promise<Found> {
  const deadlineMs = performance.now() + PATIENCE_MS;
  const extent = await readFiledExtent(session, range.lastNs);
  if (extent === undefined) return { blocks: [], rows: 0, isAll: true };
  let blocks: NativeBlock[] = [];
  for (const minutes of [...WINDOW_MINUTES, undefined]) {
    const window =
      minutes === undefined ? range : newestMinutes(range, extent.newestUntilNs, minutes);
    const leftMs = deadlineMs - performance.now();
    if (leftMs <= 0) break;
    const bytes = await session.bytes(spansStatement(condition, window, leftMs));
    const isInTime = performance.now() < deadlineMs;
    const read = readNative(bytes).filter((block) => block.rows > 0);
    // A window holds those before it, unless there was no time to see them again.
    if (isInTime || rowsOf(read) > rowsOf(blocks)) blocks = read;
    const rows = rowsOf(blocks);
    const isWhole = window === range || (range.firstNs ?? 0n) >= (window.firstNs ?? 0n);
    if (isInTime && isWhole && rows < MAX_SPANS) return { blocks, rows, isAll: true };
    if (rows >= ENOUGH_SPANS) break;
  }
  return { blocks, rows: rowsOf(blocks), isAll: false };
}

const NS_PER_MINUTE = 60_000_000_000n;

function newestMinutes(range: FiledRange, newestNs: bigint, minutes: number): FiledRange {
  const firstNs = newestNs - BigInt(minutes - 1) * NS_PER_MINUTE;
  const { firstNs: startNs = 0n } = range;
  return { ...range, firstNs: firstNs > startNs ? firstNs : startNs };
}

function rowsOf(blocks: readonly NativeBlock[]): number {
  return blocks.reduce((sum, block) => sum + block.rows, 0);
}

/** Any of the window: it is small, or the last one. */
function spansStatement(condition: SpanCondition, window: FiledRange, leftMs: number): Statement {
  const parameters = new SqlParameters();
  const filed = filedRangeSql(window, parameters);
  const sql = `SELECT ${ALL_COLUMNS} FROM spans
WHERE ${allOf([filed, spanSql(condition, 'may', parameters)])}
LIMIT ${MAX_SPANS}
SETTINGS max_execution_time = ${(leftMs / 1000).toFixed(3)}, timeout_overflow_mode = 'break'
FORMAT Native`;
  return { sql, parameters };
}
