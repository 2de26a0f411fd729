// Which minutes have their calls counted. A count is of the spans of a minute and of their parents, so it holds as long
// as the minutes around it have as many spans as they had, and none that came later: whatever arrives, is deleted or
// goes with its day makes it void without anybody telling.

import type { SqlParameters } from '../read/sql-parameters.ts';

export const MINUTE_S = 60;

/** A span's parent starts before it, at most so long, but for the clocks of the two. */
export const LONGEST_PARENT_S = 10 * MINUTE_S;
export const CLOCK_SKEW_S = 60;

/** Seconds since the epoch, whole minutes: [firstS, untilS). */
export interface MinuteRun {
  readonly firstS: number;
  readonly untilS: number;
}

export function withinRun({ firstS, untilS }: MinuteRun, parameters: SqlParameters): string {
  return `minute >= ${bindSecond(firstS, parameters)} AND minute < ${bindSecond(untilS, parameters)}`;
}

export function bindSecond(second: number, parameters: SqlParameters): string {
  return `toDateTime(${parameters.bind('UInt32', second)}, 'UTC')`;
}

/**
 * Of each minute that has spans: how many, what its count depends on, whether it is counted (`is_counted`), of which
 * share of its traces (`share`), and when (`counted_at`).
 */
export function minuteStates(run: MinuteRun, parameters: SqlParameters): string {
  const around = {
    firstS: Math.max(0, run.firstS - LONGEST_PARENT_S),
    untilS: run.untilS + CLOCK_SKEW_S,
  };
  return `SELECT
  minute, spans, spans_around, seen_around, counts.share AS share, counts.counted_at AS counted_at,
  counts.counted_at > 0 AND counts.spans_around = spans_around AND counts.seen_around = seen_around AS is_counted
FROM (
  SELECT minute, spans, sum(spans) OVER around AS spans_around, max(seen) OVER around AS seen_around
  FROM (
    SELECT minute, toInt64(sum(span_count)) AS spans, max(last_seen) AS seen
    FROM rollups WHERE ${withinRun(around, parameters)}
    GROUP BY minute
  )
  WINDOW around AS (
    ORDER BY toInt64(toUnixTimestamp(minute))
    RANGE BETWEEN ${LONGEST_PARENT_S} PRECEDING AND ${CLOCK_SKEW_S} FOLLOWING
  )
) AS minutes
LEFT JOIN (
  SELECT minute, counted_at, spans_around, seen_around, share
  FROM counted_minutes FINAL WHERE ${withinRun(run, parameters)}
) AS counts USING minute
WHERE ${withinRun(run, parameters)} AND spans > 0`;
}
