// Counts the calls of minutes whose spans have arrived, the newest first, so that the map of a long range reads counts
// instead of spans. Nothing depends on it: what is not counted is read from the spans.

import { asStoreError, type ClickHouse } from '../client/clickhouse.ts';
import type { CallCounter, CountedCalls, CountRequest } from '../contract/call-counter.ts';
import { rowsOf } from '../read/rows-of.ts';
import { SqlParameters } from '../read/sql-parameters.ts';
import { CALL_COLUMNS, callCounts } from './call-counts.ts';
import { bindSecond, CLOCK_SKEW_S, MINUTE_S, minuteStates } from './counted-minutes.ts';

/** Counted in one statement, with those that may be parents: some 200 bytes each in the engine. */
const MAX_SPANS = 500_000;

/** Of one minute: beyond it, some 40 million spans, a share of the traces is counted, and said so. */
const MAX_PARTS = 80;

/** Minutes of one statement. */
const MAX_MINUTES = 60;

const MEMORY_BYTES = 256 * 1024 ** 2;
const SECONDS = 20;

export function createCallCounter(clickhouse: ClickHouse): CallCounter {
  let countedAtMs = 0;
  return {
    async countNext(request, signal) {
      const minutes = nextMinutes(await dueMinutes(clickhouse, request, signal));
      if (minutes.length === 0) return { minutes: 0, spans: 0 };
      // The later of two counts holds, also within a millisecond.
      countedAtMs = Math.max(Date.now(), countedAtMs + 1);
      try {
        return await count(clickhouse, minutes, { countedAtMs, signal });
      } catch (error) {
        throw asStoreError(error);
      }
    },
  };
}

interface DueMinute {
  readonly minuteS: number;
  readonly spans: number;
  readonly spansAround: number;
  /** As a number of milliseconds. */
  readonly seenAround: string;
  readonly day: string;
}

/**
 * Uncounted ones around which nothing has arrived lately; the newest first. A deletion takes spans off the counts
 * before they are gone, so nothing is counted meanwhile.
 */
function dueMinutes(
  clickhouse: ClickHouse,
  { settledMs }: CountRequest,
  signal: AbortSignal | undefined,
): Promise<DueMinute[]> {
  const parameters = new SqlParameters();
  const settledS = Math.floor(settledMs / 1000);
  const untilS = settledS - (settledS % MINUTE_S) - CLOCK_SKEW_S;
  const query = `SELECT toUnixTimestamp(minute) AS minuteS, toFloat64(spans) AS spans,
  toFloat64(spans_around) AS spansAround, toString(toUnixTimestamp64Milli(seen_around)) AS seenAround,
  toString(toDate(seen_around)) AS day
FROM (${minuteStates({ firstS: 0, untilS }, parameters)})
WHERE NOT is_counted AND seen_around < ${bindSecond(settledS, parameters)}
  AND (SELECT count() FROM deletion_traces) = 0
ORDER BY minute DESC
LIMIT ${MAX_MINUTES}`;
  return rowsOf(clickhouse, query, parameters.values, signal);
}

/** One after the other, so that they share the spans that may be parents. */
function nextMinutes(due: readonly DueMinute[]): DueMinute[] {
  const next: DueMinute[] = [];
  for (const minute of due) {
    const before = next.at(-1);
    if (before !== undefined) {
      const follows = minute.minuteS === before.minuteS - MINUTE_S && minute.day === before.day;
      if (!follows || spansToRead([...next, minute]) > MAX_SPANS) break;
    }
    next.push(minute);
  }
  return next;
}

/** With those before the oldest minute. */
function spansToRead(minutes: readonly DueMinute[]): number {
  const own = minutes.reduce((sum, { spans }) => sum + spans, 0);
  return own + (minutes.at(-1)?.spansAround ?? 0);
}

interface Counting {
  readonly countedAtMs: number;
  readonly signal: AbortSignal | undefined;
}

async function count(
  clickhouse: ClickHouse,
  minutes: readonly DueMinute[],
  counting: Counting,
): Promise<CountedCalls> {
  const spans = spansToRead(minutes);
  const parts = Math.ceil(spans / MAX_SPANS);
  const counted = Math.min(parts, MAX_PARTS);
  for (let part = 0; part < counted; part++) {
    await countPart(clickhouse, minutes, { ...counting, part, parts, scale: parts / counted });
  }
  // Last: a count is there when all of it is.
  await clickhouse.client().insert({
    table: 'counted_minutes',
    values: minutes.map(({ minuteS, spansAround, seenAround, day }) => ({
      ...{ day, minute: minuteS, counted_at: seconds(counting.countedAtMs) },
      ...{ spans_around: spansAround, seen_around: seconds(Number(seenAround)) },
      share: counted / parts,
    })),
    format: 'JSONEachRow',
  });
  return { minutes: minutes.length, spans: (spans * counted) / parts };
}

/** As a time with milliseconds is read: a bare number would be counted in them. */
function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

interface Part extends Counting {
  readonly part: number;
  readonly parts: number;
  readonly scale: number;
}

async function countPart(
  clickhouse: ClickHouse,
  minutes: readonly DueMinute[],
  { countedAtMs, signal, part, parts, scale }: Part,
): Promise<void> {
  const [newest, oldest] = [minutes[0], minutes.at(-1)];
  if (newest === undefined || oldest === undefined) return;
  const parameters = new SqlParameters();
  const runs = [{ firstS: oldest.minuteS, untilS: newest.minuteS + MINUTE_S }];
  const sample = { oneTraceIn: parts, part, oneMinuteIn: 1 };
  const query = `INSERT INTO calls (day, minute, counted_at, part, ${CALL_COLUMNS})
SELECT ${parameters.bind('Date', newest.day)}, minute,
  fromUnixTimestamp64Milli(${parameters.bind('Int64', String(countedAtMs))}, 'UTC'),
  ${parameters.bind('UInt16', part)}, ${CALL_COLUMNS}
FROM (${callCounts({ runs, sample, scale }, parameters)})`;
  await clickhouse.client().command({
    query,
    query_params: parameters.values,
    clickhouse_settings: {
      max_execution_time: SECONDS,
      max_memory_usage: String(MEMORY_BYTES),
      // Whoever waits for an answer goes first.
      max_threads: 1,
    },
    ...(signal === undefined ? {} : { abort_signal: signal }),
  });
}
