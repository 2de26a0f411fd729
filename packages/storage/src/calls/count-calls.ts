// Counts the calls of minutes whose spans have arrived, the newest first, and adds them up to hours, so that the map of a
// long range reads counts instead of spans. Nothing depends on it: what is not counted is read from the spans.

import { asStoreError, type ClickHouse } from '../client/clickhouse.ts';
import type { CallCounter, CountRequest } from '../contract/call-counter.ts';
import { QueryLimitError } from '../contract/errors.ts';
import { rowsOf } from '../read/rows-of.ts';
import { SqlParameters } from '../read/sql-parameters.ts';
import { CALL_COLUMNS, callCounts } from './call-counts.ts';
import { bindSecond, HOUR, MINUTE, type Unit, unitStates, withinRun } from './counted-units.ts';
import type { Run } from './runs.ts';

/** Counted in one statement, with those that may be parents: some 200 bytes each in the engine. */
const MAX_SPANS = 500_000;

/** Of one minute: beyond it, some 40 million spans, a share of the traces is counted, and said so. */
const MAX_PARTS = 80;

/** Minutes of one statement. */
const MAX_MINUTES = 60;

const MEMORY_BYTES = 256 * 1024 ** 2;
const SECONDS = 20;

/** Minutes that were too large: read from their spans, and tried again when they change, or after so many others. */
const MAX_LEFT = 1_000;

/** Of those that may wait for their minutes: one that does not is counted. */
const MAX_HOURS = 48;

/** `memoryBytes` for the tests' sake: of one statement. */
export function createCallCounter(clickhouse: ClickHouse, memoryBytes = MEMORY_BYTES): CallCounter {
  let countedAtMs = 0;
  const left = new Set<string>();
  // The later of two counts holds, also within a millisecond.
  const nextMs = (): number => {
    countedAtMs = Math.max(Date.now(), countedAtMs + 1);
    return countedAtMs;
  };
  return {
    async countNext(request, signal) {
      if (left.size > MAX_LEFT) left.clear();
      const counting = { clickhouse, nextMs, memoryBytes, left, signal };
      try {
        const due = await dueUnits(counting, MINUTE, request, MAX_MINUTES + left.size);
        const minutes = nextMinutes(due.filter((minute) => !left.has(keyOf(minute))));
        if (minutes.length > 0) return await countOrLeave(counting, minutes);
        for (const hour of await dueUnits(counting, HOUR, request, MAX_HOURS)) {
          if ((await countHour(counting, hour)) > 0) return 1;
        }
        return 0;
      } catch (error) {
        throw asStoreError(error);
      }
    },
  };
}

interface Counting {
  readonly clickhouse: ClickHouse;
  /** Of a count that begins: rows of one that failed are none of another's. */
  nextMs(): number;
  readonly memoryBytes: number;
  readonly left: Set<string>;
  readonly signal: AbortSignal | undefined;
}

interface DueUnit {
  readonly firstS: number;
  readonly spans: number;
  readonly spansAround: number;
  readonly seenAroundMs: number;
  readonly day: string;
}

/**
 * Uncounted ones around which nothing has arrived lately; the newest first. A deletion takes spans off the counts
 * before they are gone, so nothing is counted meanwhile.
 */
function dueUnits(
  { clickhouse, signal }: Counting,
  unit: Unit,
  { settledMs }: CountRequest,
  limit: number,
): Promise<DueUnit[]> {
  const parameters = new SqlParameters();
  const settledS = Math.floor(settledMs / 1000);
  const untilS = settledS - (settledS % unit.seconds) - unit.afterS;
  if (untilS <= 0) return Promise.resolve([]);
  const query = `SELECT toUnixTimestamp(begins) AS firstS, toFloat64(spans) AS spans,
  toFloat64(spans_around) AS spansAround, toFloat64(toUnixTimestamp64Milli(seen_around)) AS seenAroundMs,
  toString(toDate(seen_around)) AS day
FROM (${unitStates(unit, { firstS: 0, untilS }, parameters)})
WHERE NOT is_counted AND seen_around < ${bindSecond(settledS, parameters)}
  AND (SELECT count() FROM deletion_traces) = 0
ORDER BY begins DESC
LIMIT ${limit}`;
  return rowsOf(clickhouse, query, parameters.values, signal);
}

/** One after the other, so that they share the spans that may be parents. */
function nextMinutes(due: readonly DueUnit[]): DueUnit[] {
  const next: DueUnit[] = [];
  for (const minute of due) {
    const before = next.at(-1);
    if (before !== undefined) {
      const follows = minute.firstS === before.firstS - MINUTE.seconds && minute.day === before.day;
      if (!follows || spansToRead([...next, minute]) > MAX_SPANS) break;
    }
    next.push(minute);
  }
  return next;
}

/** With those before the oldest minute. */
function spansToRead(minutes: readonly DueUnit[]): number {
  const own = minutes.reduce((sum, { spans }) => sum + spans, 0);
  return own + (minutes.at(-1)?.spansAround ?? 0);
}

function keyOf({ firstS, spansAround }: DueUnit): string {
  return `${firstS} ${spansAround}`;
}

/** A trace is in one part, however large it is: where the memory does not do, each minute is tried by itself. */
async function countOrLeave(counting: Counting, minutes: readonly DueUnit[]): Promise<number> {
  try {
    return await countMinutes(counting, minutes);
  } catch (error) {
    if (!(asStoreError(error) instanceof QueryLimitError)) throw error;
    const [minute, ...others] = minutes;
    if (minute === undefined) return 0;
    if (others.length === 0) {
      counting.left.add(keyOf(minute));
      return 0;
    }
    let counted = 0;
    for (const each of minutes) counted += await countOrLeave(counting, [each]);
    return counted;
  }
}

async function countMinutes(counting: Counting, minutes: readonly DueUnit[]): Promise<number> {
  const [newest, oldest] = [minutes[0], minutes.at(-1)];
  if (newest === undefined || oldest === undefined) return 0;
  const parts = Math.ceil(spansToRead(minutes) / MAX_SPANS);
  const counted = Math.min(parts, MAX_PARTS);
  const countedAtMs = counting.nextMs();
  for (let part = 0; part < counted; part++) {
    const parameters = new SqlParameters();
    const window = {
      runs: [{ firstS: oldest.firstS, untilS: newest.firstS + MINUTE.seconds }],
      sample: { oneTraceIn: parts, part, oneMinuteIn: 1 },
      scale: parts / counted,
    };
    const rows = `SELECT minute AS its_begin, ${CALL_COLUMNS} FROM (${callCounts(window, parameters)})`;
    await insertCalls(counting, {
      ...{ unit: MINUTE, day: newest.day, countedAtMs },
      ...{ part, rows, parameters },
    });
  }
  await sayCounted(counting, minutes, { unit: MINUTE, countedAtMs, share: counted / parts });
  return minutes.length;
}

/** From its minutes; those that are not counted yet, or no more, are what an hour waits for. */
async function countHour(counting: Counting, hour: DueUnit): Promise<number> {
  const run = { firstS: hour.firstS, untilS: hour.firstS + HOUR.seconds };
  const share = await shareOfMinutes(counting, run);
  if (share === undefined) return 0;
  const countedAtMs = counting.nextMs();
  const parameters = new SqlParameters();
  const within = `unit_seconds = ${MINUTE.seconds} AND ${withinRun('begins', run, parameters)}`;
  const rows = `SELECT ${bindSecond(run.firstS, parameters)} AS its_begin,
    from_type, from_name, to_type, to_name, any(calls.system) AS system,
    sumMap(calls.duration_histogram) AS duration_histogram, sum(calls.errors) AS errors,
    min(calls.shortest_ns) AS shortest_ns, max(calls.longest_ns) AS longest_ns,
    max(calls.max_weight) AS max_weight
  FROM calls
  WHERE ${within}
    AND (begins, counted_at) IN (SELECT begins, counted_at FROM counted_calls FINAL WHERE ${within})
  GROUP BY from_type, from_name, to_type, to_name`;
  await insertCalls(counting, {
    ...{ unit: HOUR, day: hour.day, countedAtMs },
    ...{ part: 0, rows, parameters },
  });
  await sayCounted(counting, [hour], { unit: HOUR, countedAtMs, share });
  return 1;
}

async function shareOfMinutes(
  { clickhouse, signal }: Counting,
  run: Run,
): Promise<number | undefined> {
  const parameters = new SqlParameters();
  const query = `SELECT toUInt8(min(is_counted)) AS areCounted, sum(spans * share) / sum(spans) AS share
FROM (${unitStates(MINUTE, run, parameters)})`;
  interface Row {
    readonly areCounted: number;
    readonly share: number;
  }
  const [row] = await rowsOf<Row>(clickhouse, query, parameters.values, signal);
  return row?.areCounted === 1 ? row.share : undefined;
}

interface CallRows {
  readonly unit: Unit;
  readonly day: string;
  readonly countedAtMs: number;
  readonly part: number;
  /** A statement for `its_begin` and CALL_COLUMNS. */
  readonly rows: string;
  readonly parameters: SqlParameters;
}

async function insertCalls(
  { clickhouse, memoryBytes, signal }: Counting,
  { unit, day, countedAtMs, part, rows, parameters }: CallRows,
): Promise<void> {
  const query = `INSERT INTO calls (day, unit_seconds, begins, counted_at, part, ${CALL_COLUMNS})
SELECT ${parameters.bind('Date', day)}, ${unit.seconds}, its_begin,
  fromUnixTimestamp64Milli(${parameters.bind('Int64', String(countedAtMs))}, 'UTC'),
  ${parameters.bind('UInt16', part)}, ${CALL_COLUMNS}
FROM (${rows})`;
  await clickhouse.client().command({
    query,
    query_params: parameters.values,
    clickhouse_settings: {
      max_execution_time: SECONDS,
      max_memory_usage: String(memoryBytes),
      // Whoever waits for an answer goes first.
      max_threads: 1,
    },
    ...(signal === undefined ? {} : { abort_signal: signal }),
  });
}

/** Last: a count is there when all of it is. */
async function sayCounted(
  { clickhouse }: Counting,
  units: readonly DueUnit[],
  {
    unit,
    countedAtMs,
    share,
  }: { readonly unit: Unit; readonly countedAtMs: number; readonly share: number },
): Promise<void> {
  await clickhouse.client().insert({
    table: 'counted_calls',
    values: units.map(({ firstS, spansAround, seenAroundMs, day }) => ({
      ...{ day, unit_seconds: unit.seconds, begins: firstS, counted_at: seconds(countedAtMs) },
      ...{ spans_around: spansAround, seen_around: seconds(seenAroundMs), share },
    })),
    format: 'JSONEachRow',
  });
}

/** As a time with milliseconds is read: a bare number would be counted in them. */
function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}
