// The spans of a time grid as what a statement reads from, each once, however often it came.

import type { TimeGrid } from '@throughline/traceql/eval/metrics/time-grid';
import type { SqlParameters } from '../../read/sql-parameters.ts';
import { SAME_SPAN } from '../../read/trace.ts';
import { allOf, TRUE } from '../compare-sql.ts';
import { gridConditions } from './grid-sql.ts';

/** Minutes travel in the address of a request; with more, all are read span by span. */
export const MAX_MINUTES = 1_000;

export interface SpanSource {
  readonly from: string;
  /** What is asked of them besides. */
  readonly where: string;
}

/** `minutes`: in which some came twice, in seconds; undefined: it is not known. */
export function spansOnce(
  grid: TimeGrid,
  minutes: readonly number[] | undefined,
  parameters: SqlParameters,
): SpanSource {
  const within = allOf(gridConditions(grid, parameters));
  if (minutes?.length === 0) return { from: 'spans', where: within };
  const once = (condition: string) => `SELECT *, filed_at FROM spans WHERE ${condition}
    ORDER BY received_at LIMIT 1 BY ${SAME_SPAN}`;
  if (minutes === undefined || minutes.length > MAX_MINUTES) {
    return { from: `(${once(within)})`, where: TRUE };
  }
  const isTwice = filedInMinutes(minutes, parameters);
  const from = `(
  SELECT *, filed_at FROM spans WHERE ${within} AND NOT ${isTwice}
  UNION ALL
  (${once(`${within} AND ${isTwice}`)}))`;
  return { from, where: TRUE };
}

/** Minutes are seconds since the epoch. */
export function filedInMinutes(minutes: readonly number[], parameters: SqlParameters): string {
  const list = parameters.bind('Array(UInt32)', minutes);
  return `toStartOfMinute(filed_at) IN (SELECT toDateTime(arrayJoin(${list}), 'UTC'))`;
}
