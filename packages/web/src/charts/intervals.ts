// The intervals behind the values of a chart: a value at a time is about the step that ends there.

import type { TimeRangeMs } from './chart-types.ts';

export function intervalAt(timesMs: readonly number[], stepMs: number, index: number): TimeRangeMs {
  const endMs = timesMs[index] ?? 0;
  return { startMs: endMs - stepMs, endMs };
}

/** Where its value is drawn: in the middle, so that the nearest value is that of the interval. */
export function middlesOf(timesMs: readonly number[], stepMs: number): number[] {
  return timesMs.map((timeMs) => timeMs - stepMs / 2);
}

/** The index of the interval that ends first at or after a time; undefined outside of all. */
export function indexOfTime(
  timesMs: readonly number[],
  stepMs: number,
  timeMs: number,
): number | undefined {
  let low = 0;
  let high = timesMs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((timesMs[middle] ?? 0) < timeMs) low = middle + 1;
    else high = middle;
  }
  const endMs = timesMs[low];
  return endMs === undefined || timeMs < endMs - stepMs ? undefined : low;
}

/** What the axis shows: what was asked for, or all intervals. */
export function axisRange(
  timesMs: readonly number[],
  stepMs: number,
  asked: TimeRangeMs | undefined,
): TimeRangeMs {
  if (asked !== undefined) return asked;
  const startMs = (timesMs[0] ?? 0) - stepMs;
  return { startMs, endMs: timesMs.at(-1) ?? startMs + stepMs };
}
