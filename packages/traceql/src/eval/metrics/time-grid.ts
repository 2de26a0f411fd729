// The times of a metrics query: a range is cut into intervals of one step, each without its start and with its
// end, which is its time; an instant is one interval with both.

import type { Range } from '../../syntax/ast.ts';
import { TraceqlError } from '../../syntax/traceql-error.ts';

export interface TimeGrid {
  readonly startNs: bigint;
  readonly endNs: bigint;
  readonly stepNs: bigint;
  readonly intervalCount: number;
  /** Whether the first interval has its start. */
  readonly isInstant: boolean;
}

/** More points than a chart has pixels, and the memory of one series. */
export const MAX_INTERVALS = 11_000;

const MS = 1_000_000n;
const SECOND = 1_000n * MS;
const MINUTE = 60n * SECOND;
const DEFAULT_INTERVALS = 240n;
const STEP_UNITS: readonly bigint[] = [
  60n * MINUTE,
  5n * MINUTE,
  MINUTE,
  15n * SECOND,
  5n * SECOND,
];
const SHORT_STEP = 50n * MS;

/** About 240 intervals, each a round time. */
export function defaultStepNs(startNs: bigint, endNs: bigint): bigint {
  const rawNs = (endNs - startNs) / DEFAULT_INTERVALS;
  if (endNs - startNs < MINUTE) {
    const roundNs = rawNs - (rawNs % SHORT_STEP);
    return roundNs < SHORT_STEP ? SHORT_STEP : roundNs;
  }
  const unit = STEP_UNITS.find((candidate) => candidate < rawNs) ?? SECOND;
  const roundNs = rawNs - (rawNs % unit);
  return roundNs < unit ? unit : roundNs;
}

/**
 * A range with its ends moved out to whole steps, and one step more at the beginning, so that the first point
 * a client asked for is there.
 */
export function rangeGrid(startNs: bigint, endNs: bigint, stepNs: bigint): TimeGrid {
  if (stepNs <= 0n || startNs >= endNs) {
    throw gridError(
      'a range has to start before it ends, and its step has to be longer than nothing',
    );
  }
  const firstNs = startNs - (startNs % stepNs) - stepNs;
  const lastNs = ((endNs + stepNs - 1n) / stepNs) * stepNs;
  const intervalCount = Number((lastNs - firstNs) / stepNs);
  if (intervalCount > MAX_INTERVALS) {
    throw gridError(`a range has at most ${MAX_INTERVALS} steps, not ${intervalCount}`);
  }
  return { startNs: firstNs, endNs: lastNs, stepNs, intervalCount, isInstant: false };
}

export function instantGrid(startNs: bigint, endNs: bigint): TimeGrid {
  if (startNs >= endNs) throw gridError('a range has to start before it ends');
  return { startNs, endNs, stepNs: endNs - startNs, intervalCount: 1, isInstant: true };
}

/** Of what the query does not say, so there is no place in it to point to. */
function gridError(message: string): TraceqlError {
  const nowhere: Range = { start: 0, end: 0 };
  return new TraceqlError('evaluate', message, nowhere);
}

/** The interval that a time is in; -1 when it is in none. */
export function intervalOf(grid: TimeGrid, timeNs: bigint): number {
  const { startNs, endNs, stepNs, isInstant } = grid;
  if (timeNs > endNs) return -1;
  if (isInstant) return timeNs >= startNs ? 0 : -1;
  return timeNs > startNs ? Number((timeNs - startNs - 1n) / stepNs) : -1;
}

export function timestampMsOf(grid: TimeGrid, interval: number): number {
  return Number((grid.startNs + BigInt(interval + 1) * grid.stepNs) / MS);
}
