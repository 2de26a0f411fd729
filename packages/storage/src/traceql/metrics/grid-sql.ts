// The time grid of a metrics query in SQL: which spans are in it, and in which interval each of them is.

import type { TimeGrid } from '@throughline/traceql/eval/metrics/time-grid';
import type { SqlParameters } from '../../read/sql-parameters.ts';
import { FALSE } from '../compare-sql.ts';
import { bindNs, type FiledRange, filedRangeSql } from '../filed-range.ts';

const MAX_UINT64 = 2n ** 64n - 1n;
/** A clock that says before 2000 was never set: such spans are filed under the time they came (filed-time.ts). */
const EARLIEST_FILED_NS = 946_684_800_000_000_000n;

/** The times in a grid, both inclusive. */
export function timesOf({ startNs, endNs, isInstant }: TimeGrid): {
  firstNs: bigint;
  lastNs: bigint;
} {
  return { firstNs: isInstant ? startNs : startNs + 1n, lastNs: endNs };
}

/**
 * When the spans are filed that start in the grid: then, but for those whose clock is more than a day ahead of
 * ours, which are not looked for.
 */
export function filedRangeOf(grid: TimeGrid): FiledRange {
  const { firstNs, lastNs } = timesOf(grid);
  return firstNs < EARLIEST_FILED_NS ? {} : { firstNs, lastNs };
}

/** The spans whose start is in the grid. */
export function gridConditions(grid: TimeGrid, parameters: SqlParameters): string[] {
  const { firstNs, lastNs } = timesOf(grid);
  if (lastNs < 0n || firstNs > MAX_UINT64) return [FALSE];
  return [
    ...(firstNs > 0n ? [`start_ns >= ${bindNs(firstNs, parameters)}`] : []),
    ...(lastNs < MAX_UINT64 ? [`start_ns <= ${bindNs(lastNs, parameters)}`] : []),
    filedRangeSql(filedRangeOf(grid), parameters),
  ];
}

/** Whole numbers only. */
export function intervalSql(grid: TimeGrid, parameters: SqlParameters): string {
  const { startNs, stepNs, intervalCount } = grid;
  if (intervalCount === 1) return 'toUInt32(0)';
  // An interval has its end and not its start.
  const offsetNs = startNs + 1n;
  const sinceStart =
    offsetNs >= 0n
      ? `start_ns - ${bindNs(offsetNs, parameters)}`
      : `start_ns + ${bindNs(-offsetNs, parameters)}`;
  return `toUInt32(intDiv(toUInt64(${sinceStart}), ${bindNs(stepNs, parameters)}))`;
}
