// Which minutes and hours have their calls counted. A count is of the spans of a unit and of their parents, so it holds
// as long as the units around it have as many spans as they had, and none that came later: whatever arrives, is deleted
// or goes with its day makes it void without anybody telling.

import type { SqlParameters } from '../read/sql-parameters.ts';
import type { Run } from './runs.ts';

export interface Unit {
  readonly seconds: number;
  /** Where its spans are counted, and under which name its time is there. */
  readonly table: string;
  readonly time: string;
  /** Around its begin: where spans have to do with it. */
  readonly beforeS: number;
  readonly afterS: number;
}

const MINUTE_S = 60;
const HOUR_S = 3_600;

/** A span's parent starts before it, at most so long, but for the clocks of the two. */
export const LONGEST_PARENT_S = 10 * MINUTE_S;
export const CLOCK_SKEW_S = 60;

export const MINUTE: Unit = {
  ...{ seconds: MINUTE_S, table: 'service_minutes', time: 'minute' },
  ...{ beforeS: LONGEST_PARENT_S, afterS: CLOCK_SKEW_S },
};

/** Added up from its minutes: a long range is a sixtieth of the rows. */
export const HOUR: Unit = {
  ...{ seconds: HOUR_S, table: 'service_hours', time: 'hour' },
  ...{ beforeS: HOUR_S, afterS: HOUR_S },
};

export function withinRun(column: string, { firstS, untilS }: Run, parameters: SqlParameters) {
  return `${column} >= ${bindSecond(firstS, parameters)} AND ${column} < ${bindSecond(untilS, parameters)}`;
}

/** In any of them; at least one. */
export function withinRuns(
  column: string,
  runs: readonly Run[],
  parameters: SqlParameters,
): string {
  return `(${runs.map((run) => `(${withinRun(column, run, parameters)})`).join(' OR ')})`;
}

export function bindSecond(second: number, parameters: SqlParameters): string {
  return `toDateTime(${parameters.bind('UInt32', second)}, 'UTC')`;
}

export function widened(run: Run, beforeS: number, afterS: number): Run {
  return { firstS: Math.max(0, run.firstS - beforeS), untilS: run.untilS + afterS };
}

/**
 * Of each unit that has spans, by its begin (`begins`): how many, what its count depends on, whether it is counted
 * (`is_counted`), of which share of its traces (`share`), and when (`counted_at`).
 */
export function unitStates(unit: Unit, run: Run, parameters: SqlParameters): string {
  const { seconds, table, time, beforeS, afterS } = unit;
  const around = widened(run, beforeS, afterS);
  return `SELECT
  begins, spans, spans_around, seen_around, counts.share AS share, counts.counted_at AS counted_at,
  counts.counted_at > 0 AND counts.spans_around = spans_around AND counts.seen_around = seen_around AS is_counted
FROM (
  SELECT begins, spans, sum(spans) OVER around AS spans_around, max(seen) OVER around AS seen_around
  FROM (
    SELECT ${time} AS begins, toInt64(sum(span_count)) AS spans, max(last_seen) AS seen
    FROM ${table} WHERE ${withinRun(time, around, parameters)}
    GROUP BY begins
  )
  WINDOW around AS (
    ORDER BY toInt64(toUnixTimestamp(begins)) RANGE BETWEEN ${beforeS} PRECEDING AND ${afterS} FOLLOWING
  )
) AS units
LEFT JOIN (
  SELECT begins, counted_at, spans_around, seen_around, share
  FROM counted_calls FINAL
  WHERE unit_seconds = ${seconds} AND ${withinRun('begins', run, parameters)}
) AS counts USING begins
WHERE ${withinRun('begins', run, parameters)} AND spans > 0`;
}
