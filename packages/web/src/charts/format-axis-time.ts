// Points in time on the axis of a chart: as much of the clock as the step needs, and the day where a
// new one begins. In the reader's zone, or in UTC.

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const SECOND_MS = 1000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

interface Clock {
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly ms: number;
}

function clockOf(timeMs: number, isUtc: boolean): Clock {
  // Date's own getters for UTC, on a time that is moved by the zone: one set of getters for both.
  const date = new Date(timeMs);
  const moved = isUtc ? date : new Date(timeMs - date.getTimezoneOffset() * MINUTE_MS);
  return {
    month: moved.getUTCMonth(),
    day: moved.getUTCDate(),
    hour: moved.getUTCHours(),
    minute: moved.getUTCMinutes(),
    second: moved.getUTCSeconds(),
    ms: moved.getUTCMilliseconds(),
  };
}

function pad(value: number, digits = 2): string {
  return String(value).padStart(digits, '0');
}

function dayOf({ day, month }: Clock): string {
  return `${day} ${MONTHS[month] ?? ''}`;
}

function timeOf({ hour, minute, second, ms }: Clock, stepMs: number): string {
  const minutes = `${pad(hour)}:${pad(minute)}`;
  if (stepMs >= MINUTE_MS) return minutes;
  const seconds = `${minutes}:${pad(second)}`;
  return stepMs >= SECOND_MS ? seconds : `${seconds}.${pad(ms, 3)}`;
}

/** Of a single one: as long as it is round. */
function stepOf([first = 0, second]: readonly number[]): number {
  if (second !== undefined) return second - first;
  return [MINUTE_MS, SECOND_MS].find((stepMs) => first % stepMs === 0) ?? 1;
}

/** One label per tick. */
export function formatAxisTimes(ticksMs: readonly number[], isUtc: boolean): string[] {
  const stepMs = stepOf(ticksMs);
  let before: Clock | undefined;
  return ticksMs.map((timeMs) => {
    const clock = clockOf(timeMs, isUtc);
    const isNewDay = before !== undefined && before.day !== clock.day;
    before = clock;
    const isMidnight = clock.hour === 0 && clock.minute === 0;
    return stepMs >= DAY_MS || (isNewDay && isMidnight) ? dayOf(clock) : timeOf(clock, stepMs);
  });
}

/** "20 Nov 12:04:31", the milliseconds where they say something. */
export function formatChartTime(timeMs: number, stepMs: number, isUtc: boolean): string {
  const clock = clockOf(timeMs, isUtc);
  return `${dayOf(clock)} ${formatChartClock(timeMs, stepMs, isUtc)}`;
}

/** "12:04:31": within a chart that is about less than a day. */
export function formatChartClock(timeMs: number, stepMs: number, isUtc: boolean): string {
  const smallest = timeMs % SECOND_MS !== 0 || stepMs < SECOND_MS ? 1 : SECOND_MS;
  return timeOf(clockOf(timeMs, isUtc), smallest);
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
