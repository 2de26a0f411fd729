// Points in time on the axis of a chart: as much of the clock as the step needs, and the day where a
// new one begins. In the reader's zone, or in UTC.

import { formatDay, inZone, pad } from '../base/format-time.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

function dateOf(timeMs: number, isUtc: boolean): Date {
  return inZone(new Date(timeMs), isUtc ? 'utc' : 'local');
}

function timeOf(date: Date, stepMs: number): string {
  const minutes = `${pad(date.getUTCHours())}:${pad(date.getUTCMinutes())}`;
  if (stepMs >= MINUTE_MS) return minutes;
  const seconds = `${minutes}:${pad(date.getUTCSeconds())}`;
  return stepMs >= SECOND_MS ? seconds : `${seconds}.${pad(date.getUTCMilliseconds(), 3)}`;
}

/** Of a single one: as long as it is round. */
function stepOf([first = 0, second]: readonly number[]): number {
  if (second !== undefined) return second - first;
  return [MINUTE_MS, SECOND_MS].find((stepMs) => first % stepMs === 0) ?? 1;
}

/** One label per tick. */
export function formatAxisTimes(ticksMs: readonly number[], isUtc: boolean): string[] {
  const stepMs = stepOf(ticksMs);
  let before: Date | undefined;
  return ticksMs.map((timeMs) => {
    const date = dateOf(timeMs, isUtc);
    const isNewDay = before !== undefined && before.getUTCDate() !== date.getUTCDate();
    before = date;
    const isMidnight = date.getUTCHours() === 0 && date.getUTCMinutes() === 0;
    return stepMs >= DAY_MS || (isNewDay && isMidnight) ? formatDay(date) : timeOf(date, stepMs);
  });
}

/** "20 Nov 12:04:31", the milliseconds where they say something. */
export function formatChartTime(timeMs: number, stepMs: number, isUtc: boolean): string {
  const day = formatDay(dateOf(timeMs, isUtc));
  return `${day} ${formatChartClock(timeMs, stepMs, isUtc)}`;
}

/** "12:04:31": within a chart that is about less than a day. */
export function formatChartClock(timeMs: number, stepMs: number, isUtc: boolean): string {
  const smallest = timeMs % SECOND_MS !== 0 || stepMs < SECOND_MS ? 1 : SECOND_MS;
  return timeOf(dateOf(timeMs, isUtc), smallest);
}

/** The shorter of both, by how long the chart is. */
export function chartTimeFormat(
  timesMs: readonly number[],
  stepMs: number,
  isUtc: boolean,
): (timeMs: number) => string {
  const format = timesMs.length * stepMs < DAY_MS / 2 ? formatChartClock : formatChartTime;
  return (timeMs) => format(timeMs, stepMs, isUtc);
}
